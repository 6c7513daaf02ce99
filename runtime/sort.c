/* sort.c: list.sort: a stable merge sort, bottom up, between the list and a second block of the same size.
 *
 * Runs that are in order already, or in strictly descending order, are found first, as sorted input is common.
 * Ints, floats and strings are compared directly. When a comparison raises, the items not yet merged are copied
 * behind those that are, so the list stays a permutation of itself. Comparisons come in CPython's order for
 * lists of up to RUN_MAX items: which pair a TypeError names can be seen. For the same reason, and to stay stable,
 * a reverse sort reverses the list before and after.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#define RUN_MAX 64u

typedef AcStatus (*Less)(const void *a, const void *b, bool *out);

typedef struct {
    size_t size;                  /* of an item */
    Less   less;
} Sort;

/* What is sorted by keys: the item follows its key. */
typedef struct { AcValue key, item; } Keyed;

static Less less_for(const AcList *l);
static AcStatus sort_items(const Sort *s, char *items, size_t n, char *spare);
static AcStatus sort_runs(const Sort *s, char *items, size_t n);
static AcStatus sort_run(const Sort *s, char *items, size_t n);
static AcStatus find_run(const Sort *s, char *items, size_t n, size_t *length);
static void reverse_items(const Sort *s, char *items, size_t n);
static AcStatus insert_sorted(const Sort *s, char *items, size_t sorted);
static AcStatus merge(const Sort *s, const char *a, const char *b, const char *end, char *to);

/* While the items are sorted the list is empty, as in CPython: a comparison that looks at it sees none. */
AcStatus ac_list_sort(AcList *l, bool reverse)
{
    AcList work = *l;
    Sort s = { list_item_size(l), less_for(l) };
    char *spare;
    AcStatus status;
    bool changed;

    if (l->n < 2)
        return AC_OK;
    spare = ac_mem_alloc(l->n * s.size);
    if (!spare)
        return exc_raise_memory();
    l->data = NULL;
    l->n = l->cap = 0;
    if (reverse)
        reverse_items(&s, work.data, work.n);
    status = sort_items(&s, work.data, work.n, spare);
    if (reverse)
        reverse_items(&s, work.data, work.n);
    ac_mem_free(spare);
    changed = l->n != 0 || l->data;
    ac_list_clear(l);
    l->data = work.data;
    l->n = work.n;
    l->cap = work.cap;
    if (status == AC_OK && changed)
        return ac_raise_text(&ac_ValueError, "list modified during sort");
    return status;
}

/* Keyed records are sorted, and their items written back. */
AcStatus ac_list_sort_by(AcList *l, const AcList *keys, bool reverse)
{
    Sort s = { sizeof(Keyed), less_for(keys) };
    size_t n = l->n, size = list_item_size(l), key_size = list_item_size(keys);
    Keyed *records;
    AcStatus status;

    if (keys->n != l->n)
        return ac_raise_text(&ac_ValueError, "list modified during sort");
    if (n < 2)
        return AC_OK;
    records = ac_mem_alloc(2 * n * sizeof *records);
    if (!records)
        return exc_raise_memory();
    for (size_t i = 0; i < n; i++) {
        memcpy(&records[i].key, (const char *)keys->data + i * key_size, key_size);
        memcpy(&records[i].item, (const char *)l->data + i * size, size);
    }
    if (reverse)
        reverse_items(&s, (char *)records, n);
    status = sort_items(&s, (char *)records, n, (char *)(records + n));
    if (reverse)
        reverse_items(&s, (char *)records, n);
    if (l->n != n && status == AC_OK)
        status = ac_raise_text(&ac_ValueError, "list modified during sort");
    for (size_t i = 0; i < n && l->n == n; i++)
        memcpy((char *)l->data + i * size, &records[i].item, size);
    ac_mem_free(records);
    return status;
}

/* ---- comparing ------------------------------------------------------------------------------- */

static AcStatus less_int(const void *a, const void *b, bool *out)
{
    *out = *(const ac_int *)a < *(const ac_int *)b;
    return AC_OK;
}

static AcStatus less_float(const void *a, const void *b, bool *out)
{
    *out = *(const ac_float *)a < *(const ac_float *)b;
    return AC_OK;
}

static AcStatus less_bool(const void *a, const void *b, bool *out)
{
    *out = *(const bool *)a < *(const bool *)b;
    return AC_OK;
}

static AcStatus less_str(const void *a, const void *b, bool *out)
{
    *out = ac_str_compare(*(AcStr *const *)a, *(AcStr *const *)b) < 0;
    return AC_OK;
}

static AcStatus less_ref(const void *a, const void *b, bool *out)
{
    return ac_value_compare(AC_LT, ac_rep_load(AC_REP_REF, a), ac_rep_load(AC_REP_REF, b), out);
}

