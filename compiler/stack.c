/* stack.c: functions and calls, strongly connected parts, the longest way.
 *
 * A call through a pointer goes to whatever it may reach (pointer_calls.h) and is linked. Functions that call each
 * other in a circle make a part; within one the deepest chain on which no function stands twice is looked for.
 *
 * To try all chains would take ages. But a chain that begins with f never comes back to f, and without f the rest of its
 * part mostly falls into smaller parts; of two parts one is left for good when the other is entered:
 *
 *     f -> g, h     g -> h, i     h -> g, f     i -> f        one part; without f: { g, h } and then { i }
 *
 * So the deepest chain from f is f and the deepest that one of its callees begins in what is left, found likewise. That
 * is exact. When it is too much work, all functions of the small parts that are left are added up.
 * SPDX-License-Identifier: MIT */
#include "stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/intern.h"

enum { WORK_MAX = 2000000 };      /* functions and calls that a search from one function looks at */

typedef VEC(StackNode *) Nodes;

/* A chain of calls: its first function; where a part is added up, all others of it; the rest. */
typedef struct Way { long bytes; StackNode *first; const struct Part *all_of; const struct Way *then; } Way;
typedef VEC(const Way *) Ways;

struct StackNode {
    const char *title, *name, *file;
    long   bytes;
    bool   known, unfixed;
    Nodes  calls;
    struct Part *part;            /* without what stands on the chain so far: a part of a part */
    const Way *way;               /* the deepest chain from it, without the same; NULL: not computed */
    int    order, low;            /* of the search for parts */
    bool   waits, on_path;
    int    seen;                  /* by which stack_gaps */
};

/* Of a function that a part is entered by: how often parts may fall apart, and what has been done. */
typedef struct Search { int depth_max; long work; bool cut_short; } Search;

typedef struct Part {
    Nodes  members;
    bool   recursive;
    const Way *all;               /* all of it and then the deepest chain that is called from it; NULL: not computed */
    Search *search;               /* of a part of a part: who looks at it, */
    int    depth;                 /* and how many functions have been taken out */
} Part;

typedef struct Site { StackNode *from; const char *file; int line, column; } Site;

struct Stack {
    Arena *arena;
    PointerCalls *pointers;
    Map    linked;                /* interned name -> itself */
    const StackFacts *facts;
    Map    nodes;                 /* interned title -> StackNode */
    Map    by_name;               /* interned name -> Nodes * */
    VEC(Site) indirect;           /* calls through pointers */
    Nodes  open;
    Ways   kept;                  /* of the parts that have fallen apart for now */
    int    order, round;
};

Stack *stack_new(Arena *a, PointerCalls *pointers, const StackFacts *facts)
{
    Stack *s = arena_new(a, Stack);

    s->arena = a;
    s->pointers = pointers;
    s->facts = facts;
    map_init(&s->linked, a);
    map_init(&s->nodes, a);
    map_init(&s->by_name, a);
    for (int i = 0; i < facts->linked->symbols.n; i++) {
        const ObjectSymbol *symbol = &facts->linked->symbols.at[i];
        if (symbol->is_function)
            map_put(&s->linked, intern(symbol->name), (void *)symbol->name);
    }
    return s;
}

/* ---- reading ---- */

/* What stands in quotes behind `key`, or NULL. */
static const char *field(const char *line, const char *key)
{
    const char *at = strstr(line, key), *start = at ? at + strlen(key) : NULL, *end = start ? strchr(start, '"') : NULL;

    return end ? intern_n(start, (size_t)(end - start)) : NULL;
}

static StackNode *node(Stack *s, const char *title)
{
    StackNode *n = map_get(&s->nodes, title);

    if (!n) {
        const char *colon = strrchr(title, ':');
        n = arena_new(s->arena, StackNode);
        n->title = title;
        n->name = intern(colon ? colon + 1 : title);
        map_put(&s->nodes, title, n);
        Nodes *same = map_get(&s->by_name, n->name);
        if (!same)
            map_put(&s->by_name, n->name, same = arena_new(s->arena, Nodes));
        vec_push(s->arena, same, n);
    }
    return n;
}

