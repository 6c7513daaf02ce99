/* task.c: the loop, and the life of a task: created, run, cancelled, ended.
 *
 * One conceptual queue is ordered by the time at which each task is due, equal times first come first
 * served: a ready task has been due since it was made ready, a sleeping one is due at its deadline. It is
 * kept as two, a list of ready tasks and a heap of timers (timer.c); without timers no clock is read.
 *
 * Between two tasks the loop looks at one variable, ac_attention: whatever is rare (a flag set by an
 * interrupt, Ctrl-C, the end of the task that a run waits for) sets it.
 * SPDX-License-Identifier: MIT */
#include "loop.h"
#include "objects.h"

/* Runs once when its turn comes, and tells: how the loop knows that all before it have had theirs. */
typedef struct { TaskBlock block; bool passed; } Marker;

static AcStatus run(AcTask *main_task);
static AcTask *enter(void);
static void leave(AcTask *outer);
static bool over(const AcTask *main_task);
static bool idle(void);
static bool somebody_waits(void);
static AcStatus attend(void);
static void unpark_cancelled(void);
static AcTask *pick(void);
static void wake_passers(void);
static bool is_clocked(void);
static void wait(uint32_t ms);
static void print_pending(void);
static uint32_t time_left(void);
static inline AcStatus step(AcTask *t);
static AcStatus watched_step(AcTask *t);
static AcStatus arrive(AcTask *t);
static AcStatus end_task(AcTask *t, AcStatus status);
static AcExc *failure(AcTask *t, AcStatus status);
static AcStatus pass_failure(AcTask *t);
static AcStatus tell_unretrieved(AcTask *t);
static void list_add(AcTask *t);
static void list_remove(AcTask *t);
static void count_cancels(AcTask *t, const AcTask *last);
static AcTask *last_awaited(AcTask *t);
static void throw_cancelled(AcTask *t);
static void clear_queue(AcTask *first);
static void detach(AcTask *t);
static void forget(AcTask *t);
static void task_free(AcObj *o);
static AcStatus marker_pass(AcFrame *f, AcStatus in);
static void marker_push(Marker *marker);

const AcType ac_type_task = {
    .obj = AC_TYPE_OBJ, .name = "Task", .base = &ac_type_object, .free = task_free
};

AcTask *ac_current;
AcExceptionHook ac_exception_hook;
volatile int ac_attention;
volatile int ac_runs;
void (*task_unname)(const AcTask *t);
AcReady ac_ready = { NULL, &ac_ready.first, 0 };
Loop ac_loop;
const AcWatcher *ac_watcher;

static const AcCode marker_code = { .name = "marker", .file = "", .size = sizeof(AcFrame), .result_rep = AC_REP_NONE, .resume = marker_pass };
static Marker stop_marker;
static Marker once_marker;
static uint32_t forever;          /* runs that ac_loop_stop ends */
static uint32_t slow_ms;          /* see ac_warn_slow; 0: nothing is warned of */
static bool watched;              /* each step is, as ac_warn_slow or ac_tell_since wants it */

/* ---- running --------------------------------------------------------------------------------- */

AcStatus ac_run_until_complete(AcTask *main_task, AcValue *out)
{
    if (!main_task) {
        *out = ac_from_none();
        return ac_run_forever();
    }
    main_task->arrival |= ARRIVE_MAIN;
    if (run(main_task) != AC_OK)
        return AC_RAISED;
    return ac_task_result(main_task, out);
}

AcStatus ac_run_forever(void)
{
    AcStatus status;

    forever++;
    stop_marker.passed = false;
    status = run(NULL);
    forever--;
    return status;
}

void ac_loop_stop(void)
{
    if (forever)
        marker_push(&stop_marker);
}

/* Until main_task is done; NULL: until the stop marker has passed, or no task is left. An inner run leaves
 * ac_attention set, since what it saw may concern the outer one.
 * `next` repeats ac_loop.batch: a register instead of memory makes the switch twice as fast. Whoever else
 * changes the batch (an inner run, ac_loop_reset) sets ac_attention. */
