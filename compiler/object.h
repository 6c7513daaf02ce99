/* object.h: what an object file in ELF tells of memory: 32 or 64 bits, either byte order.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_OBJECT_H
#define ASYNCC_OBJECT_H

#include <stdbool.h>
#include <stdint.h>
#include "base/vec.h"

/* Of an absolute one the value is known; it is no place. */
typedef struct ObjectSymbol { const char *name; uint64_t bytes, value; bool is_function, is_variable, is_undefined, is_absolute, is_weak; } ObjectSymbol;

typedef struct Object {
    uint64_t code, constants;     /* what may lie in read-only memory */
    uint64_t data, bss;           /* what is written: with a value at first, or zero */
    VEC(ObjectSymbol) symbols;    /* variables: those that are written */
} Object;

/* The whole content of a file in the arena, or NULL. */
const char *object_text(Arena *a, const char *path, size_t *length);
/* False: it is not there or no such file. */
bool object_read(Arena *a, const char *path, Object *out);

#endif
