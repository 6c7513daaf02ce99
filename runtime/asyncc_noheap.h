/* asyncc_noheap.h: the runtime of programs made with --no-heap: every object lies in static storage, none is counted, none
 * is freed. Generated C includes this header instead of asyncc.h; what stands in both has the same meaning, so that the
 * compiler prints the same statements for both.
 *
 * An exception is a static object with a text, or none; there are no tracebacks. A task knows what it waits for, but
 * there is no list of all tasks.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_NOHEAP_H
#define ASYNCC_NOHEAP_H

#include "ac_base.h"
#include "ac_ints.h"
#include "ac_numbers.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct AcType AcType;
typedef const struct AcConstExc AcExc;    /* each is a constant */
typedef struct AcFrame AcFrame;
typedef struct AcCode AcCode;
typedef struct AcTask AcTask;
typedef struct AcTask AcCoro;             /* a coroutine object and the task that it becomes are one */

/* ---- objects --------------------------------------------------------------------------------- */

struct AcObj { const AcType *type; };
struct AcType { const char *name; const AcType *base; };

extern const AcType ac_type_object, ac_type_none, ac_type_bool, ac_type_int, ac_type_float, ac_type_str,
    ac_type_coroutine, ac_type_task;

typedef struct AcStr { AcObj obj; ac_size bytes, chars; const char *data; } AcStr;
#define AC_STR_INIT(TEXT, BYTES, CHARS) { { &ac_type_str }, BYTES, CHARS, TEXT }

/* A function as a value: only which one it is matters. */
typedef struct AcFunc { AcObj obj; } AcFunc;
#define AC_FUNC_INIT(NAME) { { &ac_type_object } }
#define AC_BUILTIN_INIT(NAME) { { &ac_type_object } }

/* A struct of C's as an object begins. */
#if defined(__cplusplus)
#define AC_ZERO { }
#else
#define AC_ZERO { 0 }
#endif

/* Nothing is counted but who refers to a coroutine of a pool. Any pointer to an object may be passed, also NULL; a program
 * without pools calls none of these. */
void ac_retain(const void *object);
void ac_release(const void *object);
static inline void ac_retain_value(AcValue v) { ac_retain(ac_value_ref(v)); }
static inline void ac_release_value(AcValue v) { ac_release(ac_value_ref(v)); }
/* As in asyncc.h. */
#define ac_clear(lvalue) do { const void *ac_old_ = (lvalue); (lvalue) = NULL; ac_release(ac_old_); } while (0)
#define ac_clear_value(lvalue) do { AcValue ac_old_ = (lvalue); (lvalue) = ac_from_none(); ac_release_value(ac_old_); } while (0)
#define ac_set(T, lvalue, e) \
    do { T ac_new_ = (e); const void *ac_old_ = (lvalue); ac_retain(ac_new_); (lvalue) = ac_new_; ac_release(ac_old_); } while (0)
#define ac_move(T, lvalue, e) do { T ac_new_ = (e); const void *ac_old_ = (lvalue); (lvalue) = ac_new_; ac_release(ac_old_); } while (0)
#define ac_set_value(lvalue, e) \
    do { AcValue ac_new_ = (e), ac_old_ = (lvalue); ac_retain_value(ac_new_); (lvalue) = ac_new_; ac_release_value(ac_old_); } while (0)
#define ac_move_value(lvalue, e) \
    do { AcValue ac_new_ = (e), ac_old_ = (lvalue); (lvalue) = ac_new_; ac_release_value(ac_old_); } while (0)

bool ac_subtype(const AcType *t, const AcType *base);
const AcType *ac_typeof(AcValue v);
static inline bool ac_ref_is(const void *o, const AcType *t) { return o && ((const AcObj *)o)->type == t; }
static inline bool ac_ref_isinstance(const void *o, const AcType *t)
{
    return ac_subtype(o ? ((const AcObj *)o)->type : &ac_type_none, t);
}
static inline bool ac_value_is_a(AcValue v, const AcType *t) { return ac_typeof(v) == t; }
static inline bool ac_isinstance(AcValue v, const AcType *t) { return ac_subtype(ac_typeof(v), t); }

/* ---- exceptions ------------------------------------------------------------------------------ */

