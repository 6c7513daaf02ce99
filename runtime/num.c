/* num.c: int: what is not inline in operations.h. Every result is checked; what does not fit raises.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus truediv_wide(ac_int a, ac_int b, ac_float *out);
static AcStatus raise_literal(AcStr *s, ac_int base);
static bool parse_digits(const char *at, const char *end, unsigned base, bool prefixed, ac_uint *out, bool *fits);
static AcStatus with_prefix(ac_int a, unsigned base, const char *prefix, AcStr **out);
static AcStatus invert_mod(ac_int a, ac_int m, ac_int *out);
static ac_uint mul_mod(ac_uint a, ac_uint b, ac_uint m);

static ac_uint magnitude(ac_int a)
{
    return a < 0 ? 0 - (ac_uint)a : (ac_uint)a;
}

/* ---- arithmetic ------------------------------------------------------------------------------ */

bool ac_add_overflows(ac_int a, ac_int b, ac_int *out)
{
    if (b >= 0 ? a > AC_INT_MAX - b : a < AC_INT_MIN - b)
        return true;
    *out = a + b;
    return false;
}

bool ac_sub_overflows(ac_int a, ac_int b, ac_int *out)
{
    if (b >= 0 ? a < AC_INT_MIN + b : a > AC_INT_MAX + b)
        return true;
    *out = a - b;
    return false;
}

bool ac_mul_overflows(ac_int a, ac_int b, ac_int *out)
{
    ac_uint limit = (a < 0) != (b < 0) ? (ac_uint)AC_INT_MAX + 1 : (ac_uint)AC_INT_MAX;

    if (a != 0 && magnitude(b) > limit / magnitude(a))
        return true;
    *out = (ac_int)((ac_uint)a * (ac_uint)b);
    return false;
}

/* Ints that a float holds exactly are divided as floats; for others see truediv_wide. */
AcStatus ac_int_truediv(ac_int a, ac_int b, ac_float *out)
{
    const ac_uint exact = (ac_uint)1 << (sizeof(ac_float) == 4 ? 24 : AC_INT_BITS == 64 ? 53 : 31);

    if (b == 0)
        return ac_raise_zero_division("division by zero");
    if (magnitude(a) <= exact && magnitude(b) <= exact) {
        *out = (ac_float)a / (ac_float)b;
        return AC_OK;
    }
    return truediv_wide(a, b, out);
}

/* Long division in binary until the quotient has two bits more than a float; the last one says whether anything
 * is left over. One rounding remains, the conversion's. */
static AcStatus truediv_wide(ac_int a, ac_int b, ac_float *out)
{
    const uint64_t enough = (uint64_t)1 << (sizeof(ac_float) == 4 ? 26 : 55);
    uint64_t x = magnitude(a), y = magnitude(b), q = x / y, rest = x % y;
    int shift = 0;
    ac_float f;

    while (q < enough && rest != 0) {
        bool bit = rest >= y - rest;

        rest = bit ? rest - (y - rest) : rest + rest;
        q = q << 1 | bit;
        shift++;
    }
    f = float_scale((ac_float)(rest != 0 ? q | 1 : q), -shift);
    *out = (a < 0) != (b < 0) ? -f : f;
    return AC_OK;
}

/* By squaring; the square is only taken if it is needed. */
AcStatus ac_int_pow(ac_int a, ac_int b, ac_int *out)
{
    ac_int r = 1;

    if (b < 0)
        return ac_raise_text(&ac_ValueError, "negative exponent of an int");
    while (b > 0) {
        if ((b & 1) && ac_int_mul(r, a, &r) != AC_OK)
            return AC_RAISED;
        b >>= 1;
        if (b > 0 && ac_int_mul(a, a, &a) != AC_OK)
            return AC_RAISED;
    }
    *out = r;
    return AC_OK;
}

AcStatus ac_int_pow_mod(ac_int a, ac_int b, ac_int m, ac_int *out)
{
    ac_uint n = magnitude(m), r = 1, square;

    if (m == 0)
        return ac_raise_text(&ac_ValueError, "pow() 3rd argument cannot be 0");
    if (b < 0 && invert_mod(a, m, &a) != AC_OK)
        return AC_RAISED;
    square = magnitude(a) % n;
    if (a < 0 && square)
        square = n - square;
    for (ac_uint left = magnitude(b); left; left >>= 1) {
        if (left & 1)
            r = mul_mod(r, square, n);
        square = mul_mod(square, square, n);
    }
    r %= n;
    *out = m < 0 && r ? (ac_int)(r - n) : (ac_int)r;
    return AC_OK;
}

/* Products of two ints do not fit: by doubling. */
static ac_uint mul_mod(ac_uint a, ac_uint b, ac_uint m)
{
    ac_uint r = 0;

    for (a %= m; b; b >>= 1) {
        if (b & 1)
            r = r >= m - a ? r - (m - a) : r + a;
        a = a >= m - a ? a - (m - a) : a + a;
    }
    return r;
}

