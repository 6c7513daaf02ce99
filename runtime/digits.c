/* digits.c: exact conversion between binary floats and decimal digits.
 *
 * A float is a fraction of two big integers. Its digits come one by one: ten times the numerator, divided by the
 * denominator. The shortest form (Steele and White's, with Burger and Dybvig's choice of scale) carries half the
 * distance to both neighbours along and stops as soon as what is left is smaller. Most floats that people
 * write have few digits and take the short cut of few_digits, which needs no big integers.
 * SPDX-License-Identifier: MIT */
#include "digits.h"

#include <float.h>
#include <string.h>

#include "big.h"
#include "objects.h"

#ifdef AC_FLOAT_SINGLE
#define MANTISSA_BITS FLT_MANT_DIG
#define EXPONENT_MIN (FLT_MIN_EXP - FLT_MANT_DIG)             /* of the last bit of the smallest floats */
#define FEW FLT_DIG               /* so many digits always survive the way to a float and back */
#define POWER_MAX 10              /* 10^10 is a float */
#define POINT_MAX (FLT_MAX_10_EXP + 1)
#define POINT_MIN (-46)
#define TEXT_WORDS 8              /* of the numbers that a float's digits are made from: up to 2^149, times 10 and some bits */
#else
#define MANTISSA_BITS DBL_MANT_DIG
#define EXPONENT_MIN (DBL_MIN_EXP - DBL_MANT_DIG)
#define FEW DBL_DIG
#define POWER_MAX 22
#define POINT_MAX (DBL_MAX_10_EXP + 1)
#define POINT_MIN (-325)
#define TEXT_WORDS 36             /* up to 2^1074, or 10^323, times 10 and some bits */
#endif
#define NUMBER_WORDS 128          /* of those that a text is read into: up to 10^1127, for 800 digits near the smallest float */

static bool few_digits(ac_float f, Digits *out);
static void generate_shortest(uint64_t m, int exponent, Digits *out);
static void generate(ac_float f, int wanted, bool places, Digits *out);
static void round_last(Digits *d, Big *rest, const Big *den);
static void increment(Digits *d);
static uint64_t take_apart(ac_float f, int *exponent);
static int estimate_point(uint64_t m, int exponent);
static char next_digit(Big *num, const Big *den);
static ac_float divide(Big *num, Big *den);

