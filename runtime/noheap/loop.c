/* loop.c: the loop, tasks, queues and flags of programs without a heap. What runs after what is as in task.c, timer.c,
 * wait.c and join.c, whose tests it passes too; but a task is in one list at most, timers are a list in the order of
 * their deadlines, and who awaits a task is found by looking through those that await any. With the few tasks of a
 * microcontroller that is less memory and not slower.
 * SPDX-License-Identifier: MIT */
#include "asyncc_noheap.h"

#include "noheap/loop.h"
#include "noheap/text.h"
#include "port.h"

#define SLEEP_MAX 0x7FFFFFFF      /* half the clock, less than which "before" has a meaning */

AcExc loop_cancelled = AC_EXC_INIT(&ac_CancelledError, NULL);

AcTask *ac_current;
AcExc *ac_pending;
volatile int ac_attention;
volatile int ac_runs;

static AcQueue ready;             /* since the last batch was taken */
static AcTask *batch;
static AcTask *timers;            /* the first due first */
AcQueue loop_parked;              /* those that wait for a flag, or await a task */
static uint32_t now;              /* the clock as last read; never behind the `due` of a ready task */

static inline bool before(uint32_t a, uint32_t b) { return (int32_t)(a - b) < 0; }

/* ---- queues ---------------------------------------------------------------------------------- */

static void append(AcQueue *q, AcTask *t)
{
    if (q->last) {
        t->next = q->last->next;
        q->last->next = t;
    } else {
        t->next = t;
    }
    q->last = t;
}

/* The one behind `at`, out of its queue. */
static AcTask *take_next(AcQueue *q, AcTask *at)
{
    AcTask *t = at->next;

    at->next = t->next;
    if (q->last == t)
        q->last = t == at ? NULL : at;
    return t;
}

void loop_take(AcQueue *q, const AcTask *t)
{
    AcTask *at = q->last;

    while (at->next != t)
        at = at->next;
    (void)take_next(q, at);
}

void loop_make_ready(AcTask *t)
{
    t->state = AC_TASK_READY;
    t->due = now;
    append(&ready, t);
}

/* One that was cancelled while it ran does not wait at all. */
AcStatus loop_park(AcFrame *f, AcTaskState state, AcQueue *q, void *waits)
{
    AcTask *t = ac_current;

    t->leaf = f;
    if (t->arrival & ARRIVE_CANCELLED) {
        t->arrival |= ARRIVE_LEFT;
        loop_make_ready(t);
    } else {
        t->state = (uint8_t)state;
        t->waits = waits;
        append(q, t);
    }
    return AC_PENDING;
}

AcStatus ac_queue_wait(AcFrame *f, AcQueue *q)
{
    ac_current->arrival &= (uint8_t)~ARRIVE_LEFT;
    return loop_park(f, AC_TASK_QUEUE, q, q);
}

bool ac_queue_wake_one(AcQueue *q)
{
    if (!q->last)
        return false;
    loop_make_ready(take_next(q, q->last));
    return true;
}

void ac_queue_wake_all(AcQueue *q)
{
    while (ac_queue_wake_one(q))
        continue;
}

bool ac_queue_woken(void)
{
    return !(ac_current->arrival & ARRIVE_LEFT);
}

ac_int ac_queue_length(const AcQueue *q)
{
    ac_int n = 0;

    if (q->last)
        for (const AcTask *t = q->last->next; ; t = t->next) {
            n++;
            if (t == q->last)
                break;
        }
    return n;
}

/* ---- flags ----------------------------------------------------------------------------------- */

void ac_flag_set(AcFlag *flag)
{
    flag->set = 1;
    ac_attention = 1;
    ac_port_wake();
}

void ac_flag_clear(AcFlag *flag)
{
    flag->set = 0;
}

/* Does a task wait for the flag? NULL: for any. */
static bool is_awaited(const AcFlag *flag)
{
    const AcTask *t = loop_parked.last;

    for (bool last = !t; !last; ) {
        t = t->next;
        if (t->state == AC_TASK_FLAG && (!flag || t->waits == flag))
            return true;
        last = t == loop_parked.last;
    }
    return false;
}

AcStatus ac_flag_wait(AcFrame *f, AcFlag *flag)
{
    AC_STATIC_EXC(taken, ac_RuntimeError, "another task waits for this flag");

    if (flag->set) {
        flag->set = 0;
        return AC_OK;
    }
    if (is_awaited(flag))
        return ac_raise(&taken);
    return loop_park(f, AC_TASK_FLAG, &loop_parked, flag);
}