/* The x in [0, |m|) with a * x % m == 1, by Euclid. */
static AcStatus invert_mod(ac_int a, ac_int m, ac_int *out)
{
    ac_uint n = magnitude(m), r = magnitude(a) % n, old_r = n, x = 1 % n, old_x = 0;

    if (a < 0 && r)
        r = n - r;
    while (r != 0) {
        ac_uint q = old_r / r, next_r = old_r % r, product = mul_mod(q, x, n);
        ac_uint next_x = old_x >= product ? old_x - product : old_x + (n - product);

        old_r = r;
        r = next_r;
        old_x = x;
        x = next_x;
    }
    if (old_r != 1)
        return ac_raise_text(&ac_ValueError, "base is not invertible for the given modulus");
    if (old_x > (ac_uint)AC_INT_MAX)
        return ac_raise_overflow();
    *out = (ac_int)old_x;
    return AC_OK;
}

AcStatus ac_int_lshift_far(ac_int a, ac_int b, ac_int *out)
{
    if (b < 0)
        return ac_raise_text(&ac_ValueError, "negative shift count");
    if (a != 0)
        return ac_raise_overflow();
    *out = 0;
    return AC_OK;
}

AcStatus ac_int_rshift_far(ac_int a, ac_int b, ac_int *out)
{
    if (b < 0)
        return ac_raise_text(&ac_ValueError, "negative shift count");
    *out = a < 0 ? -1 : 0;
    return AC_OK;
}

AcStatus ac_int_abs(ac_int a, ac_int *out)
{
    if (a < 0)
        return ac_int_neg(a, out);
    *out = a;
    return AC_OK;
}

/* round(15, -1) == 20, round(25, -1) == 20: half to even. */
AcStatus ac_int_round(ac_int a, ac_int digits, ac_int *out)
{
    ac_uint unit = 1, n = magnitude(a), rest;

    if (digits >= 0) {
        *out = a;
        return AC_OK;
    }
    for (; digits < 0 && unit <= (ac_uint)-1 / 10; digits++)
        unit *= 10;
    if (digits < 0) {
        *out = 0;
        return AC_OK;
    }
    rest = n % unit;
    n -= rest;
    if (rest > unit / 2 || (rest == unit / 2 && n / unit % 2 == 1))
        n += unit;
    if (n > (ac_uint)AC_INT_MAX)
        return ac_raise_overflow();
    *out = a < 0 ? -(ac_int)n : (ac_int)n;
    return AC_OK;
}

ac_int ac_int_bit_length(ac_int a)
{
    ac_int bits = 0;

    for (ac_uint n = magnitude(a); n; n >>= 1)
        bits++;
    return bits;
}

/* ---- int(text, base) ------------------------------------------------------------------------- */

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return 99;
}

/* The base that a prefix names; 0: there is none. */
static unsigned prefix_base(const char *at, const char *end)
{
    if (end - at < 2 || at[0] != '0')
        return 0;
    switch (at[1]) {
    case 'x': case 'X': return 16;
    case 'o': case 'O': return 8;
    case 'b': case 'B': return 2;
    default:            return 0;
    }
}

AcStatus ac_int_parse(AcStr *s, ac_int base, ac_int *out)
{
    const char *at = s->data, *end = at + s->bytes;
    unsigned prefix, used = (unsigned)base;
    bool negative, prefixed, fits;
    ac_uint n;

    if (base != 0 && (base < 2 || base > 36))
        return ac_raise_text(&ac_ValueError, "int() base must be >= 2 and <= 36, or 0");
    str_trim(&at, &end);
    negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    prefix = prefix_base(at, end);
    prefixed = prefix != 0 && (base == 0 || used == prefix);
    if (prefixed)
        at += 2;
    if (base == 0)
        used = prefixed ? prefix : 10;
    if (!parse_digits(at, end, used, prefixed, &n, &fits) ||
        (base == 0 && !prefixed && *at == '0' && (n != 0 || !fits)))
        return raise_literal(s, base);
    if (!fits || n > (ac_uint)AC_INT_MAX + negative)
        return ac_raise_overflow();
    *out = negative ? (ac_int)(0 - n) : (ac_int)n;
    return AC_OK;
}

/* One underscore may stand between two digits, and behind a prefix. false: no number. */
static bool parse_digits(const char *at, const char *end, unsigned base, bool prefixed, ac_uint *out, bool *fits)
{
    bool digit = prefixed, any = false;

    *out = 0;
    *fits = true;
    for (; at < end; at++) {
        unsigned d = (unsigned)digit_of(*at);

        if (*at == '_' && digit) {
            digit = false;
            continue;
        }
        if (d >= base)
            return false;
        digit = any = true;
        *fits = *fits && *out <= ((ac_uint)-1 - d) / base;
        *out = *fits ? *out * base + d : *out;
    }
    return any && digit;
}

