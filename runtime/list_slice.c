/* list_slice.c: slices of lists: taken, replaced, deleted.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus replace(AcList *l, const Slice *s, AcList *by);
static AcStatus replace_each(AcList *l, const Slice *s, AcList *by);

static void *place(const AcList *l, const Slice *s, ac_int i)
{
    return list_at(l, (size_t)(s->start + i * s->step));
}

AcStatus ac_list_slice(AcList *l, AcValue start, AcValue stop, AcValue step, AcList **out)
{
    size_t size = list_item_size(l);
    AcList *part;
    Slice s;

    if (slice_of(start, stop, step, l->n, &s) != AC_OK)
        return AC_RAISED;
    if (s.step == 1)
        return ac_list_new((AcRep)l->rep, (size_t)s.n, l->data ? place(l, &s, 0) : NULL, out);
    if (ac_list_new((AcRep)l->rep, 0, NULL, &part) != AC_OK)
        return AC_RAISED;
    if (list_reserve(part, (size_t)s.n) != AC_OK) {
        ac_release(part);
        return AC_RAISED;
    }
    for (ac_int i = 0; i < s.n; i++)
        memcpy(list_at(part, (size_t)i), place(l, &s, i), size);
    part->n = (ac_size)s.n;
    items_retain(part, 0, part->n);
    *out = part;
    return AC_OK;
}

/* The new items are copied first: they may come from this list. */
AcStatus ac_list_set_slice(AcList *l, AcValue start, AcValue stop, AcValue step, AcValue iterable)
{
    AcList *by;
    Slice s;
    AcStatus status;

    if (slice_of(start, stop, step, l->n, &s) != AC_OK)
        return AC_RAISED;
    if (ac_value_check_iterable(iterable) != AC_OK) {
        ac_clear(ac_pending);
        return ac_raise_text(&ac_TypeError, s.step == 1 ? "can only assign an iterable"
                                                        : "must assign iterable to extended slice");
    }
    if (ac_list_from((AcRep)l->rep, iterable, &by) != AC_OK)
        return AC_RAISED;
    status = s.step == 1 ? replace(l, &s, by) : replace_each(l, &s, by);
    ac_release(by);
    return status;
}

/* The old items change places with the new ones, and end with the list that brought them. */
static AcStatus replace(AcList *l, const Slice *s, AcList *by)
{
    size_t start = (size_t)s->start, old_n = (size_t)s->n, size = list_item_size(l), n = by->n;
    AcList *old;

    if (ac_list_new((AcRep)l->rep, 0, NULL, &old) != AC_OK)
        return AC_RAISED;
    if (list_reserve(old, old_n) != AC_OK || list_reserve(l, l->n - old_n + n) != AC_OK) {
        ac_release(old);
        return AC_RAISED;
    }
    if (old_n)
        memcpy(old->data, list_at(l, start), old_n * size);
    old->n = (ac_size)old_n;
    if (l->data)
        memmove(list_at(l, start + n), list_at(l, start + old_n), (l->n - start - old_n) * size);
    if (n)
        memcpy(list_at(l, start), by->data, n * size);
    l->n = (ac_size)(l->n - old_n + n);
    by->n = 0;
    ac_release(old);
    return AC_OK;
}

static AcStatus replace_each(AcList *l, const Slice *s, AcList *by)
{
    AcValue item;                 /* as large as any */
    size_t size = list_item_size(l);

    if ((ac_int)by->n != s->n)
        return ac_raise_format(&ac_ValueError,
                               "attempt to assign sequence of size %i to extended slice of size %i",
                               (ac_int)by->n, s->n);
    for (ac_int i = 0; i < s->n; i++) {
        memcpy(&item, place(l, s, i), size);
        memcpy(place(l, s, i), list_at(by, (size_t)i), size);
        memcpy(list_at(by, (size_t)i), &item, size);
    }
    return AC_OK;
}

/* What is deleted gathers in a list of its own, which is released when this one is whole again. */
AcStatus ac_list_delete_slice(AcList *l, AcValue start, AcValue stop, AcValue step)
{
    size_t size = list_item_size(l), kept = 0;
    AcList *deleted;
    Slice s;

    if (slice_of(start, stop, step, l->n, &s) != AC_OK ||
        ac_list_slice(l, start, stop, step, &deleted) != AC_OK)
        return AC_RAISED;
    if (s.step < 0) {
        s.start += (s.n - 1) * s.step;
        s.step = -s.step;
    }
    for (size_t i = 0, next = 0; i < l->n; i++) {
        if ((ac_int)next < s.n && (ac_int)i == s.start + (ac_int)next * s.step)
            next++;
        else
            memmove(list_at(l, kept++), list_at(l, i), size);
    }
    l->n = (ac_size)kept;
    for (size_t i = 0; i < deleted->n && list_counted(deleted); i++)
        ac_release_value(list_value(deleted, i));
    ac_release(deleted);
    return AC_OK;
}
