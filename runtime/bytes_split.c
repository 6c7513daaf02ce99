/* bytes_split.c: taking bytes apart and putting them together; ASCII letters in them: of bytes and bytearray.
 * SPDX-License-Identifier: MIT */
#include "bytes.h"

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_alpha(char c) { return is_upper(c) || is_lower(c); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
static char to_upper(char c) { return is_lower(c) ? (char)(c - 'a' + 'A') : c; }
static char to_lower(char c) { return is_upper(c) ? (char)(c - 'A' + 'a') : c; }

/* ---- split ----------------------------------------------------------------------------------- */

static AcStatus push(AcList *l, const AcBytes *b, const char *at, const char *end)
{
    AcBytes *part;

    if (bytes_like(b, at, (size_t)(end - at), &part) != AC_OK)
        return AC_RAISED;
    return list_push(l, ac_from_ref(part));
}

static AcStatus split_at(const AcBytes *b, const AcBytes *sep, ac_int max, AcList *l)
{
    const char *at = b->data, *end = at + b->n, *next;

    while (max-- > 0 && (next = bytes_find(at, (size_t)(end - at), sep->data, sep->n)) != NULL) {
        if (push(l, b, at, next) != AC_OK)
            return AC_RAISED;
        at = next + sep->n;
    }
    return push(l, b, at, end);
}

static AcStatus split_at_back(const AcBytes *b, const AcBytes *sep, ac_int max, AcList *l)
{
    const char *end = b->data + b->n, *next;

    while (max-- > 0 && (next = bytes_find_last(b->data, (size_t)(end - b->data), sep->data, sep->n)) != NULL) {
        if (push(l, b, next + sep->n, end) != AC_OK)
            return AC_RAISED;
        end = next;
    }
    return push(l, b, b->data, end);
}

static const char *skip(const char *at, const char *end, bool space)
{
    while (at < end && is_space(*at) == space)
        at++;
    return at;
}

static const char *skip_back(const char *start, const char *end, bool space)
{
    while (end > start && is_space(end[-1]) == space)
        end--;
    return end;
}

static AcStatus split_words(const AcBytes *b, ac_int max, AcList *l)
{
    const char *end = b->data + b->n, *at = skip(b->data, end, true);

    while (at < end) {
        const char *word_end = max-- > 0 ? skip(at, end, false) : end;

        if (push(l, b, at, word_end) != AC_OK)
            return AC_RAISED;
        at = skip(word_end, end, true);
    }
    return AC_OK;
}

static AcStatus split_words_back(const AcBytes *b, ac_int max, AcList *l)
{
    const char *end = skip_back(b->data, b->data + b->n, true);

    while (end > b->data) {
        const char *word = max-- > 0 ? skip_back(b->data, end, false) : b->data;

        if (push(l, b, word, end) != AC_OK)
            return AC_RAISED;
        end = skip_back(b->data, word, true);
    }
    return AC_OK;
}

static AcStatus check_separator(AcValue v, AcBytes **sep)
{
    if (bytes_need(v, sep) != AC_OK)
        return AC_RAISED;
    return (*sep)->n ? AC_OK : ac_raise_text(&ac_ValueError, "empty separator");
}

static AcStatus finish_list(AcStatus status, AcList *l, AcList **out)
{
    if (status != AC_OK)
        ac_release(l);
    else
        *out = l;
    return status;
}

AcStatus ac_bytes_split(AcBytes *b, AcValue separator, ac_int maxsplit, AcList **out)
{
    bool words = separator.tag == AC_TAG_NONE;
    AcBytes *sep = NULL;
    AcList *l;

    if ((!words && check_separator(separator, &sep) != AC_OK) || ac_list_new(AC_REP_REF, 0, NULL, &l) != AC_OK)
        return AC_RAISED;
    maxsplit = maxsplit < 0 ? AC_INT_MAX : maxsplit;
    return finish_list(words ? split_words(b, maxsplit, l) : split_at(b, sep, maxsplit, l), l, out);
}

/* From the end; the parts come in the wrong order. */
AcStatus ac_bytes_rsplit(AcBytes *b, AcValue separator, ac_int maxsplit, AcList **out)
{
    bool words = separator.tag == AC_TAG_NONE;
    AcBytes *sep = NULL;
    AcList *l;
    AcStatus status;

    if ((!words && check_separator(separator, &sep) != AC_OK) || ac_list_new(AC_REP_REF, 0, NULL, &l) != AC_OK)
        return AC_RAISED;
    maxsplit = maxsplit < 0 ? AC_INT_MAX : maxsplit;
    status = words ? split_words_back(b, maxsplit, l) : split_at_back(b, sep, maxsplit, l);
    ac_list_reverse(l);
    return finish_list(status, l, out);
}

AcStatus ac_bytes_splitlines(AcBytes *b, bool keepends, AcList **out)
{
    const char *at = b->data, *end = at + b->n;
    AcStatus status = AC_OK;
    AcList *l;

    if (ac_list_new(AC_REP_REF, 0, NULL, &l) != AC_OK)
        return AC_RAISED;
    while (at < end && status == AC_OK) {
        const char *line = at, *line_end;

        while (at < end && *at != '\n' && *at != '\r')
            at++;
        line_end = at;
        if (at < end)
            at += *at == '\r' && end - at > 1 && at[1] == '\n' ? 2 : 1;
        status = push(l, b, line, keepends ? at : line_end);
    }
    return finish_list(status, l, out);
}

/* ---- partition and join ---------------------------------------------------------------------- */

/* Without a separator, all is the first part, or the last. */
static AcStatus three_parts(AcBytes *b, const char *at, const AcBytes *sep, bool last, AcTuple **out)
{
    const char *end = b->data + b->n;
    const char *head_end = at ? at : last ? b->data : end, *tail = at ? at + sep->n : last ? b->data : end;
    AcBytes *part[3] = { NULL, NULL, NULL };
    AcValue items[3];
    AcStatus status = AC_RAISED;

    if (bytes_like(b, b->data, (size_t)(head_end - b->data), &part[0]) == AC_OK &&
        bytes_like(b, sep->data, at ? sep->n : 0, &part[1]) == AC_OK &&
        bytes_like(b, tail, (size_t)(end - tail), &part[2]) == AC_OK) {
        for (int i = 0; i < 3; i++)
            items[i] = ac_from_ref(part[i]);
        status = ac_tuple_new(3, items, out);
    }
    for (int i = 0; i < 3; i++)
        ac_release(part[i]);
    return status;
}

AcStatus ac_bytes_partition(AcBytes *b, AcValue separator, AcTuple **out)
{
    AcBytes *sep;

    if (check_separator(separator, &sep) != AC_OK)
        return AC_RAISED;
    return three_parts(b, bytes_find(b->data, b->n, sep->data, sep->n), sep, false, out);
}

AcStatus ac_bytes_rpartition(AcBytes *b, AcValue separator, AcTuple **out)
{
    AcBytes *sep;

    if (check_separator(separator, &sep) != AC_OK)
        return AC_RAISED;
    return three_parts(b, bytes_find_last(b->data, b->n, sep->data, sep->n), sep, true, out);
}

AcStatus ac_bytes_join(AcBytes *sep, AcValue iterable, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status;
    Walk walk;
    bool more;

    if (ac_value_check_iterable(iterable) != AC_OK) {
        ac_clear(ac_pending);
        return ac_raise_text(&ac_TypeError, "can only join an iterable");
    }
    if (walk_begin(&walk, iterable) != AC_OK)
        return AC_RAISED;
    for (ac_int n = 0; ; n++) {
        AcValue item;
        const AcBytes *part;

        status = walk_next(&walk, &more, &item);
        if (status != AC_OK || !more)
            break;
        part = value_bytes(item);
        if (n > 0)
            text_add(&t, sep->data, sep->n);
        if (part)
            text_add(&t, part->data, part->n);
        else
            status = ac_raise_format(&ac_TypeError, "sequence item %i: expected a bytes-like object, %T found", n, item);
        ac_release_value(item);
        if (status != AC_OK)
            break;
    }
    walk_end(&walk);
    return bytes_end(&t, status, sep, out);
}

/* ---- strip and fill -------------------------------------------------------------------------- */

static bool strips(char c, const AcBytes *chars)
{
    return chars ? memchr(chars->data, (unsigned char)c, chars->n) != NULL : is_space(c);
}

static AcStatus strip(AcBytes *b, AcValue chars, bool left, bool right, AcBytes **out)
{
    const char *at = b->data, *end = at + b->n;
    AcBytes *set = NULL;

    if (chars.tag != AC_TAG_NONE && bytes_need(chars, &set) != AC_OK)
        return AC_RAISED;
    while (left && at < end && strips(*at, set))
        at++;
    while (right && at < end && strips(end[-1], set))
        end--;
    return bytes_like(b, at, (size_t)(end - at), out);
}

AcStatus ac_bytes_strip(AcBytes *b, AcValue chars, AcBytes **out)  { return strip(b, chars, true, true, out); }
AcStatus ac_bytes_lstrip(AcBytes *b, AcValue chars, AcBytes **out) { return strip(b, chars, true, false, out); }
AcStatus ac_bytes_rstrip(AcBytes *b, AcValue chars, AcBytes **out) { return strip(b, chars, false, true, out); }

static AcStatus fill_byte(AcValue fill, const char *name, char *c)
{
    const AcBytes *b = value_bytes(fill);

    if (!b || b->n != 1 || b->obj.type == &ac_type_memoryview)
        return ac_raise_format(&ac_TypeError, "%s() argument 2 must be a byte string of length 1, not %T", name, fill);
    *c = b->data[0];
    return AC_OK;
}

static AcStatus pad(AcBytes *b, ac_int left, ac_int right, char c, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };

    text_repeat(&t, &c, 1, left > 0 ? (size_t)left : 0);
    text_add(&t, b->data, b->n);
    text_repeat(&t, &c, 1, right > 0 ? (size_t)right : 0);
    return bytes_end(&t, AC_OK, b, out);
}

