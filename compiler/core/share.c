/* share.c: interference, and the packing of what does not interfere: the callees first, then the largest first, each
 * where the frame grows least.
 * SPDX-License-Identifier: MIT */
#include "core/share.h"

enum { PARTS_MAX = 512, HEAD_BYTES = 24, WORD_BYTES = 8, MADE_BYTES = 48 };      /* with its task, roughly */

/* A variable, or (`var` NULL) the union of the callees' frames. */
typedef struct Part { CoreVar *var; int bytes; } Part;
/* Parts side by side in a union. */
typedef struct Stack { VEC(int) parts; int bytes; } Stack;
typedef struct Union { VEC(Stack) stacks; int bytes; } Union;

struct Share {
    CoreFn *fn;
    int     n;
    Part   *part;
    int    *index;                /* by CoreVar.number; -1: none */
    int     result, callees;      /* their numbers; -1: none */
    bool   *conflict;             /* [n * n]; NULL: too few parts, or too many */
    int     alone_bytes;          /* of variables that are no parts */
    VEC(Union) unions;
};

static int bytes_of(const CoreVar *v)
{
    return type_rep(v->type) == REP_BOOL ? 1 : type_rep(v->type) == REP_VALUE ? 2 * WORD_BYTES : WORD_BYTES;
}

static bool in_set(const uint64_t *set, int number)
{
    return (set[number / 64] >> (number % 64)) & 1;
}

static int add_part(Share *s, CoreVar *v, int bytes)
{
    s->part[s->n] = (Part){ v, bytes };
    return s->n++;
}

static int add_var(Share *s, CoreVar *v, bool alive, bool alone)
{
    if ((!alive && v->kind != VAR_PARAM) || v->kind == VAR_GLOBAL || v->kind == VAR_CELL)
        return -1;
    v->arrives = !core_counted(v) && v->kind == VAR_PARAM && !alive;
    if (!alone)
        return add_part(s, v, bytes_of(v));
    s->alone_bytes += bytes_of(v);
    return -1;
}

/* Fills roomy_callees. */
static int callee_bytes(CoreFn *fn)
{
    int most = 0;

    for (int i = 0; i < fn->callees.n; i++) {
        fn->roomy_callees += fn->callees.at[i]->room > 0;
        if (fn->callees.at[i]->room > most)
            most = fn->callees.at[i]->room;
    }
    return most;
}

Share *share_begin(Arena *a, CoreFn *fn, const uint64_t *alive, const uint64_t *alone)
{
    Share *s = arena_new(a, Share);
    int bytes = callee_bytes(fn);

    s->fn = fn;
    s->result = s->callees = -1;
    s->part = arena_array(a, Part, fn->vars.n + 2);
    s->index = arena_array(a, int, fn->vars.n + 1);
    if (bytes)
        s->callees = add_part(s, NULL, bytes);
    for (int i = 0; i < fn->vars.n; i++)
        s->index[i] = add_var(s, fn->vars.at[i], in_set(alive, i), in_set(alone, i));
    if (fn->result)
        s->result = add_var(s, fn->result, true, core_counted(fn->result));
    if (s->n >= 2 && s->n <= PARTS_MAX)
        s->conflict = arena_array(a, bool, s->n * s->n);
    return s;
}

bool share_possible(const Share *s)
{
    return s->conflict != NULL;
}

/* ---- interference ---- */

static int index_of(const Share *s, const CoreVar *v)
{
    if (v == s->fn->result)
        return s->result;
    return v->number < s->fn->vars.n && s->fn->vars.at[v->number] == v ? s->index[v->number] : -1;
}

static void apart(Share *s, int i, int k)
{
    if (s->conflict && i >= 0 && k >= 0 && i != k)
        s->conflict[i * s->n + k] = s->conflict[k * s->n + i] = true;
}

static bool is_variable(const Share *s, int i)
{
    return i != s->callees && i != s->result;
}

/* One that arrives is a C variable by then. */
static void apart_from_all(Share *s, int me, const uint64_t *live)
{
    if (me < 0 || (s->part[me].var && s->part[me].var->arrives))
        return;
    for (int i = 0; i < s->n; i++)
        if (is_variable(s, i) && !s->part[i].var->arrives && in_set(live, s->part[i].var->number))
            apart(s, me, i);
}

/* Also one that arrives is there still when what owns nothing yet is emptied. */
void share_params(Share *s, const uint64_t *live)
{
    for (int i = 0; i < s->fn->params.n; i++) {
        for (int k = 0; k < i; k++)
            share_apart(s, s->fn->params.at[i], s->fn->params.at[k]);
        apart_from_all(s, index_of(s, s->fn->params.at[i]), live);
        for (int k = 0; k < s->fn->vars.n; k++)
            if (in_set(live, k) && core_counted(s->fn->vars.at[k]))
                share_apart(s, s->fn->params.at[i], s->fn->vars.at[k]);
    }
    for (int k = 0; k < s->fn->vars.n; k++)
        if (in_set(live, k) && core_counted(s->fn->vars.at[k]))
            apart_from_all(s, s->index[k], live);
}

