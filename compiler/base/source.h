/* source.h: the text of every file of a compilation and the places in it.
 *
 * A Pos is an offset into the concatenation of all files, so four bytes name file, line and column.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_SOURCE_H
#define ASYNCC_BASE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/vec.h"

typedef uint32_t Pos;
typedef struct { Pos start, end; } Span;      /* half open; start == end at the end of a line */

typedef struct Source {
    const char *path;          /* as given on the command line or found beside the importer */
    const char *text;          /* NUL-terminated, byte order mark removed, line ends as in the file */
    uint32_t    length;
    Pos         base;          /* Pos of text[0] */
    bool        library;       /* comes from runtime/lib */
    VEC(uint32_t) line;        /* offset of each line's start */
} Source;

typedef struct Sources {
    Arena *arena;
    VEC(Source *) file;
} Sources;

typedef struct { const Source *source; int line, column; } Place;   /* both from 1; column in bytes */

/* Adds a text under a path. NULL only when the file cannot be read: errno says why. */
Source *source_read(Sources *s, const char *path);
Source *source_add(Sources *s, const char *path, const char *text, size_t length);
Place   source_place(const Sources *s, Pos pos);
int     source_line(const Sources *s, Pos pos);            /* the line only, quicker */

#endif
