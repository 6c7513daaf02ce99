/* hand.h: what the programs written by hand share: state machines on an intrusive queue, which is taken in
 * whole batches. Each is the same work as the .async program of its name, as a C programmer would write it who
 * needs nothing else: no cancelling where nothing is cancelled, no results that nobody reads.
 * SPDX-License-Identifier: MIT */
#ifndef HAND_H
#define HAND_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Machine Machine;
struct Machine {
    Machine *next;
    void   (*run)(Machine *m);
    int      state;
};

static Machine *ready, **ready_end = &ready;

static inline void push(Machine *m)
{
    m->next = NULL;
    *ready_end = m;
    ready_end = &m->next;
}

static inline void run_all(void)
{
    while (ready) {
        Machine *m = ready, *next;

        ready = NULL;
        ready_end = &ready;
        for (; m; m = next) {
            next = m->next;
            m->run(m);
        }
    }
}

static inline void *allocate(size_t n, size_t size)
{
    void *block = calloc(n ? n : 1, size);

    if (!block)
        abort();
    return block;
}

#define NOINLINE __attribute__((noinline))
#define FALLTHROUGH __attribute__((fallthrough))

#endif
