/* bundle.c: what the program names, and what that names in turn, in the order of the runtime's files.
 * SPDX-License-Identifier: MIT */
#include "bundle.h"

#include <string.h>
#include "base/intern.h"
#include "base/source.h"

typedef struct Work {
    Arena   *arena;
    Runtime *runtime;
    VEC(Item *) queue;
} Work;

typedef struct Print {
    Arena        *arena;
    Text          text;
    const Branch *branch;         /* the #ifs that are open */
} Print;

bool bundle_read(Bundle *b, Arena *a, const Home *h, const char *port, bool no_heap)
{
    return runtime_scan(&b->runtime, a, h, port, no_heap);
}

const Map *bundle_taken(Bundle *b)
{
    return &b->runtime.names;
}

/* ---- what is needed --------------------------------------------------------------------------- */

static void need_items(Work *w, ItemList *list)
{
    for (int i = 0; list && i < list->items.n; i++) {
        Item *item = list->items.at[i];
        if (item->needed || item->kind != ITEM_CODE)
            continue;
        item->needed = true;
        vec_push(w->arena, &w->queue, item);
    }
}

/* A name means what its own file makes of it, else what all see. */
static void need(Work *w, const CFile *from, const char *name)
{
    ItemList *list = from ? map_get(&from->names, name) : NULL;

    need_items(w, list);
    if (!list || !map_get(&from->own, name))
        need_items(w, map_get(&w->runtime->names, name));
}

static void need_conditions(Work *w, const CFile *from, const Branch *b)
{
    for (; b; b = b->outer)
        for (int i = 0; i <= b->part; i++) {
            Words words = { 0 };
            c_words(w->arena, b->group->directive.at[i], &words);
            for (int k = 0; k < words.n; k++)
                need(w, from, words.at[k]);
        }
}

static void need_of(Work *w, const Item *item)
{
    item->file->used = true;
    for (int i = 0; i < item->uses.n; i++)
        need(w, item->file, item->uses.at[i]);
    need_conditions(w, item->file, item->branch);
}

/* What stands in for a function steps back where another file of the bundle has it, or the program. */
static bool is_defined_elsewhere(const Runtime *r, const Item *item)
{
    const ItemList *list = item->stands_in && item->defines.n == 1 ? map_get(&r->names, item->defines.at[0]) : NULL;

    if (list && map_get(&r->handlers, item->defines.at[0]))
        return true;
    for (int i = 0; list && i < list->items.n; i++)
        if (list->items.at[i]->file != item->file && !list->items.at[i]->file->header && list->items.at[i]->needed)
            return true;
    return false;
}

static void need_kept(Work *w, const Runtime *r)
{
    for (int i = 0; i < r->files.n; i++)
        for (int k = 0; k < r->files.at[i]->items.n; k++)
            if (r->files.at[i]->items.at[k]->kept && !r->files.at[i]->items.at[k]->needed) {
                r->files.at[i]->items.at[k]->needed = true;
                vec_push(w->arena, &w->queue, r->files.at[i]->items.at[k]);
            }
}

/* What C calls beside the functions that a program exports: see ac_calls.h. */
static void need_called(Work *w)
{
    static const char *const called[] = { "ac_run_once", "ac_error_name", "ac_error_text", "ac_error_print", "ac_error_clear" };

    for (size_t i = 0; i < sizeof called / sizeof called[0]; i++)
        need(w, NULL, intern(called[i]));
}

static void close_over(Work *w, Slice program)
{
    const char *failed = intern("ac_c_failed"), *begin = intern("ac_begin");
    Words words = { 0 };
    bool called = false;

    c_words(w->arena, program, &words);
    need(w, NULL, intern("AC_UNUSED"));
    for (int i = 0; i < words.n; i++) {
        need(w, NULL, words.at[i]);
        called |= words.at[i] == failed || words.at[i] == begin;
    }
    if (called)
        need_called(w);
    need_kept(w, w->runtime);
    while (w->queue.n)
        need_of(w, w->queue.at[--w->queue.n]);
}

/* ---- printing --------------------------------------------------------------------------------- */