static AcStatus run(AcTask *main_task)
{
    AcTask *outer = enter(), *next = NULL, *t;
    AcStatus status = AC_OK;

    while (status == AC_OK) {
        if (AC_UNLIKELY(ac_attention)) {
            if (ac_attention == ATTENTION_LOOK || !is_clocked())
                status = attend();
            if (status != AC_OK || over(main_task))
                break;
            t = pick();
            next = ac_loop.batch;
            if (AC_UNLIKELY(watched) && t) {
                status = watched_step(t);
                continue;
            }
        } else {
            t = next ? next : loop_take_batch();
            if (AC_LIKELY(t != NULL))
                ac_loop.batch = next = t->next;
        }
        if (AC_LIKELY(t != NULL))
            status = step(t);
        else if (!idle() && ac_attention != ATTENTION_LOOK) {
            if (main_task || somebody_waits())
                report_deadlock();
            break;
        }
    }
    leave(outer);
    return status;
}

/* A running task may run the loop: it is the outer one then, in no queue. */
static AcTask *enter(void)
{
    AcTask *outer = ac_current;

    ac_port_start();
    if (outer && outer->state == AC_TASK_READY)
        outer->state = AC_TASK_RUNNING;
    ac_runs++;
    ac_attention = ATTENTION_LOOK;
    return outer;
}

static void leave(AcTask *outer)
{
    ac_attention = ATTENTION_LOOK;
    ac_runs--;
    ac_current = outer;
    if (outer && outer->state == AC_TASK_RUNNING)
        outer->state = AC_TASK_READY;
}

static bool over(const AcTask *main_task)
{
    return main_task ? main_task->state == AC_TASK_DONE : stop_marker.passed;
}

static bool something_is_due(void)
{
    return ac_ready.first || (ac_loop.timer_n && !loop_before(ac_ready.now, ac_loop.timers[0].due));
}

/* Who is always busy looks at descriptors and devices once in a batch. */
static void begin_pass(void)
{
    if (ac_watcher)
        ac_watcher->wait(0);
    if (ac_loop.passers.head && !ac_loop.fast)
        wake_passers();
}

/* Behind the timers that are due at the same time. */
static void wake_passers(void)
{
    loop_refresh();
    ac_queue_wake_all(&ac_loop.passers);
}

/* fast_io: after each turn of another task, those who poll something have one each. NULL: that of another comes. */
static AcTask *pick_poller(void)
{
    AcTask *t = ac_loop.polls ? ac_loop.passers.head : NULL;

    if (!t) {
        ac_loop.polls = (uint32_t)ac_queue_length(&ac_loop.passers);
        return NULL;
    }
    ac_loop.polls--;
    queue_remove(t);
    t->state = AC_TASK_READY;
    t->place.at.due = ac_ready.now;
    return t;
}

static AcTask *pick(void)
{
    AcTask *t;

    if (ac_loop.fast && (t = pick_poller()))
        return t;
    if (!ac_loop.batch && something_is_due())
        begin_pass();
    if (ac_loop.timer_n != 0)
        return timer_pick();
    t = ac_loop.batch ? ac_loop.batch : loop_take_batch();
    if (t)
        ac_loop.batch = t->next;
    return t;
}

/* Nothing is due: waits for the first timer, a descriptor or an interrupt; false: none can come. */
static bool idle(void)
{
    if (ac_loop.passers.head) {
        wait(1);
        wake_passers();
    } else if (ac_loop.timer_n)
        wait(ac_loop.timers[0].due - ac_ready.now);
    else if ((ac_loop.flags && ac_port_has_interrupts) || (ac_watcher && ac_watcher->waited_for()))
        wait(AC_NEVER);
    else
        return false;
    return true;
}

void ac_loop_fast(void)
{
    ac_loop.fast = true;
}

/* What was printed is seen while the program waits. */
static void wait(uint32_t ms)
{
    ac_flush();
    if (ac_watcher)
        ac_watcher->wait(ms);
    else
        ac_port_idle(ms);
}

