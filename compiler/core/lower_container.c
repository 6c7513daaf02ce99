/* lower_container.c: subscripts and displays.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/intern.h"

/* ---- items of lists ---- */

const Type *item_type(const Type *list)
{
    const Type *elem = type_elem(list);
    return elem->kind == TY_NEVER || type_static(elem) ? type_none : elem;
}

static const char *const rep_names[] = { [REP_BOOL] = "bool", [REP_INT] = "int", [REP_FLOAT] = "float", [REP_REF] = "ref", [REP_VALUE] = "value" };

const char *unboxed_name(Lower *l, const char *name, const Type *elem)
{
    Rep rep = type_rep(elem);
    return rep == REP_BOOL || rep == REP_INT || rep == REP_FLOAT ? arena_printf(l->arena, "%s_%s", name, rep_names[rep]) : NULL;
}

/* A value does not fit into a register: its address is passed. */
void lower_list_append(Lower *l, CoreExpr *list, const Type *elem, CoreExpr *x)
{
    Rep rep = type_rep(elem);

    if (rep != REP_VALUE) {
        op(l, arena_printf(l->arena, "ac_list_append_%s", rep_names[rep]), NULL, true, 2, list, core_conv(l->arena, x, elem));
        return;
    }
    CoreVar *t = new_temp(l, elem);
    set_fresh(l, t, x);
    own(l, t);
    op(l, "ac_list_append", NULL, true, 2, list, core_addr(l->arena, t));
}

/* ---- what stands between the brackets ---- */

static bool is_slice(const Type *t)
{
    const ModuleInfo *m = t->kind == TY_INST ? t->u.class->module : NULL;
    return m && m->library && strcmp(m->name, "builtins") == 0 && strcmp(t->u.class->name, "slice") == 0;
}

static const Type *slice_atom(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++)
        if (is_slice(type_norm(type_atom(t, i))))
            return type_norm(type_atom(t, i));
    return NULL;
}

static CoreExpr *bound(Lower *l, const Expr *e)
{
    return e ? any(l, hold(l, lower_expr(l, e))) : any(l, core_none(l->arena));
}

Index lower_index(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type;

    if (e->kind == EXPR_SLICE && !type)         /* of what never comes */
        return (Index){ .value = core_none(l->arena) };
    if (e->kind != EXPR_SLICE || type->kind != TY_NONE)
        return (Index){ .value = lower_expr(l, e) };
    CoreExpr *start = bound(l, e->u.slice.start), *stop = bound(l, e->u.slice.stop), *step = bound(l, e->u.slice.step);
    return (Index){ .bound = { start, stop, step } };
}

Index index_of(Lower *l, CoreExpr *x)
{
    static const char *const names[3] = { "start", "stop", "step" };
    Index index = { .value = is_slice(x->type) ? NULL : x };

    for (int i = 0; i < 3 && !index.value; i++) {
        const Type *t = type_norm(class_field(x->type->u.class, intern(names[i]))->type);
        index.bound[i] = any(l, lower_getattr(l, x, intern(names[i]), t, NULL));
    }
    return index;
}

/* x[a:b] of a class's objects, or in a tuple: the object. */
CoreExpr *lower_slice_object(Lower *l, const Expr *e)
{
    const Expr *bounds[3] = { e->u.slice.start, e->u.slice.stop, e->u.slice.step };
    const CallInfo *call = call_of(info_of(l, e), CALL_AS_WRITTEN);
    CoreExprs args = {0};

    for (int i = 0; i < 3; i++)
        vec_push(l->arena, &args, bounds[i] ? hold(l, lower_expr(l, bounds[i])) : core_none(l->arena));
    if (l->dead || !call)
        return core_none(l->arena);
    return lower_target(l, &call->targets.at[0], NULL, NULL, &args, info_of(l, e)->type);
}

CoreExpr *lower_sliced(Lower *l, CoreExpr *object, const Index *index, const Type *type)
{
    static const char *const names[] = { [TY_STR] = "ac_str_slice", [TY_LIST] = "ac_list_slice", [TY_TUPLE] = "ac_tuple_slice",
                                         [TY_RANGE] = "ac_range_slice", [TY_BYTES] = "ac_bytes_slice",
                                         [TY_BYTEARRAY] = "ac_bytes_slice", [TY_MEMORYVIEW] = "ac_bytes_slice", [TY_UNION] = NULL };
    const char *name = names[object->type->kind];

    if (name)
        return core_conv(l->arena, op(l, name, type_only(type, object->type->kind), true, 4, object, index->bound[0], index->bound[1], index->bound[2]), type);
    return core_conv(l->arena, op(l, "ac_value_slice", type_any, true, 4, any(l, object), index->bound[0], index->bound[1], index->bound[2]), type);
}

