/* infer_func.c: def and lambda as statements that make a function: defaults, captured variables, decorators.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

void infer_defaults(Infer *in, FuncInfo *f)
{
    const ParamVec *params = &f->ast->params;

    for (int i = 0; i < params->n; i++)
        if (params->at[i].fallback)
            fallback_add(in, f, i, infer_expr(in, params->at[i].fallback));
}

/* A variable that the function uses and that has no value yet where its def runs may still have none when it is
 * called: it keeps a flag. */
static void note_unbound_captures(Infer *in, const FuncInfo *f)
{
    if (!in->reporting || env_dead(in->env))
        return;
    for (int i = 0; i < f->scope->captures.n; i++) {
        const Symbol *s = f->scope->captures.at[i];
        if (s->scope == in->now->func->scope && s->scope->kind == SCOPE_FUNC && env_get(in->env, s->index).bound != BOUND)
            in->now->var[s->index].needs_flag = true;
    }
}

static const Type *function_made(Infer *in, FuncInfo *f)
{
    note_unbound_captures(in, f);
    return f->scope->closure ? type_closure(f, in->now) : type_func(f);
}

const Type *infer_lambda(Infer *in, const Expr *e)
{
    Scope *scope = names_scope(in->names, e->u.lambda);
    FuncInfo *f = func_info(in, e->u.lambda, scope->parent, NULL);

    infer_defaults(in, f);
    return function_made(in, f);
}

static void refuse_double_star(Infer *in, const Func *f)
{
    for (int i = 0; i < f->params.n; i++)
        if (f->params.at[i].kind == PARAM_STARSTAR)
            infer_report(in, f->params.at[i].span, "a ** parameter is not compiled yet");
}

void infer_def(Infer *in, const Stmt *s)
{
    FuncInfo *f = func_info(in, s->u.func, in->now->func->scope, NULL);
    const Symbol *name = map_get(&in->names->symbol_of, s);

    refuse_double_star(in, s->u.func);
    infer_defaults(in, f);
    const Type *t = function_made(in, f);
    if (name)
        symbol_assign(in, name, t);
}
