/* codec.c: text as bytes and back: encode, decode, hex, int.to_bytes.
 *
 * utf-8, ascii and latin-1, each with the ways "strict", "ignore" and "replace" of treating what is wrong.
 * SPDX-License-Identifier: MIT */
#include "bytes.h"

typedef enum { UTF8, ASCII, LATIN1 } Codec;
typedef enum { STRICT, IGNORE, REPLACE, UNKNOWN } Errors;

static const char *const codec_names[] = { "utf-8", "ascii", "latin-1" };

/* Whether s is `name`; case, and _ for -, do not matter. */
static bool is_named(const AcStr *s, const char *name)
{
    size_t n = strlen(name);

    if (s->bytes != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = s->data[i] == '_' ? '-' : s->data[i];

        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != name[i])
            return false;
    }
    return true;
}

static AcStatus codec_of(const AcStr *s, Codec *out)
{
    static const struct { const char *name; Codec codec; } names[] = {
        { "utf-8", UTF8 }, { "utf8", UTF8 }, { "ascii", ASCII }, { "us-ascii", ASCII }, { "latin-1", LATIN1 },
        { "latin1", LATIN1 }, { "iso-8859-1", LATIN1 }, { "iso8859-1", LATIN1 }
    };

    *out = UTF8;
    for (size_t i = 0; s && i < sizeof names / sizeof *names; i++)
        if (is_named(s, names[i].name)) {
            *out = names[i].codec;
            return AC_OK;
        }
    return s ? ac_raise_format(&ac_LookupError, "unknown encoding: %S", s) : AC_OK;
}

/* An unknown name is an error only where it is needed. */
static Errors errors_of(const AcStr *s)
{
    if (!s || is_named(s, "strict"))
        return STRICT;
    return is_named(s, "ignore") ? IGNORE : is_named(s, "replace") ? REPLACE : UNKNOWN;
}

/* UnicodeDecodeError and UnicodeEncodeError have five arguments; exc.c makes a text of them. */
static AcStatus raise_codec(const AcType *type, Codec codec, AcObj *object, ac_int start, ac_int end, const char *reason)
{
    AcStr *name = NULL, *why = NULL;
    AcExc *e = NULL;
    AcStatus status = AC_RAISED;

    if (ac_str_new(codec_names[codec], strlen(codec_names[codec]), &name) == AC_OK &&
        ac_str_new(reason, strlen(reason), &why) == AC_OK) {
        AcValue args[5] = { ac_from_ref(name), ac_from_ref(object), ac_from_int(start), ac_from_int(end), ac_from_ref(why) };
        status = ac_exc_new(type, 5, args, &e);
    }
    ac_release(name);
    ac_release(why);
    return status == AC_OK ? ac_reraise(e) : status;
}

static AcStatus raise_handler(const AcStr *errors)
{
    return ac_raise_format(&ac_LookupError, "unknown error handler name '%S'", errors);
}

/* ---- encode ---------------------------------------------------------------------------------- */

static bool encodable(Codec codec, uint32_t c)
{
    return codec == ASCII ? c < 0x80 : codec == LATIN1 ? c < 0x100 : c < 0xD800 || c > 0xDFFF;
}

/* The run of characters that the codec lacks begins at character `index`. */
static AcStatus cannot_encode(AcStr *s, Codec codec, const char *at, ac_int index)
{
    static const char *const reasons[] = { "surrogates not allowed", "ordinal not in range(128)", "ordinal not in range(256)" };
    const char *end = s->data + s->bytes;
    ac_int last = index;

    while (at < end && !encodable(codec, utf8_next(&at)))
        last++;
    return raise_codec(&ac_UnicodeEncodeError, codec, &s->obj, index, last, reasons[codec]);
}

AcStatus ac_str_encode(AcStr *s, AcStr *encoding, AcStr *errors, AcBytes **out)
{
    const char *at = s->data, *end = at + s->bytes;
    Errors way = errors_of(errors);
    Text t = { NULL, 0, 0, false };
    AcStatus status = AC_OK;
    Codec codec;

    if (codec_of(encoding, &codec) != AC_OK)
        return AC_RAISED;
    for (ac_int i = 0; at < end && status == AC_OK; i++) {
        const char *start = at;
        uint32_t c = utf8_next(&at);

        if (!encodable(codec, c)) {
            if (way == REPLACE)
                text_add_char(&t, '?');
            else if (way != IGNORE)
                status = way == STRICT ? cannot_encode(s, codec, start, i) : raise_handler(errors);
        } else if (codec == LATIN1)
            text_add_char(&t, (char)(unsigned char)c);
        else
            text_add(&t, start, (size_t)(at - start));
    }
    return bytes_end(&t, status, &bytes_empty, out);
}

/* ---- decode ---------------------------------------------------------------------------------- */

/* What is wrong at a place, and how many bytes it takes. */
typedef struct { size_t n; const char *reason; } Wrong;

