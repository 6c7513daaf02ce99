/* hand_call.c 1 ROUNDS: see call.async. The callee is not inlined, since it may suspend.
 * SPDX-License-Identifier: MIT */
#include "hand.h"

typedef struct { int state; long x; bool wait; long result; } Work;
typedef struct { Machine m; Work work; long i, rounds, x; } Main;

/* true: done */
static NOINLINE bool work(Work *w, Machine *self)
{
    switch (w->state) {
    case 0:
        if (w->wait) {
            w->state = 1;
            push(self);
            return false;
    case 1:;
        }
    }
    w->result = w->x + 1;
    return true;
}

static void run_main(Machine *m)
{
    Main *f = (Main *)m;

    switch (m->state) {
    case 0:
        for (f->i = 0; f->i < f->rounds; f->i++) {
            f->work.state = 0;
            f->work.x = f->x;
            f->work.wait = f->i < 0;
            m->state = 1;
            FALLTHROUGH;
    case 1:
            if (!work(&f->work, m))
                return;
            f->x = f->work.result;
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
