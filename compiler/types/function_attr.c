/* function_attr.c: attributes of functions: f.count = 0.
 *
 * Those of a function of a module, or of a class of it, are variables that live as long. Those of a nested function are
 * variables of the function around, which share its cells; the assignment by its name tells of them (walk_target).
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

Global *function_variable(const FuncInfo *f, const char *name)
{
    return f->attrs.n ? map_get(&f->attrs, name) : NULL;
}

const Symbol *closure_variable(Arena *a, const FuncInfo *f, const char *name)
{
    return scope_lookup(f->scope->parent, intern(arena_printf(a, "%s.%s", f->name, name)));
}

static bool lives_with_module(const FuncInfo *f)
{
    for (const Scope *s = f->scope->parent; s; s = s->parent)
        if (s->kind == SCOPE_FUNC || s->kind == SCOPE_COMP)
            return false;
    return !f->ast->is_lambda;
}

static Global *declare(Infer *in, FuncInfo *f, const char *name)
{
    Global *known = function_variable(f, name);

    if (known)
        return known;
    Symbol *s = arena_new(in->arena, Symbol);
    s->name = intern(arena_printf(in->arena, "%s_%s", f->name, name));
    s->scope = f->module->scope;
    s->global_written = true;                   /* not followed through the control flow */
    known = global_of(in, s);
    known->needs_flag = true;
    if (f->attrs.n == 0)
        map_init(&f->attrs, in->arena);
    map_put(&f->attrs, name, known);
    for (int i = 0; i < f->attr_watchers.n; i++)
        types_dirty(f->attr_watchers.at[i]);
    return known;
}

const Type *function_attr_type(Infer *in, const Type *atom, const char *name)
{
    if (atom->kind == TY_CLOSURE) {
        const Symbol *s = closure_variable(in->arena, atom->u.closure.func, name);
        return s ? instance_var_read(in, atom->u.closure.outer, s) : NULL;
    }
    Global *g = function_variable(atom->u.func, name);
    if (g)
        return symbol_read(in, g->symbol, NULL);
    vec_push(in->arena, &atom->u.func->attr_watchers, in->now);
    return NULL;
}

/* False: it is refused. */
bool function_attr_assign(Infer *in, const Expr *target, const Type *atom, const char *name, const Type *t)
{
    FuncInfo *f = atom->kind == TY_FUNC ? atom->u.func : atom->u.closure.func;
    const Symbol *s = atom->kind == TY_CLOSURE ? closure_variable(in->arena, f, name) : NULL;

    if (is_special_name(name)) {
        infer_report(in, target->span, "assignment to '%s' of a function is not compiled", name);
        infer_help(in, "functools.wraps gives a function the name of another one");
        return false;
    }
    if (s) {
        instance_var_assign(in, atom->u.closure.outer, s, t);
        return true;
    }
    if (atom->kind == TY_FUNC && lives_with_module(f)) {
        symbol_assign(in, declare(in, f, name)->symbol, t);
        return true;
    }
    infer_report(in, target->span, "the attribute '%s' of the nested function '%s' is assigned where its def is not seen", name, f->name);
    infer_help(in, "write %s.%s = ... behind the def, which must stand in no loop", f->name, name);
    return false;
}
