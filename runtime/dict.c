/* dict.c: dictionaries: entries in the order of insertion, found through a table of their numbers.
 *
 * The table is open-addressed with linear probing; a deleted entry leaves GONE in the table and a hole among
 * the entries, until the next growth packs both. Keys that are small ints or strings are hashed and compared
 * inline.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

enum { FREE = -1, GONE = -2, TABLE_MIN = 8 };

struct AcDictEntry { AcValue key, value; ac_uint hash; bool full; };

static void dict_drop(AcObj *o);
static AcStatus dict_repr(AcObj *o, AcStr **out);
static AcStatus dict_eq(AcObj *o, AcValue other, bool *out);
static AcStatus dict_truth(AcObj *o, bool *out);

const AcType ac_type_dict = {
    .obj = AC_TYPE_OBJ, .name = "dict", .base = &ac_type_object, .size = sizeof(AcDict),
    .drop = dict_drop, .repr = dict_repr, .eq = dict_eq, .hash = ac_refuse_hash, .truth = dict_truth
};

/* ---- the table ------------------------------------------------------------------------------- */

static AcStatus hash_of(AcValue key, ac_uint *out)
{
    const AcStr *s = value_str(key);
    ac_int hash = 0;

    if (s) {                      /* FNV-1a */
        ac_uint h = (ac_uint)1469598103934665603u;
        for (uint32_t i = 0; i < s->bytes; i++)
            h = (h ^ (unsigned char)s->data[i]) * (ac_uint)1099511628211u;
        *out = h;
        return AC_OK;
    }
    if (ac_value_hash(key, &hash) != AC_OK)
        return AC_RAISED;
    *out = (ac_uint)hash * (ac_uint)0x9E3779B97F4A7C15u;
    return AC_OK;
}

static AcStatus same_key(AcValue a, AcValue b, bool *out)
{
    const AcStr *s = value_str(a), *t = value_str(b);

    if (s && t) {
        *out = s == t || (s->bytes == t->bytes && memcmp(s->data, t->data, s->bytes) == 0);
        return AC_OK;
    }
    if (a.tag == AC_TAG_INT && b.tag == AC_TAG_INT) {
        *out = a.u.i == b.u.i;
        return AC_OK;
    }
    return value_same(a, b, out);
}

static uint32_t first_place(const AcDict *d, ac_uint hash)
{
    return (uint32_t)(hash ^ hash >> (sizeof hash * 4)) & (d->places - 1);
}

/* *at: the place in the table of the entry with that key, or where one would go; *found: there is one. Comparing
 * keys may run code of the program, which must leave the dictionary alone. */
static AcStatus find(AcDict *d, AcValue key, ac_uint hash, uint32_t *at, bool *found)
{
    uint32_t free = UINT32_MAX;

    *found = false;
    for (uint32_t p = d->places ? first_place(d, hash) : 0; d->places; p = (p + 1) & (d->places - 1)) {
        int32_t i = d->table[p];
        if (i == FREE) {
            *at = free != UINT32_MAX ? free : p;
            return AC_OK;
        }
        if (i == GONE && free == UINT32_MAX)
            free = p;
        if (i < 0 || d->entry[i].hash != hash)
            continue;
        if (same_key(d->entry[i].key, key, found) != AC_OK)
            return AC_RAISED;
        if (*found) {
            *at = p;
            return AC_OK;
        }
    }
    *at = 0;
    return AC_OK;
}

/* Room for one more entry: packed, and with a table at most half full. */
static AcStatus grow(AcDict *d)
{
    uint32_t places = d->places ? d->places : TABLE_MIN, kept = 0;
    int32_t *table;
    struct AcDictEntry *entry;

    while (places < 2 * (d->n + 1))
        places *= 2;
    table = ac_mem_alloc(places * sizeof *table);
    entry = ac_mem_alloc(places / 2 * sizeof *entry);
    if (!table || !entry) {
        ac_mem_free(table);
        ac_mem_free(entry);
        return exc_raise_memory();
    }
    for (uint32_t i = 0; i < places; i++)
        table[i] = FREE;
    for (uint32_t i = 0; i < d->used; i++)
        if (d->entry[i].full)
            entry[kept++] = d->entry[i];
    ac_mem_free(d->table);
    ac_mem_free(d->entry);
    d->table = table;
    d->entry = entry;
    d->places = places;
    d->used = kept;
    for (uint32_t i = 0; i < kept; i++) {
        uint32_t p = first_place(d, entry[i].hash);
        while (table[p] != FREE)
            p = (p + 1) & (places - 1);
        table[p] = (int32_t)i;
    }
    return AC_OK;
}

