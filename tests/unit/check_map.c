/* check_map.c: the pointer map.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include "base/map.h"
#include "suite.h"

static void *number(intptr_t i) { return (void *)i; }

START_TEST(an_absent_key_is_null)
{
    Arena *a = arena_create();
    Map m;

    map_init(&m, a);
    ck_assert_ptr_null(map_get(&m, number(1)));
    map_put(&m, number(1), number(10));
    ck_assert_ptr_null(map_get(&m, number(2)));
    arena_destroy(a);
}
END_TEST

START_TEST(a_second_value_replaces_the_first)
{
    Arena *a = arena_create();
    Map m;

    map_init(&m, a);
    map_put(&m, number(1), number(10));
    map_put(&m, number(1), number(20));
    ck_assert_ptr_eq(map_get(&m, number(1)), number(20));
    ck_assert_int_eq(m.n, 1);
    arena_destroy(a);
}
END_TEST

/* What is generated follows this order, so it may not depend on addresses. */
START_TEST(entries_keep_the_order_of_insertion)
{
    Arena *a = arena_create();
    Map m;

    map_init(&m, a);
    for (intptr_t i = 0; i < 1000; i++)
        map_put(&m, number((i * 7919) % 1000 + 1), number(i + 1));
    ck_assert_int_eq(m.n, 1000);
    for (intptr_t i = 0; i < 1000; i++) {
        ck_assert_ptr_eq(m.entry[i].key, number((i * 7919) % 1000 + 1));
        ck_assert_ptr_eq(map_get(&m, m.entry[i].key), number(i + 1));
    }
    arena_destroy(a);
}
END_TEST

START_TEST(null_is_a_key_like_others)
{
    Arena *a = arena_create();
    Map m;

    map_init(&m, a);
    map_put(&m, NULL, number(1));
    ck_assert_ptr_eq(map_get(&m, NULL), number(1));
    arena_destroy(a);
}
END_TEST

START_TEST(a_cleared_map_is_as_new)
{
    Arena *a = arena_create();
    Map m;

    map_init(&m, a);
    for (intptr_t round = 1; round <= 3; round++) {
        for (intptr_t i = 0; i < 100 * round; i++)
            map_put(&m, number(i * 16 + 1), number(round));
        ck_assert_ptr_eq(map_get(&m, number(17)), number(round));
        map_clear(&m);
        ck_assert_int_eq(m.n, 0);
        for (intptr_t i = 0; i < 100 * round; i++)
            ck_assert_ptr_null(map_get(&m, number(i * 16 + 1)));
    }
    arena_destroy(a);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("map");

    tcase_add_test(tests, an_absent_key_is_null);
    tcase_add_test(tests, a_second_value_replaces_the_first);
    tcase_add_test(tests, entries_keep_the_order_of_insertion);
    tcase_add_test(tests, null_is_a_key_like_others);
    tcase_add_test(tests, a_cleared_map_is_as_new);
    return run_suite("map", tests);
}
