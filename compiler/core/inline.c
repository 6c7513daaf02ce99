/* inline.c: small coroutines of the library are written out where they are awaited.
 *
 * Event.wait and Lock.__aenter__ are a test and a primitive; as functions of their own they would cost a frame, and
 * each resume would go through all of them. The program's own coroutines stay functions: their C is what its author
 * reads, and tracebacks name them.
 *
 *     x = await f(a)
 * becomes, where f(p) is `if p.n: await primitive(p.q)  return p.n`
 *     block end { if a.n: await primitive(a.q)  x = a.n }
 *
 * Each statement has the line of the await. A parameter that f does not assign is the argument itself when that is a
 * constant or a variable of the caller, which cannot change meanwhile; else it is a variable of the caller's, as are
 * f's own, and empty again afterwards, also when an exception is caught around the await.
 * SPDX-License-Identifier: MIT */
#include "core/inline.h"

#include "core/core_walk.h"
#include "core/live.h"
#include "core/prune.h"

enum { STATEMENTS_MAX = 24, AWAITS_MAX = 2 };

typedef struct Inline {
    Arena   *arena;
    Map      small, large;        /* CoreFn -> itself: judged */
    Map      needed;              /* CoreFn of the library -> itself: somebody refers to it still */

    /* of the function that is looked at */
    CoreFn  *fn;
    CoreVars spare;               /* variables of what has been written out before */
    Map      dirty;               /* CoreBlock -> CoreVars *: what an exception that lands there may leave full */
    bool     changed;
} Inline;

/* One await that is written out. */
typedef struct Copy {
    Inline     *in;
    const CoreFn *callee;
    CoreStmt   *await;
    CoreVar   **var;              /* by the callee's numbers: the caller's */
    CoreExpr  **value;            /* of a parameter that is no variable: the argument */
    Map         block_of;
    CoreBlock  *end;
    bool        left;             /* `end` is needed: something goes there from elsewhere */
} Copy;

static void inline_fn(Inline *in, CoreFn *fn);
static void copy_body(Copy *c, const CoreStmts *from, CoreStmts *to);

/* ---- what is small ---- */

typedef struct Size { int statements, awaits; bool fits; } Size;

static void measure(CoreStmts *body, void *context);

static void refuse_cell(CoreExpr *e, void *context)
{
    Size *size = context;

    if ((e->kind == CE_VAR || e->kind == CE_ADDR) && e->u.var->kind == VAR_CELL)
        size->fits = false;
    core_each_operand(e, refuse_cell, context);
}

static void measure_stmt(Size *size, CoreStmt *s)
{
    size->statements++;
    core_each_expr(s, refuse_cell, size);
    switch (s->kind) {
    case CS_SET:   size->fits &= s->u.set.var->kind != VAR_CELL; break;
    case CS_YIELD: size->fits = false; break;
    case CS_AWAIT:
        size->awaits++;
        size->fits &= s->u.await.kind == AWAIT_EXTERN;
        break;
    default: break;
    }
    core_each_body(s, measure, size);
}

static void measure(CoreStmts *body, void *context)
{
    Size *size = context;

    for (int i = 0; size->fits && i < body->n; i++)
        measure_stmt(size, body->at[i]);
}

static bool is_small(Inline *in, CoreFn *fn)
{
    Size size = { 0, 0, true };

    if (!fn->library || fn->is_generator || fn->guard || map_get(&in->large, fn))
        return false;
    if (map_get(&in->small, fn))
        return true;
    inline_fn(in, fn);
    measure(&fn->body, &size);
    bool small = size.fits && size.statements <= STATEMENTS_MAX && size.awaits <= AWAITS_MAX;
    map_put(small ? &in->small : &in->large, fn, fn);
    if (small)
        live_held(in->arena, fn);
    return small;
}

/* ---- expressions ---- */

static CoreExpr *copy_expr(Copy *c, const CoreExpr *e);

static bool is_callees(const CoreVar *v)
{
    return v->kind == VAR_PARAM || v->kind == VAR_LOCAL || v->kind == VAR_TEMP;
}

