/* infer_dict.c: dictionaries: displays, comprehensions, dict(...) and the methods.
 *
 * A dict has two cells, for keys and values, which belong to the expression that makes it.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

static const Type *fail(Infer *in, const Expr *e, const char *text)
{
    infer_report(in, e->span, "%s", text);
    return type_error;
}

const Type *dict_made_by(Infer *in, const Expr *e)
{
    Cell *value = map_get(&in->now->value_cell, e);

    if (!value) {
        value = cell_new();
        map_put(&in->now->value_cell, e, value);
    }
    return type_dict(expr_cell(in, e), cell_find(value));
}

void dict_put(const Type *dict, const Type *key, const Type *value)
{
    cell_add(dict->u.dict.key, key);
    cell_add(dict->u.dict.value, value);
}

const Type *dict_value_read(Infer *in, const Type *dict)
{
    cell_read(dict->u.dict.value, in->now);
    return type_norm(cell_find(dict->u.dict.value)->content);
}

/* What a ** parameter holds, looked at: a dict of its own. */
const Type *dict_of_keywords(Infer *in, const Expr *e, const Type *keywords)
{
    const Type *dict = dict_made_by(in, e);

    for (int i = 0; i < keywords->u.parts.n; i++)
        dict_put(dict, type_str, keywords->u.parts.at[i]);
    return dict;
}

/* What a mapping, or an iterable of pairs, gives to the dict. */
bool dict_put_all(Infer *in, const Expr *at, const Type *dict, const Type *from)
{
    for (int i = 0; i < type_atoms(from); i++) {
        const Type *a = type_norm(type_atom(from, i));
        if (a->kind == TY_DICT) {
            dict_put(dict, elem_read(in, a), dict_value_read(in, a));
            continue;
        }
        const Type *pair = iter_elem(in, a, at->span);
        if (pair->kind == TY_ERROR)
            return false;
        for (int k = 0; k < type_atoms(pair); k++) {
            const Type *p = type_norm(type_atom(pair, k));
            bool two = p->kind == TY_TUPLE && !p->u.parts.open && p->u.parts.n == 2;
            const Type *item = two ? NULL : iter_elem(in, p, at->span);
            dict_put(dict, two ? p->u.parts.at[0] : item, two ? p->u.parts.at[1] : item);
        }
    }
    return true;
}

const Type *infer_dict(Infer *in, const Expr *e)
{
    const Type *dict = dict_made_by(in, e);

    for (int i = 0; i < e->u.dict.values.n; i++) {
        const Expr *key = e->u.dict.keys.at[i];
        const Type *k = key ? infer_expr(in, key) : NULL, *v = infer_expr(in, e->u.dict.values.at[i]);
        if (key)
            dict_put(dict, k, v);
        else if (type_only(v, TY_DICT))
            dict_put_all(in, e, dict, type_only(v, TY_DICT));
        else if (v->kind != TY_NEVER && v->kind != TY_ERROR && !infer_expected(in, e->u.dict.values.at[i]->span, MISTAKE_TYPE))
            return fail(in, e, arena_printf(in->arena, "'%s' object is not a mapping", type_text(in->arena, v)));
    }
    classes_compared(in, elem_read(in, dict));
    return dict;
}

/* dict(x) of an object with keys() and x[key]: the library goes over it. */
static FuncInfo *dict_of_object(Infer *in, const CallArgs *args)
{
    bool plain = args->n == 1 && !args->name[0] && !bind_is_open(&args->bind[0]);

    return plain && has_method(args->type[0], intern("keys")) ? library_function(in, "builtins", intern("_dict_of")) : NULL;
}

