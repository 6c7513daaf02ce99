/* idle.pml: does the loop lose a wake? The loop's look at its work, its sleep, and whoever wakes it.
 *
 * Each access to what is shared with interrupts or threads is a step of its own; what only the loop touches, its queues,
 * goes along with the step before. Names are those of the runtime, of task.c, wait.c, timer.c and port.c.
 *
 * Two waiters, each with a flag that is set once or twice by an interrupt or a thread that waits for nobody, wait until
 * they have seen the last setting. A third task sleeps, and when it wakes cancels the first one's wait, as a timeout does;
 * that one waits again.
 *
 * What is claimed
 *     no wake is lost      else the loop sleeps for ever, and spin finds an invalid end state
 *     no double resume     a task is in one place only (push), and what runs was ready (loop)
 *     no double wake       a waiter is not woken more often than its flag was set (saw)
 *     no sleeper forgotten one that is due is taken at the loop's next look (pick)
 *     no false deadlock    idle() never tells that nothing can come, while somebody waits
 *
 * Macros: POSIX, a poll on a pipe and threads; otherwise Cortex-M, WFI and interrupts that interrupt each other. And
 * FAULT_..., where the line that differs stands: with any of them the model must fail. tests/spin/all tries all of them.
 * SPDX-License-Identifier: MIT */

#ifndef SECOND
#define SECOND   1                /* settings of the second flag */
#endif
#define SETTINGS(i) (i == 0 -> 2 : SECOND)
#define FLAGS    2
#define TASKS    3
#define SLEEPER  2                /* that task */
#define DUE      2                /* when it wakes */
#define NEVER    255

/* ---- shared with interrupts and threads ------------------------------------------------------ */

mtype = { LOOK, TIMERS, NOTHING };

mtype attention = LOOK;           /* ac_attention */
bool set[FLAGS];                  /* AcFlag.set */
byte data[FLAGS];                 /* what the interrupt leaves for the waiter: how many settings there were */
byte now;                         /* ac_port_now */
byte alarm = NEVER;               /* when SysTick interrupts, or poll's timeout ends */
bool woken;                       /* port.c */
byte bytes;                       /* POSIX: in the pipe */
bool masked;                      /* interrupts are disabled */
bool pending[FLAGS], ticked;      /* an interrupt waits for its handler */
bool handling[FLAGS];             /* a handler runs: the loop does not, nor a handler of lower priority */

/* ---- the loop's own -------------------------------------------------------------------------- */

mtype = { READY, WAITS, SLEEPS, DONE };

mtype state[TASKS] = READY;       /* AcTask.state */
bool cancelled[TASKS], flagged[TASKS];    /* AcTask.arrival */
bool queued[TASKS];
chan ready = [TASKS] of { byte }; /* ac_ready and the batch */
bool waiter[FLAGS];               /* AcFlag.waiter, and ac_loop.flags has it */
bool sleeping;                    /* the timer heap has the sleeper */
byte seen[FLAGS], wakes[FLAGS];
byte done;
byte t;
bool got, due;
mtype looked;

/* loop_push */
inline push(task)
{
    assert(!queued[task] && state[task] != DONE);
    queued[task] = true;
    state[task] = READY;
    ready!task
}

/* ---- wait.c ---------------------------------------------------------------------------------- */

/* The program's `await flag.wait()` gives: it reads what the interrupt left. */
inline saw(task)
{
    d_step {
        seen[task] = data[task];
        wakes[task]++;
        assert(wakes[task] <= data[task])
    }
}

/* The waiter's own code, while there are more settings: await flag.wait(). Here flag_take finds the flag set, or the task parks. */
inline go_on(task)
{
    do
    :: seen[task] == SETTINGS(task) -> d_step { state[task] = DONE; done++ }; break
    :: else ->
        if
        :: set[task] -> set[task] = false; saw(task)
        :: else ->
            d_step { state[task] = WAITS; waiter[task] = true };
#ifdef FAULT_RESET_ON_PARKING
            set[task] = false;
#endif
            break
        fi
    od
}

inline flag_poll(i)
{
    if
    :: waiter[i] && set[i] ->
        d_step {
#ifndef FAULT_WAITER_STAYS
            waiter[i] = false;
#endif
            flagged[i] = true;
            push(i)
        }
    :: else
    fi
}

inline flag_set(i)
{
#ifdef FAULT_WAKE_BEFORE_SET
    port_wake();
#endif
    set[i] = true;
    attention = LOOK;
#if !defined(FAULT_NO_WAKE) && !defined(FAULT_WAKE_BEFORE_SET)
    port_wake()
#endif
}

/* ---- task.c ---------------------------------------------------------------------------------- */

/* What is set after the first line is either seen below, or asks for attention again. Two threads without ac_port_order
 * between store and load would see what FAULT_LOOK_FIRST does. */
inline attend()
{
#ifdef FAULT_LOOK_FIRST
    flag_poll(0);
    flag_poll(1);
#endif
    attention = (sleeping -> TIMERS : NOTHING);
#ifndef FAULT_LOOK_FIRST
    flag_poll(0);
    flag_poll(1);
#endif
#ifdef FAULT_ATTENTION_RESET_LAST
    attention = (sleeping -> TIMERS : NOTHING)
#endif
}

