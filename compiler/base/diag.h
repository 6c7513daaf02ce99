/* diag.h: what is wrong with the user's program: collected, sorted by place, printed with a caret.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_DIAG_H
#define ASYNCC_BASE_DIAG_H

#include <stdbool.h>
#include <stdio.h>
#include "base/source.h"

typedef enum { DIAG_ERROR, DIAG_WARNING } DiagLevel;

typedef struct DiagItem {
    DiagLevel   level;
    Span        span;
    const char *text;
    const char *note;          /* what to write instead, or NULL */
    const char *option;        /* "never-awaited" in -Wnever-awaited, NULL for errors */
} DiagItem;

typedef struct Diag {
    Arena   *arena;
    Sources *sources;
    VEC(DiagItem) item;
    int      errors;
    int      max_errors;       /* 0: no limit */
    bool     werror;           /* warnings count as errors */
    bool     color;
    bool     dropped;          /* the last one repeated another, or is silenced: its help goes too */
    VEC(const char *) silenced;   /* options of warnings that nobody wants to see */
} Diag;

void diag_init(Diag *d, Arena *a, Sources *s);

/* One error at one place is reported once: a second diagnostic with the same span and text is dropped. */
void diag_error(Diag *d, Span at, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_warn(Diag *d, Span at, const char *option, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Adds "help: ..." to the diagnostic reported last (also if that was dropped as a repetition: then not). */
void diag_help(Diag *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool diag_failed(const Diag *d);
/* Sorted by place, GNU form with source line and caret, to `out`. */
void diag_print(const Diag *d, FILE *out);

/* The machine's failures (memory, files): one line on stderr, exit status 2. */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Our own: "internal error" with version and how to report it, exit status 3. */
_Noreturn void unreachable_at(const char *file, int line, const char *what);
#define unreachable(what) unreachable_at(__FILE__, __LINE__, (what))

#endif
