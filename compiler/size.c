/* size.c: has the C compiler compile the program and the runtime, and reads what it tells: the sizes of frames as text
 * in the object file, memory in the sections of what they are linked to, the stack in the call graph.
 *
 * Nothing is run, so the C compiler may be one for any machine.
 * SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700

#include "size.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/intern.h"
#include "child.h"
#include "core/core_walk.h"
#include "fault.h"
#include "output.h"

#define SAVES "ac_saves_"
enum { AT_ONCE_MAX = 8 };

typedef struct Build {
    Arena *arena;
    const Options *options;
    const Home *home;
    const char *directory, *port;
    Paths  sources;               /* of the runtime */
    bool   graphs;                /* the compiler writes call graphs */
} Build;

static bool measure(Build *b, const Job *job, SizeReport *r);
static int check_limit(const SizeReport *r, long limit);

int size(Arena *a, const Options *o, const Home *h, const Job *job)
{
    Build b = { .arena = a, .options = o, .home = h, .port = o->port };
    SizeReport r = { .arena = a, .file = o->files.at[0], .names = &job->names, .no_heap = o->no_heap };
    bool fine = false;

    b.sources = home_sources(a, h, b.port, o->no_heap);
    if (!b.sources.n) {
        fprintf(stderr, "asyncc: there is no port %s\n", b.port);
        return STATUS_USAGE;
    }
    child_watch();
    b.directory = scratch_open(a);
    if (!b.directory)
        return STATUS_USAGE;
    if (output_write(a, arena_printf(a, "%s/program.c", b.directory), &job->text, false))
        fine = measure(&b, job, &r);
    scratch_close(a, b.directory, o->keep);
    if (child_stopped())
        return 128 + child_stopped();
    if (!fine)
        return STATUS_USAGE;
    (o->json ? size_print_json : size_print)(&r);
    return o->max_ram ? check_limit(&r, o->max_ram) : STATUS_FINE;
}

static int check_limit(const SizeReport *r, long limit)
{
    fflush(stdout);
    if (!size_known(r)) {
        fprintf(stderr, "asyncc: %s: its memory is not known, so not within --max-ram=%ld\n", r->file, limit);
        return STATUS_SOURCE;
    }
    if (size_total(r) > limit)
        fprintf(stderr, "asyncc: %s: %ld bytes are more than --max-ram=%ld\n", r->file, size_total(r), limit);
    return size_total(r) > limit ? STATUS_SOURCE : STATUS_FINE;
}

/* ---- the C compiler ---- */

static const char *in_directory(const Build *b, const char *name)
{
    return arena_printf(b->arena, "%s/%s", b->directory, name);
}

static bool has_level(const Words *w)
{
    for (int i = 0; i < w->n; i++)
        if (strncmp(w->at[i], "-O", 2) == 0)
            return true;
    return false;
}

static Words compiler(const Build *b)
{
    Words w = { 0 };
    const char *file = b->options->files.at[0], *slash = strrchr(file, '/');

    words_add_compiler(b->arena, &w, b->options->cc);
    words_add(b->arena, &w, "-std=c99");
    if (b->options->optimize || !has_level(&w))
        vec_push(b->arena, &w, arena_printf(b->arena, "-O%s", b->options->optimize ? b->options->optimize : "s"));
    vec_push(b->arena, &w, arena_printf(b->arena, "-I%s", b->home->runtime));
    vec_push(b->arena, &w, slash ? arena_printf(b->arena, "-I%.*s", (int)(slash - file + 1), file) : "-I.");
    return w;
}

static pid_t start_compiling(const Build *b, const char *source, const char *object, bool sections, bool quiet)
{
    Words w = compiler(b);

    if (b->graphs)                           /* equal functions stay apart: the graph has no names for merged ones */
        words_add_split(b->arena, &w, "-fcallgraph-info=su -fno-ipa-icf");
    if (sections) {
        words_add(b->arena, &w, "-ffunction-sections");
        words_add(b->arena, &w, "-fdata-sections");
    }
    words_add(b->arena, &w, "-c");
    words_add(b->arena, &w, "-o");
    words_add(b->arena, &w, object);
    words_add(b->arena, &w, source);
    vec_push(b->arena, &w, NULL);
    return child_start(w.at[0], w.at, quiet);
}

