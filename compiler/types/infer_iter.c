/* infer_iter.c: what going over a value gives: built-in iterables, and classes with __iter__, __next__ or __getitem__.
 *
 * The runtime calls these methods through slots of the class, which are compiled where an object of it occurs.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

const Type *tuple_all(const Type *t)
{
    const Type *all = type_never;
    for (int i = 0; i < t->u.parts.n; i++)
        all = type_join(all, t->u.parts.at[i]);
    return all;
}

const Type *iterator_of_object(Infer *in, const Type *t)
{
    Instance *iter = class_slot(in, t->u.class, SLOT_ITER, "__iter__");

    return iter ? call_result(in, iter) : NULL;
}

const Type *next_atom(Infer *in, const Type *t)
{
    Instance *next = t->kind == TY_INST ? class_slot(in, t->u.class, SLOT_NEXT, "__next__") : NULL;

    switch (t->kind) {
    case TY_ITER: return elem_read(in, t);
    case TY_GEN:  return instance_yielded(in, t->u.instance);
    case TY_INST: return next ? call_result(in, next) : NULL;
    default:      return NULL;
    }
}

/* By __getitem__ alone: it is asked for 0, 1, 2 ... until IndexError. */
static const Type *item_by_index(Infer *in, const Type *t)
{
    Member *m = class_member(t->u.class, intern("__getitem__"));
    const Type *params[2] = { t, type_int };

    if (!m || !m->func || m->func->ast->params.n != 2 || m->func->ast->is_async)
        return NULL;
    t->u.class->slot[SLOT_ITEM] = instance_get_closure(in, m->func, method_outer(m, m->func), params, 2);
    return call_result(in, t->u.class->slot[SLOT_ITEM]);
}

static const Type *iter_object(Infer *in, const Type *t)
{
    const Type *iterator = iterator_of_object(in, t), *result = type_never;

    if (!iterator)
        return item_by_index(in, t);
    for (int i = 0; i < type_atoms(iterator); i++) {
        const Type *item = next_atom(in, type_norm(type_atom(iterator, i)));
        if (!item)
            return NULL;
        result = type_join(result, item);
    }
    return result;
}

const Type *iter_atom(Infer *in, const Type *t)
{
    switch (t->kind) {
    case TY_LIST:
    case TY_DICT:
    case TY_SET: case TY_FROZENSET:
    case TY_VIEW:  return elem_read(in, t);
    case TY_ITER:
    case TY_GEN:   return next_atom(in, t);
    case TY_INST:  return iter_object(in, t);
    case TY_TUPLE: return tuple_all(t);
    case TY_STR:   return type_str;
    case TY_RANGE:
    case TY_BYTES: case TY_BYTEARRAY: case TY_MEMORYVIEW: return type_int;
    default:       return NULL;
    }
}

bool may_iterate(Infer *in, const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++)
        if (iter_atom(in, type_norm(type_atom(t, i))))
            return true;
    return t->kind == TY_NEVER;
}

const Type *iter_elem(Infer *in, const Type *iterable, Span at)
{
    const Type *result = type_never;
    bool some = false;

    if (iterable->kind == TY_NEVER || iterable->kind == TY_ERROR)
        return iterable;
    for (int i = 0; i < type_atoms(iterable); i++) {
        const Type *t = iter_atom(in, type_norm(type_atom(iterable, i)));
        some |= t != NULL;
        if (t)
            result = type_join(result, t);
    }
    if (some)
        return result;
    if (infer_expected(in, at, MISTAKE_TYPE))
        return type_never;
    infer_report(in, at, "'%s' object is not iterable", type_text(in->arena, iterable));
    return type_error;
}