/* dict(), dict(mapping), dict(pairs), dict(a=1) */
const Type *infer_dict_call(Infer *in, const Expr *e, Target *t)
{
    const CallArgs *args = t->args;
    const Type *dict = dict_made_by(in, e);
    FuncInfo *of_object = dict_of_object(in, args);

    if (of_object)
        return infer_apply(in, e, type_func(of_object), args->type, 1, &t->method);

    for (int i = 0; i < args->n; i++) {
        bool mapping = args->bind[i].kind == BIND_MAPPING;
        if (args->bind[i].kind == BIND_STAR_ALL || (!args->name[i] && !mapping && i > 0))
            return fail(in, e, "dict() takes one mapping or iterable, and keyword arguments");
        if (args->name[i] || mapping)
            dict_put(dict, type_str, args->type[i]);
        else if (!dict_put_all(in, e, dict, args->type[i]))
            return type_error;
    }
    return dict;
}

/* dict.fromkeys(keys, value) */
const Type *infer_fromkeys(Infer *in, const Expr *e, const CallArgs *args)
{
    const Type *dict = dict_made_by(in, e), *key = iter_elem(in, args->type[0], e->span);

    if (key->kind == TY_ERROR)
        return key;
    dict_put(dict, key, args->n == 2 ? args->type[1] : type_none);
    classes_compared(in, elem_read(in, dict));
    return dict;
}

/* str.maketrans(dict), or of two or three strings */
const Type *infer_maketrans(Infer *in, const Expr *e, const CallArgs *args)
{
    const Type *dict = dict_made_by(in, e), *from = type_only(args->type[0], TY_DICT);

    if (args->n == 1 && !from && args->type[0]->kind != TY_NEVER)
        return fail(in, e, "if you give only one argument to maketrans it must be a dict");
    dict_put(dict, type_int, args->n > 1 ? type_int : from ? dict_value_read(in, from) : type_never);
    if (args->n == 3)
        dict_put(dict, type_int, type_none);
    return dict;
}

static const Type *view_of(Infer *in, const Expr *e, const Type *elem)
{
    Cell *cell = expr_cell(in, e);
    cell_add(cell, elem);
    return type_view(cell);
}

static const Type *items_of(Infer *in, const Type *self)
{
    const Type *parts[2] = { elem_read(in, self), dict_value_read(in, self) };
    return parts[0]->kind == TY_NEVER ? type_never : type_tuple(parts, 2);
}

/* get(key, default), pop(key, default), setdefault(key, default) */
static const Type *with_default(Infer *in, const Type *self, const CallArgs *args, const Type *absent)
{
    return type_join(dict_value_read(in, self), args->n == 2 ? args->type[1] : absent);
}

const Type *infer_dict_method(Infer *in, const Expr *e, const Target *t, const Type *self)
{
    const CallArgs *args = t->args;

    switch (t->builtin->special) {
    case SPECIAL_DICT_KEYS:   return view_of(in, e, elem_read(in, self));
    case SPECIAL_DICT_VALUES: return view_of(in, e, dict_value_read(in, self));
    case SPECIAL_DICT_ITEMS:  return view_of(in, e, items_of(in, self));
    case SPECIAL_DICT_GET:    return with_default(in, self, args, type_none);
    case SPECIAL_DICT_POP:    return with_default(in, self, args, type_never);
    case SPECIAL_DICT_SETDEFAULT:
        dict_put(self, args->type[0], args->n == 2 ? args->type[1] : type_none);
        return dict_value_read(in, self);
    case SPECIAL_DICT_UPDATE:
        for (int i = 0; i < args->n; i++) {
            if (args->name[i] || args->bind[i].kind == BIND_MAPPING)
                dict_put(self, type_str, args->type[i]);
            else if (!dict_put_all(in, e, self, args->type[i]))
                return type_error;
        }
        return type_none;
    case SPECIAL_DICT_POPITEM: return items_of(in, self);
    case SPECIAL_DICT_COPY: {
        const Type *dict = dict_made_by(in, e);
        dict_put_all(in, e, dict, self);
        return dict;
    }
    default: return type_none;                  /* clear */
    }
}
