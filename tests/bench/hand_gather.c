/* hand_gather.c N ROUNDS: see gather.async.
 * SPDX-License-Identifier: MIT */
#include "hand.h"

typedef struct Main Main;
typedef struct { Machine m; Main *parent; long x; } Work;
struct Main { Machine m; long i, rounds, n, left, *results, last; };

static void work(Machine *m)
{
    Work *w = (Work *)m;
    Main *f = w->parent;

    f->results[w->x] = w->x + 1;
    if (--f->left == 0)
        push(&f->m);
    free(w);
}

static void run_main(Machine *m)
{
    Main *f = (Main *)m;

    switch (m->state) {
    case 0:
        for (f->i = 0; f->i < f->rounds; f->i++) {
            f->results = malloc((size_t)f->n * sizeof *f->results);
            if (!f->results)
                abort();
            f->left = f->n;
            for (long i = 0; i < f->n; i++) {
                Work *w = malloc(sizeof *w);

                if (!w)
                    abort();
                w->m.run = work;
                w->m.state = 0;
                w->parent = f;
                w->x = i;
                push(&w->m);
            }
            m->state = 1;
            return;
    case 1:
            f->last = f->results[f->n - 1];
            free(f->results);
        }
    }
    printf("%ld\n", f->last);
}

int main(int argc, char **argv)
{
    static Main f;

    f.m.run = run_main;
    f.n = argc > 2 ? atol(argv[1]) : 1;
    f.rounds = argc > 2 ? atol(argv[2]) : 1;
    push(&f.m);
    run_all();
    return 0;
}
