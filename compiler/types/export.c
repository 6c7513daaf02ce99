/* export.c: what @export and @interrupt say: functions and coroutines of the program that C calls. They are typed with what their
 * annotations say, whether the program calls them or not.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

static bool is_identifier(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    return n > 0 && !name[n] && !(name[0] >= '0' && name[0] <= '9');
}

/* @export, or @export("c_name"); of @interrupt the same */
static const char *exported_name(Infer *in, const FuncInfo *f, const Expr *d)
{
    const char *name = f->name;

    if (d->kind == EXPR_CALL) {
        const Arg *arg = d->u.call.args.n == 1 ? &d->u.call.args.at[0] : NULL;
        name = arg && !arg->name && arg->value->kind == EXPR_STR ? intern(arg->value->u.string.bytes) : "";
    }
    if (!is_identifier(name))
        diag_error(in->diag, d->span, "@export and @interrupt take the name in C, written out");
    for (int i = 0; i < in->program->exports.n; i++)
        if (strcmp(in->program->exports.at[i]->name, name) == 0)
            diag_error(in->diag, f->ast->name_span, "two functions are '%s' in C", name);
    return name;
}

static bool is_plain(const FuncInfo *f)
{
    for (int i = 0; i < f->ast->params.n; i++)
        if (f->ast->params.at[i].kind != PARAM_PLAIN)
            return false;
    return !f->ast->has_yield;
}

/* The type of a parameter or result, a number or bool. */
static const Type *c_type(Infer *in, const Expr *annotation, const Scope *scope, const CNumber **number)
{
    const Type *t = annotation_type(in, annotation, scope);

    *number = c_number(in, annotation, scope);
    if (t->kind == TY_ERROR || t->kind == TY_INT || t->kind == TY_FLOAT || t->kind == TY_BOOL || t->kind == TY_NONE)
        return t;
    diag_error(in->diag, annotation->span, "'%s' does not pass between C and an exported function", type_text(in->arena, t));
    return type_error;
}

static void read_params(Infer *in, Export *x)
{
    const Func *f = x->func->ast;

    x->param = arena_array(in->arena, const Type *, f->params.n + 1);
    x->number = arena_array(in->arena, const CNumber *, f->params.n + 1);
    for (int i = 0; i < f->params.n; i++) {
        const Param *p = &f->params.at[i];
        if (!p->annotation)
            diag_error(in->diag, p->span, "C must know the type of '%s': annotate it", p->name);
        x->param[i] = c_type(in, p->annotation, x->func->module->scope, &x->number[i]);
    }
    x->result = x->interrupt ? type_none : c_type(in, f->returns, x->func->module->scope, &x->result_number);
}

void export_function(Infer *in, FuncInfo *f)
{
    const Expr *handler = names_decorator(in->names, f->module, &f->ast->decorators, "interrupt");
    const Expr *d = handler ? handler : names_decorator(in->names, f->module, &f->ast->decorators, "export");

    if (!d)
        return;
    if (handler && (f->ast->params.n || f->ast->is_async)) {
        diag_error(in->diag, f->ast->name_span, "an interrupt handler is a plain function without parameters");
        return;
    }
    if (f->ast->decorators.n > 1 || f->owner || f->scope->parent->kind != SCOPE_MODULE || !is_plain(f)) {
        diag_error(in->diag, f->ast->name_span, "only a function or coroutine of a module, with plain parameters and no other decorator, is exported");
        return;
    }
    Export *x = arena_new(in->arena, Export);
    x->func = f;
    x->name = exported_name(in, f, d);
    x->interrupt = handler != NULL;
    read_params(in, x);
    vec_push(in->arena, &in->program->exports, x);
}

void exports_infer(Infer *in)
{
    for (int i = 0; i < in->program->exports.n; i++) {
        Export *x = in->program->exports.at[i];
        const Type **params = scratch_alloc(in, sizeof *params * (size_t)(x->func->ast->params.n + 1));
        for (int p = 0; p < x->func->ast->params.n; p++)
            params[p] = x->param[p];
        x->instance = instance_get(in, x->func, params, x->func->ast->params.n);
    }
}

static bool gives(const Type *atom, const Type *want)
{
    bool integral = atom->kind == TY_INT || atom->kind == TY_BOOL;

    return atom->kind == want->kind || (want->kind == TY_INT && integral) || (want->kind == TY_FLOAT && integral);
}

void exports_check(Infer *in)
{
    for (int i = 0; i < in->program->exports.n; i++) {
        const Export *x = in->program->exports.at[i];
        const Type *t = type_norm(x->instance->result);
        bool some = x->interrupt || x->result->kind == TY_NONE || x->result->kind == TY_ERROR || type_atoms(t) == 0;
        for (int k = 0; k < type_atoms(t); k++)
            some |= gives(type_atom(t, k), x->result);
        if (!some)
            diag_error(in->diag, x->func->ast->name_span, "'%s' gives '%s', and C is told '%s'", x->func->name, type_text(in->arena, t),
                       type_text(in->arena, x->result));
    }
}
