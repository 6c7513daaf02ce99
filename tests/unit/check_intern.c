/* check_intern.c: equal strings are one pointer; names that are near each other.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/intern.h"
#include "base/near.h"
#include "suite.h"

START_TEST(equal_strings_are_one)
{
    char text[] = "name";

    ck_assert_ptr_eq(intern("name"), intern(text));
    ck_assert_ptr_eq(intern_n("names", 4), intern(text));
    ck_assert_ptr_ne(intern("name"), intern("names"));
    ck_assert_ptr_ne(intern(""), intern(" "));
    intern_reset();
}
END_TEST

/* The table grows several times below these. */
START_TEST(many_strings_stay_where_they_are)
{
    const char *first[5000];
    char text[16];

    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "n%d", i);
        first[i] = intern(text);
    }
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "n%d", i);
        ck_assert_ptr_eq(intern(text), first[i]);
    }
    intern_reset();
}
END_TEST

START_TEST(nul_bytes_count)
{
    ck_assert_ptr_ne(intern_n("a\0b", 3), intern_n("a\0c", 3));
    ck_assert_ptr_ne(intern_n("a\0b", 3), intern("a"));
    intern_reset();
}
END_TEST

START_TEST(near_names_are_found)
{
    const char *const names[] = { "Event", "Lock", "sleep_ms", "gather" };

    ck_assert_str_eq(near_name("Evnt", names, 4), "Event");
    ck_assert_str_eq(near_name("sleep_sm", names, 4), "sleep_ms");
    ck_assert_str_eq(near_name("gater", names, 4), "gather");
    ck_assert_ptr_null(near_name("x", names, 4));
    ck_assert_ptr_null(near_name("Queue", names, 4));
    ck_assert_ptr_null(near_name("Lock", names, 0));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("intern");

    tcase_add_test(tests, equal_strings_are_one);
    tcase_add_test(tests, many_strings_stay_where_they_are);
    tcase_add_test(tests, nul_bytes_count);
    tcase_add_test(tests, near_names_are_found);
    return run_suite("intern", tests);
}