/* ---- subscripts ---- */

static CoreExpr *list_get(Lower *l, CoreExpr *list, CoreExpr *index, const Type *type)
{
    const Type *elem = type_elem(list->type);
    const char *unboxed = unboxed_name(l, "ac_list_get", elem);

    if (unboxed)
        return core_conv(l->arena, op(l, unboxed, elem, true, 2, list, to_int(l, index)), type);
    CoreExpr *place = op(l, "ac_list_index", type_int, true, 2, list, to_int(l, index));
    if (type_static(type) || elem->kind == TY_NEVER)
        return static_value(l, type);
    return core_conv(l->arena, hold(l, core_item(l->arena, list, place, elem)), type);
}

static CoreExpr *item_value(Lower *l, CoreExpr *object, CoreExpr *index, const Type *type)
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
    if (kind == TY_DICT)
        return lower_dict_get(l, object, index, type);
    CoreExpr *r = kind == TY_TUPLE && is_int(index->type) ? op(l, "ac_tuple_get", type_any, true, 2, object, to_int(l, index))
                      : op(l, "ac_value_subscript", type_any, true, 2, any(l, object), any(l, index));
    return type_static(type) ? static_value(l, type) : core_conv(l->arena, r, type);
}

/* By an index that may be a slice or not. */
static CoreExpr *either_value(Lower *l, CoreExpr *object, CoreExpr *index, const Type *slice, const Type *type)
{
    CoreVar *result = new_temp(l, type);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    int mark;

    object = in_var(l, object);
    index = in_var(l, index);
    mark = l->owned.n;
    branch->u.branch.cond = is_atom_test(l, index, slice);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    Index by = index_of(l, in_var(l, core_conv(l->arena, index, slice)));
    set_fresh(l, result, lower_sliced(l, object, &by, type));
    release_to(l, mark);
    l->out = &branch->u.branch.els;
    set_fresh(l, result, item_value(l, object, core_conv(l->arena, index, type_without(index->type, slice)), type));
    release_to(l, mark);
    pop_out(l, old);
    put_stmt(l, branch);
    own(l, result);
    return core_var(l->arena, result);
}

static CoreExpr *subscript_value(Lower *l, CoreExpr *object, CoreExpr *index, const Type *type)
{
    const Type *slice = object->type->kind == TY_DICT ? NULL : slice_atom(index->type);

    if (!slice)
        return item_value(l, object, index, type);
    if (type_atoms(index->type) > 1)
        return type_static(type) ? static_value(l, type) : either_value(l, object, index, slice, type);
    Index by = index_of(l, in_var(l, index));
    return lower_sliced(l, object, &by, type);
}

static CoreExpr *subscript_otherwise(Lower *l, void *type, CoreExpr *object, CoreExpr *index)
{
    return subscript_value(l, object, index, type);
}

/* object[index], where the object's class may have a method for it. */
CoreExpr *lower_subscript_of(Lower *l, const Expr *e, CoreExpr *object, CoreExpr *index)
{
    const ExprInfo *info = info_of(l, e);
    const Otherwise rest = { subscript_otherwise, (void *)info->type, false };

    return lower_asking(l, call_of(info, CALL_AS_WRITTEN), NULL, object, index, info->type, &rest);
}

CoreExpr *lower_subscript(Lower *l, const Expr *e)
{
    const Expr *index = e->u.subscript.index;
    CoreExpr *object = fix(l, lower_expr(l, e->u.subscript.object), may_run_code(l, index));

    Index by = lower_index(l, index);
    return by.value ? lower_subscript_of(l, e, object, by.value) : lower_sliced(l, object, &by, info_of(l, e)->type);
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
            op(l, "ac_list_add_starred", NULL, true, 2, list, any(l, lower_expr(l, item->u.operand)));
        } else {
            lower_list_append(l, list, elem, lower_expr(l, item));
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
