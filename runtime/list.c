/* list.c: lists. Items lie unboxed, as wide as the list's rep says.
 *
 * A comparison may run code of the program, which may change the list: loops that compare look at `n` each
 * turn, and hold the item they compare.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static void list_drop(AcObj *o);
static AcObj *list_ref(const AcList *l, size_t i);
static AcStatus list_repr(AcObj *o, AcStr **out);
static AcStatus list_eq(AcObj *o, AcValue other, bool *out);
static AcStatus list_hash(AcObj *o, ac_int *out);
static AcStatus list_truth(AcObj *o, bool *out);
static void remove_at(AcList *l, size_t i);
static AcStatus find(AcList *l, const void *item, size_t from, size_t *at, bool *found);
static AcStatus extend_by_items(AcList *l, AcValue source, size_t n);
static void fill(void *to, const void *from, size_t size, size_t times);

const AcType ac_type_list = {
    .obj = AC_TYPE_OBJ, .name = "list", .base = &ac_type_object, .size = sizeof(AcList),
    .drop = list_drop, .repr = list_repr, .eq = list_eq, .hash = list_hash, .truth = list_truth
};

/* ---- the object ------------------------------------------------------------------------------ */

AcStatus ac_list_new(AcRep rep, size_t n, const void *items, AcList **out)
{
    AcList *l;

    if (ac_new(&ac_type_list, sizeof *l, &l) != AC_OK)
        return AC_RAISED;
    l->rep = (uint8_t)rep;
    if (list_reserve(l, n) != AC_OK) {
        ac_release(l);
        return AC_RAISED;
    }
    if (n)
        memcpy(l->data, items, n * list_item_size(l));
    l->n = (ac_size)n;
    items_retain(l, 0, n);
    *out = l;
    return AC_OK;
}

static void list_drop(AcObj *o)
{
    AcList *l = (AcList *)o;

    ac_list_clear(l);
}

/* Items are stored as pointers to whatever they are. */
static AcObj *list_ref(const AcList *l, size_t i)
{
    AcObj *o;

    memcpy(&o, (const char *)l->data + i * sizeof o, sizeof o);
    return o;
}

/* The list is empty before any item's end can look at it. */
void ac_list_clear(AcList *l)
{
    AcList old = *l;

    l->n = l->cap = 0;
    l->data = NULL;
    if (old.rep == AC_REP_REF)
        for (size_t i = 0; i < old.n; i++)
            ac_release_obj(list_ref(&old, i));
    else if (old.rep == AC_REP_VALUE)
        for (size_t i = 0; i < old.n; i++)
            ac_release_value(AC_ITEM(AcValue, &old, i));
    ac_mem_free(old.data);
}

AcStatus list_reserve(AcList *l, size_t n)
{
    size_t cap = (size_t)l->cap + l->cap / 2 + 4, size = list_item_size(l);
    void *data;

    if (n <= l->cap)
        return AC_OK;
    if (cap < n || l->cap == 0)
        cap = n;
    if (cap > AC_SIZE_MAX / 2 || cap > SIZE_MAX / 2 / size)
        return exc_raise_memory();
    data = ac_mem_resize(l->data, cap * size);
    if (!data)
        return exc_raise_memory();
    l->data = data;
    l->cap = (ac_size)cap;
    return AC_OK;
}

void items_retain(const AcList *l, size_t from, size_t n)
{
    if (l->rep == AC_REP_REF)
        for (size_t i = from; i < from + n; i++)
            ac_retain_obj(list_ref(l, i));
    else if (l->rep == AC_REP_VALUE)
        for (size_t i = from; i < from + n; i++)
            ac_retain_value(AC_ITEM(AcValue, l, i));
}

static AcStatus list_repr(AcObj *o, AcStr **out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status;

    text_add_char(&t, '[');
    status = items_repr(&t, o);
    text_add_char(&t, ']');
    return text_end(&t, status, out);
}

/* A list that contains itself is printed as [...] within itself. */
AcStatus items_repr(Text *t, AcObj *o)
{
    typedef struct Active { AcObj *o; struct Active *outer; } Active;
    static Active *active;
    Active here = { o, active };
    AcStatus status = AC_OK;
    Items items;

    for (const Active *a = active; a; a = a->outer)
        if (a->o == o) {
            text_add_c(t, "...");
            return AC_OK;
        }
    active = &here;
    for (size_t i = 0; status == AC_OK && items_of(ac_from_ref(o), &items) && i < items.n; i++) {
        AcValue v = items_get(&items, i);

        if (i > 0)
            text_add(t, ", ", 2);
        ac_retain_value(v);
        status = text_add_repr(t, v);
        ac_release_value(v);
    }
    active = here.outer;
    return status;
}

