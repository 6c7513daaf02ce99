/* str_split.c: taking strings apart and putting them together: split, splitlines, partition, strip, join.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus split_words(AcStr *s, ac_int max, AcList *l);
static AcStatus split_words_back(AcStr *s, ac_int max, AcList *l);
static AcStatus split_at(AcStr *s, const AcStr *sep, ac_int max, AcList *l);
static AcStatus split_at_back(AcStr *s, const AcStr *sep, ac_int max, AcList *l);
static const char *skip_class(const char *at, const char *end, bool space);
static const char *skip_class_back(const char *start, const char *end, bool space);
static AcStatus push_part(AcList *l, AcStr *s, const char *at, const char *end);
static AcStatus finish_list(AcStatus status, AcList *l, bool reverse, AcList **out);
static AcStatus check_separator(const AcStr *sep);
static AcStatus three_parts(AcStr *s, const char *at, size_t n, bool last, AcStr *sep, AcTuple **out);
static AcStatus strip(AcStr *s, const AcStr *chars, bool left, bool right, AcStr **out);

/* ---- split ----------------------------------------------------------------------------------- */

AcStatus ac_str_split(AcStr *s, AcStr *sep, ac_int maxsplit, AcList **out)
{
    AcList *l;

    if (check_separator(sep) != AC_OK || ac_list_new(AC_REP_REF, 0, NULL, &l) != AC_OK)
        return AC_RAISED;
    if (maxsplit < 0)
        maxsplit = AC_INT_MAX;
    return finish_list(sep ? split_at(s, sep, maxsplit, l) : split_words(s, maxsplit, l), l, false, out);
}

/* From the end; the parts come in the wrong order. */
AcStatus ac_str_rsplit(AcStr *s, AcStr *sep, ac_int maxsplit, AcList **out)
{
    AcList *l;

    if (check_separator(sep) != AC_OK || ac_list_new(AC_REP_REF, 0, NULL, &l) != AC_OK)
        return AC_RAISED;
    if (maxsplit < 0)
        maxsplit = AC_INT_MAX;
    return finish_list(sep ? split_at_back(s, sep, maxsplit, l) : split_words_back(s, maxsplit, l), l, true, out);
}

static AcStatus finish_list(AcStatus status, AcList *l, bool reverse, AcList **out)
{
    if (status != AC_OK) {
        ac_release(l);
        return status;
    }
    if (reverse)
        ac_list_reverse(l);
    *out = l;
    return AC_OK;
}

static AcStatus check_separator(const AcStr *sep)
{
    return sep && sep->bytes == 0 ? ac_raise_text(&ac_ValueError, "empty separator") : AC_OK;
}

static AcStatus split_at(AcStr *s, const AcStr *sep, ac_int max, AcList *l)
{
    const char *at = s->data, *end = s->data + s->bytes, *next;

    while (max-- > 0 && (next = bytes_find(at, (size_t)(end - at), sep->data, sep->bytes)) != NULL) {
        if (push_part(l, s, at, next) != AC_OK)
            return AC_RAISED;
        at = next + sep->bytes;
    }
    return push_part(l, s, at, end);
}

static AcStatus split_at_back(AcStr *s, const AcStr *sep, ac_int max, AcList *l)
{
    const char *end = s->data + s->bytes, *next;

    while (max-- > 0 &&
           (next = bytes_find_last(s->data, (size_t)(end - s->data), sep->data, sep->bytes)) != NULL) {
        if (push_part(l, s, next + sep->bytes, end) != AC_OK)
            return AC_RAISED;
        end = next;
    }
    return push_part(l, s, s->data, end);
}

/* Words between white space; the rest, after the last split, keeps the space at its end. */
static AcStatus split_words(AcStr *s, ac_int max, AcList *l)
{
    const char *end = s->data + s->bytes, *at = skip_class(s->data, end, true);

    while (at < end) {
        const char *word_end = max-- > 0 ? skip_class(at, end, false) : end;

        if (push_part(l, s, at, word_end) != AC_OK)
            return AC_RAISED;
        at = skip_class(word_end, end, true);
    }
    return AC_OK;
}

