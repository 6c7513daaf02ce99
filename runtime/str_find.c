/* str_find.c: looking for strings in strings, and replacing them.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus insert_everywhere(const AcStr *s, const AcStr *text, size_t count, AcStr **out);

/* Eight bytes at a time: x ^ eight has a zero byte where they hold it. */
static const char *byte_find(const char *at, size_t n, char byte)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), eight = ones * (unsigned char)byte;
    const char *end = at + n;

    for (uint64_t x; end - at >= 8; at += 8) {
        memcpy(&x, at, 8);
        x ^= eight;
        if ((x - ones) & ~x & ones << 7)
            break;
    }
    for (; at < end; at++)
        if (*at == byte)
            return at;
    return NULL;
}

const char *bytes_find(const char *at, size_t n, const char *part, size_t part_n)
{
    if (part_n == 0)
        return at;
    if (part_n == 1)
        return byte_find(at, n, *part);
    for (const char *end = at + n; (size_t)(end - at) >= part_n; at++)
        if (*at == *part && memcmp(at, part, part_n) == 0)
            return at;
    return NULL;
}

const char *bytes_find_last(const char *at, size_t n, const char *part, size_t part_n)
{
    for (size_t i = n + 1; i-- > part_n; )
        if (memcmp(at + i - part_n, part, part_n) == 0)
            return at + i - part_n;
    return NULL;
}

bool ac_str_contains(const AcStr *s, const AcStr *part)
{
    return bytes_find(s->data, s->bytes, part->data, part->bytes) != NULL;
}

ac_int ac_str_find(AcStr *s, AcStr *part, AcValue start, AcValue end)
{
    const char *from, *to, *at;

    if (!str_range(s, start, end, &from, &to))
        return -1;
    at = bytes_find(from, (size_t)(to - from), part->data, part->bytes);
    return at ? str_place(s, at) : -1;
}

ac_int ac_str_rfind(AcStr *s, AcStr *part, AcValue start, AcValue end)
{
    const char *from, *to, *at;

    if (!str_range(s, start, end, &from, &to))
        return -1;
    at = bytes_find_last(from, (size_t)(to - from), part->data, part->bytes);
    return at ? str_place(s, at) : -1;
}

static AcStatus found_at(ac_int at, ac_int *out)
{
    if (at < 0)
        return ac_raise_text(&ac_ValueError, "substring not found");
    *out = at;
    return AC_OK;
}

AcStatus ac_str_index_of(AcStr *s, AcStr *part, AcValue start, AcValue end, ac_int *out)
{
    return found_at(ac_str_find(s, part, start, end), out);
}

AcStatus ac_str_rindex_of(AcStr *s, AcStr *part, AcValue start, AcValue end, ac_int *out)
{
    return found_at(ac_str_rfind(s, part, start, end), out);
}

static ac_int count_byte(const char *at, const char *end, char byte)
{
    ac_int n = 0;

    for (; at < end; at++)
        n += *at == byte;
    return n;
}

/* An empty string is between all characters, and at both ends. */
ac_int ac_str_count(AcStr *s, AcStr *part, AcValue start, AcValue end)
{
    const char *at, *to;
    ac_int n = 0;

    if (!str_range(s, start, end, &at, &to))
        return 0;
    if (part->bytes == 0)
        return (ac_int)utf8_count(at, (size_t)(to - at)) + 1;
    if (part->bytes == 1)
        return count_byte(at, to, *part->data);
    while ((at = bytes_find(at, (size_t)(to - at), part->data, part->bytes)) != NULL) {
        at += part->bytes;
        n++;
    }
    return n;
}

/* ---- replacing ------------------------------------------------------------------------------- */

AcStatus ac_str_replace(AcStr *s, AcStr *old_text, AcStr *new_text, ac_int count, AcStr **out)
{
    size_t left = count < 0 || (ac_uint)count > AC_SIZE_MAX ? SIZE_MAX : (size_t)count;
    const char *at = s->data, *end = s->data + s->bytes, *next;
    Text t = { NULL, 0, 0, false };

    if (left > 0 && old_text->bytes == 0)
        return insert_everywhere(s, new_text, left, out);
    if (left == 0 || !ac_str_contains(s, old_text))
        return str_part(s, at, s->bytes, out);
    while (left-- > 0 && (next = bytes_find(at, (size_t)(end - at), old_text->data, old_text->bytes)) != NULL) {
        text_add(&t, at, (size_t)(next - at));
        text_add_str(&t, new_text);
        at = next + old_text->bytes;
    }
    text_add(&t, at, (size_t)(end - at));
    return text_finish(&t, out);
}

/* Before the first `count` characters, and at the end if count allows. */
static AcStatus insert_everywhere(const AcStr *s, const AcStr *text, size_t count, AcStr **out)
{
    const char *at = s->data, *end = s->data + s->bytes;
    Text t = { NULL, 0, 0, false };

    while (count-- > 0) {
        const char *start = at;

        text_add_str(&t, text);
        if (at == end)
            break;
        (void)utf8_next(&at);
        text_add(&t, start, (size_t)(at - start));
    }
    text_add(&t, at, (size_t)(end - at));
    return text_finish(&t, out);
}

/* ---- ends ------------------------------------------------------------------------------------ */

static bool matches_at(const char *from, const char *to, const AcStr *part, bool at_end)
{
    return (size_t)(to - from) >= part->bytes && memcmp(at_end ? to - part->bytes : from, part->data, part->bytes) == 0;
}

static bool matches(const AcStr *s, const AcStr *part, bool at_end)
{
    return matches_at(s->data, s->data + s->bytes, part, at_end);
}

/* In s[start:end]; nothing matches, not even "", when start lies behind end. */
static AcStatus matches_any(AcStr *s, AcValue what, AcValue start, AcValue end, bool at_end, bool *out)
{
    const char *name = at_end ? "endswith" : "startswith", *from = NULL, *to = NULL;
    const AcTuple *t = value_tuple(what);
    bool within = str_range(s, start, end, &from, &to);

    if (!t && !value_str(what))
        return ac_raise_format(&ac_TypeError, "%s first arg must be str or a tuple of str, not %T", name, what);
    *out = !t && within && matches_at(from, to, value_str(what), at_end);
    for (size_t i = 0; t && i < t->n && !*out; i++) {
        if (!value_str(t->item[i]))
            return ac_raise_format(&ac_TypeError, "tuple for %s must only contain str, not %T", name, t->item[i]);
        *out = within && matches_at(from, to, value_str(t->item[i]), at_end);
    }
    return AC_OK;
}

AcStatus ac_str_startswith(AcStr *s, AcValue prefix, AcValue start, AcValue end, bool *out)
{
    return matches_any(s, prefix, start, end, false, out);
}

AcStatus ac_str_endswith(AcStr *s, AcValue suffix, AcValue start, AcValue end, bool *out)
{
    return matches_any(s, suffix, start, end, true, out);
}

AcStatus ac_str_removeprefix(AcStr *s, AcStr *prefix, AcStr **out)
{
    size_t n = matches(s, prefix, false) ? prefix->bytes : 0;

    return str_part(s, s->data + n, s->bytes - n, out);
}

AcStatus ac_str_removesuffix(AcStr *s, AcStr *suffix, AcStr **out)
{
    size_t n = matches(s, suffix, true) ? suffix->bytes : 0;

    return str_part(s, s->data, s->bytes - n, out);
}
