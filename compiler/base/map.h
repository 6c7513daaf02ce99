/* map.h: hash map from pointers (or integers cast to them) to pointers, iterated in insertion order.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_MAP_H
#define ASYNCC_BASE_MAP_H

#include "base/arena.h"

typedef struct { const void *key; void *value; } MapEntry;

typedef struct {
    Arena    *arena;
    MapEntry *entry;      /* in insertion order */
    int       n, cap;
    int      *slot;       /* open addressing, index + 1 into entry; 0 is free; none for few entries */
    int       slots;
} Map;

void  map_init(Map *m, Arena *a);
void *map_get(const Map *m, const void *key);              /* NULL when absent */
void  map_put(Map *m, const void *key, void *value);       /* adds or replaces */
void  map_clear(Map *m);                                   /* empty, but as roomy as before */

#endif
