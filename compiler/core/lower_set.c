/* lower_set.c: set and frozenset: elements lie in them as values of any type.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

static CoreExpr *class_of_set(Lower *l, const Type *type)
{
    return core_ctext(l->arena, type->kind == TY_FROZENSET ? "&ac_type_frozenset" : "&ac_type_set", type_none);
}

CoreExpr *new_set(Lower *l, const Type *type)
{
    return op(l, "ac_set_new", type, true, 1, class_of_set(l, type));
}

void set_add(Lower *l, CoreExpr *set, CoreExpr *item)
{
    op(l, "ac_set_add", NULL, true, 2, set, any(l, item));
}

static bool is_constant(const Expr *e)
{
    switch (e->kind) {
    case EXPR_NONE: case EXPR_BOOL: case EXPR_INT: case EXPR_FLOAT: case EXPR_STR: case EXPR_BYTES: return true;
    case EXPR_UNARY: return is_constant(e->u.unary.operand);
    case EXPR_BINARY: return is_constant(e->u.binary.left) && is_constant(e->u.binary.right);
    case EXPR_TUPLE:
        for (int i = 0; i < e->u.list.n; i++)
            if (!is_constant(e->u.list.at[i]))
                return false;
        return true;
    default: return false;
    }
}

/* CPython keeps them as a frozenset, two only where a loop goes over them: runtime/set_ops.c says what that means
 * for their order. */
bool set_is_constant(const Expr *e)
{
    if (e->kind != EXPR_SET)
        return false;
    for (int i = 0; i < e->u.list.n; i++)
        if (!is_constant(e->u.list.at[i]))
            return false;
    return true;
}

static CoreExpr *lower_set(Lower *l, const Expr *e)
{
    CoreExpr *set = new_set(l, info_of(l, e)->type);

    for (int i = 0; i < e->u.list.n && !l->dead; i++) {
        const Expr *item = e->u.list.at[i];
        int mark = l->owned.n;
        CoreExpr *x = lower_expr(l, item->kind == EXPR_STARRED ? item->u.operand : item);
        if (l->dead)
            break;
        if (item->kind == EXPR_STARRED)
            op(l, "ac_set_update", NULL, true, 2, set, any(l, x));
        else
            set_add(l, set, x);
        release_to(l, mark);
    }
    return set;
}

/* A set display of constants; `as` is "ac_frozenset_of_constants" where nothing but a loop can see it. */
static CoreExpr *constants(Lower *l, const Expr *e, const char *as)
{
    CoreExprs items = {0};

    for (int i = 0; i < e->u.list.n; i++)
        vec_push(l->arena, &items, lower_expr(l, e->u.list.at[i]));
    return op(l, as, info_of(l, e)->type, true, 2, core_int(l->arena, items.n), any_array(l, &items));
}

CoreExpr *lower_set_display(Lower *l, const Expr *e)
{
    return e->u.list.n > 2 && set_is_constant(e) ? constants(l, e, "ac_set_of_constants") : lower_set(l, e);
}

CoreExpr *lower_set_to_iterate(Lower *l, const Expr *e)
{
    return constants(l, e, "ac_frozenset_of_constants");
}

CoreExpr *lower_set_call(Lower *l, const CoreExprs *args, const Type *type)
{
    return args->n ? op(l, "ac_set_from", type, true, 2, class_of_set(l, type), any(l, args->at[0])) : new_set(l, type);
}

/* For each argument in turn. */
static CoreExpr *change(Lower *l, const char *name, CoreExpr *set, const CoreExprs *args)
{
    for (int i = 0; i < args->n; i++)
        op(l, name, NULL, true, 2, set, any(l, args->at[i]));
    return core_none(l->arena);
}

static CoreExpr *copy(Lower *l, CoreExpr *set, const Type *type)
{
    return op(l, "ac_set_copy", type, true, 1, set);
}

/* The first argument makes a set, which the others change. */
static CoreExpr *difference(Lower *l, CoreExpr *set, const CoreExprs *args, const Type *type)
{
    CoreExprs rest = { args->at + 1, args->n - 1, 0 };

    if (args->n == 0)
        return copy(l, set, type);
    CoreExpr *made = op(l, "ac_set_difference", type, true, 2, set, any(l, args->at[0]));
    change(l, "ac_set_difference_update", made, &rest);
    return made;
}

static CoreExpr *intersection(Lower *l, CoreExpr *set, const CoreExprs *args, const Type *type)
{
    if (args->n == 0)
        return copy(l, set, type);
    for (int i = 0; i < args->n; i++)
        set = op(l, "ac_set_intersection", type, true, 2, set, any(l, args->at[i]));
    return set;
}

static CoreExpr *pop(Lower *l, CoreExpr *set, const Type *type)
{
    CoreExpr *x = op(l, "ac_set_pop", type_any, true, 1, set);
    return type_static(type) || type->kind == TY_NEVER ? static_value(l, type) : core_conv(l->arena, x, type);
}

CoreExpr *lower_set_method(Lower *l, const Target *t, CoreExpr *set, const CoreExprs *args, const Type *type)
{
    set = in_var(l, set);
    switch (t->builtin->special) {
    case SPECIAL_SET_POP:    return pop(l, set, type);
    case SPECIAL_SET_COPY:   return copy(l, set, type);
    case SPECIAL_FROZENSET_COPY: return set;
    case SPECIAL_SET_ADD:    return change(l, "ac_set_add", set, args);
    case SPECIAL_SET_UPDATE: return change(l, "ac_set_update", set, args);
    case SPECIAL_SET_INTERSECTION_UPDATE: return change(l, "ac_set_intersection_update", set, args);
    case SPECIAL_SET_DIFFERENCE_UPDATE: return change(l, "ac_set_difference_update", set, args);
    case SPECIAL_SET_SYMMETRIC_DIFFERENCE_UPDATE: return change(l, "ac_set_symmetric_difference_update", set, args);
    case SPECIAL_SET_INTERSECTION: case SPECIAL_FROZENSET_INTERSECTION: return intersection(l, set, args, type);
    case SPECIAL_SET_DIFFERENCE: case SPECIAL_FROZENSET_DIFFERENCE:
        return difference(l, set, args, type);
    case SPECIAL_SET_SYMMETRIC_DIFFERENCE: case SPECIAL_FROZENSET_SYMMETRIC_DIFFERENCE:
        return op(l, "ac_set_symmetric_difference", type, true, 2, set, any(l, args->at[0]));
    default:
        return op(l, "ac_set_union", type, true, 3, set, core_int(l->arena, args->n), any_array(l, args));
    }
}