/* label: "name\nfile:line:column\n32 bytes (static)"; of one that is only declared without the last. */
static void read_node(Stack *s, const char *line)
{
    const char *title = field(line, "title: \""), *label = field(line, "label: \"");
    const char *bytes = label ? strstr(label, " bytes (") : NULL;

    if (!title || !bytes)
        return;
    StackNode *n = node(s, title);
    while (bytes > label && bytes[-1] >= '0' && bytes[-1] <= '9')
        bytes--;
    n->known = true;
    n->bytes = strtol(bytes, NULL, 10);
    n->unfixed = strstr(label, "(dynamic)") != NULL;
}

/* "file:line:column" */
static Site site(StackNode *from, const char *place)
{
    const char *last = place ? strrchr(place, ':') : NULL, *end = last;

    while (end && end > place && *--end != ':')
        continue;
    return end ? (Site){ from, intern_n(place, (size_t)(end - place)), atoi(end + 1), atoi(last + 1) } : (Site){ from, "", 0, 0 };
}

/* In the case of a type that no value of the program has. */
static bool is_dead(const Stack *s, const Site *at)
{
    const char *name = s->facts->floats ? NULL : pointer_calls_case(s->pointers, at->file, at->line);

    return name && (strcmp(name, "AC_TAG_FLOAT") == 0 || strcmp(name, "AC_REP_FLOAT") == 0);
}

static void read_edge(Stack *s, const char *line)
{
    const char *from = field(line, "sourcename: \""), *to = field(line, "targetname: \"");

    if (!from || !to)
        return;
    Site at = site(node(s, from), field(line, "label: \""));
    if (strcmp(to, "__indirect_call") == 0)
        vec_push(s->arena, &s->indirect, at);
    else if (!is_dead(s, &at))
        vec_push(s->arena, &at.from->calls, node(s, to));
}

void stack_read(Stack *s, const char *path)
{
    size_t length;
    const char *text = object_text(s->arena, path, &length);

    while (text && *text) {
        const char *end = strchr(text, '\n');
        const char *line = arena_printf(s->arena, "%.*s", (int)(end ? end - text : (long)strlen(text)), text);
        if (strncmp(line, "node:", 5) == 0)
            read_node(s, line);
        if (strncmp(line, "edge:", 5) == 0)
            read_edge(s, line);
        text = end ? end + 1 : NULL;
    }
}

/* gcc names a weak function, like a static one, with its file. */
void stack_weak(Stack *s, const char *name)
{
    const Nodes *same = map_get(&s->by_name, intern(name));
    StackNode *strong = map_get(&s->nodes, intern(name));

    for (int i = 0; same && strong && strong->known && i < same->n; i++)
        if (same->at[i] != strong)
            vec_push(s->arena, &same->at[i]->calls, strong);
}

/* ---- calls through pointers ---- */

static bool in_file(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash ? slash + 1 : path, name) == 0;
}

/* Generators are resumed by whoever goes over them, other frames by the loop: both through the same pointer. */
static bool is_resumed_there(const Stack *s, const char *function, const char *file)
{
    return (map_get(s->facts->generators, function) != NULL) == in_file(file, "generator.c");
}

static void add_reached(Stack *s, StackNode *from, const char *function)
{
    const Nodes *same = map_get(&s->by_name, function);

    for (int i = 0; same && map_get(&s->linked, function) && i < same->n; i++)
        if (same->at[i]->known)
            vec_push(s->arena, &from->calls, same->at[i]);
}

static void resolve(Stack *s)
{
    for (int i = 0; i < s->indirect.n; i++) {
        Spellings may_be = { 0 };
        const char *file = s->indirect.at[i].file;
        const char *pointer = pointer_calls_at(s->pointers, file, s->indirect.at[i].line, s->indirect.at[i].column, &may_be);
        bool resumes = pointer && strcmp(pointer, "resume") == 0;
        for (int k = 0; k < may_be.n; k++)
            if (!resumes || is_resumed_there(s, may_be.at[k], file))
                add_reached(s, s->indirect.at[i].from, may_be.at[k]);
    }
}

