/* reduce.c: sum, min, max, any, all.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus add_next(AcValue *sum, AcValue item);
static AcStatus first_with(AcValue iterable, bool truth, bool *found);

/* sum(x, start). Whatever + makes of it; strings are refused, as joining them is meant. */
AcStatus ac_list_sum(AcValue iterable, AcValue start, AcValue *out)
{
    AcValue sum = start;
    Walk walk;
    bool more;

    if (ac_value_check_iterable(iterable) != AC_OK)
        return AC_RAISED;
    if (value_str(start))
        return ac_raise_text(&ac_TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
    if (walk_begin(&walk, iterable) != AC_OK)
        return AC_RAISED;
    ac_retain_value(sum);
    for (;;) {
        AcValue item;
        AcStatus status = walk_next(&walk, &more, &item);

        if (status == AC_OK && !more)
            break;
        if (status == AC_OK)
            status = add_next(&sum, item);
        if (status != AC_OK) {
            walk_end(&walk);
            ac_release_value(sum);
            return status;
        }
    }
    *out = sum;
    return AC_OK;
}

/* Takes the item over. */
static AcStatus add_next(AcValue *sum, AcValue item)
{
    AcValue r;
    AcStatus status = ac_value_binary(AC_ADD, *sum, item, &r);

    ac_release_value(item);
    if (status == AC_OK)
        ac_move_value(*sum, r);
    return status;
}

/* ---- min and max ----------------------------------------------------------------------------- */

/* The best item so far, and what it is ranked by; both owned. */
typedef struct {
    AcCompare   op;
    const char *name;
    AcCallback  key;              /* NULL: an item ranks by itself */
    AcValue     callee;
    bool        any;
    AcValue     best, rank;
} Search;

/* Takes v over. The first of equal ones stays. */
static AcStatus consider(Search *s, AcValue v)
{
    AcValue rank = v;
    bool better = !s->any;
    AcStatus status = AC_OK;

    if (s->key)
        status = s->key(s->callee, v, &rank);
    else
        ac_retain_value(rank);
    if (status != AC_OK) {
        ac_release_value(v);
        return status;
    }
    if (s->any)
        status = ac_value_compare(s->op, rank, s->rank, &better);
    if (status == AC_OK && better) {
        s->any = true;
        ac_move_value(s->best, v);
        ac_move_value(s->rank, rank);
        return AC_OK;
    }
    ac_release_value(v);
    ac_release_value(rank);
    return status;
}

static AcStatus consider_all(Search *s, AcValue iterable)
{
    Walk walk;
    bool more;

    if (walk_begin(&walk, iterable) != AC_OK)
        return AC_RAISED;
    for (;;) {
        AcValue v;

        if (walk_next(&walk, &more, &v) != AC_OK)
            return AC_RAISED;
        if (!more)
            return AC_OK;
        if (consider(s, v) != AC_OK) {
            walk_end(&walk);
            return AC_RAISED;
        }
    }
}

static AcStatus search(Search *s, size_t n, const AcValue *args)
{
    if (n == 0)
        return ac_raise_format(&ac_TypeError, "%s expected at least 1 argument, got 0", s->name);
    if (n == 1)
        return consider_all(s, args[0]);
    for (size_t i = 0; i < n; i++) {
        ac_retain_value(args[i]);
        if (consider(s, args[i]) != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

static AcStatus extreme(Search *s, size_t n, const AcValue *args, bool has_default, AcValue fallback, AcValue *out)
{
    AcStatus status = search(s, n, args);

    ac_release_value(s->rank);
    if (status == AC_OK && !s->any) {
        if (!has_default)
            return ac_raise_format(&ac_ValueError, "%s() arg is an empty sequence", s->name);
        s->best = fallback;
        ac_retain_value(fallback);
    }
    if (status == AC_OK)
        *out = s->best;
    else
        ac_release_value(s->best);
    return status;
}

AcStatus ac_value_min(size_t n, const AcValue *args, AcCallback key, AcValue callee, bool has_default, AcValue fallback,
                      AcValue *out)
{
    Search s = { AC_LT, "min", key, callee, false, ac_from_none(), ac_from_none() };

    return extreme(&s, n, args, has_default, fallback, out);
}

AcStatus ac_value_max(size_t n, const AcValue *args, AcCallback key, AcValue callee, bool has_default, AcValue fallback,
                      AcValue *out)
{
    Search s = { AC_GT, "max", key, callee, false, ac_from_none(), ac_from_none() };

    return extreme(&s, n, args, has_default, fallback, out);
}

/* ---- any and all ----------------------------------------------------------------------------- */

AcStatus ac_value_any(AcValue iterable, bool *out)
{
    return first_with(iterable, true, out);
}

AcStatus ac_value_all(AcValue iterable, bool *out)
{
    if (first_with(iterable, false, out) != AC_OK)
        return AC_RAISED;
    *out = !*out;
    return AC_OK;
}

static AcStatus first_with(AcValue iterable, bool truth, bool *found)
{
    Walk walk;
    bool more = true, is = !truth;
    AcStatus status = walk_begin(&walk, iterable);

    while (status == AC_OK && is != truth) {
        AcValue v;

        status = walk_next(&walk, &more, &v);
        if (status != AC_OK || !more)
            break;
        status = ac_value_truth(v, &is);
        ac_release_value(v);
    }
    walk_end(&walk);
    *found = is == truth;
    return status;
}