/* What is missing in `width`; more than memory can hold stays so. */
static ac_int missing(const AcBytes *b, ac_int width)
{
    return width > (ac_int)b->n ? width - (ac_int)b->n : 0;
}

/* An odd one goes to the left when the width is odd: as CPython has it. */
AcStatus ac_bytes_center(AcBytes *b, ac_int width, AcValue fill, AcBytes **out)
{
    ac_int n = missing(b, width), left = n / 2 + (n & width & 1);
    char c = ' ';

    if (fill.tag != AC_TAG_NONE && fill_byte(fill, "center", &c) != AC_OK)
        return AC_RAISED;
    return pad(b, left, n - left, c, out);
}

AcStatus ac_bytes_ljust(AcBytes *b, ac_int width, AcValue fill, AcBytes **out)
{
    char c = ' ';

    if (fill.tag != AC_TAG_NONE && fill_byte(fill, "ljust", &c) != AC_OK)
        return AC_RAISED;
    return pad(b, 0, missing(b, width), c, out);
}

AcStatus ac_bytes_rjust(AcBytes *b, ac_int width, AcValue fill, AcBytes **out)
{
    char c = ' ';

    if (fill.tag != AC_TAG_NONE && fill_byte(fill, "rjust", &c) != AC_OK)
        return AC_RAISED;
    return pad(b, missing(b, width), 0, c, out);
}