static AcStatus list_eq(AcObj *o, AcValue other, bool *out)
{
    *out = false;
    return value_list(other) ? items_eq(o, other.u.o, out) : AC_OK;
}

static AcStatus list_hash(AcObj *o, ac_int *out)
{
    (void)o, (void)out;
    return ac_raise_text(&ac_TypeError, "unhashable type: 'list'");
}

static AcStatus list_truth(AcObj *o, bool *out)
{
    *out = ((AcList *)o)->n != 0;
    return AC_OK;
}

/* ---- items ----------------------------------------------------------------------------------- */

AcStatus ac_list_get(AcList *l, ac_int i, void *out)
{
    if (ac_list_check(l, &i, "list index out of range") != AC_OK)
        return AC_RAISED;
    items_retain(l, (size_t)i, 1);
    memcpy(out, list_at(l, (size_t)i), list_item_size(l));
    return AC_OK;
}

AcStatus ac_list_set(AcList *l, ac_int i, const void *item)
{
    AcValue old = ac_from_none();

    if (ac_list_check(l, &i, "list assignment index out of range") != AC_OK)
        return AC_RAISED;
    if (list_counted(l))
        old = list_value(l, (size_t)i);
    memcpy(list_at(l, (size_t)i), item, list_item_size(l));
    items_retain(l, (size_t)i, 1);
    ac_release_value(old);
    return AC_OK;
}

/* By its parts: it has just been written so, and is not yet to be had as a whole. */
static inline void append_value(AcValue *at, const AcValue *v)
{
    at->tag = v->tag;
    at->u = v->u;
    ac_retain_value(*at);
}

AcStatus ac_list_append(AcList *l, const void *item)
{
    ac_size i;

    if (AC_UNLIKELY(l->n == l->cap) && ac_list_grow(l) != AC_OK)
        return AC_RAISED;
    i = l->n++;
    switch ((AcRep)l->rep) {
    case AC_REP_BOOL:  AC_ITEM(bool, l, i) = *(const bool *)item; break;
    case AC_REP_INT:   AC_ITEM(ac_int, l, i) = *(const ac_int *)item; break;
    case AC_REP_FLOAT: AC_ITEM(ac_float, l, i) = *(const ac_float *)item; break;
    case AC_REP_VALUE: append_value(&AC_ITEM(AcValue, l, i), item); break;
    case AC_REP_NONE:  AC_ITEM(AcObj *, l, i) = NULL; break;
    case AC_REP_REF:
    default:
        memcpy((AcObj **)l->data + i, item, sizeof(AcObj *));
        ac_retain_obj(list_ref(l, i));
        break;
    }
    return AC_OK;
}

AcStatus ac_list_grow(AcList *l)
{
    return list_reserve(l, (size_t)l->n + 1);
}

AcStatus list_push(AcList *l, AcValue v)
{
    if (l->n == l->cap && list_reserve(l, (size_t)l->n + 1) != AC_OK) {
        ac_release_value(v);
        return AC_RAISED;
    }
    ac_rep_store((AcRep)l->rep, list_at(l, l->n++), v);
    return AC_OK;
}

/* Any index is right: those beyond the ends mean the ends. */
AcStatus ac_list_insert(AcList *l, ac_int i, const void *item)
{
    ac_int n = (ac_int)l->n;

    if (list_reserve(l, (size_t)l->n + 1) != AC_OK)
        return AC_RAISED;
    i = i < 0 ? (i < -n ? 0 : i + n) : i > n ? n : i;
    memmove(list_at(l, (size_t)i + 1), list_at(l, (size_t)i), (size_t)(n - i) * list_item_size(l));
    memcpy(list_at(l, (size_t)i), item, list_item_size(l));
    l->n++;
    items_retain(l, (size_t)i, 1);
    return AC_OK;
}

AcStatus ac_list_pop(AcList *l, ac_int i, void *out)
{
    if (ac_list_check(l, &i, l->n ? "pop index out of range" : "pop from empty list") != AC_OK)
        return AC_RAISED;
    memcpy(out, list_at(l, (size_t)i), list_item_size(l));
    remove_at(l, (size_t)i);
    return AC_OK;
}

