/* loop.h: what task.c, timer.c, wait.c, join.c and report.c share: the loop's state and how a task moves
 * between its queues. Private to the runtime.
 *
 * A task that is not done is in exactly one place: running, in batch or ready queue, in the timer heap, in an
 * AcQueue, among the waiters of another task (JOIN and GATHER), waiter of an AcFlag, or parked nowhere.
 * The loop holds one reference to it, whatever the place. Only a sleep that ended early leaves its timer behind, until
 * that is the first, or most are such.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_LOOP_H
#define ASYNCC_LOOP_H

#include "asyncc.h"
#include "port.h"

/* Bits of AcTask.arrival. */
#define ARRIVE_CANCELLED 1u       /* CancelledError is thrown */
#define ARRIVE_JOINED    2u       /* the awaited task, in `waits`, failed: its exception is thrown */
#define ARRIVE_FLAGGED   4u       /* the flag in `waits` (retained) is reset */
#define ARRIVE_MAIN     16u       /* not looked at on arrival: a run waits for the end of this task */
#define ARRIVE_FIRST    32u       /* GATHER: the first failure wakes it */
#define ARRIVE_GATHERED 64u       /* woken from GATHER: the list in `waits` is given up */
#define ARRIVE_FAILED  128u       /* it is done: when its turn comes, has anybody asked for its exception? */
#define ARRIVE_ACTS \
    (ARRIVE_CANCELLED | ARRIVE_JOINED | ARRIVE_FLAGGED | ARRIVE_GATHERED | ARRIVE_FAILED)

/* Stale: its task does not sleep any more, or again, and is retained for it. */
typedef struct { uint32_t due, order; AcTask *task; } Timer;

typedef struct {
    AcTask  *batch;               /* what was ready when the last batch was taken and has not run yet */
    uint32_t timer_n;
    Timer   *timers;              /* heap by (due, order); the first is not stale */
    uint32_t timer_cap, timer_order, timer_stale;
    AcQueue  passers;             /* wait for the next pass: they poll something */
    AcTask  *all;                 /* every task that is not done, the latest first */
    AcFlag  *flags;               /* those that have a waiter, longest waiting first */
    uint32_t last_id;
    bool     late;                /* a task was cancelled while it ran: see to it that it does not park */
    bool     fast;                /* passers have a turn between any two others' */
    uint32_t polls;               /* so many of them before the next turn of another */
} Loop;

/* What became ready since the last batch, first come first served, is in ac_ready; the clock there is never
 * behind the `due` of a ready task. */
extern Loop ac_loop;

/* Values of ac_attention besides 0. With timers, descriptors or passers it is never 0, so that the loop looks at one
 * variable only. Whoever wants the loop's attention stores LOOK, whatever was there. */
#define ATTENTION_LOOK   1
#define ATTENTION_TIMERS 2

/* Whoever watches descriptors (host/descriptor.c), from the first to the last; else NULL. `wait` waits as ac_port_idle
 * does, also for them, and makes tasks ready; 0: it only looks. Has it any task to make ready? */
typedef struct { void (*wait)(uint32_t ms); bool (*waited_for)(void); } AcWatcher;
extern const AcWatcher *ac_watcher;

/* Whether a comes before b on a clock that wraps. */
static inline bool loop_before(uint32_t a, uint32_t b) { return (int32_t)(a - b) < 0; }

/* Of those that are not done, the one made first: the list has the latest first. */
static inline AcTask *loop_first_task(void)
{
    AcTask *first = ac_loop.all;

    while (first && first->u.live.after)
        first = first->u.live.after;
    return first;
}

static inline void loop_push(AcTask *t)
{
    t->state = AC_TASK_READY;
    ac_ready_append(t);
}

/* All that is ready becomes the next batch; its first task or NULL. */
static inline AcTask *loop_take_batch(void)
{
    ac_loop.batch = ac_ready.first;
    ac_ready.first = NULL;
    ac_ready.end = &ac_ready.first;
    return ac_loop.batch;
}

/* The running task now waits, in the given state, with `f` as its innermost frame. There is one: nobody but the
 * loop resumes a frame. */
static inline AcTask *loop_park(AcFrame *f, AcTaskState state)
{
    AcTask *t = ac_current;

    t->leaf = f;
    t->state = (uint8_t)state;
    return t;
}

/* It awaits another, which is told of its cancellation. One that only begins after another (start.c) does not. */
static inline bool task_awaits(const AcTask *t) { return t->state == AC_TASK_JOIN && t->leaf->state != 0; }

