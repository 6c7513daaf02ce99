/* bytes_find.c: looking for bytes in bytes, and replacing them: of bytes and bytearray.
 * SPDX-License-Identifier: MIT */
#include "bytes.h"

/* What is looked for: a byte, or the bytes of an object. */
typedef struct { const char *at; size_t n; char byte; } Part;

static AcStatus part_of(AcValue v, Part *part)
{
    const AcBytes *b = value_bytes(v);

    if (value_is_int(v)) {
        if (bytes_need_byte(v, &part->byte) != AC_OK)
            return AC_RAISED;
        part->at = &part->byte;
        part->n = 1;
        return AC_OK;
    }
    if (!b)
        return ac_raise_format(&ac_TypeError, "argument should be integer or bytes-like object, not '%T'", v);
    part->at = b->data;
    part->n = b->n;
    return AC_OK;
}

typedef const char *Finder(const char *at, size_t n, const char *part, size_t part_n);

static AcStatus find(AcBytes *b, AcValue what, AcValue start, AcValue end, Finder *finder, ac_int *out)
{
    ac_int from, to;
    const char *at;
    Part part;

    if (part_of(what, &part) != AC_OK)
        return AC_RAISED;
    slice_bounds(start, end, b->n, &from, &to);
    at = from <= to ? finder(b->data + from, (size_t)(to - from), part.at, part.n) : NULL;
    *out = at ? (ac_int)(at - b->data) : -1;
    return AC_OK;
}

AcStatus ac_bytes_find(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out)
{
    return find(b, what, start, end, bytes_find, out);
}

AcStatus ac_bytes_rfind(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out)
{
    return find(b, what, start, end, bytes_find_last, out);
}

static AcStatus must_find(AcStatus status, const ac_int *at)
{
    return status == AC_OK && *at < 0 ? ac_raise_text(&ac_ValueError, "subsection not found") : status;
}

AcStatus ac_bytes_index(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out)
{
    return must_find(find(b, what, start, end, bytes_find, out), out);
}

AcStatus ac_bytes_rindex(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out)
{
    return must_find(find(b, what, start, end, bytes_find_last, out), out);
}

AcStatus ac_bytes_count(AcBytes *b, AcValue what, AcValue start, AcValue end, ac_int *out)
{
    ac_int from, to;
    const char *at, *stop;
    Part part;

    if (part_of(what, &part) != AC_OK)
        return AC_RAISED;
    slice_bounds(start, end, b->n, &from, &to);
    *out = 0;
    if (from > to)
        return AC_OK;
    if (part.n == 0) {
        *out = to - from + 1;
        return AC_OK;
    }
    stop = b->data + to;
    for (at = b->data + from; (at = bytes_find(at, (size_t)(stop - at), part.at, part.n)) != NULL; at += part.n)
        ++*out;
    return AC_OK;
}

/* ---- replacing ------------------------------------------------------------------------------- */

/* An empty part stands before each byte and at the end. */
static void insert_everywhere(Text *t, const AcBytes *b, const AcBytes *by, size_t left)
{
    ac_size i = 0;

    for (; left > 0; left--) {
        text_add(t, by->data, by->n);
        if (i == b->n)
            break;
        text_add_char(t, b->data[i++]);
    }
    text_add(t, b->data + i, b->n - i);
}

AcStatus ac_bytes_replace(AcBytes *b, AcValue old, AcValue by, ac_int count, AcBytes **out)
{
    size_t left = count < 0 || (ac_uint)count > AC_SIZE_MAX ? SIZE_MAX : (size_t)count;
    const char *at = b->data, *end = at + b->n, *next;
    Text t = { NULL, 0, 0, false };
    AcBytes *part, *with;

    if (bytes_need(old, &part) != AC_OK || bytes_need(by, &with) != AC_OK)
        return AC_RAISED;
    if (part->n == 0) {
        insert_everywhere(&t, b, with, left);
        return bytes_end(&t, AC_OK, b, out);
    }
    while (left-- > 0 && (next = bytes_find(at, (size_t)(end - at), part->data, part->n)) != NULL) {
        text_add(&t, at, (size_t)(next - at));
        text_add(&t, with->data, with->n);
        at = next + part->n;
    }
    text_add(&t, at, (size_t)(end - at));
    return bytes_end(&t, AC_OK, b, out);
}

/* `table`: 256 bytes, or None; the bytes in `deleted` are left out. */
AcStatus ac_bytes_translate(AcBytes *b, AcValue table, AcValue deleted, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };
    AcBytes *map = NULL, *without;

    if ((table.tag != AC_TAG_NONE && bytes_need(table, &map) != AC_OK) || bytes_need(deleted, &without) != AC_OK)
        return AC_RAISED;
    if (map && map->n != 256)
        return ac_raise_text(&ac_ValueError, "translation table must be 256 characters long");
    for (ac_size i = 0; i < b->n; i++) {
        unsigned char c = (unsigned char)b->data[i];

        if (!memchr(without->data, c, without->n))
            text_add_char(&t, map ? map->data[c] : (char)c);
    }
    return bytes_end(&t, AC_OK, b, out);
}

/* ---- ends ------------------------------------------------------------------------------------ */

static bool matches(const AcBytes *b, ac_int from, ac_int to, const AcBytes *part, bool at_end)
{
    return to - from >= (ac_int)part->n &&
           memcmp(b->data + (at_end ? to - (ac_int)part->n : from), part->data, part->n) == 0;
}

static AcStatus matches_any(AcBytes *b, AcValue what, AcValue start, AcValue end, bool at_end, bool *out)
{
    const AcTuple *t = value_tuple(what);
    AcBytes *part = value_bytes(what);
    ac_int from, to;

    slice_bounds(start, end, b->n, &from, &to);
    if (!t && !part)
        return ac_raise_format(&ac_TypeError, "%s first arg must be bytes or a tuple of bytes, not %T",
                               at_end ? "endswith" : "startswith", what);
    *out = part && matches(b, from, to, part, at_end);
    for (size_t i = 0; t && i < t->n && !*out; i++) {
        if (bytes_need(t->item[i], &part) != AC_OK)
            return AC_RAISED;
        *out = matches(b, from, to, part, at_end);
    }
    return AC_OK;
}

AcStatus ac_bytes_startswith(AcBytes *b, AcValue prefix, AcValue start, AcValue end, bool *out)
{
    return matches_any(b, prefix, start, end, false, out);
}

AcStatus ac_bytes_endswith(AcBytes *b, AcValue suffix, AcValue start, AcValue end, bool *out)
{
    return matches_any(b, suffix, start, end, true, out);
}

AcStatus ac_bytes_removeprefix(AcBytes *b, AcValue prefix, AcBytes **out)
{
    AcBytes *part;
    size_t n;

    if (bytes_need(prefix, &part) != AC_OK)
        return AC_RAISED;
    n = matches(b, 0, (ac_int)b->n, part, false) ? part->n : 0;
    return bytes_like(b, b->data + n, b->n - n, out);
}

AcStatus ac_bytes_removesuffix(AcBytes *b, AcValue suffix, AcBytes **out)
{
    AcBytes *part;

    if (bytes_need(suffix, &part) != AC_OK)
        return AC_RAISED;
    return bytes_like(b, b->data, b->n - (matches(b, 0, (ac_int)b->n, part, true) ? part->n : 0), out);
}