/* ---- parts: Tarjan's search ---- */

static void close_part(Stack *s, StackNode *root, const Part *of)
{
    Part *p = arena_new(s->arena, Part);
    StackNode *n;

    do {
        n = s->open.at[--s->open.n];
        n->waits = false;
        n->part = p;
        vec_push(s->arena, &p->members, n);
    } while (n != root);
    p->search = of ? of->search : NULL;
    p->depth = of ? of->depth + 1 : 0;
    p->recursive = p->members.n > 1;
    for (int i = 0; i < root->calls.n; i++)
        p->recursive |= root->calls.at[i] == root;
}

/* Those of what is left of part `of`, or of all, that n reaches. */
static void find_parts(Stack *s, StackNode *n, const Part *of)
{
    n->order = n->low = ++s->order;
    n->waits = true;
    vec_push(s->arena, &s->open, n);
    for (int i = 0; i < n->calls.n; i++) {
        StackNode *to = n->calls.at[i];
        if (to->part == of && !to->on_path && !to->waits)
            find_parts(s, to, of);
        if (to->waits && to->low < n->low)
            n->low = to->low;
    }
    if (n->low == n->order)
        close_part(s, n, of);
}

/* What nothing is known of costs at least the call: what the smallest function has. */
static void charge_unknown(const Stack *s)
{
    long least = -1;

    for (int i = 0; i < s->nodes.n; i++) {
        const StackNode *n = s->nodes.entry[i].value;
        if (n->known && (least < 0 || n->bytes < least))
            least = n->bytes;
    }
    for (int i = 0; i < s->nodes.n; i++) {
        StackNode *n = s->nodes.entry[i].value;
        if (!n->known && least > 0)
            n->bytes = least;
    }
}

void stack_settle(Stack *s)
{
    resolve(s);
    charge_unknown(s);
    for (int i = 0; i < s->nodes.n; i++)
        if (!((StackNode *)s->nodes.entry[i].value)->part)
            find_parts(s, s->nodes.entry[i].value, NULL);
}

/* ---- the longest way ---- */

static const Way *deepest(Stack *s, StackNode *n);

static const Way *step(Stack *s, StackNode *first, const Way *then)
{
    Way *w = arena_new(s->arena, Way);

    *w = (Way){ first->bytes + (then ? then->bytes : 0), first, NULL, then };
    return w;
}

static const Way *deeper(const Way *one, const Way *other)
{
    return !one || other->bytes > one->bytes ? other : one;
}

static const Way *from_callees(Stack *s, const StackNode *n, const Way *best, const Part *not_in)
{
    for (int i = 0; i < n->calls.n; i++)
        if (!n->calls.at[i]->on_path && n->calls.at[i]->part != not_in)
            best = deeper(best, deepest(s, n->calls.at[i]));
    return best;
}

static const Way *all_of(Stack *s, Part *p)
{
    const Way *then = NULL;
    Way *all = arena_new(s->arena, Way);

    for (int i = 0; i < p->members.n; i++)
        then = from_callees(s, p->members.at[i], then, p);
    *all = (Way){ then ? then->bytes : 0, NULL, p, then };
    for (int i = 0; i < p->members.n; i++)
        all->bytes += p->members.at[i]->bytes;
    return all;
}

/* n first, and the others in any order. */
static const Way *beginning_with(Stack *s, StackNode *n)
{
    Way *way = arena_new(s->arena, Way);

    if (!n->part->all)
        n->part->all = all_of(s, n->part);
    *way = *n->part->all;
    way->first = n;
    return way;
}

/* n's part falls apart without n, for as long as n stands on the chain. */
static const Way *without(Stack *s, StackNode *n, Part *p)
{
    int mark = s->kept.n;

    for (int i = 0; i < p->members.n; i++) {
        vec_push(s->arena, &s->kept, p->members.at[i]->way);
        p->members.at[i]->way = NULL;
    }
    n->on_path = true;
    for (int i = 0; i < n->calls.n; i++)
        if (n->calls.at[i]->part == p && !n->calls.at[i]->on_path)
            find_parts(s, n->calls.at[i], p);
    const Way *way = step(s, n, from_callees(s, n, NULL, p));
    n->on_path = false;
    for (int i = 0; i < p->members.n; i++) {
        p->members.at[i]->part = p;
        p->members.at[i]->way = s->kept.at[mark + i];
    }
    s->kept.n = mark;
    return way;
}

