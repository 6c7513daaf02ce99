/* struct.c: values as bytes, by a format as Python's struct has it.
 *
 * A format is read item by item: `next` gives a code, how often it stands there and where its bytes begin. Packing
 * gathers the bytes, unpacking reads them where they lie.
 * SPDX-License-Identifier: MIT */
#include "ac_struct.h"

#include "bytes.h"

#define SIZE_LIMIT (SIZE_MAX / 2 < INT32_MAX ? SIZE_MAX / 2 : (size_t)INT32_MAX)

typedef struct {
    const char *at, *end;
    bool        native, little;   /* with the machine's sizes and alignment; byte order */
    char        code;             /* of the item that was read last */
    size_t      count, size;      /* how often; bytes of one */
    size_t      place, after;     /* of its bytes: where they begin and end */
} Format;

static AcStatus begin(Format *f, AcValue format);
static AcStatus next(Format *f, bool *more);
static AcStatus measure(AcValue format, size_t *bytes, size_t *values);
static AcStatus gather(AcValue format, const AcTuple *values, const char *function, Text *t);
static AcStatus pack_one(const Format *f, AcValue v, Text *t);
static AcStatus pack_int(const Format *f, AcValue v, Text *t);
static AcStatus pack_float(const Format *f, AcValue v, Text *t);
static AcStatus pack_bytes(const Format *f, AcValue v, Text *t);
static AcStatus unpack_at(AcValue format, const char *bytes, size_t values, AcTuple **out);
static AcStatus unpack_one(const Format *f, const char *at, AcValue *out);
static ac_float half_to_float(unsigned bits);
static bool half_from_float(ac_float x, unsigned *bits);

static AcStatus fails(const char *text)
{
    return ac_raise_text(&ac_ValueError, text);
}

/* ---- formats --------------------------------------------------------------------------------- */

static bool machine_is_little(void)
{
    const unsigned one = 1;

    return *(const unsigned char *)&one == 1;
}

static AcStatus begin(Format *f, AcValue format)
{
    AcStr *s = value_str(format);
    AcBytes *b = value_bytes(format);

    memset(f, 0, sizeof *f);
    if (!s && !b)
        return ac_raise_format(&ac_TypeError, "Struct() argument 1 must be a str or bytes object, not %T", format);
    f->at = s ? s->data : b->data;
    f->end = f->at + (s ? s->bytes : b->n);
    f->native = true;
    f->little = machine_is_little();
    if (f->at == f->end)
        return AC_OK;
    switch (*f->at) {
    case '<': f->little = true; break;
    case '>': case '!': f->little = false; break;
    case '=': break;
    case '@': f->at++; return AC_OK;
    default: return AC_OK;
    }
    f->native = false;
    f->at++;
    return AC_OK;
}

/* 0: the format has no such code. */
static size_t size_of(const Format *f, char code)
{
    switch (code) {
    case 'x': case 'c': case 'b': case 'B': case '?': case 's': case 'p': return 1;
    case 'h': case 'H': case 'e': return 2;
    case 'i': case 'I': case 'f': return 4;
    case 'l': case 'L': return f->native ? sizeof(long) : 4;
    case 'q': case 'Q': case 'd': return 8;
    case 'n': case 'N': case 'P': return f->native ? sizeof(size_t) : 0;
    default: return 0;
    }
}

