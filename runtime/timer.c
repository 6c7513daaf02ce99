/* timer.c: sleeping tasks, a heap in an array ordered by deadline; equal deadlines first come first served.
 *
 * Every node has four children: half the levels of a binary heap, and the four lie in one cache line. A
 * task does not know its place, as each timer that moves would have to tell it: that costs more than the moving.
 * So a sleep that ends early leaves its timer in the heap, stale. It goes when it is the first, or with all others
 * once they are the majority; until then it keeps its task's memory.
 *
 * The clock is read no more often than needed: when a sleep computes its deadline, when nothing is ready,
 * and, as long as there are timers, after each batch, that is all that was ready when it was last read.
 * SPDX-License-Identifier: MIT */
#include "loop.h"

#define CHILDREN 4u
#define STALE_MIN 16u             /* fewer are not worth a search */
/* Longest sleep: half the clock, less than which "before" has a meaning. */
#define SLEEP_MAX 0x7FFFFFFF
/* Ready tasks older than this are stamped anew: deadlines must not overtake them by wrapping. */
#define STAMP_AGE_MAX 0x3FFFFFFFu

static bool grow(void);
static void sift_up(uint32_t i, Timer moved);
static void sift_down(uint32_t i, Timer moved);
static void restamp(AcTask *first, uint32_t now);
static AcTask *pop_first(void);
static void drop_first(void);
static void drop_stale_first(void);
static void compact(void);
static AcTask *take_stale(void);
static void release_all(AcTask *first);

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
    if (t->state == AC_TASK_SLEEP)
        timer_cancel(t);
    else if (t->state != AC_TASK_PARKED)
        return;
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
        t->place.at.due = now;
}

AcTask *timer_pick(void)
{
    AcTask *t = ac_loop.batch;

    if (!t) {
        t = loop_take_batch();
        if (t || loop_before(ac_ready.now, ac_loop.timers[0].due))
            loop_refresh();
    }
    if (!loop_before(t ? t->place.at.due : ac_ready.now, ac_loop.timers[0].due))
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
    added.due = t->place.at.due = due;
    added.order = t->place.at.index = ac_loop.timer_order++;
    added.task = t;
    sift_up(ac_loop.timer_n++, added);
    return true;
}

void timer_cancel(AcTask *t)
{
    ac_retain(t);
    t->state = AC_TASK_READY;
    ac_loop.timer_stale++;
    drop_stale_first();
    if (ac_loop.timer_stale >= STALE_MIN && ac_loop.timer_stale > ac_loop.timer_n / 2)
        compact();
}

void timer_remove(const AcTask *t)
{
    uint32_t i = 0;
    Timer last = ac_loop.timers[--ac_loop.timer_n];

    while (i < ac_loop.timer_n && ac_loop.timers[i].task != t)
        i++;
    if (i < ac_loop.timer_n) {
        sift_down(i, last);
        sift_up(i, ac_loop.timers[i]);
    }
    drop_stale_first();
}

void timer_clear(void)
{
    AcTask *stale = take_stale();

    ac_mem_free(ac_loop.timers);
    ac_loop.timers = NULL;
    ac_loop.timer_n = ac_loop.timer_cap = 0;
    release_all(stale);
}

static AcTask *pop_first(void)
{
    AcTask *t = ac_loop.timers[0].task;

    t->state = AC_TASK_READY;
    drop_first();
    if (AC_UNLIKELY(ac_loop.timer_stale != 0))
        drop_stale_first();
    if (ac_loop.timer_n)
        task_prefetch(ac_loop.timers[0].task);
    return t;
}

static void drop_first(void)
{
    Timer last = ac_loop.timers[--ac_loop.timer_n];

    if (ac_loop.timer_n)
        sift_down(0, last);
}

/* ---- stale timers ---------------------------------------------------------------------------- */

static bool is_stale(const Timer *timer)
{
    return timer->task->state != AC_TASK_SLEEP || timer->task->place.at.index != timer->order;
}

static void drop_stale_first(void)
{
    while (ac_loop.timer_n && is_stale(&ac_loop.timers[0])) {
        AcTask *t = ac_loop.timers[0].task;

        drop_first();
        ac_loop.timer_stale--;
        ac_release(t);
    }
}

static void compact(void)
{
    AcTask *stale = take_stale();

    for (uint32_t i = ac_loop.timer_n / CHILDREN + 1; i-- > 0; )
        if (i < ac_loop.timer_n)
            sift_down(i, ac_loop.timers[i]);
    release_all(stale);
}

/* Leaves the others in no order. The tasks that nobody else holds, linked by `next`, are released by the caller when
 * the heap is in order again, since that may run code of the program. */
static AcTask *take_stale(void)
{
    uint32_t n = 0;
    AcTask *unheld = NULL;

    for (uint32_t i = 0; i < ac_loop.timer_n; i++) {
        AcTask *t = ac_loop.timers[i].task;

        if (!is_stale(&ac_loop.timers[i])) {
            ac_loop.timers[n++] = ac_loop.timers[i];
        } else if (t->obj.count > 1) {
            ac_release(t);
        } else {
            t->next = unheld;
            unheld = t;
        }
    }
    ac_loop.timer_n = n;
    ac_loop.timer_stale = 0;
    return unheld;
}

static void release_all(AcTask *first)
{
    AcTask *next;

    for (AcTask *t = first; t; t = next) {
        next = t->next;
        ac_release(t);
    }
}

/* ---- the heap -------------------------------------------------------------------------------- */

static bool grow(void)
{
    uint32_t cap = ac_loop.timer_cap ? ac_loop.timer_cap * 2 : 8;
    Timer *timers = ac_mem_resize(ac_loop.timers, (size_t)cap * sizeof *timers);

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

/* Puts `moved` at the hole i or above. */
static void sift_up(uint32_t i, Timer moved)
{
    while (i > 0) {
        uint32_t parent = (i - 1) / CHILDREN;

        if (!earlier(&moved, &ac_loop.timers[parent]))
            break;
        ac_loop.timers[i] = ac_loop.timers[parent];
        i = parent;
    }
    ac_loop.timers[i] = moved;
}

/* Puts `moved` at the hole i or below. */
static void sift_down(uint32_t i, Timer moved)
{
    Timer *timers = ac_loop.timers;
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
        timers[i] = timers[best];
        i = best;
    }
    timers[i] = moved;
}