static AcStatus lookup(AcDict *d, AcValue key, struct AcDictEntry **out)
{
    ac_uint hash = 0;
    uint32_t at = 0;
    bool found = false;

    *out = NULL;
    if (hash_of(key, &hash) != AC_OK || find(d, key, hash, &at, &found) != AC_OK)
        return AC_RAISED;
    if (found)
        *out = &d->entry[d->table[at]];
    return AC_OK;
}

/* ---- one key --------------------------------------------------------------------------------- */

AcStatus ac_dict_set(AcDict *d, AcValue key, AcValue value)
{
    ac_uint hash = 0;
    uint32_t at = 0;
    bool found = false;

    if (hash_of(key, &hash) != AC_OK || find(d, key, hash, &at, &found) != AC_OK)
        return AC_RAISED;
    if (found) {
        ac_set_value(d->entry[d->table[at]].value, value);
        return AC_OK;
    }
    if (d->used == d->places / 2) {
        if (grow(d) != AC_OK || find(d, key, hash, &at, &found) != AC_OK)
            return AC_RAISED;
    }
    ac_retain_value(key);
    ac_retain_value(value);
    d->table[at] = (int32_t)d->used;
    d->entry[d->used++] = (struct AcDictEntry){ key, value, hash, true };
    d->n++;
    return AC_OK;
}

AcStatus ac_dict_get(AcDict *d, AcValue key, AcValue *out)
{
    struct AcDictEntry *e;

    if (lookup(d, key, &e) != AC_OK)
        return AC_RAISED;
    if (!e)
        return raise_key(key);
    ac_retain_value(e->value);
    *out = e->value;
    return AC_OK;
}

AcStatus ac_dict_get_or(AcDict *d, AcValue key, AcValue fallback, AcValue *out)
{
    struct AcDictEntry *e;

    if (lookup(d, key, &e) != AC_OK)
        return AC_RAISED;
    *out = e ? e->value : fallback;
    ac_retain_value(*out);
    return AC_OK;
}

AcStatus ac_dict_contains(AcDict *d, AcValue key, bool *out)
{
    struct AcDictEntry *e;

    if (lookup(d, key, &e) != AC_OK)
        return AC_RAISED;
    *out = e != NULL;
    return AC_OK;
}

AcStatus ac_dict_setdefault(AcDict *d, AcValue key, AcValue fallback, AcValue *out)
{
    struct AcDictEntry *e;

    if (lookup(d, key, &e) != AC_OK || (!e && ac_dict_set(d, key, fallback) != AC_OK))
        return AC_RAISED;
    *out = e ? e->value : fallback;
    ac_retain_value(*out);
    return AC_OK;
}

/* Takes the entry out; its key is released, its value goes to the caller. */
static AcValue take_out(AcDict *d, uint32_t place)
{
    struct AcDictEntry *e = &d->entry[d->table[place]];
    AcValue key = e->key, value = e->value;

    e->full = false;
    e->key = e->value = ac_from_none();
    d->table[place] = GONE;
    d->n--;
    ac_release_value(key);
    return value;
}

static AcStatus pop(AcDict *d, AcValue key, bool *found, AcValue *out)
{
    ac_uint hash = 0;
    uint32_t at = 0;

    if (hash_of(key, &hash) != AC_OK || find(d, key, hash, &at, found) != AC_OK)
        return AC_RAISED;
    if (*found)
        *out = take_out(d, at);
    return AC_OK;
}

AcStatus ac_dict_pop(AcDict *d, AcValue key, AcValue *out)
{
    bool found = false;

    if (pop(d, key, &found, out) != AC_OK)
        return AC_RAISED;
    return found ? AC_OK : raise_key(key);
}

AcStatus ac_dict_pop_or(AcDict *d, AcValue key, AcValue fallback, AcValue *out)
{
    bool found = false;

    if (pop(d, key, &found, out) != AC_OK)
        return AC_RAISED;
    if (!found) {
        ac_retain_value(fallback);
        *out = fallback;
    }
    return AC_OK;
}

