/* hand_switch.c N ROUNDS: see switch.async.
 * SPDX-License-Identifier: MIT */
#include "hand.h"

typedef struct { Machine m; long i, rounds; } Turn;

static void turn(Machine *m)
{
    Turn *t = (Turn *)m;

    switch (m->state) {
    case 0:
        for (t->i = 0; t->i < t->rounds; t->i++) {
            m->state = 1;
            push(m);
            return;
    case 1:;
        }
    }
    free(t);
}

int main(int argc, char **argv)
{
    long n = argc > 2 ? atol(argv[1]) : 1, rounds = argc > 2 ? atol(argv[2]) : 1;

    for (long i = 0; i < n; i++) {
        Turn *t = allocate(1, sizeof *t);

        t->m.run = turn;
        t->rounds = rounds;
        push(&t->m);
    }
    run_all();
    return 0;
}
