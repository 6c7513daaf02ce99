/* check_str.c: strings: places by characters, and the methods' odd corners.
 * SPDX-License-Identifier: MIT */
#include "values.h"

START_TEST(characters_are_counted_and_found)
{
    AcStr *s = str("a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80z"), *part;

    ck_assert_uint_eq(s->chars, 5);
    ck_assert_uint_eq(s->bytes, 11);
    ck_assert_int_eq(ac_str_index(s, -2, &part), AC_OK);
    check_str(part, "\xF0\x9F\x98\x80");
    ck_assert_int_eq(ac_str_slice(s, I(3), NONE, I(-2), &part), AC_OK);
    check_str(part, "\xF0\x9F\x98\x80\xC3\xA9");
    ck_assert_int_eq(ac_str_slice(s, I(-100), I(2), NONE, &part), AC_OK);
    check_str(part, "a\xC3\xA9");
    check_raised(ac_str_index(s, 5, &part), "IndexError: string index out of range");
    ac_release(s);
}
END_TEST

START_TEST(a_string_of_one_reference_grows_in_place)
{
    AcStr *s = str("ab"), *more = str("cd"), *seen;

    ck_assert_int_eq(ac_str_append(&s, more), AC_OK);
    seen = s;
    ac_retain(seen);
    ck_assert_int_eq(ac_str_append(&s, more), AC_OK);
    check_str(seen, "abcd");
    ck_assert_int_eq(ac_str_append(&s, s), AC_OK);
    check_str(s, "abcdcdabcdcd");
    ac_release(more);
}
END_TEST

START_TEST(repr_chooses_quotes_and_escapes)
{
    static const struct { const char *text, *repr; } cases[] = {
        { "a", "'a'" }, { "it's", "\"it's\"" }, { "'\"", "'\\'\"'" }, { "\n\t\r\\", "'\\n\\t\\r\\\\'" },
        { "\x01\x7F", "'\\x01\\x7f'" }, { "\xC2\xA0\xC2\xAD", "'\\xa0\\xad'" }, { "\xE2\x80\xA8", "'\\u2028'" },
        { "\xE4\xB8\xAD", "'\xE4\xB8\xAD'" }, { "\xED\xA0\x80", "'\\ud800'" }, { "\xF3\xA0\x80\x81", "'\\U000e0001'" }
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_repr(ac_from_ref(str(cases[i].text)), cases[i].repr);
}
END_TEST

static void check_find(const char *text, const char *part, AcValue from, AcValue to, ac_int first, ac_int last)
{
    AcStr *s = str(text), *p = str(part);

    ck_assert_int_eq(ac_str_find(s, p, from, to), first);
    ck_assert_int_eq(ac_str_rfind(s, p, from, to), last);
    ac_release(s);
    ac_release(p);
}

START_TEST(an_empty_string_is_found_everywhere)
{
    AcStr *s = str("abc"), *empty = str("");

    check_find("abcabc", "bc", NONE, NONE, 1, 4);
    check_find("abcabc", "bc", I(2), I(-1), -1, -1);
    check_find("abc", "", I(1), I(2), 1, 2);
    check_find("abc", "", I(3), NONE, 3, 3);
    check_find("abc", "", I(4), NONE, -1, -1);
    ck_assert_int_eq(ac_str_count(s, empty, NONE, NONE), 4);
    ck_assert_int_eq(ac_str_count(s, empty, I(4), NONE), 0);
    ac_release(s);
}
END_TEST

static void check_replace(const char *text, const char *from, const char *to, ac_int count, const char *result)
{
    AcStr *s = str(text), *a = str(from), *b = str(to), *r;

    ck_assert_int_eq(ac_str_replace(s, a, b, count, &r), AC_OK);
    check_str(r, result);
    ac_release(s);
    ac_release(a);
    ac_release(b);
}

START_TEST(replace_counts_and_inserts)
{
    check_replace("aaa", "a", "bb", 2, "bbbba");
    check_replace("ab", "", "-", -1, "-a-b-");
    check_replace("ab", "", "-", 2, "-a-b");
    check_replace("\xC3\xA9", "", "-", -1, "-\xC3\xA9-");
    check_replace("ab", "x", "y", -1, "ab");
}
END_TEST

static void check_split(const char *text, const char *sep, ac_int max, const char *forward, const char *back)
{
    AcStr *s = str(text), *by = sep ? str(sep) : NULL;
    AcList *l;

    ck_assert_int_eq(ac_str_split(s, by, max, &l), AC_OK);
    check_repr(ac_from_ref(l), forward);
    ck_assert_int_eq(ac_str_rsplit(s, by, max, &l), AC_OK);
    check_repr(ac_from_ref(l), back);
    ac_release(s);
    ac_release(by);
}

START_TEST(split_from_either_end)
{
    AcStr *s = str("x"), *empty = str("");
    AcList *l;

    check_split(" a  b c ", NULL, -1, "['a', 'b', 'c']", "['a', 'b', 'c']");
    check_split(" a  b c ", NULL, 1, "['a', 'b c ']", "[' a  b', 'c']");
    check_split("a,b,,c", ",", 2, "['a', 'b', ',c']", "['a,b', '', 'c']");
    check_split("", NULL, -1, "[]", "[]");
    check_split("", ",", -1, "['']", "['']");
    check_split("a\xE2\x80\x83" "b", NULL, -1, "['a', 'b']", "['a', 'b']");
    check_raised(ac_str_split(s, empty, -1, &l), "ValueError: empty separator");
}
END_TEST

START_TEST(lines_end_in_many_ways)
{
    AcStr *s = str("a\nb\r\nc\rd\x0B" "e\xE2\x80\xA8" "f\n\n");
    AcList *l;

    ck_assert_int_eq(ac_str_splitlines(s, false, &l), AC_OK);
    check_repr(ac_from_ref(l), "['a', 'b', 'c', 'd', 'e', 'f', '']");
    ck_assert_int_eq(ac_str_splitlines(s, true, &l), AC_OK);
    check_repr(ac_from_ref(l), "['a\\n', 'b\\r\\n', 'c\\r', 'd\\x0b', 'e\\u2028', 'f\\n', '\\n']");
    ac_release(s);
}
END_TEST

START_TEST(padding_is_divided_as_cpython_divides_it)
{
    static const struct { const char *text; ac_int width; const char *centred; } cases[] = {
        { "a", 4, " a  " }, { "ab", 5, "  ab " }, { "abc", 2, "abc" }, { "", 3, "   " }
    };
    AcStr *minus = str("-5"), *fill = str("xy"), *s;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AcStr *text = str(cases[i].text);

        ck_assert_int_eq(ac_str_center(text, cases[i].width, NULL, &s), AC_OK);
        check_str(s, cases[i].centred);
        ac_release(text);
    }
    ck_assert_int_eq(ac_str_zfill(minus, 5, &s), AC_OK);
    check_str(s, "-0005");
    check_raised(ac_str_ljust(minus, 9, fill, &s),
                 "TypeError: The fill character must be exactly one character long");
    ac_release(minus);
    ac_release(fill);
}
END_TEST