void share_result(Share *s, const uint64_t *held)
{
    apart_from_all(s, s->result, held);
}

void share_apart(Share *s, const CoreVar *a, const CoreVar *b)      { apart(s, index_of(s, a), index_of(s, b)); }
void share_apart_from_callees(Share *s, const CoreVar *v)           { apart(s, index_of(s, v), s->callees); }
void share_defined(Share *s, const CoreVar *v, const uint64_t *live) { apart_from_all(s, index_of(s, v), live); }
void share_called(Share *s, const uint64_t *live)                   { apart_from_all(s, s->callees, live); }

/* ---- packing ---- */

static bool clashes(const Share *s, int me, const Stack *stack)
{
    for (int i = 0; i < stack->parts.n; i++)
        if (s->conflict[me * s->n + stack->parts.at[i]])
            return true;
    return false;
}

/* Is it at odds with anything in the union but what it would lie beside? */
static bool clashes_but(const Share *s, int me, const Union *u, const Stack *beside)
{
    for (int i = 0; i < u->stacks.n; i++)
        if (&u->stacks.at[i] != beside && clashes(s, me, &u->stacks.at[i]))
            return true;
    return false;
}

static int rounded(int bytes, int to)
{
    return to > 1 ? (bytes + to - 1) / to * to : bytes;
}

static int stack_with(const Stack *stack, int bytes)
{
    return rounded(stack->bytes, bytes > WORD_BYTES ? WORD_BYTES : bytes) + bytes;
}

typedef struct Place { int growth; Union *in; Stack *beside; } Place;

static void try_place(Place *best, Union *u, Stack *beside, int bytes)
{
    int growth = bytes > u->bytes ? bytes - u->bytes : 0;

    if (growth < best->growth)
        *best = (Place){ growth, u, beside };
}

/* The first place where the frame grows least: over what a union has, else beside some of it, else in a new union. */
static void place(Arena *a, Share *s, int me)
{
    const Part *part = &s->part[me];
    Place best = { part->bytes, NULL, NULL };

    for (int i = 0; i < s->unions.n; i++) {
        Union *u = &s->unions.at[i];
        if (!clashes_but(s, me, u, NULL))
            try_place(&best, u, NULL, part->bytes);
        for (int k = 0; k < u->stacks.n; k++)
            if (!clashes_but(s, me, u, &u->stacks.at[k]))
                try_place(&best, u, &u->stacks.at[k], stack_with(&u->stacks.at[k], part->bytes));
    }
    if (!best.in) {
        vec_push(a, &s->unions, ((Union){ .bytes = part->bytes }));
        best.in = &vec_last(&s->unions);
    }
    if (!best.beside) {
        vec_push(a, &best.in->stacks, ((Stack){ .bytes = 0 }));
        best.beside = &vec_last(&best.in->stacks);
    }
    best.beside->bytes = stack_with(best.beside, part->bytes);
    best.in->bytes = best.beside->bytes > best.in->bytes ? best.beside->bytes : best.in->bytes;
    vec_push(a, &best.beside->parts, me);
}

static void place_all(Arena *a, Share *s)
{
    static const int sizes[] = { 2 * WORD_BYTES, WORD_BYTES, 1 };

    if (s->callees >= 0)
        place(a, s, s->callees);
    for (size_t size = 0; size < sizeof sizes / sizeof sizes[0]; size++)
        for (int i = 0; i < s->n; i++)
            if (i != s->callees && s->part[i].bytes == sizes[size])
                place(a, s, i);
}

static void seat_stack(Share *s, const Stack *stack, CoreSeat seat)
{
    for (int i = 0; i < stack->parts.n; i++) {
        CoreVar *v = s->part[stack->parts.at[i]].var;
        *(v ? &v->seat : &s->fn->callee_seat) = seat;
    }
}

static void seat_union(Share *s, const Union *u)
{
    CoreSeat seat = { ++s->fn->unions, 0 };
    int structs = 0;

    for (int i = 0; i < u->stacks.n; i++) {
        seat.beside = u->stacks.at[i].parts.n > 1 ? ++structs : 0;
        seat_stack(s, &u->stacks.at[i], seat);
    }
}

/* A union of one stack is none: its parts lie in the frame itself. */
void share_end(Arena *a, Share *s)
{
    int bytes = s->fn->host ? 0 : HEAD_BYTES;

    if (s->conflict)
        place_all(a, s);
    for (int i = 0; i < s->unions.n; i++) {
        bytes += rounded(s->unions.at[i].bytes, WORD_BYTES);
        if (s->unions.at[i].stacks.n > 1)
            seat_union(s, &s->unions.at[i]);
    }
    for (int i = 0; i < s->n && !s->conflict; i++)
        bytes += s->part[i].bytes;
    s->fn->room = bytes + s->alone_bytes + s->fn->made_within.n * MADE_BYTES;
}
