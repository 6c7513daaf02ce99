/* lower_star.c: except*. The library's class Handling keeps what is left of the exception and what the handlers raise:
 *
 *     except* A as e: h1                   work = Handling(caught)
 *     except* B: h2                        part = work.part(A)
 *     becomes                              if part is not None: a handler of `part`: h1; what it raises: work.failed(...)
 *                                          part = work.part(B) ...
 *                                          rest = work.end()
 *                                          if rest is not None: raise rest, as it came
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

typedef struct Star { const Stmt *s; CoreVar *work, *part, *rest; } Star;

static void call(Lower *l, const Star *star, const Handler *h, CallRole role, CoreExpr *arg, CoreVar *result)
{
    const CallInfo *info = call_of(info_of(l, h->type), role);
    CoreExprs args = {0};
    int mark = l->owned.n;

    if (arg)
        vec_push(l->arena, &args, arg);
    CoreExpr *x = lower_method(l, info, core_var(l->arena, star->work), &args, info->targets.at[0].result);
    if (result)
        set_var(l, result, core_conv(l->arena, x, result->type));
    release_to(l, mark);
}

static void begin(Lower *l, Star *star, CoreVar *caught)
{
    const Expr *at = star->s->u.try.handlers.at[0].type;
    const CallInfo *info = call_of(info_of(l, at), CALL_STAR_BEGIN);
    const Type *type = info->targets.at[0].result;
    CoreExprs args = {0};
    int mark = l->owned.n;

    vec_push(l->arena, &args, core_var(l->arena, caught));
    star->work = core_new_var(l->arena, l->fn, VAR_LOCAL, "work", type);
    star->part = core_new_var(l->arena, l->fn, VAR_LOCAL, "part", any_exception());
    star->rest = core_new_var(l->arena, l->fn, VAR_LOCAL, "rest", any_exception());
    set_var(l, star->work, lower_apply(l, info, static_value(l, type_class(type->u.class)), &args, type));
    release_to(l, mark);
}

/* The handler, whose exceptions are kept. */
static void handle(Lower *l, const Star *star, const Handler *h)
{
    Landing landing, *outer = l->landing;
    CoreVar *raised = core_new_var(l->arena, l->fn, VAR_LOCAL, "raised", any_exception());
    CoreStmt *done = open_block(l, "handled"), *inner = LOWER_NEW_STMT(l, CS_BLOCK);

    begin_landing(l, &landing, "raised_in");
    inner->u.block = landing.block;
    CoreStmts *old = push_out(l, &landing.block->body);
    l->landing = &landing;
    lower_handler(l, h, star->part, done->u.block);
    l->dead = false;
    l->landing = outer;
    pop_out(l, &done->u.block->body);
    put_stmt(l, inner);
    end_landing(l, &landing);
    catch_into(l, raised);
    call(l, star, h, CALL_STAR_FAILED, core_var(l->arena, raised), NULL);
    forget(l, raised);
    pop_out(l, old);
    put_stmt(l, done);
}

static void star_handler(Lower *l, const Star *star, const Handler *h)
{
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);

    lower_set_line(l, h->span);
    call(l, star, h, CALL_STAR_PART, lower_expr(l, h->type), star->part);
    branch->u.branch.cond = core_binary(l->arena, "!=", core_var(l->arena, star->part), core_none(l->arena), type_bool);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    handle(l, star, h);
    pop_out(l, old);
    put_stmt(l, branch);
}

/* What the library raises itself comes while the exception is handled. */
void lower_star_handlers(Lower *l, const Stmt *s, CoreVar *caught, CoreBlock *done)
{
    Landing late, *outer = l->landing;
    Star star = { .s = s };
    CoreStmt *settled = open_block(l, "settled"), *inner = LOWER_NEW_STMT(l, CS_BLOCK);

    begin_landing(l, &late, "late");
    inner->u.block = late.block;
    CoreStmts *old = push_out(l, &late.block->body);
    l->landing = &late;
    begin(l, &star, caught);
    for (int i = 0; i < s->u.try.handlers.n; i++)
        star_handler(l, &star, &s->u.try.handlers.at[i]);
    call(l, &star, &s->u.try.handlers.at[0], CALL_STAR_END, NULL, star.rest);
    leave(l, settled->u.block);
    l->dead = false;
    l->landing = outer;
    pop_out(l, &settled->u.block->body);
    put_stmt(l, inner);
    end_landing(l, &late);
    raise_chained(l, caught, NULL);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, settled);
    forget(l, caught);
    forget(l, star.work);
    reraise_kept(l, star.rest);
    leave(l, done);
}
