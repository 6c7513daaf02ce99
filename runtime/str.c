/* str.c: strings: UTF-8 with counted characters. Where characters and bytes are as many, it is ASCII, and places
 * are found without walking.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

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

/* The empty string and those of one ASCII character are static. */
static AcStr *static_of(const char *bytes, size_t n)
{
    if (n == 0)
        return &str_empty;
    return n == 1 && (unsigned char)bytes[0] < 0x80 ? str_of_ascii(bytes[0]) : NULL;
}

/* A copy of bytes whose characters have been counted. */
static AcStatus new_counted(const char *bytes, size_t n, size_t chars, AcStr **out)
{
    AcStr *s = static_of(bytes, n);

    if (!s) {
        if (str_alloc(n, chars, &s) != AC_OK)
            return AC_RAISED;
        memcpy(str_bytes(s), bytes, n);
    }
    *out = s;
    return AC_OK;
}

AcStatus ac_str_new(const char *bytes, size_t n, AcStr **out)
{
    return new_counted(bytes, n, utf8_count(bytes, n), out);
}

AcStatus str_alloc(size_t bytes, size_t chars, AcStr **out)
{
    AcStr *s = bytes < AC_SIZE_MAX ? ac_mem_alloc(sizeof *s + bytes + 1) : NULL;

    if (!s)
        return exc_raise_memory();
    mem_adopt(&s->obj, &ac_type_str);
    s->bytes = (ac_size)bytes;
    s->chars = (ac_size)chars;
    s->hash = s->room = 0;
    s->data = str_bytes(s);
    str_bytes(s)[bytes] = '\0';
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
    return new_counted(at, n, s->chars == s->bytes ? n : utf8_count(at, n), out);
}

AcStatus ac_str_add(AcStr *a, AcStr *b, AcStr **out)
{
    AcStr *s;

    if (a->bytes == 0 || b->bytes == 0)
        return str_part(a->bytes ? a : b, NULL, a->bytes ? a->bytes : b->bytes, out);
    if (str_alloc((size_t)a->bytes + b->bytes, (size_t)a->chars + b->chars, &s) != AC_OK)
        return AC_RAISED;
    memcpy(str_bytes(s), a->data, a->bytes);
    memcpy(str_bytes(s) + a->bytes, b->data, b->bytes);
    *out = s;
    return AC_OK;
}

/* Makes room for `bytes` in a string of one reference, which may move. The first time just so many; what is
 * appended to again gets half as much in advance. */
static AcStatus make_room(AcStr **a, size_t bytes)
{
    size_t room = (*a)->room ? bytes + bytes / 2 : bytes;
    AcStr *s = bytes < AC_SIZE_MAX / 2 ? ac_mem_resize(*a, sizeof *s + room + 1) : NULL;

    if (!s)
        return exc_raise_memory();
    s->room = (ac_size)room;
    s->data = str_bytes(s);
    *a = s;
    return AC_OK;
}

/* The room is there. */
static inline void append_here(AcStr *s, const AcStr *b)
{
    char *end = str_bytes(s) + s->bytes;

    if (b->bytes == 1) {
        end[0] = b->data[0];
        end[1] = '\0';
    } else {
        memcpy(end, b->data, (size_t)b->bytes + 1);
    }
    s->bytes += b->bytes;
    s->chars += b->chars;
    s->hash = 0;
}

static AC_NOINLINE AcStatus append_slowly(AcStr **a, AcStr *b)
{
    AcStr *s = *a;

    if (s->obj.count != 1 || b == s) {
        if (ac_str_add(s, b, &s) != AC_OK)
            return AC_RAISED;
        ac_move(AcStr *, *a, s);
        return AC_OK;
    }
    if (make_room(a, (size_t)s->bytes + b->bytes) != AC_OK)
        return AC_RAISED;
    append_here(*a, b);
    return AC_OK;
}

/* In place only where nobody else can see it. */
AcStatus ac_str_append(AcStr **a, AcStr *b)
{
    AcStr *s = *a;

    if (s->obj.count != 1 || (size_t)s->bytes + b->bytes > s->room || b == s)
        return append_slowly(a, b);
    append_here(s, b);
    return AC_OK;
}

AcStatus ac_str_append_to(AcStr **a, AcStr **old, AcStr *b)
{
    AcStr *s;

    if (*a == *old) {
        ac_clear(*old);
        return ac_str_append(a, b);
    }
    if (ac_str_add(*old, b, &s) != AC_OK)
        return AC_RAISED;
    ac_move(AcStr *, *a, s);
    return AC_OK;
}

AcStatus ac_str_join_n(size_t n, AcStr *const *parts, AcStr **out)
{
    size_t bytes = 0, chars = 0;
    AcStr *s = &str_empty;
    char *at;

    for (size_t i = 0; i < n; i++) {
        bytes += parts[i]->bytes;
        chars += parts[i]->chars;
        if (parts[i]->bytes)
            s = parts[i];
    }
    if (s->bytes == bytes)                      /* all others are empty */
        return str_part(s, s->data, bytes, out);
    if (str_alloc(bytes, chars, &s) != AC_OK)
        return AC_RAISED;
    at = str_bytes(s);
    for (size_t i = 0; i < n; i++) {
        memcpy(at, parts[i]->data, parts[i]->bytes);
        at += parts[i]->bytes;
    }
    *out = s;
    return AC_OK;
}

AcStatus ac_str_mul(AcStr *a, ac_int n, AcStr **out)
{
    Text t = { NULL, 0, 0, false };

    if (n == 1)
        return str_part(a, a->data, a->bytes, out);
    if (n > 0)
        text_repeat(&t, a->data, a->bytes, (ac_uint)n > AC_SIZE_MAX ? AC_SIZE_MAX : (size_t)n);
    return text_finish(&t, out);
}

AcStatus ac_str_chr(ac_int c, AcStr **out)
{
    char bytes[4];

    if (c >= 0 && c < 0x80) {
        *out = str_of_ascii((char)c);
        return AC_OK;
    }
    if (c < 0 || c > 0x10FFFF)
        return ac_raise_text(&ac_ValueError, "chr() arg not in range(0x110000)");
    return new_counted(bytes, utf8_put((uint32_t)c, bytes), 1, out);
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

/* Eight bytes at a time, the last ones perhaps twice; a short string's at once. */
static uint64_t hash_bytes(const char *at, size_t n)
{
    const uint64_t mix = UINT64_C(0x9FB21C651E98DF25);
    uint64_t hash = n * mix, word = 0;

    for (; n > 8; at += 8, n -= 8) {
        memcpy(&word, at, 8);
        hash = (hash ^ word) * mix;
        hash ^= hash >> 32;
    }
    if (n >= 4) {
        uint32_t half[2];

        memcpy(&half[0], at, 4);
        memcpy(&half[1], at + n - 4, 4);
        word = (uint64_t)half[1] << 32 | half[0];
    } else {
        word = 0;
        for (size_t i = 0; i < n; i++)
            word = word << 8 | (unsigned char)at[i];
    }
    hash = (hash ^ word) * mix;
    return hash ^ hash >> 32;
}

/* Kept in the string, of which it is no part: also in one that is else only read. */
ac_int ac_str_hash(const AcStr *s)
{
    uint32_t hash = (uint32_t)(hash_bytes(s->data, s->bytes) & 0x7FFFFFFF);

    ((AcStr *)(uintptr_t)s)->hash = hash ? hash : 1;
    return hash ? (ac_int)hash : 1;
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