/* With its call graph, if that can be had. */
static bool compile_program(Build *b)
{
    const char *source = in_directory(b, "program.c"), *object = in_directory(b, "program.o");

    b->graphs = true;
    if (child_wait(start_compiling(b, source, object, false, true)) == 0)
        return true;
    b->graphs = false;
    return !child_stopped() && child_wait(start_compiling(b, source, object, false, false)) == 0;
}

static const char *object_of(const Build *b, int i, const char *suffix)
{
    return arena_printf(b->arena, "%s/%d.%s", b->directory, i, suffix);
}

static bool compile_runtime(const Build *b)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int at_once = processors < 1 ? 1 : processors > AT_ONCE_MAX ? AT_ONCE_MAX : (int)processors;
    pid_t running[AT_ONCE_MAX];
    bool fine = true;

    for (int i = 0; i < b->sources.n + at_once; i++) {
        if (i >= at_once && i - at_once < b->sources.n)
            fine &= child_wait(running[i % at_once]) == 0;
        if (i < b->sources.n)
            running[i % at_once] = start_compiling(b, b->sources.at[i], object_of(b, i, "o"), true, false);
    }
    return fine && !child_stopped();
}

/* Specs and linker scripts are for whole programs. */
static bool is_for_programs(const char *word)
{
    return strncmp(word, "--specs", 7) == 0 || strncmp(word, "-specs", 6) == 0 || strncmp(word, "-T", 2) == 0;
}

/* What main reaches, without start-up files and libraries: what they would give stays undefined. */
static bool link_program(const Build *b)
{
    Words all = { 0 }, w = { 0 };

    words_add_compiler(b->arena, &all, b->options->cc);
    for (int i = 0; i < all.n; i++)
        if (!is_for_programs(all.at[i]))
            words_add(b->arena, &w, all.at[i]);
    words_add_split(b->arena, &w, "-r -nostdlib -Wl,--gc-sections -Wl,-e,main -o");
    words_add(b->arena, &w, in_directory(b, "linked.o"));
    words_add(b->arena, &w, in_directory(b, "program.o"));
    for (int i = 0; i < b->sources.n; i++)
        words_add(b->arena, &w, object_of(b, i, "o"));
    vec_push(b->arena, &w, NULL);
    return child_wait(child_start(w.at[0], w.at, true)) == 0;
}

/* ---- what it tells ---- */

typedef struct Floats { Arena *arena; bool found; } Floats;

/* A float, or something that may hold some. */
static void note_type(Floats *f, const Type *t)
{
    if (t && t != type_any && !f->found)
        f->found = strstr(type_text(f->arena, t), "float") != NULL;
}

static void note_expr(CoreExpr *e, void *floats)
{
    note_type(floats, e->type);
    core_each_operand(e, note_expr, floats);
}

static void note_body(CoreStmts *body, void *floats)
{
    for (int i = 0; i < body->n; i++) {
        core_each_expr(body->at[i], note_expr, floats);
        core_each_body(body->at[i], note_body, floats);
    }
}

static bool has_floats(Arena *a, const Core *core)
{
    Floats f = { a, false };

    for (int i = 0; i < core->globals.n; i++)
        note_type(&f, core->globals.at[i]->type);
    for (int i = 0; i < core->fns.n && !f.found; i++) {
        CoreFn *fn = core->fns.at[i];
        for (int k = 0; k < fn->vars.n; k++)
            note_type(&f, fn->vars.at[k]->type);
        if (fn->result)
            note_type(&f, fn->result->type);
        note_body(&fn->body, &f);
    }
    return f.found;
}

