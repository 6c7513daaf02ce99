/* live.c: what is alive at the awaits, by the walk back of flow.h, and a walk forwards: which counted variables
 * may be full, so that only those are released.
 * SPDX-License-Identifier: MIT */
#include "core/live.h"
#include "core/flow.h"
#include "core/share.h"

enum { CLOSES_DEPTH = 3 };        /* lists of lists may be without end */

typedef struct Live {
    Flow    flow;
    Arena  *keep;
    CoreFn *fn;
    VarSet  alive;            /* at some await */
    VarSet  closing;          /* what closes a generator when it is dropped */
    VarSet  params;
    Share  *share;            /* in the second walk back: what is assigned while what is alive; NULL: not asked for */
} Live;

/* ---- backwards ---- */

static void defined(Live *l, const CoreVar *v, VarSet s)
{
    if (v && flow_tracks(v))
        share_defined(l->share, v, s.at);
}

typedef struct Definition { Live *l; VarSet s; const CoreVar *dest; } Definition;

/* What a function of the runtime is given the address of, it may assign. */
static void defined_by_address(CoreExpr *e, void *context)
{
    const Definition *d = context;

    if (e->kind == CE_ADDR) {
        defined(d->l, e->u.var, d->s);
        if (d->dest)
            share_apart(d->l->share, d->dest, e->u.var);        /* it may be read after the result is written */
    }
    core_each_operand(e, defined_by_address, context);
}

static void assigned(void *context, CoreStmt *s, VarSet after)
{
    Live *l = context;

    if (!l->share)
        return;
    defined(l, core_dest(s), after);
    core_each_expr(s, defined_by_address, &(Definition){ l, after, core_dest(s) });
}

/* What a primitive is given it may look at until the await ends. */
static void use_counted(CoreExpr *e, void *alive)
{
    if (e->kind == CE_VAR && type_counted(e->u.var->type))
        flow_use(e, alive);
    core_each_operand(e, use_counted, alive);
}

/* Does dropping such a value close a generator? That is seen: it must not come before the end of the function. */
static bool closes(const Type *type, int depth)
{
    for (int i = 0; i < type_atoms(type); i++) {
        const Type *atom = type_atom(type, i);
        switch (atom->kind) {
        case TY_GEN: case TY_AGEN: case TY_ITER: return true;
        case TY_LIST: case TY_SET: case TY_FROZENSET:
            if (depth < CLOSES_DEPTH && closes(type_elem(atom), depth + 1))
                return true;
            break;
        default: break;
        }
    }
    return false;
}

static void across(void *context, CoreStmt *s, VarSet alive)
{
    Live *l = context;

    if (s->kind != CS_AWAIT && s->kind != CS_YIELD)
        return;
    vars_union(&l->flow, l->alive, l->closing);
    if (s->kind == CS_AWAIT)
        vars_add(l->alive, s->u.await.object);
    if (s->kind == CS_AWAIT && s->u.await.kind == AWAIT_EXTERN)
        core_each_expr(s, use_counted, &l->alive);
    vars_union(&l->flow, l->alive, alive);
}

/* ---- forwards ---- */

typedef struct Full { Live *l; VarSet now; VarSet held; VarSet *at_end; } Full;

static void full_body(Full *f, const CoreStmts *body);

static void note_held(Full *f)
{
    vars_union(&f->l->flow, f->held, f->now);
}

static void full_loop(Full *f, const CoreStmts *body)
{
    VarSet head = vars_take(&f->l->flow);

    vars_copy(&f->l->flow, head, f->now);
    do {
        vars_copy(&f->l->flow, f->now, head);
        full_body(f, body);
    } while (vars_union(&f->l->flow, head, f->now));
    vars_copy(&f->l->flow, f->now, head);
    vars_give(&f->l->flow, head);
}

