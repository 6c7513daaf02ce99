/* check_static_arena.c: the heap of a fixed size. What it gives is aligned, apart and kept; what comes back is one block again;
 * full is NULL, and little is lost between blocks then.
 * SPDX-License-Identifier: MIT */
#define AC_ARENA 16384

#include "arena.c"

#include <stdio.h>

#include "suite.h"

enum { SLOTS = 1024, TURNS = 200000 };

static struct { unsigned char *bytes; size_t size; unsigned char mark; } slot[SLOTS];
static uint32_t seed;

static uint32_t chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* ---- what must hold at any time ---- */

/* From the first block to the last: the bits tell of the neighbours, no two free ones meet, each is in its list; what is
 * in use adds up. */
static void check_arena(void)
{
    size_t busy = 0, listed = 0, free = 0;
    bool before = true;
    Block *b;

    for (b = block_at(&arena.word[1]); words_of(b) != &arena.word[WORDS - 1]; b = after(b)) {
        ck_assert_uint_ge(size_of(b), MIN_SIZE);
        ck_assert_uint_eq(size_of(b) % UNIT, 0);
        ck_assert_int_eq((b->head & AFTER_BUSY) != 0, before);
        ck_assert(before || !is_free(b));
        before = !is_free(b);
        if (before) {
            busy += size_of(b);
        } else {
            free++;
            ck_assert_uint_eq(words_of(after(b))[-1], size_of(b));
        }
    }
    ck_assert_int_eq((b->head & AFTER_BUSY) != 0, before);
    ck_assert_uint_eq(busy, arena_used());
    for (unsigned list = 0; list < LISTS; list++)
        for (b = lists[list]; b; b = b->next, listed++) {
            ck_assert(is_free(b));
            ck_assert_uint_eq(list_of(size_of(b)), list);
        }
    ck_assert_uint_eq(listed, free);
}

static bool is_filled(const unsigned char *bytes, size_t size, unsigned char mark)
{
    while (size > 0 && bytes[size - 1] == mark)
        size--;
    return size == 0;
}

static void check_slot(int i)
{
    ck_assert(is_filled(slot[i].bytes, slot[i].size, slot[i].mark));
}

static void keep(int i, void *bytes, size_t size)
{
    ck_assert_uint_eq((uintptr_t)bytes % UNIT, 0);
    slot[i].bytes = bytes;
    slot[i].size = size;
    slot[i].mark = (unsigned char)chance(256);
    memset(bytes, slot[i].mark, size);
}

static void drop(int i)
{
    check_slot(i);
    arena_free(slot[i].bytes);
    slot[i].bytes = NULL;
    slot[i].size = 0;
}

static void drop_all(void)
{
    for (int i = 0; i < SLOTS; i++)
        drop(i);
    check_arena();
    ck_assert_uint_eq(arena_used(), 0);
}

/* What it begins with: all of it but a head and the two words of the arena's own. */
static void check_whole(void)
{
    void *all = arena_alloc(AC_ARENA - 3 * WORD);

    ck_assert_ptr_nonnull(all);
    ck_assert_uint_eq(arena_used(), arena_size());
    ck_assert_ptr_null(arena_alloc(0));
    arena_free(all);
    ck_assert_uint_eq(arena_used(), 0);
}

/* ---- the tests ---- */

START_TEST(all_of_it_is_one_block_at_first_and_when_all_is_back)
{
    check_whole();
    for (int round = 0; round < 2; round++) {
        int n = 0;

        for (void *bytes; n < SLOTS && (bytes = arena_alloc(40)) != NULL; n++)
            keep(n, bytes, 40);
        check_arena();
        ck_assert_uint_ge(arena_used(), arena_size() - 48 - UNIT);
        for (int i = round; i < n; i += 2)                 /* these meet no free neighbour, the others two */
            drop(i);
        drop_all();
        check_whole();
    }
}
END_TEST

START_TEST(what_is_larger_than_the_arena_is_refused)
{
    void *some = arena_alloc(10);

    for (size_t size = AC_ARENA - 3 * WORD; size <= 2 * AC_ARENA; size++)
        ck_assert_ptr_null(arena_alloc(size));
    for (size_t less = 0; less < 100; less++) {
        ck_assert_ptr_null(arena_alloc(SIZE_MAX - less));
        ck_assert_ptr_null(arena_resize(some, SIZE_MAX - less));
    }
    arena_free(some);
    arena_free(NULL);
    check_whole();
}
END_TEST

