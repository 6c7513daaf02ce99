/* infer_expr.c: the type of each expression: names, f-strings, comprehensions, and the way to the other files.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

static const Type *not_compiled(Infer *in, const Expr *e, const char *what)
{
    infer_report(in, e->span, "%s not compiled yet", what);
    return type_error;
}

static const Type *infer_name(Infer *in, const Expr *e)
{
    const Symbol *s = names_of(in->names, e);

    if (s) {
        const Type *t = symbol_read(in, s, e);
        return t->kind == TY_KEYWORDS ? dict_of_keywords(in, e, t) : t;
    }
    const Builtin *b = builtin_func(e->u.name);
    if (b)
        return type_builtin(b, NULL);
    ClassInfo *c = builtin_class(e->u.name);
    if (c)
        return type_class(c);
    if (strcmp(e->u.name, "anext") == 0 || strcmp(e->u.name, "aiter") == 0)
        return type_func(library_function(in, "asyncgen", e->u.name));
    if (strcmp(e->u.name, "__name__") == 0)
        return type_str;
    if (map_get(&in->names->undefined, e) && infer_expected(in, e->span, MISTAKE_NAME))
        return type_never;
    if (strcmp(e->u.name, "NotImplemented") == 0)
        return type_not_implemented();
    if (strcmp(e->u.name, "Ellipsis") == 0)
        return type_ellipsis();
    return not_compiled(in, e, arena_printf(in->arena, "'%s' is", e->u.name));
}

static const Type *infer_fpieces(Infer *in, const FPiece *pieces, int n)
{
    for (int i = 0; i < n; i++) {
        if (!pieces[i].value)
            continue;
        const Type *t = infer_expr(in, pieces[i].value);
        infer_fpieces(in, pieces[i].spec.at, pieces[i].spec.n);
        facts_between(in, t, t);
    }
    return type_str;
}

static void comp_for(Infer *in, const CompFor *f)
{
    Env yes, no;

    const Type *items = infer_expr(in, f->iter);
    infer_target(in, f->target, f->is_async ? async_elem(in, f->iter, items) : iter_elem(in, items, f->iter->span));
    for (int i = 0; i < f->conds.n && !env_dead(in->env); i++) {
        infer_cond(in, f->conds.at[i], &yes, &no);
        in->env = yes;
    }
}

static const Type *infer_dictcomp(Infer *in, const Expr *e)
{
    const Type *dict = dict_made_by(in, e);
    Env before = env_copy(in, in->env);

    for (int i = 0; i < e->u.comp.fors.n && !env_dead(in->env); i++)
        comp_for(in, &e->u.comp.fors.at[i]);
    if (!env_dead(in->env)) {
        const Type *key = infer_expr(in, e->u.comp.key);
        dict_put(dict, key, infer_expr(in, e->u.comp.value));
    }
    in->env = env_join(in, before, in->env);
    return dict;
}

const Type *infer_listcomp(Infer *in, const Expr *e)
{
    Cell *cell = expr_cell(in, e);
    Env before = env_copy(in, in->env);

    for (int i = 0; i < e->u.comp.fors.n && !env_dead(in->env); i++)
        comp_for(in, &e->u.comp.fors.at[i]);
    if (!env_dead(in->env))
        cell_add(cell, infer_expr(in, e->u.comp.value));
    in->env = env_join(in, before, in->env);
    return type_list(cell);
}

static const Type *infer_walrus(Infer *in, const Expr *e)
{
    const Type *t = infer_expr(in, e->u.walrus.value);
    infer_target(in, e->u.walrus.target, t);
    return t;
}

static const Type *infer_int(Infer *in, const Expr *e)
{
    if (e->u.integer.too_big)
        infer_report(in, e->span, "integer literal does not fit 64 bits");
    return type_int;
}

static const Type *infer_kind(Infer *in, const Expr *e)
{
    switch (e->kind) {
    case EXPR_ERROR:      return type_error;
    case EXPR_NONE:       return type_none;
    case EXPR_BOOL:       return type_bool;
    case EXPR_INT:        return infer_int(in, e);
    case EXPR_FLOAT:      return type_float;
    case EXPR_STR:        return type_str;
    case EXPR_FSTRING:    return infer_fpieces(in, e->u.fstring.pieces.at, e->u.fstring.pieces.n);
    case EXPR_NAME:       return infer_name(in, e);
    case EXPR_ATTR:       return infer_attr(in, e);
    case EXPR_SUBSCRIPT:  return infer_subscript(in, e);
    case EXPR_CALL:       return infer_call(in, e);
    case EXPR_UNARY:      return infer_unary(in, e);
    case EXPR_BINARY:     return infer_binary_expr(in, e);
    case EXPR_AND:
    case EXPR_OR:         return infer_logic(in, e);
    case EXPR_COMPARE:    return infer_compare(in, e);
    case EXPR_TERNARY:    return infer_ternary(in, e);
    case EXPR_LAMBDA:     return infer_lambda(in, e);
    case EXPR_TUPLE:      return infer_tuple(in, e);
    case EXPR_LIST:       return infer_list(in, e);
    case EXPR_LISTCOMP:   return infer_listcomp(in, e);
    case EXPR_AWAIT:      return infer_await(in, e);
    case EXPR_WALRUS:     return infer_walrus(in, e);
    case EXPR_ELLIPSIS:   return type_ellipsis();
    case EXPR_IMAGINARY:  return not_compiled(in, e, "complex numbers are");
    case EXPR_BYTES:      return type_bytes;
    case EXPR_SET:        return infer_set(in, e);
    case EXPR_DICT:       return infer_dict(in, e);
    case EXPR_SETCOMP:    return infer_setcomp(in, e);
    case EXPR_DICTCOMP:   return infer_dictcomp(in, e);
    case EXPR_GENEXP:     return infer_genexp(in, e);
    case EXPR_YIELD:      return infer_yield(in, e);
    case EXPR_YIELD_FROM: return infer_yield_from(in, e);
    case EXPR_STARRED:    break;                  /* where it may stand, its parent looks at it */
    case EXPR_SLICE:      return infer_slice_object(in, e);
    case EXPR_KINDS:      break;
    }
    return type_error;
}

const Type *infer_expr(Infer *in, const Expr *e)
{
    if (env_dead(in->env))
        return type_never;
    facts_before(in, e);
    const Type *t = type_norm(infer_kind(in, e));
    if (t->kind == TY_ERROR && !in->reporting) {    /* perhaps only as long as types are still to come */
        in->now->ill_typed = true;
        t = type_never;
    }
    info_of(in, e)->type = t;
    facts_after(in, e);
    if (t->kind == TY_NEVER && in->reporting && e->kind == EXPR_CALL)
        in->env.at = NULL;                      /* it does not return */
    return t;
}
