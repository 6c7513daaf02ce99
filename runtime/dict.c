/* dict.c: dictionaries: entries in the order of insertion, found through a table of their numbers.
 *
 * The table is open-addressed with linear probing; a deleted entry leaves GONE in the table and a hole among
 * the entries, until the next growth packs both. Keys are mostly ints and strings: these are hashed and compared
 * inline. The entry that was found last is looked at first: `if k in d: d[k] += 1` hashes its key once.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

enum { FREE = -1, GONE = -2, TABLE_MIN = 8 };

struct AcDictEntry { AcValue key, value; ac_uint hash; };     /* a hole: its key is a reference to nothing */

static void dict_drop(AcObj *o);
static AcStatus dict_repr(AcObj *o, AcStr **out);
static AcStatus dict_eq(AcObj *o, AcValue other, bool *out);
static AcStatus dict_truth(AcObj *o, bool *out);

const AcType ac_type_dict = {
    .obj = AC_TYPE_OBJ, .name = "dict", .base = &ac_type_object, .size = sizeof(AcDict),
    .drop = dict_drop, .repr = dict_repr, .eq = dict_eq, .hash = ac_refuse_hash, .truth = dict_truth
};

/* ---- the table ------------------------------------------------------------------------------- */

static inline bool is_full(const struct AcDictEntry *e)
{
    return e->key.tag != AC_TAG_REF || e->key.u.o != NULL;
}

static inline ac_uint spread(ac_int hash)
{
    return (ac_uint)hash * (ac_uint)0x9E3779B97F4A7C15u;
}

/* By the highest bits, which depend on all others. */
static inline ac_size first_place(const AcDict *d, ac_uint hash)
{
    return (ac_size)((uint64_t)(uint32_t)(hash >> (AC_INT_BITS - 32)) * d->places >> 32);
}

/* Comparing may run code of the program that changes the dictionary: *again. */
static AcStatus ask(AcDict *d, ac_size i, AcValue key, bool *same, bool *again)
{
    const struct AcDictEntry *entry = d->entry;
    AcValue have = entry[i].key;
    AcStatus status;

    ac_retain_value(have);
    status = value_same(have, key, same);
    *again = d->entry != entry || i >= d->used || !is_full(&d->entry[i]) || !ac_value_is(d->entry[i].key, have);
    ac_release_value(have);
    return status;
}

static inline struct AcDictEntry *found(AcDict *d, int32_t i)
{
    d->last = (ac_size)i;
    return &d->entry[i];
}

/* *out: the entry with that key; NULL: none. */
static AcStatus find(AcDict *d, AcValue key, ac_uint hash, struct AcDictEntry **out)
{
    bool again = false;
    int32_t i;

    *out = NULL;
    for (ac_size p = first_place(d, hash); d->n != 0 && (i = d->table[p]) != FREE;
         p = (again ? first_place(d, hash) : p + 1) & (d->places - 1)) {
        KeyMatch m = i != GONE && d->entry[i].hash == hash ? key_match(d->entry[i].key, key) : KEY_OTHER;

        again = false;
        if (m == KEY_ASK) {
            bool same = false;

            if (ask(d, (ac_size)i, key, &same, &again) != AC_OK)
                return AC_RAISED;
            m = same && !again ? KEY_SAME : KEY_OTHER;
        }
        if (m == KEY_SAME) {
            *out = found(d, i);
            return AC_OK;
        }
    }
    return AC_OK;
}

/* The entry with a key that is an int, or a string; NULL: none; &unsure: another key would have to be asked. */
static struct AcDictEntry unsure;

static AC_NOINLINE struct AcDictEntry *find_int(AcDict *d, ac_int key, ac_uint hash)
{
    const ac_size mask = d->places - 1;
    int32_t i;

    for (ac_size p = first_place(d, hash); (i = d->table[p]) != FREE; p = (p + 1) & mask) {
        if (i == GONE)
            continue;
        if (d->entry[i].key.tag == AC_TAG_INT) {
            if (d->entry[i].key.u.i == key)
                return found(d, i);
        } else if (d->entry[i].hash == hash) {
            return &unsure;
        }
    }
    return NULL;
}

