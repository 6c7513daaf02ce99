/* str_repr.c: repr and ascii of strings.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static char quote_for(const AcStr *s);
static void add_repr(Text *t, uint32_t c, char quote);
static void add_escape(Text *t, uint32_t c);

AcStatus ac_str_repr(AcStr *s, AcStr **out)
{
    const char *at = s->data, *end = s->data + s->bytes;
    char quote = quote_for(s);
    Text t = { NULL, 0, 0, false };

    (void)text_reserve(&t, (size_t)s->bytes + 2);
    text_add_char(&t, quote);
    while (at < end)
        add_repr(&t, utf8_next(&at), quote);
    text_add_char(&t, quote);
    return text_finish(&t, out);
}

/* Double quotes only where single ones occur and double ones do not. */
static char quote_for(const AcStr *s)
{
    bool single = bytes_find(s->data, s->bytes, "'", 1) != NULL;

    return single && !bytes_find(s->data, s->bytes, "\"", 1) ? '"' : '\'';
}

static void add_repr(Text *t, uint32_t c, char quote)
{
    switch (c) {
    case '\n': text_add_c(t, "\\n"); return;
    case '\r': text_add_c(t, "\\r"); return;
    case '\t': text_add_c(t, "\\t"); return;
    default:   break;
    }
    if (c == '\\' || c == (unsigned char)quote)
        text_add_char(t, '\\');
    if (unicode_is_printable(c))
        text_add_code(t, c);
    else
        add_escape(t, c);
}

/* \x1f \u2028 \U000e0001 */
static void add_escape(Text *t, uint32_t c)
{
    char text[10] = { '\\', c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U' };
    size_t n = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;

    for (size_t i = n + 2; i-- > 2; c >>= 4)
        text[i] = "0123456789abcdef"[c & 15];
    text_add(t, text, n + 2);
}

AcStatus ac_repr_ascii(AcValue v, AcStr **out)
{
    Text t = { NULL, 0, 0, false };
    const char *at, *end;
    AcStr *s;

    if (ac_value_repr(v, &s) != AC_OK)
        return AC_RAISED;
    if (s->chars == s->bytes) {
        *out = s;
        return AC_OK;
    }
    for (at = s->data, end = at + s->bytes; at < end; ) {
        uint32_t c = utf8_next(&at);

        if (c < 0x80)
            text_add_char(&t, (char)c);
        else
            add_escape(&t, c);
    }
    ac_release(s);
    return text_finish(&t, out);
}
