/* set.c: set and frozenset: one element at a time, and what every object can be asked.
 *
 * The order of the elements is CPython's (Objects/setobject.c, 3.11), as far as their hashes agree: an open-addressed
 * table, probed in runs of ten places and then by all bits of the hash; a removed element leaves a place that is
 * filled again only when the table grows. Comparing elements may run code of the program that changes the set:
 * the search then begins again.
 * SPDX-License-Identifier: MIT */
#include "set.h"

enum { TABLE_MIN = 8, RUN = 9, PERTURB_BITS = 5 };
#define LARGE 50000u

static void set_drop(AcObj *o);
static AcStatus set_repr(AcObj *o, AcStr **out);
static AcStatus set_eq(AcObj *o, AcValue other, bool *out);
static AcStatus set_truth(AcObj *o, bool *out);
static AcStatus frozenset_hash(AcObj *o, ac_int *out);

const AcType ac_type_set = {
    .obj = AC_TYPE_OBJ, .name = "set", .base = &ac_type_object, .size = sizeof(AcSet),
    .drop = set_drop, .repr = set_repr, .eq = set_eq, .hash = ac_refuse_hash, .truth = set_truth
};
const AcType ac_type_frozenset = {
    .obj = AC_TYPE_OBJ, .name = "frozenset", .base = &ac_type_object, .size = sizeof(AcSet),
    .drop = set_drop, .repr = set_repr, .eq = set_eq, .hash = frozenset_hash, .truth = set_truth
};

AcSet *value_set(AcValue v)
{
    AcObj *o = ac_value_ref(v);

    return o && (o->type == &ac_type_set || o->type == &ac_type_frozenset) ? (AcSet *)o : NULL;
}

/* ---- the table ------------------------------------------------------------------------------- */

/* The order in which places are looked at. */
typedef struct Probe { ac_uint perturb; ac_size run, mask; } Probe;

static struct AcSetEntry *probe_first(const AcSet *s, ac_int hash, Probe *p)
{
    *p = (Probe){ .perturb = (ac_uint)hash, .run = (ac_size)(ac_uint)hash & s->mask, .mask = s->mask };
    return &s->table[p->run];
}

static struct AcSetEntry *probe_next(const AcSet *s, struct AcSetEntry *at, Probe *p)
{
    ac_size in_run = p->run + RUN <= p->mask ? RUN : 0;

    if (at < &s->table[p->run + in_run])
        return at + 1;
    p->perturb >>= PERTURB_BITS;
    p->run = (ac_size)((ac_uint)p->run * 5 + 1 + p->perturb) & p->mask;
    return &s->table[p->run];
}

/* Puts an element where there are no removed ones and where it is not yet. */
static void put_clean(AcSet *s, AcValue key, ac_int hash)
{
    Probe p;
    struct AcSetEntry *at = probe_first(s, hash, &p);

    while (at->state != SET_FREE)
        at = probe_next(s, at, &p);
    *at = (struct AcSetEntry){ key, hash, SET_FULL };
    s->fill++;
    s->n++;
}

AcStatus set_resize(AcSet *s, size_t above)
{
    AcSet old = *s;
    size_t places = TABLE_MIN;

    while (places <= above)
        places *= 2;
    s->table = ac_mem_alloc(places * sizeof *s->table);
    if (!s->table) {
        s->table = old.table;
        return exc_raise_memory();
    }
    for (size_t i = 0; i < places; i++)
        s->table[i] = (struct AcSetEntry){ ac_from_none(), 0, SET_FREE };
    s->mask = (ac_size)places - 1;
    s->n = s->fill = 0;
    for (size_t i = 0; old.table && i <= old.mask; i++)
        if (old.table[i].state == SET_FULL)
            put_clean(s, old.table[i].key, old.table[i].hash);
    ac_mem_free(old.table);
    return AC_OK;
}

static AcStatus need_table(AcSet *s)
{
    return s->table ? AC_OK : set_resize(s, 0);
}

AcStatus set_reserve(AcSet *s, size_t more)
{
    if ((s->fill + more) * 5 < (size_t)s->mask * 3)
        return need_table(s);
    return set_resize(s, (s->n + more) * 2);
}

AcStatus set_shrink_to_fit(AcSet *s)
{
    return set_resize(s, s->n > LARGE ? (size_t)s->n * 2 : (size_t)s->n * 4);
}