static AcStatus next(Format *f, bool *more)
{
    bool counted = false;

    while (f->at < f->end && ((*f->at >= '\t' && *f->at <= '\r') || *f->at == ' '))
        f->at++;
    *more = f->at < f->end;
    if (!*more)
        return AC_OK;
    for (f->count = 1; f->at < f->end && *f->at >= '0' && *f->at <= '9'; f->at++) {
        size_t digit = (size_t)(*f->at - '0'), count = counted ? f->count : 0;

        if (count > (SIZE_LIMIT - digit) / 10)
            return fails("overflow in item count");
        f->count = count * 10 + digit;
        counted = true;
    }
    if (f->at == f->end)
        return fails("repeat count given without format specifier");
    f->code = *f->at++;
    f->size = size_of(f, f->code);
    if (f->size == 0)
        return fails("bad char in struct format");
    f->place = f->after;
    if (f->native && f->code != 's' && f->code != 'p')
        f->place = (f->place + f->size - 1) / f->size * f->size;
    if (f->place > SIZE_LIMIT || f->count > (SIZE_LIMIT - f->place) / f->size)
        return fails("total struct size too long");
    f->after = f->place + f->count * f->size;
    return AC_OK;
}

/* How many values an item has. */
static size_t values_of(const Format *f)
{
    return f->code == 's' || f->code == 'p' ? 1 : f->code == 'x' ? 0 : f->count;
}

static AcStatus measure(AcValue format, size_t *bytes, size_t *values)
{
    Format f;
    bool more;

    *values = 0;
    if (begin(&f, format) != AC_OK)
        return AC_RAISED;
    for (;;) {
        if (next(&f, &more) != AC_OK)
            return AC_RAISED;
        if (!more)
            break;
        *values += values_of(&f);
    }
    *bytes = f.after;
    return AC_OK;
}

AcStatus ac_struct_size(AcValue format, ac_int *out)
{
    size_t bytes, values;

    if (measure(format, &bytes, &values) != AC_OK)
        return AC_RAISED;
    *out = (ac_int)bytes;
    return AC_OK;
}

/* ---- packing --------------------------------------------------------------------------------- */

AcStatus ac_struct_pack(AcValue format, AcTuple *values, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status = gather(format, values, "pack", &t);

    return bytes_end(&t, status, &bytes_empty, out);
}

/* Where `bytes` bytes lie in a buffer of n; raises when they do not. */
static AcStatus find_place(ac_int offset, size_t bytes, size_t n, const char *doing, const char *function, size_t *place)
{
    ac_int length = (ac_int)n, size = (ac_int)bytes;

    if (offset < 0) {
        if (offset + size > 0)
            return doing[0] == 'u' ? ac_raise_format(&ac_ValueError, "not enough data to unpack %i bytes at offset %i", size, offset)
                                   : ac_raise_format(&ac_ValueError, "no space to pack %i bytes at offset %i", size, offset);
        if (offset + length < 0)
            return ac_raise_format(&ac_ValueError, "offset %i out of range for %i-byte buffer", offset, length);
        offset += length;
    }
    if (offset > length || length - offset < size)
        return ac_raise_format(&ac_ValueError,
                               "%s requires a buffer of at least %i bytes for %s %i bytes at offset %i (actual buffer size is %i)",
                               function, size > AC_INT_MAX - offset ? AC_INT_MAX : size + offset, doing, size, offset, length);
    *place = (size_t)offset;
    return AC_OK;
}

AcStatus ac_struct_pack_into(AcValue format, AcValue buffer, ac_int offset, AcTuple *values)
{
    Text t = { NULL, 0, 0, false };
    AcBytes *b = value_bytes(buffer);
    size_t place = 0, bytes, n;
    AcStatus status;

    if (measure(format, &bytes, &n) != AC_OK)
        return AC_RAISED;
    if (!b || (b->n > 0 && (b->obj.type == &ac_type_bytes || !buffer_of(b)->room)))
        return ac_raise_format(&ac_TypeError, "argument must be read-write bytes-like object, not %T", buffer);
    status = find_place(offset, bytes, b->n, "packing", "pack_into", &place);
    if (status == AC_OK)
        status = gather(format, values, "pack_into", &t);
    if (status == AC_OK && t.failed)
        status = exc_raise_memory();
    if (status == AC_OK && t.n > 0)
        memcpy(buffer_of(b)->room + place, text_bytes(&t), t.n);
    text_drop(&t);
    return status;
}