/* The block of a task: itself, then its coroutine object, aligned for whatever its frame begins with. */
typedef struct {
    AcTask task;
    union { AcCoro coro; int64_t i; double f; } u;
} TaskBlock;
#define TASK_ROOM offsetof(TaskBlock, u)

static inline AcCoro *task_coro(const AcTask *t) { return (AcCoro *)((uintptr_t)t + TASK_ROOM); }
static inline AcTask *coro_task(const AcCoro *coro) { return (AcTask *)((uintptr_t)coro - TASK_ROOM); }

/* Resumes its innermost frame f; one that ends resumes its caller, a lodger that ends its host, one that calls an object
 * its callee. AC_PENDING: it is suspended; else its first frame has ended so. */
static inline AcStatus task_resume(const AcTask *t, AcFrame *f, AcStatus status)
{
    for (;;) {
        const AcCode *code = f->code;

        status = code->resume(f, status);
        if (AC_LIKELY(status == AC_PENDING))
            return status;
        if (status == AC_CALL) {
            f = ac_callee;
            status = AC_OK;
        } else if (f->code != code) {
            ;                                       /* the host has its head back */
        } else if (f == &task_coro(t)->frame) {
            return status;
        } else {
            f = f->caller;
        }
    }
}

/* Fetches into the cache what the turn of a task that will soon run touches. */
static inline void task_prefetch(const AcTask *t)
{
    AC_PREFETCH(&t->leaf);
    AC_PREFETCH(&task_coro(t)->frame.state);
}

/* The stand-in for a task of a coroutine that is driven by hand (drive.c); u.live.after is who ran before it. */
static inline bool task_is_driven(const AcTask *t) { return t->obj.count == 0; }

/* task.c: takes it out of what it waits for; it is ready then. */
void task_unpark(AcTask *t);

/* timer.c */
void    loop_refresh(void);                                   /* reads the clock */
bool    timer_push(AcTask *t, uint32_t due);                  /* false: no memory */
void    timer_remove(const AcTask *t);    /* it sleeps: leaves nothing behind */
void    timer_cancel(AcTask *t);  /* it sleeps, and shall be made ready */
AcTask *timer_pick(void);         /* the next of batch, ready queue and timers, taken out; NULL: none is due */
void    timer_clear(void);

/* tasks.c: forgets its name. Set with the first name. */
extern void (*task_unname)(const AcTask *t);

/* wait.c */
void queue_remove(AcTask *t);
void flag_poll(void);             /* makes the waiters of flags that are set ready */
void flag_remove(AcTask *t);
bool flag_take(AcFlag *flag);     /* resets it; whether it was set */

/* join.c */
static inline void join_add(AcTask *t, AcTask *waiter)
{
    AcTask *last = t->waiters;

    if (last) {
        waiter->next = last->next;
        last->next = waiter;
    } else {
        waiter->next = waiter;
    }
    t->waiters = waiter;
}
void join_finish(AcTask *t);      /* it is done: its waiters go on; it has some */
void join_failed(AcTask *t);      /* as it failed: those who gather it are told, after its waiters */
void join_wake(AcTask *gatherer);         /* takes it out of GATHER */
void join_leave(AcTask *gatherer);        /* it runs again, or is dropped: gives up its list */
void join_remove(AcTask *waiter);         /* takes it out of JOIN */

/* coro.c */
AcValue coro_take_result(AcCoro *coro);
void    coro_stamp_tasks(void);           /* those made from now on have a stamp */
uint64_t *coro_stamp(const AcTask *t);    /* when its last step ended, in microseconds; NULL: there is none */
void    coro_close(AcCoro *coro);         /* drops its frame, wherever it stands; its result is None, or zero */
void    coro_release_last(AcCoro *coro);  /* it has been awaited, or a task */
AcValue task_result(AcTask *t);           /* of a task that is done; None, or zero, if it failed */
AC_COLD AcStatus coro_raise_reused(const AcCoro *coro);
extern void (*coro_given_up)(AcCoro *coro);           /* nobody has it any more; set with the first that is driven */

static inline void task_stamp(const AcTask *t, uint64_t now)
{
    uint64_t *stamp = coro_stamp(t);

    if (stamp)
        *stamp = now;
}

/* report.c */
AC_COLD void report_deadlock(void);
AC_COLD void report_slow(const AcTask *t, uint32_t ms);       /* of a step that took so long */

#endif
