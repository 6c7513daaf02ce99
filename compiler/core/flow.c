/* flow.c: a LEAVE takes over what is alive at its block's end; a statement that can raise adds what is alive at its
 * landing. Loops run until nothing changes.
 * SPDX-License-Identifier: MIT */
#include "core/flow.h"
#include "core/core_walk.h"

VarSet vars_take(Flow *f)
{
    if (f->spare.n == 0)
        return (VarSet){ arena_array(f->arena, uint64_t, f->words) };
    VarSet s = f->spare.at[--f->spare.n];
    vars_clear(f, s);
    return s;
}

void vars_give(Flow *f, VarSet s) { vec_push(f->arena, &f->spare, s); }

/* Reading or writing a cell reads the variable that holds its object. */
static void use_cell(VarSet s, const CoreVar *v)
{
    if (v && v->kind == VAR_CELL)
        flow_use(v->cell, &s);
}

void flow_use(CoreExpr *e, void *set)
{
    VarSet *s = set;
    if (e->kind == CE_VAR || (e->kind == CE_ADDR && !e->u.var->given)) {
        vars_add(*s, e->u.var);
        use_cell(*s, e->u.var);
    }
    core_each_operand(e, flow_use, set);
}

/* An address through which alone the variable is assigned. */
static void drop_given(CoreExpr *e, void *set)
{
    VarSet *s = set;

    if (e->kind == CE_ADDR && e->u.var->given)
        vars_drop(*s, e->u.var);
    core_each_operand(e, drop_given, set);
}

/* ---- the walk ---- */

static void back_body(Flow *f, const CoreStmts *body, VarSet s);

static void back_loop(Flow *f, const CoreStmts *body, CoreExpr *cond, VarSet s)
{
    VarSet head = vars_take(f), turn = vars_take(f);

    vars_copy(f, head, s);
    if (cond)
        flow_use(cond, &head);
    else
        vars_clear(f, head);
    do {
        vars_copy(f, turn, head);
        back_body(f, body, turn);
        if (cond)
            flow_use(cond, &turn);
    } while (vars_union(f, head, turn));
    vars_copy(f, s, head);
    vars_give(f, turn);
    vars_give(f, head);
}

static void back_block(Flow *f, CoreBlock *b, VarSet s)
{
    VarSet after = vars_take(f);

    vars_copy(f, after, s);
    f->at_end[b->number] = after;
    back_body(f, &b->body, s);
    vars_give(f, after);
}

static void back_branch(Flow *f, CoreStmt *st, VarSet s)
{
    VarSet other = vars_take(f);

    vars_copy(f, other, s);
    back_body(f, &st->u.branch.then, s);
    back_body(f, &st->u.branch.els, other);
    vars_union(f, s, other);
    vars_give(f, other);
    flow_use(st->u.branch.cond, &s);
}

static void back_count(Flow *f, CoreStmt *st, VarSet s)
{
    vars_add(s, st->u.count.var);
    flow_use(st->u.count.stop, &s);
    back_loop(f, &st->u.count.body, core_var(f->arena, st->u.count.var), s);
    flow_use(st->u.count.stop, &s);
    if (f->assigned)
        f->assigned(f->context, st, s);
    vars_drop(s, st->u.count.var);
    flow_use(st->u.count.start, &s);
    flow_use(st->u.count.stop, &s);
}

static void need_owned(CoreStmt *st, VarSet s)
{
    const CoreVars *dead = core_dead(st);

    if (st->kind == CS_SET && st->u.set.replaces)
        vars_add(s, st->u.set.var);
    for (int i = 0; dead && i < dead->n; i++)
        vars_add(s, dead->at[i]);
}

static void back_simple(Flow *f, CoreStmt *st, VarSet s)
{
    CoreBlock *to = NULL;
    bool raises = core_raises(st, &to);

    if (f->assigned)
        f->assigned(f->context, st, s);
    if (st->kind == CS_RETURN || st->kind == CS_RAISE || st->kind == CS_RERAISE)
        vars_clear(f, s);
    vars_drop(s, core_dest(st));
    if (f->given)
        core_each_expr(st, drop_given, &s);
    use_cell(s, core_dest(st));
    if (raises && to)
        vars_union(f, s, f->at_end[to->number]);
    else if (f->owners && (raises || st->kind == CS_RETURN))
        vars_union(f, s, f->at_exit);
    if (f->across)
        f->across(f->context, st, s);
    if (f->owners)
        need_owned(st, s);
    flow_reads(st, s);
}

void flow_reads(CoreStmt *st, VarSet s)
{
    if (st->kind == CS_AWAIT)
        vars_add(s, st->u.await.object);
    if (st->kind == CS_RERAISE)
        vars_add(s, st->u.reraise.var);
    if (st->kind == CS_CHAIN)
        vars_add(s, st->u.catch.var);
    core_each_expr(st, flow_use, &s);
}

static void back_stmt(Flow *f, CoreStmt *st, VarSet s)
{
    switch (st->kind) {
    case CS_LEAVE: vars_copy(f, s, f->at_end[st->u.leave.block->number]); return;
    case CS_BLOCK: back_block(f, st->u.block, s); return;
    case CS_IF:    back_branch(f, st, s); return;
    case CS_LOOP:  back_loop(f, &st->u.loop.body, st->u.loop.cond, s); return;
    case CS_COUNT: back_count(f, st, s); return;
    case CS_RELEASE:
        if (f->across)
            f->across(f->context, st, s);
        if (f->releases && (st->u.release.full || !f->owners))
            vars_add(s, st->u.release.var);
        use_cell(s, st->u.release.var);
        return;
    default: back_simple(f, st, s); return;
    }
}

static void back_body(Flow *f, const CoreStmts *body, VarSet s)
{
    for (int i = body->n - 1; i >= 0; i--)
        back_stmt(f, body->at[i], s);
}

void flow_begin(Flow *f, Arena *a, CoreFn *fn)
{
    *f = (Flow){ .arena = a, .fn = fn, .words = fn->vars.n / 64 + 1 };
    f->at_end = arena_array(a, VarSet, fn->blocks + 1);
    for (int i = 0; i < fn->vars.n; i++)
        f->given |= fn->vars.at[i]->given;
}

void flow_walk(Flow *f, VarSet entry)
{
    back_body(f, &f->fn->body, entry);
}
