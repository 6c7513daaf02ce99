/* fake_port.h: for tests of the scheduler: a clock that jumps, a trace of words, and coroutines told by a
 * script.
 * SPDX-License-Identifier: MIT */
#ifndef FAKE_PORT_H
#define FAKE_PORT_H

#include "asyncc.h"
#include "port.h"

/* The port writes "idle:N" for each time it waits N ms. */
void say(const char *format, ...);
const char *trace_text(void);
#define assert_trace(words) ck_assert_str_eq(trace_text(), words)

/* A new loop with the clock at `start`, an empty trace, and no interrupts. */
void fake_reset(uint32_t start);
extern uint32_t fake_now;
extern void (*fake_on_idle)(void);        /* an interrupt that comes while the port idles, once */
extern bool fake_interrupted;             /* Ctrl-C */

/* One step of a script. `caught` steps say the name of an exception that the await ends with and go on. */
typedef enum { SAY, SLEEP, WAIT, WAKE_ONE, WAKE_ALL, JOIN, GATHER, GATHER_FIRST, FLAG, SET, NEVER, CANCEL, WAKE,
               RAISE, SPEND, STOP, CALL, RETURN } StepKind;
typedef struct {
    StepKind    kind;
    ac_int      n;                /* SLEEP, SPEND: ms; RETURN: the value */
    void       *at;               /* address of a variable: AcQueue *, AcTask *, AcList *, AcFlag *, AcCoro *; RAISE: type */
    const char *word;             /* SAY */
    bool        caught;
} Step;

#define DO(kind)          { kind, 0, NULL, NULL, false }
#define DO_N(kind, n)     { kind, n, NULL, NULL, false }
#define DO_AT(kind, at)   { kind, 0, at, NULL, false }
#define TRY_N(kind, n)    { kind, n, NULL, NULL, true }
#define TRY_AT(kind, at)  { kind, 0, at, NULL, true }
#define SAYS(word)        { SAY, 0, NULL, word, false }
#define END               DO(RETURN)

/* A task or a coroutine object that follows a script; these end with RETURN. */
AcTask *spawn(const Step *script);
AcCoro *script_coro(const Step *script);
AcList *list_of(size_t n, AcTask *const *tasks);

/* Runs the task, gives up the reference to it; its int, or the name of its exception in the trace and -1. */
ac_int run_task(AcTask *t);
/* The name of the exception the task ended with, "" if none. */
const char *failure(AcTask *t);
void let_go(AcTask *t);

#endif