START_TEST(a_block_grows_and_shrinks_where_it_is_when_it_can)
{
    unsigned char *low = arena_alloc(100), *high;

    keep(0, low, 100);
    ck_assert_ptr_eq(arena_resize(low, 8000), low);       /* nothing is behind it */
    check_slot(0);
    ck_assert_ptr_eq(arena_resize(low, 100), low);
    check_slot(0);
    high = arena_alloc(100);
    ck_assert(high < low + 200);                           /* what was cut off is free */
    keep(1, high, 100);
    low = arena_resize(low, 400);
    ck_assert(low > high);                                 /* it had to move */
    slot[0].bytes = low;
    check_slot(0);
    ck_assert_ptr_null(arena_resize(low, 16200));          /* too much: as it was */
    check_slot(0);
    check_arena();
    drop_all();
    check_whole();
}
END_TEST

START_TEST(blocks_are_apart_and_keep_what_is_in_them)
{
    for (int turn = 0; turn < TURNS; turn++) {
        int i = (int)chance(SLOTS / 4);
        size_t size = chance(chance(20) ? 100 : 3000);
        void *bytes;

        if (slot[i].bytes && chance(2)) {
            drop(i);
        } else {
            check_slot(i);
            bytes = arena_resize(slot[i].bytes, size);
            if (bytes) {
                ck_assert(is_filled(bytes, size < slot[i].size ? size : slot[i].size, slot[i].mark));
                keep(i, bytes, size);
            }
        }
        if (turn % 512 == 0)
            check_arena();
    }
    drop_all();
    check_whole();
}
END_TEST

/* Objects of a program: most are small, one in `rare` has up to `most` bytes. It takes and gives at random, with more
 * takes than gives, until a block is refused; then how much of the arena was in use, in thousandths. */
static unsigned filled(uint32_t few, uint32_t rare, uint32_t most)
{
    for (int n = 0;;) {
        size_t size;
        void *bytes;
        int i;

        if (n > 0 && chance(5) < 2) {
            i = (int)chance((uint32_t)n--);
            arena_free(slot[i].bytes);
            slot[i] = slot[n];
            continue;
        }
        size = 1 + chance(chance(rare) ? few : most);
        bytes = arena_alloc(size);
        if (!bytes || n == SLOTS) {
            unsigned result = (unsigned)(arena_used() * 1000 / arena_size());

            ck_assert_ptr_null(bytes);
            while (n > 0)
                arena_free(slot[--n].bytes);
            return result;
        }
        slot[n++].bytes = bytes;
    }
}

START_TEST(little_is_lost_between_blocks)
{
    static const struct { uint32_t few, rare, most; } work[] = { { 60, 1000000, 1 }, { 100, 50, 400 }, { 200, 20, 800 } };

    for (size_t w = 0; w < sizeof work / sizeof *work; w++) {
        unsigned least = 1000, sum = 0;

        for (seed = 1; seed <= 200; seed++) {
            uint32_t own = seed;
            unsigned now = filled(work[w].few, work[w].rare, work[w].most);

            seed = own;
            least = now < least ? now : least;
            sum += now;
        }
        printf("up to %u bytes, one of %u up to %u: %u thousandths in use when one is refused, at least %u\n", (unsigned)work[w].few,
               (unsigned)work[w].rare, (unsigned)work[w].most, sum / 200, least);
        ck_assert_uint_ge(least, 800);
        ck_assert_uint_ge(sum / 200, 940);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("static arena");

    tcase_add_test(tests, all_of_it_is_one_block_at_first_and_when_all_is_back);
    tcase_add_test(tests, what_is_larger_than_the_arena_is_refused);
    tcase_add_test(tests, a_block_grows_and_shrinks_where_it_is_when_it_can);
    tcase_add_test(tests, blocks_are_apart_and_keep_what_is_in_them);
    tcase_add_test(tests, little_is_lost_between_blocks);
    return run_suite("static arena", tests);
}
