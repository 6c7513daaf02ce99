/* check_source.c: places in files, and diagnostics about them.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/diag.h"
#include "base/utf8.h"
#include "suite.h"

static Arena *arena;
static Sources sources;
static Diag diag;

static void begin(void)
{
    arena = arena_create();
    sources = (Sources){ .arena = arena };
    diag_init(&diag, arena, &sources);
}

static void end(void)
{
    arena_destroy(arena);
}

static const Source *add(const char *path, const char *text)
{
    return source_add(&sources, path, text, strlen(text));
}

static void assert_place(const Source *s, uint32_t offset, int line, int column)
{
    Place p = source_place(&sources, s->base + offset);

    ck_assert_ptr_eq(p.source, s);
    ck_assert_int_eq(p.line, line);
    ck_assert_int_eq(p.column, column);
}

static void assert_printed(const char *expected)
{
    static char text[4096];
    FILE *out = fmemopen(text, sizeof text, "w");

    diag_print(&diag, out);
    fclose(out);
    ck_assert_str_eq(text, expected);
}

START_TEST(places_of_two_files)
{
    const Source *a = add("a", "one\ntwo\n"), *b = add("b", "x");

    assert_place(a, 0, 1, 1);
    assert_place(a, 3, 1, 4);
    assert_place(a, 4, 2, 1);
    assert_place(a, 8, 3, 1);
    assert_place(b, 0, 1, 1);
    assert_place(b, 1, 1, 2);
}
END_TEST

START_TEST(every_kind_of_line_end_counts_once)
{
    const Source *s = add("a", "a\r\nb\rc\nd");

    assert_place(s, 3, 2, 1);
    assert_place(s, 5, 3, 1);
    assert_place(s, 7, 4, 1);
}
END_TEST

START_TEST(a_byte_order_mark_is_no_text)
{
    const Source *s = add("a", "\xEF\xBB\xBFx");

    ck_assert_str_eq(s->text, "x");
    ck_assert_uint_eq(s->length, 1);
}
END_TEST

START_TEST(diagnostics_come_sorted_with_a_caret)
{
    const Source *s = add("f.async", "a = 1\n\tbb = 2\n");

    diag_error(&diag, (Span){ s->base + 7, s->base + 9 }, "second");
    diag_help(&diag, "do %s", "that");
    diag_warn(&diag, (Span){ s->base + 4, s->base + 5 }, "odd", "first");
    ck_assert(diag_failed(&diag));
    assert_printed("f.async:1:5: warning: first [-Wodd]\n"
                   "    a = 1\n"
                   "        ^\n"
                   "f.async:2:2: error: second\n"
                   "    \tbb = 2\n"
                   "    \t^~\n"
                   "    help: do that\n");
}
END_TEST

START_TEST(a_repetition_is_dropped_with_its_help)
{
    const Source *s = add("f", "x\n");
    Span at = { s->base, s->base + 1 };

    diag_error(&diag, at, "wrong");
    diag_error(&diag, at, "wrong");
    diag_help(&diag, "never shown");
    assert_printed("f:1:1: error: wrong\n    x\n    ^\n");
}
END_TEST

START_TEST(odd_characters_take_one_column)
{
    const Source *s = add("f", "\xC3\xA9\x01\xFFx\n");

    diag_error(&diag, (Span){ s->base + 4, s->base + 5 }, "here");
    assert_printed("f:1:5: error: here\n    \xC3\xA9??x\n       ^\n");
}
END_TEST

START_TEST(invalid_utf8_is_found)
{
    ck_assert_ptr_null(utf8_invalid("a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80", 10));
    static const char *const bad[] = { "\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_ptr_eq(utf8_invalid(bad[i], strlen(bad[i])), bad[i]);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("source");

    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, places_of_two_files);
    tcase_add_test(tests, every_kind_of_line_end_counts_once);
    tcase_add_test(tests, a_byte_order_mark_is_no_text);
    tcase_add_test(tests, diagnostics_come_sorted_with_a_caret);
    tcase_add_test(tests, a_repetition_is_dropped_with_its_help);
    tcase_add_test(tests, odd_characters_take_one_column);
    tcase_add_test(tests, invalid_utf8_is_found);
    return run_suite("source", tests);
}
