/* pointer_calls.h: which functions a call through a pointer may reach, by the C sources: the runtime's and the
 * generated one.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_POINTER_CALLS_H
#define ASYNCC_POINTER_CALLS_H

#include <stdbool.h>
#include "base/vec.h"

typedef struct PointerCalls PointerCalls;
typedef VEC(const char *) Spellings;         /* interned: each once */

PointerCalls *pointer_calls_new(Arena *a);
void pointer_calls_read(PointerCalls *p, const char *path);     /* a file; then, when all are read, */
/* The pointer that is called there ("resume"), or NULL when the text does not tell; and the names of the functions
 * whose address is taken somewhere and whose parameters are those of such a pointer (NULL: all whose address is taken). */
const char *pointer_calls_at(PointerCalls *p, const char *path, int line, int column, Spellings *may_be);
/* `case AC_TAG_FLOAT: return ac_float_repr(...)`: the name in the case that the line of a call begins with, or NULL. */
const char *pointer_calls_case(const PointerCalls *p, const char *path, int line);

#endif