static bool somebody_waits(void)
{
    for (const AcTask *t = ac_loop.all; t; t = t->u.live.after)
        if (t->state != AC_TASK_RUNNING)
            return true;
    return false;
}

/* Is there more to look at between two tasks than the ready queue? */
static bool is_clocked(void)
{
    return ac_loop.timer_n || ac_watcher || ac_loop.passers.head || watched;
}

static AcStatus attend(void)
{
    ac_attention = is_clocked() ? ATTENTION_TIMERS : 0;
    ac_port_order();                    /* what is set from here on is either seen below or asks for attention again */
    flag_poll();
    if (ac_loop.late)
        unpark_cancelled();
    if (ac_port_dump_wanted())
        ac_dump_tasks();
    if (ac_port_interrupted())
        return ac_raise_type(&ac_KeyboardInterrupt);
    return AC_OK;
}

/* A task that was cancelled while it ran has parked since: its cancellation comes now, or goes on to what it awaits. */
static void unpark_cancelled(void)
{
    AcTask *last;

    ac_loop.late = false;
    for (AcTask *t = ac_loop.all; t; t = t->u.live.after) {
        if (!(t->arrival & ARRIVE_CANCELLED))
            continue;
        t->arrival &= (uint8_t)~ARRIVE_CANCELLED;
        last = last_awaited(t);
        throw_cancelled(last);
        ac_loop.late |= last->state == AC_TASK_RUNNING;
    }
}

uint32_t ac_run_once(void)
{
    AcTask *outer = enter();

    loop_refresh();
    once_marker.passed = false;
    while (!once_marker.passed) {
        AcStatus status = AC_OK;

        if (ac_attention == ATTENTION_LOOK)
            status = attend();
        marker_push(&once_marker);
        if (status == AC_OK)
            status = watched ? watched_step(pick()) : step(pick());
        if (status != AC_OK)
            print_pending();
    }
    if (ac_attention == ATTENTION_LOOK && attend() != AC_OK)
        print_pending();
    leave(outer);
    if (ac_loop.batch || ac_ready.first)
        return 0;
    return ac_loop.timer_n ? time_left() : AC_NEVER;
}

/* Nobody is there to whom an exception that leaves the loop could be raised. */
static void print_pending(void)
{
    AcExc *e = ac_catch();

    ac_print_exception(e, 2);
    ac_release(e);
}

static uint32_t time_left(void)
{
    loop_refresh();
    return loop_before(ac_ready.now, ac_loop.timers[0].due) ? ac_loop.timers[0].due - ac_ready.now : 0;
}

static void marker_push(Marker *marker)
{
    AcTask *t = &marker->block.task;

    if (t->state == AC_TASK_READY && t->leaf)
        return;
    t->obj.type = &ac_type_task;
    t->leaf = &task_coro(t)->frame;
    t->leaf->code = &marker_code;
    loop_push(t);
}

static AcStatus marker_pass(AcFrame *f, AcStatus in)
{
    Marker *marker = f == stop_marker.block.task.leaf ? &stop_marker : &once_marker;

    (void)in;
    marker->passed = true;
    marker->block.task.state = AC_TASK_PARKED;
    if (marker == &stop_marker)
        ac_attention = ATTENTION_LOOK;
    return AC_PENDING;
}

/* ---- one turn of a task ---------------------------------------------------------------------- */

/* Raises what passes through the loop. */
static inline AcStatus step(AcTask *t)
{
    AcFrame *f = t->leaf;
    AcStatus status = AC_OK;

    ac_current = t;
    if (AC_UNLIKELY(t->arrival & ARRIVE_ACTS)) {
        if (!f)
            return tell_unretrieved(t);
        status = arrive(t);
        if (status != AC_OK && f->state == 0) {
            coro_close(task_coro(t));
            return end_task(t, status);
        }
    }
    status = task_resume(t, f, status);
    return AC_LIKELY(status == AC_PENDING) ? AC_OK : end_task(t, status);
}

void ac_warn_slow(uint32_t ms)
{
    slow_ms = ms;
    watched = true;
    ac_attention = ATTENTION_LOOK;
}

