/* reduce.c: sum, min, max, any, all.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus add_next(AcValue *sum, AcValue item);
static AcStatus extreme(AcCompare op, const char *name, size_t n, const AcValue *args, AcValue *out);
static AcStatus extreme_of(AcCompare op, const char *name, AcValue iterable, AcValue *out);
static AcStatus better(AcCompare op, AcValue *best, AcValue v);
static AcStatus first_with(AcValue iterable, bool truth, bool *found);

/* sum(x, start). Whatever + makes of it; strings are refused, as joining them is meant. */
AcStatus ac_list_sum(AcValue iterable, AcValue start, AcValue *out)
{
    AcValue sum = start;
    ac_int position = 0;
    bool more;

    if (ac_value_check_iterable(iterable) != AC_OK)
        return AC_RAISED;
    if (value_str(start))
        return ac_raise_text(&ac_TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
    ac_retain_value(sum);
    for (;;) {
        AcValue item;
        AcStatus status = ac_value_next(iterable, &position, &more, &item);

        if (status == AC_OK && !more)
            break;
        if (status == AC_OK)
            status = add_next(&sum, item);
        if (status != AC_OK) {
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

AcStatus ac_value_min(size_t n, const AcValue *args, AcValue *out)
{
    return extreme(AC_LT, "min", n, args, out);
}

AcStatus ac_value_max(size_t n, const AcValue *args, AcValue *out)
{
    return extreme(AC_GT, "max", n, args, out);
}

static AcStatus extreme(AcCompare op, const char *name, size_t n, const AcValue *args, AcValue *out)
{
    AcValue best = args[0];

    if (n == 1)
        return extreme_of(op, name, args[0], out);
    ac_retain_value(best);
    for (size_t i = 1; i < n; i++) {
        ac_retain_value(args[i]);
        if (better(op, &best, args[i]) != AC_OK)
            return AC_RAISED;
    }
    *out = best;
    return AC_OK;
}

static AcStatus extreme_of(AcCompare op, const char *name, AcValue iterable, AcValue *out)
{
    AcValue best = ac_from_none(), v;
    ac_int position = 0;
    bool more, any = false;

    for (;; any = true) {
        if (ac_value_next(iterable, &position, &more, &v) != AC_OK) {
            ac_release_value(best);
            return AC_RAISED;
        }
        if (!more)
            break;
        if (!any)
            best = v;
        else if (better(op, &best, v) != AC_OK)
            return AC_RAISED;
    }
    if (!any)
        return ac_raise_format(&ac_ValueError, "%s() arg is an empty sequence", name);
    *out = best;
    return AC_OK;
}

/* Takes v over; on an exception gives up `best` too. The first of equal ones stays. */
static AcStatus better(AcCompare op, AcValue *best, AcValue v)
{
    bool yes = false;
    AcStatus status = ac_value_compare(op, v, *best, &yes);

    if (yes)
        ac_move_value(*best, v);
    else
        ac_release_value(v);
    if (status != AC_OK)
        ac_clear_value(*best);
    return status;
}

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
    ac_int position = 0;
    bool more, is = !truth;

    for (;;) {
        AcValue v;
        AcStatus status;

        if (ac_value_next(iterable, &position, &more, &v) != AC_OK)
            return AC_RAISED;
        if (!more)
            break;
        status = ac_value_truth(v, &is);
        ac_release_value(v);
        if (status != AC_OK)
            return status;
        if (is == truth)
            break;
    }
    *found = is == truth;
    return AC_OK;
}
