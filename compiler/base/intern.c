/* intern.c: one copy of each string.
 * SPDX-License-Identifier: MIT */
#include "base/intern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct Entry { const char *text; size_t length; uint64_t hash; } Entry;

static Arena *arena;
static Entry *table;
static size_t slots, used;

static uint64_t hash_bytes(const char *p, size_t n)
{
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 0x100000001B3u;
    return h;
}

static Entry *find(const char *text, size_t n, uint64_t hash)
{
    size_t i = hash & (slots - 1);
    while (table[i].text && !(table[i].hash == hash && table[i].length == n && memcmp(table[i].text, text, n) == 0))
        i = (i + 1) & (slots - 1);
    return &table[i];
}

static void grow(void)
{
    Entry *old = table;
    size_t n = slots;

    slots = slots ? slots * 2 : 1024;
    table = arena_array(arena, Entry, slots);
    for (size_t i = 0; i < n; i++)
        if (old[i].text)
            *find(old[i].text, old[i].length, old[i].hash) = old[i];
}

const char *intern_n(const char *text, size_t length)
{
    if (!arena)
        arena = arena_create();
    if (2 * used >= slots)
        grow();
    uint64_t hash = hash_bytes(text, length);
    Entry *e = find(text, length, hash);
    if (!e->text) {
        char *copy = arena_alloc(arena, length + 1);
        memcpy(copy, text, length);
        *e = (Entry){ copy, length, hash };
        used++;
    }
    return e->text;
}

const char *intern(const char *text)
{
    return intern_n(text, strlen(text));
}

void intern_reset(void)
{
    if (arena)
        arena_destroy(arena);
    arena = NULL;
    table = NULL;
    slots = used = 0;
}