static AcStatus split_words_back(AcStr *s, ac_int max, AcList *l)
{
    const char *start = s->data, *end = skip_class_back(start, start + s->bytes, true);

    while (end > start) {
        const char *word = max-- > 0 ? skip_class_back(start, end, false) : start;

        if (push_part(l, s, word, end) != AC_OK)
            return AC_RAISED;
        end = skip_class_back(start, word, true);
    }
    return AC_OK;
}

/* ASCII needs no table. */
static inline bool is_space(uint32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
    return unicode_is_space(c);
}

static const char *skip_class(const char *at, const char *end, bool space)
{
    while (at < end) {
        const char *next = at + 1;
        uint32_t c = (unsigned char)*at;

        if (c >= 0x80) {
            next = at;
            c = utf8_next(&next);
        }
        if (is_space(c) != space)
            break;
        at = next;
    }
    return at;
}

static const char *skip_class_back(const char *start, const char *end, bool space)
{
    while (end > start) {
        const char *before = end - 1;
        uint32_t c = (unsigned char)*before;

        if (c >= 0x80) {
            before = end;
            c = utf8_previous(&before);
        }
        if (is_space(c) != space)
            break;
        end = before;
    }
    return end;
}

static AcStatus push_part(AcList *l, AcStr *s, const char *at, const char *end)
{
    AcStr *part;

    if (str_part(s, at, (size_t)(end - at), &part) != AC_OK)
        return AC_RAISED;
    return list_push(l, ac_from_ref(part));
}

AcStatus ac_str_splitlines(AcStr *s, bool keepends, AcList **out)
{
    const char *at = s->data, *end = s->data + s->bytes;
    AcStatus status = AC_OK;
    AcList *l;

    if (ac_list_new(AC_REP_REF, 0, NULL, &l) != AC_OK)
        return AC_RAISED;
    while (at < end && status == AC_OK) {
        const char *line = at, *line_end = at;
        bool found = false;

        while (at < end && !found) {
            line_end = at;
            found = unicode_is_line_end(utf8_next(&at));
        }
        if (!found)
            line_end = at;
        else if (*line_end == '\r' && at < end && *at == '\n')
            at++;
        status = push_part(l, s, line, keepends ? at : line_end);
    }
    return finish_list(status, l, false, out);
}

/* ---- partition ------------------------------------------------------------------------------- */

AcStatus ac_str_partition(AcStr *s, AcStr *sep, AcTuple **out)
{
    if (check_separator(sep) != AC_OK)
        return AC_RAISED;
    return three_parts(s, bytes_find(s->data, s->bytes, sep->data, sep->bytes), sep->bytes, false, sep, out);
}

AcStatus ac_str_rpartition(AcStr *s, AcStr *sep, AcTuple **out)
{
    if (check_separator(sep) != AC_OK)
        return AC_RAISED;
    return three_parts(s, bytes_find_last(s->data, s->bytes, sep->data, sep->bytes), sep->bytes, true, sep, out);
}

/* Without a separator, the string is the first part, or the last. */
static AcStatus three_parts(AcStr *s, const char *at, size_t n, bool last, AcStr *sep, AcTuple **out)
{
    const char *end = s->data + s->bytes;
    AcStr *head = NULL, *tail = NULL;
    AcStatus status = AC_RAISED;
    AcValue parts[3];

    if (!at) {
        parts[0] = ac_from_ref(last ? &str_empty : s);
        parts[1] = ac_from_ref(&str_empty);
        parts[2] = ac_from_ref(last ? s : &str_empty);
        return ac_tuple_new(3, parts, out);
    }
    if (str_part(s, s->data, (size_t)(at - s->data), &head) == AC_OK &&
        str_part(s, at + n, (size_t)(end - at) - n, &tail) == AC_OK) {
        parts[0] = ac_from_ref(head);
        parts[1] = ac_from_ref(sep);
        parts[2] = ac_from_ref(tail);
        status = ac_tuple_new(3, parts, out);
    }
    ac_release(head);
    ac_release(tail);
    return status;
}

