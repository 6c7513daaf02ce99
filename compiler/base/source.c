/* source.c: files and the places in them.
 * SPDX-License-Identifier: MIT */
#include "base/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static void find_lines(Arena *a, Source *s)
{
    vec_push(a, &s->line, 0);
    for (uint32_t i = 0; i < s->length; i++)
        if (s->text[i] == '\n' || (s->text[i] == '\r' && s->text[i + 1] != '\n'))
            vec_push(a, &s->line, i + 1);
}

Source *source_add(Sources *set, const char *path, const char *text, size_t length)
{
    Source *s = arena_new(set->arena, Source);
    char *copy = arena_alloc(set->arena, length + 2);

    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    memcpy(copy, text, length);
    s->path = arena_printf(set->arena, "%s", path);
    s->text = copy;
    s->length = (uint32_t)length;
    s->base = set->file.n ? vec_last(&set->file)->base + vec_last(&set->file)->length + 2 : 1;
    find_lines(set->arena, s);
    vec_push(set->arena, &set->file, s);
    return s;
}

static char *read_all(Arena *a, FILE *f, size_t *length)
{
    size_t cap = 1 << 16, n = 0, got;
    char *text = arena_alloc(a, cap);

    while ((got = fread(text + n, 1, cap - n, f)) > 0) {
        n += got;
        if (n == cap) {
            text = arena_grow(a, text, cap, cap * 2);
            cap *= 2;
        }
    }
    *length = n;
    return ferror(f) ? NULL : text;
}

Source *source_read(Sources *set, const char *path)
{
    struct stat st;
    bool standard_input = strcmp(path, "-") == 0;
    size_t length;

    if (!standard_input && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return NULL;
    }
    FILE *f = standard_input ? stdin : fopen(path, "rb");
    if (!f)
        return NULL;
    char *text = read_all(set->arena, f, &length);
    if (!standard_input)
        fclose(f);
    return text ? source_add(set, path, text, length) : NULL;
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