void ac_tell_since(void)
{
    coro_stamp_tasks();
    watched = true;
    ac_attention = ATTENTION_LOOK;
}

/* The end of a step may be the end of the task. */
static AcStatus watched_step(AcTask *t)
{
    uint64_t start = ac_port_now_us(), end;
    AcStatus status;

    ac_retain(t);
    status = step(t);
    end = ac_port_now_us();
    if (slow_ms && (end - start) / 1000 > slow_ms)
        report_slow(t, (uint32_t)((end - start) / 1000));
    task_stamp(t, end);
    ac_release(t);
    return status;
}

/* What the await gives at which the task stands. A cancellation goes before all else, and leaves a flag
 * set for its next waiter. */
static AcStatus arrive(AcTask *t)
{
    uint8_t arrival = t->arrival;
    void *waits = t->waits;

    t->arrival &= (uint8_t)~ARRIVE_ACTS;
    if (arrival & ARRIVE_GATHERED)
        join_leave(t);
    t->waits = NULL;
    if (arrival & ARRIVE_FLAGGED) {
        if (!(arrival & ARRIVE_CANCELLED))
            (void)flag_take(waits);
        ac_release(waits);
    }
    if (arrival & ARRIVE_CANCELLED)
        return ac_raise_type(&ac_CancelledError);
    if (arrival & ARRIVE_JOINED)
        return ac_raise(((AcTask *)waits)->u.done.failed);
    return AC_OK;
}

/* The result stays in its frame, the exception moves into the task; who waits for it goes on. */
static AcStatus end_task(AcTask *t, AcStatus status)
{
    AcExc *failed = NULL;

    if (AC_UNLIKELY(status != AC_OK || (t->arrival & ARRIVE_CANCELLED)))
        failed = failure(t, status);
    list_remove(t);
    t->leaf = NULL;
    t->state = AC_TASK_DONE;
    t->u.done.failed = failed;
    if (AC_UNLIKELY(t->arrival & ARRIVE_MAIN)) {
        ac_attention = ATTENTION_LOOK;
        t->retrieved = true;
    }
    if (t->waiters)
        join_finish(t);
    if (AC_UNLIKELY(failed != NULL)) {
        join_failed(t);
        if (!t->retrieved)
            return pass_failure(t);
    }
    ac_release(t);
    return AC_OK;
}

/* What it raised; CancelledError when it was cancelled on its last way. */
static AcExc *failure(AcTask *t, AcStatus status)
{
    if (status == AC_OK)
        (void)ac_raise_type(&ac_CancelledError);
    t->arrival &= (uint8_t)~ARRIVE_CANCELLED;
    return ac_catch();
}

/* Nobody waits for the task that failed: if nobody has asked by its next turn, the handler is called. But
 * SystemExit, KeyboardInterrupt and their like leave the loop at once. */
static AcStatus pass_failure(AcTask *t)
{
    AcExc *failed = t->u.done.failed;

    if (ac_exc_matches(failed, &ac_Exception)) {
        t->arrival |= ARRIVE_FAILED;
        loop_push(t);
        t->state = AC_TASK_DONE;
        return AC_OK;
    }
    if (ac_exc_matches(failed, &ac_CancelledError)) {
        ac_release(t);
        return AC_OK;
    }
    t->retrieved = true;
    (void)ac_raise(failed);
    ac_release(t);
    return AC_RAISED;
}

static AcStatus tell_unretrieved(AcTask *t)
{
    AcStatus status = AC_OK;

    t->arrival &= (uint8_t)~ARRIVE_FAILED;
    if (!t->retrieved) {
        t->retrieved = true;
        status = (ac_exception_hook ? ac_exception_hook : ac_default_exception_handler)(t->u.done.failed, t);
    }
    ac_release(t);
    return status;
}

/* ---- tasks ----------------------------------------------------------------------------------- */

