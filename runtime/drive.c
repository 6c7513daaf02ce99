/* drive.c: coroutines that are driven by hand, by send(), throw() and close().
 *
 * Who drives one takes the place of the loop. The task that lies before the coroutine, which is none, stands in for it
 * as the one that runs. What an awaited object yields is handed out, and sleep(0) gives None; whatever else would wait
 * for the loop raises RuntimeError where it stands, since nobody would come back to it.
 *
 * `awaited` in the frame's head tells that the coroutine is driven, and whether it runs just now.
 * SPDX-License-Identifier: MIT */
#include "loop.h"
#include "objects.h"

enum { DRIVEN = 2, RUNS };

static AcStatus begin(AcCoro *coro);
static AcStatus drive(AcCoro *coro, AcStatus in, bool *more, AcValue *out);
static AcStatus run(AcTask *t, AcStatus in);
static AcStatus advance(AcTask *t, AcStatus status);
static bool has_given_way(AcTask *t);
static void stop_waiting(AcTask *t);
static AcStatus answer(AcCoro *coro, AcStatus in, AcValue *out);
static void close_given_up(AcCoro *coro);

AcStatus ac_coroutine_send(AcCoro *coro, AcValue sent, AcValue *out)
{
    if (begin(coro) != AC_OK)
        return AC_RAISED;
    if (coro->frame.state == 0 && sent.tag != AC_TAG_NONE)
        return ac_raise_text(&ac_TypeError, "can't send non-None value to a just-started coroutine");
    ac_retain_value(sent);
    ac_move_value(ac_sent, sent);
    return answer(coro, AC_OK, out);
}

AcStatus ac_coroutine_throw(AcCoro *coro, AcExc *e, AcValue *out)
{
    return begin(coro) == AC_OK ? answer(coro, ac_raise(e), out) : AC_RAISED;
}

static AcStatus answer(AcCoro *coro, AcStatus in, AcValue *out)
{
    bool more = false;

    if (drive(coro, in, &more, out) != AC_OK)
        return AC_RAISED;
    return more ? AC_OK : generator_stop(coro_take_result(coro));
}

AcStatus ac_coroutine_close(AcCoro *coro)
{
    AcValue item = ac_from_none();
    bool more = false;

    if (coro->frame.state == AC_STATE_DONE)
        return AC_OK;
    if (begin(coro) != AC_OK)
        return AC_RAISED;
    if (coro->frame.state == 0) {
        coro_close(coro);
        return AC_OK;
    }
    if (drive(coro, ac_raise_type(&ac_GeneratorExit), &more, &item) != AC_OK)
        return generator_closed();
    ac_release_value(item);
    return more ? ac_raise_text(&ac_RuntimeError, "coroutine ignored GeneratorExit") : AC_OK;
}

AcStatus ac_give_way(AcFrame *f, AcValue given)
{
    AcTask *t = ac_current;

    if (task_is_driven(t)) {
        ac_retain_value(given);
        ac_move_value(ac_yielded, given);
        t->leaf = f;
        t->state = AC_TASK_DONE;
        return AC_PENDING;
    }
    if (given.tag != AC_TAG_NONE && given.tag != AC_TAG_INT)
        return ac_raise_format(&ac_RuntimeError, "Task got bad yield: %R", given);
    return ac_sleep_ms(f, given.tag == AC_TAG_INT ? given.u.i : 0);
}

/* It may be driven: nobody else has it. */
static AcStatus begin(AcCoro *coro)
{
    AcTask *t = coro_task(coro);

    if (coro->frame.awaited == RUNS)
        return ac_raise_text(&ac_ValueError, "coroutine already executing");
    if (coro->frame.awaited == DRIVEN && coro->frame.state != AC_STATE_DONE)
        return AC_OK;
    if (coro->frame.awaited)
        return coro_raise_reused(coro);
    coro_given_up = close_given_up;
    coro->frame.awaited = DRIVEN;
    *t = (AcTask){ .obj = { &ac_type_task, 0 }, .leaf = &coro->frame };
    return AC_OK;
}

/* *more: it has given way, with *out. */
static AcStatus drive(AcCoro *coro, AcStatus in, bool *more, AcValue *out)
{
    AcTask *outer = ac_current;
    AcStatus status;

    if (ac_enter() != AC_OK)
        return AC_RAISED;
    if (outer && outer->state == AC_TASK_READY)
        outer->state = AC_TASK_RUNNING;
    ac_retain(coro);
    coro->frame.awaited = RUNS;
    coro_task(coro)->u.live.after = outer;
    ac_current = coro_task(coro);
    status = run(ac_current, in);
    ac_current = outer;
    if (outer && outer->state == AC_TASK_RUNNING)
        outer->state = AC_TASK_READY;
    coro->frame.awaited = DRIVEN;
    ac_clear_value(ac_sent);
    *more = status == AC_PENDING;
    if (*more)
        *out = generator_take();
    ac_release(coro);
    ac_leave();
    return *more ? AC_OK : status;
}

static AcStatus run(AcTask *t, AcStatus in)
{
    AcStatus status = in;

    if (in != AC_OK && task_coro(t)->frame.state == 0) {
        coro_close(task_coro(t));
        return in;
    }
    while ((status = advance(t, status)) == AC_PENDING && !has_given_way(t)) {
        stop_waiting(t);
        status = ac_raise_text(&ac_RuntimeError, "no running event loop");
    }
    return status;
}

static AcStatus advance(AcTask *t, AcStatus status)
{
    t->state = AC_TASK_RUNNING;
    return task_resume(t, t->leaf, status);
}

/* Takes it out of the ready queue, if it is there: the last one. */
static bool take_back(AcTask *t)
{
    AcTask **link = &ac_ready.first;

    if (ac_ready.end != &t->next)
        return false;
    while (*link != t)
        link = &(*link)->next;
    *link = NULL;
    ac_ready.end = link;
    return true;
}

/* At a yield, or at sleep(0). */
static bool has_given_way(AcTask *t)
{
    return take_back(t) || t->state == AC_TASK_DONE;
}

static void stop_waiting(AcTask *t)
{
    if (t->state == AC_TASK_SLEEP) {
        timer_remove(t);
        return;
    }
    task_unpark(t);
    (void)take_back(t);
    if (t->arrival & ARRIVE_GATHERED)
        join_leave(t);
    t->waits = NULL;
}

/* As a generator's, its finally blocks run, but not at the end of the program. */
static void close_given_up(AcCoro *coro)
{
    AcExc *pending;
    AcValue yielded, sent;

    if (coro->frame.awaited != DRIVEN || coro->frame.state == AC_STATE_DONE || tasks_forgotten)
        return;
    pending = ac_catch();
    yielded = generator_take();
    sent = ac_take_sent();
    coro->obj.count = 1;                        /* it lives while it is closed */
    if (ac_coroutine_close(coro) != AC_OK)
        generator_ignored("Exception ignored in a coroutine:\n");
    ac_pending = pending;
    ac_yielded = yielded;
    ac_sent = sent;
    coro->obj.count = 0;
}
