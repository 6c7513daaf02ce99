/* str_kind.c: what kind of characters a string has: istitle, isidentifier ...; casefold and expandtabs.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

typedef bool Kind(uint32_t c);

static bool all_are(const AcStr *s, Kind *kind)
{
    const char *at = s->data, *end = at + s->bytes;

    while (at < end)
        if (!kind(utf8_next(&at)))
            return false;
    return true;
}

/* Superscripts and circled digits are digits, but not decimal. */
static bool is_decimal(uint32_t c)
{
    return unicode_is_digit(c) && c != 0xB2 && c != 0xB3 && c != 0xB9 && (c < 0x2070 || c > 0x2468);
}

static bool is_numeric(uint32_t c)
{
    return unicode_is_digit(c) || (c >= 0xBC && c <= 0xBE) || (c >= 0x2150 && c <= 0x2189) || (c >= 0x2460 && c <= 0x249B);
}

static bool is_name_start(uint32_t c)
{
    return c == '_' || unicode_is_alpha(c);
}

static bool is_name_part(uint32_t c)
{
    return is_name_start(c) || is_decimal(c) || c == 0xB7;
}

bool ac_str_isascii(AcStr *s)     { return s->chars == s->bytes; }
bool ac_str_isprintable(AcStr *s) { return all_are(s, unicode_is_printable); }
bool ac_str_isdecimal(AcStr *s)   { return s->bytes && all_are(s, is_decimal); }
bool ac_str_isnumeric(AcStr *s)   { return s->bytes && all_are(s, is_numeric); }

bool ac_str_isidentifier(AcStr *s)
{
    const char *at = s->data;

    return s->bytes && is_name_start(utf8_next(&at)) && all_are(s, is_name_part);
}

/* Upper case only where no letter stands before, lower case only behind one. */
bool ac_str_istitle(AcStr *s)
{
    const char *at = s->data, *end = at + s->bytes;
    bool some = false, inside = false;

    while (at < end) {
        uint32_t c = utf8_next(&at);
        bool upper = unicode_is_upper(c), lower = unicode_is_lower(c);

        if ((upper && inside) || (lower && !inside))
            return false;
        inside = upper || lower;
        some |= inside;
    }
    return some;
}

/* Lower case, and what else stands for the same letters. */
static void add_folded(Text *t, uint32_t c)
{
    static const struct { uint16_t from; const char *to; } odd[] = {
        { 0xB5, "\316\274" }, { 0xDF, "ss" }, { 0x149, "\312\274n" }, { 0x17F, "s" }, { 0x1F0, "j\314\214" },
        { 0x3C2, "\317\203" }, { 0x3D0, "\316\262" }, { 0x3D1, "\316\270" }, { 0x3D5, "\317\206" },
        { 0x3D6, "\317\200" }, { 0x1E9E, "ss" }, { 0xFB00, "ff" }, { 0xFB01, "fi" }, { 0xFB02, "fl" },
        { 0xFB03, "ffi" }, { 0xFB04, "ffl" }, { 0xFB05, "st" }, { 0xFB06, "st" }
    };

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        if (odd[i].from == c) {
            text_add_c(t, odd[i].to);
            return;
        }
    text_add_code(t, c == 0x130 ? 'i' : unicode_lower(c));
    if (c == 0x130)
        text_add_c(t, "\314\207");
}

AcStatus ac_str_casefold(AcStr *s, AcStr **out)
{
    const char *at = s->data, *end = at + s->bytes;
    Text t = { NULL, 0, 0, false };

    while (at < end)
        add_folded(&t, utf8_next(&at));
    return text_finish(&t, out);
}

AcStatus ac_str_expandtabs(AcStr *s, ac_int tabsize, AcStr **out)
{
    const char *at = s->data, *end = at + s->bytes;
    Text t = { NULL, 0, 0, false };
    ac_int column = 0;

    while (at < end) {
        uint32_t c = utf8_next(&at);
        ac_int blanks = tabsize > 0 ? tabsize - column % tabsize : 0;

        if (c == '\t')
            text_repeat(&t, " ", 1, (size_t)blanks);
        else
            text_add_code(&t, c);
        column = c == '\n' || c == '\r' ? 0 : column + (c == '\t' ? blanks : 1);
    }
    return text_finish(&t, out);
}
