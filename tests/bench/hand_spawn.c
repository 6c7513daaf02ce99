/* hand_spawn.c 1 ROUNDS: see spawn.async.
 * SPDX-License-Identifier: MIT */
#include "hand.h"

typedef struct { Machine m; Machine *waiter; long x, *result; } Work;
typedef struct { Machine m; long i, rounds, x; } Main;

static void work(Machine *m)
{
    Work *w = (Work *)m;

    *w->result = w->x + 1;
    push(w->waiter);
    free(w);
}

static void run_main(Machine *m)
{
    Main *f = (Main *)m;

    switch (m->state) {
    case 0:
        for (f->i = 0; f->i < f->rounds; f->i++) {
            Work *w = malloc(sizeof *w);

            if (!w)
                abort();
            w->m.run = work;
            w->m.state = 0;
            w->waiter = m;
            w->x = f->x;
            w->result = &f->x;
            push(&w->m);
            m->state = 1;
            return;
    case 1:;
        }
    }
    printf("%ld\n", f->x);
}

int main(int argc, char **argv)
{
    static Main f;

    f.m.run = run_main;
    f.rounds = argc > 2 ? atol(argv[2]) : 1;
    push(&f.m);
    run_all();
    return 0;
}
