/* float.c: float: arithmetic with Python's signs and errors, rounding, comparing with ints, reading from text.
 * SPDX-License-Identifier: MIT */
#include <math.h>

#include "digits.h"
#include "objects.h"

static AcStatus raise_range(void);
static AcStatus raise_text(const AcStr *s);
static const char *parse_special(const char *at, const char *end, ac_float *out);
static const char *parse_number(const char *at, const char *end, Digits *d);
static int32_t cut(int32_t n, int32_t limit);
static const char *parse_exponent(const char *at, const char *end, int32_t *exponent);
static bool digit_follows(const char *at, const char *end, bool after_digit);

#ifdef AC_FLOAT_SINGLE
#define MATH(NAME) NAME##f
#define PLACES_MAX 49             /* more places behind the point than any float has that ends there */
#define PLACES_MIN (-39)
#define INT_LIMIT (AC_INT_BITS == 64 ? 9223372036854775808.0f : 2147483648.0f)
#else
#define MATH(NAME) NAME
#define PLACES_MAX 323
#define PLACES_MIN (-308)
#define INT_LIMIT (AC_INT_BITS == 64 ? 9223372036854775808.0 : 2147483648.0)
#endif

/* ---- parts ----------------------------------------------------------------------------------- */

ac_float float_abs(ac_float f)
{
    return MATH(fabs)(f);
}

ac_float float_split(ac_float f, int *exponent)
{
    return MATH(frexp)(f, exponent);
}

ac_float float_scale(ac_float f, int exponent)
{
    return MATH(ldexp)(f, exponent);
}

ac_float float_infinity(void)
{
    return (ac_float)INFINITY;
}

bool float_is_infinite(ac_float f)
{
    return isinf(f) != 0;
}

bool float_is_negative(ac_float f)
{
    return signbit(f) != 0;
}

bool ac_float_is_integer(ac_float a)
{
    return !isinf(a) && MATH(floor)(a) == a;
}

/* ---- arithmetic ------------------------------------------------------------------------------ */

AcStatus ac_float_truediv(ac_float a, ac_float b, ac_float *out)
{
    if (b == 0)
        return ac_raise_zero_division("float division by zero");
    *out = a / b;
    return AC_OK;
}

/* The remainder has the divisor's sign; a zero too. */
static ac_float remainder_of(ac_float a, ac_float b)
{
    ac_float r = MATH(fmod)(a, b);

    if (r == 0)
        return MATH(copysign)(0, b);
    return (b < 0) != (r < 0) ? r + b : r;
}

AcStatus ac_float_mod(ac_float a, ac_float b, ac_float *out)
{
    if (b == 0)
        return ac_raise_zero_division("float modulo");
    *out = remainder_of(a, b);
    return AC_OK;
}

/* From the remainder, so that a == b * (a // b) + a % b as nearly as can be. */
AcStatus ac_float_floordiv(ac_float a, ac_float b, ac_float *out)
{
    ac_float r, quotient, whole;

    if (b == 0)
        return ac_raise_zero_division("float floor division by zero");
    r = MATH(fmod)(a, b);
    quotient = (a - r) / b;
    if (r != 0 && (b < 0) != (r < 0))
        quotient -= 1;
    if (quotient == 0) {
        *out = MATH(copysign)(0, a / b);
        return AC_OK;
    }
    whole = MATH(floor)(quotient);
    *out = quotient - whole > (ac_float)0.5 ? whole + 1 : whole;
    return AC_OK;
}

AcStatus ac_float_divmod(ac_float a, ac_float b, AcTuple **out)
{
    ac_float quotient = 0, rest = 0;
    AcValue pair[2];

    if (b == 0)
        return ac_raise_zero_division("float divmod()");
    if (ac_float_floordiv(a, b, &quotient) != AC_OK || ac_float_mod(a, b, &rest) != AC_OK)
        return AC_RAISED;
    pair[0] = ac_from_float(quotient);
    pair[1] = ac_from_float(rest);
    return ac_tuple_new(2, pair, out);
}

AcStatus ac_float_pow(ac_float a, ac_float b, ac_float *out)
{
    ac_float r;

    if (a == 0 && b < 0)
        return ac_raise_zero_division("0.0 cannot be raised to a negative power");
    if (a < 0 && !isinf(a) && !isinf(b) && b == b && MATH(floor)(b) != b)
        return ac_raise_text(&ac_ValueError, "negative number cannot be raised to a fractional power");
    r = MATH(pow)(a, b);
    if (isinf(r) && !isinf(a) && !isinf(b))
        return raise_range();
    *out = r;
    return AC_OK;
}

/* OverflowError: (34, 'Numerical result out of range') */
static AcStatus raise_range(void)
{
    static AcStr text = AC_STR_INIT("Numerical result out of range", 29, 29);
    AcValue args[2];
    AcExc *e;

    args[0] = ac_from_int(34);
    args[1] = ac_from_ref(&text);
    if (ac_exc_new(&ac_OverflowError, 2, args, &e) != AC_OK)
        return AC_RAISED;
    return ac_reraise(e);
}

/* The int nearest to f is compared, then what f has behind the point. */
int ac_compare_int_float(ac_int a, ac_float b)
{
    ac_int whole;
    ac_float rest;

    if (b != b)
        return 2;
    if (b >= INT_LIMIT)
        return -1;
    if (b < -INT_LIMIT)
        return 1;
    whole = (ac_int)b;
    if (a != whole)
        return a < whole ? -1 : 1;
    rest = b - (ac_float)whole;
    return rest > 0 ? -1 : rest < 0;
}

