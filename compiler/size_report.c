/* size_report.c: the report of asyncc size, as a text and in JSON.
 * SPDX-License-Identifier: MIT */
#include "size.h"

#include <stdio.h>
#include <string.h>

static const char *var_name(const CoreVar *v)
{
    return v->kind == VAR_RESULT ? "result" : v->name ? v->name : "temporary";
}

static const char *part_name(const FramePart *p)
{
    return p->callee ? p->callee->name : var_name(p->var);
}

static StackNode *resume_of(const SizeReport *r, const CoreFn *fn)
{
    const char *name = map_get(r->names, fn);

    return r->main && name ? stack_find(r->stack, arena_printf(r->arena, "%s_resume", name)) : NULL;
}

long size_static(const SizeReport *r)
{
    return (long)(r->linked.data + r->linked.bss);
}

long size_total(const SizeReport *r)
{
    long bytes = size_static(r) + (r->main ? stack_worst(r->stack, r->main) : 0);

    for (int i = 0; i < r->interrupts.n; i++)
        bytes += stack_worst(r->stack, r->interrupts.at[i].handler) + r->interrupts.at[i].saved;
    return bytes;
}

bool size_known(const SizeReport *r)
{
    return r->has_memory && r->main;
}

bool size_bounded(const SizeReport *r)
{
    return size_known(r) && r->gaps.recursive.n == 0 && r->gaps.unfixed.n == 0;
}

static bool is_linked(const SizeReport *r, const char *function)
{
    for (int i = 0; i < r->linked.symbols.n; i++)
        if (r->linked.symbols.at[i].is_function && strcmp(r->linked.symbols.at[i].name, function) == 0)
            return true;
    return false;
}

/* Is more allocated than is counted? An arena is static memory. */
static bool has_heap(const SizeReport *r)
{
    return is_linked(r, "ac_mem_alloc") && !is_linked(r, "arena_alloc");
}

/* ---- frames ---- */

/* Two parts lie in the same bytes. */
static bool overlap(const FramePart *x, const FramePart *y)
{
    return x != y && x->at < y->at + y->bytes && y->at < x->at + x->bytes;
}

static void print_sharing(const FrameSize *f, const FramePart *p)
{
    const char *between = "shares bytes with ";

    for (int i = 0; i < f->parts.n; i++)
        if (overlap(p, &f->parts.at[i])) {
            printf("%s%s", between, part_name(&f->parts.at[i]));
            between = ", ";
        }
}

static void print_part(const FrameSize *f, const FramePart *p)
{
    printf("  %5ld %5ld  %s%-*s ", p->at, p->bytes, p->callee ? "frame of " : "", p->callee ? 11 : 20, part_name(p));
    print_sharing(f, p);
    putchar('\n');
}

static void print_await(const FrameSize *f, int state)
{
    const char *between = " ";

    printf("  at the await in line %d:", f->line[state]);
    for (int i = 0; i < f->parts.n; i++)
        if (f->parts.at[i].needed[state]) {
            printf("%s%s%s", between, f->parts.at[i].callee ? "frame of " : "", part_name(&f->parts.at[i]));
            between = ", ";
        }
    puts(between[0] == ' ' ? " nothing" : "");
}

static void print_chain(const SizeReport *r, StackNode *n)
{
    StackChain chain = stack_chain(r->stack, n);

    for (int i = 0; i < chain.n; i++)
        printf("%s%s %ld", i ? ", " : "", chain.at[i].name, chain.at[i].bytes);
    putchar('\n');
}

static void print_frame(const SizeReport *r, const FrameSize *f)
{
    StackNode *resume = resume_of(r, f->fn);

    printf("%s (%s:%d): frame %ld bytes, ", f->fn->name, f->fn->file, f->fn->line, f->bytes);
    if (f->fn->host)
        printf("with the head of %s\n", f->fn->host->name);
    else
        printf("as a task %ld\n", r->sizes.block + f->bytes);
    if (!f->fn->library) {
        if (!f->fn->host)
            printf("  %5d %5ld  head of the frame\n", 0, r->sizes.head);
        for (int i = 0; i < f->parts.n; i++)
            print_part(f, &f->parts.at[i]);
        for (int state = 1; state <= f->fn->awaits; state++)
            print_await(f, state);
        printf("  nothing shared: %ld, as laid out: %ld, coloured: %ld\n", f->apart, f->bytes, f->packed);
    }
    if (resume && !f->fn->library) {
        printf("  stack of a resume: %ld = ", stack_worst(r->stack, resume));
        print_chain(r, resume);
    }
}

