/* str.c: strings: UTF-8 with counted characters. Where characters and bytes are as many, it is ASCII, and places
 * are found without walking.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus str_alloc(size_t bytes, AcStr **out);
static AcStatus slice_by_step(AcStr *s, const Slice *slice, AcStr **out);
static AcStatus str_repr_slot(AcObj *o, AcStr **out);
static AcStatus str_eq_slot(AcObj *o, AcValue other, bool *out);
static AcStatus str_hash_slot(AcObj *o, ac_int *out);
static AcStatus str_truth_slot(AcObj *o, bool *out);

const AcType ac_type_str = {
    .obj = AC_TYPE_OBJ, .name = "str", .base = &ac_type_object,
    .repr = str_repr_slot, .eq = str_eq_slot, .hash = str_hash_slot, .truth = str_truth_slot
};
AcStr str_empty = AC_STR_INIT("", 0, 0);

/* The strings of one ASCII character. */
#define ONE(C) { C, '\0' }
#define EIGHT(C) ONE(C), ONE(C + 1), ONE(C + 2), ONE(C + 3), ONE(C + 4), ONE(C + 5), ONE(C + 6), ONE(C + 7)
static const char ascii_text[128][2] = {
    EIGHT(0), EIGHT(8), EIGHT(16), EIGHT(24), EIGHT(32), EIGHT(40), EIGHT(48), EIGHT(56),
    EIGHT(64), EIGHT(72), EIGHT(80), EIGHT(88), EIGHT(96), EIGHT(104), EIGHT(112), EIGHT(120)
};
#undef ONE
#define ONE(C) AC_STR_INIT(ascii_text[C], 1, 1)
static AcStr ascii[128] = {
    EIGHT(0), EIGHT(8), EIGHT(16), EIGHT(24), EIGHT(32), EIGHT(40), EIGHT(48), EIGHT(56),
    EIGHT(64), EIGHT(72), EIGHT(80), EIGHT(88), EIGHT(96), EIGHT(104), EIGHT(112), EIGHT(120)
};

AcStr *str_of_ascii(char c)
{
    return &ascii[(unsigned char)c];
}

/* ---- making ---------------------------------------------------------------------------------- */

AcStatus ac_str_new(const char *bytes, size_t n, AcStr **out)
{
    AcStr *s;

    if (n == 0 || (n == 1 && (unsigned char)bytes[0] < 0x80)) {
        *out = n == 0 ? &str_empty : str_of_ascii(bytes[0]);
        return AC_OK;
    }
    if (str_alloc(n, &s) != AC_OK)
        return AC_RAISED;
    memcpy((char *)(s + 1), bytes, n);
    s->chars = (uint32_t)utf8_count(bytes, n);
    *out = s;
    return AC_OK;
}

/* The characters are not counted yet. */
static AcStatus str_alloc(size_t bytes, AcStr **out)
{
    AcStr *s;

    if (bytes >= UINT32_MAX)
        return exc_raise_memory();
    s = ac_mem_alloc(sizeof *s + bytes + 1);
    if (!s)
        return exc_raise_memory();
    mem_adopt(&s->obj, &ac_type_str);
    s->bytes = (uint32_t)bytes;
    s->chars = 0;
    s->data = (char *)(s + 1);
    ((char *)(s + 1))[bytes] = '\0';
    *out = s;
    return AC_OK;
}

AcStatus str_part(AcStr *s, const char *at, size_t n, AcStr **out)
{
    if (n == s->bytes) {
        ac_retain(s);
        *out = s;
        return AC_OK;
    }
    return ac_str_new(at, n, out);
}

AcStatus ac_str_add(AcStr *a, AcStr *b, AcStr **out)
{
    AcStr *s;

    if (a->bytes == 0 || b->bytes == 0)
        return str_part(a->bytes ? a : b, NULL, a->bytes ? a->bytes : b->bytes, out);
    if (str_alloc((size_t)a->bytes + b->bytes, &s) != AC_OK)
        return AC_RAISED;
    memcpy((char *)(s + 1), a->data, a->bytes);
    memcpy((char *)(s + 1) + a->bytes, b->data, b->bytes);
    s->chars = a->chars + b->chars;
    *out = s;
    return AC_OK;
}

/* In place only where nobody else can see it; the block may move. */
AcStatus ac_str_append(AcStr **a, AcStr *b)
{
    AcStr *s = *a;
    size_t bytes = (size_t)s->bytes + b->bytes;

    if (s->obj.count != 1 || b == s || bytes >= UINT32_MAX) {
        if (ac_str_add(s, b, &s) != AC_OK)
            return AC_RAISED;
        ac_move(AcStr *, *a, s);
        return AC_OK;
    }
    s = ac_mem_resize(s, sizeof *s + bytes + 1);
    if (!s)
        return exc_raise_memory();
    memcpy((char *)(s + 1) + s->bytes, b->data, (size_t)b->bytes + 1);
    s->data = (char *)(s + 1);
    s->bytes = (uint32_t)bytes;
    s->chars += b->chars;
    *a = s;
    return AC_OK;
}

AcStatus ac_str_join_n(size_t n, AcStr *const *parts, AcStr **out)
{
    Text t = { NULL, 0, 0, false };
    size_t bytes = 0;

    for (size_t i = 0; i < n; i++)
        bytes += parts[i]->bytes;
    (void)text_reserve(&t, bytes);
    for (size_t i = 0; i < n; i++)
        text_add_str(&t, parts[i]);
    return text_finish(&t, out);
}

