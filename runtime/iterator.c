/* iterator.c: iterators as objects: iter(), reversed(), zip(), enumerate(), next().
 *
 * One struct for all: `over` is what it goes over, `position` how far it is. Once exhausted it lets go of `over`.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static void iter_drop(AcObj *o);
static AcStatus iter_next(AcObj *o, bool *more, AcValue *item);
static AcStatus reversed_next(AcObj *o, bool *more, AcValue *item);
/* "zip() argument 3 is shorter than arguments 1-2" */
static AcStatus raise_uneven(size_t i, const char *how)
{
    if (i == 1)
        return ac_raise_format(&ac_ValueError, "zip() argument 2 is %s than argument 1", how);
    return ac_raise_format(&ac_ValueError, "zip() argument %i is %s than arguments 1-%i", (ac_int)i + 1, how, (ac_int)i);
}

/* The iterator `i` has ended: so must have those before it, which have not, and those behind it. */
static AcStatus check_even(const AcTuple *all, size_t i)
{
    if (i > 0)
        return raise_uneven(i, "shorter");
    for (size_t k = 1; k < all->n; k++) {
        AcValue extra = ac_from_none();
        bool more = false;

        if (value_step(all->item[k], &more, &extra) != AC_OK)
            return AC_RAISED;
        if (more) {
            ac_release_value(extra);
            return raise_uneven(k, "longer");
        }
    }
    return AC_OK;
}

static AcStatus zip_next(AcObj *o, bool *more, AcValue *item);
static AcStatus enumerate_next(AcObj *o, bool *more, AcValue *item);

#define ITER_TYPE(C_NAME, NAME, NEXT)                                                          \
    const AcType C_NAME = { .obj = AC_TYPE_OBJ, .name = NAME, .base = &ac_type_object,         \
                            .size = sizeof(AcIter), .drop = iter_drop, .next = NEXT }

ITER_TYPE(ac_type_iterator, "iterator", iter_next);
ITER_TYPE(ac_type_reversed, "reversed", reversed_next);
ITER_TYPE(ac_type_zip, "zip", zip_next);
ITER_TYPE(ac_type_enumerate, "enumerate", enumerate_next);

static void iter_drop(AcObj *o)
{
    ac_clear_value(((AcIter *)o)->over);
}

static AcStatus new_iter(const AcType *type, AcValue over, ac_int position, AcIter **out)
{
    AcIter *it;

    if (ac_new(type, sizeof *it, &it) != AC_OK)
        return AC_RAISED;
    ac_retain_value(over);
    it->over = over;
    it->position = position;
    *out = it;
    return AC_OK;
}

/* What __iter__ gives must be an iterator. */
static AcStatus ask_iter(AcObj *o, AcIter **out)
{
    AcValue it = ac_from_none();

    if (o->type->iter(o, &it) != AC_OK)
        return AC_RAISED;
    *out = value_iter(it);
    if (*out)
        return AC_OK;
    (void)ac_raise_format(&ac_TypeError, "iter() returned non-iterator of type '%T'", it);
    ac_release_value(it);
    return AC_RAISED;
}

AcStatus ac_iter_new(AcValue iterable, AcIter **out)
{
    AcObj *o = ac_value_ref(iterable);

    if (o && o->type->iter)
        return ask_iter(o, out);
    if (value_iter(iterable)) {
        *out = value_iter(iterable);
        ac_retain(*out);
        return AC_OK;
    }
    if (ac_value_check_iterable(iterable) != AC_OK)
        return AC_RAISED;
    return new_iter(&ac_type_iterator, iterable, 0, out);
}

static AcStatus iter_next(AcObj *o, bool *more, AcValue *item)
{
    AcIter *it = (AcIter *)o;

    *more = false;
    if (it->over.tag == AC_TAG_NONE)
        return AC_OK;
    if (ac_value_next(it->over, &it->position, more, item) != AC_OK)
        return AC_RAISED;
    if (!*more)
        iter_drop(o);
    return AC_OK;
}

