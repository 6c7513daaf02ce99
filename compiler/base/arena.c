/* arena.c: blocks of memory that grow in size, given up together. The blocks that were given up serve the next
 * arenas: to get new pages from the system takes longer than to compile what fits into them.
 * SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "base/diag.h"
#include "base/format.h"

enum { BLOCK_FIRST = 1 << 16, BLOCK_MAX = 1 << 25 };

typedef struct Block { struct Block *older; size_t size, used; } Block;    /* of the newest: as long as it was the newest */

static char *block_start(Block *b) { return (char *)b + arena_rounded(sizeof(Block)); }

static Block *spare;

/* What arena_alloc gives must be zero. */
static void empty_block(Block *b, size_t from)
{
    memset(block_start(b) + from, 0, b->used - from);
    b->used = from;
}

static void set_newest(Arena *a, Block *b)
{
    a->newest = b;
    a->next = b ? block_start(b) + b->used : NULL;
    a->end = b ? block_start(b) + b->size : NULL;
}

static size_t used_of_newest(const Arena *a) { return (size_t)(a->next - block_start(a->newest)); }

static void give_up_newest(Arena *a)
{
    Block *b = a->newest, *older = b->older;

    b->used = used_of_newest(a);
    b->older = spare;
    spare = b;
    set_newest(a, older);
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
    Block *b = calloc(1, arena_rounded(sizeof(Block)) + size);      /* zero pages cost nothing until they are touched */
    if (!b)
        fatal("out of memory");
    b->size = size;
    return b;
}

static void add_block(Arena *a, size_t least)
{
    size_t size = a->newest ? a->newest->size * 2 : BLOCK_FIRST;

    if (a->newest)
        a->newest->used = used_of_newest(a);
    if (size > BLOCK_MAX)
        size = BLOCK_MAX;
    Block *b = take_spare(least);
    if (!b)
        b = new_block(size < least ? least : size);
    b->older = a->newest;
    set_newest(a, b);
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
        give_up_newest(a);
    free(a);
}

void *arena_alloc_in_new_block(Arena *a, size_t size)
{
    add_block(a, size);
    return arena_alloc(a, size);
}

void *arena_grow(Arena *a, void *old, size_t old_size, size_t new_size)
{
    size_t more = arena_rounded(new_size) - arena_rounded(old_size);

    if (old && (char *)old + arena_rounded(old_size) == a->next && (size_t)(a->end - a->next) >= more) {
        a->next += more;
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
        give_up_newest(a);
    arena_release(a, (ArenaMark){ a->newest, 0 });
}

ArenaMark arena_mark(Arena *a)
{
    if (!a->newest)
        add_block(a, 0);
    return (ArenaMark){ a->newest, used_of_newest(a) };
}

void arena_release(Arena *a, ArenaMark mark)
{
    while (a->newest != mark.block)
        give_up_newest(a);
    a->newest->used = used_of_newest(a);
    empty_block(a->newest, mark.used);
    set_newest(a, a->newest);
}

/* Formats into the rest of the newest block, and once more if that is too small. */
char *arena_printf(Arena *a, const char *format, ...)
{
    size_t room = (size_t)(a->end - a->next);
    char *text = a->next;
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    size_t n = format_text(text, room, format, args);
    if (n >= room)
        a->next = a->end;                       /* the rest is no longer zero */
    text = arena_alloc(a, n + 1);
    if (n >= room)
        format_text(text, n + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}
