/* hand_sleep.c N ROUNDS: see sleep.async. An array heap whose entries carry their keys; equal deadlines first come
 * first served; the clock jumps.
 * SPDX-License-Identifier: MIT */
#include "hand.h"

typedef struct { uint32_t due, order; Machine *m; } Entry;
typedef struct { Machine m; long i, rounds, ms; } Sleeper;

static Entry *heap;
static size_t heap_n;
static uint32_t now, order;

static inline bool earlier(const Entry *a, const Entry *b)
{
    return a->due != b->due ? (int32_t)(a->due - b->due) < 0 : (int32_t)(a->order - b->order) < 0;
}

static inline void sleep_until(Machine *m, uint32_t due)
{
    Entry e = { due, order++, m };
    size_t i = heap_n++;

    while (i > 0 && earlier(&e, &heap[(i - 1) / 4])) {
        heap[i] = heap[(i - 1) / 4];
        i = (i - 1) / 4;
    }
    heap[i] = e;
}

static inline Entry take_first(void)
{
    Entry first = heap[0], last = heap[--heap_n];
    size_t i = 0;

    for (;;) {
        size_t child = 4 * i + 1, end = child + 4 < heap_n ? child + 4 : heap_n, best = child;

        if (child >= heap_n)
            break;
        while (++child < end)
            if (earlier(&heap[child], &heap[best]))
                best = child;
        if (!earlier(&heap[best], &last))
            break;
        heap[i] = heap[best];
        i = best;
    }
    heap[i] = last;
    return first;
}

static void sleeper(Machine *m)
{
    Sleeper *s = (Sleeper *)m;

    switch (m->state) {
    case 0:
        for (s->i = 0; s->i < s->rounds; s->i++) {
            s->ms = (s->ms * 7919 + 104729) % 1000003;
            m->state = 1;
            sleep_until(m, now + (uint32_t)(1 + s->ms));
            return;
    case 1:;
        }
    }
    free(s);
}

int main(int argc, char **argv)
{
    long n = argc > 2 ? atol(argv[1]) : 1, rounds = argc > 2 ? atol(argv[2]) : 1;

    heap = allocate((size_t)n, sizeof *heap);
    for (long i = 0; i < n; i++) {
        Sleeper *s = allocate(1, sizeof *s);

        s->m.run = sleeper;
        s->ms = i;
        s->rounds = rounds;
        push(&s->m);
    }
    run_all();
    while (heap_n) {
        Entry e = take_first();

        now = e.due;
        e.m->run(e.m);
    }
    free(heap);
    return 0;
}
