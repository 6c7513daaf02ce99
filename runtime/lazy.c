/* lazy.c: iterators that call a function of the program for each item: map(), filter(), iter(function, sentinel).
 * SPDX-License-Identifier: MIT */
#include "objects.h"

/* `over` is an iterator; of iter(function, sentinel): the sentinel. */
typedef struct { AcIter iter; AcCallback call; AcValue callee; bool ended; } Lazy;

static void lazy_drop(AcObj *o);
static AcStatus map_next(AcObj *o, bool *more, AcValue *item);
static AcStatus filter_next(AcObj *o, bool *more, AcValue *item);
static AcStatus until_next(AcObj *o, bool *more, AcValue *item);

#define LAZY_TYPE(C_NAME, NAME, NEXT)                                                          \
    static const AcType C_NAME = { .obj = AC_TYPE_OBJ, .name = NAME, .base = &ac_type_object,  \
                                   .size = sizeof(Lazy), .drop = lazy_drop, .next = NEXT }

LAZY_TYPE(type_map, "map", map_next);
LAZY_TYPE(type_filter, "filter", filter_next);
LAZY_TYPE(type_until, "callable_iterator", until_next);

static void lazy_drop(AcObj *o)
{
    ac_clear_value(((Lazy *)o)->iter.over);
    ac_clear_value(((Lazy *)o)->callee);
}

static AcStatus new_lazy(const AcType *type, AcCallback call, AcValue callee, AcValue over, AcIter **out)
{
    Lazy *lazy;

    if (ac_new(type, sizeof *lazy, &lazy) != AC_OK)
        return AC_RAISED;
    lazy->call = call;
    lazy->callee = callee;
    lazy->iter.over = over;
    ac_retain_value(callee);
    ac_retain_value(over);
    *out = &lazy->iter;
    return AC_OK;
}

static AcStatus new_over(const AcType *type, AcCallback call, AcValue callee, AcValue iterable, AcIter **out)
{
    AcIter *inner;
    AcStatus status;

    if (ac_iter_new(iterable, &inner) != AC_OK)
        return AC_RAISED;
    status = new_lazy(type, call, callee, ac_from_ref(inner), out);
    ac_release(inner);
    return status;
}

AcStatus ac_map_new(AcCallback call, AcValue callee, AcValue iterable, AcIter **out)
{
    return new_over(&type_map, call, callee, iterable, out);
}

AcStatus ac_filter_new(AcCallback call, AcValue callee, AcValue iterable, AcIter **out)
{
    return new_over(&type_filter, call, callee, iterable, out);
}

AcStatus ac_iter_until_new(AcCallback call, AcValue callee, AcValue sentinel, AcIter **out)
{
    return new_lazy(&type_until, call, callee, sentinel, out);
}

/* ---- the next item --------------------------------------------------------------------------- */

static AcStatus map_next(AcObj *o, bool *more, AcValue *item)
{
    Lazy *lazy = (Lazy *)o;
    AcValue given;
    AcStatus status = value_step(lazy->iter.over, more, &given);

    if (status != AC_OK || !*more)
        return status;
    status = lazy->call(lazy->callee, given, item);
    ac_release_value(given);
    return status;
}

static AcStatus passes(const Lazy *lazy, AcValue v, bool *yes)
{
    AcValue answer;
    AcStatus status;

    if (!lazy->call)
        return ac_value_truth(v, yes);
    if (lazy->call(lazy->callee, v, &answer) != AC_OK)
        return AC_RAISED;
    status = ac_value_truth(answer, yes);
    ac_release_value(answer);
    return status;
}

static AcStatus filter_next(AcObj *o, bool *more, AcValue *item)
{
    Lazy *lazy = (Lazy *)o;
    bool yes = false;

    for (;;) {
        AcStatus status = value_step(lazy->iter.over, more, item);

        if (status != AC_OK || !*more)
            return status;
        status = passes(lazy, *item, &yes);
        if (status == AC_OK && yes)
            return AC_OK;
        ac_release_value(*item);
        if (status != AC_OK)
            return status;
    }
}

/* Ends for good with the sentinel. */
static AcStatus until_next(AcObj *o, bool *more, AcValue *item)
{
    Lazy *lazy = (Lazy *)o;
    AcStatus status;

    *more = false;
    if (lazy->ended)
        return AC_OK;
    if (lazy->call(lazy->callee, ac_from_none(), item) != AC_OK)
        return AC_RAISED;
    status = value_same(lazy->iter.over, *item, &lazy->ended);
    *more = status == AC_OK && !lazy->ended;
    if (!*more)
        ac_release_value(*item);
    return status;
}
