/* bytes.c: bytes, and what bytes, bytearray and memoryview have in common: making, comparing, slices, repr.
 * SPDX-License-Identifier: MIT */
#include "bytes.h"

static AcStatus bytes_repr(AcObj *o, AcStr **out);

const AcType ac_type_bytes = {
    .obj = AC_TYPE_OBJ, .name = "bytes", .base = &ac_type_object,
    .repr = bytes_repr, .eq = bytes_eq, .hash = bytes_hash, .truth = bytes_truth
};
AcBytes bytes_empty = AC_BYTES_INIT("", 0);

/* ---- what it is ------------------------------------------------------------------------------ */

AcBytes *value_bytes(AcValue v)
{
    const AcType *t = v.tag == AC_TAG_REF ? v.u.o->type : NULL;

    return t == &ac_type_bytes || t == &ac_type_bytearray || t == &ac_type_memoryview ? (AcBytes *)v.u.o : NULL;
}

AcBuffer *value_bytearray(AcValue v)
{
    return value_as(v, &ac_type_bytearray);
}

AcBuffer *value_view(AcValue v)
{
    return value_as(v, &ac_type_memoryview);
}

AcStatus bytes_need(AcValue v, AcBytes **out)
{
    *out = value_bytes(v);
    return *out ? AC_OK : ac_raise_format(&ac_TypeError, "a bytes-like object is required, not '%T'", v);
}

static AcStatus need_byte(AcValue v, const char *text, char *out)
{
    ac_int n = 0;

    if (ac_need_int(v, "'%T' object cannot be interpreted as an integer", &n) != AC_OK)
        return AC_RAISED;
    if (n < 0 || n > 255)
        return ac_raise_text(&ac_ValueError, text);
    *out = (char)(unsigned char)n;
    return AC_OK;
}

AcStatus bytes_need_byte(AcValue v, char *out)
{
    return need_byte(v, "byte must be in range(0, 256)", out);
}

/* ---- making ---------------------------------------------------------------------------------- */

/* One block; a NUL behind the bytes, as behind a str's. */
AcStatus ac_bytes_new(const char *data, size_t n, AcBytes **out)
{
    AcBytes *b;

    if (n == 0) {
        *out = &bytes_empty;
        return AC_OK;
    }
    if (n >= AC_SIZE_MAX)
        return exc_raise_memory();
    b = ac_mem_alloc(sizeof *b + n + 1);
    if (!b)
        return exc_raise_memory();
    mem_adopt(&b->obj, &ac_type_bytes);
    b->n = (ac_size)n;
    b->data = (char *)(b + 1);
    memcpy((char *)(b + 1), data, n);
    ((char *)(b + 1))[n] = '\0';
    *out = b;
    return AC_OK;
}

AcStatus bytes_like(const AcBytes *like, const char *data, size_t n, AcBytes **out)
{
    return like->obj.type == &ac_type_bytearray ? bytearray_new(data, n, out) : ac_bytes_new(data, n, out);
}

AcStatus bytes_end(Text *t, AcStatus status, const AcBytes *like, AcBytes **out)
{
    if (status == AC_OK && t->failed)
        status = exc_raise_memory();
    if (status == AC_OK)
        status = bytes_like(like, text_bytes(t), t->n, out);
    text_drop(t);
    return status;
}

AcStatus bytes_gather(Text *t, AcValue source, const char *text)
{
    const AcBytes *b = value_bytes(source);
    Walk walk;

    if (b) {
        text_add(t, b->data, b->n);
        return AC_OK;
    }
    if (walk_begin(&walk, source) != AC_OK)
        return AC_RAISED;
    for (;;) {
        AcValue item = ac_from_none();
        bool more = false;
        AcStatus status = walk_next(&walk, &more, &item);
        char c = 0;

        if (status != AC_OK || !more)
            return status;
        status = need_byte(item, text, &c);
        ac_release_value(item);
        if (status != AC_OK) {
            walk_end(&walk);
            return status;
        }
        text_add_char(t, c);
    }
}

/* bytes(x), bytearray(x): so many zeros, or the bytes of a bytes-like object or of an iterable of ints. */
static AcStatus make(const AcType *type, AcValue source, AcBytes **out)
{
    const AcBytes like = { { type, 0 }, 0, "" };
    bool array = type == &ac_type_bytearray;
    Text t = { NULL, 0, 0, false };

    if (value_is_int(source)) {
        if (value_int(source) < 0)
            return ac_raise_text(&ac_ValueError, "negative count");
        if ((ac_uint)value_int(source) >= AC_SIZE_MAX)
            return exc_raise_memory();
        text_repeat(&t, "", 1, (size_t)value_int(source));
        return bytes_end(&t, AC_OK, &like, out);
    }
    if (value_str(source))
        return ac_raise_text(&ac_TypeError, "string argument without an encoding");
    if (!value_bytes(source) && ac_value_check_iterable(source) != AC_OK) {
        ac_clear(ac_pending);
        return ac_raise_format(&ac_TypeError, "cannot convert '%T' object to %s", source, type->name);
    }
    return bytes_end(&t, bytes_gather(&t, source, array ? "byte must be in range(0, 256)" : "bytes must be in range(0, 256)"),
                     &like, out);
}

AcStatus ac_bytes_from(AcValue source, AcBytes **out)
{
    if (source.tag == AC_TAG_REF && source.u.o->type == &ac_type_bytes) {
        *out = value_bytes(source);
        ac_retain(*out);
        return AC_OK;
    }
    return make(&ac_type_bytes, source, out);
}

AcStatus ac_bytearray_from(AcValue source, AcBytes **out)
{
    return make(&ac_type_bytearray, source, out);
}

/* ---- operators ------------------------------------------------------------------------------- */