static bool continues(const char *at)
{
    return ((unsigned char)*at & 0xC0) == 0x80;
}

/* Whether `second` may follow the first byte of a sequence of three or four: no overlong form, no surrogate,
 * nothing beyond U+10FFFF. */
static bool fits_second(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second < 0xA0;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second < 0x90;
    default:   return true;
    }
}

/* As CPython has it: the longest beginning of a sequence is one error. */
static Wrong wrong_utf8(const char *at, size_t left)
{
    unsigned char first = (unsigned char)*at;
    size_t n = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4, i;

    if (first < 0xC2 || first > 0xF4)
        return (Wrong){ 1, "invalid start byte" };
    for (i = 1; i < n; i++) {
        if (i == left)
            return (Wrong){ left, "unexpected end of data" };
        if (!continues(at + i) || (i == 1 && n > 2 && !fits_second(first, (unsigned char)at[1])))
            break;
    }
    return (Wrong){ i, "invalid continuation byte" };
}

/* The length of the character at `at`; 0: wrong. */
static size_t good(Codec codec, const char *at, size_t left)
{
    return codec == UTF8 ? utf8_valid(at, left) : codec == ASCII ? (unsigned char)*at < 0x80 : 1;
}

AcStatus ac_bytes_decode(AcBytes *b, AcStr *encoding, AcStr *errors, AcStr **out)
{
    Errors way = errors_of(errors);
    Text t = { NULL, 0, 0, false };
    AcStatus status = AC_OK;
    Codec codec;

    if (codec_of(encoding, &codec) != AC_OK)
        return AC_RAISED;
    for (size_t i = 0; i < b->n && status == AC_OK; ) {
        size_t n = good(codec, b->data + i, b->n - i);
        Wrong wrong = { 1, "ordinal not in range(128)" };

        if (n) {
            if (codec == LATIN1)
                text_add_code(&t, (unsigned char)b->data[i]);
            else
                text_add(&t, b->data + i, n);
            i += n;
            continue;
        }
        if (codec == UTF8)
            wrong = wrong_utf8(b->data + i, b->n - i);
        if (way == REPLACE)
            text_add_code(&t, 0xFFFD);
        else if (way == STRICT)
            status = raise_codec(&ac_UnicodeDecodeError, codec, &b->obj, (ac_int)i, (ac_int)(i + wrong.n), wrong.reason);
        else if (way == UNKNOWN)
            status = raise_handler(errors);
        i += wrong.n;
    }
    return text_end(&t, status, out);
}

/* str(object, encoding) */
AcStatus ac_str_decode(AcValue v, AcStr *encoding, AcStr *errors, AcStr **out)
{
    if (value_str(v))
        return ac_raise_text(&ac_TypeError, "decoding str is not supported");
    if (!value_bytes(v))
        return ac_raise_format(&ac_TypeError, "decoding to str: need a bytes-like object, %T found", v);
    return ac_bytes_decode(value_bytes(v), encoding, errors, out);
}

/* bytes(text, encoding), bytearray(text, encoding) */
AcStatus ac_bytes_encoded(AcValue v, AcStr *encoding, AcStr *errors, AcBytes **out)
{
    if (!value_str(v))
        return ac_raise_text(&ac_TypeError, "encoding without a string argument");
    return ac_str_encode(value_str(v), encoding, errors, out);
}

AcStatus ac_bytearray_encoded(AcValue v, AcStr *encoding, AcStr *errors, AcBytes **out)
{
    AcBytes *b;
    AcStatus status;

    if (ac_bytes_encoded(v, encoding, errors, &b) != AC_OK)
        return AC_RAISED;
    status = bytearray_new(b->data, b->n, out);
    ac_release(b);
    return status;
}

/* ---- hex ------------------------------------------------------------------------------------- */

