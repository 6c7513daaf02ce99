/* out.c: the writer.
 * SPDX-License-Identifier: MIT */
#include "emit/out.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void out_init(Out *o, Arena *a)
{
    *o = (Out){ .arena = a };
}

static void put(Out *o, const char *text, size_t n)
{
    if (o->length + n + 1 > o->capacity) {
        size_t wider = o->capacity ? o->capacity * 2 : 1 << 14;
        while (wider < o->length + n + 1)
            wider *= 2;
        o->text = arena_grow(o->arena, o->text, o->capacity, wider);
        o->capacity = wider;
    }
    memcpy(o->text + o->length, text, n);
    o->length += n;
}

void out_raw(Out *o, const char *text, size_t n)
{
    put(o, text, n);
}

static bool is_label(const char *line, size_t n)
{
    if (n > 5 && strncmp(line, "case ", 5) == 0)
        return true;
    if (n == 0 || line[n - 1] != ':' || line[0] == '"')
        return false;
    for (size_t i = 0; i < n - 1; i++)
        if (line[i] == ' ' || line[i] == '(')
            return false;
    return true;
}

static void put_line(Out *o, const char *line, size_t n)
{
    static const char blanks[] = "                                                                ";
    if (n && line[0] == '}')
        o->indent--;
    int level = o->indent - (is_label(line, n) ? 1 : 0);
    for (int spaces = level > 0 ? 4 * level : 0; n && spaces > 0; spaces -= 64)
        put(o, blanks, (size_t)(spaces < 64 ? spaces : 64));
    put(o, line, n);
    put(o, "\n", 1);
    if (n && line[n - 1] == '{')
        o->indent++;
}

void out(Out *o, const char *format, ...)
{
    char small[512];
    char *text = small;
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, format, args);
    if (n >= (int)sizeof small) {
        text = arena_alloc(o->arena, (size_t)n + 1);
        vsnprintf(text, (size_t)n + 1, format, again);
    }
    va_end(again);
    va_end(args);
    for (char *line = text, *end; *line; line = *end ? end + 1 : end) {
        end = line + strcspn(line, "\n");
        put_line(o, line, (size_t)(end - line));
    }
    put(o, "", 1);
    o->length--;
}
