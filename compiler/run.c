/* run.c: builds a program in a directory of its own, runs it and clears up, also when a signal ends us.
 * SPDX-License-Identifier: MIT */
#include "run.h"

#include <stdio.h>
#include <string.h>
#include "child.h"
#include "fault.h"
#include "output.h"

typedef struct Place { char *directory, *source, *program; } Place;

static int build(Arena *a, const Options *o, const Home *h, const Place *p);

int run(Arena *a, const Options *o, const Home *h, const Text *text)
{
    int status = STATUS_USAGE;
    Place p = { .directory = NULL };

    child_watch();
    if (!(p.directory = scratch_open(a)))
        return STATUS_USAGE;
    p.source = arena_printf(a, "%s/program.c", p.directory);
    p.program = arena_printf(a, "%s/program", p.directory);
    if (output_write(a, p.source, text, false)) {
        status = build(a, o, h, &p);
        if (status == STATUS_FINE && !child_stopped())
            status = child_run(p.program, o->arguments, true);
    }
    scratch_close(a, p.directory, o->keep);
    return child_stopped() ? 128 + child_stopped() : status;
}

/* ---- the C compiler ---- */

/* Headers that @extern names are looked for beside the source. */
static void add_flags(Arena *a, Words *w, const Options *o, const Home *h)
{
    const char *file = o->files.at[0], *slash = strrchr(file, '/');

    words_add(a, w, "-std=c99");
    vec_push(a, w, arena_printf(a, "-O%s", o->optimize ? o->optimize : "1"));
    if (o->debug) {
        words_add(a, w, "-g");
        words_add(a, w, "-DAC_DEBUG");
        words_add(a, w, "-fsanitize=address,undefined");
        words_add(a, w, "-fno-sanitize-recover=undefined");
    }
    vec_push(a, w, arena_printf(a, "-I%s", h->runtime));
    vec_push(a, w, slash ? arena_printf(a, "-I%.*s", (int)(slash - file + 1), file) : "-I.");
}

static void add_runtime(Arena *a, Words *w, const Options *o, const Home *h)
{
    const char *port = o->clock == CLOCK_VIRTUAL ? "virtual" : "posix";
    const char *archive = home_archive(a, h, port, o->debug);

    if (archive) {
        words_add(a, w, archive);
        return;
    }
    Paths sources = home_sources(a, h, port, false);
    for (int i = 0; i < sources.n; i++)
        words_add(a, w, sources.at[i]);
}

static int build(Arena *a, const Options *o, const Home *h, const Place *p)
{
    Words w = { 0 };

    words_add_compiler(a, &w, NULL);
    add_flags(a, &w, o, h);
    words_add(a, &w, "-o");
    words_add(a, &w, p->program);
    words_add(a, &w, p->source);
    add_runtime(a, &w, o, h);
    words_add(a, &w, "-lm");
    vec_push(a, &w, NULL);
    int status = child_run(w.at[0], w.at, false);
    if (status == 0)
        return STATUS_FINE;
    if (status == NOT_STARTED)
        return STATUS_USAGE;
    if (!child_stopped())
        fprintf(stderr, "asyncc: %s refused the C made from %s; unless a header that it names by @extern is at fault,\n"
                        "asyncc: please report it with the program ('asyncc run --keep' keeps the C)\n", w.at[0], o->files.at[0]);
    return STATUS_FAULT;
}