static AC_NOINLINE struct AcDictEntry *find_str(AcDict *d, const AcStr *key, ac_uint hash)
{
    const ac_size mask = d->places - 1;
    int32_t i;

    for (ac_size p = first_place(d, hash); (i = d->table[p]) != FREE; p = (p + 1) & mask) {
        const AcStr *s;

        if (i == GONE || d->entry[i].hash != hash)
            continue;
        s = value_str(d->entry[i].key);
        if (!s)
            return &unsure;
        if (s == key || str_same(s, key))
            return found(d, i);
    }
    return NULL;
}

/* The entry that was looked up last, if it has that key and this is seen without running code. */
static inline struct AcDictEntry *last_with(const AcDict *d, AcValue key)
{
    struct AcDictEntry *e = d->last < d->used ? &d->entry[d->last] : NULL;

    if (!e || e->key.tag != key.tag)
        return NULL;
    if (key.tag == AC_TAG_INT)
        return e->key.u.i == key.u.i ? e : NULL;
    return key.tag == AC_TAG_REF && e->key.u.o == key.u.o && key.u.o->type == &ac_type_str ? e : NULL;
}

static AC_NOINLINE AcStatus search(AcDict *d, AcValue key, ac_uint *hash, struct AcDictEntry **out)
{
    ac_int h = 0;

    if (ac_value_hash(key, &h) != AC_OK)
        return AC_RAISED;
    *hash = spread(h);
    return find(d, key, *hash, out);
}

/* Gives the key's hash too. */
static inline AcStatus lookup(AcDict *d, AcValue key, ac_uint *hash, struct AcDictEntry **out)
{
    const AcStr *s;

    if (key.tag == AC_TAG_INT && NUM_OWN_HASH(key.u.i)) {
        *hash = spread(key.u.i);
        *out = d->n ? find_int(d, key.u.i, *hash) : NULL;
    } else if ((s = value_str(key)) != NULL) {
        *hash = spread(str_hash(s));
        *out = d->n ? find_str(d, s, *hash) : NULL;
    } else {
        *out = &unsure;
    }
    return *out == &unsure ? search(d, key, hash, out) : AC_OK;
}

static ac_size free_place(const AcDict *d, ac_uint hash)
{
    ac_size p = first_place(d, hash);

    while (d->table[p] >= 0)
        p = (p + 1) & (d->places - 1);
    return p;
}

/* Packs the entries, and makes room: a quarter more than there are, in a table at most half full. Both lie in one
 * block. */
static AcStatus grow(AcDict *d)
{
    size_t places = d->places ? d->places : TABLE_MIN;
    struct AcDictEntry *old = d->entry, *entry;
    ac_size used = d->used;
    int32_t *table;

    while (places / 2 - places / 8 < (size_t)d->n + 1)
        places *= 2;
    if (places > AC_SIZE_MAX / 2 || places > SIZE_MAX / 2 / sizeof *entry)
        return exc_raise_memory();
    entry = ac_mem_alloc(places / 2 * sizeof *entry + places * sizeof *table);
    if (!entry)
        return exc_raise_memory();
    table = (int32_t *)(void *)(entry + places / 2);
    memset(table, FREE, places * sizeof *table);
    d->table = table;
    d->entry = entry;
    d->places = (ac_size)places;
    d->used = 0;
    for (ac_size i = 0; i < used; i++)
        if (is_full(&old[i])) {
            table[free_place(d, old[i].hash)] = (int32_t)d->used;
            entry[d->used++] = old[i];
        }
    ac_mem_free(old);
    return AC_OK;
}

/* ---- one key --------------------------------------------------------------------------------- */

/* No entry has that key. */
static AcStatus insert(AcDict *d, AcValue key, ac_uint hash, AcValue value)
{
    if (d->used == d->places / 2 && grow(d) != AC_OK)
        return AC_RAISED;
    ac_retain_value(key);
    ac_retain_value(value);
    d->last = d->used++;
    d->table[free_place(d, hash)] = (int32_t)d->last;
    d->entry[d->last] = (struct AcDictEntry){ key, value, hash };
    d->n++;
    return AC_OK;
}