static void full_block(Full *f, CoreBlock *b)
{
    VarSet after = vars_take(&f->l->flow);

    f->at_end[b->number] = after;
    full_body(f, &b->body);
    vars_union(&f->l->flow, f->now, after);
    vars_give(&f->l->flow, after);
}

static void add_dead(Full *f, CoreStmt *s, CoreVar *v)
{
    CoreVars *dead = s->kind == CS_YIELD ? &s->u.yield.dead : &s->u.await.dead;

    for (int i = 0; i < dead->n; i++)
        if (dead->at[i] == v)
            return;
    vec_push(f->l->keep, dead, v);
}

/* What is full and lies in no frame is emptied before the coroutine or generator is left. */
static void note_dead(Full *f, CoreStmt *s)
{
    for (int i = 0; i < f->l->flow.words; i++) {
        uint64_t dead = f->now.at[i] & ~f->l->alive.at[i] & ~f->l->params.at[i];
        f->now.at[i] &= ~dead;
        for (int k = 0; dead; k++, dead >>= 1)
            if (dead & 1)
                add_dead(f, s, f->l->fn->vars.at[64 * i + k]);
    }
}

static void moved(Full *f, const CoreExpr *value, bool owned)
{
    if (owned && core_bare(value)->kind == CE_VAR)
        vars_drop(f->now, core_bare(value)->u.var);
}

static void full_stmt(Full *f, CoreStmt *s)
{
    CoreBlock *to = NULL;
    VarSet other;

    switch (s->kind) {
    case CS_LEAVE:
        vars_union(&f->l->flow, f->at_end[s->u.leave.block->number], f->now);
        vars_clear(&f->l->flow, f->now);
        return;
    case CS_BLOCK: full_block(f, s->u.block); return;
    case CS_IF:
        other = vars_take(&f->l->flow);
        vars_copy(&f->l->flow, other, f->now);
        full_body(f, &s->u.branch.then);
        for (int i = 0; i < f->l->flow.words; i++) {
            uint64_t swap = other.at[i];
            other.at[i] = f->now.at[i];
            f->now.at[i] = swap;
        }
        full_body(f, &s->u.branch.els);
        vars_union(&f->l->flow, f->now, other);
        vars_give(&f->l->flow, other);
        return;
    case CS_LOOP:  full_loop(f, &s->u.loop.body); return;
    case CS_COUNT: full_loop(f, &s->u.count.body); return;
    case CS_RELEASE: vars_drop(f->now, s->u.release.var); return;
    case CS_RETURN:
        if (s->u.ret.value)
            moved(f, s->u.ret.value, s->u.ret.owned);
        note_held(f);
        vars_clear(&f->l->flow, f->now);
        return;
    case CS_SET:      moved(f, s->u.set.value, s->u.set.owned); break;
    case CS_SETFIELD: moved(f, s->u.setfield.value, s->u.setfield.owned); break;
    case CS_RAISE:    moved(f, s->u.raise.exc, s->u.raise.owned); break;
    case CS_RERAISE:  vars_drop(f->now, s->u.reraise.var); break;
    case CS_YIELD:    moved(f, s->u.yield.value, s->u.yield.owned); note_dead(f, s); break;
    case CS_AWAIT:    note_dead(f, s); break;
    default: break;
    }
    if (core_raises(s, &to)) {
        if (to)
            vars_union(&f->l->flow, f->at_end[to->number], f->now);
        else
            note_held(f);
    }
    CoreVar *dest = core_dest(s);
    if (dest && core_counted(dest))
        vars_add(f->now, dest);
    if (s->kind == CS_RAISE || s->kind == CS_RERAISE)
        vars_clear(&f->l->flow, f->now);
}

static void full_body(Full *f, const CoreStmts *body)
{
    for (int i = 0; i < body->n; i++)
        full_stmt(f, body->at[i]);
}

