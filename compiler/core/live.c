/* live.c: two walks over each function's tree.
 *
 * Backwards: what is read later. A LEAVE takes over what is alive at its block's end; a statement that can
 * raise adds what is alive at its landing. Loops run until nothing changes.
 * Forwards: which counted variables may be full, so that only those are released.
 * SPDX-License-Identifier: MIT */
#include "core/live.h"
#include "core/share.h"

#include <string.h>

typedef struct Set { uint64_t *at; } Set;

typedef struct Live {
    Arena  *arena;            /* of the sets, given up after the function */
    Arena  *keep;
    CoreFn *fn;
    int     words;
    Set    *at_end;           /* by block number, of the blocks around the statement */
    Set     alive;            /* at some await */
    Set     params;
    Share  *share;            /* in the second walk back: what is assigned while what is alive; NULL: not asked for */
    VEC(Set) spare;           /* a function of thousands of branches needs as many sets as they nest deep */
} Live;

static void set_clear(Live *l, Set s) { memset(s.at, 0, sizeof *s.at * (size_t)l->words); }

static Set set_take(Live *l)
{
    if (l->spare.n == 0)
        return (Set){ arena_array(l->arena, uint64_t, l->words) };
    Set s = l->spare.at[--l->spare.n];
    set_clear(l, s);
    return s;
}

static void set_give(Live *l, Set s) { vec_push(l->arena, &l->spare, s); }
static void set_copy_to(Live *l, Set to, Set from) { memcpy(to.at, from.at, sizeof *to.at * (size_t)l->words); }

static bool set_union(Live *l, Set to, Set from)
{
    bool grew = false;
    for (int i = 0; i < l->words; i++) {
        grew |= (from.at[i] & ~to.at[i]) != 0;
        to.at[i] |= from.at[i];
    }
    return grew;
}

static bool tracked(const CoreVar *v) { return v->kind != VAR_GLOBAL && v->kind != VAR_RESULT && v->kind != VAR_CELL; }

static void add(Set s, const CoreVar *v)
{
    if (v && tracked(v))
        s.at[v->number / 64] |= (uint64_t)1 << (v->number % 64);
}

static void drop(Set s, const CoreVar *v)
{
    if (v && tracked(v))
        s.at[v->number / 64] &= ~((uint64_t)1 << (v->number % 64));
}

static bool has(Set s, const CoreVar *v) { return (s.at[v->number / 64] >> (v->number % 64)) & 1; }

static void use_expr(CoreExpr *e, void *context);

/* Reading or writing a cell reads the variable that holds its object. */
static void use_cell(Set s, const CoreVar *v)
{
    if (v && v->kind == VAR_CELL)
        use_expr(v->cell, &s);
}

static void use_expr(CoreExpr *e, void *context)
{
    Set *s = context;
    if (e->kind == CE_VAR || e->kind == CE_ADDR) {
        add(*s, e->u.var);
        use_cell(*s, e->u.var);
    }
    core_each_operand(e, use_expr, context);
}

/* What a primitive is given it may look at until the await ends. */
static void use_counted(CoreExpr *e, void *context)
{
    if (e->kind == CE_VAR && type_counted(e->u.var->type))
        use_expr(e, context);
    core_each_operand(e, use_counted, context);
}

static CoreVar *dest_of(const CoreStmt *s)
{
    switch (s->kind) {
    case CS_SET:   return s->u.set.var;
    case CS_OP:    return s->u.op.dest;
    case CS_CALL:  return s->u.call.dest;
    case CS_NEW:   return s->u.new.dest;
    case CS_MAKE:  return s->u.make.dest;
    case CS_AWAIT: return s->u.await.dest;
    case CS_YIELD: return s->u.yield.dest;
    case CS_CATCH: return s->u.catch.var;
    case CS_COUNT: return s->u.count.var;
    default:       return NULL;
    }
}

static bool raising_to(const CoreStmt *s, CoreBlock **to)
{
    switch (s->kind) {
    case CS_OP:      *to = s->u.op.to; return s->u.op.raises;
    case CS_CALL:    *to = s->u.call.to; return s->u.call.fn->raises;
    case CS_NEW:     *to = s->u.new.to; return true;
    case CS_MAKE:    *to = s->u.make.to; return true;
    case CS_AWAIT:   *to = s->u.await.to; return true;
    case CS_YIELD:   *to = s->u.yield.to; return true;
    case CS_RAISE:   *to = s->u.raise.to; return true;
    case CS_RERAISE: *to = s->u.reraise.to; return true;
    default:         return false;
    }
}

/* ---- backwards ---- */

static void back_body(Live *l, const CoreStmts *body, Set s);

static void back_loop(Live *l, const CoreStmts *body, CoreExpr *cond, Set s)
{
    Set head = set_take(l), turn = set_take(l);

    set_copy_to(l, head, s);
    if (cond)
        use_expr(cond, &head);
    else
        set_clear(l, head);
    do {
        set_copy_to(l, turn, head);
        back_body(l, body, turn);
        if (cond)
            use_expr(cond, &turn);
    } while (set_union(l, head, turn));
    set_copy_to(l, s, head);
    set_give(l, turn);
    set_give(l, head);
}

