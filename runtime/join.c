/* join.c: waiting for the end of tasks: of one (await) and of many (gather).
 *
 * The waiters of a task form a ring through `next`; the task points to the last. One that gathers waits,
 * in the same ring, for one task at a time: when that ends it moves on to the next of its list that is
 * not done. It becomes ready directly from the end of the last task, and nothing is allocated.
 * It also leaves its address in each task, as the caller of its first frame, so that a failure is known to be
 * somebody's, and wakes it at once if it asked for the first. Should two gathers want the same task, the mark `several`
 * stands there, and a failure looks through all tasks. The marks stay until the gatherer runs: what fails
 * after it was woken is its own too.
 * SPDX-License-Identifier: MIT */
#include "loop.h"

static AcTask several;
static uint32_t ended;            /* counts failures */

static AcTask *first_failed(const AcList *tasks);
static void finish_waiter(AcTask *t, AcTask *waiter);
static void find_gatherers(AcTask *t);
static void tell_failure(AcTask *t, AcTask *gatherer);
static bool wait_for_next(AcTask *gatherer);
static void mark_all(AcTask *gatherer);
static void remove_waiter(AcTask *t, const AcTask *waiter);
static bool contains(const AcList *tasks, const AcTask *t);

static AcTask *item(const AcList *tasks, uint32_t i)
{
    return AC_ITEM(AcTask *, tasks, i);
}

static AcTask *gatherer_of(const AcTask *t)
{
    return (AcTask *)(void *)task_coro(t)->frame.caller;
}

static void set_gatherer(AcTask *t, AcTask *gatherer)
{
    task_coro(t)->frame.caller = (AcFrame *)(void *)gatherer;
}

static bool has_failed(const AcTask *t)
{
    return t->state == AC_TASK_DONE && t->u.done.failed;
}

AcStatus ac_join_wait(AcFrame *f, AcList *tasks, bool first)
{
    AcTask *t = ac_current;
    bool failed = false;

    for (uint32_t i = 0; i < tasks->n; i++) {
        if (AC_UNLIKELY(item(tasks, i) == t))
            return ac_raise_text(&ac_RuntimeError, "task can't await itself");
        failed |= has_failed(item(tasks, i));
    }
    if (first && failed)
        return AC_OK;
    t->waits = tasks;
    t->place.at.index = 0;
    if (!wait_for_next(t))
        return AC_OK;
    (void)loop_park(f, AC_TASK_GATHER);
    ac_retain(tasks);
    mark_all(t);
    if (first)
        t->arrival |= ARRIVE_FIRST;
    return AC_PENDING;
}

AcTask *ac_join_failed(AcList *tasks)
{
    AcTask *t = first_failed(tasks);

    ac_retain(t);
    return t;
}

static AcTask *first_failed(const AcList *tasks)
{
    AcTask *first = NULL;

    for (uint32_t i = 0; i < tasks->n; i++) {
        AcTask *t = item(tasks, i);
        if (has_failed(t) && (!first || (int32_t)(t->u.done.number - first->u.done.number) < 0))
            first = t;
    }
    return first;
}

void join_finish(AcTask *t)
{
    AcTask *last = t->waiters, *waiter, *next = last->next;

    t->waiters = NULL;
    do {
        waiter = next;
        next = waiter->next;
        finish_waiter(t, waiter);
    } while (waiter != last);
}

void join_failed(AcTask *t)
{
    t->u.done.number = ended++;
    find_gatherers(t);
}

static void finish_waiter(AcTask *t, AcTask *waiter)
{
    t->retrieved = true;
    if (waiter->state == AC_TASK_GATHER) {
        if (!wait_for_next(waiter))
            join_wake(waiter);
        return;
    }
    if (t->u.done.failed && task_awaits(waiter))
        waiter->arrival |= ARRIVE_JOINED;
    else
        waiter->waits = NULL;
    loop_push(waiter);
}

static void find_gatherers(AcTask *t)
{
    AcTask *gatherer = gatherer_of(t);

    if (gatherer != &several) {
        if (gatherer)
            tell_failure(t, gatherer);
        return;
    }
    for (AcTask *g = ac_loop.all; g; g = g->u.live.after)
        if ((g->state == AC_TASK_GATHER || (g->arrival & ARRIVE_GATHERED)) && contains(g->waits, t))
            tell_failure(t, g);
}

static void tell_failure(AcTask *t, AcTask *gatherer)
{
    t->retrieved = true;
    if (gatherer->state == AC_TASK_GATHER && (gatherer->arrival & ARRIVE_FIRST))
        join_wake(gatherer);
}

/* Among the waiters of the next task of its list that is not done; false: all are. */
static bool wait_for_next(AcTask *gatherer)
{
    const AcList *tasks = gatherer->waits;

    for (; gatherer->place.at.index < tasks->n; gatherer->place.at.index++) {
        AcTask *t = item(tasks, gatherer->place.at.index);

        if (t->state != AC_TASK_DONE) {
            join_add(t, gatherer);
            return true;
        }
    }
    return false;
}

static void mark_all(AcTask *gatherer)
{
    const AcList *tasks = gatherer->waits;

    for (uint32_t i = 0; i < tasks->n; i++) {
        AcTask *t = item(tasks, i);

        if (t->state != AC_TASK_DONE && gatherer_of(t) != gatherer)
            set_gatherer(t, gatherer_of(t) ? &several : gatherer);
    }
}

/* The task it stands at may be done: then the ring is gone already. */
void join_wake(AcTask *gatherer)
{
    const AcList *tasks = gatherer->waits;

    if (gatherer->place.at.index < tasks->n && item(tasks, gatherer->place.at.index)->state != AC_TASK_DONE)
        remove_waiter(item(tasks, gatherer->place.at.index), gatherer);
    gatherer->arrival |= ARRIVE_GATHERED;
    loop_push(gatherer);
}

/* Those before its place are done. */
void join_leave(AcTask *gatherer)
{
    AcList *tasks = gatherer->waits;

    for (uint32_t i = gatherer->place.at.index; i < tasks->n; i++) {
        AcTask *t = item(tasks, i);

        if (t->state != AC_TASK_DONE && gatherer_of(t) == gatherer)
            set_gatherer(t, NULL);
    }
    gatherer->arrival &= (uint8_t)~(ARRIVE_GATHERED | ARRIVE_FIRST);
    gatherer->waits = NULL;
    ac_release(tasks);
}

void join_remove(AcTask *waiter)
{
    remove_waiter(waiter->waits, waiter);
    waiter->waits = NULL;
}

static void remove_waiter(AcTask *t, const AcTask *waiter)
{
    AcTask *before = t->waiters;

    while (before->next != waiter)
        before = before->next;
    before->next = waiter->next;
    if (before == waiter)
        t->waiters = NULL;
    else if (t->waiters == waiter)
        t->waiters = before;
}

static bool contains(const AcList *tasks, const AcTask *t)
{
    for (uint32_t i = 0; i < tasks->n; i++)
        if (item(tasks, i) == t)
            return true;
    return false;
}