START_TEST(case_of_letters_beyond_ascii)
{
    AcStr *s = str("stra\xC3\x9F" "e \xCE\xB1\xD0\xB6"), *r;

    ck_assert_int_eq(ac_str_upper(s, &r), AC_OK);
    check_str(r, "STRASSE \xCE\x91\xD0\x96");
    ck_assert_int_eq(ac_str_title(s, &r), AC_OK);
    check_str(r, "Stra\xC3\x9F" "e \xCE\x91\xD0\xB6");
    ck_assert(ac_str_islower(s));
    ac_release(s);
}
END_TEST

START_TEST(join_names_what_is_no_string)
{
    AcStr *sep = str(", "), *one = str("one"), *r;
    AcValue items[] = { ac_from_ref(one), ac_from_ref(one), I(3) };
    AcTuple *t;

    ck_assert_int_eq(ac_tuple_new(3, items, &t), AC_OK);
    check_raised(ac_str_join(sep, ac_from_ref(t), &r),
                 "TypeError: sequence item 2: expected str instance, int found");
    check_raised(ac_str_join(sep, I(5), &r), "TypeError: can only join an iterable");
    ac_release(t);
    ck_assert_int_eq(ac_tuple_new(2, items, &t), AC_OK);
    ck_assert_int_eq(ac_str_join(sep, ac_from_ref(t), &r), AC_OK);
    check_str(r, "one, one");
    ac_release(t);
    ac_release(sep);
    ac_release(one);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, characters_are_counted_and_found);
    tcase_add_test(tests, a_string_of_one_reference_grows_in_place);
    tcase_add_test(tests, repr_chooses_quotes_and_escapes);
    tcase_add_test(tests, an_empty_string_is_found_everywhere);
    tcase_add_test(tests, replace_counts_and_inserts);
    tcase_add_test(tests, split_from_either_end);
    tcase_add_test(tests, lines_end_in_many_ways);
    tcase_add_test(tests, padding_is_divided_as_cpython_divides_it);
    tcase_add_test(tests, case_of_letters_beyond_ascii);
    tcase_add_test(tests, join_names_what_is_no_string);
}

int main(void)
{
    return run_tests("str", add);
}