static AC_NOINLINE AcStatus replace(struct AcDictEntry *e, AcValue value)
{
    ac_set_value(e->value, value);
    return AC_OK;
}

static AC_NOINLINE AcStatus set_searched(AcDict *d, AcValue key, AcValue value)
{
    struct AcDictEntry *e;
    ac_uint hash;

    if (lookup(d, key, &hash, &e) != AC_OK)
        return AC_RAISED;
    return e ? replace(e, value) : insert(d, key, hash, value);
}

AcStatus ac_dict_set(AcDict *d, AcValue key, AcValue value)
{
    struct AcDictEntry *e = last_with(d, key);

    if (!e)
        return set_searched(d, key, value);
    if (e->value.tag == AC_TAG_REF || value.tag == AC_TAG_REF)
        return replace(e, value);
    e->value = value;
    return AC_OK;
}

static inline AcStatus give(AcValue value, AcValue *out)
{
    ac_retain_value(value);
    *out = value;
    return AC_OK;
}

static AC_NOINLINE AcStatus get_searched(AcDict *d, AcValue key, AcValue *out)
{
    struct AcDictEntry *e;
    ac_uint hash;

    if (lookup(d, key, &hash, &e) != AC_OK)
        return AC_RAISED;
    return e ? give(e->value, out) : raise_key(key);
}

AcStatus ac_dict_get(AcDict *d, AcValue key, AcValue *out)
{
    const struct AcDictEntry *e = last_with(d, key);

    return e ? give(e->value, out) : get_searched(d, key, out);
}

AcStatus ac_dict_get_or(AcDict *d, AcValue key, AcValue fallback, AcValue *out)
{
    struct AcDictEntry *e = last_with(d, key);
    ac_uint hash;

    if (!e && lookup(d, key, &hash, &e) != AC_OK)
        return AC_RAISED;
    return give(e ? e->value : fallback, out);
}

AcStatus ac_dict_contains(AcDict *d, AcValue key, bool *out)
{
    struct AcDictEntry *e = last_with(d, key);
    ac_uint hash;

    if (!e && lookup(d, key, &hash, &e) != AC_OK)
        return AC_RAISED;
    *out = e != NULL;
    return AC_OK;
}

AcStatus ac_dict_setdefault(AcDict *d, AcValue key, AcValue fallback, AcValue *out)
{
    struct AcDictEntry *e;
    ac_uint hash;

    if (lookup(d, key, &hash, &e) != AC_OK || (!e && insert(d, key, hash, fallback) != AC_OK))
        return AC_RAISED;
    *out = e ? e->value : fallback;
    ac_retain_value(*out);
    return AC_OK;
}

/* Takes the entry out; its key is released, its value goes to the caller. */
static AcValue take_out(AcDict *d, struct AcDictEntry *e)
{
    AcValue key = e->key, value = e->value;
    ac_size p = first_place(d, e->hash);

    while (d->table[p] != (int32_t)(e - d->entry))
        p = (p + 1) & (d->places - 1);
    d->table[p] = GONE;
    e->key.tag = AC_TAG_REF;
    e->key.u.o = NULL;
    e->value = ac_from_none();
    d->n--;
    ac_release_value(key);
    return value;
}

static AcStatus pop(AcDict *d, AcValue key, bool *found, AcValue *out)
{
    struct AcDictEntry *e;
    ac_uint hash;

    if (lookup(d, key, &hash, &e) != AC_OK)
        return AC_RAISED;
    *found = e != NULL;
    if (e)
        *out = take_out(d, e);
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
    ac_size i = d->used;

    while (i > 0 && !is_full(&d->entry[i - 1]))
        i--;
    if (i == 0)
        return ac_raise_text(&ac_KeyError, "popitem(): dictionary is empty");
    pair[0] = d->entry[i - 1].key;
    pair[1] = d->entry[i - 1].value;
    if (ac_tuple_new(2, pair, out) != AC_OK)
        return AC_RAISED;
    ac_release_value(take_out(d, &d->entry[i - 1]));
    return AC_OK;
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
    for (ac_size i = 0; i < old.used; i++) {
        ac_release_value(old.entry[i].key);
        ac_release_value(old.entry[i].value);
    }
    ac_mem_free(old.entry);
}