/* Zeros behind a sign. */
AcStatus ac_bytes_zfill(AcBytes *b, ac_int width, AcBytes **out)
{
    size_t sign = b->n && (b->data[0] == '+' || b->data[0] == '-') ? 1 : 0;
    Text t = { NULL, 0, 0, false };

    text_add(&t, b->data, sign);
    text_repeat(&t, "0", 1, (size_t)missing(b, width));
    text_add(&t, b->data + sign, b->n - sign);
    return bytes_end(&t, AC_OK, b, out);
}

AcStatus ac_bytes_expandtabs(AcBytes *b, ac_int tabsize, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };
    ac_int column = 0;

    for (uint32_t i = 0; i < b->n; i++) {
        char c = b->data[i];
        ac_int blanks = tabsize > 0 ? tabsize - column % tabsize : 0;

        if (c == '\t')
            text_repeat(&t, " ", 1, (size_t)blanks);
        else
            text_add_char(&t, c);
        column = c == '\n' || c == '\r' ? 0 : column + (c == '\t' ? blanks : 1);
    }
    return bytes_end(&t, AC_OK, b, out);
}

/* ---- letters --------------------------------------------------------------------------------- */

typedef char Mapping(char c, char before);

static char upper(char c, char before)      { (void)before; return to_upper(c); }
static char lower(char c, char before)      { (void)before; return to_lower(c); }
static char swap(char c, char before)       { (void)before; return is_upper(c) ? to_lower(c) : to_upper(c); }
static char title(char c, char before)      { return is_alpha(before) ? to_lower(c) : to_upper(c); }
static char capital(char c, char before)    { return before ? to_lower(c) : to_upper(c); }