struct AcConstExc { struct AcObj obj; const char *text; };
/* With -DAC_NO_TEXT classes have no names and exceptions no texts, and nothing is said of one that nobody caught. */
#ifdef AC_NO_TEXT
#define AC_TEXT(text) NULL
#else
#define AC_TEXT(text) text
#endif
#define AC_EXC_INIT(TYPE, TEXT) { { TYPE }, AC_TEXT(TEXT) }
#define AC_TYPE_INIT(NAME, BASE) { AC_TEXT(NAME), BASE }

extern AcExc *ac_pending;

#define AC_EXCEPTION(NAME, BASE) extern const AcType ac_##NAME;
#include "exceptions.def"
#undef AC_EXCEPTION

static inline AcStatus ac_raise(AcExc *e) { ac_pending = e; return AC_RAISED; }
static inline AcStatus ac_reraise(AcExc *e) { return ac_raise(e); }
static inline AcStatus ac_raise_from(AcExc *e, AcExc *cause) { (void)cause; return ac_raise(e); }
static inline AcExc *ac_catch(void) { AcExc *e = ac_pending; ac_pending = NULL; return e; }
static inline bool ac_exc_matches(const AcExc *e, const AcType *type)
{
    return e->obj.type == type || ac_subtype(e->obj.type, type);
}
#define ac_trace(code, line) ((void)(line))
#define ac_coroutine_raised(code, line) ((void)(line))
#define ac_chain(handled) ((void)(handled))
#define ac_exc_release(e) ((void)(e))
#define ac_clear_exc(lvalue) ((lvalue) = NULL)

/* ---- frames, coroutines, tasks --------------------------------------------------------------- */

/* As in asyncc.h. The first frame of a task has no caller. */
struct AcCode {
    AcStatus (*resume)(AcFrame *f, AcStatus in);
    uint16_t result_offset;
    uint8_t  result_rep;          /* AcRep */
};
struct AcFrame {
    const AcCode *code;
    AcFrame      *caller;
    uint16_t      state;
};
#define AC_STATE_DONE 0xFFFFu

static inline AcStatus ac_suspended(AcFrame *f, const AcCode *code, AcFrame *caller, AcStatus in)
{
    f->code = code;
    f->caller = caller;
    return in;
}

typedef enum { AC_TASK_READY, AC_TASK_SLEEP, AC_TASK_QUEUE, AC_TASK_FLAG, AC_TASK_JOIN, AC_TASK_DONE } AcTaskState;

struct AcTask {
    AcObj     obj;                /* a coroutine as long as it is no task */
    AcTask   *next;               /* in the one queue or list in which it is */
    AcFrame  *leaf;               /* innermost frame; of one that is done its first, with the result */
    void     *waits;              /* QUEUE, FLAG: which; JOIN: the AcTask; DONE: the AcExc that ended it, or NULL */
    uint32_t  due;                /* ms: READY: since when; SLEEP: deadline */
    uint8_t   state;              /* AcTaskState */
    uint8_t   arrival;            /* what its next resume must look at first: bits of noheap/loop.h */
    bool      retrieved;          /* somebody awaited it or asked for its exception */
};

/* One place of a pool; the frame of its coroutine follows. */
typedef struct AcSlot { AcTask task; uint16_t count; } AcSlot;       /* who refers to it */
/* @pool(n): so many places of `size` bytes, the frame at `frame` of each. */
typedef struct AcPool { AcSlot *slots; ac_size size, frame; uint16_t n; } AcPool;
/* One of the functions that a pool is for; drop releases what a frame holds that has not begun, or is NULL. */
typedef struct AcPooled { const AcPool *pool; const AcCode *code; void (*drop)(AcFrame *f); } AcPooled;
/* A coroutine in a free place; MemoryError: there is none. The caller starts its frame, which is its leaf. */
AC_MUST_CHECK AcStatus ac_coro_take(const AcPooled *of, AcCoro **out);

/* Places a coroutine whose first frame was started; awaited or made a task once. */
AcCoro *ac_coro_place(AcTask *t, AcFrame *f, const AcCode *code);
AcCoro *ac_coro_again(AcTask *t, AcFrame *f, const AcCode *code);    /* where one was before, which is over */
AC_MUST_CHECK AcStatus ac_begin_task(AcObj *awaitable);       /* the task is the coroutine object */
static inline AC_MUST_CHECK AcStatus ac_ensure_task(AcObj *awaitable, AcTask **out)
{
    *out = (AcTask *)awaitable;
    return ac_begin_task(awaitable);
}
AC_MUST_CHECK AcStatus ac_await(AcFrame *f, AcObj *awaited);
static inline AC_MUST_CHECK AcStatus ac_await_coro(AcFrame *f, AcCoro *awaited) { return ac_await(f, &awaited->obj); }
static inline AC_MUST_CHECK AcStatus ac_await_task(AcFrame *f, AcTask *awaited) { return ac_await(f, &awaited->obj); }
AcValue ac_await_result(AcObj *awaited);
extern AcTask *ac_current;

