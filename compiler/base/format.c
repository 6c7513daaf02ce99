/* format.c: text, %s and %d are copied here; from the first other directive on, the C library goes on.
 * Generated C is printed through millions of these, and printf's generality took a third of the compiler's time.
 * SPDX-License-Identifier: MIT */
#include "base/format.h"

#include <stdio.h>
#include <string.h>

typedef struct Sink { char *to; size_t room, length; } Sink;

static void add(Sink *s, const char *text, size_t n)
{
    if (s->length + n < s->room)
        memcpy(s->to + s->length, text, n);
    s->length += n;
}

size_t format_int(char *to, int value)
{
    char digits[FORMAT_INT_MAX], *p = digits + sizeof digits;
    unsigned rest = value < 0 ? 0u - (unsigned)value : (unsigned)value;

    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--p = '-';
    size_t n = (size_t)(digits + sizeof digits - p);
    memcpy(to, p, n);
    return n;
}

static void add_int(Sink *s, int value)
{
    char digits[FORMAT_INT_MAX];
    add(s, digits, format_int(digits, value));
}

static size_t rest_by_library(Sink *s, const char *format, va_list args)
{
    size_t room = s->length < s->room ? s->room - s->length : 0;
    int n = vsnprintf(room ? s->to + s->length : NULL, room, format, args);
    return s->length + (n > 0 ? (size_t)n : 0);
}

size_t format_text(char *to, size_t room, const char *format, va_list args)
{
    Sink s = { to, room, 0 };

    for (const char *mark; (mark = strchr(format, '%')); format = mark + 2) {
        add(&s, format, (size_t)(mark - format));
        if (mark[1] == 's') {
            const char *text = va_arg(args, const char *);
            add(&s, text, strlen(text));
        } else if (mark[1] == 'd') {
            add_int(&s, va_arg(args, int));
        } else {
            return rest_by_library(&s, mark, args);
        }
    }
    add(&s, format, strlen(format));
    if (s.length < room)
        to[s.length] = '\0';
    return s.length;
}
