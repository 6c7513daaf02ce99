/* source.c: files and the places in them.
 * SPDX-License-Identifier: MIT */
#include "base/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The start of the line after p, or NULL; \r alone ends a line as well. */
static const char *next_line(const char *p, const char *end, bool has_cr)
{
    if (!has_cr) {
        const char *feed = memchr(p, '\n', (size_t)(end - p));
        return feed ? feed + 1 : NULL;
    }
    for (; p < end; p++)
        if (*p == '\n' || (*p == '\r' && p[1] != '\n'))
            return p + 1;
    return NULL;
}

static void find_lines(Arena *a, Source *s)
{
    bool has_cr = memchr(s->text, '\r', s->length) != NULL;

    for (const char *p = s->text; p; p = next_line(p, s->text + s->length, has_cr))
        vec_push(a, &s->line, (uint32_t)(p - s->text));
}

/* `text` is the arena's and ends in two NULs, so that the lexer may look two bytes ahead. */
static Source *add_owned(Sources *set, const char *path, const char *text, size_t length)
{
    Source *s = arena_new(set->arena, Source);
    bool mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;

    s->path = arena_printf(set->arena, "%s", path);
    s->text = text + (mark ? 3 : 0);
    s->length = (uint32_t)(length - (mark ? 3 : 0));
    s->base = set->file.n ? vec_last(&set->file)->base + vec_last(&set->file)->length + 2 : 1;
    find_lines(set->arena, s);
    vec_push(set->arena, &set->file, s);
    return s;
}

Source *source_add(Sources *set, const char *path, const char *text, size_t length)
{
    char *copy = arena_alloc(set->arena, length + 2);
    memcpy(copy, text, length);
    return add_owned(set, path, copy, length);
}

/* A growing read: what is read may be a pipe. */
static char *read_all(Arena *a, FILE *f, size_t expected, size_t *length)
{
    size_t cap = expected + 1 > 4096 ? expected + 1 : 4096, n = 0, got;
    char *text = arena_alloc(a, cap + 2);

    while ((got = fread(text + n, 1, cap - n, f)) > 0) {
        n += got;
        if (n == cap) {
            text = arena_grow(a, text, cap + 2, cap * 2 + 2);
            cap *= 2;
        }
    }
    *length = n;
    return ferror(f) ? NULL : text;
}

/* A Pos has 32 bits for all files together. */
static bool too_large(const Sources *set, size_t length)
{
    uint64_t before = set->file.n ? (uint64_t)vec_last(&set->file)->base + vec_last(&set->file)->length : 0;
    return before + length > INT32_MAX;
}

Source *source_read(Sources *set, const char *path)
{
    bool standard_input = strcmp(path, "-") == 0;
    struct stat st = {0};
    size_t length;

    if (!standard_input && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return NULL;
    }
    FILE *f = standard_input ? stdin : fopen(path, "rb");
    if (!f)
        return NULL;
    char *text = read_all(set->arena, f, st.st_size > 0 ? (size_t)st.st_size : 0, &length);
    if (!standard_input)
        fclose(f);
    if (text && too_large(set, length)) {
        errno = EFBIG;
        return NULL;
    }
    return text ? add_owned(set, path, text, length) : NULL;
}

static const Source *file_of(const Sources *set, Pos pos)
{
    int low = 0, high = set->file.n - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (set->file.at[middle]->base <= pos)
            low = middle;
        else
            high = middle - 1;
    }
    return set->file.at[low];
}

static int line_index(const Source *s, uint32_t offset)
{
    int low = 0, high = s->line.n - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (s->line.at[middle] <= offset)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

Place source_place(const Sources *set, Pos pos)
{
    const Source *s = file_of(set, pos);
    uint32_t offset = pos >= s->base ? pos - s->base : 0;
    int line = line_index(s, offset);
    return (Place){ s, line + 1, (int)(offset - s->line.at[line]) + 1 };
}

int source_line(const Sources *set, Pos pos)
{
    return source_place(set, pos).line;
}
