/* arena.h: a heap of a fixed size instead of the C library's, for machines without one: -DAC_ARENA=8192 when the runtime
 * is compiled, and no malloc is linked. mem.c calls these; nobody else does.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_ARENA_H
#define ASYNCC_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#ifdef AC_ARENA

void  *arena_alloc(size_t size);              /* aligned for anything; NULL: it is full */
void  *arena_resize(void *block, size_t size);/* as realloc(); NULL: it is full, and the block is as it was */
void   arena_free(void *block);               /* or NULL */
size_t arena_used(void);                      /* bytes that blocks occupy, with their heads */
size_t arena_size(void);                      /* bytes that blocks can occupy */

#endif
#endif
