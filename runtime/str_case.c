/* str_case.c: strings by their characters' classes: case, tests, padding.
 *
 * Case mapping is one to one, but for the sharp s, whose upper case is SS.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

typedef enum { CASE_UPPER, CASE_LOWER, CASE_SWAP, CASE_CAPITALIZE, CASE_TITLE } Case;

static AcStatus map_case(const AcStr *s, Case how, AcStr **out);
static bool raises(Case how, uint32_t c, bool first, bool after_letter);
static void add_upper(Text *t, uint32_t c, bool title);
static AcStatus pad(AcStr *s, size_t left, size_t right, const AcStr *fill, AcStr **out);

#define SHARP_S 0xDFu

/* ---- case ------------------------------------------------------------------------------------ */

AcStatus ac_str_upper(AcStr *s, AcStr **out)      { return map_case(s, CASE_UPPER, out); }
AcStatus ac_str_lower(AcStr *s, AcStr **out)      { return map_case(s, CASE_LOWER, out); }
AcStatus ac_str_swapcase(AcStr *s, AcStr **out)   { return map_case(s, CASE_SWAP, out); }
AcStatus ac_str_capitalize(AcStr *s, AcStr **out) { return map_case(s, CASE_CAPITALIZE, out); }
AcStatus ac_str_title(AcStr *s, AcStr **out)      { return map_case(s, CASE_TITLE, out); }

/* The whole of it, byte by byte. A string of one character would be a static one. */
static AcStatus ascii_case(const AcStr *s, Case how, AcStr **out)
{
    char first = how == CASE_UPPER ? 'a' : 'A';
    char *to;

    if (str_alloc(s->bytes, s->chars, out) != AC_OK)
        return AC_RAISED;
    to = str_bytes(*out);
    for (size_t i = 0; i < s->bytes; i++) {
        char c = s->data[i];

        to[i] = (char)(c ^ ((unsigned char)(c - first) < 26) << 5);
    }
    return AC_OK;
}

static AcStatus map_case(const AcStr *s, Case how, AcStr **out)
{
    const char *at = s->data, *end = s->data + s->bytes;
    bool after_letter = false;
    Text t = { NULL, 0, 0, false };

    if (s->bytes > 1 && s->bytes == s->chars && (how == CASE_UPPER || how == CASE_LOWER))
        return ascii_case(s, how, out);
    (void)text_reserve(&t, s->bytes);
    while (at < end) {
        bool first = at == s->data;
        uint32_t c = utf8_next(&at);

        if (raises(how, c, first, after_letter))
            add_upper(&t, c, how == CASE_CAPITALIZE || how == CASE_TITLE);
        else
            text_add_code(&t, unicode_lower(c));
        after_letter = unicode_is_upper(c) || unicode_is_lower(c);
    }
    return text_finish(&t, out);
}

static bool raises(Case how, uint32_t c, bool first, bool after_letter)
{
    switch (how) {
    case CASE_UPPER:      return true;
    case CASE_LOWER:      return false;
    case CASE_SWAP:       return unicode_is_lower(c);
    case CASE_CAPITALIZE: return first;
    case CASE_TITLE:
    default:              break;
    }
    return !after_letter;
}

static void add_upper(Text *t, uint32_t c, bool title)
{
    if (c == SHARP_S)
        text_add_c(t, title ? "Ss" : "SS");
    else
        text_add_code(t, unicode_upper(c));
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* True for at least one character, and no other. */
static bool all_are(const AcStr *s, bool (*is)(uint32_t c))
{
    const char *at = s->data, *end = s->data + s->bytes;

    while (at < end)
        if (!is(utf8_next(&at)))
            return false;
    return s->bytes > 0;
}

static bool is_alnum(uint32_t c)
{
    return unicode_is_alpha(c) || unicode_is_digit(c);
}

bool ac_str_isdigit(AcStr *s) { return all_are(s, unicode_is_digit); }
bool ac_str_isalpha(AcStr *s) { return all_are(s, unicode_is_alpha); }
bool ac_str_isalnum(AcStr *s) { return all_are(s, is_alnum); }
bool ac_str_isspace(AcStr *s) { return all_are(s, unicode_is_space); }

/* Characters without case do not count. */
static bool some_but_none(const AcStr *s, bool (*some)(uint32_t c), bool (*none)(uint32_t c))
{
    const char *at = s->data, *end = s->data + s->bytes;
    bool found = false;

    while (at < end) {
        uint32_t c = utf8_next(&at);

        if (none(c))
            return false;
        found |= some(c);
    }
    return found;
}

bool ac_str_isupper(AcStr *s) { return some_but_none(s, unicode_is_upper, unicode_is_lower); }
bool ac_str_islower(AcStr *s) { return some_but_none(s, unicode_is_lower, unicode_is_upper); }

/* ---- padding --------------------------------------------------------------------------------- */

static size_t missing(const AcStr *s, ac_int width)
{
    return width > (ac_int)s->chars ? (size_t)(width - (ac_int)s->chars) : 0;
}

/* As CPython divides an odd number: the left side gets more in an odd width. */
AcStatus ac_str_center(AcStr *s, ac_int width, AcStr *fill, AcStr **out)
{
    size_t n = missing(s, width), left = n / 2 + (n & (size_t)width & 1);

    return pad(s, left, n - left, fill, out);
}

AcStatus ac_str_ljust(AcStr *s, ac_int width, AcStr *fill, AcStr **out)
{
    return pad(s, 0, missing(s, width), fill, out);
}

AcStatus ac_str_rjust(AcStr *s, ac_int width, AcStr *fill, AcStr **out)
{
    return pad(s, missing(s, width), 0, fill, out);
}

static AcStatus pad(AcStr *s, size_t left, size_t right, const AcStr *fill, AcStr **out)
{
    const char *bytes = fill ? fill->data : " ";
    size_t n = fill ? fill->bytes : 1;
    Text t = { NULL, 0, 0, false };

    if (fill && fill->chars != 1)
        return ac_raise_text(&ac_TypeError, "The fill character must be exactly one character long");
    if (left == 0 && right == 0)
        return str_part(s, s->data, s->bytes, out);
    text_repeat(&t, bytes, n, left);
    text_add_str(&t, s);
    text_repeat(&t, bytes, n, right);
    return text_finish(&t, out);
}

/* The zeros go behind a sign. */
AcStatus ac_str_zfill(AcStr *s, ac_int width, AcStr **out)
{
    size_t n = missing(s, width), sign = s->bytes && (s->data[0] == '+' || s->data[0] == '-');
    Text t = { NULL, 0, 0, false };

    if (n == 0)
        return str_part(s, s->data, s->bytes, out);
    text_add(&t, s->data, sign);
    text_repeat(&t, "0", 1, n);
    text_add(&t, s->data + sign, s->bytes - sign);
    return text_finish(&t, out);
}