/* The item itself is not released. */
static void remove_at(AcList *l, size_t i)
{
    l->n--;
    memmove(list_at(l, i), list_at(l, i + 1), (l->n - i) * list_item_size(l));
}

AcStatus ac_list_delete(AcList *l, ac_int i)
{
    AcValue old;

    if (ac_list_check(l, &i, "list assignment index out of range") != AC_OK)
        return AC_RAISED;
    old = list_value(l, (size_t)i);
    remove_at(l, (size_t)i);
    ac_release_value(old);
    return AC_OK;
}

void ac_list_reverse(AcList *l)
{
    AcValue item;                 /* as large as any */
    size_t size = list_item_size(l);

    for (size_t i = 0, k = l->n; i + 1 < k; i++) {
        k--;
        memcpy(&item, list_at(l, i), size);
        memcpy(list_at(l, i), list_at(l, k), size);
        memcpy(list_at(l, k), &item, size);
    }
}

/* ---- looking for items ----------------------------------------------------------------------- */

static AcStatus find(AcList *l, const void *item, size_t from, size_t *at, bool *found)
{
    AcValue wanted = ac_rep_load((AcRep)l->rep, item);

    *found = false;
    for (size_t i = from; i < l->n; i++) {
        AcValue v = list_value(l, i);
        AcStatus status;

        ac_retain_value(v);
        status = value_same(v, wanted, found);
        ac_release_value(v);
        *at = i;
        if (status != AC_OK || *found)
            return status;
    }
    return AC_OK;
}

AcStatus ac_list_contains(AcList *l, const void *item, bool *out)
{
    size_t at;

    return find(l, item, 0, &at, out);
}

AcStatus ac_list_index_of(AcList *l, const void *item, ac_int *out)
{
    return ac_list_index_in(l, item, ac_from_none(), ac_from_none(), out);
}

/* An item behind `stop` may be compared too, but is not found there. */
AcStatus ac_list_index_in(AcList *l, const void *item, AcValue start, AcValue stop, ac_int *out)
{
    size_t at = 0;
    ac_int from, to;
    bool found = false;

    slice_bounds(start, stop, l->n, &from, &to);
    if (from < to && find(l, item, (size_t)from, &at, &found) != AC_OK)
        return AC_RAISED;
    if (!found || (ac_int)at >= (stop.tag == AC_TAG_NONE ? AC_INT_MAX : to))
        return ac_raise_format(&ac_ValueError, "%R is not in list", ac_rep_load((AcRep)l->rep, item));
    *out = (ac_int)at;
    return AC_OK;
}

AcStatus ac_list_remove(AcList *l, const void *item)
{
    size_t at;
    bool found;

    if (find(l, item, 0, &at, &found) != AC_OK)
        return AC_RAISED;
    if (!found)
        return ac_raise_text(&ac_ValueError, "list.remove(x): x not in list");
    return at < l->n ? ac_list_delete(l, (ac_int)at) : AC_OK;
}

AcStatus ac_list_count(AcList *l, const void *item, ac_int *out)
{
    ac_int n = 0;
    bool found;

    for (size_t at = 0; ; at++) {
        if (find(l, item, at, &at, &found) != AC_OK)
            return AC_RAISED;
        if (!found)
            break;
        n++;
    }
    *out = n;
    return AC_OK;
}

/* ---- whole lists ----------------------------------------------------------------------------- */

AcStatus ac_list_from(AcRep rep, AcValue iterable, AcList **out)
{
    AcList *l;

    if (ac_list_new(rep, 0, NULL, &l) != AC_OK)
        return AC_RAISED;
    if (ac_list_extend(l, iterable) != AC_OK) {
        ac_release(l);
        return AC_RAISED;
    }
    *out = l;
    return AC_OK;
}

AcStatus ac_list_add_starred(AcList *l, AcValue iterable)
{
    if (!value_iterable(iterable))
        return ac_raise_format(&ac_TypeError, "Value after * must be an iterable, not %T", iterable);
    return ac_list_extend(l, iterable);
}

static AcStatus take_items(AcList *l, Walk *walk, size_t most)
{
    bool more = true;
    AcValue v;

    while (l->n < most) {
        if (walk_next(walk, &more, &v) != AC_OK)
            return AC_RAISED;
        if (!more)
            return AC_OK;
        if (list_push(l, v) != AC_OK)
            break;
    }
    walk_end(walk);
    return l->n < most ? AC_RAISED : AC_OK;
}

