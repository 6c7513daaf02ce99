/* hand_cancel.c 1 ROUNDS: see cancel.async. The one who waits stands in a list from which it can be taken.
 * SPDX-License-Identifier: MIT */
#include "hand.h"

typedef struct Waiter Waiter;
struct Waiter { Machine m; Waiter *after, *before; Machine *parent; bool cancelled; };
typedef struct { Machine m; Waiter list, *task; long i, rounds; } Main;

static void waiter(Machine *m)
{
    Waiter *w = (Waiter *)m;
    Main *f = (Main *)w->parent;

    switch (m->state) {
    case 0:
        w->after = f->list.after;
        w->before = &f->list;
        f->list.after->before = w;
        f->list.after = w;
        m->state = 1;
        return;
    case 1:
        push(w->parent);
        return;
    }
}

static void cancel(Waiter *w)
{
    w->before->after = w->after;
    w->after->before = w->before;
    w->cancelled = true;
    push(&w->m);
}

static void run_main(Machine *m)
{
    Main *f = (Main *)m;

    switch (m->state) {
    case 0:
        for (f->i = 0; f->i < f->rounds; f->i++) {
            f->task = malloc(sizeof *f->task);
            if (!f->task)
                abort();
            f->task->m.run = waiter;
            f->task->m.state = 0;
            f->task->parent = m;
            f->task->cancelled = false;
            push(&f->task->m);
            m->state = 1;
            push(m);
            return;
    case 1:
            cancel(f->task);
            m->state = 2;
            return;
    case 2:
            if (!f->task->cancelled)
                abort();
            free(f->task);
        }
    }
}

int main(int argc, char **argv)
{
    static Main f;

    f.m.run = run_main;
    f.list.after = f.list.before = &f.list;
    f.rounds = argc > 2 ? atol(argv[2]) : 1;
    push(&f.m);
    run_all();
    return 0;
}