static void print(Print *p, Slice s)
{
    vec_push(p->arena, &p->text, s);
}

static void print_text(Print *p, const char *text)
{
    print(p, (Slice){ text, strlen(text) });
}

static int depth_of(const Branch *b)
{
    int n = 0;
    for (; b; b = b->outer)
        n++;
    return n;
}

static const Branch *outer_at(const Branch *b, int depth)
{
    for (int n = depth_of(b); n > depth; n--)
        b = b->outer;
    return b;
}

static void print_line(Print *p, Slice line)
{
    print(p, line);
    print_text(p, "\n");
}

/* Closes and opens #ifs until `to` is where we are. */
static void move_to(Print *p, const Branch *to)
{
    int common = 0, here = depth_of(p->branch), there = depth_of(to);

    while (common < here && common < there && outer_at(p->branch, common + 1)->group == outer_at(to, common + 1)->group &&
           outer_at(p->branch, common + 1)->part == outer_at(to, common + 1)->part)
        common++;
    for (; here > common + 1; here--)
        print_text(p, "#endif\n");
    const Branch *old = here > common ? outer_at(p->branch, common + 1) : NULL, *new = there > common ? outer_at(to, common + 1) : NULL;
    if (old && new && old->group == new->group) {
        for (int i = old->part + 1; i <= new->part; i++)
            print_line(p, new->group->directive.at[i]);
        common++;
    } else if (old) {
        print_text(p, "#endif\n");
    }
    for (; common < there; common++) {
        const Branch *b = outer_at(to, common + 1);
        for (int i = 0; i <= b->part; i++)
            print_line(p, b->group->directive.at[i]);
    }
    p->branch = to;
}

static void print_item(Print *p, const Item *item)
{
    if (item->apart && !p->branch)
        print_text(p, "\n");
    move_to(p, item->branch);
    print_line(p, item_in_bundle(p->arena, item));
}

/* #include <...> of every file of which something is used, and before them what they ask the system for. */
static void print_system(Print *p, const Runtime *r, ItemKind kind)
{
    Map seen;

    map_init(&seen, p->arena);
    for (int i = 0; i < r->files.n; i++)
        for (int k = 0; r->files.at[i]->used && k < r->files.at[i]->items.n; k++) {
            const Item *item = r->files.at[i]->items.at[k];
            const char *text = intern_n(item->text.at, item->text.n);
            if (item->kind != kind || map_get(&seen, text))
                continue;
            if (!item->branch)
                map_put(&seen, text, (void *)item);
            move_to(p, item->branch);
            print_line(p, item->text);
        }
    move_to(p, NULL);
}

static void print_file(Print *p, const Runtime *r, const CFile *f)
{
    if (f->used)
        print_text(p, arena_printf(p->arena, "\n/* ---- asyncc: runtime/%s ---- */\n\n", f->name));
    for (int i = 0; i < f->items.n; i++)
        if (f->items.at[i]->needed && !is_defined_elsewhere(r, f->items.at[i]))
            print_item(p, f->items.at[i]);
        else if (f->items.at[i]->header)
            print_file(p, r, f->items.at[i]->header);
    move_to(p, NULL);
}

static void print_files(Print *p, const Runtime *r, bool headers)
{
    for (int i = 0; i < r->files.n; i++)
        if (r->files.at[i]->header == headers && !r->files.at[i]->nested)
            print_file(p, r, r->files.at[i]);
}

/* ---- the program ------------------------------------------------------------------------------ */

static bool begins(const char *at, const char *end, const char *text)
{
    return (size_t)(end - at) >= strlen(text) && memcmp(at, text, strlen(text)) == 0;
}

/* Headers of the runtime are there already. */
static bool includes_runtime(const Runtime *r, const char *at, const char *end)
{
    for (int i = 0; i < r->files.n; i++)
        if (r->files.at[i]->header && begins(at, end, arena_printf(r->arena, "#include \"%s\"", r->files.at[i]->name)))
            return true;
    return false;
}

/* Of a header of the runtime that no file of it includes: registers. It stays where the program has it, as it asks what the
 * program's own headers define. NULL: the line includes none. */
