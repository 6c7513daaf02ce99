/* arena.c: blocks of memory that grow in size, released together.
 * SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "base/diag.h"
#include "base/format.h"

enum { BLOCK_FIRST = 1 << 16, ALIGN = 16 };

typedef struct Block { struct Block *older; size_t size, used; } Block;
struct Arena { Block *newest; };

static size_t rounded(size_t n) { return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1); }
static char *block_start(Block *b) { return (char *)b + rounded(sizeof(Block)); }

static void add_block(Arena *a, size_t least)
{
    size_t size = a->newest ? a->newest->size * 2 : BLOCK_FIRST;

    if (size > ((size_t)1 << 25))
        size = (size_t)1 << 25;
    if (size < least)
        size = least;
    Block *b = calloc(1, rounded(sizeof(Block)) + size);      /* zero pages cost nothing until they are touched */
    if (!b)
        fatal("out of memory");
    b->older = a->newest;
    b->size = size;
    a->newest = b;
}

Arena *arena_create(void)
{
    Arena *a = calloc(1, sizeof *a);
    if (!a)
        fatal("out of memory");
    return a;
}

void arena_destroy(Arena *a)
{
    for (Block *b = a->newest; b;) {
        Block *older = b->older;
        free(b);
        b = older;
    }
    free(a);
}

void *arena_alloc(Arena *a, size_t size)
{
    size = rounded(size ? size : 1);
    if (!a->newest || a->newest->size - a->newest->used < size)
        add_block(a, size);
    void *p = block_start(a->newest) + a->newest->used;
    a->newest->used += size;
    return p;
}

void *arena_grow(Arena *a, void *old, size_t old_size, size_t new_size)
{
    Block *b = a->newest;

    if (old && b && (char *)old + rounded(old_size) == block_start(b) + b->used &&
        b->used - rounded(old_size) + rounded(new_size) <= b->size) {
        b->used += rounded(new_size) - rounded(old_size);
        return old;
    }
    void *p = arena_alloc(a, new_size);
    if (old)
        memcpy(p, old, old_size);
    return p;
}

/* What arena_alloc gives must be zero. */
static void empty_block(Block *b, size_t from)
{
    memset(block_start(b) + from, 0, b->used - from);
    b->used = from;
}

void arena_reset(Arena *a)
{
    Block *b = a->newest;

    if (!b)
        return;
    while (b->older) {
        Block *older = b->older;
        b->older = older->older;
        free(older);
    }
    empty_block(b, 0);
}

ArenaMark arena_mark(Arena *a)
{
    if (!a->newest)
        add_block(a, 0);
    return (ArenaMark){ a->newest, a->newest->used };
}

void arena_release(Arena *a, ArenaMark mark)
{
    while (a->newest != mark.block) {
        Block *older = a->newest->older;
        free(a->newest);
        a->newest = older;
    }
    empty_block(a->newest, mark.used);
}

/* Formats into the rest of the newest block, and once more if that is too small. */
char *arena_printf(Arena *a, const char *format, ...)
{
    Block *b = a->newest;
    size_t room = b ? b->size - b->used : 0;
    char *text = b ? block_start(b) + b->used : NULL;
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    size_t n = format_text(text, room, format, args);
    text = arena_alloc(a, n + 1);
    if (n >= room)
        format_text(text, n + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}