static void back_block(Live *l, CoreBlock *b, Set s)
{
    Set after = set_take(l);

    set_copy_to(l, after, s);
    l->at_end[b->number] = after;
    back_body(l, &b->body, s);
    set_give(l, after);
}

static void defined(Live *l, const CoreVar *v, Set s)
{
    if (l->share && v && tracked(v))
        share_defined(l->share, v, s.at);
}

typedef struct Definition { Live *l; Set s; const CoreVar *dest; } Definition;

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

static void back_stmt(Live *l, CoreStmt *st, Set s)
{
    CoreBlock *to = NULL;
    Set other;

    switch (st->kind) {
    case CS_LEAVE:  set_copy_to(l, s, l->at_end[st->u.leave.block->number]); return;
    case CS_BLOCK:  back_block(l, st->u.block, s); return;
    case CS_IF:
        other = set_take(l);
        set_copy_to(l, other, s);
        back_body(l, &st->u.branch.then, s);
        back_body(l, &st->u.branch.els, other);
        set_union(l, s, other);
        set_give(l, other);
        use_expr(st->u.branch.cond, &s);
        return;
    case CS_LOOP:   back_loop(l, &st->u.loop.body, st->u.loop.cond, s); return;
    case CS_COUNT:
        add(s, st->u.count.var);
        use_expr(st->u.count.stop, &s);
        back_loop(l, &st->u.count.body, core_var(l->arena, st->u.count.var), s);
        use_expr(st->u.count.stop, &s);
        defined(l, st->u.count.var, s);
        drop(s, st->u.count.var);
        use_expr(st->u.count.start, &s);
        use_expr(st->u.count.stop, &s);
        return;
    case CS_RELEASE: add(s, st->u.release.var); use_cell(s, st->u.release.var); return;
    default: break;
    }
    bool raises = raising_to(st, &to);
    defined(l, dest_of(st), s);
    if (l->share)
        core_each_expr(st, defined_by_address, &(Definition){ l, s, dest_of(st) });
    if (st->kind == CS_RETURN || st->kind == CS_RAISE || st->kind == CS_RERAISE)
        set_clear(l, s);
    if (!(st->kind == CS_SET && type_counted(st->u.set.var->type)))
        drop(s, dest_of(st));               /* a counted variable's old value is read, to release it */
    use_cell(s, dest_of(st));
    if (raises && to)
        set_union(l, s, l->at_end[to->number]);
    if (st->kind == CS_AWAIT || st->kind == CS_YIELD) {
        if (st->kind == CS_AWAIT && st->u.await.object)
            add(s, st->u.await.object);
        if (st->kind == CS_AWAIT && st->u.await.kind == AWAIT_EXTERN)
            core_each_expr(st, use_counted, &s);
        set_union(l, l->alive, s);
    }
    if (st->kind == CS_RERAISE)
        add(s, st->u.reraise.var);
    if (st->kind == CS_CHAIN)
        add(s, st->u.catch.var);
    if (st->kind == CS_SET && type_counted(st->u.set.var->type))
        drop(s, st->u.set.var);
    core_each_expr(st, use_expr, &s);
}

static void back_body(Live *l, const CoreStmts *body, Set s)
{
    for (int i = body->n - 1; i >= 0; i--)
        back_stmt(l, body->at[i], s);
}

/* ---- forwards ---- */

typedef struct Full { Live *l; Set now; Set held; Set *at_end; } Full;

static void full_body(Full *f, const CoreStmts *body);

static const CoreExpr *bare(const CoreExpr *x)
{
    while (x->kind == CE_CONV)
        x = x->u.conv;
    return x;
}

static void note_held(Full *f)
{
    set_union(f->l, f->held, f->now);
}

static void full_loop(Full *f, const CoreStmts *body)
{
    Set head = set_take(f->l);

    set_copy_to(f->l, head, f->now);
    do {
        set_copy_to(f->l, f->now, head);
        full_body(f, body);
    } while (set_union(f->l, head, f->now));
    set_copy_to(f->l, f->now, head);
    set_give(f->l, head);
}

static void full_block(Full *f, CoreBlock *b)
{
    Set after = set_take(f->l);

    f->at_end[b->number] = after;
    full_body(f, &b->body);
    set_union(f->l, f->now, after);
    set_give(f->l, after);
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
    for (int i = 0; i < f->l->words; i++) {
        uint64_t dead = f->now.at[i] & ~f->l->alive.at[i] & ~f->l->params.at[i];
        f->now.at[i] &= ~dead;
        for (int k = 0; dead; k++, dead >>= 1)
            if (dead & 1)
                add_dead(f, s, f->l->fn->vars.at[64 * i + k]);
    }
}

static void moved(Full *f, const CoreExpr *value, bool owned)
{
    if (owned && bare(value)->kind == CE_VAR)
        drop(f->now, bare(value)->u.var);
}