AcStatus ac_dict_delete(AcDict *d, AcValue key)
{
    AcValue value = ac_from_none();

    if (ac_dict_pop(d, key, &value) != AC_OK)
        return AC_RAISED;
    ac_release_value(value);
    return AC_OK;
}

AcStatus ac_dict_popitem(AcDict *d, AcTuple **out)
{
    AcValue pair[2];
    uint32_t i = d->used;

    while (i > 0 && !d->entry[i - 1].full)
        i--;
    if (i == 0)
        return ac_raise_text(&ac_KeyError, "popitem(): dictionary is empty");
    pair[0] = d->entry[i - 1].key;
    pair[1] = d->entry[i - 1].value;
    if (ac_tuple_new(2, pair, out) != AC_OK)
        return AC_RAISED;
    return ac_dict_delete(d, (*out)->item[0]);
}

/* ---- the whole ------------------------------------------------------------------------------- */

AcStatus ac_dict_new(size_t n, const AcValue *pairs, AcDict **out)
{
    AcDict *d;

    if (ac_new(&ac_type_dict, sizeof *d, &d) != AC_OK)
        return AC_RAISED;
    for (size_t i = 0; i < n; i++)
        if (ac_dict_set(d, pairs[2 * i], pairs[2 * i + 1]) != AC_OK) {
            ac_release(d);
            return AC_RAISED;
        }
    *out = d;
    return AC_OK;
}

static void dict_drop(AcObj *o)
{
    ac_dict_clear((AcDict *)o);
}

void ac_dict_clear(AcDict *d)
{
    AcDict old = *d;

    d->n = d->used = d->places = 0;
    d->table = NULL;
    d->entry = NULL;
    for (uint32_t i = 0; i < old.used; i++) {
        ac_release_value(old.entry[i].key);
        ac_release_value(old.entry[i].value);
    }
    ac_mem_free(old.table);
    ac_mem_free(old.entry);
}

static AcStatus update_by_dict(AcDict *d, AcDict *other)
{
    for (uint32_t i = 0; i < other->used; i++)
        if (other->entry[i].full && ac_dict_set(d, other->entry[i].key, other->entry[i].value) != AC_OK)
            return AC_RAISED;
    return AC_OK;
}

static AcStatus update_by_pair(AcDict *d, AcValue item, ac_int number)
{
    AcTuple *pair = NULL;
    AcStatus status;

    if (ac_value_check_iterable(item) != AC_OK) {
        ac_release(ac_catch());
        return ac_raise_format(&ac_TypeError, "cannot convert dictionary update sequence element #%i to a sequence", number);
    }
    if (ac_tuple_from(item, &pair) != AC_OK)
        return AC_RAISED;
    status = pair->n == 2 ? ac_dict_set(d, pair->item[0], pair->item[1])
                          : ac_raise_format(&ac_ValueError, "dictionary update sequence element #%i has length %i; 2 is required",
                                            number, (ac_int)pair->n);
    ac_release(pair);
    return status;
}

AcStatus ac_dict_update(AcDict *d, AcValue other)
{
    Walk walk;

    if (value_dict(other))
        return update_by_dict(d, value_dict(other));
    if (walk_begin(&walk, other) != AC_OK)
        return AC_RAISED;
    for (ac_int number = 0;; number++) {
        AcValue item = ac_from_none();
        bool more = false;
        AcStatus status = walk_next(&walk, &more, &item);
        if (status != AC_OK || !more)
            return status;
        status = update_by_pair(d, item, number);
        ac_release_value(item);
        if (status != AC_OK) {
            walk_end(&walk);
            return AC_RAISED;
        }
    }
}

AcStatus ac_dict_from(AcValue other, AcDict **out)
{
    AcDict *d = NULL;

    if (ac_dict_new(0, NULL, &d) != AC_OK)
        return AC_RAISED;
    if (ac_dict_update(d, other) != AC_OK) {
        ac_release(d);
        return AC_RAISED;
    }
    *out = d;
    return AC_OK;
}

AcStatus ac_dict_fromkeys(AcValue keys, AcValue value, AcDict **out)
{
    Walk walk;

    if (walk_begin(&walk, keys) != AC_OK)
        return AC_RAISED;
    if (ac_dict_new(0, NULL, out) != AC_OK) {
        walk_end(&walk);
        return AC_RAISED;
    }
    for (;;) {
        AcValue key = ac_from_none();
        bool more = false;
        AcStatus status = walk_next(&walk, &more, &key);
        if (status == AC_OK && !more)
            return AC_OK;
        if (status == AC_OK && ac_dict_set(*out, key, value) != AC_OK) {
            walk_end(&walk);
            status = AC_RAISED;
        }
        ac_release_value(key);
        if (status != AC_OK) {
            ac_clear(*out);
            return AC_RAISED;
        }
    }
}

