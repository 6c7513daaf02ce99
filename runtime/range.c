/* range.c: ranges. Differences are computed unsigned, where they always fit.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus range_repr(AcObj *o, AcStr **out);
static AcStatus range_eq(AcObj *o, AcValue other, bool *out);
static AcStatus range_hash(AcObj *o, ac_int *out);
static AcStatus range_truth(AcObj *o, bool *out);

const AcType ac_type_range = {
    .obj = AC_TYPE_OBJ, .name = "range", .base = &ac_type_object, .size = sizeof(AcRange),
    .repr = range_repr, .eq = range_eq, .hash = range_hash, .truth = range_truth
};

AcStatus ac_check_step(ac_int step)
{
    return step != 0 ? AC_OK : ac_raise_text(&ac_ValueError, "range() arg 3 must not be zero");
}

AcStatus ac_range_new(ac_int start, ac_int stop, ac_int step, AcRange **out)
{
    AcRange *r;

    if (ac_check_step(step) != AC_OK || ac_new(&ac_type_range, sizeof *r, &r) != AC_OK)
        return AC_RAISED;
    r->start = start;
    r->stop = stop;
    r->step = step;
    *out = r;
    return AC_OK;
}

ac_uint ac_range_count(ac_int start, ac_int stop, ac_int step)
{
    if (step > 0)
        return start < stop ? ((ac_uint)stop - (ac_uint)start - 1) / (ac_uint)step + 1 : 0;
    return start > stop ? ((ac_uint)start - (ac_uint)stop - 1) / (0 - (ac_uint)step) + 1 : 0;
}

/* A longer one than an int can count is cut: nobody gets to its end. */
ac_int ac_range_len(const AcRange *r)
{
    ac_uint n = ac_range_count(r->start, r->stop, r->step);

    return n > (ac_uint)AC_INT_MAX ? AC_INT_MAX : (ac_int)n;
}

AcStatus ac_range_get(const AcRange *r, ac_int i, ac_int *out)
{
    ac_int n = ac_range_len(r);

    if (i < 0)
        i += n;
    if (i < 0 || i >= n)
        return ac_raise_index("range object index out of range");
    *out = range_item(r, i);
    return AC_OK;
}

/* CPython's end of the slice lies as far behind the last item as this one's stop, a multiple of the step. */
AcStatus ac_range_slice(AcRange *r, AcValue start, AcValue stop, AcValue step, AcRange **out)
{
    ac_int new_step = 0;
    Slice s;

    if (slice_of(start, stop, step, (size_t)ac_range_len(r), &s) != AC_OK ||
        ac_int_mul(r->step, s.step, &new_step) != AC_OK)
        return AC_RAISED;
    return ac_range_new(range_item(r, s.start), range_item(r, s.stop), new_step, out);
}

bool ac_range_contains(const AcRange *r, ac_int i)
{
    if (r->step > 0 ? i < r->start || i >= r->stop : i > r->start || i <= r->stop)
        return false;
    if (r->step > 0)
        return ((ac_uint)i - (ac_uint)r->start) % (ac_uint)r->step == 0;
    return ((ac_uint)r->start - (ac_uint)i) % (0 - (ac_uint)r->step) == 0;
}

static AcStatus range_repr(AcObj *o, AcStr **out)
{
    const AcRange *r = (const AcRange *)o;
    Text t = { NULL, 0, 0, false };

    text_add_c(&t, "range(");
    text_add_int(&t, r->start);
    text_add_c(&t, ", ");
    text_add_int(&t, r->stop);
    if (r->step != 1) {
        text_add_c(&t, ", ");
        text_add_int(&t, r->step);
    }
    text_add_char(&t, ')');
    return text_finish(&t, out);
}

/* Equal when they give the same items. */
static AcStatus range_eq(AcObj *o, AcValue other, bool *out)
{
    const AcRange *a = (const AcRange *)o, *b = value_range(other);
    ac_int n = ac_range_len(a);

    *out = b && n == ac_range_len(b) && (n == 0 || (a->start == b->start && (n == 1 || a->step == b->step)));
    return AC_OK;
}

static AcStatus range_hash(AcObj *o, ac_int *out)
{
    const AcRange *r = (const AcRange *)o;
    ac_int n = ac_range_len(r);
    AcValue parts[3];

    parts[0] = ac_from_int(n);
    parts[1] = n > 0 ? ac_from_int(r->start) : ac_from_none();
    parts[2] = n > 1 ? ac_from_int(r->step) : ac_from_none();
    return num_hash_items(parts, 3, out);
}

static AcStatus range_truth(AcObj *o, bool *out)
{
    *out = ac_range_len((const AcRange *)o) != 0;
    return AC_OK;
}

/* Which item equals v; -1: none. */
static AcStatus place_of(AcRange *r, AcValue v, ac_int *out)
{
    ac_int n = ac_range_len(r);

    *out = -1;
    for (ac_int i = 0; i < n && *out < 0; i++) {
        bool same = false;

        if (value_is_int(v) && !ac_range_contains(r, value_int(v)))
            return AC_OK;
        if (ac_value_eq(ac_from_int(range_item(r, i)), v, &same) != AC_OK)
            return AC_RAISED;
        if (same)
            *out = i;
    }
    return AC_OK;
}

AcStatus ac_range_count_of(AcRange *r, AcValue item, ac_int *out)
{
    if (place_of(r, item, out) != AC_OK)
        return AC_RAISED;
    *out = *out >= 0;
    return AC_OK;
}

AcStatus ac_range_index_of(AcRange *r, AcValue item, ac_int *out)
{
    if (place_of(r, item, out) != AC_OK)
        return AC_RAISED;
    if (*out < 0)
        return value_is_int(item) ? ac_raise_format(&ac_ValueError, "%R is not in range", item)
                                  : ac_raise_text(&ac_ValueError, "sequence.index(x): x not in sequence");
    return AC_OK;
}
