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

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 32;
}

static uint64_t hash_bytes(const char *p, size_t n)
{
    uint64_t h = n, word;

    for (; n >= sizeof word; p += sizeof word, n -= sizeof word) {
        memcpy(&word, p, sizeof word);
        h = mix(h, word);
    }
    word = 0;
    while (n > 0)
        word = word << 8 | (unsigned char)p[--n];
    return mix(h, word);
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
