/* array.c: numbers of C's types in a bytearray.
 * SPDX-License-Identifier: MIT */
#include "ac_array.h"

#include <limits.h>

#include "bytes.h"

/* Every integer type of a type code: its C type and bounds, and how CPython calls it where a value is out of them. */
#define INTEGERS(F)                                                                  \
    F('b', signed char, SCHAR_MIN, SCHAR_MAX, "signed char")                         \
    F('B', unsigned char, 0, UCHAR_MAX, "unsigned byte integer")                     \
    F('h', short, SHRT_MIN, SHRT_MAX, "signed short integer")                        \
    F('H', unsigned short, 0, USHRT_MAX, "unsigned short")                           \
    F('i', int, INT_MIN, INT_MAX, "signed integer")                                  \
    F('I', unsigned, 0, UINT_MAX, "unsigned int")                                    \
    F('l', long, LONG_MIN, LONG_MAX, "signed long")                                  \
    F('L', unsigned long, 0, ULONG_MAX, "unsigned long")                             \
    F('q', int64_t, INT64_MIN, INT64_MAX, "signed long long")                        \
    F('Q', uint64_t, 0, UINT64_MAX, "unsigned long long")

static AcStatus give_unsigned(uint64_t n, AcValue *out);
static AcStatus give_signed(int64_t n, AcValue *out);
static AcStatus put_float(AcBytes *data, char code, ac_int i, AcValue value);
static AcStatus check_range(char code, ac_int n, int64_t low, uint64_t high, const char *type);

ac_int ac_array_item_size(AcStr *code)
{
    if (code->bytes != 1)
        return 0;
    switch (code->data[0]) {
#define CASE(CODE, TYPE, LOW, HIGH, NAME) case CODE: return (ac_int)sizeof(TYPE);
    INTEGERS(CASE)
#undef CASE
    case 'f': return (ac_int)sizeof(float);
    case 'd': return (ac_int)sizeof(double);
    default:  return 0;
    }
}

AcStatus ac_array_get(AcBytes *data, AcStr *code, ac_int i, AcValue *out)
{
    const char *at = data->data + i * ac_array_item_size(code);

    switch (code->data[0]) {
#define CASE(CODE, TYPE, LOW, HIGH, NAME)                                                        \
    case CODE: {                                                                                 \
        TYPE n;                                                                                  \
        memcpy(&n, at, sizeof n);                                                                \
        return CODE >= 'a' ? give_signed((int64_t)n, out) : give_unsigned((uint64_t)n, out);     \
    }
    INTEGERS(CASE)
#undef CASE
    case 'f': {
        float x;
        memcpy(&x, at, sizeof x);
        *out = ac_from_float((ac_float)x);
        return AC_OK;
    }
    default: {
        double x;
        memcpy(&x, at, sizeof x);
        *out = ac_from_float((ac_float)x);
        return AC_OK;
    }
    }
}

static AcStatus give_signed(int64_t n, AcValue *out)
{
    if (n < AC_INT_MIN || n > AC_INT_MAX)
        return ac_raise_overflow();
    *out = ac_from_int((ac_int)n);
    return AC_OK;
}

static AcStatus give_unsigned(uint64_t n, AcValue *out)
{
    if (n > (uint64_t)AC_INT_MAX)
        return ac_raise_overflow();
    *out = ac_from_int((ac_int)n);
    return AC_OK;
}

AcStatus ac_array_put(AcBytes *data, AcStr *code, ac_int i, AcValue value)
{
    char *at = buffer_of(data)->room + i * ac_array_item_size(code);
    ac_int n;

    if (code->data[0] == 'f' || code->data[0] == 'd')
        return put_float(data, code->data[0], i, value);
    if (ac_need_int(value, "'%T' object cannot be interpreted as an integer", &n) != AC_OK)
        return AC_RAISED;
    switch (code->data[0]) {
#define CASE(CODE, TYPE, LOW, HIGH, NAME)                                                        \
    case CODE: {                                                                                 \
        TYPE item = (TYPE)n;                                                                     \
        if (check_range(CODE, n, (int64_t)(LOW), (uint64_t)(HIGH), NAME) != AC_OK)               \
            return AC_RAISED;                                                                    \
        memcpy(at, &item, sizeof item);                                                          \
        return AC_OK;                                                                            \
    }
    INTEGERS(CASE)
#undef CASE
    default: return AC_OK;
    }
}

static AcStatus check_range(char code, ac_int n, int64_t low, uint64_t high, const char *type)
{
    if (n < 0 && code == 'Q')
        return ac_raise_text(&ac_OverflowError, "can't convert negative int to unsigned");
    if (n < 0 && (code == 'I' || code == 'L'))
        return ac_raise_text(&ac_OverflowError, "can't convert negative value to unsigned int");
    if (code == 'H' && (n < INT_MIN || n > INT_MAX))           /* CPython reads it as an int first, and 'b' as a short */
        type = "signed integer";
    if (code == 'b' && (n < SHRT_MIN || n > SHRT_MAX))
        type = "signed short integer";
    if (n < low)
        return ac_raise_format(&ac_OverflowError, "%s is less than minimum", type);
    if (n > 0 && (uint64_t)n > high)
        return ac_raise_format(&ac_OverflowError, "%s is greater than maximum", type);
    return AC_OK;
}

static AcStatus put_float(AcBytes *data, char code, ac_int i, AcValue value)
{
    ac_float x;

    if (ac_need_float(value, "must be real number, not %T", &x) != AC_OK)
        return AC_RAISED;
    if (code == 'f') {
        float single = float_abs(x) < (ac_float)3.4028235677973366e38 || x - x != 0 ? (float)x
                       : x > 0                                                      ? (float)float_infinity()
                                                                                    : -(float)float_infinity();
        memcpy(buffer_of(data)->room + i * (ac_int)sizeof single, &single, sizeof single);
    } else {
        double whole = (double)x;
        memcpy(buffer_of(data)->room + i * (ac_int)sizeof whole, &whole, sizeof whole);
    }
    return AC_OK;
}