AcStatus ac_task_new(AcCoro *coro, AcTask **out)
{
    AcTask *t = coro_task(coro);

    if (coro->frame.awaited)
        return coro_raise_reused(coro);
    coro->obj.count++;
    coro->frame.awaited = 1;
    mem_adopt(&t->obj, &ac_type_task);
    t->obj.count = 2;                           /* the loop's and the caller's */
    t->waiters = NULL;
    t->waits = NULL;
    t->id = ++ac_loop.last_id;
    t->arrival = 0;
    t->cancels = 0;
    t->retrieved = t->left = t->helper = t->named = t->disowned = false;
    t->leaf = &coro->frame;
    list_add(t);
    loop_push(t);
    *out = t;
    return AC_OK;
}

AcStatus ac_ensure_task(AcObj *awaitable, AcTask **out)
{
    if (awaitable && awaitable->type == &ac_type_coroutine)
        return ac_task_new((AcCoro *)awaitable, out);
    if (!awaitable || awaitable->type != &ac_type_task)
        return ac_raise_format(&ac_TypeError, "a coroutine was expected, got %R", ac_from_ref(awaitable));
    ac_retain(awaitable);
    *out = (AcTask *)awaitable;
    return AC_OK;
}

static void list_add(AcTask *t)
{
    t->u.live.after = ac_loop.all;
    t->u.live.before = NULL;
    if (ac_loop.all)
        ac_loop.all->u.live.before = t;
    ac_loop.all = t;
}

static void list_remove(AcTask *t)
{
    AcTask *after = t->u.live.after, *before = t->u.live.before;

    if (after)
        after->u.live.before = before;
    if (before)
        before->u.live.after = after;
    else
        ac_loop.all = after;
}

static void task_free(AcObj *o)
{
    AcTask *t = (AcTask *)o;
    AcCoro *coro = task_coro(t);

    ac_release(t->u.done.failed);
    if (AC_UNLIKELY(t->named))
        task_unname(t);
    mem_disown();
    if (--coro->obj.count == 0)
        coro_release_last(coro);
}

bool ac_task_done(const AcTask *t)
{
    return t->state == AC_TASK_DONE;
}

bool ac_task_cancelled(const AcTask *t)
{
    return t->state == AC_TASK_DONE && t->u.done.failed && ac_exc_matches(t->u.done.failed, &ac_CancelledError);
}

AcStatus ac_task_result(AcTask *t, AcValue *out)
{
    if (t->state != AC_TASK_DONE)
        return ac_raise_text(&ac_RuntimeError, "Result is not set.");
    t->retrieved = true;
    if (t->u.done.failed)
        return ac_raise(t->u.done.failed);
    *out = task_result(t);
    return AC_OK;
}

AcStatus ac_task_exception(AcTask *t, AcExc **out)
{
    if (t->state != AC_TASK_DONE)
        return ac_raise_text(&ac_RuntimeError, "Exception is not set.");
    t->retrieved = true;
    if (ac_task_cancelled(t))
        return ac_raise(t->u.done.failed);
    ac_retain(t->u.done.failed);
    *out = t->u.done.failed;
    return AC_OK;
}

AcStatus ac_current_task(AcTask **out)
{
    AcTask *t = ac_current;

    while (t && task_is_driven(t))
        t = t->u.live.after;
    if (!t)
        return ac_raise_text(&ac_RuntimeError, "no running event loop");
    ac_retain(t);
    *out = t;
    return AC_OK;
}

/* ---- cancelling ------------------------------------------------------------------------------ */

/* A task that awaits another passes the cancellation on to it, and sees how that one ends. Tasks that await
 * each other in a ring have no last one: then the first is taken. */
AcStatus ac_task_cancel(AcTask *t, bool *out)
{
    AcTask *last;

    *out = false;
    if (t->state == AC_TASK_DONE)
        return AC_OK;
    if (t == ac_current)
        return ac_raise_text(&ac_RuntimeError, "can't cancel self");
    last = last_awaited(t);
    count_cancels(t, last);
    throw_cancelled(last);
    if (last->state == AC_TASK_RUNNING || last == ac_current) {
        ac_loop.late = true;                    /* it gets it when it has parked */
        ac_attention = ATTENTION_LOOK;
    }
    *out = true;
    return AC_OK;
}

