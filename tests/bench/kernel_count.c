/* kernel_count.c ROUNDS: the same as kernel_count.async, with hash tables that keep the order of insertion.
 * SPDX-License-Identifier: MIT */
#include "kernel.h"

#include <stdint.h>
#include <string.h>

typedef struct { const char *text; long number, value; uint64_t hash; } Entry;
typedef struct { Entry *entry; int *slot; size_t n, slots; } Table;

static uint64_t hash_of(const char *text, long number)
{
    uint64_t h = 1469598103934665603u;

    if (!text)
        return (uint64_t)number * 0x9E3779B97F4A7C15u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    return h;
}

static void grow(Table *t)
{
    t->slots = t->slots ? 2 * t->slots : 8;
    t->entry = realloc(t->entry, t->slots / 2 * sizeof *t->entry);
    free(t->slot);
    t->slot = malloc(t->slots * sizeof *t->slot);
    memset(t->slot, -1, t->slots * sizeof *t->slot);
    for (size_t i = 0; i < t->n; i++) {
        size_t p = (t->entry[i].hash ^ t->entry[i].hash >> 32) & (t->slots - 1);
        while (t->slot[p] >= 0)
            p = (p + 1) & (t->slots - 1);
        t->slot[p] = (int)i;
    }
}

/* The value under the key; 0, and made, when there is none. */
static long *value(Table *t, const char *text, long number)
{
    uint64_t hash = hash_of(text, number);

    if (2 * (t->n + 1) > t->slots)
        grow(t);
    for (size_t p = (hash ^ hash >> 32) & (t->slots - 1);; p = (p + 1) & (t->slots - 1)) {
        if (t->slot[p] < 0) {
            t->slot[p] = (int)t->n;
            t->entry[t->n] = (Entry){ text, number, 0, hash };
            return &t->entry[t->n++].value;
        }
        Entry *e = &t->entry[t->slot[p]];
        if (e->hash == hash && (text ? strcmp(e->text, text) == 0 : e->number == number))
            return &e->value;
    }
}

static const char *const words_text[] = { "the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "and", "runs", "away",
                                          "from", "the", "quick", "dog" };

static long count(long n)
{
    Table words = { NULL, NULL, 0, 0 }, numbers = { NULL, NULL, 0, 0 };
    long x = 1, best = 0, result;

    for (long i = 0; i < n; i++) {
        ++*value(&words, words_text[i % 16], 0);
        x = (x * 1103515245 + 12345) % 2147483648;
        ++*value(&numbers, NULL, x % 1000);
    }
    for (size_t i = 0; i < numbers.n; i++)
        best = numbers.entry[i].value > best ? numbers.entry[i].value : best;
    result = (long)words.n + *value(&words, "the", 0) + (long)numbers.n + best;
    free(words.entry);
    free(words.slot);
    free(numbers.entry);
    free(numbers.slot);
    return result;
}

static long turn(void)
{
    return count(20000);
}
