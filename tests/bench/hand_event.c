/* hand_event.c 1 ROUNDS: see event.async.
 * SPDX-License-Identifier: MIT */
#include "hand.h"

typedef struct { bool set; Machine *waiting; } Event;
typedef struct { Machine m; Event *awaited, *given; long i, rounds; } Side;

static inline void event_set(Event *e)
{
    e->set = true;
    while (e->waiting) {
        Machine *m = e->waiting;

        e->waiting = m->next;
        push(m);
    }
}

/* true: it is set */
static inline bool event_wait(Event *e, Machine *m)
{
    if (e->set)
        return true;
    m->next = e->waiting;
    e->waiting = m;
    return false;
}

static void answer(Machine *m)
{
    Side *s = (Side *)m;

    switch (m->state) {
    case 0:
        for (s->i = 0; s->i < s->rounds; s->i++) {
            m->state = 1;
            if (!event_wait(s->awaited, m))
                return;
            FALLTHROUGH;
    case 1:
            s->awaited->set = false;
            event_set(s->given);
        }
    }
}

static void ask(Machine *m)
{
    Side *s = (Side *)m;

    switch (m->state) {
    case 0:
        for (s->i = 0; s->i < s->rounds; s->i++) {
            event_set(s->given);
            m->state = 1;
            if (!event_wait(s->awaited, m))
                return;
            FALLTHROUGH;
    case 1:
            s->awaited->set = false;
        }
    }
}

int main(int argc, char **argv)
{
    long rounds = argc > 2 ? atol(argv[2]) : 1;
    static Event ping, pong;
    static Side asks = { { NULL, ask, 0 }, &pong, &ping, 0, 0 }, answers = { { NULL, answer, 0 }, &ping, &pong, 0, 0 };

    asks.rounds = answers.rounds = rounds;
    push(&asks.m);
    push(&answers.m);
    run_all();
    return 0;
}
