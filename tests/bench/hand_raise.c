/* hand_raise.c 1 ROUNDS: see raise.async. An exception is an error code that each level hands up.
 * SPDX-License-Identifier: MIT */
#include "hand.h"

typedef enum { DONE, WAITS, FAILED } Status;
typedef struct { int state; long x; } Fourth;
typedef struct { int state; Fourth callee; } Third;
typedef struct { int state; Third callee; } Second;
typedef struct { int state; Second callee; } First;
typedef struct { Machine m; First first; long i, rounds, caught; } Main;

static NOINLINE Status fourth(Fourth *f, Machine *self)
{
    switch (f->state) {
    case 0:
        if (f->x < 0) {
            f->state = 1;
            push(self);
            return WAITS;
    case 1:;
        }
    }
    return FAILED;
}

/* Each level: resumes the one below; its end is ours. */
#define LEVEL(NAME, TYPE, CALLEE)                                                              \
    static NOINLINE Status NAME(TYPE *f, Machine *self)                                        \
    {                                                                                          \
        Status status;                                                                         \
                                                                                               \
        if (f->state == 0) {                                                                   \
            f->callee.state = 0;                                                               \
            f->state = 1;                                                                      \
        }                                                                                      \
        status = CALLEE(&f->callee, self);                                                     \
        return status;                                                                         \
    }

LEVEL(third, Third, fourth)
LEVEL(second, Second, third)
LEVEL(first, First, second)

static void run_main(Machine *m)
{
    Main *f = (Main *)m;
    Status status;

    switch (m->state) {
    case 0:
        for (f->i = 0; f->i < f->rounds; f->i++) {
            f->first.state = 0;
            f->first.callee.callee.callee.x = f->i;
            m->state = 1;
            FALLTHROUGH;
    case 1:
            status = first(&f->first, m);
            if (status == WAITS)
                return;
            if (status == FAILED)
                f->caught++;
        }
    }
    printf("%ld\n", f->caught);
}

int main(int argc, char **argv)
{
    Main *f = allocate(1, sizeof *f);

    f->m.run = run_main;
    f->rounds = argc > 2 ? atol(argv[2]) : 1;
    push(&f->m);
    run_all();
    free(f);
    return 0;
}
