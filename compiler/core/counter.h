/* counter.h: additions that cannot overflow within the life of the machine.
 *
 * A variable or field that is only ever set to small constants and counted up or down by small steps would need 2^57
 * steps to leave 64 bits. Its additions become ac_int_count, which checks where an int has 32 bits only.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_COUNTER_H
#define ASYNCC_CORE_COUNTER_H

#include "core/core.h"

/* `op` counts the variable that it assigns, or the field that the statement after it does: that one's any_int decides. */
typedef struct Addition { CoreStmt *op; const bool *any_int; } Addition;
typedef struct Counter { Arena *arena; VEC(Addition) additions; } Counter;

void counter_begin(Counter *c);
void counter_look(Counter *c, CoreFn *fn);          /* at each function of the program */
void counter_end(Counter *c, Arena *a);

#endif