bool ac_bytes_eq(const AcBytes *a, const AcBytes *b)
{
    return a == b || (a->n == b->n && memcmp(a->data, b->data, a->n) == 0);
}

int ac_bytes_compare(const AcBytes *a, const AcBytes *b)
{
    int order = memcmp(a->data, b->data, a->n < b->n ? a->n : b->n);

    return order ? order : a->n < b->n ? -1 : a->n > b->n;
}

AcStatus ac_bytes_add(AcBytes *a, AcValue b, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };
    const AcBytes *right = value_bytes(b);

    if (!right)
        return ac_raise_format(&ac_TypeError, "can't concat %T to %T", b, ac_from_ref(a));
    text_add(&t, a->data, a->n);
    text_add(&t, right->data, right->n);
    return bytes_end(&t, AC_OK, a, out);
}

AcStatus ac_bytes_mul(AcBytes *a, ac_int n, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };

    if (n > 0)
        text_repeat(&t, a->data, a->n, (ac_uint)n > AC_SIZE_MAX ? AC_SIZE_MAX : (size_t)n);
    return bytes_end(&t, AC_OK, a, out);
}

AcStatus ac_bytes_get(const AcBytes *b, ac_int i, ac_int *out)
{
    const char *text = b->obj.type == &ac_type_bytes ? "index out of range"
                     : b->obj.type == &ac_type_bytearray ? "bytearray index out of range" : "index out of bounds on dimension 1";

    if (slice_index(&i, b->n, text) != AC_OK)
        return AC_RAISED;
    *out = (unsigned char)b->data[i];
    return AC_OK;
}

/* ord(v): of a str or a bytes of length 1. */
AcStatus ac_value_ord(AcValue v, ac_int *out)
{
    const AcBytes *b = value_bytes(v);

    if (value_str(v))
        return ac_str_ord(value_str(v), out);
    if (!b || b->obj.type == &ac_type_memoryview)
        return ac_raise_format(&ac_TypeError, "ord() expected string of length 1, but %T found", v);
    if (b->n != 1)
        return ac_raise_format(&ac_TypeError, "ord() expected a character, but string of length %i found", (ac_int)b->n);
    *out = (unsigned char)b->data[0];
    return AC_OK;
}

AcStatus ac_bytes_slice(AcBytes *b, AcValue start, AcValue stop, AcValue step, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };
    Slice s;

    if (slice_of(start, stop, step, b->n, &s) != AC_OK)
        return AC_RAISED;
    if (b->obj.type == &ac_type_memoryview)
        return s.step == 1 ? view_of(b, s.start, s.n, out)
                           : ac_raise_text(&ac_NotImplementedError, "a slice of a memoryview with a step");
    if (s.step == 1)
        return bytes_like(b, b->data + s.start, (size_t)s.n, out);
    for (ac_int i = 0; i < s.n; i++)
        text_add_char(&t, b->data[s.start + i * s.step]);
    return bytes_end(&t, AC_OK, b, out);
}

/* item in b: a byte, or a part. */
AcStatus ac_bytes_contains(const AcBytes *b, AcValue item, bool *out)
{
    AcBytes *part;
    char c = 0;

    if (value_is_int(item)) {
        if (bytes_need_byte(item, &c) != AC_OK)
            return AC_RAISED;
        *out = memchr(b->data, (unsigned char)c, b->n) != NULL;
        return AC_OK;
    }
    if (bytes_need(item, &part) != AC_OK)
        return AC_RAISED;
    *out = bytes_find(b->data, b->n, part->data, part->n) != NULL;
    return AC_OK;
}

/* ---- slots ----------------------------------------------------------------------------------- */

AcStatus bytes_eq(AcObj *o, AcValue other, bool *out)
{
    *out = value_bytes(other) && ac_bytes_eq((AcBytes *)o, value_bytes(other));
    return AC_OK;
}

AcStatus bytes_hash(AcObj *o, ac_int *out)
{
    const AcBytes *b = (AcBytes *)o;
    AcStr s = AC_STR_INIT(b->data, b->n, 0);

    *out = ac_str_hash(&s);
    return AC_OK;
}

AcStatus bytes_truth(AcObj *o, bool *out)
{
    *out = ((AcBytes *)o)->n != 0;
    return AC_OK;
}

static void add_byte(Text *t, unsigned char c, char escaped)
{
    static const char digits[] = "0123456789abcdef";

    switch (c) {
    case '\n': text_add_c(t, "\\n"); return;
    case '\r': text_add_c(t, "\\r"); return;
    case '\t': text_add_c(t, "\\t"); return;
    default:   break;
    }
    if (c < ' ' || c > '~') {
        text_add_c(t, "\\x");
        text_add_char(t, digits[c >> 4]);
        text_add_char(t, digits[c & 15]);
        return;
    }
    if (c == '\\' || c == (unsigned char)escaped)
        text_add_char(t, '\\');
    text_add_char(t, (char)c);
}

/* b'...' with double quotes only where single ones occur and double ones do not. */
void text_add_bytes(Text *t, const AcBytes *b)
{
    bool single = memchr(b->data, '\'', b->n) != NULL, both = memchr(b->data, '"', b->n) != NULL;
    char quote = single && !both ? '"' : '\'';
    char escaped = b->obj.type == &ac_type_bytearray ? '\'' : quote;     /* as CPython has it */

    text_add_char(t, 'b');
    text_add_char(t, quote);
    for (uint32_t i = 0; i < b->n; i++)
        add_byte(t, (unsigned char)b->data[i], escaped);
    text_add_char(t, quote);
}

static AcStatus bytes_repr(AcObj *o, AcStr **out)
{
    Text t = { NULL, 0, 0, false };

    text_add_bytes(&t, (AcBytes *)o);
    return text_finish(&t, out);
}