static AcStatus gather(AcValue format, const AcTuple *values, const char *function, Text *t)
{
    Format f;
    size_t bytes, n, used = 0;
    bool more;

    if (measure(format, &bytes, &n) != AC_OK || begin(&f, format) != AC_OK)
        return AC_RAISED;
    if (n != values->n)
        return ac_raise_format(&ac_ValueError, "%s expected %i items for packing (got %i)", function, (ac_int)n, (ac_int)values->n);
    for (;;) {
        if (next(&f, &more) != AC_OK)
            return AC_RAISED;
        if (!more)
            return AC_OK;
        text_repeat(t, "\0", 1, f.place - t->n);
        if (f.code == 'x')
            text_repeat(t, "\0", 1, f.count);
        for (size_t i = values_of(&f); i > 0; i--)
            if (pack_one(&f, values->item[used++], t) != AC_OK)
                return AC_RAISED;
    }
}

static AcStatus pack_one(const Format *f, AcValue v, Text *t)
{
    AcBytes *b = value_bytes(v);
    bool truth;

    switch (f->code) {
    case 'c':
        if (!b || b->obj.type != &ac_type_bytes || b->n != 1)
            return fails("char format requires a bytes object of length 1");
        text_add(t, b->data, 1);
        return AC_OK;
    case '?':
        if (ac_value_truth(v, &truth) != AC_OK)
            return AC_RAISED;
        text_add_char(t, truth ? '\1' : '\0');
        return AC_OK;
    case 's': case 'p':           return pack_bytes(f, v, t);
    case 'e': case 'f': case 'd': return pack_float(f, v, t);
    default:                      return pack_int(f, v, t);
    }
}

/* Cut, or filled up with zeros; 'p': behind a byte that tells the length. */
static AcStatus pack_bytes(const Format *f, AcValue v, Text *t)
{
    AcBytes *b = value_bytes(v);
    size_t room = f->count, n;

    if (!b || b->obj.type == &ac_type_memoryview)
        return f->code == 's' ? fails("argument for 's' must be a bytes object") : fails("argument for 'p' must be a bytes object");
    if (f->code == 'p' && room > 0) {
        room--;
        n = b->n < room ? b->n : room;
        text_add_char(t, (char)(unsigned char)(n < 255 ? n : 255));
    }
    n = b->n < room ? b->n : room;
    text_add(t, b->data, n);
    text_repeat(t, "\0", 1, room - n);
    return AC_OK;
}

static void add_bits(const Format *f, uint64_t bits, Text *t)
{
    for (size_t i = 0; i < f->size; i++)
        text_add_char(t, (char)(unsigned char)(bits >> 8 * (f->little ? i : f->size - 1 - i) & 0xFF));
}

/* For messages: "short" where CPython has a name for it, else NULL. */
static const char *small_name(const Format *f)
{
    switch (f->code) {
    case 'b': return "byte";
    case 'B': return "ubyte";
    case 'h': return f->little == machine_is_little() ? "short" : NULL;
    case 'H': return f->little == machine_is_little() ? "ushort" : NULL;
    default:  return NULL;
    }
}

static bool is_signed(char code)
{
    return code >= 'a' && code <= 'z';
}

static AcStatus pack_int(const Format *f, AcValue v, Text *t)
{
    const unsigned bits = 8 * (unsigned)f->size;
    ac_int n, low, high;

    if (!value_is_index(v))
        return fails("required argument is not an integer");
    if (ac_need_int(v, "required argument is not an integer", &n) != AC_OK)
        return AC_RAISED;
    if (bits < AC_INT_BITS) {
        high = is_signed(f->code) ? (AC_INT_C(1) << (bits - 1)) - 1 : (AC_INT_C(1) << bits) - 1;
        low = is_signed(f->code) ? -high - 1 : 0;
        if ((n < low || n > high) && small_name(f))
            return ac_raise_format(&ac_ValueError, "%s format requires %i <= number <= %i", small_name(f), low, high);
        if (n > high || (n < low && is_signed(f->code)))
            return ac_raise_format(&ac_ValueError, "'%c' format requires %i <= number <= %i", f->code, low, high);
    }
    if (n < 0 && f->code == 'Q' && f->little != machine_is_little())
        return fails("int too large to convert");
    if (n < 0 && !is_signed(f->code) && f->code != 'P')
        return fails("argument out of range");
    add_bits(f, (uint64_t)(int64_t)n, t);
    return AC_OK;
}

