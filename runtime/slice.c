/* slice.c: places in sequences: indices, and what s[start:stop:step] means for a length.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus slice_int(AcValue v, ac_int absent, ac_int *out);
static ac_int clamp(ac_int i, ac_int length, ac_int low, ac_int high);

AcStatus slice_index(ac_int *i, size_t length, const char *text)
{
    ac_int n = (ac_int)length;

    if (*i < -n || *i >= n)
        return ac_raise_index(text);
    if (*i < 0)
        *i += n;
    return AC_OK;
}

AcStatus slice_of(AcValue start, AcValue stop, AcValue step, size_t length, Slice *out)
{
    ac_int n = (ac_int)length, low, high;

    if (slice_int(step, 1, &out->step) != AC_OK)
        return AC_RAISED;
    if (out->step == 0)
        return ac_raise_text(&ac_ValueError, "slice step cannot be zero");
    low = out->step < 0 ? -1 : 0;
    high = out->step < 0 ? n - 1 : n;
    if (slice_int(start, out->step < 0 ? AC_INT_MAX : 0, &out->start) != AC_OK ||
        slice_int(stop, out->step < 0 ? AC_INT_MIN : AC_INT_MAX, &out->stop) != AC_OK)
        return AC_RAISED;
    out->start = clamp(out->start, n, low, high);
    out->stop = clamp(out->stop, n, low, high);
    out->n = (ac_int)ac_range_count(out->start, out->stop, out->step);
    return AC_OK;
}

/* Negative ones count from the end; AC_INT_MIN, absent or not, is before every item. */
static ac_int clamp(ac_int i, ac_int length, ac_int low, ac_int high)
{
    if (i < 0)
        i += length;
    return i < low ? low : i > high ? high : i;
}

static AcStatus slice_int(AcValue v, ac_int absent, ac_int *out)
{
    *out = absent;
    if (v.tag == AC_TAG_NONE)
        return AC_OK;
    return ac_need_int(v, "slice indices must be integers or None or have an __index__ method", out);
}

void slice_bounds(AcValue start, AcValue stop, size_t length, ac_int *from, ac_int *to)
{
    ac_int n = (ac_int)length;

    *from = value_is_int(start) ? value_int(start) : 0;
    *to = value_is_int(stop) ? value_int(stop) : n;
    *from = *from < 0 ? clamp(*from, n, 0, n) : *from;
    *to = clamp(*to, n, 0, n);
}
