/* settle.c: after the fixpoint: instances that came out equal become one, cycles of calls are found, and what is
 * compiled is put into the order of the source.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <stdlib.h>
#include <string.h>

static bool only_containers_differ(const Type *a, const Type *b, int depth)
{
    a = type_norm(a);
    b = type_norm(b);
    if (a == b)
        return true;
    if (a->kind != b->kind || depth > 4)
        return false;
    switch (a->kind) {
    case TY_DICT:
        return only_containers_differ(type_elem(a), type_elem(b), depth + 1) &&
               only_containers_differ(cell_find(a->u.dict.value)->content, cell_find(b->u.dict.value)->content, depth + 1);
    case TY_LIST: case TY_TASK: case TY_ITER: case TY_VIEW: case TY_SET: case TY_FROZENSET: return only_containers_differ(type_elem(a), type_elem(b), depth + 1);
    case TY_KEYWORDS: case TY_TUPLE: case TY_UNION:
        if (a->u.parts.n != b->u.parts.n || a->u.parts.open != b->u.parts.open)
            return false;
        for (int i = 0; i < a->u.parts.n; i++)
            if ((a->kind == TY_KEYWORDS && a->u.parts.names[i] != b->u.parts.names[i]) ||
                !only_containers_differ(a->u.parts.at[i], b->u.parts.at[i], depth + 1))
                return false;
        return true;
    case TY_CORO: case TY_GEN: case TY_AGEN: return instance_of(a->u.instance) == instance_of(b->u.instance);
    case TY_CLOSURE:
        return a->u.closure.func == b->u.closure.func && instance_of(a->u.closure.outer) == instance_of(b->u.closure.outer);
    default: return false;
    }
}

static bool equal_instances(const Instance *a, const Instance *b)
{
    if (a->outer != b->outer && (!a->outer || !b->outer || instance_of(a->outer) != instance_of(b->outer)))
        return false;
    if (!only_containers_differ(a->result, b->result, 0) || !only_containers_differ(a->yielded, b->yielded, 0) ||
        !only_containers_differ(a->sent, b->sent, 0))
        return false;
    for (int i = 0; i < a->params; i++)
        if (!only_containers_differ(a->param[i], b->param[i], 0))
            return false;
    for (int i = 0; i < a->func->scope->symbols.n; i++)
        if (!only_containers_differ(a->var[i].type, b->var[i].type, 0))
            return false;
    return true;
}

/* Lists with equal elements but cells of their own made instances that do not differ: one stays. */
static void merge_equal(Infer *in)
{
    for (int f = 0; f < in->program->funcs.n; f++) {
        FuncInfo *info = in->program->funcs.at[f];
        for (int i = 0; i < info->instances.n; i++)
            for (int k = 0; k < i; k++) {
                Instance *late = info->instances.at[i], *early = info->instances.at[k];
                if (late->live && early->live && !early->same_as && !late->same_as && equal_instances(early, late))
                    late->same_as = early;
            }
    }
}

/* Tarjan's strongly connected components over calls (or awaited calls) between live instances. */
typedef struct Walk { Infer *in; VEC(Instance *) stack; int *low, *number; bool *on_stack; int counter, cycles; bool awaited; } Walk;

static int walk_visit(Walk *w, Instance *i, int depth);

static int walk_index(const Instance *i) { return i->settled - 1; }

/* Where the walk stands: at the callees of function `me`; `self`: it calls itself. */
typedef struct Step { Walk *walk; int me, depth; bool self; } Step;

static void walk_callee(Walk *w, int from, Instance *callee, int depth, bool *self)
{
    callee = instance_of(callee);
    int to = walk_index(callee);
    if (to < 0 || func_is_coroutine(callee->func) != w->awaited)
        return;
    *self |= to == from;
    if (!w->number[to]) {
        walk_visit(w, callee, depth + 1);
        if (w->low[to] < w->low[from])
            w->low[from] = w->low[to];
    } else if (w->on_stack[to] && w->number[to] < w->low[from]) {
        w->low[from] = w->number[to];
    }
}

static void walk_close(Walk *w, int me, const Instance *i, bool self)
{
    int size = 0;
    Instance *member;
    int start = w->stack.n;
    while (w->stack.at[start - 1] != i)
        start--;
    size = w->stack.n - start + 1;
    do {
        member = w->stack.at[--w->stack.n];
        w->on_stack[walk_index(member)] = false;
        if (size > 1 || self) {
            if (w->awaited) {
                member->cycle = w->cycles;
                member->awaits_itself = true;
            } else {
                member->recursive = true;
            }
        }
    } while (member != i);
    w->cycles++;
    (void)me;
}

static void walk_target(void *context, const Target *t)
{
    Step *s = context;

    if (t->instance)
        walk_callee(s->walk, s->me, t->instance, s->depth, &s->self);
}

static int walk_visit(Walk *w, Instance *i, int depth)
{
    int me = walk_index(i);
    Step step = { w, me, depth, false };

    w->number[me] = w->low[me] = ++w->counter;
    w->on_stack[me] = true;
    vec_push(w->in->arena, &w->stack, i);
    if (depth < 4000)
        each_call_target(i, walk_target, &step);
    if (w->low[me] == w->number[me])
        walk_close(w, me, i, step.self);
    return w->low[me];
}

static void find_cycles(Infer *in, bool awaited)
{
    Program *p = in->program;
    Walk w = { .in = in, .awaited = awaited };

    w.low = arena_array(in->arena, int, p->instances.n + 1);
    w.number = arena_array(in->arena, int, p->instances.n + 1);
    w.on_stack = arena_array(in->arena, bool, p->instances.n + 1);
    for (int i = 0; i < p->instances.n; i++)
        p->instances.at[i]->settled = i + 1;
    for (int i = 0; i < p->instances.n; i++)
        if (!w.number[i] && !p->instances.at[i]->same_as && func_is_coroutine(p->instances.at[i]->func) == awaited)
            walk_visit(&w, p->instances.at[i], 0);
}

/* Source order: modules as they run, functions as they stand, instances as they were first needed. */

/* ---- the order of the source ---- */

static int by_place(const void *a, const void *b)
{
    const FuncInfo *x = *(FuncInfo *const *)a, *y = *(FuncInfo *const *)b;
    return x->ast->span.start < y->ast->span.start ? -1 : x->ast->span.start > y->ast->span.start;
}

static void order_instances(Infer *in)
{
    Program *p = in->program;
    VEC(Instance *) ordered = {0};

    for (int m = 0; m < in->names->modules.n; m++)
        for (int f = 0; f < p->funcs.n; f++) {
            FuncInfo *info = p->funcs.at[f];
            int number = 0;
            if (info->module != in->names->modules.at[m])
                continue;
            for (int i = 0; i < info->instances.n; i++)
                if (info->instances.at[i]->live && !info->instances.at[i]->same_as) {
                    info->instances.at[i]->number = number++;
                    vec_push(in->arena, &ordered, info->instances.at[i]);
                }
        }
    p->instances.at = ordered.at;
    p->instances.n = ordered.n;
    p->instances.cap = ordered.cap;
}

void settle(Infer *in)
{
    Program *p = in->program;

    if (p->funcs.n)
        qsort(p->funcs.at, (size_t)p->funcs.n, sizeof(FuncInfo *), by_place);
    merge_equal(in);
    find_cycles(in, true);
    find_cycles(in, false);
    order_instances(in);
}
