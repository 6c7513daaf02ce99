/* live.c: what is alive at the awaits, by the walk back of flow.h, and a walk forwards: which counted variables
 * may be full, so that only those are released.
 * SPDX-License-Identifier: MIT */
#include "core/live.h"
#include "core/core_walk.h"
#include "core/flow.h"
#include "core/share.h"

enum { CLOSES_DEPTH = 3 };        /* lists of lists may be without end */

typedef struct Live {
    Flow    flow;
    Arena  *keep;
    CoreFn *fn;
    VarSet  alive;            /* at some await */
    VarSet  closing;          /* what closes a generator when it is dropped, and may be full at some await */
    VarSet *full;             /* where the walk forwards leaves what may be full at some await; NULL: not asked for */
    VarSet  params;
    VarSet  held;             /* may be full at the end */
    Share  *share;            /* in the second walk back: what is assigned while what is alive; NULL: not asked for */
    Map     kept;             /* in it: await -> what is alive there, bits */
    VarSet *at_await;         /* by state: what is alive there; NULL: not asked for */
} Live;

/* ---- the coroutines that it awaits ---- */

static void find_callees(Arena *a, CoreFn *fn)
{
    for (int i = 0; i < fn->pauses.n; i++) {
        const CoreStmt *s = fn->pauses.at[i];
        CoreFn *callee = s->kind == CS_AWAIT && s->u.await.kind == AWAIT_CALL ? s->u.await.fn : NULL;

        if (!callee || callee->caller == fn)
            continue;
        callee->caller = fn;
        vec_push(a, &fn->callees, callee);
    }
}

/* ---- what is assigned by address ---- */

typedef struct Given { CoreFn *fn; uint8_t *assigned, *addressed; } Given;      /* by CoreVar.number; how often, up to 2 */

static void count_var(const Given *g, uint8_t *counts, const CoreVar *v)
{
    if (v && v->number < g->fn->vars.n && g->fn->vars.at[v->number] == v && counts[v->number] < 2)
        counts[v->number]++;
}

static void count_addresses(CoreExpr *e, void *context)
{
    const Given *g = context;

    if (e->kind == CE_ADDR)
        count_var(g, g->addressed, e->u.var);
    core_each_operand(e, count_addresses, context);
}

static void count_assignments(CoreStmts *body, void *context)
{
    const Given *g = context;

    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        count_var(g, g->assigned, core_dest(s));
        if (s->kind == CS_COUNT)
            count_var(g, g->assigned, s->u.count.var);
        core_each_expr(s, count_addresses, context);
        core_each_body(s, count_assignments, context);
    }
}

/* Whose address is taken once, and which nothing else assigns, is not read there: it would have no value yet. */
static void find_given(Arena *scratch, CoreFn *fn)
{
    Given g = { fn, arena_array(scratch, uint8_t, fn->vars.n + 1), arena_array(scratch, uint8_t, fn->vars.n + 1) };

    count_assignments(&fn->body, &g);
    for (int i = 0; i < fn->vars.n; i++) {
        CoreVar *v = fn->vars.at[i];
        v->given = v->kind != VAR_PARAM && !type_counted(v->type) && g.addressed[i] == 1 && g.assigned[i] == 0;
    }
}

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

/* C lets a value go from bytes to bytes that overlap them only if both are the same object of the same type. */
static void moved_between(Live *l, const CoreVar *to, const CoreExpr *value)
{
    value = core_bare(value);
    if (value->kind == CE_VAR && !core_same_storage(value->u.var->type, to->type))
        share_apart(l->share, to, value->u.var);
}

/* What is given away is empty afterwards. */
static const CoreVar *moved_var(const CoreStmt *s)
{
    const CoreExpr *value = NULL;

    switch (s->kind) {
    case CS_SET:      value = s->u.set.owned ? s->u.set.value : NULL; break;
    case CS_SETFIELD: value = s->u.setfield.owned ? s->u.setfield.value : NULL; break;
    case CS_SETITEM:  value = s->u.setitem.owned ? s->u.setitem.value : NULL; break;
    case CS_RETURN:   value = s->u.ret.owned ? s->u.ret.value : NULL; break;
    case CS_RAISE:    value = s->u.raise.owned ? s->u.raise.exc : NULL; break;
    case CS_YIELD:    value = s->u.yield.owned ? s->u.yield.value : NULL; break;
    case CS_RERAISE:  return s->u.reraise.var;
    default:          break;
    }
    return value && core_bare(value)->kind == CE_VAR ? core_bare(value)->u.var : NULL;
}

