/* container.c: subscripts, slices, `in` and iteration of values whose types are known only at run time.
 * SPDX-License-Identifier: MIT */
#include "bytes.h"

static AcStatus items_contain(AcObj *o, AcValue item, bool *out);
static AcStatus range_contains(const AcRange *r, AcValue item, bool *out);
static AcStatus iter_contains(AcValue iterable, AcValue item, bool *out);
static AcStatus raise_index_type(AcValue container, AcValue index);
static AcStatus next_item(AcValue iterable, ac_int *position, bool *more, AcValue *item);

/* A class of the program with __iter__ or, for that, __getitem__. */
static bool goes_by_method(AcValue v)
{
    const AcObj *o = ac_value_ref(v);

    return o && (o->type->iter || o->type->item);
}

AcStatus ac_value_contains(AcValue container, AcValue item, bool *out)
{
    AcStr *s = value_str(container);
    Items items;

    if (items_of(container, &items))
        return items_contain(items.owner, item, out);
    if (value_range(container))
        return range_contains(value_range(container), item, out);
    if (value_dict(container))
        return ac_dict_contains(value_dict(container), item, out);
    if (value_set(container))
        return ac_set_contains(value_set(container), item, out);
    if (value_dict_view(container))
        return dict_view_contains(value_dict_view(container), item, out);
    if (value_iter(container) || goes_by_method(container))
        return iter_contains(container, item, out);
    if (value_bytes(container))
        return ac_bytes_contains(value_bytes(container), item, out);
    if (!s)
        return ac_raise_format(&ac_TypeError, "argument of type '%T' is not iterable", container);
    if (!value_str(item))
        return ac_raise_format(&ac_TypeError, "'in <string>' requires string as left operand, not %T", item);
    *out = ac_str_contains(s, value_str(item));
    return AC_OK;
}

/* A comparison may change the list. */
static AcStatus items_contain(AcObj *o, AcValue item, bool *out)
{
    Items items;

    *out = false;
    for (size_t i = 0; items_of(ac_from_ref(o), &items) && i < items.n && !*out; i++) {
        AcValue v = items_get(&items, i);
        AcStatus status;

        ac_retain_value(v);
        status = value_same(v, item, out);
        ac_release_value(v);
        if (status != AC_OK)
            return status;
    }
    return AC_OK;
}

/* `in` of a memoryview compares its ints. */
/* Takes items until one is equal. */
static AcStatus iter_contains(AcValue iterable, AcValue item, bool *out)
{
    Walk walk;
    AcStatus status = walk_begin(&walk, iterable);
    bool more = true;

    *out = false;
    while (status == AC_OK && !*out) {
        AcValue v = ac_from_none();

        status = walk_next(&walk, &more, &v);
        if (status != AC_OK || !more)
            break;
        status = value_same(v, item, out);
        ac_release_value(v);
    }
    walk_end(&walk);
    return status;
}

/* A float may equal an item; an object may have its own idea of being equal to one. */
static AcStatus range_contains(const AcRange *r, AcValue item, bool *out)
{
    ac_int n = ac_range_len(r);

    *out = false;
    if (value_is_int(item)) {
        *out = ac_range_contains(r, value_int(item));
        return AC_OK;
    }
    if (item.tag == AC_TAG_NONE || value_str(item))
        return AC_OK;
    for (ac_int i = 0; i < n && !*out; i++)
        if (ac_value_eq(ac_from_int(range_item(r, i)), item, out) != AC_OK)
            return AC_RAISED;
    return AC_OK;
}