static AcTask *last_awaited(AcTask *t)
{
    AcTask *last = t;
    uint32_t steps = 0;

    while (task_awaits(last) && steps++ < ac_loop.last_id)
        last = last->waits;
    return task_awaits(last) ? t : last;
}

static void throw_cancelled(AcTask *t)
{
    task_unpark(t);
    t->arrival |= ARRIVE_CANCELLED;
}

/* In CPython each of them is told to cancel the next. */
static void count_cancels(AcTask *t, const AcTask *last)
{
    for (;; t = t->waits) {
        t->cancels = (uint8_t)(t->cancels + (t->cancels < UINT8_MAX));
        if (t == last)
            return;
    }
}

void task_unpark(AcTask *t)
{
    switch ((AcTaskState)t->state) {
    case AC_TASK_READY:
    case AC_TASK_RUNNING:
    case AC_TASK_DONE:
        return;
    case AC_TASK_GATHER:
        join_wake(t);
        return;
    case AC_TASK_SLEEP:
        if (!loop_before(ac_ready.now, t->place.at.due))    /* it is due, and keeps its place */
            return;
        timer_cancel(t);
        break;
    case AC_TASK_QUEUE:
        queue_remove(t);
        break;
    case AC_TASK_JOIN:
        join_remove(t);
        break;
    case AC_TASK_FLAG:
        flag_remove(t);
        break;
    case AC_TASK_PARKED:
    default:
        break;
    }
    loop_push(t);
}

/* ---- forgetting ------------------------------------------------------------------------------ */

/* All tasks but those that are running (a task may call this) leave their queues before the first is
 * dropped, as dropping one may free what others wait for. */
void ac_loop_reset(void)
{
    AcTask *forgotten = NULL, *next;

    if (ac_current && ac_current->state == AC_TASK_READY)
        ac_current->state = AC_TASK_RUNNING;
    clear_queue(ac_loop.batch);
    clear_queue(loop_take_batch());
    ac_loop.batch = NULL;
    timer_clear();
    for (AcTask *t = ac_loop.all; t; t = t->u.live.after)
        detach(t);
    for (AcTask *t = ac_loop.all; t; t = next) {
        next = t->u.live.after;
        if (t->state == AC_TASK_RUNNING)
            continue;
        list_remove(t);
        t->leaf = NULL;
        t->state = AC_TASK_DONE;
        t->u.done.failed = NULL;
        t->next = forgotten;
        forgotten = t;
    }
    for (; forgotten; forgotten = next) {
        next = forgotten->next;
        forget(forgotten);
    }
    if (ac_current && ac_current->state == AC_TASK_RUNNING)
        ac_current->state = AC_TASK_READY;
    ac_attention = ATTENTION_LOOK;
}

/* Of those in the queue the list of all tasks lacks the markers, which may be used again, and the failed,
 * whose reference is given up. */
static void clear_queue(AcTask *first)
{
    AcTask *next;

    for (AcTask *t = first; t; t = next) {
        next = t->next;
        if (t->state == AC_TASK_DONE)
            ac_release(t);
        else if (t->obj.count == 0)
            t->state = AC_TASK_PARKED;
    }
}

static void detach(AcTask *t)
{
    t->waiters = NULL;
    if (t->state == AC_TASK_QUEUE)
        queue_remove(t);
    else if (t->state == AC_TASK_FLAG)
        flag_remove(t);
    else if (t->state == AC_TASK_GATHER || (t->arrival & ARRIVE_GATHERED))
        join_leave(t);
    else if (t->arrival & ARRIVE_FLAGGED)
        ac_release(t->waits);
    t->waits = NULL;
    t->arrival &= ARRIVE_MAIN;
}

/* The program may hold it, and its coroutine. */
static void forget(AcTask *t)
{
    AcCoro *coro = task_coro(t);

    if (coro->obj.count == 1)
        coro_close(coro);
    ac_release(t);
}