static AcStatus fails_too_large(const Format *f, AcValue v)
{
    if (v.tag != AC_TAG_FLOAT)
        return fails("int too large to convert");
    return ac_raise_format(&ac_OverflowError, "float too large to pack with %c format", f->code);
}

static AcStatus pack_float(const Format *f, AcValue v, Text *t)
{
    ac_float x;
    unsigned half;
    float single;
    double whole;
    uint32_t bits32;
    uint64_t bits64;

    if (!value_is_number(v))
        return fails("required argument is not a float");
    x = value_float(v);
    switch (f->code) {
    case 'e':
        if (!half_from_float(x, &half))
            return fails_too_large(f, v);
        add_bits(f, half, t);
        return AC_OK;
    case 'f':
        single = float_is_infinite(x) || x != x || float_abs(x) < (ac_float)3.4028235677973366e38 ? (float)x : (float)float_infinity();
        if (!f->native && single - single != 0 && x - x == 0)
            return fails_too_large(f, v);
        if (single - single != 0 && x == x && float_is_negative(x))
            single = -(float)float_infinity();
        memcpy(&bits32, &single, sizeof bits32);
        add_bits(f, bits32, t);
        return AC_OK;
    default:
        whole = (double)x;
        memcpy(&bits64, &whole, sizeof bits64);
        add_bits(f, bits64, t);
        return AC_OK;
    }
}

/* ---- unpacking ------------------------------------------------------------------------------- */

AcStatus ac_struct_unpack(AcValue format, AcValue buffer, AcTuple **out)
{
    AcBytes *b;
    size_t bytes, values;

    if (measure(format, &bytes, &values) != AC_OK || bytes_need(buffer, &b) != AC_OK)
        return AC_RAISED;
    if (b->n != bytes)
        return ac_raise_format(&ac_ValueError, "unpack requires a buffer of %i bytes", (ac_int)bytes);
    return unpack_at(format, b->data, values, out);
}

AcStatus ac_struct_unpack_from(AcValue format, AcValue buffer, ac_int offset, AcTuple **out)
{
    AcBytes *b;
    size_t bytes, values, place = 0;

    if (measure(format, &bytes, &values) != AC_OK || bytes_need(buffer, &b) != AC_OK ||
        find_place(offset, bytes, b->n, "unpacking", "unpack_from", &place) != AC_OK)
        return AC_RAISED;
    return unpack_at(format, b->data + place, values, out);
}

static AcStatus unpack_at(AcValue format, const char *bytes, size_t values, AcTuple **out)
{
    AcTuple *tuple;
    Format f;
    size_t used = 0;
    bool more = true;
    AcStatus status;

    if (begin(&f, format) != AC_OK || tuple_sized(values, &tuple) != AC_OK)
        return AC_RAISED;
    for (;;) {
        status = next(&f, &more);
        if (status != AC_OK || !more)
            break;
        for (size_t i = 0; status == AC_OK && i < values_of(&f); i++)
            status = unpack_one(&f, bytes + f.place + i * f.size, &tuple->item[used++]);
        if (status != AC_OK)
            break;
    }
    if (status == AC_OK)
        *out = tuple;
    else
        ac_release(tuple);
    return status;
}