AcStatus ac_list_of_unpacked(AcValue iterable, ac_int most, AcList **out)
{
    Walk walk;

    if (!value_iterable(iterable))
        return ac_raise_format(&ac_TypeError, "cannot unpack non-iterable %T object", iterable);
    if (ac_list_new(AC_REP_VALUE, 0, NULL, out) != AC_OK)
        return AC_RAISED;
    if (walk_begin(&walk, iterable) != AC_OK || take_items(*out, &walk, (size_t)most) != AC_OK) {
        ac_release(*out);
        *out = NULL;
        return AC_RAISED;
    }
    return AC_OK;
}

AcStatus ac_list_copy(AcList *l, AcList **out)
{
    return ac_list_new((AcRep)l->rep, l->n, l->data, out);
}

/* The length is taken first: a list may extend itself. What goes on beyond it is read item by item. */
AcStatus ac_list_extend(AcList *l, AcValue iterable)
{
    Walk walk;
    bool more;
    Items items;

    if (items_of(iterable, &items))
        return extend_by_items(l, iterable, items.n);
    if (walk_begin(&walk, iterable) != AC_OK)
        return AC_RAISED;
    for (;;) {
        AcValue v;

        if (walk_next(&walk, &more, &v) != AC_OK)
            return AC_RAISED;
        if (!more)
            return AC_OK;
        if (list_push(l, v) != AC_OK) {
            walk_end(&walk);
            return AC_RAISED;
        }
    }
}

static AcStatus extend_by_items(AcList *l, AcValue source, size_t n)
{
    AcList *from = value_list(source);
    size_t at = l->n;
    Items items;

    if (n == 0)
        return AC_OK;
    if (list_reserve(l, l->n + n) != AC_OK)
        return AC_RAISED;
    (void)items_of(source, &items);
    if (from && from->rep == l->rep)
        memcpy(list_at(l, at), from->data, n * list_item_size(l));
    else
        for (size_t i = 0; i < n; i++)
            ac_rep_store((AcRep)l->rep, list_at(l, at + i), items_get(&items, i));
    l->n += (ac_size)n;
    items_retain(l, at, n);
    return AC_OK;
}

AcStatus ac_list_add(AcList *a, AcList *b, AcList **out)
{
    AcList *l;

    if (ac_list_copy(a, &l) != AC_OK)
        return AC_RAISED;
    if (extend_by_items(l, ac_from_ref(b), b->n) != AC_OK) {
        ac_release(l);
        return AC_RAISED;
    }
    *out = l;
    return AC_OK;
}

/* `size` bytes, so many times; what is there already is copied again, so that few copies do. */
static void fill(void *to, const void *from, size_t size, size_t times)
{
    size_t all = size * times, done = size < all ? size : all;

    if (size == 1 && all) {
        memset(to, *(const unsigned char *)from, all);
        return;
    }
    if (done)
        memcpy(to, from, done);
    for (; done < all; done *= 2)
        memcpy((char *)to + done, to, done < all - done ? done : all - done);
}

AcStatus ac_list_mul(AcList *a, ac_int n, AcList **out)
{
    size_t times = n < 0 ? 0 : (size_t)n;
    AcList *l;

    if (a->n && times > AC_SIZE_MAX / a->n)
        return exc_raise_memory();
    if (ac_list_new((AcRep)a->rep, 0, NULL, &l) != AC_OK)
        return AC_RAISED;
    if (list_reserve(l, a->n * times) != AC_OK) {
        ac_release(l);
        return AC_RAISED;
    }
    fill(l->data, a->data, a->n * list_item_size(a), times);
    l->n = (ac_size)(a->n * times);
    items_retain(l, 0, l->n);
    *out = l;
    return AC_OK;
}

AcStatus ac_list_unpack_check(const AcList *l, ac_int wanted)
{
    return (ac_int)l->n == wanted ? AC_OK : ac_raise_unpack(wanted, (ac_int)l->n);
}

AcStatus ac_list_unpack_star(const AcList *l, ac_int least)
{
    if ((ac_int)l->n >= least)
        return AC_OK;
    return ac_raise_format(&ac_ValueError, "not enough values to unpack (expected at least %i, got %i)", least, (ac_int)l->n);
}
