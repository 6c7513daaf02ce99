/* lower_async_for.c: async for, over asynchronous generators and over objects with __aiter__.
 *
 *     loop {                                      loop {
 *         await the generator                         block got {
 *         item = its item, or leave ended                 block stopped { item = await it.__anext__() to stopped; leave got }
 *         body                                            if it was StopAsyncIteration leave ended, else raise it
 *     } ended                                         }
 *                                                     body
 *                                                 } ended
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include "base/intern.h"

typedef struct Over { Lower *l; CoreVar *it; const Type *elem; void (*body)(Lower *, void *, CoreExpr *); void *context; } Over;

static CoreVar *keep(Lower *l, CoreExpr *x)
{
    CoreVar *v = core_new_var(l->arena, l->fn, VAR_LOCAL, "items", x->type);
    set_var(l, v, x);
    return v;
}

static bool stored(const Type *t) { return !type_static(t) && t->kind != TY_NEVER && t->kind != TY_NONE; }

/* ---- generators ---- */

static void generator_turn(const Over *o, CoreBlock *ended)
{
    Lower *l = o->l;
    CoreVar *more = core_new_var(l->arena, l->fn, VAR_LOCAL, "more", type_bool);
    CoreStmt *s = LOWER_NEW_STMT(l, CS_AWAIT);
    CoreExpr *it = core_conv(l->arena, core_var(l->arena, o->it), type_inst(builtin_class(intern("async_generator"))));
    int mark = l->owned.n;

    s->u.await.kind = AWAIT_EXTERN;
    s->u.await.name = "ac_async_generator_next";
    vec_push(l->arena, &s->u.await.args, it);
    s->u.await.to = raise_to(l);
    put_stmt(l, s);
    CoreExpr *item = op(l, "ac_async_generator_item", type_any, false, 2, it, core_addr(l->arena, more));
    leave_if(l, core_unary(l->arena, "!", core_var(l->arena, more), type_bool), ended);
    o->body(l, o->context, stored(o->elem) ? core_conv(l->arena, item, o->elem) : static_value(l, o->elem));
    release_to(l, mark);
}

/* ---- objects ---- */

static void end_or_raise(Lower *l, CoreBlock *ended)
{
    ClassInfo *stop = builtin_class(intern("StopAsyncIteration"));
    CoreVar *caught = core_new_var(l->arena, l->fn, VAR_LOCAL, "caught", type_inst(builtin_class(intern("BaseException"))));
    CoreStmt *catch = core_stmt(l->arena, CS_CATCH, 0), *branch = LOWER_NEW_STMT(l, CS_IF), *again = core_stmt(l->arena, CS_RERAISE, 0);

    catch->u.catch.var = caught;
    put_stmt(l, catch);
    branch->u.branch.cond = core_pure(l->arena, "ac_exc_matches", type_bool, 2, core_var(l->arena, caught),
                                      core_class(l->arena, lower_class_of(l, stop), type_class(stop)));
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    forget(l, caught);
    leave(l, ended);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
    again->u.reraise.var = caught;
    again->u.reraise.to = raise_to(l);
    put_stmt(l, again);
}

static void object_turn(const Over *o, const CallInfo *next, CoreBlock *ended)
{
    Lower *l = o->l;
    CoreStmt *got = open_block(l, "got"), *inner = LOWER_NEW_STMT(l, CS_BLOCK);
    CoreVar *item = stored(o->elem) ? core_new_var(l->arena, l->fn, VAR_LOCAL, "item", o->elem) : NULL;
    Landing landing, *outer = l->landing;
    int mark = l->owned.n;
    CoreExprs none = {0};
    const Type *awaited = type_never;

    for (int i = 0; i < next->targets.n; i++)
        awaited = type_join(awaited, type_norm(next->targets.at[i].result));
    begin_landing(l, &landing, "stopped");
    inner->u.block = landing.block;
    CoreStmts *old = push_out(l, &landing.block->body);
    l->landing = &landing;
    CoreExpr *x = await_value(l, lower_method(l, next, core_var(l->arena, o->it), &none, awaited), o->elem);
    if (item && !l->dead)
        set_var(l, item, x);
    release_to(l, mark);
    if (!l->dead)
        leave(l, got->u.block);
    l->dead = false;
    l->landing = outer;
    pop_out(l, &got->u.block->body);
    put_stmt(l, inner);
    end_landing(l, &landing);
    end_or_raise(l, ended);
    pop_out(l, old);
    put_stmt(l, got);
    o->body(l, o->context, item ? core_var(l->arena, item) : static_value(l, o->elem));
    release_to(l, mark);
}

/* What __aiter__ gives. */
static CoreExpr *iterator_of(Lower *l, const CallInfo *iter, CoreExpr *x)
{
    const Type *result = type_never;
    CoreExprs none = {0};

    if (!iter)
        return x;
    for (int i = 0; i < iter->targets.n; i++)
        result = type_join(result, type_norm(iter->targets.at[i].result));
    return lower_method(l, iter, x, &none, result);
}

static const Type *elem_of(const Type *iterator, const CallInfo *next)
{
    const Type *all = type_never;

    for (int i = 0; !next && i < type_atoms(iterator); i++)
        all = type_join(all, type_norm(type_atom(iterator, i)->u.instance->yielded));
    for (int i = 0; next && i < next->targets.n; i++)
        for (int k = 0; k < type_atoms(next->targets.at[i].result); k++) {
            const Type *a = type_norm(type_atom(next->targets.at[i].result, k));
            all = type_join(all, a->kind == TY_CORO ? type_norm(a->u.instance->result) : a->kind == TY_TASK ? type_elem(a) : type_never);
        }
    return all;
}

void lower_iterate_async(Lower *l, const Expr *e, void (*body)(Lower *, void *, CoreExpr *), void *context)
{
    const CallInfo *next = call_of(info_of(l, e), CALL_ANEXT);
    CoreExpr *x = lower_expr(l, e);

    if (l->dead)
        return;
    x = iterator_of(l, call_of(info_of(l, e), CALL_AITER), x);
    Over o = { l, keep(l, x), elem_of(x->type, next), body, context };
    CoreStmt *loop = LOWER_NEW_STMT(l, CS_LOOP), *ended = open_block(l, "exhausted");
    CoreStmts *old = push_out(l, &loop->u.loop.body);
    vec_push(l->arena, &l->iterators, o.it);
    if (next)
        object_turn(&o, next, ended->u.block);
    else
        generator_turn(&o, ended->u.block);
    l->dead = false;
    pop_out(l, &ended->u.block->body);
    put_stmt(l, loop);
    pop_out(l, old);
    put_stmt(l, ended);
    l->iterators.n--;
    forget(l, o.it);
}