static const Source *header_of_program(const Runtime *r, const char *at, const char *end)
{
    static const char *const headers[] = { "ac_registers.h" };
    Sources sources = { .arena = r->arena };

    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        if (begins(at, end, arena_printf(r->arena, "#include \"%s\"", headers[i])))
            return source_read(&sources, arena_printf(r->arena, "%s/%s", r->home->runtime, headers[i]));
    return NULL;
}

/* The program's lines, but for headers that are there already. */
static void own_lines(const Runtime *r, Slice program, Text *out)
{
    const char *all = program.at + program.n;
    const Source *header;

    for (const char *at = program.at, *end; at < all; at = end) {
        end = memchr(at, '\n', (size_t)(all - at));
        end = end ? end + 1 : all;
        if (*at == '#' && (header = header_of_program(r, at, end)) != NULL)
            own_lines(r, (Slice){ header->text, header->length }, out);
        else if (*at != '#' || !includes_runtime(r, at, end))
            vec_push(r->arena, out, ((Slice){ at, (size_t)(end - at) }));
    }
}

static Slice joined(Arena *a, const Text *text)
{
    size_t n = 0;

    for (int i = 0; i < text->n; i++)
        n += text->at[i].n;
    char *all = arena_alloc(a, n + 1);
    n = 0;
    for (int i = 0; i < text->n; n += text->at[i++].n)
        memcpy(all + n, text->at[i].at, text->at[i].n);
    return (Slice){ all, n };
}

static bool stands_in(const Runtime *r, const char *name)
{
    const ItemList *list = map_get(&r->names, name);

    for (int i = 0; list && i < list->items.n; i++)
        if (list->items.at[i]->stands_in)
            return true;
    return false;
}

/* Those that the program defines for the runtime or the builder's table of vectors: a line "void name(void)", and one "{". */
static void find_handlers(Runtime *r, const Text *lines)
{
    static const char type[] = "void ", rest[] = "(void)\n";

    map_init(&r->handlers, r->arena);
    for (int i = 0; i + 1 < lines->n; i++) {
        Slice line = lines->at[i];
        size_t around = sizeof type - 1 + sizeof rest - 1;
        if (*lines->at[i + 1].at != '{' || line.n <= around || !begins(line.at, line.at + line.n, type) ||
            memcmp(line.at + line.n - (sizeof rest - 1), rest, sizeof rest - 1) != 0)
            continue;
        const char *name = intern_n(line.at + sizeof type - 1, line.n - around);
        if (stands_in(r, name) || map_get(&r->tested, intern("AC_VECTORS")))
            map_put(&r->handlers, name, (void *)name);
    }
}

/* A table of vectors, which is the C compiler's to read, takes no default for these: see cortexm/startup.c. */
static void print_handlers(Print *p, const Runtime *r)
{
    for (int i = 0; i < r->handlers.n; i++)
        print_text(p, arena_printf(p->arena, "void %s(void);\n#define AC_DEFINES_%s ,\n", (const char *)r->handlers.entry[i].key,
                                   (const char *)r->handlers.entry[i].key));
}

Text bundle_text(Bundle *b, Arena *a, const Text *text)
{
    Text lines = { 0 };
    Work w = { .arena = a, .runtime = &b->runtime };
    Print p = { .arena = a };

    own_lines(&b->runtime, joined(a, text), &lines);
    find_handlers(&b->runtime, &lines);
    Slice program = joined(a, &lines);
    close_over(&w, program);
    print_text(&p, "/* One file: a program made by asyncc, and before it what it needs of asyncc's runtime, which is licenced so:\n"
                   " * SPDX-License-Identifier: MIT */\n");
    print_system(&p, &b->runtime, ITEM_FEATURE);
    print_system(&p, &b->runtime, ITEM_SYSTEM);
    print_handlers(&p, &b->runtime);
    print_files(&p, &b->runtime, true);
    print_files(&p, &b->runtime, false);
    print_text(&p, "\n/* ---- the program ---- */\n\n");
    print(&p, program);
    return p.text;
}
