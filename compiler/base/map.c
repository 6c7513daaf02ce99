/* map.c: open addressing over a vector of entries.
 * SPDX-License-Identifier: MIT */
#include "base/map.h"

#include <stdint.h>

void map_init(Map *m, Arena *a)
{
    *m = (Map){ .arena = a };
}

enum { SEARCHED = 8 };            /* so many entries are looked through, without slots */

static int *find(const Map *m, const void *key)
{
    uint64_t h = (uint64_t)(uintptr_t)key * 0x9E3779B97F4A7C15u;
    int i = (int)(h >> 32) & (m->slots - 1);

    while (m->slot[i] && m->entry[m->slot[i] - 1].key != key)
        i = (i + 1) & (m->slots - 1);
    return &m->slot[i];
}

static MapEntry *entry_of(const Map *m, const void *key)
{
    if (m->slots) {
        int at = *find(m, key);
        return at ? &m->entry[at - 1] : NULL;
    }
    for (int i = 0; i < m->n; i++)
        if (m->entry[i].key == key)
            return &m->entry[i];
    return NULL;
}

void *map_get(const Map *m, const void *key)
{
    const MapEntry *e = entry_of(m, key);
    return e ? e->value : NULL;
}

static void grow(Map *m)
{
    int wider = m->cap ? 2 * m->cap : 4;

    m->entry = arena_grow(m->arena, m->entry, sizeof(MapEntry) * (size_t)m->cap, sizeof(MapEntry) * (size_t)wider);
    m->cap = wider;
    if (wider <= SEARCHED)
        return;
    m->slots = 2 * wider;
    m->slot = arena_array(m->arena, int, m->slots);
    for (int i = 0; i < m->n; i++)
        *find(m, m->entry[i].key) = i + 1;
}

void map_put(Map *m, const void *key, void *value)
{
    MapEntry *e = entry_of(m, key);

    if (e) {
        e->value = value;
        return;
    }
    if (m->n == m->cap)
        grow(m);
    m->entry[m->n++] = (MapEntry){ key, value };
    if (m->slots)
        *find(m, key) = m->n;
}

/* The latest first: so the way to each is still as it was when it was put in. */
void map_clear(Map *m)
{
    for (int i = m->n - 1; i >= 0 && m->slots; i--)
        *find(m, m->entry[i].key) = 0;
    m->n = 0;
}