/* ac_task_cancel, unpark, flag_remove */
inline cancel(task)
{
    d_step {
        if
        :: state[task] == WAITS ->
#ifndef FAULT_CANCELLED_STAYS_WAITER
            waiter[task] = false;
#endif
            cancelled[task] = true;
            push(task)
        :: state[task] == READY -> cancelled[task] = true
        :: state[task] == DONE
        fi
    }
}

/* step, arrive: a cancellation goes before all else, and leaves the flag set for the next wait. */
inline step(task)
{
    if
    :: task == SLEEPER && now < DUE ->
        d_step { sleeping = true; state[SLEEPER] = SLEEPS };
#ifndef FAULT_TIMER_UNSEEN
        attention = LOOK                    /* timer_push */
#endif
    :: task == SLEEPER && now >= DUE ->
        cancel(0);
        d_step { state[SLEEPER] = DONE; done++ }
    :: task != SLEEPER && cancelled[task] ->
        d_step { cancelled[task] = false; flagged[task] = false };
#ifdef FAULT_CANCELLATION_TAKES
        set[task] = false;
#endif
        go_on(task)
    :: task != SLEEPER && !cancelled[task] && flagged[task] ->
        flagged[task] = false;
#ifndef FAULT_NOT_RESET
        set[task] = false;
#endif
        saw(task);
        go_on(task)
    :: task != SLEEPER && !cancelled[task] && !flagged[task] -> go_on(task)
    fi
}

/* pick: only who looks at timers sees that one is due. */
inline pick()
{
    atomic {
        got = false;
        if
        :: sleeping && now >= DUE && looked != NOTHING ->
            assert(state[SLEEPER] == SLEEPS);
            sleeping = false;
            state[SLEEPER] = READY;
            t = SLEEPER;
            got = true
        :: else ->
            if
            :: ready?t -> queued[t] = false; got = true
            :: empty(ready)
            fi;
            assert(!due)
        fi;
        looked = NOTHING;
        due = false
    }
}

inline idle()
{
    if
    :: sleeping -> port_idle(DUE)
    :: !sleeping && (waiter[0] || waiter[1]) -> port_idle(NEVER)
    :: else -> assert(attention == LOOK)
    fi
}

/* ---- port.c ---------------------------------------------------------------------------------- */

#ifdef POSIX

/* Emptied before `woken` is taken back: a wake in between writes nothing, but has set ac_attention. */
inline port_idle(until)
{
    alarm = until;
#ifdef FAULT_TAKEN_BACK_EARLY
    woken = false;
#endif
    (bytes > 0 || now >= alarm);            /* poll */
#ifdef FAULT_TAKEN_BACK_FIRST
    woken = false;
#endif
    bytes = 0;                              /* read */
#if !defined(FAULT_TAKEN_BACK_EARLY) && !defined(FAULT_TAKEN_BACK_FIRST)
    woken = false
#endif
}

inline port_wake()
{
    if
    :: !woken -> woken = true; bytes++
    :: else
    fi
}

#else

/* WFI ends when an interrupt is pending, also with interrupts disabled; when they are enabled again its handler comes
 * before the next instruction. */
inline port_idle(until)
{
    do
    ::
#if !defined(FAULT_ENABLED) && !defined(FAULT_DISABLED_AFTER_LOOK)
        masked = true;
#endif
        if
        :: woken || now >= until -> break
        :: else
        fi;
#ifdef FAULT_DISABLED_AFTER_LOOK
        masked = true;
#endif
        alarm = until;
        (pending[0] || pending[1] || ticked);           /* WFI */
        masked = false;
        (!pending[0] && !pending[1] && !ticked)
    od;
    woken = false;
    masked = false
}

inline port_wake()
{
    woken = true
}

#endif

/* ---- processes ------------------------------------------------------------------------------- */

active proctype loop() provided (!handling[0] && !handling[1])
{
    d_step { push(0); push(1); push(SLEEPER) }
    do
    :: done == TASKS -> break
    :: else ->
        due = sleeping && now >= DUE;
        looked = attention;
        if
        :: looked == LOOK || (looked == TIMERS && !sleeping) -> attend()
        :: else
        fi;
        pick();
        if
        :: got -> assert(state[t] == READY); step(t); t = 0; got = false
        :: else -> idle()
        fi
    od
}

/* Sets flag 0 or 1: a thread, or an interrupt and its handler, of which the second interrupts the first. */
active [FLAGS] proctype setter() provided (_pid == 2 || !handling[1])
{
    byte i = _pid - 1;

    do
    :: data[i] == SETTINGS(i) -> break
    :: else ->
#ifdef POSIX
        data[i]++;
        flag_set(i)
#else
        pending[i] = true;
        atomic { !masked -> pending[i] = false; handling[i] = true };
        data[i]++;
        flag_set(i);
        handling[i] = false
#endif
    od
}

/* Time passes, at any moment. */
active proctype clock()
{
    do
    :: now == DUE -> break
    :: else -> now++
    od
}

#ifndef POSIX
/* SysTick: set to a deadline, it comes, also if that has passed meanwhile. */
active proctype tick()
{
end:
    do
    :: atomic { alarm != NEVER && now >= alarm -> alarm = NEVER; ticked = true };
       atomic { !masked && !handling[0] && !handling[1] -> ticked = false }
    od
}
#endif
