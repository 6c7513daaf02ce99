/* depfile.c: a make rule as `cc -MD` writes it.
 * SPDX-License-Identifier: MIT */
#include "depfile.h"

#include <string.h>

/* Blanks and # get a backslash, and so do the backslashes before them; $ is doubled. */
static const char *escaped(Arena *a, const char *path)
{
    size_t n = strlen(path);
    char *text = arena_alloc(a, 4 * n + 1), *out = text;

    for (const char *p = path; *p; p++) {
        if (*p == ' ' || *p == '\t' || *p == '#') {
            for (const char *back = p; back > path && back[-1] == '\\'; back--)
                *out++ = '\\';
            *out++ = '\\';
        } else if (*p == '$') {
            *out++ = '$';
        }
        *out++ = *p;
    }
    return text;
}

char *depfile_text(Arena *a, const char *target, const char *second, const Sources *s, bool phony)
{
    VEC(char) text = { 0 };
#define ADD(string) \
    for (const char *c = (string); *c; c++) \
        vec_push(a, &text, *c)

    ADD(escaped(a, target));
    if (second) {
        ADD(" ");
        ADD(escaped(a, second));
    }
    ADD(":");
    for (int i = 0; i < s->file.n; i++) {
        ADD(i ? " \\\n  " : " ");
        ADD(escaped(a, s->file.at[i]->path));
    }
    ADD("\n");
    for (int i = 1; phony && i < s->file.n; i++) {
        ADD("\n");
        ADD(escaped(a, s->file.at[i]->path));
        ADD(":\n");
    }
#undef ADD
    vec_push(a, &text, '\0');
    return text.at;
}