static AcStatus map_letters(AcBytes *b, Mapping *map, AcBytes **out)
{
    Text t = { NULL, 0, 0, false };

    for (uint32_t i = 0; i < b->n; i++)
        text_add_char(&t, map(b->data[i], i == 0 ? '\0' : b->data[i - 1] ? b->data[i - 1] : ' '));
    return bytes_end(&t, AC_OK, b, out);
}

AcStatus ac_bytes_upper(AcBytes *b, AcBytes **out)      { return map_letters(b, upper, out); }
AcStatus ac_bytes_lower(AcBytes *b, AcBytes **out)      { return map_letters(b, lower, out); }
AcStatus ac_bytes_swapcase(AcBytes *b, AcBytes **out)   { return map_letters(b, swap, out); }
AcStatus ac_bytes_title(AcBytes *b, AcBytes **out)      { return map_letters(b, title, out); }
AcStatus ac_bytes_capitalize(AcBytes *b, AcBytes **out) { return map_letters(b, capital, out); }

static bool all_are(const AcBytes *b, bool (*is)(char))
{
    for (uint32_t i = 0; i < b->n; i++)
        if (!is(b->data[i]))
            return false;
    return b->n > 0;
}

bool ac_bytes_isdigit(const AcBytes *b) { return all_are(b, is_digit); }
bool ac_bytes_isalpha(const AcBytes *b) { return all_are(b, is_alpha); }
bool ac_bytes_isalnum(const AcBytes *b) { return all_are(b, is_alnum); }
bool ac_bytes_isspace(const AcBytes *b) { return all_are(b, is_space); }

bool ac_bytes_isascii(const AcBytes *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        if ((unsigned char)b->data[i] >= 0x80)
            return false;
    return true;
}

/* Some letter, and none of the other case. */
static bool only_case(const AcBytes *b, bool (*is)(char))
{
    bool some = false;

    for (uint32_t i = 0; i < b->n; i++) {
        if (is_alpha(b->data[i]) && !is(b->data[i]))
            return false;
        some |= is_alpha(b->data[i]);
    }
    return some;
}

bool ac_bytes_isupper(const AcBytes *b) { return only_case(b, is_upper); }
bool ac_bytes_islower(const AcBytes *b) { return only_case(b, is_lower); }

bool ac_bytes_istitle(const AcBytes *b)
{
    bool some = false;
    char before = ' ';

    for (uint32_t i = 0; i < b->n; before = b->data[i++])
        if (is_alpha(b->data[i])) {
            if (is_upper(b->data[i]) == is_alpha(before))
                return false;
            some = true;
        }
    return some;
}
