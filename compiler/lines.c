/* lines.c: numbers the lines of C.
 * SPDX-License-Identifier: MIT */
#include "lines.h"

#include <stdio.h>
#include <string.h>

typedef struct Numbering {
    Arena      *arena;
    Text        out;
    const char *name;             /* the output's, as #line spells it */
    int         lines;            /* that were written */
    Slice       mark;             /* the #line that holds; n is 0 outside of functions */
} Numbering;

static void put(Numbering *n, const char *text, size_t length)
{
    vec_push(n->arena, &n->out, ((Slice){ text, length }));
    for (size_t i = 0; i < length; i++)
        n->lines += text[i] == '\n';
}

static const char *quoted(Arena *a, const char *name)
{
    char *text = arena_alloc(a, 2 * strlen(name) + 3), *to = text;

    *to++ = '"';
    for (; *name; *to++ = *name++)
        if (*name == '"' || *name == '\\')
            *to++ = '\\';
    *to = '"';
    return text;
}

static void mark(Numbering *n, const char *line, size_t length)
{
    if (length >= 7 && memcmp(line, "#line 0", 7) == 0) {
        const char *back = arena_printf(n->arena, "#line %d %s\n", n->lines + 2, n->name);
        n->mark.n = 0;
        put(n, back, strlen(back));
    } else {
        n->mark = (Slice){ line, length };
    }
}

Text lines_numbered(Arena *a, const Text *text, const char *output_name)
{
    Numbering n = { .arena = a, .name = quoted(a, output_name) };

    for (int i = 0; i < text->n; i++)
        for (const char *at = text->at[i].at, *all = at + text->at[i].n, *end; at < all; at = end) {
            const char *line = at;
            end = memchr(at, '\n', (size_t)(all - at));
            end = end ? end + 1 : all;
            while (line < end && *line == ' ')
                line++;
            if (end - line > 6 && memcmp(line, "#line ", 6) == 0) {
                mark(&n, line, (size_t)(end - line));
                continue;
            }
            if (n.mark.n && line < end && *line != '\n')
                put(&n, n.mark.at, n.mark.n);
            put(&n, at, (size_t)(end - at));
        }
    return n.out;
}
