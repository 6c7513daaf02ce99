/* ratio.c: numbers taken apart exactly: bit_count, as_integer_ratio, float.hex and float.fromhex.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

ac_int ac_int_bit_count(ac_int a)
{
    ac_uint left = a < 0 ? 0 - (ac_uint)a : (ac_uint)a;
    ac_int n = 0;

    for (; left; left &= left - 1)
        n++;
    return n;
}

static AcStatus pair(ac_int a, ac_int b, AcTuple **out)
{
    AcValue items[2] = { ac_from_int(a), ac_from_int(b) };

    return ac_tuple_new(2, items, out);
}

AcStatus ac_int_ratio(ac_int a, AcTuple **out)
{
    return pair(a, 1, out);
}

AcStatus ac_float_ratio(ac_float a, AcTuple **out)
{
    ac_int top, bottom = 1;
    ac_float part;
    int exponent;

    if (a != a)
        return ac_raise_text(&ac_ValueError, "cannot convert NaN to integer ratio");
    if (float_is_infinite(a))
        return ac_raise_text(&ac_OverflowError, "cannot convert Infinity to integer ratio");
    part = float_split(a, &exponent);
    while (part != (ac_float)(ac_int)part) {                  /* shifts bits before the point until none is behind */
        part *= 2;
        exponent--;
    }
    if (ac_int_from_float(part, &top) != AC_OK)
        return AC_RAISED;
    if (exponent < 0 ? ac_int_lshift(1, -exponent, &bottom) != AC_OK : ac_int_lshift(top, exponent, &top) != AC_OK)
        return AC_RAISED;
    return pair(top, bottom, out);
}

/* ---- hexadecimal ----------------------------------------------------------------------------- */

/* 0x1.8000000000000p+1: 13 digits behind the point, of a single float 6. */
AcStatus ac_float_hex(ac_float a, AcStr **out)
{
    int digits = sizeof a == 8 ? 13 : 6, lowest = sizeof a == 8 ? -1022 : -126, exponent = 0;
    ac_float part;
    Text t = { NULL, 0, 0, false };

    if (a != a || float_is_infinite(a))
        return ac_float_repr(a, out);
    if (float_is_negative(a))
        text_add_char(&t, '-');
    part = a < 0 || a > 0 ? 2 * float_split(float_abs(a), &exponent) : 0;
    exponent = part > 0 ? exponent - 1 : 0;
    for (; exponent < lowest; exponent++)                     /* too small for a leading 1 */
        part /= 2;
    text_add_c(&t, part >= 1 ? "0x1." : "0x0.");
    part -= part >= 1 ? 1 : 0;
    if (!(a < 0 || a > 0))
        text_add_char(&t, '0');
    for (int i = 0; i < digits && (a < 0 || a > 0); i++) {
        int d = (int)(part *= 16);

        text_add_char(&t, "0123456789abcdef"[d]);
        part -= (ac_float)d;
    }
    text_add_c(&t, exponent < 0 ? "p" : "p+");
    text_add_int(&t, exponent);
    return text_finish(&t, out);
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The digits as a whole number and a power of two; what no float can tell apart only keeps it from a tie. */
typedef struct { uint64_t whole; ac_int exponent; bool any, sticky; } Hex;

static const char *read_digits(const char *at, const char *end, Hex *h, bool behind_point)
{
    for (; at < end && digit(*at) >= 0; at++) {
        h->any = true;
        if (h->whole >> 59) {
            h->sticky |= digit(*at) != 0;
            h->exponent += behind_point ? 0 : 4;
            continue;
        }
        h->whole = h->whole * 16 + (uint64_t)digit(*at);
        h->exponent -= behind_point ? 4 : 0;
    }
    return at;
}

static const char *read_exponent(const char *at, const char *end, Hex *h)
{
    bool negative = false, any = false;
    ac_int n = 0;

    if (at == end || (*at != 'p' && *at != 'P'))
        return at;
    at++;
    if (at < end && (*at == '+' || *at == '-'))
        negative = *at++ == '-';
    for (; at < end && *at >= '0' && *at <= '9'; at++, any = true)
        n = n < 100000 ? n * 10 + (*at - '0') : n;
    h->exponent += negative ? -n : n;
    return any ? at : NULL;
}

/* whole * 2^exponent, rounded once: half to even. */
static ac_float hex_value(const Hex *h)
{
    int precision = sizeof(ac_float) == 8 ? 53 : 24, lowest = sizeof(ac_float) == 8 ? -1074 : -149, bits = 0, cut;
    uint64_t whole = h->whole, half, rest;
    ac_int exponent = h->exponent;

    while (bits < 64 && whole >> bits)
        bits++;
    if (whole == 0 || exponent + bits < lowest - 1)
        return 0;
    if (exponent + bits > 2000)
        return float_infinity();
    cut = bits - precision;
    if (exponent + cut < lowest)
        cut = (int)(lowest - exponent);
    if (cut > 0) {
        half = (uint64_t)1 << (cut - 1);
        rest = cut < 64 ? whole & (half * 2 - 1) : whole;
        whole = cut < 64 ? whole >> cut : 0;
        if (rest > half || (rest == half && (h->sticky || (whole & 1))))
            whole++;
        exponent += cut;
    }
    return float_scale((ac_float)whole, (int)exponent);
}

static bool is_word(const char *at, const char *end, const char *word)
{
    for (; at < end && *word; at++, word++)
        if ((*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at) != *word)
            return false;
    return at == end && !*word;
}

AcStatus ac_float_fromhex(AcStr *s, ac_float *out)
{
    const char *at = s->data, *end = at + s->bytes;
    Hex h = { 0, 0, false, false };
    bool negative;

    str_trim(&at, &end);
    negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (is_word(at, end, "inf") || is_word(at, end, "infinity"))
        *out = float_infinity();
    else if (is_word(at, end, "nan"))
        *out = float_infinity() - float_infinity();
    else {
        if (end - at > 1 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
            at += 2;
        at = read_digits(at, end, &h, false);
        if (at < end && *at == '.')
            at = read_digits(at + 1, end, &h, true);
        at = h.any ? read_exponent(at, end, &h) : NULL;
        if (at != end)
            return ac_raise_text(&ac_ValueError, "invalid hexadecimal floating-point string");
        *out = hex_value(&h);
        if (float_is_infinite(*out))
            return ac_raise_text(&ac_OverflowError, "hexadecimal value too large to represent as a float");
    }
    *out = negative ? -*out : *out;
    return AC_OK;
}
