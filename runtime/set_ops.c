/* set_ops.c: operations on two sets, or on a set and what can be iterated.
 *
 * Each takes its elements in CPython's order and grows its table as CPython does, so that the result's order agrees.
 * SPDX-License-Identifier: MIT */
#include "set.h"

/* What goes over the elements of a set while others are changed: held, so that a comparison may drop them. */
typedef AcStatus EachElement(AcSet *to, AcSet *other, AcValue key, ac_int hash);

static AcStatus each_element(AcSet *of, EachElement *each, AcSet *to, AcSet *other)
{
    for (size_t i = 0; of->table && i <= of->mask; i++) {
        struct AcSetEntry e = of->table[i];
        AcStatus status;
        if (e.state != SET_FULL)
            continue;
        ac_retain_value(e.key);
        status = each(to, other, e.key, e.hash);
        ac_release_value(e.key);
        if (status != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

/* The same for the items of anything that can be iterated. */
static AcStatus each_item(AcValue of, EachElement *each, AcSet *to, AcSet *other)
{
    Walk walk;

    if (walk_begin(&walk, of) != AC_OK)
        return AC_RAISED;
    for (;;) {
        AcValue item = ac_from_none();
        ac_int hash = 0;
        bool more = false;
        AcStatus status = walk_next(&walk, &more, &item);
        if (status != AC_OK || !more)
            return status;
        status = ac_value_hash(item, &hash);
        if (status == AC_OK)
            status = each(to, other, item, hash);
        ac_release_value(item);
        if (status != AC_OK) {
            walk_end(&walk);
            return AC_RAISED;
        }
    }
}

static AcStatus holds(AcSet *s, AcValue key, ac_int hash, bool *out)
{
    struct AcSetEntry *at;

    if (set_find(s, key, hash, &at) != AC_OK)
        return AC_RAISED;
    *out = at->state == SET_FULL;
    return AC_OK;
}

static AcStatus put(AcSet *to, AcSet *other, AcValue key, ac_int hash)
{
    (void)other;
    return set_put(to, key, hash);
}

static AcStatus put_if_in(AcSet *to, AcSet *other, AcValue key, ac_int hash)
{
    bool in = false;

    if (holds(other, key, hash, &in) != AC_OK)
        return AC_RAISED;
    return in ? set_put(to, key, hash) : AC_OK;
}

static AcStatus put_if_not_in(AcSet *to, AcSet *other, AcValue key, ac_int hash)
{
    bool in = false;

    if (holds(other, key, hash, &in) != AC_OK)
        return AC_RAISED;
    return in ? AC_OK : set_put(to, key, hash);
}

static AcStatus take(AcSet *to, AcSet *other, AcValue key, ac_int hash)
{
    struct AcSetEntry *at;

    (void)other;
    if (set_find(to, key, hash, &at) != AC_OK)
        return AC_RAISED;
    if (at->state == SET_FULL)
        set_take_out(to, at);
    return AC_OK;
}

static AcStatus take_or_put(AcSet *to, AcSet *other, AcValue key, ac_int hash)
{
    struct AcSetEntry *at;

    (void)other;
    if (set_find(to, key, hash, &at) != AC_OK)
        return AC_RAISED;
    if (at->state != SET_FULL)
        return set_put(to, key, hash);
    set_take_out(to, at);
    return AC_OK;
}

/* ---- all that are in one of them ------------------------------------------------------------- */

/* An empty set takes over the places of one with a table as large and without removed ones. */
static void take_places(AcSet *s, const AcSet *other)
{
    for (size_t i = 0; i <= other->mask; i++) {
        s->table[i] = other->table[i];
        if (s->table[i].state == SET_FULL)
            ac_retain_value(s->table[i].key);
    }
    s->fill = s->n = other->n;
}

static AcStatus merge(AcSet *s, AcSet *other)
{
    if (other == s || other->n == 0)
        return AC_OK;
    if (set_reserve(s, other->n) != AC_OK)
        return AC_RAISED;
    if (s->fill == 0 && s->mask == other->mask && other->fill == other->n) {
        take_places(s, other);
        return AC_OK;
    }
    return each_element(other, put, s, NULL);
}

AcStatus ac_set_update(AcSet *s, AcValue other)
{
    if (value_set(other))
        return merge(s, value_set(other));
    if (value_dict(other) && set_reserve(s, value_dict(other)->n) != AC_OK)
        return AC_RAISED;
    return each_item(other, put, s, NULL);
}

static AcStatus made(AcStatus status, AcSet **out)
{
    if (status != AC_OK)
        ac_clear(*out);
    return status;
}

/* A set of its own, also of a frozenset. */
static AcStatus set_of(const AcType *type, AcValue other, AcSet **out)
{
    if (ac_set_new(type, out) != AC_OK)
        return AC_RAISED;
    return made(ac_set_update(*out, other), out);
}

AcStatus ac_set_from(const AcType *type, AcValue other, AcSet **out)
{
    if (type == &ac_type_frozenset && value_set(other) && value_set(other)->obj.type == type) {
        *out = value_set(other);
        ac_retain(*out);
        return AC_OK;
    }
    return set_of(type, other, out);
}

AcStatus ac_set_copy(AcSet *s, AcSet **out)
{
    return set_of(s->obj.type, ac_from_ref(s), out);
}

AcStatus ac_set_union(AcSet *s, size_t n, const AcValue *others, AcSet **out)
{
    AcStatus status = ac_set_copy(s, out);

    for (size_t i = 0; i < n && status == AC_OK; i++)
        if (value_set(others[i]) != s)
            status = made(ac_set_update(*out, others[i]), out);
    return status;
}

/* CPython keeps the constants of a display as a frozenset, which it has made twice: the second one takes the elements
 * in the order of the first. */
AcStatus ac_frozenset_of_constants(size_t n, const AcValue *items, AcSet **out)
{
    AcSet *first = NULL;
    AcStatus status = ac_set_new(&ac_type_frozenset, &first);

    for (size_t i = 0; i < n && status == AC_OK; i++)
        status = ac_set_add(first, items[i]);
    if (status == AC_OK)
        status = ac_set_new(&ac_type_frozenset, out);
    if (status == AC_OK)
        status = made(each_element(first, put, *out, NULL), out);
    ac_release(first);
    return status;
}

AcStatus ac_set_of_constants(size_t n, const AcValue *items, AcSet **out)
{
    AcSet *kept = NULL;
    AcStatus status = ac_frozenset_of_constants(n, items, &kept);

    if (status == AC_OK)
        status = set_of(&ac_type_set, ac_from_ref(kept), out);
    ac_release(kept);
    return status;
}

/* ---- those that are in both ------------------------------------------------------------------ */

AcStatus ac_set_intersection(AcSet *s, AcValue other, AcSet **out)
{
    AcSet *that = value_set(other), *large = s;

    if (that == s)
        return ac_set_copy(s, out);
    if (ac_set_new(s->obj.type, out) != AC_OK)
        return AC_RAISED;
    if (!that)
        return made(each_item(other, put_if_in, *out, s), out);
    if (that->n > s->n) {
        large = that;
        that = s;
    }
    return made(each_element(that, put_if_in, *out, large), out);
}

AcStatus ac_set_intersection_update(AcSet *s, AcValue other)
{
    AcSet *both = NULL, old = *s;

    if (ac_set_intersection(s, other, &both) != AC_OK)
        return AC_RAISED;
    s->n = both->n;
    s->fill = both->fill;
    s->mask = both->mask;
    s->table = both->table;
    both->n = old.n;
    both->fill = old.fill;
    both->mask = old.mask;
    both->table = old.table;
    ac_release(both);
    return AC_OK;
}

/* ---- those that are in one of them only ------------------------------------------------------ */

static AcStatus take_all(AcSet *s, AcSet *other)
{
    AcSet *both = NULL;
    AcStatus status;

    if (other->n / 8 <= s->n)
        return each_element(other, take, s, NULL);
    if (ac_set_intersection(s, ac_from_ref(other), &both) != AC_OK)
        return AC_RAISED;
    status = each_element(both, take, s, NULL);
    ac_release(both);
    return status;
}

AcStatus ac_set_difference_update(AcSet *s, AcValue other)
{
    if (value_set(other) == s) {
        ac_set_clear(s);
        return AC_OK;
    }
    if ((value_set(other) ? take_all(s, value_set(other)) : each_item(other, take, s, NULL)) != AC_OK)
        return AC_RAISED;
    return s->fill - s->n <= s->mask / 4 ? AC_OK : set_shrink_to_fit(s);
}

static AcStatus without_keys(AcSet *s, AcDict *d, AcSet *out)
{
    for (size_t i = 0; s->table && i <= s->mask; i++) {
        struct AcSetEntry e = s->table[i];
        bool in = true;
        AcStatus status = AC_OK;
        if (e.state != SET_FULL)
            continue;
        ac_retain_value(e.key);
        status = ac_dict_contains(d, e.key, &in);
        if (status == AC_OK && !in)
            status = set_put(out, e.key, e.hash);
        ac_release_value(e.key);
        if (status != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

AcStatus ac_set_difference(AcSet *s, AcValue other, AcSet **out)
{
    AcSet *that = value_set(other);
    AcDict *d = value_dict(other);

    if ((!that && !d) || s->n / 4 > (that ? that->n : d->n)) {
        if (ac_set_copy(s, out) != AC_OK)
            return AC_RAISED;
        return made(ac_set_difference_update(*out, other), out);
    }
    if (ac_set_new(s->obj.type, out) != AC_OK)
        return AC_RAISED;
    return made(d ? without_keys(s, d, *out) : each_element(s, put_if_not_in, *out, that), out);
}

AcStatus ac_set_symmetric_difference_update(AcSet *s, AcValue other)
{
    AcSet *that = value_set(other);
    AcStatus status;

    if (that == s) {
        ac_set_clear(s);
        return AC_OK;
    }
    if (value_dict(other))
        return each_item(other, take_or_put, s, NULL);
    if (that)
        return each_element(that, take_or_put, s, NULL);
    if (set_of(&ac_type_set, other, &that) != AC_OK)            /* an item that comes twice counts once */
        return AC_RAISED;
    status = each_element(that, take_or_put, s, NULL);
    ac_release(that);
    return status;
}

AcStatus ac_set_symmetric_difference(AcSet *s, AcValue other, AcSet **out)
{
    if (set_of(s->obj.type, other, out) != AC_OK)
        return AC_RAISED;
    return made(ac_set_symmetric_difference_update(*out, ac_from_ref(s)), out);
}

/* ---- comparison ------------------------------------------------------------------------------ */

AcStatus set_within(AcSet *s, AcSet *other, bool *out)
{
    *out = s->n <= other->n;
    for (size_t i = 0; s->table && i <= s->mask && *out; i++) {
        struct AcSetEntry e = s->table[i];
        AcStatus status;
        if (e.state != SET_FULL)
            continue;
        ac_retain_value(e.key);
        status = holds(other, e.key, e.hash, out);
        ac_release_value(e.key);
        if (status != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

/* d.keys() and d.items() are sets as far as operators go. */
static bool is_view(AcValue v)
{
    return value_dict_view(v) && value_dict_view(v)->part != DICT_VALUES;
}

static AcStatus compare(AcCompare op, AcSet *a, AcSet *b, bool *out)
{
    if (op == AC_GT || op == AC_GE)
        return compare(op == AC_GT ? AC_LT : AC_LE, b, a, out);
    *out = false;
    return op == AC_LT && a->n == b->n ? AC_OK : set_within(a, b, out);
}

AcStatus set_compare(AcCompare op, AcValue a, AcValue b, bool *out, bool *known)
{
    AcSet *x = NULL, *y = NULL;
    AcStatus status;

    *known = (value_set(a) || is_view(a)) && (value_set(b) || is_view(b));
    if (!*known)
        return AC_OK;
    if (value_set(a) && value_set(b))
        return compare(op, value_set(a), value_set(b), out);
    status = set_of(&ac_type_set, a, &x);
    if (status == AC_OK)
        status = set_of(&ac_type_set, b, &y);
    if (status == AC_OK)
        status = compare(op, x, y, out);
    ac_release(x);
    ac_release(y);
    return status;
}

AcStatus ac_set_issubset(AcSet *s, AcValue other, bool *out)
{
    AcSet *that = NULL;
    AcStatus status;

    if (value_set(other))
        return set_within(s, value_set(other), out);
    if (set_of(&ac_type_set, other, &that) != AC_OK)
        return AC_RAISED;
    status = set_within(s, that, out);
    ac_release(that);
    return status;
}

/* Goes over an iterable until an item of it is, or is not, in the set. */
static AcStatus some_item(AcSet *s, AcValue other, bool wanted, bool *found)
{
    Walk walk;
    AcStatus status = AC_OK;
    bool more = true;

    *found = false;
    if (walk_begin(&walk, other) != AC_OK)
        return AC_RAISED;
    while (status == AC_OK && more && !*found) {
        AcValue item = ac_from_none();
        bool in = false;
        status = walk_next(&walk, &more, &item);
        if (status != AC_OK || !more)
            return status;
        status = ac_set_contains(s, item, &in);
        ac_release_value(item);
        *found = in == wanted;
    }
    walk_end(&walk);
    return status;
}

AcStatus ac_set_issuperset(AcSet *s, AcValue other, bool *out)
{
    if (value_set(other))
        return set_within(value_set(other), s, out);
    if (some_item(s, other, false, out) != AC_OK)
        return AC_RAISED;
    *out = !*out;
    return AC_OK;
}

AcStatus ac_set_isdisjoint(AcSet *s, AcValue other, bool *out)
{
    AcSet *that = value_set(other);

    if (some_item(that && that->n > s->n ? that : s, that && that->n > s->n ? ac_from_ref(s) : other, true, out) != AC_OK)
        return AC_RAISED;
    *out = !*out;
    return AC_OK;
}

/* ---- operators ------------------------------------------------------------------------------- */

static AcStatus operate(AcBinary op, AcSet *s, AcValue other, AcSet **out)
{
    switch (op) {
    case AC_AND: return ac_set_intersection(s, other, out);
    case AC_SUB: return ac_set_difference(s, other, out);
    case AC_XOR: return ac_set_symmetric_difference(s, other, out);
    default:
        return ac_set_union(s, 1, &other, out);
    }
}

static AcStatus view_and(AcValue view, AcValue other, AcSet **out)
{
    AcDictView *v = value_dict_view(view);
    AcSet *all = NULL, *that = value_set(other);
    AcStatus status;

    if (that && that->obj.type == &ac_type_set && v->dict->n <= that->n)
        return ac_set_intersection(that, view, out);
    if (is_view(other) && value_dict_view(other)->dict->n > v->dict->n)
        return view_and(other, view, out);
    if (set_of(&ac_type_set, view, &all) != AC_OK)
        return AC_RAISED;
    status = ac_set_new(&ac_type_set, out) == AC_OK ? made(each_item(other, put_if_in, *out, all), out) : AC_RAISED;
    ac_release(all);
    return status;
}

static AcStatus view_operate(AcBinary op, AcValue a, AcValue b, AcSet **out)
{
    AcDictView *v = value_dict_view(a);

    if (op == AC_AND)
        return is_view(a) ? view_and(a, b, out) : view_and(b, a, out);
    if (set_of(&ac_type_set, v && v->part == DICT_KEYS ? ac_from_ref(v->dict) : a, out) != AC_OK)
        return AC_RAISED;
    return made(op == AC_SUB   ? ac_set_difference_update(*out, b)
                : op == AC_XOR ? ac_set_symmetric_difference_update(*out, b)
                               : ac_set_update(*out, b), out);
}

AcStatus set_operator(AcBinary op, AcValue a, AcValue b, AcSet **out)
{
    bool sets = value_set(a) && value_set(b);

    *out = NULL;
    if (op != AC_AND && op != AC_OR && op != AC_XOR && op != AC_SUB)
        return AC_OK;
    if (sets)
        return operate(op, value_set(a), b, out);
    return is_view(a) || is_view(b) ? view_operate(op, a, b, out) : AC_OK;
}

AcStatus set_inplace(AcBinary op, AcValue a, AcValue b, bool *done)
{
    AcSet *s = value_set(a);

    *done = s && s->obj.type == &ac_type_set && value_set(b) && (op == AC_AND || op == AC_OR || op == AC_XOR || op == AC_SUB);
    if (!*done)
        return AC_OK;
    switch (op) {
    case AC_AND: return ac_set_intersection_update(s, b);
    case AC_SUB: return ac_set_difference_update(s, b);
    case AC_XOR: return ac_set_symmetric_difference_update(s, b);
    default:     return ac_set_update(s, b);
    }
}