/* Parts may fall apart once, twice, four times one after the other, until there is nothing left that could. */
static const Way *searched(Stack *s, StackNode *n, Part *p)
{
    const Way *best = beginning_with(s, n);
    Search search = { .depth_max = 1, .cut_short = true };

    for (p->search = &search; search.cut_short && search.work < WORK_MAX; search.depth_max *= 2) {
        search.cut_short = false;
        const Way *way = without(s, n, p);
        best = way->bytes <= best->bytes ? way : best;
    }
    p->search = NULL;
    return best;
}

/* In a part of a part. */
static const Way *narrowed(Stack *s, StackNode *n, Part *p)
{
    Search *search = p->search;

    if (p->depth >= search->depth_max || search->work >= WORK_MAX) {
        search->cut_short = true;
        return beginning_with(s, n);
    }
    for (int i = 0; i < p->members.n; i++)
        search->work += 1 + p->members.at[i]->calls.n;
    return without(s, n, p);
}

static const Way *alone(Stack *s, StackNode *n)
{
    return step(s, n, from_callees(s, n, NULL, n->part));
}

static const Way *deepest(Stack *s, StackNode *n)
{
    Part *p = n->part;

    if (!n->way)
        n->way = p->members.n == 1 ? alone(s, n) : p->depth > 0 ? narrowed(s, n, p) : searched(s, n, p);
    return n->way;
}

/* ---- what is asked ---- */

StackNode *stack_find(const Stack *s, const char *name)
{
    const Nodes *same = map_get(&s->by_name, intern(name));

    for (int i = 0; same && i < same->n; i++)
        if (same->at[i]->known)
            return same->at[i];
    return NULL;
}

long stack_worst(Stack *s, StackNode *n)
{
    return deepest(s, n)->bytes;
}

static void add_call(Stack *s, StackChain *chain, const StackNode *n)
{
    vec_push(s->arena, chain, ((StackCall){ n->name, n->bytes }));
}

StackChain stack_chain(Stack *s, StackNode *n)
{
    StackChain chain = { 0 };

    for (const Way *w = deepest(s, n); w; w = w->then) {
        add_call(s, &chain, w->first);
        for (int i = 0; w->all_of && i < w->all_of->members.n; i++)
            if (w->all_of->members.at[i] != w->first)
                add_call(s, &chain, w->all_of->members.at[i]);
    }
    return chain;
}

static bool reaches(Stack *s, StackNode *n, const StackNode *to)
{
    if (n == to || n->seen == s->round)
        return n == to;
    n->seen = s->round;
    for (int i = 0; i < n->calls.n; i++)
        if (reaches(s, n->calls.at[i], to))
            return true;
    return false;
}

bool stack_reaches(Stack *s, StackNode *n, const StackNode *to)
{
    s->round++;
    return reaches(s, n, to);
}

/* Functions of several files may have the same name. */
static void note(const Stack *s, Spellings *names, const char *name)
{
    for (int i = 0; i < names->n; i++)
        if (names->at[i] == name)
            return;
    vec_push(s->arena, names, name);
}

static void add_gaps(Stack *s, StackNode *n, StackGaps *g)
{
    if (n->seen == s->round)
        return;
    n->seen = s->round;
    if (!n->known)
        note(s, &g->unknown, n->name);
    else if (n->unfixed)
        note(s, &g->unfixed, n->name);
    if (n->part->recursive)
        note(s, &g->recursive, n->name);
    for (int i = 0; i < n->calls.n; i++)
        add_gaps(s, n->calls.at[i], g);
}

StackGaps stack_gaps(Stack *s, StackNode *n)
{
    StackGaps g = { .unknown = { 0 } };

    s->round++;
    add_gaps(s, n, &g);
    return g;
}