/* Is it the same element? *again: the comparison has changed the set. */
static AcStatus same_element(AcSet *s, const struct AcSetEntry *at, AcValue key, bool *same, bool *again)
{
    const struct AcSetEntry *table = s->table;
    AcValue have = at->key;
    KeyMatch m = key_match(have, key);
    AcStatus status;

    if (m != KEY_ASK) {
        *same = m == KEY_SAME;
        return AC_OK;
    }
    ac_retain_value(have);
    status = value_same(have, key, same);
    *again = s->table != table || at->state != SET_FULL || !ac_value_is(at->key, have);
    ac_release_value(have);
    return status;
}

AcStatus set_find(AcSet *s, AcValue key, ac_int hash, struct AcSetEntry **out)
{
    bool same = false, again = false;
    struct AcSetEntry *at, *gone = NULL;
    Probe p;

    if (need_table(s) != AC_OK)
        return AC_RAISED;
    for (at = probe_first(s, hash, &p); at->state != SET_FREE; at = again ? probe_first(s, hash, &p) : probe_next(s, at, &p)) {
        again = false;
        if (at->state == SET_GONE)
            gone = at;
        if (at->state != SET_FULL || at->hash != hash)
            continue;
        if (same_element(s, at, key, &same, &again) != AC_OK)
            return AC_RAISED;
        if (same && !again)
            break;
    }
    *out = at->state == SET_FREE && gone ? gone : at;
    return AC_OK;
}

AcStatus set_put(AcSet *s, AcValue key, ac_int hash)
{
    struct AcSetEntry *at;

    if (set_find(s, key, hash, &at) != AC_OK)
        return AC_RAISED;
    if (at->state == SET_FULL)
        return AC_OK;
    ac_retain_value(key);
    s->n++;
    s->fill += at->state == SET_FREE;
    *at = (struct AcSetEntry){ key, hash, SET_FULL };
    return (size_t)s->fill * 5 < (size_t)s->mask * 3 ? AC_OK : set_shrink_to_fit(s);
}

void set_take_out(AcSet *s, struct AcSetEntry *at)
{
    AcValue key = at->key;

    *at = (struct AcSetEntry){ ac_from_none(), 0, SET_GONE };
    s->n--;
    ac_release_value(key);
}

/* ---- one element ----------------------------------------------------------------------------- */

/* A set that is looked for counts as the frozenset of its elements. */
static AcStatus hash_to_find(AcValue key, ac_int *out)
{
    AcSet *s = value_set(key);

    return s ? frozenset_hash(&s->obj, out) : ac_value_hash(key, out);
}

static AcStatus look_for(AcSet *s, AcValue key, struct AcSetEntry **out)
{
    ac_int hash = 0;

    return hash_to_find(key, &hash) == AC_OK ? set_find(s, key, hash, out) : AC_RAISED;
}

AcStatus ac_set_add(AcSet *s, AcValue key)
{
    ac_int hash = 0;

    return ac_value_hash(key, &hash) == AC_OK ? set_put(s, key, hash) : AC_RAISED;
}

AcStatus ac_set_contains(AcSet *s, AcValue key, bool *out)
{
    struct AcSetEntry *at;

    if (look_for(s, key, &at) != AC_OK)
        return AC_RAISED;
    *out = at->state == SET_FULL;
    return AC_OK;
}

AcStatus ac_set_discard(AcSet *s, AcValue key)
{
    struct AcSetEntry *at;

    if (look_for(s, key, &at) != AC_OK)
        return AC_RAISED;
    if (at->state == SET_FULL)
        set_take_out(s, at);
    return AC_OK;
}

AcStatus ac_set_remove(AcSet *s, AcValue key)
{
    struct AcSetEntry *at;

    if (look_for(s, key, &at) != AC_OK)
        return AC_RAISED;
    if (at->state != SET_FULL)
        return raise_key(key);
    set_take_out(s, at);
    return AC_OK;
}

AcStatus ac_set_pop(AcSet *s, AcValue *out)
{
    ac_size i = s->finger & s->mask;

    if (s->n == 0)
        return ac_raise_text(&ac_KeyError, "pop from an empty set");
    while (s->table[i].state != SET_FULL)
        i = i == s->mask ? 0 : i + 1;
    *out = s->table[i].key;
    ac_retain_value(*out);
    set_take_out(s, &s->table[i]);
    s->finger = i + 1;
    return AC_OK;
}