/* ---- strip ----------------------------------------------------------------------------------- */

AcStatus ac_str_strip(AcStr *s, AcStr *chars, AcStr **out)
{
    return strip(s, chars, true, true, out);
}

AcStatus ac_str_lstrip(AcStr *s, AcStr *chars, AcStr **out)
{
    return strip(s, chars, true, false, out);
}

AcStatus ac_str_rstrip(AcStr *s, AcStr *chars, AcStr **out)
{
    return strip(s, chars, false, true, out);
}

static bool is_in(uint32_t c, const AcStr *chars)
{
    const char *at = chars->data, *end = chars->data + chars->bytes;

    while (at < end)
        if (utf8_next(&at) == c)
            return true;
    return false;
}

void str_trim(const char **at, const char **end)
{
    *at = skip_class(*at, *end, true);
    *end = skip_class_back(*at, *end, true);
}

static AcStatus strip(AcStr *s, const AcStr *chars, bool left, bool right, AcStr **out)
{
    const char *at = s->data, *end = s->data + s->bytes, *next;

    if (!chars) {
        at = left ? skip_class(at, end, true) : at;
        end = right ? skip_class_back(at, end, true) : end;
        return str_part(s, at, (size_t)(end - at), out);
    }
    while (left && at < end && (next = at, is_in(utf8_next(&next), chars)))
        at = next;
    while (right && at < end && (next = end, is_in(utf8_previous(&next), chars)))
        end = next;
    return str_part(s, at, (size_t)(end - at), out);
}

/* ---- join ------------------------------------------------------------------------------------ */

static AcStatus raise_join(AcValue item, ac_int at)
{
    return ac_raise_format(&ac_TypeError, "sequence item %i: expected str instance, %T found", at, item);
}

/* Sized first, then copied: no code runs in between. */
static AcStatus join_items(const AcStr *sep, const Items *items, AcStr **out)
{
    size_t bytes = 0, chars = 0;
    AcStr *joined;
    char *at;

    for (size_t i = 0; i < items->n; i++) {
        const AcStr *s = value_str(items_get(items, i));

        if (!s)
            return raise_join(items_get(items, i), (ac_int)i);
        bytes += s->bytes + (i > 0 ? sep->bytes : 0);
        chars += s->chars + (i > 0 ? sep->chars : 0);
    }
    if (str_alloc(bytes, chars, &joined) != AC_OK)
        return AC_RAISED;
    at = str_bytes(joined);
    for (size_t i = 0; i < items->n; i++) {
        const AcStr *s = value_str(items_get(items, i));

        memcpy(at, sep->data, i > 0 ? sep->bytes : 0);
        at += i > 0 ? sep->bytes : 0;
        memcpy(at, s->data, s->bytes);
        at += s->bytes;
    }
    *out = joined;
    return AC_OK;
}

AcStatus ac_str_join(AcStr *sep, AcValue iterable, AcStr **out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status;
    Items items;
    Walk walk;
    bool more;

    if (items_of(iterable, &items) && items.n > 1)
        return join_items(sep, &items, out);
    if (ac_value_check_iterable(iterable) != AC_OK) {
        ac_clear(ac_pending);
        return ac_raise_text(&ac_TypeError, "can only join an iterable");
    }
    if (walk_begin(&walk, iterable) != AC_OK)
        return AC_RAISED;
    for (ac_int n = 0; ; n++) {
        AcValue item;

        status = walk_next(&walk, &more, &item);
        if (status != AC_OK || !more)
            break;
        if (n > 0)
            text_add_str(&t, sep);
        if (value_str(item))
            text_add_str(&t, value_str(item));
        else
            status = raise_join(item, n);
        ac_release_value(item);
        if (status != AC_OK)
            break;
    }
    walk_end(&walk);
    return text_end(&t, status, out);
}