/* A separator stands after every `group` bytes, counted from the end; for a negative group, from the start. */
AcStatus ac_bytes_hex(AcBytes *b, AcValue separator, ac_int group, AcStr **out)
{
    static const char digits[] = "0123456789abcdef";
    const AcStr *s = value_str(separator);
    const AcBytes *sep = value_bytes(separator);
    ac_int size = group < 0 ? -group : group;
    char between = '\0';
    Text t = { NULL, 0, 0, false };

    if (separator.tag != AC_TAG_NONE) {
        if (!s && !sep)
            return ac_raise_text(&ac_TypeError, "sep must be str or bytes.");
        if ((s ? s->chars : sep->n) != 1)
            return ac_raise_text(&ac_ValueError, "sep must be length 1.");
        between = s ? s->data[0] : sep->data[0];
        if ((unsigned char)between >= 0x80)
            return ac_raise_text(&ac_ValueError, "sep must be ASCII.");
    }
    for (uint32_t i = 0; i < b->n; i++) {
        ac_int place = group < 0 ? (ac_int)i : (ac_int)(b->n - i);

        if (between && size && i && place % size == 0)
            text_add_char(&t, between);
        text_add_char(&t, digits[(unsigned char)b->data[i] >> 4]);
        text_add_char(&t, digits[(unsigned char)b->data[i] & 15]);
    }
    return text_finish(&t, out);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Pairs of digits, with white space between pairs. */
static AcStatus from_hex(const AcStr *s, Text *t)
{
    for (uint32_t i = 0; i < s->bytes; ) {
        int high, low;

        if (s->data[i] == ' ' || (s->data[i] >= '\t' && s->data[i] <= '\r')) {
            i++;
            continue;
        }
        high = hex_digit(s->data[i]);
        low = high < 0 || i + 1 == s->bytes ? -1 : hex_digit(s->data[i + 1]);
        if (low < 0)
            return ac_raise_format(&ac_ValueError, "non-hexadecimal number found in fromhex() arg at position %i",
                                   str_place(s, s->data + i + (high >= 0)));
        text_add_char(t, (char)(unsigned char)(high * 16 + low));
        i += 2;
    }
    return AC_OK;
}

AcStatus ac_bytes_fromhex(AcStr *s, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };

    return bytes_end(&t, from_hex(s, &t), &bytes_empty, out);
}

AcStatus ac_bytearray_fromhex(AcStr *s, AcBytes **out)
{
    const AcBytes like = { { &ac_type_bytearray, 0 }, 0, "" };
    Text t = { NULL, 0, 0, false };

    return bytes_end(&t, from_hex(s, &t), &like, out);
}

/* ---- ints ------------------------------------------------------------------------------------ */

static AcStatus is_little(const AcStr *order, bool *out)
{
    *out = order && order->bytes == 6 && memcmp(order->data, "little", 6) == 0;
    if (*out || !order || (order->bytes == 3 && memcmp(order->data, "big", 3) == 0))
        return AC_OK;
    return ac_raise_text(&ac_ValueError, "byteorder must be either 'little' or 'big'");
}

/* Whether n has a place in `length` bytes. */
static bool fits(ac_int n, ac_int length, bool is_signed)
{
    ac_int bits = length * 8 - (is_signed ? 1 : 0);

    if (length > (ac_int)sizeof n)
        return true;
    if (length == 0)
        return n == 0 || (n == -1 && is_signed);
    if (bits >= AC_INT_BITS - 1)
        return true;
    return n < 0 ? n >= -((ac_int)1 << bits) : n < (ac_int)1 << bits;
}

AcStatus ac_int_to_bytes(ac_int n, ac_int length, AcStr *order, bool is_signed, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };
    bool little;

    if (is_little(order, &little) != AC_OK)
        return AC_RAISED;
    if (length < 0)
        return ac_raise_text(&ac_ValueError, "length argument must be non-negative");
    if (n < 0 && !is_signed)
        return ac_raise_text(&ac_OverflowError, "can't convert negative int to unsigned");
    if (!fits(n, length, is_signed))
        return ac_raise_text(&ac_OverflowError, "int too big to convert");
    for (ac_int i = 0; i < length && !t.failed; i++) {
        ac_int place = little ? i : length - 1 - i;
        ac_int byte = n >> (place < (ac_int)sizeof n ? place * 8 : AC_INT_BITS - 1);

        text_add_char(&t, (char)(unsigned char)(byte & 255));
    }
    return bytes_end(&t, AC_OK, &bytes_empty, out);
}

/* From the most significant byte down; what does not fit raises OverflowError. */
static AcStatus int_of(const char *data, size_t n, bool little, bool is_signed, ac_int *out)
{
    bool negative = is_signed && n && ((unsigned char)data[little ? n - 1 : 0] & 0x80);
    ac_int r = negative ? -1 : 0;

    for (size_t i = 0; i < n; i++) {
        ac_int byte = (unsigned char)data[little ? n - 1 - i : i];

        if (r > AC_INT_MAX >> 8 || r < AC_INT_MIN >> 8)
            return ac_raise_overflow();
        r = r * 256 + byte;
    }
    *out = r;
    return AC_OK;
}

AcStatus ac_int_from_bytes(AcValue source, AcStr *order, bool is_signed, ac_int *out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status;
    bool little;

    if (is_little(order, &little) != AC_OK)
        return AC_RAISED;
    if (!value_bytes(source) && (value_str(source) || ac_value_check_iterable(source) != AC_OK)) {
        ac_clear(ac_pending);
        return ac_raise_format(&ac_TypeError, "cannot convert '%T' object to bytes", source);
    }
    status = bytes_gather(&t, source, "bytes must be in range(0, 256)");
    if (status == AC_OK)
        status = t.failed ? exc_raise_memory() : int_of(text_bytes(&t), t.n, little, is_signed, out);
    text_drop(&t);
    return status;
}