static AcStatus raise_literal(AcStr *s, ac_int base)
{
    return ac_raise_format(&ac_ValueError, "invalid literal for int() with base %i: %r", base, ac_from_ref(s));
}

/* ---- text ------------------------------------------------------------------------------------ */

static char *decimal_digits(ac_uint n, char *end)
{
    do
        *--end = (char)('0' + n % 10);
    while ((n /= 10) != 0);
    return end;
}

char *int_digits(ac_uint n, unsigned base, char *end)
{
    if (base == 10)                             /* a constant is no division */
        return decimal_digits(n, end);
    do
        *--end = "0123456789abcdef"[n % base];
    while ((n /= base) != 0);
    return end;
}

AcStatus ac_int_repr(ac_int a, AcStr **out)
{
    char digits[INT_TEXT_MAX], *end = digits + sizeof digits, *at = decimal_digits(magnitude(a), end);

    if (a < 0)
        *--at = '-';
    return ac_str_new(at, (size_t)(end - at), out);
}

AcStatus ac_int_hex(ac_int a, AcStr **out) { return with_prefix(a, 16, "x0", out); }
AcStatus ac_int_oct(ac_int a, AcStr **out) { return with_prefix(a, 8, "o0", out); }
AcStatus ac_int_bin(ac_int a, AcStr **out) { return with_prefix(a, 2, "b0", out); }

/* The prefix is given backwards. */
static AcStatus with_prefix(ac_int a, unsigned base, const char *prefix, AcStr **out)
{
    char digits[INT_TEXT_MAX], *end = digits + sizeof digits, *at = int_digits(magnitude(a), base, end);

    while (*prefix)
        *--at = *prefix++;
    if (a < 0)
        *--at = '-';
    return ac_str_new(at, (size_t)(end - at), out);
}

/* ---- hash ------------------------------------------------------------------------------------ */

/* Numbers are hashed modulo a Mersenne prime, as in CPython, so that 1, 1.0 and True agree. */
#define HASH_BITS (AC_INT_BITS == 64 ? 61 : 31)
#define HASH_PRIME (((ac_uint)1 << HASH_BITS) - 1)

ac_int num_hash_int(ac_int n)
{
    ac_int hash = NUM_OWN_HASH(n) ? n : (ac_int)(magnitude(n) % HASH_PRIME);

    hash = n < 0 ? -hash : hash;
    return hash == -1 ? -2 : hash;
}

/* 28 bits of the fraction at a time, each step a rotation, which multiplies by a power of two. */
ac_int num_hash_float(ac_float f)
{
    ac_uint x = 0;
    int exponent;
    ac_float m = float_split(float_abs(f), &exponent);
    ac_int hash;

    if (f != f)
        return 0;
    if (float_is_infinite(f))
        return f < 0 ? -314159 : 314159;
    while (m > 0) {
        ac_uint y;

        x = ((x << 28) & HASH_PRIME) | x >> (HASH_BITS - 28);
        m *= (ac_float)268435456;
        exponent -= 28;
        y = (ac_uint)m;
        m -= (ac_float)y;
        x += y;
        if (x >= HASH_PRIME)
            x -= HASH_PRIME;
    }
    exponent = exponent >= 0 ? exponent % HASH_BITS : HASH_BITS - 1 - (-1 - exponent) % HASH_BITS;
    x = ((x << exponent) & HASH_PRIME) | x >> (HASH_BITS - exponent);
    hash = f < 0 ? -(ac_int)x : (ac_int)x;
    return hash == -1 ? -2 : hash;
}

/* A tuple's: the rounds of xxHash that CPython uses, with its numbers for 64 and for 32 bits. */
#if AC_INT_BITS == 64
#define MIX_1 ((ac_uint)UINT64_C(11400714785074694791))
#define MIX_2 ((ac_uint)UINT64_C(14029467366897019727))
#define MIX_5 ((ac_uint)UINT64_C(2870177450012600261))
#define MIX_ROTATE 31
#else
#define MIX_1 ((ac_uint)2654435761u)
#define MIX_2 ((ac_uint)2246822519u)
#define MIX_5 ((ac_uint)374761393u)
#define MIX_ROTATE 13
#endif

AcStatus num_hash_items(const AcValue *items, size_t n, ac_int *out)
{
    ac_uint hash = MIX_5;

    for (size_t i = 0; i < n; i++) {
        ac_int lane;

        if (ac_value_hash(items[i], &lane) != AC_OK)
            return AC_RAISED;
        hash += (ac_uint)lane * MIX_2;
        hash = (hash << MIX_ROTATE | hash >> (AC_INT_BITS - MIX_ROTATE)) * MIX_1;
    }
    hash += (ac_uint)n ^ (MIX_5 ^ (ac_uint)3527539u);
    *out = hash == (ac_uint)-1 ? 1546275796 : (ac_int)hash;
    return AC_OK;
}