/* Has come what it waits for? */
static bool is_over(const AcTask *t)
{
    return t->state == AC_TASK_FLAG ? ((const AcFlag *)t->waits)->set : ((const AcTask *)t->waits)->state == AC_TASK_DONE;
}

/* Those in the given state for whom it is over go on. A flag is reset only when its task runs: what is set in between is
 * one and the same wake-up. */
static void unpark(AcTaskState state)
{
    AcTask *at = loop_parked.last, *end = at;

    for (bool last = !at; !last && loop_parked.last; ) {
        AcTask *t = at->next, *awaited = t->waits;

        last = t == end;
        if (t->state != (uint8_t)state || !is_over(t)) {
            at = t;
            continue;
        }
        (void)take_next(&loop_parked, at);
        if (state == AC_TASK_FLAG) {
            t->arrival |= ARRIVE_FLAGGED;
        } else {
            awaited->retrieved = true;
            if (awaited->waits)
                t->arrival |= ARRIVE_JOINED;
        }
        loop_make_ready(t);
    }
}

static bool tells(const AcTask *at, const AcTask *t)
{
    return (at->arrival & ARRIVE_JOINED) && at->waits == t;
}

bool ac_task_is_told(const AcTask *t)
{
    for (const AcTask *at = batch; at; at = at->next)
        if (tells(at, t))
            return true;
    for (const AcTask *at = ready.last; at; at = at->next == ready.last ? NULL : at->next)
        if (tells(at->next, t))
            return true;
    return false;
}

/* ---- timers ---------------------------------------------------------------------------------- */

AcStatus ac_sleep_ms(AcFrame *f, ac_int ms)
{
    AC_STATIC_EXC(too_long, ac_OverflowError, "sleep is longer than half the clock's period");
    AcTask *t = ac_current, **link = &timers;

    t->leaf = f;
    if (ms <= 0 || (t->arrival & ARRIVE_CANCELLED)) {
        loop_make_ready(t);
        return AC_PENDING;
    }
    if (ms > SLEEP_MAX)
        return ac_raise(&too_long);
    now = ac_port_now();
    t->due = now + (uint32_t)ms;
    t->state = AC_TASK_SLEEP;
    while (*link && !before(t->due, (*link)->due))
        link = &(*link)->next;
    t->next = *link;
    *link = t;
    return AC_PENDING;
}