/* ---- to int, rounding ------------------------------------------------------------------------ */

AcStatus ac_int_from_float(ac_float f, ac_int *out)
{
    if (f != f)
        return ac_raise_text(&ac_ValueError, "cannot convert float NaN to integer");
    if (isinf(f))
        return ac_raise_text(&ac_OverflowError, "cannot convert float infinity to integer");
    if (f >= INT_LIMIT || f < -INT_LIMIT)
        return ac_raise_overflow();
    *out = (ac_int)f;
    return AC_OK;
}

AcStatus ac_float_round_int(ac_float a, ac_int *out)
{
    ac_float r = MATH(round)(a);

    if (MATH(fabs)(a - r) == (ac_float)0.5)
        r = 2 * MATH(round)(a / 2);
    return ac_int_from_float(r, out);
}

/* By way of the decimal digits, as CPython does: round(2.675, 2) == 2.67. */
AcStatus ac_float_round(ac_float a, ac_int digits, ac_float *out)
{
    char digit[DIGITS_MAX];
    Digits d = { 0, 0, digit };
    ac_float r;

    if (a == 0 || a != a || isinf(a) || digits > PLACES_MAX) {
        *out = a;
        return AC_OK;
    }
    if (digits < PLACES_MIN) {
        *out = 0 * a;
        return AC_OK;
    }
    digits_places(MATH(fabs)(a), (int)digits, &d);
    r = digits_value(&d);
    if (isinf(r))
        return ac_raise_text(&ac_OverflowError, "rounded value too large to represent");
    *out = MATH(copysign)(r, a);
    return AC_OK;
}

/* ---- float(text) ----------------------------------------------------------------------------- */

AcStatus ac_float_parse(AcStr *s, ac_float *out)
{
    const char *at = s->data, *end = at + s->bytes, *behind;
    bool negative;
    ac_float f = 0;
    char digit[DIGITS_MAX];
    Digits d = { 0, 0, digit };

    str_trim(&at, &end);
    negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    behind = parse_special(at, end, &f);
    if (!behind) {
        behind = parse_number(at, end, &d);
        if (behind == end)
            f = digits_value(&d);
    }
    if (behind != end)
        return raise_text(s);
    *out = negative ? -f : f;
    return AC_OK;
}

static AcStatus raise_text(const AcStr *s)
{
    return ac_raise_format(&ac_ValueError, "could not convert string to float: %R", ac_from_ref(s));
}

/* inf, infinity, nan in any case; NULL: none of them. */
static const char *parse_special(const char *at, const char *end, ac_float *out)
{
    static const char *const words[] = { "infinity", "inf", "nan" };

    for (size_t i = 0; i < 3; i++) {
        size_t n = strlen(words[i]), k = 0;

        while (k < n && at + k < end && (at[k] | 0x20) == words[i][k])
            k++;
        if (k == n && at + n == end) {
            *out = i < 2 ? (ac_float)INFINITY : (ac_float)fabs((double)NAN);       /* NAN is negative with tcc */
            return end;
        }
    }
    return NULL;
}

/* Digits with at most one point, and an exponent. Where it ends; NULL: no number. */
static const char *parse_number(const char *at, const char *end, Digits *d)
{
    bool point = false, any = false, after_digit = false;
    int32_t place = 0, exponent = 0;

    d->n = 0;
    for (; at < end; at++) {
        if (*at == '.' && !point) {
            point = true;
            after_digit = false;
        } else if (digit_follows(at, end, after_digit)) {
            after_digit = false;
        } else if (*at >= '0' && *at <= '9') {
            any = after_digit = true;
            if (d->n > 0 || *at != '0')
                digits_push(d, *at);
            if (point ? d->n == 0 : d->n > 0)
                place += point ? -1 : 1;
        } else
            break;
    }
    if (!any)
        return NULL;
    if (at < end && (*at == 'e' || *at == 'E'))
        at = parse_exponent(at + 1, end, &exponent);
    digits_trim(d);
    d->point = (int)cut(cut(place, 100000000) + exponent, 10000);
    return at;
}

static int32_t cut(int32_t n, int32_t limit)
{
    return n > limit ? limit : n < -limit ? -limit : n;
}

/* An underscore between two digits. */
static bool digit_follows(const char *at, const char *end, bool after_digit)
{
    return *at == '_' && after_digit && at + 1 < end && at[1] >= '0' && at[1] <= '9';
}

/* What is larger than any exponent that matters is cut. NULL: no digits. */
static const char *parse_exponent(const char *at, const char *end, int32_t *exponent)
{
    bool negative = at < end && *at == '-', after_digit = false, any = false;
    int32_t n = 0;

    if (at < end && (*at == '-' || *at == '+'))
        at++;
    for (; at < end; at++) {
        if (digit_follows(at, end, after_digit)) {
            after_digit = false;
            continue;
        }
        if (*at < '0' || *at > '9')
            break;
        any = after_digit = true;
        n = n < 200000000 ? n * 10 + (*at - '0') : n;
    }
    *exponent = negative ? -n : n;
    return any ? at : NULL;
}