static AcStatus less_value(const void *a, const void *b, bool *out)
{
    return ac_value_compare(AC_LT, *(const AcValue *)a, *(const AcValue *)b, out);
}

static Less less_for(const AcList *l)
{
    switch ((AcRep)l->rep) {
    case AC_REP_INT:   return less_int;
    case AC_REP_FLOAT: return less_float;
    case AC_REP_BOOL:  return less_bool;
    case AC_REP_VALUE: return less_value;
    case AC_REP_REF:
    case AC_REP_NONE:
    default:           break;
    }
    for (size_t i = 0; i < l->n; i++)
        if (!value_str(list_value(l, i)))
            return less_ref;
    return less_str;
}

/* ---- sorting --------------------------------------------------------------------------------- */

static AcStatus sort_items(const Sort *s, char *items, size_t n, char *spare)
{
    char *from = items, *to = spare;
    AcStatus status = sort_runs(s, items, n);

    for (size_t width = RUN_MAX; width < n && status == AC_OK; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t middle = i + width < n ? i + width : n, end = middle + width < n ? middle + width : n;

            if (status == AC_OK)
                status = merge(s, from + i * s->size, from + middle * s->size, from + end * s->size,
                               to + i * s->size);
            else
                memcpy(to + i * s->size, from + i * s->size, (end - i) * s->size);
        }
        from = to;
        to = to == spare ? items : spare;
    }
    if (from != items)
        memcpy(items, from, n * s->size);
    return status;
}

/* Each RUN_MAX items for themselves. */
static AcStatus sort_runs(const Sort *s, char *items, size_t n)
{
    for (size_t i = 0; i < n; i += RUN_MAX)
        if (sort_run(s, items + i * s->size, n - i < RUN_MAX ? n - i : RUN_MAX) != AC_OK)
            return AC_RAISED;
    return AC_OK;
}

/* What is in order stays; the rest is inserted. */
static AcStatus sort_run(const Sort *s, char *items, size_t n)
{
    size_t sorted;

    if (find_run(s, items, n, &sorted) != AC_OK)
        return AC_RAISED;
    for (; sorted < n; sorted++)
        if (insert_sorted(s, items, sorted) != AC_OK)
            return AC_RAISED;
    return AC_OK;
}

static AcStatus find_run(const Sort *s, char *items, size_t n, size_t *length)
{
    bool descending = false, less;
    size_t i = 1;

    for (; i < n; i++) {
        if (s->less(items + i * s->size, items + (i - 1) * s->size, &less) != AC_OK)
            return AC_RAISED;
        if (i == 1)
            descending = less;
        if (less != descending)
            break;
    }
    if (descending)
        reverse_items(s, items, i);
    *length = i;
    return AC_OK;
}

static void reverse_items(const Sort *s, char *items, size_t n)
{
    Keyed spare;                  /* as large as any */

    for (size_t i = 0; i < n / 2; i++) {
        char *a = items + i * s->size, *b = items + (n - 1 - i) * s->size;
        memcpy(&spare, a, s->size);
        memcpy(a, b, s->size);
        memcpy(b, &spare, s->size);
    }
}

/* The item behind `sorted` ones goes to its place among them. */
static AcStatus insert_sorted(const Sort *s, char *items, size_t sorted)
{
    Keyed item;                   /* as large as any */
    size_t low = 0, high = sorted;
    bool before;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (s->less(items + sorted * s->size, items + middle * s->size, &before) != AC_OK)
            return AC_RAISED;
        if (before)
            high = middle;
        else
            low = middle + 1;
    }
    memcpy(&item, items + sorted * s->size, s->size);
    memmove(items + (low + 1) * s->size, items + low * s->size, (sorted - low) * s->size);
    memcpy(items + low * s->size, &item, s->size);
    return AC_OK;
}

/* [a, b) and [b, end), both sorted, to `to`. One comparison tells that they are in order already. */
static AcStatus merge(const Sort *s, const char *a, const char *b, const char *end, char *to)
{
    const char *a_end = b;
    bool before = false;
    AcStatus status = AC_OK;

    if (a < b && b < end)
        status = s->less(b, b - s->size, &before);
    while (status == AC_OK && before && a < a_end && b < end) {
        bool second;

        status = s->less(b, a, &second);
        if (status != AC_OK)
            break;
        memcpy(to, second ? b : a, s->size);
        to += s->size;
        a += second ? 0 : s->size;
        b += second ? s->size : 0;
    }
    memcpy(to, a, (size_t)(a_end - a));
    memcpy(to + (a_end - a), b, (size_t)(end - b));
    return status;
}
