/* counter.h: additions that cannot overflow within the life of the machine.
 *
 * A variable or field that is only ever set to small constants and counted up or down by small steps would need 2^57
 * steps to leave 64 bits. Its additions become ac_int_count, which checks where an int has 32 bits only.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_COUNTER_H
#define ASYNCC_CORE_COUNTER_H

#include "core/core.h"

void counter(Arena *a, Core *core);

#endif