/* ---- places ---- */

static const char *object_kind(const CoreObject *o)
{
    return o->fn ? "task" : o->is_exception ? "exception" : "object";
}

static const char *object_name(const CoreObject *o)
{
    return o->fn ? o->fn->name : o->struct_name ? o->struct_name : o->class->python_name;
}

static void print_place(const char *kind, const char *name, int n, long bytes)
{
    printf("%s %s: %d of %ld bytes, %ld together", kind, name, n, bytes, n * bytes);
}

static void print_places(const SizeReport *r)
{
    for (int i = 0; i < r->sizes.pools.n; i++) {
        const PoolSize *p = &r->sizes.pools.at[i];
        print_place("pool", p->pool->name, p->pool->n, p->bytes);
        puts(r->no_heap ? "" : ", allocated when they are made");
    }
    for (int i = 0; i < r->sizes.objects.n; i++) {
        const ObjectSize *o = &r->sizes.objects.at[i];
        print_place(object_kind(o->object), object_name(o->object), o->object->n, o->bytes / o->object->n);
        putchar('\n');
    }
}

/* ---- the program ---- */

static void print_names(const char *title, const Spellings *names)
{
    if (names->n)
        printf("%s", title);
    for (int i = 0; i < names->n; i++)
        printf("%s%s", i ? ", " : " ", names->at[i]);
    if (names->n)
        putchar('\n');
}

static void print_total(const SizeReport *r)
{
    if (!r->has_memory) {
        puts("static memory and stack: unknown, as the C compiler makes no object files in ELF");
        return;
    }
    printf("static memory: %ld bytes, %ld of the program and %ld of the runtime\n", size_static(r),
           (long)(r->program.data + r->program.bss), size_static(r) - (long)(r->program.data + r->program.bss));
    if (!r->main) {
        puts("stack: unknown, as the C compiler writes no call graph (gcc does)");
        return;
    }
    printf("stack: %ld bytes = ", stack_worst(r->stack, r->main));
    print_chain(r, r->main);
    for (int i = 0; i < r->interrupts.n; i++) {
        const Interrupt *one = &r->interrupts.at[i];
        printf("stack of an interrupt: %ld bytes = ", stack_worst(r->stack, one->handler) + one->saved);
        if (one->saved)
            printf("saved by the processor %ld, ", one->saved);
        print_chain(r, one->handler);
    }
    print_names("  not in it, as they are not compiled here:", &r->gaps.unknown);
    print_names("  counted once, but they may come back to themselves:", &r->gaps.recursive);
    print_names("  of no fixed size:", &r->gaps.unfixed);
    printf("total: %ld bytes%s\n", size_total(r), has_heap(r) ? ", and what is allocated" : "");
}

void size_print(const SizeReport *r)
{
    for (int i = 0; i < r->sizes.frames.n; i++)
        print_frame(r, &r->sizes.frames.at[i]);
    for (int i = 0; i < r->sizes.classes.n; i++)
        printf("class %s: %ld bytes an object\n", r->sizes.classes.at[i].class->name, r->sizes.classes.at[i].bytes);
    print_places(r);
    print_total(r);
}

/* ---- JSON ---- */

static void print_text(const char *text)
{
    putchar('"');
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p < ' ' || *p == '"' || *p == '\\' || *p == 127)
            printf("\\u%04x", *p);
        else
            putchar(*p);
    putchar('"');
}

static void json_names(const char *key, const Spellings *names)
{
    printf(", \"%s\": [", key);
    for (int i = 0; i < names->n; i++) {
        fputs(i ? ", " : "", stdout);
        print_text(names->at[i]);
    }
    putchar(']');
}

static void json_stack(const SizeReport *r, StackNode *n)
{
    StackChain chain = stack_chain(r->stack, n);

    printf("{\"bytes\": %ld, \"calls\": [", stack_worst(r->stack, n));
    for (int i = 0; i < chain.n; i++) {
        fputs(i ? ", {\"name\": " : "{\"name\": ", stdout);
        print_text(chain.at[i].name);
        printf(", \"bytes\": %ld}", chain.at[i].bytes);
    }
    fputs("]}", stdout);
}

