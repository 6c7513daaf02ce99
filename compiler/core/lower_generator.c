/* lower_generator.c: yield, yield from, the generators' methods, and generator expressions.
 *
 *     more = item = first item of `it`            result = yield from it
 *     loop {
 *         if not more leave ended
 *         block next {
 *             block resumed {
 *                 block thrown {
 *                     sent = yield item to thrown
 *                     leave resumed
 *                 }
 *                 item = throw into `it`; leave next
 *             }
 *             item = send to `it`
 *         }
 *     } ended
 *     result = what `it` returned
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include "base/intern.h"

/* Hands out x; what is sent in, of that type, is the value. */
static CoreExpr *yield_value(Lower *l, CoreExpr *x, const Type *sent)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_YIELD);

    s->u.yield.value = any(l, x);
    s->u.yield.owned = take(l, s->u.yield.value);
    s->u.yield.to = raise_to(l);
    s->u.yield.sends = sent->kind != TY_NONE;
    if (s->u.yield.sends)
        s->u.yield.dest = new_temp(l, sent);
    put_stmt(l, s);
    if (!s->u.yield.dest)
        return core_none(l->arena);
    own(l, s->u.yield.dest);
    return core_var(l->arena, s->u.yield.dest);
}

CoreExpr *lower_yield(Lower *l, const Expr *e)
{
    if (l->now->func->awaits)
        return lower_give_way(l, e);
    CoreExpr *x = e->u.operand ? lower_expr(l, e->u.operand) : core_none(l->arena);
    return l->dead ? core_none(l->arena) : yield_value(l, x, type_norm(l->now->sent));
}

/* ---- yield from ---- */

typedef struct Delegate { CoreVar *it, *item, *more; } Delegate;

/* item = name(it, x, &more) */
static void step_delegate(Lower *l, const Delegate *d, const char *name, CoreExpr *x)
{
    int mark = l->owned.n;
    CoreExpr *item = op(l, name, type_any, true, 3, core_var(l->arena, d->it), x, core_addr(l->arena, d->more));

    set_var(l, d->item, item);
    release_to(l, mark);
}

/* What is thrown at the yield is thrown into the delegate. */
static void throw_into(Lower *l, const Delegate *d)
{
    CoreVar *thrown = new_temp(l, type_inst(builtin_class(intern("BaseException"))));
    CoreStmt *s = core_stmt(l->arena, CS_CATCH, 0);
    int mark = l->owned.n;

    s->u.catch.var = thrown;
    put_stmt(l, s);
    own(l, thrown);
    step_delegate(l, d, "ac_delegate_throw", core_var(l->arena, thrown));
    release_to(l, mark);
}

static void pass_on(Lower *l, const Delegate *d)
{
    CoreStmt *next = open_block(l, "next"), *resumed = open_block(l, "resumed"), *inner = LOWER_NEW_STMT(l, CS_BLOCK);
    CoreVar *sent = core_new_var(l->arena, l->fn, VAR_LOCAL, "sent", type_any);
    Landing landing, *outer = l->landing;
    int mark = l->owned.n;

    begin_landing(l, &landing, "thrown");
    inner->u.block = landing.block;
    CoreStmts *old = push_out(l, &landing.block->body);
    l->landing = &landing;
    set_var(l, sent, any(l, yield_value(l, core_var(l->arena, d->item), type_norm(l->now->sent))));
    l->landing = outer;
    release_to(l, mark);
    leave(l, resumed->u.block);
    l->dead = false;
    pop_out(l, &resumed->u.block->body);
    put_stmt(l, inner);
    end_landing(l, &landing);
    throw_into(l, d);
    leave(l, next->u.block);
    l->dead = false;
    pop_out(l, &next->u.block->body);
    put_stmt(l, resumed);
    step_delegate(l, d, "ac_delegate_send", core_var(l->arena, sent));
    forget(l, sent);
    pop_out(l, old);
    put_stmt(l, next);
}

