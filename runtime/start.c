/* start.c: tasks that do not begin as soon as possible: after a time, after another task. The library's own helpers;
 * they do not show among all_tasks().
 *
 * One that waits for its first turn stands where a running task would that sleeps or awaits, with the state of its
 * frame still 0. That of the second kind is no more than told of the end: a failure does not pass to it, nor does
 * its cancellation to the task it waits for.
 * SPDX-License-Identifier: MIT */
#include "loop.h"

#define LATEST 0x7FFFFFFF         /* as for a sleep */

static AcStatus make(AcCoro *coro, AcTask **out);
static void abandon(AcTask *t);

AcStatus ac_start_later(AcCoro *coro, ac_int ms, AcTask **out)
{
    AcTask *t;

    if (ms > LATEST) {
        coro->frame.awaited = 1;        /* that it never will be is the library's doing */
        return ac_raise_text(&ac_OverflowError, "timeout is longer than half the clock's period");
    }
    if (make(coro, &t) != AC_OK)
        return AC_RAISED;
    *out = t;
    if (ms <= 0) {
        loop_push(t);
        return AC_OK;
    }
    loop_refresh();
    if (!timer_push(t, ac_ready.now + (uint32_t)ms)) {
        abandon(t);
        return ac_raise_type(&ac_MemoryError);
    }
    t->state = AC_TASK_SLEEP;
    return AC_OK;
}

AcStatus ac_start_after(AcCoro *coro, AcTask *first, AcTask **out)
{
    AcTask *t;

    if (make(coro, &t) != AC_OK)
        return AC_RAISED;
    if (first->state == AC_TASK_DONE) {
        loop_push(t);
    } else {
        t->state = AC_TASK_JOIN;
        t->waits = first;
        join_add(first, t);
    }
    *out = t;
    return AC_OK;
}

/* What was queued last can be taken out again. */
static AcStatus make(AcCoro *coro, AcTask **out)
{
    AcTask **end = ac_ready.end;

    if (ac_task_new(coro, out) != AC_OK)
        return AC_RAISED;
    ac_task_hide(*out);
    task_stamp(*out, ac_port_now_us());
    ac_ready.end = end;
    *end = NULL;
    return AC_OK;
}

static void abandon(AcTask *t)
{
    t->arrival |= ARRIVE_CANCELLED;
    loop_push(t);
    ac_release(t);
}