static CoreVar *copy_var(Copy *c, CoreVar *v)
{
    return v && is_callees(v) ? c->var[v->number] : v;
}

static CoreExprs copy_exprs(Copy *c, const CoreExprs *from)
{
    CoreExprs to = {0};

    for (int i = 0; i < from->n; i++)
        vec_push(c->in->arena, &to, copy_expr(c, from->at[i]));
    return to;
}

static CoreExpr *copy_expr(Copy *c, const CoreExpr *e)
{
    CoreExpr *to;

    if (!e)
        return NULL;
    if (e->kind == CE_VAR && is_callees(e->u.var) && c->value[e->u.var->number])
        return core_conv(c->in->arena, c->value[e->u.var->number], e->type);
    to = core_expr_copy(c->in->arena, e);
    switch (e->kind) {
    case CE_VAR: case CE_ADDR: to->u.var = copy_var(c, e->u.var); break;
    case CE_FIELD:  to->u.field.object = copy_expr(c, e->u.field.object); break;
    case CE_MEMBER: to->u.member.object = copy_expr(c, e->u.member.object); break;
    case CE_ITEM:
        to->u.item.list = copy_expr(c, e->u.item.list);
        to->u.item.index = copy_expr(c, e->u.item.index);
        break;
    case CE_CONV:   to->u.conv = copy_expr(c, e->u.conv); break;
    case CE_BINARY:
        to->u.binary.left = copy_expr(c, e->u.binary.left);
        to->u.binary.right = copy_expr(c, e->u.binary.right);
        break;
    case CE_UNARY:  to->u.unary.operand = copy_expr(c, e->u.unary.operand); break;
    case CE_PURE:   to->u.call.args = copy_exprs(c, &e->u.call.args); break;
    case CE_COND:
        to->u.cond.cond = copy_expr(c, e->u.cond.cond);
        to->u.cond.then = copy_expr(c, e->u.cond.then);
        to->u.cond.els = copy_expr(c, e->u.cond.els);
        break;
    case CE_ARRAY:  to->u.array.items = copy_exprs(c, &e->u.array.items); break;
    default: break;
    }
    return to;
}

/* ---- statements ---- */

static CoreBlock *copy_target(Copy *c, CoreBlock *to)
{
    return to ? map_get(&c->block_of, to) : c->await->u.await.to;
}

static CoreStmts copied(Copy *c, const CoreStmts *from)
{
    CoreStmts to = {0};

    copy_body(c, from, &to);
    return to;
}

static void put(Copy *c, CoreStmts *to, CoreStmtKind kind, CoreStmt with)
{
    with.kind = kind;
    vec_push(c->in->arena, to, core_stmt_copy(c->in->arena, &with, c->await->line));
}

static void release(Copy *c, CoreStmts *to, CoreVar *v)
{
    put(c, to, CS_RELEASE, (CoreStmt){ .u.release.var = v });
}

/* `last`: control comes to the end of the block in any case. */
static void copy_return(Copy *c, const CoreStmt *s, bool last, CoreStmts *to)
{
    CoreExpr *value = copy_expr(c, s->u.ret.value);
    CoreVar *dest = c->await->u.await.dest;

    if (value && dest && dest->read)
        put(c, to, CS_SET, (CoreStmt){ .u.set = { dest, core_conv(c->in->arena, value, dest->type), s->u.ret.owned } });
    else if (value && s->u.ret.owned)
        release(c, to, core_bare(value)->u.var);
    c->left |= !last;
    if (!last)
        put(c, to, CS_LEAVE, (CoreStmt){ .u.leave.block = c->end });
}

static void copy_block(Copy *c, const CoreBlock *from, CoreStmt *to)
{
    to->u.block = core_new_block(c->in->arena, c->in->fn, from->hint);
    map_put(&c->block_of, from, to->u.block);
    copy_body(c, &from->body, &to->u.block->body);
}