static void written_by_address(CoreExpr *e, void *context)
{
    if (e->kind == CE_ADDR)
        e->u.var->written = true;
    if (e->kind == CE_VAR || e->kind == CE_ADDR)
        e->u.var->read = true;
    if ((e->kind == CE_VAR || e->kind == CE_ADDR) && e->u.var->kind == VAR_CELL)
        written_by_address(e->u.var->cell, context);
    core_each_operand(e, written_by_address, context);
}

static void find_written(CoreStmts *body, void *context)
{
    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        CoreVar *v = s->kind == CS_RELEASE ? s->u.release.var : core_dest(s);
        if (v)
            v->written = true;
        if (v && v->kind == VAR_CELL)
            written_by_address(v->cell, NULL);
        if (s->kind == CS_RERAISE)
            s->u.reraise.var->read = true;
        if (s->kind == CS_AWAIT && s->u.await.kind == AWAIT_OBJECT)
            s->u.await.object->read = true;
        if (s->kind == CS_CHAIN)
            s->u.catch.var->read = true;
        core_each_expr(s, written_by_address, NULL);
        core_each_body(s, find_written, context);
    }
}

void live_mark(CoreFn *fn)
{
    find_written(&fn->body, NULL);
}

void live_unmark(CoreFn *fn)
{
    for (int i = 0; i < fn->vars.n; i++)
        fn->vars.at[i]->read = fn->vars.at[i]->written = false;
}

/* Once for what is alive at the awaits; if that leaves variables which might share bytes, once more for them. */
static void walk_back(Live *l, bool shares)
{
    VarSet entry = vars_take(&l->flow);

    flow_walk(&l->flow, entry);
    if (!shares)
        return;
    l->share = share_begin(l->flow.arena, l->fn, l->alive.at);
    if (!l->share)
        return;
    vars_clear(&l->flow, entry);
    flow_walk(&l->flow, entry);
    for (int i = 0; i < l->fn->params.n; i++)
        vars_add(entry, l->fn->params.at[i]);
    for (int i = 0; i < l->fn->params.n; i++)
        defined(l, l->fn->params.at[i], entry);
    share_end(l->flow.arena, l->share);
}

static void live_fn(Arena *scratch, Arena *keep, CoreFn *fn, bool shares)
{
    Live l = { .keep = keep, .fn = fn };
    Flow *flow = &l.flow;
    Full f = { .l = &l };

    flow_begin(flow, scratch, fn);
    flow->releases = true;
    flow->assigned = assigned;
    flow->across = across;
    flow->context = &l;
    f.now = vars_take(flow);
    f.held = vars_take(flow);
    f.at_end = flow->at_end;
    l.alive = vars_take(flow);
    l.params = vars_take(flow);
    l.closing = vars_take(flow);
    for (int i = 0; i < fn->vars.n; i++)
        if (core_counted(fn->vars.at[i]) && closes(fn->vars.at[i]->type, 0))
            vars_add(l.closing, fn->vars.at[i]);
    find_written(&fn->body, NULL);
    if (fn->is_coroutine)
        walk_back(&l, shares);
    for (int i = 0; i < fn->params.n; i++) {
        CoreVar *p = fn->params.at[i];
        vars_add(l.params, p);
        if (core_counted(p) && (fn->is_coroutine || p->written))
            vars_add(f.now, p);
    }
    full_body(&f, &fn->body);
    note_held(&f);
    for (int i = 0; i < fn->vars.n; i++) {
        fn->vars.at[i]->alive |= vars_has(l.alive, fn->vars.at[i]);
        fn->vars.at[i]->held |= vars_has(f.held, fn->vars.at[i]);
    }
}

void live(Arena *a, Core *core)
{
    Arena *scratch = arena_create();

    for (int i = 0; i < core->fns.n; i++) {
        live_fn(scratch, a, core->fns.at[i], true);
        arena_reset(scratch);
    }
    arena_destroy(scratch);
}

void live_held(Arena *a, CoreFn *fn)
{
    Arena *scratch = arena_create();

    live_fn(scratch, a, fn, false);
    arena_destroy(scratch);
}