AcStatus ac_str_mul(AcStr *a, ac_int n, AcStr **out)
{
    Text t = { NULL, 0, 0, false };

    if (n == 1)
        return str_part(a, a->data, a->bytes, out);
    if (n > 0)
        text_repeat(&t, a->data, a->bytes, (ac_uint)n > UINT32_MAX ? UINT32_MAX : (size_t)n);
    return text_finish(&t, out);
}

AcStatus ac_str_chr(ac_int c, AcStr **out)
{
    char bytes[4];

    if (c < 0 || c > 0x10FFFF)
        return ac_raise_text(&ac_ValueError, "chr() arg not in range(0x110000)");
    return ac_str_new(bytes, utf8_put((uint32_t)c, bytes), out);
}

AcStatus ac_str_ord(AcStr *s, ac_int *out)
{
    const char *at = s->data;

    if (s->chars != 1)
        return ac_raise_format(&ac_TypeError, "ord() expected a character, but string of length %i found",
                               (ac_int)s->chars);
    *out = (ac_int)utf8_next(&at);
    return AC_OK;
}

/* ---- comparing ------------------------------------------------------------------------------- */

bool ac_str_eq(const AcStr *a, const AcStr *b)
{
    return a == b || (a->bytes == b->bytes && memcmp(a->data, b->data, a->bytes) == 0);
}

/* The order of UTF-8's bytes is that of the code points. */
int ac_str_compare(const AcStr *a, const AcStr *b)
{
    int order = memcmp(a->data, b->data, a->bytes < b->bytes ? a->bytes : b->bytes);

    return order ? order : a->bytes < b->bytes ? -1 : a->bytes > b->bytes;
}

/* FNV-1a. */
ac_int ac_str_hash(const AcStr *s)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);

    for (size_t i = 0; i < s->bytes; i++)
        hash = (hash ^ (unsigned char)s->data[i]) * UINT64_C(0x100000001B3);
    return (ac_int)((ac_uint)(hash ^ hash >> 32) >> 1);
}

static AcStatus str_repr_slot(AcObj *o, AcStr **out)
{
    return ac_str_repr((AcStr *)o, out);
}

static AcStatus str_eq_slot(AcObj *o, AcValue other, bool *out)
{
    *out = value_str(other) && ac_str_eq((AcStr *)o, value_str(other));
    return AC_OK;
}

static AcStatus str_hash_slot(AcObj *o, ac_int *out)
{
    *out = ac_str_hash((AcStr *)o);
    return AC_OK;
}

static AcStatus str_truth_slot(AcObj *o, bool *out)
{
    *out = ((AcStr *)o)->bytes != 0;
    return AC_OK;
}

/* ---- places ---------------------------------------------------------------------------------- */

const char *str_at(const AcStr *s, size_t i)
{
    const char *at = s->data + s->bytes;

    if (s->chars == s->bytes)
        return s->data + i;
    if (i < s->chars / 2)
        return utf8_skip(s->data, i);
    for (size_t k = s->chars; k > i; k--)
        (void)utf8_previous(&at);
    return at;
}

ac_int str_place(const AcStr *s, const char *at)
{
    size_t bytes = (size_t)(at - s->data);

    return (ac_int)(s->chars == s->bytes ? bytes : utf8_count(s->data, bytes));
}

bool str_range(const AcStr *s, AcValue from, AcValue to, const char **start, const char **end)
{
    ac_int i, k;

    slice_bounds(from, to, s->chars, &i, &k);
    if (i > k)
        return false;
    *start = str_at(s, (size_t)i);
    *end = str_at(s, (size_t)k);
    return true;
}

AcStatus ac_str_index(AcStr *s, ac_int i, AcStr **out)
{
    const char *at, *end;

    if (slice_index(&i, s->chars, "string index out of range") != AC_OK)
        return AC_RAISED;
    at = end = str_at(s, (size_t)i);
    (void)utf8_next(&end);
    return str_part(s, at, (size_t)(end - at), out);
}

AcStatus ac_str_slice(AcStr *s, AcValue start, AcValue stop, AcValue step, AcStr **out)
{
    const char *at;
    Slice slice;

    if (slice_of(start, stop, step, s->chars, &slice) != AC_OK)
        return AC_RAISED;
    if (slice.n == 0) {
        *out = &str_empty;
        return AC_OK;
    }
    if (slice.step != 1)
        return slice_by_step(s, &slice, out);
    at = str_at(s, (size_t)slice.start);
    return str_part(s, at, (size_t)(str_at(s, (size_t)(slice.start + slice.n)) - at), out);
}

static AcStatus slice_by_step(AcStr *s, const Slice *slice, AcStr **out)
{
    const char *at = str_at(s, (size_t)slice->start);
    Text t = { NULL, 0, 0, false };

    for (ac_int i = 0; i < slice->n; i++) {
        const char *end = at;

        (void)utf8_next(&end);
        text_add(&t, at, (size_t)(end - at));
        if (i + 1 == slice->n)
            break;
        if (s->chars == s->bytes)
            at += slice->step;
        else if (slice->step > 0)
            at = utf8_skip(at, (size_t)slice->step);
        else
            for (ac_int k = slice->step; k < 0; k++)
                (void)utf8_previous(&at);
    }
    return text_finish(&t, out);
}

AcStatus ac_str_next(AcStr *s, ac_int *position, bool *more, AcStr **out)
{
    const char *at = s->data + *position, *end = at;

    *more = *position < (ac_int)s->bytes;
    if (!*more)
        return AC_OK;
    (void)utf8_next(&end);
    if (str_part(s, at, (size_t)(end - at), out) != AC_OK)
        return AC_RAISED;
    *position = (ac_int)(end - s->data);
    return AC_OK;
}
