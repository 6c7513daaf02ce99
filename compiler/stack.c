/* stack.c: functions and calls, strongly connected parts, the longest way.
 *
 * A call through a pointer goes to whatever it may reach (pointer_calls.h) and is linked. Functions that call each
 * other in a circle make a part; within one the deepest chain on which no function stands twice is looked for, and all
 * of them are added up when there are too many chains.
 * SPDX-License-Identifier: MIT */
#include "stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/intern.h"

enum { TRIES_MAX = 100000 };      /* steps of the search within a part */

typedef VEC(StackNode *) Nodes;

struct StackNode {
    const char *title, *name, *file;
    long   bytes;
    bool   known, unfixed;
    Nodes  calls;
    struct Part *part;
    long   worst;                 /* -1: not computed */
    Nodes  way;                   /* the deepest chain: within its part, itself first; then */
    StackNode *next;              /* who is called outside of it, or NULL */
    int    order, low;            /* of the search for parts; 0: not visited */
    bool   waits, on_path;
    int    seen;                  /* by which stack_gaps */
};

typedef struct Part { Nodes members; bool recursive; } Part;

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
        n->worst = -1;
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

static void close_part(Stack *s, StackNode *root)
{
    Part *p = arena_new(s->arena, Part);
    StackNode *n;

    do {
        n = s->open.at[--s->open.n];
        n->waits = false;
        n->part = p;
        vec_push(s->arena, &p->members, n);
    } while (n != root);
    p->recursive = p->members.n > 1;
    for (int i = 0; i < root->calls.n; i++)
        p->recursive |= root->calls.at[i] == root;
}

static void find_parts(Stack *s, StackNode *n)
{
    n->order = n->low = ++s->order;
    n->waits = true;
    vec_push(s->arena, &s->open, n);
    for (int i = 0; i < n->calls.n; i++) {
        StackNode *to = n->calls.at[i];
        if (!to->order)
            find_parts(s, to);
        if (to->waits && to->low < n->low)
            n->low = to->low;
    }
    if (n->low == n->order)
        close_part(s, n);
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
        if (!((StackNode *)s->nodes.entry[i].value)->order)
            find_parts(s, s->nodes.entry[i].value);
}

/* ---- the longest way ---- */

/* Of a node whose chain is looked for. */
typedef struct Search { Arena *arena; StackNode *start; Nodes path; int tries; } Search;

static long deepest(Arena *a, StackNode *n);

/* Out of the part, from its function n. */
static long leaving(Arena *a, StackNode *n, StackNode **next)
{
    long most = 0;

    for (int i = 0; i < n->calls.n; i++)
        if (n->calls.at[i]->part != n->part && deepest(a, n->calls.at[i]) > most) {
            most = n->calls.at[i]->worst;
            *next = n->calls.at[i];
        }
    return most;
}

static void keep_way(Search *s, long bytes, StackNode *next)
{
    s->start->worst = bytes;
    s->start->next = next;
    s->start->way.n = 0;
    for (int i = 0; i < s->path.n; i++)
        vec_push(s->arena, &s->start->way, s->path.at[i]);
}

/* On from n, where the chain has come with so many bytes, over functions of the part that are not on it yet. */
static void search(Search *s, StackNode *n, long bytes)
{
    StackNode *next = NULL;
    long all = bytes + n->bytes + leaving(s->arena, n, &next);

    vec_push(s->arena, &s->path, n);
    n->on_path = true;
    if (all > s->start->worst)
        keep_way(s, all, next);
    for (int i = 0; i < n->calls.n && s->tries < TRIES_MAX; i++)
        if (n->calls.at[i]->part == n->part && !n->calls.at[i]->on_path) {
            s->tries++;
            search(s, n->calls.at[i], bytes + n->bytes);
        }
    n->on_path = false;
    s->path.n--;
}

static void take_all(Arena *a, StackNode *n)
{
    long sum = 0, most = 0;

    for (int i = 0; i < n->part->members.n; i++) {
        StackNode *next = NULL;
        long out = leaving(a, n->part->members.at[i], &next);
        sum += n->part->members.at[i]->bytes;
        if (out >= most) {
            most = out;
            n->next = next;
        }
    }
    n->way = n->part->members;
    n->worst = sum + most;
}

static long deepest(Arena *a, StackNode *n)
{
    Search s = { .arena = a, .start = n };

    if (n->worst >= 0)
        return n->worst;
    search(&s, n, 0);
    if (s.tries >= TRIES_MAX)
        take_all(a, n);
    return n->worst;
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
    return deepest(s->arena, n);
}

StackChain stack_chain(Stack *s, StackNode *n)
{
    StackChain chain = { 0 };

    for (; n; n = n->next) {
        deepest(s->arena, n);
        for (int i = 0; i < n->way.n; i++)
            vec_push(s->arena, &chain, ((StackCall){ n->way.at[i]->name, n->way.at[i]->bytes }));
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