CoreExpr *lower_yield_from(Lower *l, const Expr *e)
{
    if (l->now->func->awaits)
        return lower_await(l, e);

    CoreExpr *x = lower_expr(l, e->u.operand);

    if (l->dead)
        return core_none(l->arena);
    const Type *result = info_of(l, e)->type;
    CoreStmt *ended = open_block(l, "ended"), *loop = LOWER_NEW_STMT(l, CS_LOOP);
    Delegate d = {
        .it = core_new_var(l->arena, l->fn, VAR_LOCAL, "delegate", type_iter(cell_new())),
        .item = core_new_var(l->arena, l->fn, VAR_LOCAL, "item", type_any),
        .more = core_new_var(l->arena, l->fn, VAR_LOCAL, "more", type_bool),
    };
    set_var(l, d.it, op(l, "ac_iter_new", d.it->type, true, 1, any(l, x)));
    step_delegate(l, &d, "ac_delegate_send", any(l, core_none(l->arena)));
    vec_push(l->arena, &l->iterators, d.it);
    CoreStmts *old = push_out(l, &loop->u.loop.body);
    leave_if(l, core_unary(l->arena, "!", core_var(l->arena, d.more), type_bool), ended->u.block);
    pass_on(l, &d);
    pop_out(l, &ended->u.block->body);
    put_stmt(l, loop);
    pop_out(l, old);
    put_stmt(l, ended);
    l->iterators.n--;
    CoreExpr *r = result->kind == TY_NONE ? core_none(l->arena)
                : of_type(l, op(l, "ac_delegate_result", type_any, false, 1, core_var(l->arena, d.it)), result);
    forget(l, d.it);
    return r;
}

/* ---- the methods ---- */

CoreExpr *lower_generator_method(Lower *l, const Expr *e, const Target *t, CoreExpr *generator, const CoreExprs *args, const Type *type)
{
    SpecialId special = t->builtin->special;

    switch (special) {
    case SPECIAL_GEN_NEXT: return of_type(l, op(l, "ac_next", type_any, true, 1, any(l, generator)), type);
    case SPECIAL_GEN_SEND: case SPECIAL_CORO_SEND: {
        const char *send = special == SPECIAL_CORO_SEND ? "ac_coroutine_send" : "ac_generator_send";
        return of_type(l, op(l, send, type_any, true, 2, generator, any(l, args->at[0])), type);
    }
    case SPECIAL_GEN_THROW: case SPECIAL_CORO_THROW: {
        const char *throw = special == SPECIAL_CORO_THROW ? "ac_coroutine_throw" : "ac_generator_throw";
        CoreExpr *exc = raise_value(l, e->u.call.args.at[0].value, args->at[0], "exceptions must derive from BaseException");
        return of_type(l, op(l, throw, type_any, true, 2, generator, exc), type);
    }
    case SPECIAL_GEN_CLOSE:  op(l, "ac_generator_close", NULL, true, 1, generator); return core_none(l->arena);
    case SPECIAL_CORO_CLOSE: op(l, "ac_coroutine_close", NULL, true, 1, generator); return core_none(l->arena);
    default:               return generator;    /* __iter__ */
    }
}

/* ---- generator expressions ---- */

CoreExpr *lower_genexp(Lower *l, const Expr *e)
{
    const ExprInfo *info = info_of(l, e);
    const CallInfo *call = call_of(info, CALL_AS_WRITTEN);
    CoreExprs args = {0};

    if (!e->u.comp.generator)
        return lower_comprehension(l, e);
    FuncInfo *f = map_get(&l->program->func_of, e->u.comp.generator);
    vec_push(l->arena, &args, hold(l, lower_expr(l, e->u.comp.fors.at[0].iter)));
    if (l->dead)
        return core_none(l->arena);
    CoreExpr *function = f->scope->closure ? lower_function_made(l, f) : static_value(l, type_func(f));
    return lower_apply(l, call, function, &args, info->type);
}