static void json_part(const FrameSize *f, const FramePart *p)
{
    const char *between = "";

    printf("{\"%s\": ", p->callee ? "frame" : "variable");
    print_text(part_name(p));
    printf(", \"at\": %ld, \"bytes\": %ld, \"shares\": [", p->at, p->bytes);
    for (int i = 0; i < f->parts.n; i++)
        if (overlap(p, &f->parts.at[i])) {
            fputs(between, stdout);
            print_text(part_name(&f->parts.at[i]));
            between = ", ";
        }
    fputs("], \"awaits\": [", stdout);
    between = "";
    for (int state = 1; state <= f->fn->awaits; state++)
        if (p->needed[state]) {
            printf("%s%d", between, f->line[state]);
            between = ", ";
        }
    fputs("]}", stdout);
}

static void json_frame(const SizeReport *r, const FrameSize *f)
{
    StackNode *resume = resume_of(r, f->fn);

    fputs("{\"name\": ", stdout);
    print_text(f->fn->name);
    fputs(", \"file\": ", stdout);
    print_text(f->fn->file);
    printf(", \"line\": %d, \"library\": %s, \"frame\": %ld, ", f->fn->line, f->fn->library ? "true" : "false", f->bytes);
    if (f->fn->host) {
        fputs("\"host\": ", stdout);
        print_text(f->fn->host->name);
    } else {
        printf("\"task\": %ld", r->sizes.block + f->bytes);
    }
    printf(", \"unshared\": %ld, \"coloured\": %ld, \"parts\": [", f->apart, f->packed);
    for (int i = 0; i < f->parts.n; i++) {
        fputs(i ? ",\n    " : "\n    ", stdout);
        json_part(f, &f->parts.at[i]);
    }
    fputs("]", stdout);
    if (resume) {
        fputs(", \"stack\": ", stdout);
        json_stack(r, resume);
    }
    putchar('}');
}

static void json_place(int i, const char *kind, const char *name, int n, long bytes)
{
    fputs(i ? ", {" : "{", stdout);
    if (kind)
        printf("\"kind\": \"%s\", ", kind);
    fputs("\"name\": ", stdout);
    print_text(name);
    printf(", \"places\": %d, \"bytes\": %ld}", n, bytes);
}

/* Bytes of one place. */
static void json_places(const SizeReport *r)
{
    fputs(", \"pools\": [", stdout);
    for (int i = 0; i < r->sizes.pools.n; i++)
        json_place(i, NULL, r->sizes.pools.at[i].pool->name, r->sizes.pools.at[i].pool->n, r->sizes.pools.at[i].bytes);
    fputs("], \"objects\": [", stdout);
    for (int i = 0; i < r->sizes.objects.n; i++) {
        const ObjectSize *o = &r->sizes.objects.at[i];
        json_place(i, object_kind(o->object), object_name(o->object), o->object->n, o->bytes / o->object->n);
    }
    putchar(']');
}

static void json_memory(const SizeReport *r)
{
    printf(", \"static\": %ld, \"static_program\": %ld", size_static(r), (long)(r->program.data + r->program.bss));
    if (r->main) {
        fputs(", \"stack\": ", stdout);
        json_stack(r, r->main);
        fputs(", \"interrupts\": [", stdout);
        for (int i = 0; i < r->interrupts.n; i++) {
            fputs(i ? ", " : "", stdout);
            printf("{\"saved\": %ld, \"stack\": ", r->interrupts.at[i].saved);
            json_stack(r, r->interrupts.at[i].handler);
            putchar('}');
        }
        putchar(']');
        json_names("unknown", &r->gaps.unknown);
        json_names("recursive", &r->gaps.recursive);
        json_names("unfixed", &r->gaps.unfixed);
        printf(", \"total\": %ld, \"heap\": %s, \"bounded\": %s", size_total(r), has_heap(r) ? "true" : "false", size_bounded(r) ? "true" : "false");
    }
}

void size_print_json(const SizeReport *r)
{
    fputs("{\"file\": ", stdout);
    print_text(r->file);
    printf(", \"head\": %ld, \"task\": %ld, \"coroutines\": [", r->sizes.head, r->sizes.block);
    for (int i = 0; i < r->sizes.frames.n; i++) {
        fputs(i ? ",\n  " : "\n  ", stdout);
        json_frame(r, &r->sizes.frames.at[i]);
    }
    fputs("], \"classes\": [", stdout);
    for (int i = 0; i < r->sizes.classes.n; i++) {
        fputs(i ? ", {\"name\": " : "{\"name\": ", stdout);
        print_text(r->sizes.classes.at[i].class->name);
        printf(", \"bytes\": %ld}", r->sizes.classes.at[i].bytes);
    }
    fputs("]", stdout);
    json_places(r);
    if (r->has_memory)
        json_memory(r);
    puts("}");
}