static void full_stmt(Full *f, CoreStmt *s)
{
    CoreBlock *to = NULL;
    Set other;

    switch (s->kind) {
    case CS_LEAVE:
        set_union(f->l, f->at_end[s->u.leave.block->number], f->now);
        set_clear(f->l, f->now);
        return;
    case CS_BLOCK: full_block(f, s->u.block); return;
    case CS_IF:
        other = set_take(f->l);
        set_copy_to(f->l, other, f->now);
        full_body(f, &s->u.branch.then);
        for (int i = 0; i < f->l->words; i++) {
            uint64_t swap = other.at[i];
            other.at[i] = f->now.at[i];
            f->now.at[i] = swap;
        }
        full_body(f, &s->u.branch.els);
        set_union(f->l, f->now, other);
        set_give(f->l, other);
        return;
    case CS_LOOP:  full_loop(f, &s->u.loop.body); return;
    case CS_COUNT: full_loop(f, &s->u.count.body); return;
    case CS_RELEASE: drop(f->now, s->u.release.var); return;
    case CS_RETURN:
        if (s->u.ret.value)
            moved(f, s->u.ret.value, s->u.ret.owned);
        note_held(f);
        set_clear(f->l, f->now);
        return;
    case CS_SET:      moved(f, s->u.set.value, s->u.set.owned); break;
    case CS_SETFIELD: moved(f, s->u.setfield.value, s->u.setfield.owned); break;
    case CS_RAISE:    moved(f, s->u.raise.exc, s->u.raise.owned); break;
    case CS_RERAISE:  drop(f->now, s->u.reraise.var); break;
    case CS_YIELD:    moved(f, s->u.yield.value, s->u.yield.owned); note_dead(f, s); break;
    case CS_AWAIT:    note_dead(f, s); break;
    default: break;
    }
    if (raising_to(s, &to)) {
        if (to)
            set_union(f->l, f->at_end[to->number], f->now);
        else
            note_held(f);
    }
    CoreVar *dest = dest_of(s);
    if (dest && type_counted(dest->type))
        add(f->now, dest);
    if (s->kind == CS_RAISE || s->kind == CS_RERAISE)
        set_clear(f->l, f->now);
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

static void find_written(const CoreStmts *body)
{
    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        CoreVar *v = s->kind == CS_RELEASE ? s->u.release.var : dest_of(s);
        if (v)
            v->written = true;
        if (v && v->kind == VAR_CELL)
            written_by_address(v->cell, NULL);
        if (s->kind == CS_RERAISE)
            s->u.reraise.var->read = true;
        if (s->kind == CS_CHAIN)
            s->u.catch.var->read = true;
        core_each_expr(s, written_by_address, NULL);
        if (s->kind == CS_IF) {
            find_written(&s->u.branch.then);
            find_written(&s->u.branch.els);
        } else if (s->kind == CS_LOOP) {
            find_written(&s->u.loop.body);
        } else if (s->kind == CS_COUNT) {
            find_written(&s->u.count.body);
        } else if (s->kind == CS_BLOCK) {
            find_written(&s->u.block->body);
        }
    }
}

void live_mark(CoreFn *fn)
{
    find_written(&fn->body);
}

/* Once for what is alive at the awaits; if that leaves variables which might share bytes, once more for them. */
static void walk_back(Live *l, bool shares)
{
    Set entry = set_take(l);

    back_body(l, &l->fn->body, entry);
    if (!shares)
        return;
    l->share = share_begin(l->arena, l->fn, l->alive.at);
    if (!l->share)
        return;
    set_clear(l, entry);
    back_body(l, &l->fn->body, entry);
    for (int i = 0; i < l->fn->params.n; i++)
        add(entry, l->fn->params.at[i]);
    for (int i = 0; i < l->fn->params.n; i++)
        defined(l, l->fn->params.at[i], entry);
    share_end(l->arena, l->share);
    l->share = NULL;
}

static void live_fn(Arena *scratch, Arena *keep, CoreFn *fn, bool shares)
{
    Live l = { .arena = scratch, .keep = keep, .fn = fn, .words = fn->vars.n / 64 + 1 };
    Full f = { .l = &l, .now = set_take(&l), .held = set_take(&l) };

    f.at_end = l.at_end = arena_array(scratch, Set, fn->blocks + 1);
    l.alive = set_take(&l);
    l.params = set_take(&l);
    find_written(&fn->body);
    if (fn->is_coroutine)
        walk_back(&l, shares);
    for (int i = 0; i < fn->params.n; i++) {
        CoreVar *p = fn->params.at[i];
        add(l.params, p);
        if (type_counted(p->type) && (fn->is_coroutine || p->written))
            add(f.now, p);
    }
    full_body(&f, &fn->body);
    note_held(&f);
    for (int i = 0; i < fn->vars.n; i++) {
        fn->vars.at[i]->alive |= has(l.alive, fn->vars.at[i]);
        fn->vars.at[i]->held |= has(f.held, fn->vars.at[i]);
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