/* ---- reversed -------------------------------------------------------------------------------- */

/* A dict's keys, or what a view of it shows, as they are now. */
static AcStatus reversed_of_dict(AcValue dict, AcIter **out)
{
    AcList *all = NULL;
    AcStatus status;

    if (ac_list_from(AC_REP_VALUE, dict, &all) != AC_OK)
        return AC_RAISED;
    status = ac_reversed_new(ac_from_ref(all), out);
    ac_release(all);
    return status;
}

AcStatus ac_reversed_new(AcValue sequence, AcIter **out)
{
    ac_int n = 0;
    Items items;

    if (value_dict(sequence) || value_as(sequence, &ac_type_dict_keys) || value_as(sequence, &ac_type_dict_values) ||
        value_as(sequence, &ac_type_dict_items))
        return reversed_of_dict(sequence, out);
    if (!items_of(sequence, &items) && !value_str(sequence) && !value_range(sequence) && !value_bytes(sequence))
        return ac_raise_format(&ac_TypeError, "'%T' object is not reversible", sequence);
    if (ac_value_len(sequence, &n) != AC_OK)
        return AC_RAISED;
    return new_iter(&ac_type_reversed, sequence, n, out);
}

/* A list that has become shorter than the position ends it. */
static AcStatus reversed_next(AcObj *o, bool *more, AcValue *item)
{
    AcIter *it = (AcIter *)o;
    ac_int n = 0;

    *more = false;
    if (it->over.tag == AC_TAG_NONE)
        return AC_OK;
    if (ac_value_len(it->over, &n) != AC_OK)
        return AC_RAISED;
    if (it->position < 1 || it->position > n) {
        iter_drop(o);
        return AC_OK;
    }
    *more = true;
    return ac_value_subscript(it->over, ac_from_int(--it->position), item);
}

/* ---- zip and enumerate ----------------------------------------------------------------------- */

/* `over` is a tuple of iterators; `position` is 1 when they must end together. */
AcStatus ac_zip_strict_new(size_t n, const AcValue *iterables, bool strict, AcIter **out)
{
    if (ac_zip_new(n, iterables, out) != AC_OK)
        return AC_RAISED;
    (*out)->position = strict;
    return AC_OK;
}

AcStatus ac_zip_new(size_t n, const AcValue *iterables, AcIter **out)
{
    AcTuple *all = NULL;
    AcStatus status = ac_tuple_new(n, iterables, &all);

    for (size_t i = 0; i < n && status == AC_OK; i++) {
        AcIter *it = NULL;
        status = ac_iter_new(iterables[i], &it);
        if (status == AC_OK)
            ac_move_value(all->item[i], ac_from_ref(it));
    }
    if (status == AC_OK)
        status = new_iter(&ac_type_zip, ac_from_ref(all), 0, out);
    ac_release(all);
    return status;
}

static AcStatus zip_next(AcObj *o, bool *more, AcValue *item)
{
    AcIter *it = (AcIter *)o;
    const AcTuple *all = (const AcTuple *)ac_value_ref(it->over);
    AcTuple *row = NULL;

    *more = false;
    if (!all || all->n == 0)
        return AC_OK;
    if (ac_tuple_new(all->n, all->item, &row) != AC_OK)      /* right in number; each item is replaced */
        return AC_RAISED;
    for (ac_size i = 0; i < all->n; i++) {
        AcValue part = ac_from_none();
        AcStatus status = value_step(all->item[i], more, &part);
        if (status == AC_OK && !*more && it->position)
            status = check_even(all, i);
        if (status != AC_OK || !*more) {
            ac_release(row);
            return status;
        }
        ac_move_value(row->item[i], part);
    }
    *item = ac_from_ref(row);
    return AC_OK;
}

