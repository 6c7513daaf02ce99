/* infer_set.c: set and frozenset: displays, comprehensions, set(...), the methods, the operators.
 *
 * Like a list's, a set's elements have a cell, which belongs to the expression that makes the set.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

enum { ITERABLES_MAX = 64 };

/* A new set of what `elem` says, of the kind of `like`. */
static const Type *set_made_by(Infer *in, const Expr *e, TypeKind like, const Type *elem)
{
    Cell *cell = expr_cell(in, e);

    cell_add(cell, elem);
    const Type *set = like == TY_FROZENSET ? type_frozenset(cell) : type_set(cell);
    classes_compared(in, elem_read(in, set));
    return set;
}

const Type *infer_set(Infer *in, const Expr *e)
{
    return set_made_by(in, e, TY_SET, infer_items(in, &e->u.list));
}

const Type *infer_setcomp(Infer *in, const Expr *e)
{
    const Type *list = infer_listcomp(in, e);
    return set_made_by(in, e, TY_SET, elem_read(in, list));
}

const Type *infer_set_call(Infer *in, const Expr *e, bool frozen, const CallArgs *args)
{
    const Type *elem = args->n ? iter_elem(in, args->type[0], e->span) : type_never;
    return elem->kind == TY_ERROR ? elem : set_made_by(in, e, frozen ? TY_FROZENSET : TY_SET, elem);
}

/* What all the arguments hold. */
static const Type *elems_of(Infer *in, const Expr *e, const CallArgs *args)
{
    const Type *all = type_never;
    for (int i = 0; i < args->n; i++)
        all = type_join(all, iter_elem(in, args->type[i], e->span));
    return all;
}

static bool by_position(Infer *in, const Expr *e, const Target *t, int least, int most)
{
    return plain_args(in, e, t->args, t->builtin->name, least, most);
}

/* The others take any number of iterables. */
static bool takes_one(SpecialId id)
{
    return id == SPECIAL_SET_SYMMETRIC_DIFFERENCE || id == SPECIAL_FROZENSET_SYMMETRIC_DIFFERENCE || id == SPECIAL_SET_SYMMETRIC_DIFFERENCE_UPDATE;
}

/* union, intersection_update and their like */
static const Type *with_iterables(Infer *in, const Expr *e, const Target *t, const Type *self)
{
    SpecialId id = t->builtin->special;
    bool one = takes_one(id);

    if (!by_position(in, e, t, one, one ? 1 : ITERABLES_MAX))
        return type_error;
    const Type *own = elem_read(in, self), *elems = elems_of(in, e, t->args);
    if (elems->kind == TY_ERROR)
        return elems;
    classes_compared(in, type_join(elems, own));
    switch (id) {
    case SPECIAL_SET_UPDATE: case SPECIAL_SET_SYMMETRIC_DIFFERENCE_UPDATE: case SPECIAL_SET_INTERSECTION_UPDATE:
        cell_add(self->u.cell, elems);
        return type_none;
    case SPECIAL_SET_DIFFERENCE_UPDATE: return type_none;
    case SPECIAL_SET_DIFFERENCE: case SPECIAL_FROZENSET_DIFFERENCE: return set_made_by(in, e, self->kind, own);
    default: return set_made_by(in, e, self->kind, type_join(own, elems));
    }
}

const Type *infer_set_method(Infer *in, const Expr *e, const Target *t, const Type *self)
{
    switch (t->builtin->special) {
    case SPECIAL_SET_POP:
        return by_position(in, e, t, 0, 0) ? elem_read(in, self) : type_error;
    case SPECIAL_SET_COPY: case SPECIAL_FROZENSET_COPY:
        return by_position(in, e, t, 0, 0) ? set_made_by(in, e, self->kind, elem_read(in, self)) : type_error;
    case SPECIAL_SET_ADD:
        if (!by_position(in, e, t, 1, 1))
            return type_error;
        cell_add(self->u.cell, t->args->type[0]);
        return type_none;
    default: return with_iterables(in, e, t, self);
    }
}

/* a & b and its like. NULL: Python raises TypeError. */
const Type *set_operation(Infer *in, BinOp op, const Type *a, const Type *b, const Expr *at, bool inplace)
{
    bool sets = type_is_set(a) && type_is_set(b), views = a->kind == TY_VIEW || b->kind == TY_VIEW;

    if ((op != BIN_AND && op != BIN_OR && op != BIN_XOR && op != BIN_SUB) || !(sets || views) || !iter_atom(in, a) || !iter_atom(in, b))
        return NULL;
    const Type *elem = op == BIN_SUB ? iter_atom(in, a) : type_join(iter_atom(in, a), iter_atom(in, b));
    if (inplace && sets && a->kind == TY_SET) {
        cell_add(a->u.cell, elem);
        return a;
    }
    return set_made_by(in, at, sets ? a->kind : TY_SET, elem);
}
