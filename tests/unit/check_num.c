/* check_num.c: int and float: overflow, rounding, comparing, text there and back.
 * SPDX-License-Identifier: MIT */
#include "values.h"

#include <math.h>

START_TEST(int_operations_raise_where_the_result_does_not_fit)
{
    ac_int r = 7;

    check_raised(ac_int_add(AC_INT_MAX, 1, &r), "OverflowError: integer overflow");
    check_raised(ac_int_neg(AC_INT_MIN, &r), "OverflowError: integer overflow");
    check_raised(ac_int_floordiv(AC_INT_MIN, -1, &r), "OverflowError: integer overflow");
    check_raised(ac_int_pow(3, 40, &r), "OverflowError: integer overflow");
    check_raised(ac_int_lshift(1, 63, &r), "OverflowError: integer overflow");
    check_raised(ac_int_round(AC_INT_MAX, -1, &r), "OverflowError: integer overflow");
    ck_assert_int_eq(r, 7);
    ck_assert_int_eq(ac_int_lshift(-1, 63, &r), AC_OK);
    ck_assert_int_eq(r, AC_INT_MIN);
    ck_assert_int_eq(ac_int_pow(-2, 63, &r), AC_OK);
    ck_assert_int_eq(r, AC_INT_MIN);
}
END_TEST

START_TEST(floor_division_and_modulo_follow_the_divisors_sign)
{
    static const struct { ac_int a, b, quotient, rest; } cases[] = {
        { 7, 2, 3, 1 }, { -7, 2, -4, 1 }, { 7, -2, -4, -1 }, { -7, -2, 3, -1 }, { 6, -3, -2, 0 }
    };
    ac_int q, r;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(ac_int_floordiv(cases[i].a, cases[i].b, &q), AC_OK);
        ck_assert_int_eq(ac_int_mod(cases[i].a, cases[i].b, &r), AC_OK);
        ck_assert_int_eq(q, cases[i].quotient);
        ck_assert_int_eq(r, cases[i].rest);
    }
    check_raised(ac_int_floordiv(1, 0, &q), "ZeroDivisionError: integer division or modulo by zero");
    check_raised(ac_int_mod(1, 0, &q), "ZeroDivisionError: integer modulo by zero");
}
END_TEST

/* 2^53 + 1 is no float: dividing as floats would round twice. */
START_TEST(division_of_ints_is_rounded_once)
{
    ac_float f;

    ck_assert_int_eq(ac_int_truediv(9007199254740993, 3, &f), AC_OK);
    ck_assert(f == 3002399751580331.0);
    ck_assert_int_eq(ac_int_truediv(AC_INT_MIN, AC_INT_MAX, &f), AC_OK);
    ck_assert(f == -1.0);
    ck_assert_int_eq(ac_int_truediv(9223372036854775807, 9223372036854774784, &f), AC_OK);
    ck_assert(f == 1.0000000000000002 || f == 1.0);
}
END_TEST

START_TEST(ints_and_floats_compare_by_value)
{
    ck_assert_int_eq(ac_compare_int_float(9007199254740993, 9007199254740992.0), 1);
    ck_assert_int_eq(ac_compare_int_float(AC_INT_MAX, 9223372036854775808.0), -1);
    ck_assert_int_eq(ac_compare_int_float(-1, -0.5), -1);
    ck_assert_int_eq(ac_compare_int_float(0, -0.0), 0);
    ck_assert_int_eq(ac_compare_int_float(0, NAN), 2);
}
END_TEST

