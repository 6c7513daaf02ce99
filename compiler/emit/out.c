/* out.c: the writer.
 * SPDX-License-Identifier: MIT */
#include "emit/out.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include "base/format.h"

enum { SLICE = 1 << 18 };

void out_init(Out *o, Arena *a)
{
    *o = (Out){ .arena = a };
}

/* What was written so far becomes a slice; the rest of its memory takes what comes. */
static void close_slice(Out *o)
{
    if (o->length == 0)
        return;
    vec_push(o->arena, &o->done, ((Slice){ o->text, o->length }));
    o->text += o->length;
    o->capacity -= o->length;
    o->length = 0;
}

/* Place for n bytes at the end. */
static char *room_for(Out *o, size_t n)
{
    if (o->capacity - o->length < n) {
        close_slice(o);
        o->capacity = n > SLICE ? n : SLICE;
        o->text = arena_alloc(o->arena, o->capacity);
    }
    o->length += n;
    return o->text + o->length - n;
}

void out_append(Out *o, Out *from)
{
    if (from->done.n) {
        close_slice(o);
        for (int i = 0; i < from->done.n; i++)
            vec_push(o->arena, &o->done, from->done.at[i]);
    }
    if (from->length)
        memcpy(room_for(o, from->length), from->text, from->length);
    o->after_label = from->after_label;
    from->done.n = 0;
    from->length = 0;
}

Text out_text(Out *o)
{
    close_slice(o);
    return o->done;
}

static bool is_label(const char *line, size_t n)
{
    if (n > 5 && memcmp(line, "case ", 5) == 0)
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
    if (n && line[0] == '}') {
        if (o->after_label)                     /* a label stands before a statement, also at the end of a block */
            put_line(o, ";", 1);
        o->indent--;
    }
    o->after_label = is_label(line, n);
    int level = o->indent - (o->after_label ? 1 : 0);
    size_t blanks = n && level > 0 ? 4 * (size_t)level : 0;
    char *to = room_for(o, blanks + n + 1);
    memset(to, ' ', blanks);
    memcpy(to + blanks, line, n);
    to[blanks + n] = '\n';
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
    size_t n = format_text(small, sizeof small, format, args);
    if (n >= sizeof small) {
        text = arena_alloc(o->arena, n + 1);
        format_text(text, n + 1, format, again);
    }
    va_end(again);
    va_end(args);
    for (const char *line = text, *end = text + n, *feed; line < end; line = feed + 1) {
        feed = memchr(line, '\n', (size_t)(end - line));
        if (!feed)
            feed = end;
        put_line(o, line, (size_t)(feed - line));
    }
}
