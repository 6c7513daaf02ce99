/* arena.c: the heap as one array of AC_ARENA bytes. Nothing of it moves, and it never grows.
 *
 * A block costs one word, its head, and is a multiple of two words, at least four: on a machine of 32 bits 12, 20, 28 ...
 * bytes of the program's in 16, 24, 32. The arena needs two words for itself, and beside it 32 pointers for its lists.
 *
 * Free neighbours are always one block. There is a list of the free blocks of each size up to seven units of two words,
 * and above that four lists for each doubling; the last one has all the rest. What is wanted is looked for in the list of
 * its size, and then any block of the next list that has some will do. So whenever a free block is large enough one is
 * found: a small one by looking at no more than the first block of each list, a larger one after those of about its size.
 * To give a block back takes the same few steps always.
 *
 * What is lost between blocks depends on the program. In the random workloads of tests/unit/check_static_arena.c, with
 * blocks of up to a twentieth of the arena, 95 to 99 hundredths of it are in use on average when a block is refused, and
 * never less than 80.
 *
 *     | head | the program's bytes ...                                    |
 *     | head | next | previous | ...                               | size |      a free one
 *
 * The last word of a free block is its size, for who is given back behind it.
 * SPDX-License-Identifier: MIT */
#include "arena.h"

#ifdef AC_ARENA

#include <stdint.h>
#include <string.h>

#define WORD sizeof(size_t)
#define UNIT (2 * WORD)
#define WORDS ((size_t)(AC_ARENA) / UNIT * 2)
#define MIN_SIZE (2 * UNIT)
#define LISTS 32u

#define BUSY 1u                   /* beside the size: it is in use */
#define AFTER_BUSY 2u             /* the one before it is */

/* What it lies in was the program's before, and will be again. */
#ifdef __GNUC__
#define ALIAS __attribute__((may_alias))
#else
#define ALIAS
#endif

typedef size_t ALIAS Word;
typedef struct Block {
    Word head;                    /* its bytes, and the bits above */
    struct Block *next, *previous;/* of a free one, in its list */
} ALIAS Block;

typedef char large_enough[sizeof(Block) + WORD <= MIN_SIZE && WORDS >= 8 ? 1 : -1];

static size_t rounded(size_t size);
static Block *find(size_t size);
static void cut(Block *b, size_t size);
static void give(Block *b);
static void link_free(Block *b);
static void unlink_free(const Block *b);

/* Blocks begin with the second word, so that what is behind their heads is aligned, and end before the last one, the
 * head of a block in use that has no bytes. */
static union { Word word[WORDS]; long double number; uint64_t integer; void *pointer; } arena;
static Block *lists[LISTS];
static size_t used;

static Block *block_at(Word *w)          { return (Block *)(void *)w; }
static Word *words_of(Block *b)          { return &b->head; }
static size_t size_of(const Block *b)    { return b->head & ~(size_t)(BUSY | AFTER_BUSY); }
static Block *after(Block *b)            { return block_at(words_of(b) + size_of(b) / WORD); }
static Block *block_of(void *bytes)      { return block_at((Word *)bytes - 1); }
static bool is_free(const Block *b)      { return !(b->head & BUSY); }

static void begin(void)
{
    Block *all = block_at(&arena.word[1]);

    arena.word[WORDS - 1] = BUSY;
    all->head = arena_size() | BUSY | AFTER_BUSY;
    used = arena_size();
    give(all);
}

void *arena_alloc(size_t size)
{
    Block *b;

    if (arena.word[WORDS - 1] == 0)
        begin();
    b = size < arena_size() ? find(rounded(size)) : NULL;
    if (!b)
        return NULL;
    unlink_free(b);
    b->head |= BUSY;
    after(b)->head |= AFTER_BUSY;
    used += size_of(b);
    cut(b, rounded(size));
    return words_of(b) + 1;
}

void *arena_resize(void *block, size_t size)
{
    Block *b, *next;
    void *moved;

    if (!block || size >= arena_size())
        return block ? NULL : arena_alloc(size);
    b = block_of(block);
    next = after(b);
    if (is_free(next) && size_of(b) < rounded(size) && size_of(b) + size_of(next) >= rounded(size)) {
        unlink_free(next);
        used += size_of(next);
        b->head += size_of(next);
        after(b)->head |= AFTER_BUSY;
    }
    if (size_of(b) >= rounded(size)) {
        cut(b, rounded(size));
        return block;
    }
    moved = arena_alloc(size);
    if (moved) {
        memcpy(moved, block, size_of(b) - WORD);
        give(b);
    }
    return moved;
}

void arena_free(void *block)
{
    if (block)
        give(block_of(block));
}

size_t arena_used(void)
{
    return used;
}

size_t arena_size(void)
{
    return (WORDS - 2) * WORD;
}

/* The bytes of a block for so many of the program's. */
static size_t rounded(size_t size)
{
    size_t bytes = (size + WORD + UNIT - 1) / UNIT * UNIT;

    return bytes < MIN_SIZE ? MIN_SIZE : bytes;
}

/* 2 to 7 units: lists 2 to 7; 8 and 9: list 8; 10 and 11: list 9 ... */
static unsigned list_of(size_t size)
{
    size_t units = size / UNIT;
    unsigned list = 0;

    for (; units >= 8; units /= 2)
        list += 4;
    list += (unsigned)units;
    return list < LISTS ? list : LISTS - 1;
}

static Block *find(size_t size)
{
    unsigned list = list_of(size);
    Block *b = lists[list];

    while (b && size_of(b) < size)
        b = b->next;
    while (!b && ++list < LISTS)
        b = lists[list];
    return b;
}

/* A block in use keeps its first `size` bytes, unless the rest could be no block. */
static void cut(Block *b, size_t size)
{
    size_t rest = size_of(b) - size;

    if (rest < MIN_SIZE)
        return;
    b->head -= rest;
    after(b)->head = rest | BUSY | AFTER_BUSY;
    give(after(b));
}

/* A block in use becomes a free one, together with its free neighbours. */
static void give(Block *b)
{
    Block *next = after(b);
    size_t size = size_of(b);

    used -= size;
    if (is_free(next)) {
        unlink_free(next);
        size += size_of(next);
    }
    if (!(b->head & AFTER_BUSY)) {
        size_t before = words_of(b)[-1];

        b = block_at(words_of(b) - before / WORD);
        unlink_free(b);
        size += before;
    }
    b->head = size | AFTER_BUSY;
    next = after(b);
    words_of(next)[-1] = size;
    next->head &= ~(size_t)AFTER_BUSY;
    link_free(b);
}

static void link_free(Block *b)
{
    Block **list = &lists[list_of(size_of(b))];

    b->next = *list;
    b->previous = NULL;
    if (b->next)
        b->next->previous = b;
    *list = b;
}

static void unlink_free(const Block *b)
{
    if (b->next)
        b->next->previous = b->previous;
    if (b->previous)
        b->previous->next = b->next;
    else
        lists[list_of(size_of(b))] = b->next;
}

#endif
