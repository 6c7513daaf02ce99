/* arena.h: the only allocator of the compiler. One arena per compilation, released whole.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_ARENA_H
#define ASYNCC_BASE_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_create(void);
void   arena_destroy(Arena *a);
void   arena_reset(Arena *a);                 /* everything in it is given up; its memory serves again */

/* `size` zeroed bytes, aligned for pointers and numbers of 64 bits. Never returns NULL: a machine without memory ends in
 * `fatal` (diag.h). */
void *arena_alloc(Arena *a, size_t size);

/* A larger copy of a block that arena_alloc gave (`old` may be NULL); the old block is abandoned,
 * or extended in place when it was the last one. */
void *arena_grow(Arena *a, void *old, size_t old_size, size_t new_size);

/* What was allocated since the mark was taken is given up. */
typedef struct { void *block; size_t used; } ArenaMark;
ArenaMark arena_mark(Arena *a);
void      arena_release(Arena *a, ArenaMark mark);

/* printf into the arena; a NUL-terminated string. */
char *arena_printf(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define arena_new(a, T)      ((T *)arena_alloc((a), sizeof(T)))
#define arena_array(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

#endif
