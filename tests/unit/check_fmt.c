/* check_fmt.c: format(), str.format, % and print.
 * SPDX-License-Identifier: MIT */
#include "values.h"

#include <math.h>

/* `text` may also be the exception that is raised. */
static void check_result(AcStatus status, AcStr *s, const char *text)
{
    if (status == AC_OK)
        check_str(s, text);
    else
        check_raised(status, text);
}

static void check_format(AcValue v, const char *spec, const char *text)
{
    AcStr *as = str(spec), *s = NULL;
    AcStatus status = ac_format(v, as, &s);

    check_result(status, s, text);
    ac_release(as);
    ac_release_value(v);
}

START_TEST(ints_by_specification)
{
    check_format(I(-1234), "010,", "-0,001,234");
    check_format(I(123), "04,", "0,123");
    check_format(I(255), "#020_x", "0x000_0000_0000_00ff");
    check_format(I(255), "#X", "0XFF");
    check_format(I(5), "\xC3\xA9^5", "\xC3\xA9\xC3\xA9" "5\xC3\xA9\xC3\xA9");
    check_format(I(5), "<05", "50000");
    check_format(I(0x4E2D), "c", "\xE4\xB8\xAD");
    check_format(I(5), "%", "500.000000%");
    check_format(ac_from_bool(true), "", "True");
    check_format(ac_from_bool(true), "5", "    1");
    check_format(I(5), ".3", "ValueError: Precision not allowed in integer format specifier");
    check_format(I(5), "_,", "ValueError: Cannot specify both ',' and '_'.");
    check_format(I(5), ",x", "ValueError: Cannot specify ',' with 'x'.");
    check_format(I(5), "5dd", "ValueError: Invalid format specifier '5dd' for object of type 'int'");
    check_format(I(5), "5.", "ValueError: Format specifier missing precision");
}
END_TEST

START_TEST(floats_by_specification)
{
    check_format(F(0.5), ".0f", "0");
    check_format(F(2.5), ".0f", "2");
    check_format(F(1234.5), "012,.2f", "0,001,234.50");
    check_format(F(1e300), ".3e", "1.000e+300");
    check_format(F(0.1), ".20f", "0.10000000000000000555");
    check_format(F(123456.0), ".3", "1.23e+05");
    check_format(F(100.0), ".3", "1e+02");
    check_format(F(1e20), "10", "     1e+20");
    check_format(F(-0.04), "z.1f", "0.0");
    check_format(F(1.0), "#.0f", "1.");
    check_format(F(1.0), "#g", "1.00000");
    check_format(F(NAN), "05", "00nan");
    check_format(F(-INFINITY), "F", "-INF");
    check_format(F(5e-324), ".90g",
                 "4.94065645841246544176568792868221372365059802614324764425585682500675507270208751865299836e-324");
    check_format(F(1.5), "d", "ValueError: Unknown format code 'd' for object of type 'float'");
}
END_TEST

START_TEST(other_types_by_specification)
{
    check_format(ac_from_ref(str("abc")), "*^9.1", "****a****");
    check_format(ac_from_ref(str("ab")), "05", "ab000");
    check_format(ac_from_ref(str("x")), "d", "ValueError: Unknown format code 'd' for object of type 'str'");
    check_format(ac_from_ref(str("x")), "=5", "ValueError: '=' alignment not allowed in string format specifier");
    check_format(NONE, "", "None");
    check_format(NONE, "5", "TypeError: unsupported format string passed to NoneType.__format__");
}
END_TEST

static void check_percent(const char *template_text, size_t n, const AcValue *args, const char *text)
{
    AcStr *as = str(template_text), *s = NULL;
    AcTuple *t;
    AcStatus status;

    ck_assert_int_eq(ac_tuple_new(n, args, &t), AC_OK);
    status = ac_str_percent(as, ac_from_ref(t), &s);
    check_result(status, s, text);
    ac_release(t);
    ac_release(as);
}
#define PERCENT(text, result, ...) \
    check_percent(text, sizeof (AcValue[]){ __VA_ARGS__ } / sizeof(AcValue), (AcValue[]){ __VA_ARGS__ }, result)