AC_MUST_CHECK AcStatus ac_run_until_complete(AcTask *t, AcValue *out);
AC_MUST_CHECK AcStatus ac_run_to_end(AcTask *t);      /* the same, where nobody wants the result */
AC_MUST_CHECK AcStatus ac_current_task(AcTask **out);
AC_MUST_CHECK AcStatus ac_task_cancel(AcTask *t, bool *out);
AC_MUST_CHECK AcStatus ac_task_result(AcTask *t, AcValue *out);
static inline bool ac_task_done(const AcTask *t) { return t->state == AC_TASK_DONE; }
bool ac_task_is_told(const AcTask *t);        /* has a task that awaited it still to be told of its end? */
bool ac_task_cancelled(const AcTask *t);

/* Of a program with pools: who is given the task is counted. */
static inline AC_MUST_CHECK AcStatus ac_ensure_counted_task(AcObj *awaitable, AcTask **out)
{
    if (ac_begin_task(awaitable) != AC_OK)
        return AC_RAISED;
    ac_retain(awaitable);
    *out = (AcTask *)awaitable;
    return AC_OK;
}
static inline AC_MUST_CHECK AcStatus ac_current_counted_task(AcTask **out)
{
    AcStatus status = ac_current_task(out);

    if (status == AC_OK)
        ac_retain(*out);
    return status;
}

/* For wait_for. */
AC_MUST_CHECK AcStatus ac_never(AcFrame *f);                  /* until ac_task_wake */
void ac_task_wake(AcTask *t);             /* from ac_never or a sleep */
void ac_task_disown(AcTask *t, AcTask *awaited);              /* one that awaits that other at most: it never runs again */
static inline bool ac_disowned(void) { return false; }
static inline void ac_task_hide(AcTask *t) { (void)t; }
AC_MUST_CHECK AcStatus ac_task_exception(AcTask *t, AcExc **out);

uint32_t ac_run_once(void);               /* runs what is ready; the ms until it next wants to run, or AC_NEVER */

AC_MUST_CHECK AcStatus ac_sleep_ms(AcFrame *f, ac_int ms);

/* First in, first out, of tasks. `last`->next is the first. */
typedef struct AcQueue { AcTask *last; } AcQueue;
AC_MUST_CHECK AcStatus ac_queue_wait(AcFrame *f, AcQueue *q);
bool ac_queue_wake_one(AcQueue *q);
void ac_queue_wake_all(AcQueue *q);
bool ac_queue_woken(void);                /* it was not cancelled in the queue in which it waited last */
static inline bool ac_queue_empty(const AcQueue *q) { return q->last == NULL; }
ac_int ac_queue_length(const AcQueue *q);

typedef struct AcFlag { volatile uint8_t set; } AcFlag;
void ac_flag_set(AcFlag *flag);           /* also by interrupts */
void ac_flag_clear(AcFlag *flag);
AC_MUST_CHECK AcStatus ac_flag_wait(AcFrame *f, AcFlag *flag);

/* ---- the rest -------------------------------------------------------------------------------- */

AC_MUST_CHECK AcStatus ac_int_from_float(ac_float f, ac_int *out);
AcStatus ac_raise_name(const char *name);                     /* NameError: it has no value yet */

/* What C is told that it gets; else TypeError. */
AC_MUST_CHECK AcStatus ac_need_int(AcValue a, const char *what, ac_int *out);
AC_MUST_CHECK AcStatus ac_need_float(AcValue a, const char *what, ac_float *out);
AC_MUST_CHECK AcStatus ac_need_bool(AcValue a, const char *what, bool *out);

/* Values of int, bool, None and str, as print() does; sep, end: NULL is the default. Never raises. */
AcStatus ac_print(size_t n, const AcValue *args, AcStr *sep, AcStr *end);

/* The program; its exit status. */
int ac_main(AcStatus (*program)(void));
AC_MUST_CHECK AcStatus ac_sys_exit(AcValue status);           /* raises SystemExit; None, an int or a str */
static inline ac_int ac_sys_maxsize(void) { return AC_INT_MAX; }

#ifdef __cplusplus
}
#endif

#include "ac_calls.h"

#endif