AcStatus ac_value_subscript(AcValue container, AcValue index, AcValue *out)
{
    AcList *l = value_list(container);
    AcTuple *t = value_tuple(container);
    AcStr *s = value_str(container), *part = NULL;
    AcRange *r = value_range(container);
    AcBytes *b = value_bytes(container);
    ac_int i = 0, n = 0;

    if (value_dict(container))
        return ac_dict_get(value_dict(container), index, out);
    if (!l && !t && !s && !r && !b)
        return ac_raise_format(&ac_TypeError, "'%T' object is not subscriptable", container);
    if (!value_is_index(index))
        return raise_index_type(container, index);
    if (ac_need_int(index, "", &i) != AC_OK)
        return AC_RAISED;
    if (t)
        return ac_tuple_get(t, i, out);
    if (s)
        return value_give(ac_str_index(s, i, &part), &part, out);
    if (b) {
        *out = ac_from_int(0);
        return ac_bytes_get(b, i, &out->u.i);
    }
    if (r ? ac_range_get(r, i, &n) != AC_OK : ac_list_check(l, &i, "list index out of range") != AC_OK)
        return AC_RAISED;
    *out = r ? ac_from_int(n) : list_value(l, (size_t)i);
    ac_retain_value(*out);
    return AC_OK;
}

static AcStatus raise_index_type(AcValue container, AcValue index)
{
    if (value_str(container))
        return ac_raise_format(&ac_TypeError, "string indices must be integers, not '%T'", index);
    if (value_dict_view(container))
        return ac_raise_text(&ac_TypeError, "memoryview: invalid slice key");
    if (value_bytes(container) && !value_bytearray(container))
        return ac_raise_format(&ac_TypeError, "byte indices must be integers or slices, not %T", index);
    return ac_raise_format(&ac_TypeError, "%T indices must be integers or slices, not %T", container, index);
}

AcStatus ac_value_set_subscript(AcValue container, AcValue index, AcValue item)
{
    AcList *l = value_list(container);
    AcBytes *b = value_bytes(container);
    AcValue old;
    ac_int i = 0;

    if (value_dict(container))
        return ac_dict_set(value_dict(container), index, item);
    if (!l && !b)
        return ac_raise_format(&ac_TypeError, "'%T' object does not support item assignment", container);
    if (!value_is_index(index))
        return raise_index_type(container, index);
    if (ac_need_int(index, "", &i) != AC_OK)
        return AC_RAISED;
    if (b)
        return ac_bytes_set(b, i, item);
    if (ac_list_check(l, &i, "list assignment index out of range") != AC_OK)
        return AC_RAISED;
    old = list_counted(l) ? list_value(l, (size_t)i) : ac_from_none();
    ac_retain_value(item);
    ac_rep_store((AcRep)l->rep, list_at(l, (size_t)i), item);
    ac_release_value(old);
    return AC_OK;
}

static AcStatus raise_unhashable_slice(void);

AcStatus ac_value_slice(AcValue container, AcValue start, AcValue stop, AcValue step, AcValue *out)
{
    AcStr *s = value_str(container);
    AcList *l = value_list(container);
    AcTuple *t = value_tuple(container);
    AcRange *r = value_range(container);
    AcBytes *b = value_bytes(container);

    if (b)
        return value_give(ac_bytes_slice(b, start, stop, step, &b), &b, out);
    if (s)
        return value_give(ac_str_slice(s, start, stop, step, &s), &s, out);
    if (l)
        return value_give(ac_list_slice(l, start, stop, step, &l), &l, out);
    if (t)
        return value_give(ac_tuple_slice(t, start, stop, step, &t), &t, out);
    if (r)
        return value_give(ac_range_slice(r, start, stop, step, &r), &r, out);
    if (value_dict(container))
        return raise_unhashable_slice();
    return ac_raise_format(&ac_TypeError, "'%T' object is not subscriptable", container);
}

AcStatus ac_value_set_slice(AcValue container, AcValue start, AcValue stop, AcValue step, AcValue source)
{
    if (value_list(container))
        return ac_list_set_slice(value_list(container), start, stop, step, source);
    if (value_bytes(container))
        return ac_bytes_set_slice(value_bytes(container), start, stop, step, source);
    if (value_dict(container))
        return raise_unhashable_slice();
    return ac_raise_format(&ac_TypeError, "'%T' object does not support item assignment", container);
}

static AcStatus raise_unhashable_slice(void)
{
    return ac_raise_text(&ac_TypeError, "unhashable type: 'slice'");
}

