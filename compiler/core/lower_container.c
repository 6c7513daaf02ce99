/* lower_container.c: subscripts and displays.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

/* ---- subscripts ---- */

static CoreExpr *list_get(Lower *l, CoreExpr *list, CoreExpr *index, const Type *type)
{
    const Type *elem = type_elem(list->type);
    const char *unboxed = type_rep(elem) == REP_INT ? "ac_list_get_int" : type_rep(elem) == REP_FLOAT ? "ac_list_get_float"
                        : type_rep(elem) == REP_BOOL ? "ac_list_get_bool" : NULL;
    if (unboxed)
        return core_conv(l->arena, op(l, unboxed, elem, true, 2, list, to_int(l, index)), type);
    CoreExpr *place = op(l, "ac_list_index", type_int, true, 2, list, to_int(l, index));
    if (type_static(type) || elem->kind == TY_NEVER)
        return static_value(l, type);
    return core_conv(l->arena, hold(l, core_item(l->arena, list, place, elem)), type);
}

static CoreExpr *slice_bound(Lower *l, const Expr *e)
{
    return e ? any(l, hold(l, lower_expr(l, e))) : any(l, core_none(l->arena));
}

static CoreExpr *lower_slice(Lower *l, CoreExpr *object, const Expr *slice, const Type *type)
{
    CoreExpr *start = slice_bound(l, slice->u.slice.start), *stop = slice_bound(l, slice->u.slice.stop), *step = slice_bound(l, slice->u.slice.step);
    static const char *const names[] = { [TY_STR] = "ac_str_slice", [TY_LIST] = "ac_list_slice", [TY_TUPLE] = "ac_tuple_slice",
                                         [TY_RANGE] = "ac_range_slice", [TY_BYTES] = "ac_bytes_slice",
                                         [TY_BYTEARRAY] = "ac_bytes_slice", [TY_MEMORYVIEW] = "ac_bytes_slice", [TY_UNION] = NULL };
    const char *name = names[object->type->kind];

    if (name)
        return op(l, name, type, true, 4, object, start, stop, step);
    return core_conv(l->arena, op(l, "ac_value_slice", type_any, true, 4, any(l, object), start, stop, step), type);
}

static CoreExpr *subscript_value(Lower *l, CoreExpr *object, CoreExpr *index, const Type *type)
{
    TypeKind kind = object->type->kind;

    if (kind == TY_LIST && is_int(index->type))
        return list_get(l, object, index, type);
    if (kind == TY_STR && is_int(index->type))
        return op(l, "ac_str_index", type_str, true, 2, object, to_int(l, index));
    if (type_is_bytes(object->type) && is_int(index->type))
        return op(l, "ac_bytes_get", type_int, true, 2, object, to_int(l, index));
    if (kind == TY_RANGE && is_int(index->type))
        return op(l, "ac_range_get", type_int, true, 2, object, to_int(l, index));
    CoreExpr *r = kind == TY_TUPLE && is_int(index->type) ? op(l, "ac_tuple_get", type_any, true, 2, object, to_int(l, index))
                : kind == TY_DICT ? op(l, "ac_dict_get", type_any, true, 2, object, any(l, index))
                      : op(l, "ac_value_subscript", type_any, true, 2, any(l, object), any(l, index));
    return type_static(type) ? static_value(l, type) : core_conv(l->arena, r, type);
}

static CoreExpr *subscript_otherwise(Lower *l, void *type, CoreExpr *object, CoreExpr *index)
{
    return subscript_value(l, object, index, type);
}

/* object[index], where the object's class may have a method for it. */
CoreExpr *lower_subscript_of(Lower *l, const Expr *e, CoreExpr *object, CoreExpr *index)
{
    const ExprInfo *info = info_of(l, e);
    const Otherwise rest = { subscript_otherwise, (void *)info->type };

    return lower_asking(l, call_of(info, CALL_AS_WRITTEN), NULL, object, index, info->type, &rest);
}

CoreExpr *lower_subscript(Lower *l, const Expr *e)
{
    const Expr *index = e->u.subscript.index;
    CoreExpr *object = fix(l, lower_expr(l, e->u.subscript.object), may_run_code(l, index));

    if (index->kind == EXPR_SLICE)
        return lower_slice(l, object, index, info_of(l, e)->type);
    return lower_subscript_of(l, e, object, lower_expr(l, index));
}

/* ---- displays ---- */

/* The last item that may run code; those before it must be computed before it. -1: none may. */
static int last_code(Lower *l, const ExprVec *v)
{
    int i = v->n - 1;
    while (i >= 0 && !may_run_code(l, v->at[i]))
        i--;
    return i;
}

static CoreExpr *list_with_stars(Lower *l, const Expr *e, const Type *type, const Type *elem)
{
    CoreExpr *list = op(l, "ac_list_new", type, true, 3, core_ctext(l->arena, "@rep", elem), core_int(l->arena, 0), core_array(l->arena, elem));

    for (int i = 0; i < e->u.list.n; i++) {
        const Expr *item = e->u.list.at[i];
        if (item->kind == EXPR_STARRED) {
            op(l, "ac_list_extend", NULL, true, 2, list, any(l, lower_expr(l, item->u.operand)));
        } else {
            CoreVar *t = new_temp(l, elem);
            CoreExpr *x = lower_expr(l, item);
            bool owned = take(l, x);
            CoreStmt *s = LOWER_NEW_STMT(l, CS_SET);
            s->u.set.var = t;
            s->u.set.value = core_conv(l->arena, x, elem);
            s->u.set.owned = owned;
            put_stmt(l, s);
            own(l, t);
            op(l, "ac_list_append", NULL, true, 2, list, core_addr(l->arena, t));
        }
    }
    return list;
}

static bool has_star(const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        if (v->at[i]->kind == EXPR_STARRED)
            return true;
    return false;
}

CoreExpr *lower_list(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type, *elem = type_elem(type);
    CoreExpr *array;

    if (elem->kind == TY_NEVER)
        elem = type_none;
    if (has_star(&e->u.list))
        return list_with_stars(l, e, type, elem);
    array = core_array(l->arena, elem);
    for (int i = 0, last = last_code(l, &e->u.list); i < e->u.list.n; i++) {
        CoreExpr *x = fix(l, lower_expr(l, e->u.list.at[i]), i < last);
        vec_push(l->arena, &array->u.array.items, core_conv(l->arena, x, elem));
    }
    return op(l, "ac_list_new", type, true, 3, core_ctext(l->arena, "@rep", elem), core_int(l->arena, e->u.list.n), array);
}

CoreExpr *lower_tuple(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type;

    if (has_star(&e->u.list)) {
        CoreExpr *list = list_with_stars(l, e, type_list(cell_new()), type_any);
        return op(l, "ac_tuple_from", type, true, 1, any(l, list));
    }
    CoreExpr *array = core_array(l->arena, type_any);
    for (int i = 0, last = last_code(l, &e->u.list); i < e->u.list.n; i++) {
        CoreExpr *x = fix(l, lower_expr(l, e->u.list.at[i]), i < last);
        vec_push(l->arena, &array->u.array.items, any(l, x));
    }
    return op(l, "ac_tuple_new", type, true, 2, core_int(l->arena, e->u.list.n), array);
}
