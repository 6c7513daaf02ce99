/* hand_lock.c N ROUNDS: see lock.async. The lock is handed to the one who has waited longest.
 * SPDX-License-Identifier: MIT */
#include "hand.h"

typedef struct { bool locked; Machine *waiting, **waiting_end; } Lock;
typedef struct { Machine m; Lock *lock; long i, rounds; } Contender;

static inline bool lock_acquire(Lock *l, Machine *m)
{
    if (!l->locked) {
        l->locked = true;
        return true;
    }
    m->next = NULL;
    *l->waiting_end = m;
    l->waiting_end = &m->next;
    return false;
}

static inline void lock_release(Lock *l)
{
    Machine *m = l->waiting;

    if (!m) {
        l->locked = false;
        return;
    }
    l->waiting = m->next;
    if (!l->waiting)
        l->waiting_end = &l->waiting;
    push(m);
}

static void contend(Machine *m)
{
    Contender *c = (Contender *)m;

    switch (m->state) {
    case 0:
        for (c->i = 0; c->i < c->rounds; c->i++) {
            m->state = 1;
            if (!lock_acquire(c->lock, m))
                return;
            FALLTHROUGH;
    case 1:
            m->state = 2;
            push(m);
            return;
    case 2:
            lock_release(c->lock);
        }
    }
}

int main(int argc, char **argv)
{
    long n = argc > 2 ? atol(argv[1]) : 1, rounds = argc > 2 ? atol(argv[2]) : 1;
    Lock lock = { false, NULL, &lock.waiting };
    Contender *all = allocate((size_t)n, sizeof *all);

    for (long i = 0; i < n; i++) {
        all[i].m.run = contend;
        all[i].lock = &lock;
        all[i].rounds = rounds;
        push(&all[i].m);
    }
    run_all();
    free(all);
    return 0;
}