AcStatus ac_dict_copy(AcDict *d, AcDict **out)
{
    return ac_dict_from(ac_from_ref(d), out);
}

AcStatus ac_dict_merge(AcDict *a, AcDict *b, AcDict **out)
{
    if (ac_dict_copy(a, out) != AC_OK)
        return AC_RAISED;
    if (update_by_dict(*out, b) == AC_OK)
        return AC_OK;
    ac_release(*out);
    return AC_RAISED;
}

static AcStatus dict_eq(AcObj *o, AcValue other, bool *out)
{
    AcDict *d = (AcDict *)o, *that = value_dict(other);

    *out = that && that->n == d->n;
    for (uint32_t i = 0; i < d->used && *out; i++) {
        struct AcDictEntry *e;
        if (!d->entry[i].full)
            continue;
        if (lookup(that, d->entry[i].key, &e) != AC_OK)
            return AC_RAISED;
        *out = e != NULL;
        if (e && value_same(d->entry[i].value, e->value, out) != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

static AcStatus dict_truth(AcObj *o, bool *out)
{
    *out = ((AcDict *)o)->n != 0;
    return AC_OK;
}

/* ---- going over ------------------------------------------------------------------------------ */

/* A position holds the number of keys there were at first, and the index of the next entry. */
#define POSITION_BITS (sizeof(ac_int) * 4)

AcStatus dict_next(AcDict *d, DictPart part, ac_int *position, bool *more, AcValue *item)
{
    ac_uint first = (ac_uint)*position >> POSITION_BITS, at = (ac_uint)*position & (((ac_uint)1 << POSITION_BITS) - 1);
    AcTuple *pair = NULL;
    AcValue both[2];

    if (first != 0 && first != d->n + 1)
        return ac_raise_text(&ac_RuntimeError, "dictionary changed size during iteration");
    while (at < d->used && !d->entry[at].full)
        at++;
    *more = at < d->used;
    if (!*more)
        return AC_OK;
    both[0] = d->entry[at].key;
    both[1] = d->entry[at].value;
    *position = (ac_int)((ac_uint)(d->n + 1) << POSITION_BITS | (at + 1));
    if (part == DICT_ITEMS) {
        if (ac_tuple_new(2, both, &pair) != AC_OK)
            return AC_RAISED;
        *item = ac_from_ref(pair);
        return AC_OK;
    }
    *item = both[part == DICT_VALUES];
    ac_retain_value(*item);
    return AC_OK;
}

static AcStatus add_part(Text *t, const struct AcDictEntry *e, DictPart part, bool braces)
{
    if (part == DICT_ITEMS && !braces)
        text_add_char(t, '(');
    if (part != DICT_VALUES && text_add_repr(t, e->key) != AC_OK)
        return AC_RAISED;
    if (part == DICT_ITEMS)
        text_add_c(t, braces ? ": " : ", ");
    if (part != DICT_KEYS && text_add_repr(t, e->value) != AC_OK)
        return AC_RAISED;
    if (part == DICT_ITEMS && !braces)
        text_add_char(t, ')');
    return AC_OK;
}

AcStatus dict_add_repr(Text *t, AcDict *d, DictPart part, bool braces)
{
    bool some = false;

    if (d->printing) {
        text_add_c(t, "...");
        return AC_OK;
    }
    d->printing = true;
    for (uint32_t i = 0; i < d->used; i++) {
        if (!d->entry[i].full)
            continue;
        if (some)
            text_add_c(t, ", ");
        some = true;
        if (add_part(t, &d->entry[i], part, braces) != AC_OK) {
            d->printing = false;
            return AC_RAISED;
        }
    }
    d->printing = false;
    return AC_OK;
}

static AcStatus dict_repr(AcObj *o, AcStr **out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status;

    text_add_char(&t, '{');
    status = dict_add_repr(&t, (AcDict *)o, DICT_ITEMS, true);
    text_add_char(&t, '}');
    return text_end(&t, status, out);
}