START_TEST(percent)
{
    AcStr *s = str("abc");

    PERCENT("%5.3d|%-5d|%05d|%+d|% d", "  007|7    |00007|+7| 7", I(7), I(7), I(7), I(7), I(7));
    PERCENT("%#x %#o %X", "0xff 0o10 FF", I(255), I(8), I(255));
    PERCENT("%*d|%-*d|%.*f", "   3|3   |3.14", I(4), I(3), I(4), I(3), I(2), F(3.14159));
    PERCENT("%5.2s|%r|%%|%c", "   ab|'abc'|%|A", ac_from_ref(s), ac_from_ref(s), I(65));
    PERCENT("%d", "1", F(1.9));
    PERCENT("%d", "TypeError: %d format: a real number is required, not str", ac_from_ref(s));
    PERCENT("%x", "TypeError: %x format: an integer is required, not float", F(1.5));
    PERCENT("%s %s", "TypeError: not enough arguments for format string", I(1));
    PERCENT("%s", "TypeError: not all arguments converted during string formatting", I(1), I(2));
    PERCENT("%(x)s", "TypeError: format requires a mapping", I(1));
    PERCENT("a%q", "ValueError: unsupported format character 'q' (0x71) at index 2", I(1));
    PERCENT("%5", "ValueError: incomplete format", I(1));
    ac_release(s);
}
END_TEST

static void check_template(const char *text, const char *result)
{
    static const ac_int numbers[] = { 10, 20 };
    AcList *l = ints(2, numbers);
    AcStr *named = str("name"), *as = str(text), *s = NULL;
    AcValue args[] = { I(5), ac_from_ref(l), F(2.5) };
    AcStatus status = ac_str_format(as, 2, 1, args, &named, &s);

    check_result(status, s, result);
    ac_release(l);
    ac_release(named);
    ac_release(as);
}

START_TEST(templates)
{
    check_template("{} {} {name}", "5 [10, 20] 2.5");
    check_template("{1[1]!r:>{0}}|{{}}", "   20|{}");
    check_template("{:{name}}", "ValueError: Precision not allowed in integer format specifier");
    check_template("{0} {}", "ValueError: cannot switch from manual field specification to automatic field numbering");
    check_template("{2}", "IndexError: Replacement index 2 out of range for positional args tuple");
    check_template("{other}", "KeyError: 'other'");
    check_template("a}", "ValueError: Single '}' encountered in format string");
    check_template("a{", "ValueError: Single '{' encountered in format string");
    check_template("{0", "ValueError: expected '}' before end of string");
    check_template("{!}", "ValueError: unmatched '{' in format spec");
    check_template("{0!q}", "ValueError: Unknown conversion specifier q");
    check_template("{:{:{}}}", "ValueError: Max string recursion exceeded");
    check_template("{0.x}", "AttributeError: 'int' object has no attribute 'x'");
    check_template("{1[x]}", "TypeError: list indices must be integers or slices, not str");
}
END_TEST

START_TEST(print_separates_and_ends)
{
    AcStr *sep = str("--"), *end = str("!\n"), *word = str("w\xC3\xB6rd");
    AcValue args[] = { I(-3), ac_from_ref(word), NONE, F(1.0) };

    capture(1);
    ck_assert_int_eq(ac_print(4, args, NULL, NULL), AC_OK);
    ck_assert_int_eq(ac_print(2, args, sep, end), AC_OK);
    ck_assert_int_eq(ac_print(0, NULL, NULL, NULL), AC_OK);
    ck_assert_str_eq(captured(), "-3 w\xC3\xB6rd None 1.0\n-3--w\xC3\xB6rd!\n\n");
    ac_release(sep);
    ac_release(end);
    ac_release(word);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, ints_by_specification);
    tcase_add_test(tests, floats_by_specification);
    tcase_add_test(tests, other_types_by_specification);
    tcase_add_test(tests, percent);
    tcase_add_test(tests, templates);
    tcase_add_test(tests, print_separates_and_ends);
}

int main(void)
{
    return run_tests("fmt", add);
}
