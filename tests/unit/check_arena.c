/* check_arena.c: the compiler's allocator.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/vec.h"
#include "suite.h"

START_TEST(memory_is_zeroed_and_aligned)
{
    Arena *a = arena_create();

    for (size_t size = 0; size < 100; size++) {
        unsigned char *p = arena_alloc(a, size);
        ck_assert_uint_eq((uintptr_t)p % ARENA_ALIGN, 0);
        for (size_t i = 0; i < size; i++)
            ck_assert_uint_eq(p[i], 0);
        memset(p, 0xA5, size);
    }
    arena_destroy(a);
}
END_TEST

START_TEST(blocks_larger_than_a_page_of_the_arena_fit)
{
    Arena *a = arena_create();
    char *big = arena_alloc(a, (size_t)1 << 23), *small = arena_alloc(a, 1);

    memset(big, 1, (size_t)1 << 23);
    ck_assert_int_eq(*small, 0);
    arena_destroy(a);
}
END_TEST

/* The last block grows where it stands; another one is copied. */
START_TEST(growing_keeps_what_was_there)
{
    Arena *a = arena_create();
    char *p = arena_alloc(a, 16);

    memcpy(p, "fifteen letters", 16);
    char *grown = arena_grow(a, p, 16, 64);
    ck_assert_ptr_eq(grown, p);
    ck_assert_int_eq(grown[63], 0);
    arena_alloc(a, 1);
    char *moved = arena_grow(a, grown, 64, 128);
    ck_assert_ptr_ne(moved, grown);
    ck_assert_str_eq(moved, "fifteen letters");
    ck_assert_int_eq(moved[127], 0);
    ck_assert_ptr_nonnull(arena_grow(a, NULL, 0, 8));
    arena_destroy(a);
}
END_TEST

START_TEST(printf_makes_a_string_of_any_length)
{
    Arena *a = arena_create();

    ck_assert_str_eq(arena_printf(a, "%s-%d", "x", 7), "x-7");
    ck_assert_uint_eq(strlen(arena_printf(a, "%*s", 5000, "")), 5000);
    arena_destroy(a);
}
END_TEST

START_TEST(vectors_keep_their_items)
{
    Arena *a = arena_create();
    VEC(int) v = {0};

    for (int i = 0; i < 1000; i++) {
        vec_push(a, &v, i);
        arena_alloc(a, 1);                      /* so that growing must move it */
    }
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(v.at[i], i);
    ck_assert_int_eq(vec_last(&v), 999);
    arena_destroy(a);
}
END_TEST

/* A template fills the rest of the block until it is seen that it does not fit: none of that may shine through. */
static void fill(Arena *a)
{
    for (int i = 0; i < 3000; i++)
        arena_printf(a, "%s%0100d", "xxxxxxxx", i);
}

START_TEST(memory_that_was_given_up_is_zero_again)
{
    Arena *a = arena_create();

    fill(a);
    arena_reset(a);
    for (int i = 0; i < 100; i++) {
        const unsigned char *p = arena_alloc(a, 1 << 12);
        for (int k = 0; k < 1 << 12; k++)
            ck_assert_uint_eq(p[k], 0);
    }
    arena_destroy(a);
}
END_TEST

START_TEST(what_was_there_before_the_mark_stays)
{
    Arena *a = arena_create();
    char *before = arena_printf(a, "%s", "before");
    ArenaMark mark = arena_mark(a);

    fill(a);
    arena_release(a, mark);
    ck_assert_str_eq(before, "before");
    const char *after = arena_alloc(a, 8);
    ck_assert_int_eq(after[0], 0);
    arena_destroy(a);
}
END_TEST

START_TEST(directives_beside_text_and_numbers_are_the_librarys)
{
    Arena *a = arena_create();

    ck_assert_str_eq(arena_printf(a, "%d %d %d", 0, -7, INT32_MIN), "0 -7 -2147483648");
    ck_assert_str_eq(arena_printf(a, "%s: %02X, %s, %d%%", "a", 10, "b", 5), "a: 0A, b, 5%");
    ck_assert_str_eq(arena_printf(a, "%s%.*s", "a", 2, "bcd"), "abc");
    arena_destroy(a);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("arena");

    tcase_add_test(tests, memory_is_zeroed_and_aligned);
    tcase_add_test(tests, blocks_larger_than_a_page_of_the_arena_fit);
    tcase_add_test(tests, growing_keeps_what_was_there);
    tcase_add_test(tests, printf_makes_a_string_of_any_length);
    tcase_add_test(tests, vectors_keep_their_items);
    tcase_add_test(tests, memory_that_was_given_up_is_zero_again);
    tcase_add_test(tests, what_was_there_before_the_mark_stays);
    tcase_add_test(tests, directives_beside_text_and_numbers_are_the_librarys);
    return run_suite("arena", tests);
}