/* `over` is an iterator. */
AcStatus ac_enumerate_new(AcValue iterable, ac_int start, AcIter **out)
{
    AcIter *inner = NULL;
    AcStatus status;

    if (ac_iter_new(iterable, &inner) != AC_OK)
        return AC_RAISED;
    status = new_iter(&ac_type_enumerate, ac_from_ref(inner), start, out);
    ac_release(inner);
    return status;
}

static AcStatus enumerate_next(AcObj *o, bool *more, AcValue *item)
{
    AcIter *it = (AcIter *)o;
    AcTuple *pair = NULL;
    AcValue parts[2] = { ac_from_int(it->position), ac_from_none() };
    AcStatus status = value_step(it->over, more, &parts[1]);

    if (status != AC_OK || !*more)
        return status;
    status = ac_tuple_new(2, parts, &pair);
    ac_release_value(parts[1]);
    if (status == AC_OK)
        status = ac_int_add(it->position, 1, &it->position);
    *item = ac_from_ref(pair);
    return status;
}

/* ---- next ------------------------------------------------------------------------------------ */

AcIter *value_iter(AcValue v)
{
    AcObj *o = ac_value_ref(v);

    return o && o->type->next ? (AcIter *)o : NULL;
}

AcStatus value_step(AcValue iterator, bool *more, AcValue *item)
{
    AcObj *o = ac_value_ref(iterator);

    if (!o || !o->type->next)
        return ac_raise_format(&ac_TypeError, "'%T' object is not an iterator", iterator);
    return o->type->next(o, more, item);
}

AcStatus walk_begin(Walk *w, AcValue iterable)
{
    AcObj *o = ac_value_ref(iterable);
    AcIter *it = NULL;

    w->position = 0;
    w->over = ac_from_none();
    if (o && o->type->iter) {
        AcStatus status = ask_iter(o, &it);
        w->over = ac_from_ref(it);
        return status;
    }
    if (ac_value_check_iterable(iterable) != AC_OK)
        return AC_RAISED;
    ac_retain_value(iterable);
    w->over = iterable;
    return AC_OK;
}

AcStatus walk_next(Walk *w, bool *more, AcValue *item)
{
    AcStatus status = ac_value_next(w->over, &w->position, more, item);

    if (status != AC_OK || !*more)
        walk_end(w);
    return status;
}

void walk_end(Walk *w)
{
    ac_clear_value(w->over);
}

AcStatus ac_next(AcValue iterator, AcValue *out)
{
    bool more = false;

    if (value_step(iterator, &more, out) != AC_OK)
        return AC_RAISED;
    return more ? AC_OK : ac_stop(iterator);
}

/* The pending exception was raised to say that there is no more: it is dropped. */
static AcStatus end_by(const AcType *type)
{
    if (!ac_exc_matches(ac_pending, type))
        return AC_RAISED;
    ac_clear(ac_pending);
    return AC_OK;
}

AcStatus ac_step_next(AcObj *o, bool *more, AcValue *item)
{
    *more = o->type->step(o, item) == AC_OK;
    return *more ? AC_OK : end_by(&ac_StopIteration);
}

AcStatus iter_item(AcObj *o, ac_int *position, bool *more, AcValue *item)
{
    *more = o->type->item(o, (*position)++, item) == AC_OK;
    if (*more || end_by(&ac_IndexError) == AC_OK)
        return AC_OK;
    return end_by(&ac_StopIteration);
}

AcStatus ac_iter_next(AcIter *it, bool *more, AcValue *item)
{
    return it->obj.type->next(&it->obj, more, item);
}

AcStatus ac_next_or(AcValue iterator, AcValue fallback, AcValue *out)
{
    bool more = false;

    if (value_step(iterator, &more, out) != AC_OK)
        return AC_RAISED;
    if (!more) {
        ac_retain_value(fallback);
        *out = fallback;
    }
    return AC_OK;
}