static AcStatus set_hashed(AcDict *d, AcValue key, ac_uint hash, AcValue value)
{
    struct AcDictEntry *e;

    if (find(d, key, hash, &e) != AC_OK)
        return AC_RAISED;
    if (!e)
        return insert(d, key, hash, value);
    ac_set_value(e->value, value);
    return AC_OK;
}

/* Comparing keys may change either of them. */
static AcStatus update_by_dict(AcDict *d, AcDict *other)
{
    ac_size n = other->n;

    for (ac_size i = 0; i < other->used; i++) {
        struct AcDictEntry e = other->entry[i];
        AcStatus status;

        if (!is_full(&e))
            continue;
        ac_retain_value(e.key);
        ac_retain_value(e.value);
        status = set_hashed(d, e.key, e.hash, e.value);
        ac_release_value(e.key);
        ac_release_value(e.value);
        if (status != AC_OK)
            return AC_RAISED;
        if (other->n != n)
            return ac_raise_text(&ac_RuntimeError, "dict mutated during update");
    }
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

AcStatus ac_dict_add_mapping(AcDict *d, AcValue mapping)
{
    if (value_dict(mapping))
        return update_by_dict(d, value_dict(mapping));
    return ac_raise_format(&ac_TypeError, "'%T' object is not a mapping", mapping);
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

/* Does `that` have the same value under the same key? */
static AcStatus has_entry(AcDict *that, const struct AcDictEntry *mine, bool *out)
{
    struct AcDictEntry *e;
    AcStatus status;
    AcValue theirs;

    if (find(that, mine->key, mine->hash, &e) != AC_OK)
        return AC_RAISED;
    *out = e != NULL;
    if (!e)
        return AC_OK;
    theirs = e->value;
    ac_retain_value(theirs);
    status = value_same(mine->value, theirs, out);
    ac_release_value(theirs);
    return status;
}

static AcStatus dict_eq(AcObj *o, AcValue other, bool *out)
{
    AcDict *d = (AcDict *)o, *that = value_dict(other);

    *out = that && that->n == d->n;
    for (ac_size i = 0; i < d->used && *out; i++) {
        struct AcDictEntry mine = d->entry[i];
        AcStatus status;

        if (!is_full(&mine))
            continue;
        ac_retain_value(mine.key);
        ac_retain_value(mine.value);
        status = has_entry(that, &mine, out);
        ac_release_value(mine.key);
        ac_release_value(mine.value);
        if (status != AC_OK)
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
    while (at < d->used && !is_full(&d->entry[at]))
        at++;
    *more = at < d->used;
    if (!*more)
        return AC_OK;
    d->last = (ac_size)at;
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

AcStatus ac_dict_next(AcDict *d, ac_int *position, bool *more, AcValue *key)
{
    return dict_next(d, DICT_KEYS, position, more, key);
}

AcValue ac_dict_last_value(const AcDict *d)
{
    AcValue value = d->entry[d->last].value;

    ac_retain_value(value);
    return value;
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
    AcStatus status = AC_OK;
    bool some = false;

    if (d->printing) {
        text_add_c(t, "...");
        return AC_OK;
    }
    d->printing = true;
    for (ac_size i = 0; i < d->used && status == AC_OK; i++) {
        struct AcDictEntry e = d->entry[i];

        if (!is_full(&e))
            continue;
        if (some)
            text_add_c(t, ", ");
        some = true;
        ac_retain_value(e.key);
        ac_retain_value(e.value);
        status = add_part(t, &e, part, braces);
        ac_release_value(e.key);
        ac_release_value(e.value);
    }
    d->printing = false;
    return status;
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
