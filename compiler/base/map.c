/* map.c: open addressing over a vector of entries.
 * SPDX-License-Identifier: MIT */
#include "base/map.h"

#include <stdint.h>

void map_init(Map *m, Arena *a)
{
    *m = (Map){ .arena = a };
}

static int *find(const Map *m, const void *key)
{
    uint64_t h = (uint64_t)(uintptr_t)key * 0x9E3779B97F4A7C15u;
    int i = (int)(h >> 32) & (m->slots - 1);

    while (m->slot[i] && m->entry[m->slot[i] - 1].key != key)
        i = (i + 1) & (m->slots - 1);
    return &m->slot[i];
}

void *map_get(const Map *m, const void *key)
{
    int at = m->slots ? *find(m, key) : 0;
    return at ? m->entry[at - 1].value : NULL;
}

static void grow(Map *m)
{
    int wider = m->cap ? 2 * m->cap : 8;

    m->entry = arena_grow(m->arena, m->entry, sizeof(MapEntry) * (size_t)m->cap, sizeof(MapEntry) * (size_t)wider);
    m->cap = wider;
    m->slots = 2 * wider;
    m->slot = arena_array(m->arena, int, m->slots);
    for (int i = 0; i < m->n; i++)
        *find(m, m->entry[i].key) = i + 1;
}

void map_put(Map *m, const void *key, void *value)
{
    if (m->n == m->cap)
        grow(m);
    int *slot = find(m, key);
    if (*slot) {
        m->entry[*slot - 1].value = value;
        return;
    }
    m->entry[m->n++] = (MapEntry){ key, value };
    *slot = m->n;
}

/* The latest first: so the way to each is still as it was when it was put in. */
void map_clear(Map *m)
{
    for (int i = m->n - 1; i >= 0; i--)
        *find(m, m->entry[i].key) = 0;
    m->n = 0;
}