static uint64_t read_bits(const Format *f, const char *at)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < f->size; i++)
        bits = bits << 8 | (unsigned char)at[f->little ? f->size - 1 - i : i];
    return bits;
}

static AcStatus unpack_bytes(const char *at, size_t n, AcValue *out)
{
    AcBytes *b = NULL;

    return value_give(ac_bytes_new(at, n, &b), &b, out);
}

static AcStatus unpack_int(const Format *f, const char *at, AcValue *out)
{
    const unsigned bits = 8 * (unsigned)f->size;
    uint64_t n = read_bits(f, at), sign = is_signed(f->code) ? UINT64_C(1) << (bits - 1) : 0;

    if (n & sign) {                             /* negative: what is missing to -1, from -1 down */
        n = (bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1) - n;
        if (n > (uint64_t)AC_INT_MAX)
            return ac_raise_overflow();
        *out = ac_from_int(-1 - (ac_int)n);
        return AC_OK;
    }
    if (n > (uint64_t)AC_INT_MAX)
        return ac_raise_overflow();
    *out = ac_from_int((ac_int)n);
    return AC_OK;
}

static AcStatus unpack_one(const Format *f, const char *at, AcValue *out)
{
    float single;
    double whole;
    uint32_t bits32;
    uint64_t bits64;
    size_t n;

    switch (f->code) {
    case 'c': return unpack_bytes(at, 1, out);
    case 's': return unpack_bytes(at, f->count, out);
    case 'p':
        n = f->count ? (unsigned char)at[0] : 0;
        n = f->count == 0 ? 0 : n < f->count ? n : f->count - 1;
        return unpack_bytes(f->count ? at + 1 : at, n, out);
    case '?': *out = ac_from_bool(*at != 0); return AC_OK;
    case 'e': *out = ac_from_float(half_to_float((unsigned)read_bits(f, at))); return AC_OK;
    case 'f':
        bits32 = (uint32_t)read_bits(f, at);
        memcpy(&single, &bits32, sizeof single);
        *out = ac_from_float((ac_float)single);
        return AC_OK;
    case 'd':
        bits64 = read_bits(f, at);
        memcpy(&whole, &bits64, sizeof whole);
        *out = ac_from_float((ac_float)whole);
        return AC_OK;
    default: return unpack_int(f, at, out);
    }
}

/* ---- floats of 16 bits: sign, 5 bits of exponent, 10 of fraction --------------------------------- */

static ac_float half_to_float(unsigned bits)
{
    int exponent = (int)(bits >> 10 & 0x1F);
    ac_float x = (ac_float)(bits & 0x3FF);

    if (exponent == 0x1F)
        x = x == 0 ? float_infinity() : float_infinity() - float_infinity();
    else
        x = exponent == 0 ? float_scale(x, -24) : float_scale(x + 1024, exponent - 25);
    return bits & 0x8000 ? -x : x;
}

/* Rounded half to even; false: too large. */
static bool half_from_float(ac_float x, unsigned *bits)
{
    int exponent;
    ac_float scaled;
    unsigned sign = float_is_negative(x) ? 0x8000u : 0, n;

    if (x != x || float_is_infinite(x)) {
        *bits = sign | (x != x ? 0x7E00u : 0x7C00u);
        return true;
    }
    (void)float_split(x, &exponent);            /* |x| < 2^exponent */
    if (x == 0 || exponent < -13)
        exponent = -13;                         /* below 2^-14 the steps are 2^-24 */
    if (exponent > 16)
        return false;
    scaled = float_scale(float_abs(x), 11 - exponent);        /* in units of the last place */
    n = (unsigned)scaled;
    scaled -= (ac_float)n;
    n += scaled > (ac_float)0.5 || (scaled == (ac_float)0.5 && (n & 1));
    n += (unsigned)(exponent + 13) << 10;       /* the leading bit of a normal one counts in the exponent */
    *bits = sign | n;
    return n < 0x7C00u;
}