void ac_set_clear(AcSet *s)
{
    AcSet old = *s;

    s->n = s->fill = 0;
    s->mask = TABLE_MIN - 1;
    s->table = NULL;
    for (size_t i = 0; old.table && i <= old.mask; i++)
        ac_release_value(old.table[i].key);
    ac_mem_free(old.table);
}

/* ---- the whole ------------------------------------------------------------------------------- */

AcStatus ac_set_new(const AcType *type, AcSet **out)
{
    if (ac_new(type, sizeof **out, out) != AC_OK)
        return AC_RAISED;
    (*out)->mask = TABLE_MIN - 1;
    return AC_OK;
}

static void set_drop(AcObj *o)
{
    ac_set_clear((AcSet *)o);
}

static AcStatus set_truth(AcObj *o, bool *out)
{
    *out = ((AcSet *)o)->n != 0;
    return AC_OK;
}

static AcStatus set_eq(AcObj *o, AcValue other, bool *out)
{
    AcSet *s = (AcSet *)o, *that = value_set(other);

    if (!that && value_dict_view(other))
        return value_dict_view(other)->obj.type->eq(ac_value_ref(other), ac_from_ref(o), out);
    *out = false;
    return that && that->n == s->n ? set_within(s, that, out) : AC_OK;
}

/* CPython's, so that sets of frozensets print alike: it does not depend on the order. */
static ac_uint shuffled(ac_uint hash) { return ((hash ^ 89869747u) ^ (hash << 16)) * (ac_uint)3644798167u; }

static AcStatus frozenset_hash(AcObj *o, ac_int *out)
{
    const AcSet *s = (AcSet *)o;
    ac_uint hash = 0;

    for (size_t i = 0; s->table && i <= s->mask; i++)
        if (s->table[i].state == SET_FULL)
            hash ^= shuffled((ac_uint)s->table[i].hash);
    hash ^= ((ac_uint)s->n + 1) * (ac_uint)1927868237u;
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * 69069u + 907133923u;
    *out = hash == (ac_uint)-1 ? 590923713 : (ac_int)hash;
    return AC_OK;
}

static AcStatus add_elements(Text *t, const AcSet *s)
{
    bool some = false;

    for (size_t i = 0; s->table && i <= s->mask; i++) {
        if (s->table[i].state != SET_FULL)
            continue;
        if (some)
            text_add_c(t, ", ");
        some = true;
        if (text_add_repr(t, s->table[i].key) != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

static AcStatus set_repr(AcObj *o, AcStr **out)
{
    AcSet *s = (AcSet *)o;
    bool named = o->type != &ac_type_set || s->n == 0;
    Text t = { NULL, 0, 0, false };
    AcStatus status = AC_OK;

    if (named || s->printing)
        text_add_c(&t, o->type->name);
    if (s->printing) {
        text_add_c(&t, "(...)");
        return text_end(&t, AC_OK, out);
    }
    if (named)
        text_add_char(&t, '(');
    if (s->n) {
        s->printing = true;
        text_add_char(&t, '{');
        status = add_elements(&t, s);
        text_add_char(&t, '}');
        s->printing = false;
    }
    if (named)
        text_add_char(&t, ')');
    return text_end(&t, status, out);
}

/* ---- going over ------------------------------------------------------------------------------ */

/* A position holds the number of elements there were at first, and the next place. */
#define POSITION_BITS (sizeof(ac_int) * 4)

AcStatus set_next(AcSet *s, ac_int *position, bool *more, AcValue *item)
{
    ac_uint first = (ac_uint)*position >> POSITION_BITS, at = (ac_uint)*position & (((ac_uint)1 << POSITION_BITS) - 1);

    if (first != 0 && first != s->n + 1)
        return ac_raise_text(&ac_RuntimeError, "Set changed size during iteration");
    while (s->table && at <= s->mask && s->table[at].state != SET_FULL)
        at++;
    *more = s->table && at <= s->mask;
    if (!*more)
        return AC_OK;
    *item = s->table[at].key;
    ac_retain_value(*item);
    *position = (ac_int)((ac_uint)(s->n + 1) << POSITION_BITS | (at + 1));
    return AC_OK;
}