/* Of a sequence Python says it in other words. */
static AcStatus raise_no_deletion(AcValue container, bool by_item)
{
    bool sequence = value_tuple(container) || value_str(container) || value_bytes(container) || value_range(container) || value_set(container);

    return ac_raise_format(&ac_TypeError, value_view(container) ? "cannot delete memory"
                                          : by_item && sequence ? "'%T' object doesn't support item deletion"
                                                                : "'%T' object does not support item deletion", container);
}

AcStatus ac_value_delete(AcValue container, AcValue index)
{
    ac_int i = 0;

    if (value_dict(container))
        return ac_dict_delete(value_dict(container), index);
    if (!value_list(container) && !value_bytearray(container))
        return raise_no_deletion(container, true);
    if (!value_is_index(index))
        return raise_index_type(container, index);
    if (ac_need_int(index, "", &i) != AC_OK)
        return AC_RAISED;
    if (value_list(container))
        return ac_list_delete(value_list(container), i);
    return ac_bytes_delete(value_bytes(container), i);
}

AcStatus ac_value_delete_slice(AcValue container, AcValue start, AcValue stop, AcValue step)
{
    if (value_list(container))
        return ac_list_delete_slice(value_list(container), start, stop, step);
    if (value_bytearray(container))
        return ac_bytes_delete_slice(value_bytes(container), start, stop, step);
    return value_dict(container) ? raise_unhashable_slice() : raise_no_deletion(container, false);
}

/* ---- iteration ------------------------------------------------------------------------------- */

bool value_iterable(AcValue a)
{
    Items items;

    return goes_by_method(a) || items_of(a, &items) || value_str(a) || value_range(a) || value_iter(a) || value_bytes(a) || value_dict(a) ||
           value_dict_view(a) || value_set(a);
}

AcStatus ac_value_check_iterable(AcValue a)
{
    if (value_iterable(a))
        return AC_OK;
    return ac_raise_format(&ac_TypeError, "'%T' object is not iterable", a);
}

/* A position is an index; in a string, the number of bytes before. A list may grow and shrink meanwhile. */
AcStatus ac_value_next(AcValue iterable, ac_int *position, bool *more, AcValue *item)
{
    AcDictView *view = value_dict_view(iterable);

    if (view)
        return dict_next(view->dict, (DictPart)view->part, position, more, item);
    if (ac_value_check_iterable(iterable) != AC_OK)
        return AC_RAISED;
    return next_item(iterable, position, more, item);
}

static AcStatus next_item(AcValue iterable, ac_int *position, bool *more, AcValue *item)
{
    Items items;
    AcRange *r = value_range(iterable);
    const AcBytes *b = value_bytes(iterable);
    AcStr *c = NULL;

    if (value_dict(iterable))
        return dict_next(value_dict(iterable), DICT_KEYS, position, more, item);
    if (value_dict_view(iterable))
        return dict_next(value_dict_view(iterable)->dict, (DictPart)value_dict_view(iterable)->part, position, more, item);
    if (value_set(iterable))
        return set_next(value_set(iterable), position, more, item);
    if (value_iter(iterable))
        return value_step(iterable, more, item);
    if (ac_value_ref(iterable) && ac_value_ref(iterable)->type->item)
        return iter_item(ac_value_ref(iterable), position, more, item);
    if (items_of(iterable, &items)) {
        *more = *position < (ac_int)items.n;
        if (*more) {
            *item = items_get(&items, (size_t)(*position)++);
            ac_retain_value(*item);
        }
        return AC_OK;
    }
    if (r) {
        *more = *position < ac_range_len(r);
        if (*more)
            *item = ac_from_int(range_item(r, (*position)++));
        return AC_OK;
    }
    if (b) {
        *more = *position < (ac_int)b->n;
        if (*more)
            *item = ac_from_int((unsigned char)b->data[(*position)++]);
        return AC_OK;
    }
    if (ac_str_next(value_str(iterable), position, more, &c) != AC_OK)
        return AC_RAISED;
    if (*more)
        *item = ac_from_ref(c);
    return AC_OK;
}