/* To be empty is a value, too: it is written before what comes next is done. */
static void emptied(Live *l, const CoreStmt *s, VarSet after)
{
    if (s->kind == CS_RELEASE && s->u.release.full)
        defined(l, s->u.release.var, after);
    defined(l, moved_var(s), after);
}

static void assigned(void *context, CoreStmt *s, VarSet after)
{
    Live *l = context;

    if (!l->share)
        return;
    defined(l, core_dest(s), after);
    core_each_expr(s, defined_by_address, &(Definition){ l, after, core_dest(s) });
    if (s->kind == CS_SET)
        moved_between(l, s->u.set.var, s->u.set.value);
    if (s->kind == CS_SET && moved_var(s))
        share_apart(l->share, s->u.set.var, moved_var(s));
    if (s->kind == CS_RETURN && s->u.ret.value && l->fn->result)
        moved_between(l, l->fn->result, s->u.ret.value);
    if (s->kind == CS_AWAIT && s->u.await.kind == AWAIT_CALL && s->u.await.dest)
        share_apart_from_callees(l->share, s->u.await.dest);
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

/* While it begins, what it takes is in use, and what is emptied before it waits. */
static void called(Live *l, CoreStmt *s, VarSet alive)
{
    VarSet used = vars_take(&l->flow);

    vars_copy(&l->flow, used, alive);
    for (int i = 0; i < s->u.await.dead.n; i++)
        vars_add(used, s->u.await.dead.at[i]);
    share_called(l->share, used.at);
    vars_give(&l->flow, used);
}

static void keep(Live *l, const CoreStmt *s, VarSet alive)
{
    VarSet kept = { map_get(&l->kept, s) };

    if (!kept.at) {
        kept.at = arena_array(l->flow.arena, uint64_t, l->flow.words);
        map_put(&l->kept, s, kept.at);
    }
    vars_union(&l->flow, kept, alive);
}

static void across(void *context, CoreStmt *s, VarSet after)
{
    Live *l = context;

    if (l->share)
        emptied(l, s, after);
    if (s->kind != CS_AWAIT && s->kind != CS_YIELD)
        return;
    VarSet alive = vars_take(&l->flow);
    vars_copy(&l->flow, alive, after);
    vars_union(&l->flow, alive, l->closing);
    if (s->kind == CS_AWAIT)
        vars_add(alive, s->u.await.object);
    if (s->kind == CS_AWAIT && s->u.await.kind == AWAIT_EXTERN)
        core_each_expr(s, use_counted, &alive);
    vars_union(&l->flow, l->alive, alive);
    if (l->at_await)
        vars_union(&l->flow, l->at_await[core_state(s)], alive);
    if (l->share && s->kind == CS_AWAIT && s->u.await.kind == AWAIT_CALL)
        called(l, s, alive);
    if (l->share)
        keep(l, s, alive);
    vars_give(&l->flow, alive);
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
    CoreVars *dead = core_dead(s);

    if (!core_among(dead, v))
        vec_push(f->l->keep, dead, v);
}

/* What is full and lies in no frame is emptied before the coroutine or generator is left. */
static void note_dead(Full *f, CoreStmt *s)
{
    if (f->l->full) {
        vars_union(&f->l->flow, *f->l->full, f->now);
        return;
    }
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

/* Globals and cells may always be. */
static bool is_full(const Full *f, const CoreVar *v)
{
    return !flow_tracks(v) || vars_has(f->now, v);
}

static void note_full(Full *f, CoreStmt *s)
{
    if (s->kind == CS_SET)
        s->u.set.replaces |= is_full(f, s->u.set.var);
    if (s->kind == CS_RELEASE)
        s->u.release.full |= is_full(f, s->u.release.var);
}

static void full_stmt(Full *f, CoreStmt *s)
{
    CoreBlock *to = NULL;
    VarSet other;

    if (!f->l->full)
        note_full(f, s);
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

static void set_kept(Live *l, CoreVars *kept, VarSet alive)
{
    for (int i = 0; i < l->fn->vars.n; i++) {
        CoreVar *v = l->fn->vars.at[i];
        if (v->seat.share && core_counted(v) && vars_has(alive, v))
            vec_push(l->keep, kept, v);
    }
}

/* Walks back once more, for what variables that share bytes need. */
static void walk_shared(Live *l)
{
    VarSet entry = vars_take(&l->flow);

    map_init(&l->kept, l->flow.arena);
    l->flow.owners = true;
    l->flow.at_exit = l->held;
    vars_copy(&l->flow, entry, l->held);
    flow_walk(&l->flow, entry);
    if (l->fn->is_generator)                    /* an exception may be thrown into it before it starts */
        vars_union(&l->flow, entry, l->held);
    share_params(l->share, entry.at);
    share_result(l->share, l->held.at);
    share_end(l->flow.arena, l->share);
    set_kept(l, &l->fn->kept, entry);
    for (int i = 0; i < l->kept.n; i++)
        set_kept(l, core_kept((CoreStmt *)l->kept.entry[i].key), (VarSet){ l->kept.entry[i].value });
}

/* After the walk forwards. */
static void share(Live *l)
{
    l->share = share_begin(l->flow.arena, l->fn, l->alive.at, l->closing.at);
    if (share_possible(l->share))
        walk_shared(l);
    else
        share_end(l->flow.arena, l->share);
}

static Full forwards(Live *l)
{
    Full f = { .l = l, .now = vars_take(&l->flow), .held = vars_take(&l->flow), .at_end = l->flow.at_end };

    for (int i = 0; i < l->fn->params.n; i++) {
        CoreVar *p = l->fn->params.at[i];
        if (core_counted(p) && (l->fn->is_coroutine || p->written))
            vars_add(f.now, p);
    }
    full_body(&f, &l->fn->body);
    note_held(&f);
    return f;
}

static void find_closing(Live *l)
{
    bool some = false;

    for (int i = 0; i < l->fn->vars.n; i++)
        if (core_counted(l->fn->vars.at[i]) && closes(l->fn->vars.at[i]->type, 0)) {
            vars_add(l->closing, l->fn->vars.at[i]);
            some = true;
        }
    if (!some)
        return;
    VarSet full = vars_take(&l->flow);
    l->full = &full;
    forwards(l);
    l->full = NULL;
    for (int i = 0; i < l->flow.words; i++)
        l->closing.at[i] &= full.at[i];
}

static void begin(Live *l, Arena *scratch, CoreFn *fn)
{
    Flow *flow = &l->flow;

    l->fn = fn;
    flow_begin(flow, scratch, fn);
    flow->releases = true;
    flow->assigned = assigned;
    flow->across = across;
    flow->context = l;
    l->alive = vars_take(flow);
    l->params = vars_take(flow);
    l->closing = vars_take(flow);
    for (int i = 0; i < fn->params.n; i++)
        vars_add(l->params, fn->params.at[i]);
    if (fn->is_coroutine)
        find_closing(l);
}

static void live_fn(Arena *scratch, Arena *keep, CoreFn *fn, bool shares)
{
    Live l = { .keep = keep };

    find_written(&fn->body, NULL);
    if (shares)
        find_given(scratch, fn);
    begin(&l, scratch, fn);
    if (fn->is_coroutine)
        flow_walk(&l.flow, vars_take(&l.flow));
    l.held = forwards(&l).held;
    for (int i = 0; i < fn->vars.n; i++) {
        fn->vars.at[i]->alive |= vars_has(l.alive, fn->vars.at[i]);
        fn->vars.at[i]->held |= vars_has(l.held, fn->vars.at[i]);
    }
    if (fn->is_coroutine && shares)
        share(&l);
}

/* Those whose frames lie in its own come first. */
static void live_with_callees(Arena *scratch, Arena *a, CoreFn *fn)
{
    if (fn->laid_out)
        return;
    fn->laid_out = true;
    find_callees(a, fn);
    for (int i = 0; i < fn->callees.n; i++)
        live_with_callees(scratch, a, fn->callees.at[i]);
    live_fn(scratch, a, fn, true);
    arena_reset(scratch);
}

void live(Arena *a, Core *core)
{
    Arena *scratch = arena_create();

    for (int i = 0; i < core->fns.n; i++)
        live_with_callees(scratch, a, core->fns.at[i]);
    arena_destroy(scratch);
}

void live_held(Arena *a, CoreFn *fn)
{
    Arena *scratch = arena_create();

    live_fn(scratch, a, fn, false);
    arena_destroy(scratch);
}

const VarSet *live_at_awaits(Arena *a, CoreFn *fn)
{
    Live l = { .keep = a };

    begin(&l, a, fn);
    l.at_await = arena_array(a, VarSet, fn->awaits + 1);
    for (int i = 1; i <= fn->awaits; i++)
        l.at_await[i] = vars_take(&l.flow);
    flow_walk(&l.flow, vars_take(&l.flow));
    return l.at_await;
}