static void copy_stmt(Copy *c, const CoreStmt *s, CoreStmts *list)
{
    CoreStmt *to = core_stmt_copy(c->in->arena, s, c->await->line);

    switch (s->kind) {
    case CS_SET:
        to->u.set.var = copy_var(c, s->u.set.var);
        to->u.set.value = copy_expr(c, s->u.set.value);
        break;
    case CS_SETFIELD:
        to->u.setfield.object = copy_expr(c, s->u.setfield.object);
        to->u.setfield.value = copy_expr(c, s->u.setfield.value);
        break;
    case CS_SETITEM:
        to->u.setitem.list = copy_expr(c, s->u.setitem.list);
        to->u.setitem.index = copy_expr(c, s->u.setitem.index);
        to->u.setitem.value = copy_expr(c, s->u.setitem.value);
        break;
    case CS_RELEASE: to->u.release.var = copy_var(c, s->u.release.var); break;
    case CS_OP:
        to->u.op.args = copy_exprs(c, &s->u.op.args);
        to->u.op.dest = copy_var(c, s->u.op.dest);
        to->u.op.to = copy_target(c, s->u.op.to);
        break;
    case CS_CALL:
        to->u.call.args = copy_exprs(c, &s->u.call.args);
        to->u.call.dest = copy_var(c, s->u.call.dest);
        to->u.call.to = copy_target(c, s->u.call.to);
        break;
    case CS_NEW:
        to->u.new.dest = copy_var(c, s->u.new.dest);
        to->u.new.to = copy_target(c, s->u.new.to);
        break;
    case CS_MAKE:
        to->u.make.args = copy_exprs(c, &s->u.make.args);
        to->u.make.dest = copy_var(c, s->u.make.dest);
        to->u.make.to = copy_target(c, s->u.make.to);
        break;
    case CS_IF:
        to->u.branch.cond = copy_expr(c, s->u.branch.cond);
        to->u.branch.then = copied(c, &s->u.branch.then);
        to->u.branch.els = copied(c, &s->u.branch.els);
        break;
    case CS_LOOP:
        to->u.loop.cond = copy_expr(c, s->u.loop.cond);
        to->u.loop.body = copied(c, &s->u.loop.body);
        break;
    case CS_COUNT:
        to->u.count.var = copy_var(c, s->u.count.var);
        to->u.count.start = copy_expr(c, s->u.count.start);
        to->u.count.stop = copy_expr(c, s->u.count.stop);
        to->u.count.body = copied(c, &s->u.count.body);
        break;
    case CS_BLOCK: copy_block(c, s->u.block, to); break;
    case CS_LEAVE: to->u.leave.block = map_get(&c->block_of, s->u.leave.block); break;
    case CS_AWAIT:
        to->u.await.args = copy_exprs(c, &s->u.await.args);
        to->u.await.to = copy_target(c, s->u.await.to);
        to->u.await.dead = (CoreVars){0};
        break;
    case CS_RAISE:
        to->u.raise.exc = copy_expr(c, s->u.raise.exc);
        to->u.raise.cause = copy_expr(c, s->u.raise.cause);
        to->u.raise.made = copy_exprs(c, &s->u.raise.made);
        to->u.raise.to = copy_target(c, s->u.raise.to);
        break;
    case CS_RERAISE:
        to->u.reraise.var = copy_var(c, s->u.reraise.var);
        to->u.reraise.to = copy_target(c, s->u.reraise.to);
        break;
    case CS_CATCH: case CS_CHAIN: to->u.catch.var = copy_var(c, s->u.catch.var); break;
    default: break;
    }
    vec_push(c->in->arena, list, to);
}

static void copy_body(Copy *c, const CoreStmts *from, CoreStmts *to)
{
    for (int i = 0; i < from->n; i++) {
        const CoreStmt *s = from->at[i];
        if (s->kind == CS_RETURN)
            copy_return(c, s, from == &c->callee->body && i == from->n - 1, to);
        else
            copy_stmt(c, s, to);
    }
}

/* ---- an await ---- */