/* What the objects of the runtime tell: functions that others may replace, and the port's own handlers (AC_SAVES in
 * runtime/bare.h). */
static void read_symbols(const Build *b, SizeReport *r)
{
    for (int i = 0; i < b->sources.n; i++) {
        Object o;
        bool fine = object_read(b->arena, object_of(b, i, "o"), &o);
        for (int k = 0; fine && k < o.symbols.n; k++) {
            const ObjectSymbol *s = &o.symbols.at[k];
            bool saves = s->is_absolute && strncmp(s->name, SAVES, strlen(SAVES)) == 0;
            StackNode *handler = saves ? stack_find(r->stack, s->name + strlen(SAVES)) : NULL;
            if (handler)
                vec_push(b->arena, &r->interrupts, ((Interrupt){ handler, (long)s->value }));
            if (s->is_weak && s->is_function)
                stack_weak(r->stack, s->name);
        }
    }
}

/* Those of the program are called by the port's, or by the processor. */
static void read_interrupts(const Build *b, const Job *job, SizeReport *r)
{
    int own = r->interrupts.n;
    long saved = 0;

    for (int i = 0; i < own; i++)
        if (r->interrupts.at[i].saved > saved)
            saved = r->interrupts.at[i].saved;
    for (int i = 0; i < job->core->exports.n; i++) {
        StackNode *handler = job->core->exports.at[i]->interrupt ? stack_find(r->stack, job->core->exports.at[i]->name) : NULL;
        bool called = false;
        for (int k = 0; handler && k < own; k++)
            called |= stack_reaches(r->stack, r->interrupts.at[k].handler, handler);
        if (handler && !called)
            vec_push(b->arena, &r->interrupts, ((Interrupt){ handler, saved }));
    }
}

static void read_graph(const Build *b, const Job *job, SizeReport *r)
{
    PointerCalls *pointers = pointer_calls_new(b->arena);
    Paths files = home_files(b->arena, b->home, b->port, b->options->no_heap);
    Map *generators = arena_new(b->arena, Map);
    StackFacts *facts = arena_new(b->arena, StackFacts);

    map_init(generators, b->arena);
    for (int i = 0; i < job->names.n; i++)
        if (((const CoreFn *)job->names.entry[i].key)->is_generator)
            map_put(generators, intern(arena_printf(b->arena, "%s_resume", (const char *)job->names.entry[i].value)), generators);
    pointer_calls_read(pointers, in_directory(b, "program.c"));
    for (int i = 0; i < files.n; i++)
        pointer_calls_read(pointers, files.at[i]);
    *facts = (StackFacts){ &r->linked, generators, has_floats(b->arena, job->core) };
    r->stack = stack_new(b->arena, pointers, facts);
    stack_read(r->stack, in_directory(b, "program.ci"));
    for (int i = 0; i < b->sources.n; i++)
        stack_read(r->stack, object_of(b, i, "ci"));
    read_symbols(b, r);
    stack_settle(r->stack);
    r->main = stack_find(r->stack, "main");
    if (r->main)
        r->gaps = stack_gaps(r->stack, r->main);
    read_interrupts(b, job, r);
}

static bool measure(Build *b, const Job *job, SizeReport *r)
{
    const char *object;
    size_t length = 0;

    if (!compile_program(b))
        return false;
    object = object_text(b->arena, in_directory(b, "program.o"), &length);
    if (!object || !sizes_read(b->arena, object, length, job->core, &r->sizes)) {
        fprintf(stderr, "asyncc: the C compiler left no table of sizes in its object file (is it told to optimize when linking?)\n");
        return false;
    }
    if (!compile_runtime(b))
        return false;
    r->has_memory = link_program(b) && object_read(b->arena, in_directory(b, "program.o"), &r->program) &&
                    object_read(b->arena, in_directory(b, "linked.o"), &r->linked);
    if (b->graphs && r->has_memory)
        read_graph(b, job, r);
    return true;
}
