/* run.c: builds a program in a directory of its own, runs it and clears up, also when a signal ends us.
 *
 * While a child runs, SIGTERM and SIGHUP are passed on to it and we end after it. Ctrl-C reaches the
 * program from the terminal; it decides what that means.
 * SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700

#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fault.h"
#include "output.h"

typedef struct Place { char *directory, *source, *program; } Place;
typedef VEC(char *) Words;

enum { NOT_STARTED = 127 };                  /* as a shell tells of a command that is not there */

static volatile sig_atomic_t child, program_runs, stopped;

static bool open_place(Arena *a, Place *p);
static void close_place(const Place *p, bool keep);
static void watch_signals(void);
static int  build(Arena *a, const Options *o, const Home *h, const Place *p);
static int  execute(const Options *o, const Place *p);

int run(Arena *a, const Options *o, const Home *h, const Text *text)
{
    int status = STATUS_USAGE;
    Place p;

    watch_signals();
    if (!open_place(a, &p))
        return STATUS_USAGE;
    if (output_write(a, p.source, text, false)) {
        status = build(a, o, h, &p);
        if (status == STATUS_FINE && !stopped)
            status = execute(o, &p);
    }
    close_place(&p, o->keep);
    return stopped ? 128 + (int)stopped : status;
}

/* ---- the directory ---- */

static bool open_place(Arena *a, Place *p)
{
    const char *where = getenv("TMPDIR");

    p->directory = arena_printf(a, "%s/asyncc-XXXXXX", where && *where ? where : "/tmp");
    if (!mkdtemp(p->directory)) {
        fprintf(stderr, "asyncc: cannot make a directory in %s: %s\n", where && *where ? where : "/tmp", strerror(errno));
        return false;
    }
    p->source = arena_printf(a, "%s/program.c", p->directory);
    p->program = arena_printf(a, "%s/program", p->directory);
    return true;
}

static void close_place(const Place *p, bool keep)
{
    if (keep) {
        fprintf(stderr, "asyncc: kept %s\n", p->directory);
        return;
    }
    unlink(p->source);
    unlink(p->program);
    rmdir(p->directory);
}

/* ---- children ---- */

static void pass_on(int number)
{
    if (program_runs && (number == SIGINT || number == SIGQUIT))
        return;
    if (child)
        kill((pid_t)child, number);
    stopped = number;
}

static void watch_signals(void)
{
    static const int ending[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = pass_on }, old;

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        if (sigaction(ending[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(ending[i], &action, NULL);
    signal(SIGCHLD, SIG_DFL);                /* whoever ignored it would take the child's status away */
}

/* Runs `file` to its end: the status, 128 + the signal's number, or NOT_STARTED. Handlers fall back to the
 * default in the new program by themselves. */
static int run_child(const char *file, char **argv)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        execvp(file, argv);
        fprintf(stderr, "asyncc: cannot run %s: %s\n", file, strerror(errno));
        _exit(NOT_STARTED);
    }
    if (pid < 0) {
        fprintf(stderr, "asyncc: cannot run %s: %s\n", file, strerror(errno));
        return NOT_STARTED;
    }
    child = (sig_atomic_t)pid;
    if (stopped)
        kill(pid, (int)stopped);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    child = 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- the C compiler ---- */

static void add(Arena *a, Words *w, const char *word)
{
    vec_push(a, w, arena_printf(a, "%s", word));
}

/* $CC may be several words: "ccache gcc". */
static void add_compiler(Arena *a, Words *w)
{
    const char *cc = getenv("CC");

    for (const char *p = cc ? cc : ""; *(p += strspn(p, " \t"));) {
        int n = (int)strcspn(p, " \t");
        vec_push(a, w, arena_printf(a, "%.*s", n, p));
        p += n;
    }
    if (w->n == 0)
        add(a, w, "cc");
}

/* Headers that @extern names are looked for beside the source. */
static void add_flags(Arena *a, Words *w, const Options *o, const Home *h)
{
    const char *file = o->files.at[0], *slash = strrchr(file, '/');

    add(a, w, "-std=c99");
    vec_push(a, w, arena_printf(a, "-O%s", o->optimize));
    if (o->debug) {
        add(a, w, "-g");
        add(a, w, "-DAC_DEBUG");
        add(a, w, "-fsanitize=address,undefined");
        add(a, w, "-fno-sanitize-recover=undefined");
    }
    vec_push(a, w, arena_printf(a, "-I%s", h->runtime));
    vec_push(a, w, slash ? arena_printf(a, "-I%.*s", (int)(slash - file + 1), file) : "-I.");
}

static void add_runtime(Arena *a, Words *w, const Options *o, const Home *h)
{
    const char *port = o->clock == CLOCK_VIRTUAL ? "virtual" : "posix";
    const char *archive = home_archive(a, h, port, o->debug);

    if (archive) {
        add(a, w, archive);
        return;
    }
    Paths sources = home_sources(a, h, port, true);
    for (int i = 0; i < sources.n; i++)
        add(a, w, sources.at[i]);
}

static int build(Arena *a, const Options *o, const Home *h, const Place *p)
{
    Words w = { 0 };

    add_compiler(a, &w);
    add_flags(a, &w, o, h);
    add(a, &w, "-o");
    add(a, &w, p->program);
    add(a, &w, p->source);
    add_runtime(a, &w, o, h);
    add(a, &w, "-lm");
    vec_push(a, &w, NULL);
    int status = run_child(w.at[0], w.at);
    if (status == 0)
        return STATUS_FINE;
    if (status == NOT_STARTED)
        return STATUS_USAGE;
    if (!stopped)
        fprintf(stderr, "asyncc: %s refused the C made from %s; unless a header that it names by @extern is at fault,\n"
                        "asyncc: please report it with the program ('asyncc run --keep' keeps the C)\n", w.at[0], o->files.at[0]);
    return STATUS_FAULT;
}

/* ---- the program ---- */

static int execute(const Options *o, const Place *p)
{
    program_runs = 1;
    int status = run_child(p->program, o->arguments);
    program_runs = 0;
    return status;
}
