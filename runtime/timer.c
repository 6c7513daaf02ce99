/* timer.c: sleeping tasks, a heap in an array ordered by deadline; equal deadlines first come first served.
 *
 * Every node has four children: half the levels of a binary heap, and the four lie in one cache line. A
 * task knows its place (`index`), so that cancelling a sleep costs log n too.
 *
 * The clock is read no more often than needed: when a sleep computes its deadline, when nothing is ready,
 * and, as long as there are timers, after each batch, that is all that was ready when it was last read.
 * SPDX-License-Identifier: MIT */
#include "loop.h"

#define CHILDREN 4u
/* Longest sleep: half the clock, less than which "before" has a meaning. */
#define SLEEP_MAX 0x7FFFFFFF
/* Ready tasks older than this are stamped anew: deadlines must not overtake them by wrapping. */
#define STAMP_AGE_MAX 0x3FFFFFFFu

static bool grow(void);
static void sift_up(uint32_t i, Timer moved);
static void sift_down(uint32_t i, Timer moved);
static void restamp(AcTask *first, uint32_t now);
static AcTask *pop_first(void);

AcStatus ac_sleep_until_due(AcFrame *f, ac_int ms)
{
    if (AC_UNLIKELY(ms > SLEEP_MAX))
        return ac_raise_text(&ac_OverflowError, "sleep is longer than half the clock's period");
    loop_refresh();
    if (AC_UNLIKELY(!timer_push(ac_current, ac_ready.now + (uint32_t)ms)))
        return ac_raise_type(&ac_MemoryError);
    (void)loop_park(f, AC_TASK_SLEEP);
    return AC_PENDING;
}

void ac_task_wake(AcTask *t)
{
    if (t->state != AC_TASK_SLEEP)
        return;
    timer_remove(t);
    loop_push(t);
}

void loop_refresh(void)
{
    uint32_t now = ac_port_now();

    if (AC_UNLIKELY(now - ac_ready.now > STAMP_AGE_MAX)) {
        restamp(ac_loop.batch, now);
        restamp(ac_ready.first, now);
    }
    ac_ready.now = now;
}

/* What is ready has been so for days of clock, since without timers nobody reads it. */
static void restamp(AcTask *first, uint32_t now)
{
    for (AcTask *t = first; t; t = t->next)
        t->due = now;
}

AcTask *timer_pick(void)
{
    AcTask *t = ac_loop.batch;

    if (!t) {
        t = loop_take_batch();
        if (t || loop_before(ac_ready.now, ac_loop.timers[0].due))
            loop_refresh();
    }
    if (!loop_before(t ? t->due : ac_ready.now, ac_loop.timers[0].due))
        return pop_first();
    if (t)
        ac_loop.batch = t->next;
    return t;
}

bool timer_push(AcTask *t, uint32_t due)
{
    Timer added;

    if (ac_loop.timer_n == ac_loop.timer_cap && !grow())
        return false;
    if (ac_loop.timer_n == 0)
        ac_attention = ATTENTION_LOOK;
    added.due = t->due = due;
    added.order = ac_loop.timer_order++;
    added.task = t;
    sift_up(ac_loop.timer_n++, added);
    return true;
}

void timer_remove(AcTask *t)
{
    uint32_t hole = t->index;
    Timer last = ac_loop.timers[--ac_loop.timer_n];

    if (last.task == t)
        return;
    if (hole > 0 && loop_before(last.due, ac_loop.timers[(hole - 1) / CHILDREN].due))
        sift_up(hole, last);
    else
        sift_down(hole, last);
}

void timer_clear(void)
{
    ac_mem_free(ac_loop.timers);
    ac_loop.timers = NULL;
    ac_loop.timer_n = ac_loop.timer_cap = 0;
}

static AcTask *pop_first(void)
{
    AcTask *t = ac_loop.timers[0].task;

    timer_remove(t);
    t->state = AC_TASK_READY;
    return t;
}

static bool grow(void)
{
    uint32_t cap = ac_loop.timer_cap ? ac_loop.timer_cap * 2 : 8;
    Timer *timers = ac_mem_resize(ac_loop.timers, cap * sizeof *timers);

    if (!timers)
        return false;
    ac_loop.timers = timers;
    ac_loop.timer_cap = cap;
    return true;
}

static inline bool earlier(const Timer *a, const Timer *b)
{
    return a->due == b->due ? loop_before(a->order, b->order) : loop_before(a->due, b->due);
}

static inline void place(uint32_t i, Timer timer)
{
    ac_loop.timers[i] = timer;
    timer.task->index = i;
}

/* Puts `moved` at the hole i or above. */
static void sift_up(uint32_t i, Timer moved)
{
    while (i > 0) {
        uint32_t parent = (i - 1) / CHILDREN;

        if (!earlier(&moved, &ac_loop.timers[parent]))
            break;
        place(i, ac_loop.timers[parent]);
        i = parent;
    }
    place(i, moved);
}

/* Puts `moved` at the hole i or below. */
static void sift_down(uint32_t i, Timer moved)
{
    const Timer *timers = ac_loop.timers;
    uint32_t n = ac_loop.timer_n;

    for (;;) {
        uint32_t first = i * CHILDREN + 1, end = first + CHILDREN < n ? first + CHILDREN : n, best = first;

        if (first >= n)
            break;
        for (uint32_t child = first + 1; child < end; child++)
            if (earlier(&timers[child], &timers[best]))
                best = child;
        if (!earlier(&timers[best], &moved))
            break;
        place(i, timers[best]);
        i = best;
    }
    place(i, moved);
}
