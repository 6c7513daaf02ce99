/* infer_func.c: def, lambda and generator expressions, which make a function: defaults, captured variables, decorators.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

void infer_defaults(Infer *in, FuncInfo *f)
{
    const ParamVec *params = &f->ast->params;

    for (int i = 0; i < params->n; i++)
        if (params->at[i].fallback)
            fallback_add(in, f, i, infer_expr(in, params->at[i].fallback));
}

/* Methods run when their class has its name. */
static bool is_own_name(const Infer *in, const Symbol *s, const Scope *class)
{
    return s->constant && s->def_stmt && s->def_stmt->kind == STMT_CLASS && names_scope(in->names, s->def_stmt->u.class) == class;
}

/* A variable that the function, or a method of the class, uses and that has no value yet where its def runs may still
 * have none when it is called: it keeps a flag. */
void note_unbound_captures(Infer *in, const Scope *f)
{
    if (!in->reporting || env_dead(in->env))
        return;
    for (int i = 0; i < f->captures.n; i++) {
        const Symbol *s = f->captures.at[i];
        if (s->scope == in->now->func->scope && s->scope->kind == SCOPE_FUNC && !is_own_name(in, s, f) && env_get(in->env, s->index).bound != BOUND)
            in->now->var[s->index].needs_flag = true;
    }
}

static const Type *function_made(Infer *in, FuncInfo *f)
{
    note_unbound_captures(in, f->scope);
    return f->scope->closure ? type_closure(f, in->now) : type_func(f);
}

/* The decorators are computed from the first to the last and called from the last to the first. */
static const Type *decorated(Infer *in, const ExprVec *decorators, const Type **decorator, const Type *t)
{
    for (int i = decorators->n - 1; i >= 0; i--) {
        const Type *args[1] = { t };
        CallInfo *call = NULL;
        t = infer_apply(in, decorators->at[i], decorator[i], args, 1, &call);
        call_set(in, decorators->at[i], CALL_DECORATE, call);
    }
    return t;
}

static bool only_tell(const Infer *in, const ExprVec *decorators)
{
    return names_only_tell(in->names, in->now->func->module, decorators);
}

const Type **infer_decorators(Infer *in, const ExprVec *decorators)
{
    const Type **types = scratch_alloc(in, sizeof *types * (size_t)(decorators->n + 1));

    for (int i = 0; i < decorators->n && !only_tell(in, decorators); i++)
        types[i] = infer_expr(in, decorators->at[i]);
    return types;
}

/* A class is what its name says where others derive from it. */
const Type *infer_decorated_class(Infer *in, const ClassInfo *c, const Type **decorator)
{
    const ExprVec *decorators = &c->ast->decorators;
    const Type *self = type_class((ClassInfo *)c);

    if (decorators->n == 0 || only_tell(in, decorators))
        return self;
    const Type *t = decorated(in, decorators, decorator, self);
    if (c->derived.n && t->kind != TY_ERROR && t->kind != TY_NEVER && !type_same(t, self))
        infer_report(in, decorators->at[0]->span, "what the decorators make of '%s' is another thing: no class can derive from it", c->name);
    return t;
}

const Type *infer_decorated(Infer *in, FuncInfo *f)
{
    const ExprVec *decorators = &f->ast->decorators;
    const Type **types = infer_decorators(in, decorators);

    if (f->ext)
        return type_func(f);
    infer_defaults(in, f);
    if (only_tell(in, decorators))
        return function_made(in, f);
    return decorated(in, decorators, types, function_made(in, f));
}

void infer_def(Infer *in, const Stmt *s)
{
    FuncInfo *f = func_info(in, s->u.func, in->now->func->scope, NULL);

    symbol_assign(in, map_get(&in->names->symbol_of, s), infer_decorated(in, f));
}

const Type *infer_lambda(Infer *in, const Expr *e)
{
    Scope *scope = names_scope(in->names, e->u.lambda);
    FuncInfo *f = func_info(in, e->u.lambda, scope->parent, NULL);

    infer_defaults(in, f);
    return function_made(in, f);
}

/* One that a built-in goes through at once needs no generator: it is a list. */
const Type *infer_genexp(Infer *in, const Expr *e)
{
    const Func *generator = e->u.comp.generator;
    const Type *args[1];
    CallInfo *call = NULL;

    if (!generator)
        return infer_listcomp(in, e);
    FuncInfo *f = func_info(in, generator, names_scope(in->names, generator)->parent, NULL);
    args[0] = infer_expr(in, e->u.comp.fors.at[0].iter);
    if (args[0]->kind == TY_NEVER || args[0]->kind == TY_ERROR)
        return args[0];
    const Type *result = infer_apply(in, e, function_made(in, f), args, 1, &call);
    call_set(in, e, CALL_AS_WRITTEN, call);
    return result;
}
