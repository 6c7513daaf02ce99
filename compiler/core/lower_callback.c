/* lower_callback.c: built-ins that call a function of the program: map, filter, iter with a sentinel, min and max.
 *
 * The runtime calls a callback: a C function made here that takes the function's value and an item, both of any
 * type, and calls what inference found that it can be.
 *
 *     map(f, items)       ac_map_new(map_f, f, items)       AcStatus map_f(AcValue callee, AcValue item, AcValue *out)
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>

/* One argument is the item itself; several are the items of a tuple. */
static CoreExprs callback_args(Lower *l, const Target *t, CoreVar *item)
{
    CoreExprs args = {0};
    CoreExpr *given = core_var(l->arena, item);

    if (t->given_n == 1)
        vec_push(l->arena, &args, of_type(l, given, type_norm(t->given[0])));
    for (int i = 0; t->given_n > 1 && i < t->given_n; i++) {
        CoreExpr *x = op(l, "ac_tuple_get", type_any, true, 2, core_conv(l->arena, given, type_tuple_open(type_any)), core_int(l->arena, i));
        vec_push(l->arena, &args, of_type(l, x, type_norm(t->given[i])));
    }
    return args;
}

static CoreVar *callback_param(Lower *l, CoreFn *fn, const char *name)
{
    CoreVar *v = core_new_var(l->arena, fn, VAR_PARAM, name, type_any);
    vec_push(l->arena, &fn->params, v);
    return v;
}

/* The callback that calls t->method, a value of type `callee`, with what t->given says. */
static CoreExpr *callback(Lower *l, const Target *t, const Type *callee, const char *name)
{
    Lower outer;
    CoreFn *fn = lower_begin_aside(l, arena_printf(l->arena, "%s_call", name), &outer);
    CoreVar *function = callback_param(l, fn, "callee"), *item = callback_param(l, fn, "item");

    fn->raises = true;                          /* it has the callback's C type */
    fn->result = core_new_var(l->arena, fn, VAR_RESULT, "result", type_any);
    CoreExprs args = callback_args(l, t, item);
    CoreExpr *x = lower_apply(l, t->method, of_type(l, core_var(l->arena, function), callee), &args, type_norm(t->key));
    if (!l->dead)
        lower_return(l, any(l, x));
    lower_end_aside(l, &outer);
    return core_entry(l->arena, fn);
}

/* ---- map, filter, iter ---- */

CoreExpr *lower_map(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    CoreExpr *over = any(l, args->at[1]);

    if (args->n > 2) {
        CoreExpr *array = core_array(l->arena, type_any);
        for (int i = 1; i < args->n; i++)
            vec_push(l->arena, &array->u.array.items, any(l, args->at[i]));
        over = any(l, op(l, "ac_zip_new", type, true, 2, core_int(l->arena, args->n - 1), array));
    }
    return op(l, "ac_map_new", type, true, 3, callback(l, t, args->at[0]->type, "map"), any(l, args->at[0]), over);
}

CoreExpr *lower_filter(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    CoreExpr *call = t->method ? callback(l, t, args->at[0]->type, "filter") : core_entry(l->arena, NULL);
    return op(l, "ac_filter_new", type, true, 3, call, any(l, args->at[0]), any(l, args->at[1]));
}

CoreExpr *lower_iter(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    if (args->n == 2)
        return op(l, "ac_iter_until_new", type, true, 3, callback(l, t, args->at[0]->type, "iter"), any(l, args->at[0]), any(l, args->at[1]));
    if (t->method) {
        CoreExprs none = {0};
        return lower_method(l, t->method, args->at[0], &none, type);
    }
    bool itself = args->at[0]->type->kind == TY_ITER || args->at[0]->type->kind == TY_GEN;
    return itself ? args->at[0] : op(l, "ac_iter_new", type, true, 1, any(l, args->at[0]));
}

/* ---- min, max ---- */

/* Of two ints that are written, C's own operator. */
static CoreExpr *of_two_ints(Lower *l, const CoreExprs *args, bool is_min)
{
    CoreExpr *a = in_var(l, args->at[0]), *b = in_var(l, args->at[1]);
    return core_cond(l->arena, core_binary(l->arena, is_min ? "<" : ">", b, a, type_bool), b, a);
}

CoreExpr *lower_best(Lower *l, const Target *t, const CoreExprs *args, const Type *type, bool is_min)
{
    int key = keyword(t->args, "key"), fallback = keyword(t->args, "default");
    CoreExpr *n, *array, *call = core_entry(l->arena, NULL), *callee = any(l, core_none(l->arena));

    if (args->n == 2 && key < 0 && fallback < 0 && type->kind == TY_INT && args->at[0]->type->kind == TY_INT &&
        args->at[1]->type->kind == TY_INT && t->args->bind[0].kind != BIND_STAR_ALL && t->args->bind[1].kind != BIND_STAR_ALL)
        return of_two_ints(l, args, is_min);
    positional_args(l, t->args, args, &n, &array);
    if (key >= 0 && t->method) {
        call = callback(l, t, args->at[key]->type, is_min ? "min" : "max");
        callee = any(l, args->at[key]);
    }
    CoreExpr *other = fallback >= 0 ? any(l, args->at[fallback]) : any(l, core_none(l->arena));
    CoreExpr *r = op(l, is_min ? "ac_value_min" : "ac_value_max", type_any, true, 6, n, array, call, callee,
                     core_bool(l->arena, fallback >= 0), other);
    return of_type(l, r, type);
}