/* Nothing that the callee does changes its value. */
static bool is_fixed(const CoreExpr *x)
{
    x = core_bare(x);
    return x->kind == CE_VAR ? is_callees(x->u.var)
                             : x->kind == CE_NONE || x->kind == CE_BOOL || x->kind == CE_INT || x->kind == CE_FLOAT || x->kind == CE_STR;
}

static CoreVar *take_var(Inline *in, const CoreVar *like)
{
    for (int i = 0; i < in->spare.n; i++)
        if (in->spare.at[i]->type == like->type && in->spare.at[i]->holds == like->holds &&
            (in->spare.at[i]->kind == VAR_TEMP) == (like->kind == VAR_TEMP)) {
            CoreVar *v = in->spare.at[i];
            in->spare.at[i] = in->spare.at[--in->spare.n];
            return v;
        }
    CoreVar *v = core_new_var(in->arena, in->fn, like->kind == VAR_TEMP ? VAR_TEMP : VAR_LOCAL, NULL, like->type);
    v->holds = like->holds;
    return v;
}

static void bind_vars(Copy *c, CoreStmts *out)
{
    const CoreVars *vars = &c->callee->vars, *params = &c->callee->params;

    c->var = arena_array(c->in->arena, CoreVar *, vars->n + 1);
    c->value = arena_array(c->in->arena, CoreExpr *, vars->n + 1);
    for (int i = 0; i < params->n; i++) {
        CoreExpr *x = c->await->u.await.args.at[i];
        if (!params->at[i]->written && is_fixed(x))
            c->value[params->at[i]->number] = x;
    }
    for (int i = 0; i < vars->n; i++)
        if (!c->value[i] && (vars->at[i]->read || vars->at[i]->written))
            c->var[i] = take_var(c->in, vars->at[i]);
    for (int i = 0; i < params->n; i++)
        if (c->var[params->at[i]->number])
            put(c, out, CS_SET, (CoreStmt){ .u.set = { c->var[params->at[i]->number], c->await->u.await.args.at[i], false } });
}

static void note_dirty(Inline *in, CoreBlock *to, CoreVar *v)
{
    CoreVars *dirty = map_get(&in->dirty, to);

    if (!dirty) {
        dirty = arena_new(in->arena, CoreVars);
        map_put(&in->dirty, to, dirty);
    }
    for (int i = 0; i < dirty->n; i++)
        if (dirty->at[i] == v)
            return;
    vec_push(in->arena, dirty, v);
}

/* What it may have left in its variables is released. */
static void free_vars(Copy *c, CoreStmts *out)
{
    for (int i = 0; i < c->callee->vars.n; i++) {
        const CoreVar *v = c->callee->vars.at[i];
        if (!c->var[i])
            continue;
        if (v->held && type_counted(v->type)) {
            release(c, out, c->var[i]);
            if (c->await->u.await.to)
                note_dirty(c->in, c->await->u.await.to, c->var[i]);
        }
        vec_push(c->in->arena, &c->in->spare, c->var[i]);
    }
}

static void write_out(Inline *in, CoreStmt *await, CoreStmts *out)
{
    Copy c = { .in = in, .callee = await->u.await.fn, .await = await };
    CoreStmt *block = core_stmt(in->arena, CS_BLOCK, await->line);

    map_init(&c.block_of, in->arena);
    block->u.block = c.end = core_new_block(in->arena, in->fn, "returned");
    bind_vars(&c, out);
    copy_body(&c, &c.callee->body, &c.end->body);
    if (c.left)
        vec_push(in->arena, out, block);
    for (int i = 0; !c.left && i < c.end->body.n; i++)
        vec_push(in->arena, out, c.end->body.at[i]);
    free_vars(&c, out);
    in->changed = true;
}

/* ---- a function ---- */

