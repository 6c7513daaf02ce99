/* arena.c: blocks of memory that grow in size, given up together. The blocks that were given up serve the next
 * arenas: to get new pages from the system takes longer than to compile what fits into them.
 * SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "base/diag.h"
#include "base/format.h"

enum { BLOCK_FIRST = 1 << 16, BLOCK_MAX = 1 << 25, ALIGN = 8 };

typedef struct Block { struct Block *older; size_t size, used; } Block;
struct Arena { Block *newest; };

static size_t rounded(size_t n) { return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1); }
static char *block_start(Block *b) { return (char *)b + rounded(sizeof(Block)); }

static Block *spare;

/* What arena_alloc gives must be zero. */
static void empty_block(Block *b, size_t from)
{
    memset(block_start(b) + from, 0, b->used - from);
    b->used = from;
}

static Block *give_up(Block *b)
{
    Block *older = b->older;

    b->older = spare;
    spare = b;
    return older;
}

static Block *take_spare(size_t least)
{
    for (Block **at = &spare; *at; at = &(*at)->older)
        if ((*at)->size >= least) {
            Block *b = *at;
            *at = b->older;
            empty_block(b, 0);
            return b;
        }
    return NULL;
}

static Block *new_block(size_t size)
{
    Block *b = calloc(1, rounded(sizeof(Block)) + size);      /* zero pages cost nothing until they are touched */
    if (!b)
        fatal("out of memory");
    b->size = size;
    return b;
}

static void add_block(Arena *a, size_t least)
{
    size_t size = a->newest ? a->newest->size * 2 : BLOCK_FIRST;

    if (size > BLOCK_MAX)
        size = BLOCK_MAX;
    Block *b = take_spare(least);
    if (!b)
        b = new_block(size < least ? least : size);
    b->older = a->newest;
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
    while (a->newest)
        a->newest = give_up(a->newest);
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

void arena_reset(Arena *a)
{
    if (!a->newest)
        return;
    while (a->newest->older)
        a->newest = give_up(a->newest);
    empty_block(a->newest, 0);
}

ArenaMark arena_mark(Arena *a)
{
    if (!a->newest)
        add_block(a, 0);
    return (ArenaMark){ a->newest, a->newest->used };
}

void arena_release(Arena *a, ArenaMark mark)
{
    while (a->newest != mark.block)
        a->newest = give_up(a->newest);
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
    if (b && n >= room)
        b->used = b->size;                      /* the rest is no longer zero */
    text = arena_alloc(a, n + 1);
    if (n >= room)
        format_text(text, n + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}