START_TEST(float_repr_is_the_shortest_that_reads_back)
{
    static const struct { ac_float f; const char *text; } cases[] = {
        { 0.1, "0.1" }, { 1e16, "1e+16" }, { 1e15, "1000000000000000.0" }, { 1e-5, "1e-05" }, { 1e-4, "0.0001" },
        { 5e-324, "5e-324" }, { 1.7976931348623157e308, "1.7976931348623157e+308" }, { -0.0, "-0.0" },
        { 2.2250738585072014e-308, "2.2250738585072014e-308" }, { 9007199254740993.0, "9007199254740992.0" },
        { 1e23, "1e+23" }, { 5.684341886080802e-14, "5.684341886080802e-14" }, { 123456.789, "123456.789" },
        { 0.1 + 0.2, "0.30000000000000004" }, { INFINITY, "inf" }, { -INFINITY, "-inf" }, { NAN, "nan" }
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_repr(F(cases[i].f), cases[i].text);
}
END_TEST

/* Bits from a generator of our own: any float, its repr read back, is itself. */
START_TEST(every_float_reads_back)
{
    uint64_t bits = 88172645463325252u;

    for (int i = 0; i < 3000; i++) {
        ac_float f, again;
        AcStr *s;

        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        memcpy(&f, &bits, sizeof f);
        if (isnan(f))
            continue;
        ck_assert_int_eq(ac_float_repr(f, &s), AC_OK);
        ck_assert_int_eq(ac_float_parse(s, &again), AC_OK);
        ck_assert_msg(memcmp(&f, &again, sizeof f) == 0, "%s", s->data);
        ac_release(s);
    }
}
END_TEST

START_TEST(rounding_goes_by_the_decimal_value)
{
    static const struct { ac_float f; ac_int digits; ac_float rounded; } cases[] = {
        { 2.675, 2, 2.67 }, { 0.5, 0, 0 }, { 1.5, 0, 2 }, { 2.5, 0, 2 }, { 1234.5, -2, 1200 }, { 1e300, 2, 1e300 },
        { 5e-324, 323, 0 }, { 1.5, 400, 1.5 }, { 1e22, -400, 0 }
    };
    ac_int n;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ac_float r;

        ck_assert_int_eq(ac_float_round(cases[i].f, cases[i].digits, &r), AC_OK);
        ck_assert_msg(r == cases[i].rounded, "case %u", (unsigned)i);
    }
    ck_assert_int_eq(ac_float_round_int(-2.5, &n), AC_OK);
    ck_assert_int_eq(n, -2);
    check_raised(ac_float_round_int(NAN, &n), "ValueError: cannot convert float NaN to integer");
    check_raised(ac_float_round_int(1e30, &n), "OverflowError: integer overflow");
}
END_TEST

START_TEST(numbers_are_read_as_python_reads_them)
{
    static const struct { const char *text; ac_int base, n; } good[] = {
        { " 1_000\n", 10, 1000 }, { "0x1F", 16, 31 }, { "0b1_0", 0, 2 }, { "-0o17", 0, -15 }, { "zz", 36, 1295 },
        { "00", 0, 0 }, { "-9223372036854775808", 10, AC_INT_MIN }
    };
    static const char *const bad[] = { "", "1__0", "_1", "1_", "x", "12 3", "0x", "1e5" };
    char message[80];
    ac_int n;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        AcStr *s = str(good[i].text);

        ck_assert_int_eq(ac_int_parse(s, good[i].base, &n), AC_OK);
        ck_assert_int_eq(n, good[i].n);
        ac_release(s);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        AcStr *s = str(bad[i]);

        (void)snprintf(message, sizeof message, "ValueError: invalid literal for int() with base 10: '%s'", bad[i]);
        check_raised(ac_int_parse(s, 10, &n), message);
        ac_release(s);
    }
}
END_TEST

START_TEST(equal_numbers_hash_alike)
{
    static const struct { ac_float f; ac_int hash; } cases[] = {
        { 1.0, 1 }, { -1.0, -2 }, { 2.5, 1152921504606846978 }, { -0.5, -1152921504606846976 },
        { INFINITY, 314159 }, { 1e300, 1224995262755759164 }, { 9223372036854775808.0, 4 }
    };
    ac_int hash;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(ac_value_hash(F(cases[i].f), &hash), AC_OK);
        ck_assert_int_eq(hash, cases[i].hash);
    }
}
END_TEST

START_TEST(powers)
{
    ac_int n;
    ac_float f;
    AcValue v;

    ck_assert_int_eq(ac_value_binary(AC_POW, I(2), I(-1), &v), AC_OK);
    check_repr(v, "0.5");
    check_raised(ac_value_binary(AC_POW, I(0), I(-1), &v),
                 "ZeroDivisionError: 0.0 cannot be raised to a negative power");
    check_raised(ac_float_pow(1e200, 2, &f), "OverflowError: (34, 'Numerical result out of range')");
    ck_assert_int_eq(ac_int_pow_mod(2, -1, 7, &n), AC_OK);
    ck_assert_int_eq(n, 4);
    ck_assert_int_eq(ac_int_pow_mod(3, AC_INT_MAX, AC_INT_MAX - 24, &n), AC_OK);
    check_raised(ac_int_pow_mod(2, -1, 4, &n), "ValueError: base is not invertible for the given modulus");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, int_operations_raise_where_the_result_does_not_fit);
    tcase_add_test(tests, floor_division_and_modulo_follow_the_divisors_sign);
    tcase_add_test(tests, division_of_ints_is_rounded_once);
    tcase_add_test(tests, ints_and_floats_compare_by_value);
    tcase_add_test(tests, float_repr_is_the_shortest_that_reads_back);
    tcase_add_test(tests, every_float_reads_back);
    tcase_add_test(tests, rounding_goes_by_the_decimal_value);
    tcase_add_test(tests, numbers_are_read_as_python_reads_them);
    tcase_add_test(tests, equal_numbers_hash_alike);
    tcase_add_test(tests, powers);
}

int main(void)
{
    return run_tests("num", add);
}