void loop_take_timer(const AcTask *t)
{
    AcTask **link = &timers;

    while (*link != t)
        link = &(*link)->next;
    *link = t->next;
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* All that is ready, as a list that NULL ends. */
static AcTask *take_batch(void)
{
    AcTask *first = NULL;

    if (ready.last) {
        first = ready.last->next;
        ready.last->next = NULL;
        ready.last = NULL;
    }
    return first;
}

void loop_take_ready(const AcTask *t)
{
    AcTask **link = &batch;

    while (*link && *link != t)
        link = &(*link)->next;
    if (*link)
        *link = t->next;
    else
        loop_take(&ready, t);
}

/* The next of batch, ready queue and timers, taken out; NULL: none is due. */
static AcTask *pick(void)
{
    AcTask *t = batch;

    if (ac_attention) {
        ac_attention = 0;
        ac_port_order();
        unpark(AC_TASK_FLAG);
    }
    if (!t) {
        t = batch = take_batch();
        if (timers && (t || before(now, timers->due)))
            now = ac_port_now();
    }
    if (timers && !before(t ? t->due : now, timers->due)) {
        t = timers;
        timers = t->next;
        t->state = AC_TASK_READY;
    } else if (t) {
        batch = t->next;
    }
    return t;
}

/* What the await gives at which the task stands. A cancellation goes before all else, and leaves a flag set for its
 * next waiter. */
static AcStatus arrive(AcTask *t)
{
    uint8_t arrival = t->arrival;

    t->arrival &= (uint8_t)~ARRIVE_ACTS;
    if (arrival & ARRIVE_CANCELLED)
        return ac_raise(&loop_cancelled);
    if (arrival & ARRIVE_FLAGGED)
        ((AcFlag *)t->waits)->set = 0;
    if (arrival & ARRIVE_JOINED)
        return ac_raise(((AcTask *)t->waits)->waits);
    return AC_OK;
}

/* Who awaits it goes on; but what means the end of the program ends the loop. */
static AcStatus end_task(AcTask *t, AcStatus status)
{
    AcExc *failed = status == AC_OK ? NULL : ac_catch();

    if (t->arrival & ARRIVE_CANCELLED) {        /* on its last way */
        t->arrival &= (uint8_t)~ARRIVE_CANCELLED;
        failed = &loop_cancelled;
    }
    t->state = AC_TASK_DONE;
    t->waits = (void *)(uintptr_t)failed;
    unpark(AC_TASK_JOIN);
    if (failed && !t->retrieved && ac_exc_matches(failed, &ac_Exception)) {
        loop_make_ready(t);
        t->state = AC_TASK_DONE;
        t->arrival |= ARRIVE_FAILED;
    }
    if (failed && (ac_exc_matches(failed, &ac_SystemExit) || ac_exc_matches(failed, &ac_KeyboardInterrupt)))
        return ac_raise(failed);
    return AC_OK;
}

/* Resumes the innermost frame; one that ends resumes its caller. Nobody resumes a frame that stands at a suspension but
 * the loop: what runs has no other task between itself and the loop. */
static AcStatus step(AcTask *t)
{
    AcFrame *f = t->leaf;
    AcStatus status = AC_OK;
    const AcCode *code;

    if (t->state == AC_TASK_DONE) {
        t->arrival &= (uint8_t)~ARRIVE_FAILED;
        if (!t->retrieved)
            text_exception(t->waits);
        return AC_OK;
    }
    ac_current = t;
    if (t->arrival & ARRIVE_ACTS)
        status = arrive(t);
    if (status == AC_OK || f->state != 0)
        for (;;) {
            code = f->code;
            status = code->resume(f, status);
            if (status == AC_PENDING)
                return AC_OK;
            if (status == AC_CALL)
                f = t->leaf;
            else if (f->code != code)
                ;                                   /* a lodger has ended: its host has its head back */
            else if (f->caller)
                f = f->caller;
            else
                break;
            if (status == AC_CALL)
                status = AC_OK;
        }
    t->leaf = f;
    return end_task(t, status);
}

/* Nothing is due: waits for the first timer or an interrupt; false: none can come. */
static bool idle(void)
{
    if (!timers && !(ac_port_has_interrupts && is_awaited(NULL)))
        return false;
    ac_port_idle(timers ? timers->due - now : AC_NEVER);
    return true;
}

AcStatus ac_run_until_complete(AcTask *t, AcValue *out)
{
    if (ac_run_to_end(t) != AC_OK)
        return AC_RAISED;
    *out = ac_await_result(&t->obj);
    return AC_OK;
}

/* What the task raised is raised again. */
static AcStatus outcome(AcTask *t)
{
    AC_STATIC_EXC(not_set, ac_RuntimeError, "Result is not set.");

    if (t->state != AC_TASK_DONE)
        return ac_raise(&not_set);
    t->retrieved = true;
    return t->waits ? ac_raise(t->waits) : AC_OK;
}

AcStatus ac_run_to_end(AcTask *t)
{
    AcTask *outer = ac_current;
    AcStatus status = AC_OK;

    ac_port_start();
    while (t->state != AC_TASK_DONE && status == AC_OK) {
        AcTask *next = pick();

        if (next)
            status = step(next);
        else if (!idle() && !ac_attention)
            break;
    }
    ac_current = outer;
    return status == AC_OK ? outcome(t) : status;
}

uint32_t ac_run_once(void)
{
    AcTask *t;

    ac_port_start();
    now = ac_port_now();
    if (!batch)
        batch = take_batch();
    do {
        t = pick();
        if (t && step(t) != AC_OK)
            text_exception(ac_catch());           /* nobody is there to whom it could be raised */
    } while (t && (batch || (timers && !before(now, timers->due))));
    ac_current = NULL;
    if (batch || ready.last || ac_attention)
        return 0;
    if (!timers)
        return AC_NEVER;
    now = ac_port_now();
    return before(now, timers->due) ? timers->due - now : 0;
}

/* ---- tasks ----------------------------------------------------------------------------------- */

AcCoro *ac_coro_place(AcTask *t, AcFrame *f, const AcCode *code)
{
    t->obj.type = &ac_type_coroutine;
    t->leaf = f;
    f->code = code;
    f->caller = NULL;
    return t;
}

AcCoro *ac_coro_again(AcTask *t, AcFrame *f, const AcCode *code)
{
    static const AcTask empty;

    *t = empty;
    return ac_coro_place(t, f, code);
}

static AcStatus raise_reused(void)
{
    AC_STATIC_EXC(reused, ac_RuntimeError, "cannot reuse already awaited coroutine");

    return ac_raise(&reused);
}

AcStatus ac_begin_task(AcObj *awaitable)
{
    AcTask *t = (AcTask *)awaitable;

    if (t->obj.type == &ac_type_coroutine) {
        if (t->retrieved)
            return raise_reused();
        t->obj.type = &ac_type_task;
        loop_make_ready(t);
    }
    return AC_OK;
}

AcStatus ac_await(AcFrame *f, AcObj *awaited)
{
    AC_STATIC_EXC(itself, ac_RuntimeError, "task can't await itself");
    AcTask *t = (AcTask *)awaited;

    if (t->obj.type == &ac_type_coroutine) {
        if (t->retrieved)
            return raise_reused();
        t->retrieved = true;
        t->leaf->caller = f;
        ac_current->leaf = t->leaf;
        return AC_CALL;
    }
    if (t->state == AC_TASK_DONE)
        return outcome(t);
    if (t == ac_current)
        return ac_raise(&itself);
    return loop_park(f, AC_TASK_JOIN, &loop_parked, t);
}

/* Of a coroutine or task that is done. */
AcValue ac_await_result(AcObj *awaited)
{
    const AcFrame *f = ((AcTask *)awaited)->leaf;
    const char *at = (const char *)f + f->code->result_offset;

    switch ((AcRep)f->code->result_rep) {
    case AC_REP_BOOL:  return ac_from_bool(*(const bool *)at);
    case AC_REP_INT:   return ac_from_int(*(const ac_int *)(const void *)at);
    case AC_REP_FLOAT: return ac_from_float(*(const ac_float *)(const void *)at);
    case AC_REP_REF:   return ac_from_ref(*(AcObj *const *)(const void *)at);
    case AC_REP_VALUE: return *(const AcValue *)(const void *)at;
    case AC_REP_NONE:
    default:           break;
    }
    return ac_from_none();
}

AcStatus ac_task_result(AcTask *t, AcValue *out)
{
    if (outcome(t) != AC_OK)
        return AC_RAISED;
    *out = ac_await_result(&t->obj);
    return AC_OK;
}

bool ac_task_cancelled(const AcTask *t)
{
    return t->state == AC_TASK_DONE && t->waits && ac_exc_matches(t->waits, &ac_CancelledError);
}

AcStatus ac_current_task(AcTask **out)
{
    AC_STATIC_EXC(none, ac_RuntimeError, "no running event loop");

    if (!ac_current)
        return ac_raise(&none);
    *out = ac_current;
    return AC_OK;
}

/* ---- cancelling ------------------------------------------------------------------------------ */

/* Takes it out of what it waits for; it is ready then. One that runs gets it when it parks. */
static void throw_cancelled(AcTask *t)
{
    t->arrival |= ARRIVE_CANCELLED;
    switch ((AcTaskState)t->state) {
    case AC_TASK_READY:
    case AC_TASK_DONE:
        return;
    case AC_TASK_SLEEP:
        if (!before(now, t->due))               /* it is due, and keeps its place */
            return;
        loop_take_timer(t);
        break;
    case AC_TASK_QUEUE:
        loop_take(t->waits, t);
        t->arrival |= ARRIVE_LEFT;
        break;
    case AC_TASK_FLAG:
    case AC_TASK_JOIN:
        loop_take(&loop_parked, t);
        break;
    default:
        break;
    }
    loop_make_ready(t);
}

/* A task that awaits another passes the cancellation on to it, and sees how that one ends. */
AcStatus ac_task_cancel(AcTask *t, bool *out)
{
    AC_STATIC_EXC(self, ac_RuntimeError, "can't cancel self");

    *out = t->state != AC_TASK_DONE;
    if (!*out)
        return AC_OK;
    if (t == ac_current)
        return ac_raise(&self);
    for (uint32_t steps = 0; t->state == AC_TASK_JOIN && steps < UINT16_MAX; steps++)
        t = t->waits;
    throw_cancelled(t);
    return AC_OK;
}
