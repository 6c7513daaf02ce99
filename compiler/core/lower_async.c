/* lower_async.c: await.
 *
 * A coroutine function called right under the await lies in its caller's frame; one of the same cycle of
 * awaited calls or of a pool, or an object that was kept, is awaited on the heap.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include "base/intern.h"
#include "core/core_walk.h"

static CoreExpr *finish(Lower *l, CoreStmt *s, const Type *result, const Type *type)
{
    s->u.await.to = raise_to(l);
    if (result && !type_static(result) && result->kind != TY_NONE && result->kind != TY_NEVER)
        s->u.await.dest = new_temp(l, result);
    put_stmt(l, s);
    if (result && result->kind == TY_NEVER && s->u.await.kind == AWAIT_CALL)
        l->dead = true;
    if (!s->u.await.dest)
        return static_value(l, type_norm(type));
    own(l, s->u.await.dest);
    return core_conv(l->arena, core_var(l->arena, s->u.await.dest), type);
}

/* A number cannot be awaited; what else cannot, ac_await finds. */
static CoreExpr *need_reference(Lower *l, CoreExpr *x)
{
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);

    x = in_var(l, x);
    branch->u.branch.cond = core_binary(l->arena, "!=", core_member(l->arena, x, NULL, "tag", type_int), core_ctext(l->arena, "AC_TAG_REF", type_int), type_bool);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    op(l, "ac_raise_not_awaitable", NULL, true, 1, x);
    pop_out(l, old);
    put_stmt(l, branch);
    return x;
}

/* A place of a pool is free for what the same statement awaits next. */
static void give_back(Lower *l, CoreExpr *awaited)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_RELEASE);

    if (!take(l, awaited))
        return;
    s->u.release.var = core_bare(awaited)->u.var;
    put_stmt(l, s);
}

CoreExpr *await_value(Lower *l, CoreExpr *object, const Type *type)
{
    const Type *result = type_norm(type);
    CoreStmt *s = LOWER_NEW_STMT(l, CS_AWAIT);
    CoreStmt *last = l->out->n ? vec_last(l->out) : NULL;

    /* made just now, and only for this: awaited in our frame */
    if (last && last->kind == CS_MAKE && object->kind == CE_VAR && last->u.make.dest == object->u.var && !l->dead) {
        const Type *coro = object->type;
        Instance *callee = coro->kind == TY_CORO ? instance_of(coro->u.instance) : NULL;
        if (callee && !callee->func->ext && !callee->func->pool && !(callee->cycle >= 0 && callee->cycle == l->now->cycle)) {
            l->out->n--;
            take(l, object);
            s->u.await.kind = AWAIT_CALL;
            s->u.await.fn = last->u.make.fn;
            s->u.await.args = last->u.make.args;
            return finish(l, s, s->u.await.fn->result ? s->u.await.fn->result->type : type_norm(callee->result), type);
        }
    }
    if (type_rep(object->type) == REP_VALUE)
        object = need_reference(l, object);
    CoreExpr *held = hold(l, core_conv(l->arena, object, type_inst(builtin_class(intern("object")))));
    if (core_bare(held)->kind != CE_VAR)        /* of a type that nothing has: it never comes */
        return static_value(l, result);
    s->u.await.kind = AWAIT_OBJECT;
    s->u.await.object = core_bare(held)->u.var;
    CoreExpr *value = finish(l, s, result, type);
    if (l->program->has_pools)
        give_back(l, held);
    return value;
}

/* ---- primitives ---- */

static const Target *single_target(Lower *l, const Expr *e)
{
    const CallInfo *call = e->kind == EXPR_CALL ? call_of(info_of(l, e), CALL_AS_WRITTEN) : NULL;
    return call && call->targets.n == 1 ? &call->targets.at[0] : NULL;
}

static CoreExpr *await_extern(Lower *l, const Expr *e, const Target *t)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_AWAIT);
    CoreExprs args = {0};

    for (int i = 0; i < e->u.call.args.n; i++)
        vec_push(l->arena, &args, lower_expr(l, e->u.call.args.at[i].value));
    s->u.await.kind = AWAIT_EXTERN;
    s->u.await.name = lower_extern(l, t->instance->func->ext);
    for (int p = 0; p < t->instance->params; p++)
        if (t->bind[p].kind == BIND_ARG)
            vec_push(l->arena, &s->u.await.args, need(l, args.at[t->bind[p].arg], type_norm(t->instance->param[p]), "await"));
    return finish(l, s, NULL, type_none);
}

/* Objects of classes are asked for what is to be awaited. */
static CoreExpr *awaited_of(Lower *l, const CallInfo *call, CoreExpr *x)
{
    const Type *all = type_never, *result = type_never;
    CoreExprs none = {0};

    for (int i = 0; i < call->targets.n; i++) {
        all = type_join(all, type_norm(call->targets.at[i].when));
        result = type_join(result, type_norm(call->targets.at[i].result));
    }
    if (type_same(all, x->type))
        return lower_method(l, call, x, &none, result);
    CoreVar *awaited = new_temp(l, type_inst(builtin_class(intern("object"))));
    x = in_var(l, x);
    set_copy(l, awaited, x);
    own(l, awaited);
    for (int i = 0; i < call->targets.n; i++) {
        const Target *t = &call->targets.at[i];
        CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
        int mark = l->owned.n;
        branch->u.branch.cond = is_atom_test(l, x, type_norm(t->when));
        CoreStmts *old = push_out(l, &branch->u.branch.then);
        set_var(l, awaited, lower_target(l, t, core_conv(l->arena, x, type_norm(t->when)), NULL, &none, type_norm(t->result)));
        release_to(l, mark);
        pop_out(l, old);
        put_stmt(l, branch);
    }
    return core_var(l->arena, awaited);
}

/* yield in a coroutine: sleep_ms(0), or so many; where it may be driven by hand, what is sent is the value. */
CoreExpr *lower_give_way(Lower *l, const Expr *e)
{
    CoreExpr *given = e->u.operand ? lower_expr(l, e->u.operand) : core_none(l->arena);
    CoreStmt *s = LOWER_NEW_STMT(l, CS_AWAIT);
    bool drives = l->program->drives;

    if (l->dead)
        return core_none(l->arena);
    s->u.await.kind = AWAIT_EXTERN;
    s->u.await.name = drives ? "ac_give_way" : "ac_sleep_ms";
    vec_push(l->arena, &s->u.await.args, drives ? any(l, given) : given->type->kind == TY_INT ? given : core_int(l->arena, 0));
    CoreExpr *none = finish(l, s, NULL, type_none);
    return drives ? of_type(l, op(l, "ac_take_sent", type_any, false, 0), type_norm(info_of(l, e)->type)) : none;
}

CoreExpr *lower_await(Lower *l, const Expr *e)
{
    const CallInfo *objects = call_of(info_of(l, e), CALL_AS_WRITTEN);

    const Type *type = info_of(l, e)->type;
    const Target *t = single_target(l, e->u.operand);

    if (t && t->kind == TARGET_EXTERN && t->instance->func->ast->is_async)
        return await_extern(l, e->u.operand, t);
    CoreExpr *object = lower_expr(l, e->u.operand);
    if (!l->dead && objects && objects->targets.n)
        object = awaited_of(l, objects, object);
    return l->dead ? core_none(l->arena) : await_value(l, object, type);
}
