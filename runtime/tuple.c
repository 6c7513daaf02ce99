/* tuple.c: tuples: items of any type, in the object itself.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus tuple_repr(AcObj *o, AcStr **out);
static void tuple_free(AcObj *o);
static AcStatus tuple_eq(AcObj *o, AcValue other, bool *out);
static AcStatus tuple_hash(AcObj *o, ac_int *out);
static AcStatus tuple_truth(AcObj *o, bool *out);

const AcType ac_type_tuple = {
    .obj = AC_TYPE_OBJ, .name = "tuple", .base = &ac_type_object,
    .free = tuple_free, .repr = tuple_repr, .eq = tuple_eq, .hash = tuple_hash, .truth = tuple_truth
};
AcTuple ac_tuple_empty = { { &ac_type_tuple, 0 }, 0, { { AC_TAG_NONE, { 0 } } } };

/* ---- making ---------------------------------------------------------------------------------- */

AcStatus ac_tuple_new(size_t n, const AcValue *items, AcTuple **out)
{
    AcTuple *t;

    if (tuple_sized(n, &t) != AC_OK)
        return AC_RAISED;
    for (size_t i = 0; i < n; i++) {
        t->item[i] = items[i];
        ac_retain_value(items[i]);
    }
    *out = t;
    return AC_OK;
}

static inline size_t tuple_size(size_t n)
{
    return offsetof(AcTuple, item) + n * sizeof(AcValue);
}

AcStatus tuple_sized(size_t n, AcTuple **out)
{
    if (n == 0) {
        *out = &ac_tuple_empty;
        return AC_OK;
    }
    if (n > AC_SIZE_MAX / 2 || n > SIZE_MAX / 2 / sizeof(AcValue))
        return exc_raise_memory();
    if (ac_new(&ac_type_tuple, tuple_size(n), out) != AC_OK)
        return AC_RAISED;
    (*out)->n = (ac_size)n;
    for (size_t i = 0; i < n; i++)
        (*out)->item[i] = ac_from_none();
    return AC_OK;
}

/* By way of a list where the number of items is not known before. */
AcStatus ac_tuple_from(AcValue iterable, AcTuple **out)
{
    AcList *l = value_list(iterable);
    AcStatus status;

    if (value_tuple(iterable)) {
        *out = value_tuple(iterable);
        ac_retain(*out);
        return AC_OK;
    }
    if (l) {
        if (tuple_sized(l->n, out) != AC_OK)
            return AC_RAISED;
        for (size_t i = 0; i < l->n; i++) {
            (*out)->item[i] = list_value(l, i);
            ac_retain_value((*out)->item[i]);
        }
        return AC_OK;
    }
    if (ac_list_from(AC_REP_VALUE, iterable, &l) != AC_OK)
        return AC_RAISED;
    status = ac_tuple_new(l->n, l->data, out);
    ac_release(l);
    return status;
}

AcStatus ac_tuple_add(AcTuple *a, AcTuple *b, AcTuple **out)
{
    AcTuple *t;

    if (a->n == 0 || b->n == 0) {
        *out = a->n == 0 ? b : a;
        ac_retain(*out);
        return AC_OK;
    }
    if (tuple_sized((size_t)a->n + b->n, &t) != AC_OK)
        return AC_RAISED;
    for (size_t i = 0; i < t->n; i++) {
        t->item[i] = i < a->n ? a->item[i] : b->item[i - a->n];
        ac_retain_value(t->item[i]);
    }
    *out = t;
    return AC_OK;
}

AcStatus ac_tuple_mul(AcTuple *a, ac_int n, AcTuple **out)
{
    size_t times = n < 0 ? 0 : (size_t)n;
    AcTuple *t;

    if (a->n && times > AC_SIZE_MAX / a->n)
        return exc_raise_memory();
    if (tuple_sized(a->n * times, &t) != AC_OK)
        return AC_RAISED;
    for (size_t i = 0; i < t->n; i++) {
        t->item[i] = a->item[i % a->n];
        ac_retain_value(t->item[i]);
    }
    *out = t;
    return AC_OK;
}

AcStatus ac_tuple_slice(AcTuple *t, AcValue start, AcValue stop, AcValue step, AcTuple **out)
{
    AcTuple *part;
    Slice s;

    if (slice_of(start, stop, step, t->n, &s) != AC_OK || tuple_sized((size_t)s.n, &part) != AC_OK)
        return AC_RAISED;
    for (ac_int i = 0; i < s.n; i++) {
        part->item[i] = t->item[s.start + i * s.step];
        ac_retain_value(part->item[i]);
    }
    *out = part;
    return AC_OK;
}

/* ---- using ----------------------------------------------------------------------------------- */

AcStatus ac_tuple_get_backward(const AcTuple *t, ac_int i, AcValue *out)
{
    return slice_index(&i, t->n, "tuple index out of range") == AC_OK ? ac_tuple_get(t, i, out) : AC_RAISED;
}

AcStatus ac_tuple_count(AcTuple *t, AcValue item, ac_int *out)
{
    ac_int n = 0;

    for (ac_size i = 0; i < t->n; i++) {
        bool same = false;
        if (value_same(t->item[i], item, &same) != AC_OK)
            return AC_RAISED;
        n += same;
    }
    *out = n;
    return AC_OK;
}

AcStatus ac_tuple_index_of(AcTuple *t, AcValue item, ac_int *out)
{
    return ac_tuple_index_in(t, item, ac_from_none(), ac_from_none(), out);
}

AcStatus ac_tuple_index_in(AcTuple *t, AcValue item, AcValue start, AcValue stop, ac_int *out)
{
    ac_int from, to;

    slice_bounds(start, stop, t->n, &from, &to);
    for (ac_int i = from; i < to; i++) {
        bool same = false;
        if (value_same(t->item[i], item, &same) != AC_OK)
            return AC_RAISED;
        if (same) {
            *out = i;
            return AC_OK;
        }
    }
    return ac_raise_text(&ac_ValueError, "tuple.index(x): x not in tuple");
}

AcStatus ac_tuple_unpack_check(const AcTuple *t, ac_int wanted)
{
    return (ac_int)t->n == wanted ? AC_OK : ac_raise_unpack(wanted, (ac_int)t->n);
}

static void tuple_free(AcObj *o)
{
    AcTuple *t = (AcTuple *)o;

    for (size_t i = 0; i < t->n; i++)
        ac_release_value(t->item[i]);
    mem_disown();
    mem_give(o, tuple_size(t->n));
}

static AcStatus tuple_repr(AcObj *o, AcStr **out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status;

    text_add_char(&t, '(');
    status = items_repr(&t, o);
    text_add_c(&t, ((AcTuple *)o)->n == 1 ? ",)" : ")");
    return text_end(&t, status, out);
}

static AcStatus tuple_eq(AcObj *o, AcValue other, bool *out)
{
    *out = false;
    return value_tuple(other) ? items_eq(o, other.u.o, out) : AC_OK;
}

static AcStatus tuple_truth(AcObj *o, bool *out)
{
    *out = ((AcTuple *)o)->n != 0;
    return AC_OK;
}

static AcStatus tuple_hash(AcObj *o, ac_int *out)
{
    AcTuple *t = (AcTuple *)o;

    return num_hash_items(t->item, t->n, out);
}
