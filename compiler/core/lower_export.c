/* lower_export.c: what C calls: how arguments come in, and a function that makes of the result what C gets, where that
 * may not be possible.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include "base/intern.h"

bool is_exported(const Lower *l, const Instance *instance)
{
    for (int i = 0; i < l->program->exports.n; i++)
        if (instance_of(l->program->exports.at[i]->instance) == instance)
            return true;
    return false;
}

static void include_in_header(Lower *l, const char *header)
{
    lower_include(l, header);
    for (int i = 0; i < l->core->header_includes.n; i++)
        if (l->core->header_includes.at[i] == header)
            return;
    if (header && header[0])
        vec_push(l->arena, &l->core->header_includes, header);
}

static const char *type_in_c(Lower *l, const Type *t, const CNumber *n)
{
    if (!n)
        return t->kind == TY_BOOL ? "bool" : t->kind == TY_FLOAT ? "ac_float" : "ac_int";
    include_in_header(l, n->header);
    return n->ctype;
}

static CoreExportParam param_in_c(Lower *l, const Export *x, int p)
{
    const CNumber *n = x->number[p];
    CoreExportParam param = { x->func->ast->params.at[p].name, type_in_c(l, x->param[p], n), "", NULL };

    if (!n)
        return param;
    param.cast = n->type == type_float ? "(ac_float)" : n->pointer ? "(ac_int)(intptr_t)" : "(ac_int)";
    if (n->type == type_int && !n->pointer)
        param.check = c_number_check(n);
    if (param.check)
        lower_include(l, intern("ac_c.h"));
    return param;
}

static bool always_given(const Type *result, const Export *x)
{
    const CNumber *n = x->result_number;
    bool bounded = n && (n->type == type_float ? n->most != 0 : n->has_low || n->has_high);

    return x->result->kind == TY_NONE || result->kind == TY_NEVER || (!bounded && type_rep(result) == type_rep(x->result));
}

/* def given(result): return result, tested to be of the type and in the bounds that C is told. */
static CoreFn *given_fn(Lower *l, const Export *x, const Type *result)
{
    CoreFn *fn = lower_slot_fn(l, arena_printf(l->arena, "%s_given", x->func->name), x->instance);
    const Type *type = x->func->ast->is_async ? type_any : result;
    CoreVar *param = core_new_var(l->arena, fn, VAR_PARAM, "given", type);

    vec_push(l->arena, &fn->params, param);
    fn->result = core_new_var(l->arena, fn, VAR_RESULT, "result", x->result);
    CoreExpr *value = need(l, core_var(l->arena, param), x->result, "result");
    if (x->result_number)
        value = lower_fitting(l, x->result_number, value,
                              arena_printf(l->arena, "%s(): %s", x->func->name, c_number_bounds(l->arena, x->result_number, "result")));
    lower_return(l, value);
    return fn;
}

static void export_one(Lower *l, const Export *x)
{
    CoreExport *c = arena_new(l->arena, CoreExport);
    const Type *result = type_norm(instance_of(x->instance)->result);

    c->name = x->name;
    c->fn = lower_fn_of(l, x->instance);
    for (int p = 0; p < x->func->ast->params.n; p++)
        vec_push(l->arena, &c->params, param_in_c(l, x, p));
    if (x->result->kind != TY_NONE)
        c->ctype = type_in_c(l, x->result, x->result_number);
    if (c->ctype)
        c->cast = arena_printf(l->arena, x->result_number && x->result_number->pointer ? "(%s)(uintptr_t)" : "(%s)", c->ctype);
    if (!always_given(result, x))
        c->given = given_fn(l, x, result);
    c->interrupt = x->interrupt;
    c->callback = x->callback;
    for (int i = 0; i < x->objects.n; i++)
        if (lower_global_of(l, x->objects.at[i]))
            vec_push(l->arena, &c->objects, lower_global_of(l, x->objects.at[i]));
    vec_push(l->arena, &l->core->exports, c);
}

void lower_exports(Lower *l)
{
    if (l->program->exports.n || l->program->names->is_library)
        include_in_header(l, intern("ac_export.h"));
    for (int i = 0; i < l->program->exports.n; i++)
        export_one(l, l->program->exports.at[i]);
}
