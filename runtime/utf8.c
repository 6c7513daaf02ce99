/* utf8.c: code points in valid UTF-8. Surrogates may occur, as three bytes: chr(0xD800) makes one.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

uint32_t utf8_next(const char **at)
{
    const unsigned char *p = (const unsigned char *)*at;
    uint32_t c = *p++;

    if (c >= 0x80) {
        c = c >= 0xF0 ? c & 0x07 : c >= 0xE0 ? c & 0x0F : c & 0x1F;
        while ((*p & 0xC0) == 0x80)
            c = c << 6 | (*p++ & 0x3F);
    }
    *at = (const char *)p;
    return c;
}

uint32_t utf8_previous(const char **at)
{
    const char *p;

    do
        --*at;
    while (is_continuation(**at));
    p = *at;
    return utf8_next(&p);
}

size_t utf8_put(uint32_t c, char *out)
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };

    for (size_t i = n; i-- > 1; c >>= 6)
        out[i] = (char)(unsigned char)(0x80 | (c & 0x3F));
    out[0] = (char)(unsigned char)(lead[n] | c);
    return n;
}

static bool is_ascii(const char eight[8])
{
    uint64_t bytes;

    memcpy(&bytes, eight, sizeof bytes);
    return !(bytes & UINT64_C(0x8080808080808080));
}

size_t utf8_count(const char *bytes, size_t n)
{
    size_t chars = n;

    while (n > 0) {
        if (n >= 8 && is_ascii(bytes)) {
            bytes += 8;
            n -= 8;
            continue;
        }
        chars -= is_continuation(*bytes++);
        n--;
    }
    return chars;
}

const char *utf8_skip(const char *at, size_t n)
{
    while (n-- > 0)
        (void)utf8_next(&at);
    return at;
}

/* Neither overlong forms nor surrogates nor what lies behind U+10FFFF. */
size_t utf8_valid(const char *bytes, size_t n)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char lead = (unsigned char)bytes[0];
    size_t length = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF8 ? 4 : 0;
    uint32_t c = length > 1 ? lead & (0xFFu >> (length + 1)) : lead;

    if (length > n)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if (!is_continuation(bytes[i]))
            return 0;
        c = c << 6 | ((unsigned char)bytes[i] & 0x3F);
    }
    if (length > 1 && (c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)))
        return 0;
    return length;
}
