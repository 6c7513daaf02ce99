/* limit.c: what wait_for needs: a waiter that sleeps or stands still until the task that waits in its place wakes it, and
 * an end to that task when the waiter goes on, as its frame lies in the waiter's.
 * SPDX-License-Identifier: MIT */
#include "noheap/loop.h"
#include "noheap/text.h"

AcStatus ac_never(AcFrame *f)
{
    return loop_park(f, AC_TASK_QUEUE, &loop_parked, &loop_parked);
}

void ac_task_wake(AcTask *t)
{
    if (t->state == AC_TASK_SLEEP)
        loop_take_timer(t);
    else if (t->state == AC_TASK_QUEUE && t->waits == &loop_parked)
        loop_take(&loop_parked, t);
    else
        return;
    loop_make_ready(t);
}

void ac_task_disown(AcTask *t, AcTask *awaited)
{
    (void)awaited;
    if (t->state == AC_TASK_JOIN)
        loop_take(&loop_parked, t);
    else if (t->state == AC_TASK_READY || (t->arrival & ARRIVE_FAILED))
        loop_take_ready(t);
    t->state = AC_TASK_DONE;
    t->arrival = 0;
}

AcStatus ac_task_exception(AcTask *t, AcExc **out)
{
    AC_STATIC_EXC(not_set, ac_RuntimeError, "Exception is not set.");

    if (t->state != AC_TASK_DONE)
        return ac_raise(&not_set);
    t->retrieved = true;
    if (ac_task_cancelled(t))
        return ac_raise(t->waits);
    *out = t->waits;
    return AC_OK;
}