static void inline_body(CoreStmts *body, void *context)
{
    Inline *in = context;
    CoreStmts out = {0};

    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        if (s->kind == CS_AWAIT && s->u.await.kind == AWAIT_CALL && is_small(in, s->u.await.fn)) {
            write_out(in, s, &out);
            continue;
        }
        core_each_body(s, inline_body, in);
        vec_push(in->arena, &out, s);
        const CoreVars *dirty = s->kind == CS_BLOCK ? map_get(&in->dirty, s->u.block) : NULL;
        for (int k = 0; dirty && k < dirty->n; k++) {
            CoreStmt *empty = core_stmt(in->arena, CS_RELEASE, 0);
            empty->u.release.var = dirty->at[k];
            vec_push(in->arena, &out, empty);
        }
    }
    *body = out;
}

typedef struct Search { Inline *in; bool found; } Search;

static void find_small_await(CoreStmts *body, void *context)
{
    Search *search = context;

    for (int i = 0; !search->found && i < body->n; i++) {
        CoreStmt *s = body->at[i];
        search->found = s->kind == CS_AWAIT && s->u.await.kind == AWAIT_CALL && is_small(search->in, s->u.await.fn);
        core_each_body(s, find_small_await, search);
    }
}

static bool awaits_small(Inline *in, CoreFn *fn)
{
    Search search = { in, false };

    find_small_await(&fn->body, &search);
    return search.found;
}

/* Results that were for the callee's own result, which nobody reads. */
static void drop_unread(CoreStmts *body, void *context)
{
    int n = 0;

    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        if (s->kind == CS_SET && s->u.set.var->kind == VAR_TEMP && !s->u.set.var->read && !type_counted(s->u.set.var->type))
            continue;
        body->at[n++] = s;
        core_each_body(s, drop_unread, context);
    }
    body->n = n;
}

/* What it awaits comes first; one that comes back to itself awaits an object. */
static void inline_fn(Inline *in, CoreFn *fn)
{
    Inline outer = *in;

    if (fn->inlined)
        return;
    fn->inlined = true;
    prune_fn(fn);
    if (!fn->is_coroutine || !awaits_small(in, fn))
        return;
    in->fn = fn;
    in->spare = (CoreVars){0};
    in->changed = false;
    map_init(&in->dirty, in->arena);
    live_mark(fn);
    inline_body(&fn->body, in);
    live_unmark(fn);
    if (in->changed) {
        prune_fn(fn);
        live_mark(fn);
        drop_unread(&fn->body, NULL);
        live_unmark(fn);
    }
    in->fn = outer.fn;
    in->spare = outer.spare;
    in->dirty = outer.dirty;
    in->changed = outer.changed;
}

/* ---- what nobody refers to any more ---- */

static void need(Inline *in, CoreFn *fn)
{
    if (fn && fn->library)
        map_put(&in->needed, fn, fn);
}

static void need_in_expr(CoreExpr *e, void *context)
{
    if (e->kind == CE_FUNC || e->kind == CE_ENTRY || e->kind == CE_CODE)
        need(context, e->u.func);
    core_each_operand(e, need_in_expr, context);
}

static void need_in_body(CoreStmts *body, void *in)
{
    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        core_each_expr(s, need_in_expr, in);
        if (s->kind == CS_MAKE)
            need(in, s->u.make.fn);
        if (s->kind == CS_AWAIT)
            need(in, s->u.await.fn);
        core_each_body(s, need_in_body, in);
    }
}

static void take_out(Inline *in, Core *core)
{
    int n = 0;

    for (int i = 0; i < core->exports.n; i++)
        need(in, core->exports.at[i]->fn);
    for (int i = 0; i < core->fns.n; i++)
        if (!map_get(&in->small, core->fns.at[i]) || map_get(&in->needed, core->fns.at[i]))
            core->fns.at[n++] = core->fns.at[i];
    core->fns.n = n;
}

void inline_awaits(Arena *a, Core *core)
{
    Inline in = { .arena = a };

    map_init(&in.small, a);
    map_init(&in.large, a);
    map_init(&in.needed, a);
    for (int i = 0; i < core->fns.n; i++) {
        inline_fn(&in, core->fns.at[i]);
        need_in_body(&core->fns.at[i]->body, &in);
    }
    if (in.small.n)
        take_out(&in, core);
}