static ac_float power_of_ten(int exponent)
{
    ac_float power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* f == m * 2^exponent, all bits of m in use unless f is among the smallest. */
static uint64_t take_apart(ac_float f, int *exponent)
{
    uint64_t m = (uint64_t)float_scale(float_split(f, exponent), MANTISSA_BITS);

    *exponent -= MANTISSA_BITS;
    if (*exponent < EXPONENT_MIN) {
        m >>= EXPONENT_MIN - *exponent;
        *exponent = EXPONENT_MIN;
    }
    return m;
}

/* ---- shortest -------------------------------------------------------------------------------- */

void digits_shortest(ac_float f, Digits *out)
{
    int exponent;
    uint64_t m;

    if (few_digits(f, out))
        return;
    m = take_apart(f, &exponent);
    generate_shortest(m, exponent, out);
}

/* f == n / 10^k with n of FEW digits: then no other number with so few digits reads as f. Both n and 10^k
 * are floats, so the division is rounded once, as reading the digits is. */
static bool few_digits(ac_float f, Digits *out)
{
    const ac_float limit = power_of_ten(FEW);
    ac_float power = 1;

    for (int k = 0; k <= POWER_MAX && f * power < limit; k++, power *= 10) {
        uint64_t n = (uint64_t)(f * power + (ac_float)0.5);

        if (n && (ac_float)n / power == f) {
            char text[20], *end = text + sizeof text, *at = end;

            for (; n; n /= 10)
                *--at = (char)('0' + n % 10);
            out->n = (int)(end - at);
            out->point = out->n - k;
            memcpy(out->digit, at, (size_t)out->n);
            digits_trim(out);
            return true;
        }
    }
    return false;
}

/* num / den is f / 10^point; up and down are the distances to half-way marks, over den too. The lower neighbour of a
 * power of two is only half as far. A mark itself reads as f if m is even. */
static void generate_shortest(uint64_t m, int exponent, Digits *out)
{
    bool closer = m == (uint64_t)1 << (MANTISSA_BITS - 1) && exponent > EXPONENT_MIN, even = m % 2 == 0;
    int up_shift = exponent > 0 ? exponent : 0, point = estimate_point(m, exponent);
    uint32_t words[5][TEXT_WORDS];
    Big num = { 0, words[0] }, den = { 0, words[1] }, up = { 0, words[2] }, down = { 0, words[3] }, sum = { 0, words[4] };

    big_set(&num, m);
    big_set(&den, 1);
    big_set(&down, 1);
    big_shift(&num, up_shift + 1 + closer);
    big_shift(&down, up_shift);
    big_shift(&den, (exponent < 0 ? -exponent : 0) + 1 + closer);
    big_copy(&up, &down);
    big_shift(&up, closer);
    if (point > 0)
        big_multiply_power(&den, point);
    else {
        big_multiply_power(&num, -point);
        big_multiply_power(&up, -point);
        big_multiply_power(&down, -point);
    }
    big_sum(&num, &up, &sum);
    if (big_compare(&sum, &den) >= (even ? 0 : 1)) {
        big_multiply(&den, 10, 0);
        point++;
    }
    out->n = 0;
    out->point = point;
    for (;;) {
        bool low, high;
        char digit = next_digit(&num, &den);

        big_multiply(&up, 10, 0);
        big_multiply(&down, 10, 0);
        big_sum(&num, &up, &sum);
        low = big_compare(&num, &down) < (even ? 1 : 0);
        high = big_compare(&sum, &den) > (even ? -1 : 0);
        out->digit[out->n++] = digit;
        if (low && high)
            round_last(out, &num, &den);
        else if (high)
            increment(out);
        if (low || high)
            break;
    }
    digits_trim(out);
}

/* ---- so many digits -------------------------------------------------------------------------- */

void digits_significant(ac_float f, int n, Digits *out)
{
    generate(f, n, false, out);
}

void digits_places(ac_float f, int places, Digits *out)
{
    generate(f, places, true, out);
}

static void generate(ac_float f, int wanted, bool places, Digits *out)
{
    int exponent;
    uint64_t m = take_apart(f, &exponent);
    uint32_t words[2][TEXT_WORDS];
    Big num = { 0, words[0] }, den = { 0, words[1] };

    big_set(&num, m);
    big_set(&den, 1);
    big_shift(&num, exponent);
    big_shift(&den, -exponent);
    out->n = 0;
    out->point = estimate_point(m, exponent);
    big_multiply_power(out->point > 0 ? &den : &num, out->point > 0 ? out->point : -out->point);
    if (big_compare(&num, &den) >= 0) {
        big_multiply(&den, 10, 0);
        out->point++;
    }
    if (places)
        wanted += out->point;
    if (wanted < 0)
        return;
    while (out->n < wanted && num.n > 0 && out->n < DIGITS_MAX) {
        char digit = next_digit(&num, &den);

        out->digit[out->n++] = digit;
    }
    if (num.n > 0)
        round_last(out, &num, &den);
    digits_trim(out);
}

/* The point of f or one less: the power of two below f, times log10(2). */
static int estimate_point(uint64_t m, int exponent)
{
    int bits = exponent - 1;
    long scaled;

    for (; m; m >>= 1)
        bits++;
    scaled = bits * 30103L;
    return (int)(scaled >= 0 ? scaled / 100000 : -((99999 - scaled) / 100000)) + 1;
}

/* Ten times num / den, its whole part; num keeps the rest. */
static char next_digit(Big *num, const Big *den)
{
    char digit = '0';

    big_multiply(num, 10, 0);
    while (big_compare(num, den) >= 0) {
        big_subtract(num, den);
        digit++;
    }
    return digit;
}

/* By what is left over: more or less than half, or half, which makes the last digit even. */
static void round_last(Digits *d, Big *rest, const Big *den)
{
    bool odd = d->n > 0 && (d->digit[d->n - 1] - '0') % 2 == 1;
    int order;

    big_multiply(rest, 2, 0);
    order = big_compare(rest, den);
    if (order > 0 || (order == 0 && odd))
        increment(d);
}

/* Nines become zeros, which end; all nines, or no digits: one more place before. */
static void increment(Digits *d)
{
    while (d->n > 0 && d->digit[d->n - 1] == '9')
        d->n--;
    if (d->n > 0)
        d->digit[d->n - 1]++;
    else {
        d->digit[d->n++] = '1';
        d->point++;
    }
}

/* ---- to a float ------------------------------------------------------------------------------ */

void digits_push(Digits *d, char digit)
{
    if (d->n < DIGITS_MAX)
        d->digit[d->n++] = digit;
    else if (digit != '0')
        d->digit[DIGITS_MAX - 1] = '1';
}

void digits_trim(Digits *d)
{
    while (d->n > 0 && d->digit[d->n - 1] == '0')
        d->n--;
}

ac_float digits_value(const Digits *d)
{
    int exponent = d->point - d->n;
    uint32_t words[2][NUMBER_WORDS];
    Big num = { 0, words[0] }, den = { 0, words[1] };

    if (d->n == 0 || d->point < POINT_MIN)
        return 0;
    if (d->point > POINT_MAX)
        return float_infinity();
    big_set(&num, 0);
    for (int i = 0; i < d->n; i++)
        big_multiply(&num, 10, (uint32_t)(d->digit[i] - '0'));
    if (d->n <= FEW && exponent >= -POWER_MAX && exponent <= POWER_MAX) {
        ac_float n = (ac_float)(num.word[0] | (uint64_t)(num.n > 1 ? num.word[1] : 0) << 32);

        return exponent < 0 ? n / power_of_ten(-exponent) : n * power_of_ten(exponent);
    }
    big_set(&den, 1);
    big_multiply_power(exponent < 0 ? &den : &num, exponent < 0 ? -exponent : exponent);
    return divide(&num, &den);
}

/* The quotient in two or three bits more than a float has, the last one telling of any rest; then one rounding.
 * The smallest floats have fewer bits: there the two that are too many are rounded off here. */
static ac_float divide(Big *num, Big *den)
{
    int shift = MANTISSA_BITS + 2 - (big_bits(num) - big_bits(den));
    bool smallest = shift > 2 - EXPONENT_MIN;
    uint64_t q = 0;

    if (smallest)
        shift = 2 - EXPONENT_MIN;
    big_shift(num, shift);
    big_shift(den, -shift);
    big_shift(den, MANTISSA_BITS + 3);
    for (int i = 0; i < MANTISSA_BITS + 4; i++) {
        bool bit = big_compare(num, den) >= 0;

        if (bit)
            big_subtract(num, den);
        big_shift(num, 1);
        q = q << 1 | bit;
    }
    if (num->n > 0)
        q |= 1;
    if (smallest) {
        q = (q >> 2) + ((q & 3) == 3 || (q & 7) == 6);
        shift -= 2;
    }
    return float_scale((ac_float)q, -shift);
}
