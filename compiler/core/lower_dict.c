/* lower_dict.c: dictionaries: keys and values lie in them as values of any type.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/intern.h"

static CoreExpr *typed(Lower *l, CoreExpr *x, const Type *type)
{
    return type_static(type) || type->kind == TY_NEVER ? static_value(l, type) : core_conv(l->arena, x, type);
}

static CoreExpr *new_dict(Lower *l, const Type *type)
{
    return op(l, "ac_dict_new", type, true, 2, core_int(l->arena, 0), core_array(l->arena, type_any));
}

static void put_entry(Lower *l, CoreExpr *dict, CoreExpr *key, CoreExpr *value)
{
    op(l, "ac_dict_set", NULL, true, 3, dict, any(l, key), any(l, value));
}

/* The dict of what a ** parameter holds: its names are known, its values are a tuple. */
CoreExpr *lower_keywords_dict(Lower *l, CoreExpr *keywords, const Type *type)
{
    const Type *t = keywords->type;
    CoreExpr *dict = new_dict(l, type);

    for (int i = 0; i < t->u.parts.n; i++) {
        const char *name = t->u.parts.names[i];
        int mark = l->owned.n;
        CoreExpr *value = op(l, "ac_tuple_get", type_any, true, 2, keywords, core_int(l->arena, i));
        put_entry(l, dict, core_str(l->arena, name, (uint32_t)strlen(name)), value);
        release_to(l, mark);
    }
    return dict;
}

/* Entries go in one by one, from left to right. */
CoreExpr *lower_dict(Lower *l, const Expr *e)
{
    CoreExpr *dict = new_dict(l, info_of(l, e)->type);

    for (int i = 0; i < e->u.dict.values.n && !l->dead; i++) {
        const Expr *key = e->u.dict.keys.at[i], *value = e->u.dict.values.at[i];
        int mark = l->owned.n;
        CoreExpr *k = key ? fix(l, lower_expr(l, key), may_run_code(l, value)) : NULL, *v = lower_expr(l, value);
        if (l->dead)
            break;
        if (key)
            put_entry(l, dict, k, v);
        else
            op(l, "ac_dict_add_mapping", NULL, true, 2, dict, any(l, v));
        release_to(l, mark);
    }
    return dict;
}

CoreExpr *lower_dict_call(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    const CallArgs *given = t->args;

    if (t->method)
        return lower_apply(l, t->method, core_none(l->arena), args, type);
    CoreExpr *dict = given->n && !given->name[0] && given->bind[0].kind != BIND_MAPPING ? op(l, "ac_dict_from", type, true, 1, any(l, args->at[0])) : new_dict(l, type);

    for (int i = 0; i < given->n; i++) {
        if (given->name[i])
            put_entry(l, dict, core_str(l->arena, given->name[i], (uint32_t)strlen(given->name[i])), args->at[i]);
        else if (given->bind[i].kind == BIND_MAPPING)
            op(l, "ac_keywords_add", NULL, true, 3, dict, any(l, args->at[i]), core_ctext(l->arena, "\"dict\"", type_none));
    }
    return dict;
}

static CoreExpr *update(Lower *l, CoreExpr *dict, const CallArgs *given, const CoreExprs *args)
{
    for (int i = 0; i < given->n; i++) {
        if (given->name[i])
            put_entry(l, dict, core_str(l->arena, given->name[i], (uint32_t)strlen(given->name[i])), args->at[i]);
        else
            op(l, "ac_dict_update", NULL, true, 2, dict, any(l, args->at[i]));
    }
    return core_none(l->arena);
}

/* "_int", where the runtime has a function that gives such numbers as they are; NULL: as values of any type. */
static const char *number_suffix(const Type *type)
{
    switch (type->kind) {
    case TY_INT:   return "_int";
    case TY_FLOAT: return "_float";
    case TY_BOOL:  return "_bool";
    default:       return NULL;
    }
}

/* dict[key], dict.get(key, fallback) */
CoreExpr *lower_dict_get(Lower *l, CoreExpr *dict, CoreExpr *key, const Type *type)
{
    const char *suffix = number_suffix(type);

    if (suffix)
        return op(l, arena_printf(l->arena, "ac_dict_get%s", suffix), type, true, 2, dict, any(l, key));
    return typed(l, op(l, "ac_dict_get", type_any, true, 2, dict, any(l, key)), type);
}

static CoreExpr *get_or(Lower *l, CoreExpr *dict, const CoreExprs *args, const Type *type)
{
    CoreExpr *fallback = args->n == 2 ? args->at[1] : core_none(l->arena);
    const char *suffix = type_same(fallback->type, type) ? number_suffix(type) : NULL;

    if (suffix)
        return op(l, arena_printf(l->arena, "ac_dict_get_or%s", suffix), type, true, 3, dict, any(l, args->at[0]), fallback);
    return typed(l, op(l, "ac_dict_get_or", type_any, true, 3, dict, any(l, args->at[0]), any(l, fallback)), type);
}

static CoreExpr *keyed(Lower *l, const char *plain, const char *with_default, CoreExpr *dict, const CoreExprs *args, const Type *type)
{
    if (args->n == 2)
        return typed(l, op(l, with_default, type_any, true, 3, dict, any(l, args->at[0]), any(l, args->at[1])), type);
    if (plain)
        return typed(l, op(l, plain, type_any, true, 2, dict, any(l, args->at[0])), type);
    return typed(l, op(l, with_default, type_any, true, 3, dict, any(l, args->at[0]), any(l, core_none(l->arena))), type);
}

CoreExpr *lower_dict_method(Lower *l, const Target *t, CoreExpr *dict, const CoreExprs *args, const Type *type)
{
    dict = in_var(l, dict);
    switch (t->builtin->special) {
    case SPECIAL_DICT_KEYS:   return op(l, "ac_dict_keys", type, true, 1, dict);
    case SPECIAL_DICT_VALUES: return op(l, "ac_dict_values", type, true, 1, dict);
    case SPECIAL_DICT_ITEMS:  return op(l, "ac_dict_items", type, true, 1, dict);
    case SPECIAL_DICT_GET:    return get_or(l, dict, args, type);
    case SPECIAL_DICT_POP:    return keyed(l, "ac_dict_pop", "ac_dict_pop_or", dict, args, type);
    case SPECIAL_DICT_SETDEFAULT: return keyed(l, NULL, "ac_dict_setdefault", dict, args, type);
    case SPECIAL_DICT_UPDATE: return update(l, dict, t->args, args);
    case SPECIAL_DICT_POPITEM: return typed(l, op(l, "ac_dict_popitem", type_tuple_open(type_any), true, 1, dict), type);
    case SPECIAL_DICT_COPY:   return op(l, "ac_dict_copy", type, true, 1, dict);
    default:
        op(l, "ac_dict_clear", NULL, false, 1, dict);
        return core_none(l->arena);
    }
}
