/* utf8.c: UTF-8 in source text.
 * SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* How many bytes a character has by its first; 0: cannot be one. */
static size_t sequence_length(unsigned char first)
{
    return first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
}

/* Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte. */
static bool second_fits(unsigned char first, unsigned char second)
{
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
}

size_t utf8_length(const char *text, size_t left)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t n = left ? sequence_length(*p) : 0;

    if (n == 0 || n > left || (n > 1 && !second_fits(p[0], p[1])))
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return n;
}

const char *utf8_invalid(const char *text, size_t length)
{
    const char *p = text, *end = text + length;

    while (p < end) {
        uint64_t some;
        for (; end - p >= (long)sizeof some && !(memcpy(&some, p, sizeof some), some & 0x8080808080808080u); p += sizeof some)
            ;                                   /* eight of ASCII */
        if (p == end)
            break;
        size_t n = (unsigned char)*p < 0x80 ? 1 : utf8_length(p, (size_t)(end - p));
        if (n == 0)
            return p;
        p += n;
    }
    return NULL;
}

/* U+202A..U+202E and U+2066..U+2069 */
const char *bidi_control(const char *from, const char *to)
{
    for (const char *p = from; to - p >= 3 && (p = memchr(p, '\xE2', (size_t)(to - p))) && to - p >= 3; p++) {
        unsigned char second = (unsigned char)p[1], third = (unsigned char)p[2];
        if ((second == 0x80 && third >= 0xAA && third <= 0xAE) || (second == 0x81 && third >= 0xA6 && third <= 0xA9))
            return p;
    }
    return NULL;
}

unsigned long utf8_code_point(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    unsigned long c = n == 2 ? *p & 0x1Fu : n == 3 ? *p & 0x0Fu : *p & 0x07u;
    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3Fu);
    return c;
}

static bool never_in_names(unsigned long c)
{
    static const unsigned long ranges[][2] = {
        { 0x0080, 0x00BF }, { 0x00D7, 0x00D7 }, { 0x00F7, 0x00F7 },   /* controls, Latin-1 signs */
        { 0x0132, 0x0133 }, { 0x013F, 0x0140 }, { 0x0149, 0x0149 }, { 0x017F, 0x017F }, { 0x01C4, 0x01CC },
        { 0x01F1, 0x01F3 }, { 0x02B0, 0x036F },                       /* modifiers and combining marks */
        { 0x037E, 0x037E }, { 0x0387, 0x0387 }, { 0x03D0, 0x03D6 }, { 0x03F0, 0x03F2 },
        { 0x1AB0, 0x1AFF }, { 0x1D2C, 0x1D6A }, { 0x1D9B, 0x1DFF },
        { 0x2000, 0x2BFF },                                           /* punctuation, symbols, arrows */
        { 0x2E00, 0x303F }, { 0x3099, 0x309C }, { 0x3200, 0x33FF }, { 0xD800, 0xF8FF },
        { 0xF900, 0xFAFF }, { 0xFB00, 0xFB4F }, { 0xFB50, 0xFDFF }, { 0xFE00, 0xFFFF },   /* compatibility forms */
        { 0x1D000, 0x1D7FF }, { 0x1F000, 0x1FBFF }, { 0x2F800, 0x2FA1F }, { 0xE0000, 0x10FFFF },
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

const char *name_invalid(const char *from, const char *to)
{
    const char *p = from;

    while (p < to) {
        size_t n = (unsigned char)*p < 0x80 ? 1 : utf8_length(p, (size_t)(to - p));
        if (n == 0)
            return NULL;                        /* invalid UTF-8 is reported once for the file */
        if (n > 1 && never_in_names(utf8_code_point(p, n)))
            return p;
        p += n;
    }
    return NULL;
}
