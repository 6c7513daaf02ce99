/* asyncc.h: the runtime that code made by asyncc runs on. Generated C includes only this header.
 *
 * Read in this order: values, objects, exceptions, frames and tasks, then the operations.
 *
 * Conventions
 *   A call that can raise returns AcStatus: AC_OK, or AC_RAISED with the exception in ac_pending. Its
 *   result then goes through a last `out` pointer, written only on AC_OK. What cannot raise returns its
 *   result.
 *   Arguments are borrowed. A reference that comes back (result or out) is owned by the caller, unless
 *   the function's name ends in _borrowed.
 *   Static objects have a count of 0 and are never counted nor freed.
 *   NULL is None wherever a reference may be None.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_H
#define ASYNCC_H

#include "ac_base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct AcType AcType;
typedef struct AcStr AcStr;
typedef struct AcList AcList;
typedef struct AcTuple AcTuple;
typedef struct AcBytes AcBytes;
typedef struct AcRange AcRange;
typedef struct AcIter AcIter;
typedef struct AcDict AcDict;
typedef struct AcSet AcSet;
typedef struct AcDictView AcDictView;
typedef struct AcMethod AcMethod;
typedef struct AcFunc AcFunc;
typedef struct AcExc AcExc;
typedef struct AcFrame AcFrame;
typedef struct AcCode AcCode;
typedef struct AcCoro AcCoro;
typedef struct AcTask AcTask;
typedef struct AcQueue AcQueue;

size_t  ac_rep_size(AcRep rep);
AcValue ac_rep_load(AcRep rep, const void *at);               /* borrowed */
void    ac_rep_store(AcRep rep, void *at, AcValue v);         /* no counting; v has a fitting tag */

/* ---- objects --------------------------------------------------------------------------------- */

struct AcObj {
    const AcType *type;
    uint32_t      count;          /* references; 0: static */
};

/* A class, and a class object as a value of the program. Slots may be NULL: then the base's, then the
 * default (repr `<Name object>`, str = repr, equality by identity, always true) holds. */
struct AcType {
    AcObj         obj;            /* type: &ac_type_type */
    const char   *name;
    const char   *module;         /* "__main__", of a class of the program; NULL: a built-in one */
    const AcType *base;           /* NULL only for object */
    size_t        size;           /* bytes of an instance; 0: they differ */
    void        (*drop)(AcObj *self);                         /* releases what it owns; does not free */
    void        (*free)(AcObj *self);                         /* instead of drop: gives its memory back too */
    AcStatus    (*repr)(AcObj *self, AcStr **out);
    AcStatus    (*str)(AcObj *self, AcStr **out);
    AcStatus    (*eq)(AcObj *self, AcValue other, bool *out);
    AcStatus    (*hash)(AcObj *self, ac_int *out);
    AcStatus    (*truth)(AcObj *self, bool *out);
    const AcType *const *mro;     /* of a class with several bases: its whole order, NULL-terminated; else NULL */
    /* Of a class of the program: its __lt__ .. __ne__, by op (an AcCompare); or ac_not_implemented. */
    AcStatus    (*compare)(AcObj *self, ac_int op, AcValue other, AcValue *out);
    AcStatus    (*next)(AcObj *self, bool *more, AcValue *item);      /* of an iterator: its next item, owned */
    /* Of a class of the program: its __iter__; its __next__, which raises StopIteration (next is ac_step_next then);
     * its __getitem__ when that is how one goes over it. */
    AcStatus    (*iter)(AcObj *self, AcValue *out);
    AcStatus    (*step)(AcObj *self, AcValue *out);
    AcStatus    (*item)(AcObj *self, ac_int index, AcValue *out);
    AcStatus    (*index)(AcObj *self, ac_int *out);           /* its __index__ */
    AcStatus    (*format)(AcObj *self, AcStr *spec, AcStr **out);
};

extern const AcType ac_type_object, ac_type_type, ac_type_none, ac_type_bool, ac_type_int, ac_type_float,
    ac_type_str, ac_type_list, ac_type_tuple, ac_type_range, ac_type_function, ac_type_builtin, ac_type_coroutine,
    ac_type_bytes, ac_type_bytearray, ac_type_memoryview, ac_type_task, ac_type_queue, ac_type_iterator, ac_type_dict, ac_type_dict_keys, ac_type_dict_values, ac_type_dict_items, ac_type_set, ac_type_frozenset, ac_type_method, ac_type_not_implemented,
    ac_type_ellipsis;
extern AcObj ac_not_implemented, ac_ellipsis;

/* Memory: one hook, malloc and free by default. alloc returns zeroed memory with count 1, or raises
 * MemoryError. */
AC_MUST_CHECK AcStatus ac_new(const AcType *type, size_t size, void *out);   /* out: AcObj ** of any kind */
void *ac_mem_alloc(size_t size);                              /* NULL when there is none; not raised */
void *ac_mem_resize(void *block, size_t size);
void  ac_mem_free(void *block);
#ifdef AC_DEBUG
extern size_t ac_live_objects;                                /* allocated and not freed */
extern size_t ac_fail_after;                                  /* so many allocations still succeed */
size_t ac_report_live(void);                                  /* prints each one's type to stderr; their number */
#endif

void ac_free_object(AcObj *o);                                /* count fell to zero */
static inline void ac_retain_obj(AcObj *o) { if (o && o->count) o->count++; }
static inline void ac_release_obj(AcObj *o)
{
    if (o && o->count && --o->count == 0)
        ac_free_object(o);
}
/* For any pointer to an object, also NULL. */
#define ac_retain(p) ac_retain_obj((AcObj *)(p))
#define ac_release(p) ac_release_obj((AcObj *)(p))
/* Releases the reference in a variable and makes it NULL. */
#define ac_clear(lvalue)                                                                       \
    do { AcObj *ac_old_ = (AcObj *)(lvalue); (lvalue) = NULL; ac_release_obj(ac_old_); } while (0)
static inline void ac_retain_value(AcValue v) { if (v.tag == AC_TAG_REF) ac_retain_obj(v.u.o); }
static inline void ac_release_value(AcValue v) { if (v.tag == AC_TAG_REF) ac_release_obj(v.u.o); }
#define ac_clear_value(lvalue)                                                                 \
    do { AcValue ac_old_ = (lvalue); (lvalue) = ac_from_none(); ac_release_value(ac_old_); } while (0)
/* lvalue = e, borrowed: counts e up, the old value down, in this order. The _move forms take over the
 * reference that e owns. */
#define ac_set(T, lvalue, e)                                                                   \
    do { T ac_new_ = (e); AcObj *ac_old_ = (AcObj *)(lvalue); ac_retain_obj((AcObj *)ac_new_); \
         (lvalue) = ac_new_; ac_release_obj(ac_old_); } while (0)
#define ac_move(T, lvalue, e)                                                                  \
    do { T ac_new_ = (e); AcObj *ac_old_ = (AcObj *)(lvalue); (lvalue) = ac_new_;              \
         ac_release_obj(ac_old_); } while (0)
#define ac_set_value(lvalue, e)                                                                \
    do { AcValue ac_new_ = (e), ac_old_ = (lvalue); ac_retain_value(ac_new_);                  \
         (lvalue) = ac_new_; ac_release_value(ac_old_); } while (0)
#define ac_move_value(lvalue, e)                                                               \
    do { AcValue ac_new_ = (e), ac_old_ = (lvalue); (lvalue) = ac_new_;                        \
         ac_release_value(ac_old_); } while (0)

/* A class as a value: nobody writes to it, as it is static. */
static inline AcObj *ac_class(const AcType *t) { return (AcObj *)(uintptr_t)t; }
/* Type of any value; None's, bool's, int's, float's included. */
const AcType *ac_typeof(AcValue v);
bool ac_subtype(const AcType *t, const AcType *base);
static inline bool ac_isinstance(AcValue v, const AcType *t) { return ac_subtype(ac_typeof(v), t); }
static inline bool ac_ref_isinstance(const void *o, const AcType *t)   /* NULL is None */
{
    return ac_subtype(o ? ((const AcObj *)o)->type : &ac_type_none, t);
}

/* A function as a value: static, one for each function whose name is used as one; or a closure: the static one it
 * is made `of`, with an object that holds the variables it captured. */
struct AcFunc {
    AcObj         obj;
    const char   *name;
    const AcFunc *of;             /* NULL: static */
    AcObj        *cells;
    bool          once;           /* its def runs once for these cells */
};
#define AC_FUNC_INIT(NAME) { { &ac_type_function, 0 }, NAME, NULL, NULL, true }
#define AC_BUILTIN_INIT(NAME) { { &ac_type_builtin, 0 }, NAME, NULL, NULL, true }
#define AC_TYPE_OBJ { &ac_type_type, 0 }
/* All slots behind drop. */
#define AC_NO_SLOTS NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL

/* A function bound to an object. */
struct AcMethod { AcObj obj; AcFunc *func; AcValue self; };

/* UTF-8. `chars` is the length as Python counts it: chars == bytes tells ASCII. NUL-terminated. */
struct AcStr {
    AcObj       obj;
    ac_size     bytes, chars;
    uint32_t    hash;             /* 0: not asked for yet */
    ac_size     room;             /* bytes it may have where it lies; 0: it was never appended to */
    const char *data;
};
/* A literal: static AcStr s = AC_STR_INIT("text", bytes, chars); */
#define AC_STR_INIT(TEXT, BYTES, CHARS) { { &ac_type_str, 0 }, BYTES, CHARS, 0, 0, TEXT }

/* bytes; and how bytearray and memoryview begin. NUL-terminated when the type is bytes. */
struct AcBytes { AcObj obj; ac_size n; const char *data; };
#define AC_BYTES_INIT(TEXT, N) { { &ac_type_bytes, 0 }, N, TEXT }

struct AcTuple { AcObj obj; ac_size n; AcValue item[1]; };   /* n items */
extern AcTuple ac_tuple_empty;

/* Elements lie unboxed, ac_rep_size(rep) bytes each. Generated code reads them with AC_ITEM after
 * ac_index has made the index right. */
struct AcList { AcObj obj; uint8_t rep; ac_size n, cap; void *data; };
#define AC_ITEM(T, list, index) (((T *)(list)->data)[index])

struct AcRange { AcObj obj; ac_int start, stop, step; };

/* A function of the program, `callee`, called with `item`: made by the compiler for map() and its like. */
typedef AcStatus (*AcCallback)(AcValue callee, AcValue item, AcValue *out);

/* Entries in the order of insertion, with holes where some were deleted; `table` finds them by their keys' hashes. */
struct AcDict {
    AcObj     obj;
    ac_size   n, used, places;    /* keys; entries, holes included; size of the table, a power of two */
    ac_size   last;               /* the entry that was looked up last; any number */
    bool      printing;           /* its repr is being made: inside of itself it is {...} */
    int32_t  *table;              /* behind the entries, in one block */
    struct AcDictEntry *entry;
};
/* d.keys(), d.values(), d.items(). */
struct AcDictView { AcObj obj; AcDict *dict; uint8_t part; };

/* set and frozenset: elements in an open-addressed table; `fill` counts removed ones too, `finger` is for pop(). */
struct AcSet {
    AcObj     obj;
    ac_size   n, fill, mask, finger;
    bool      printing;
    struct AcSetEntry *table;     /* NULL while there has been no element */
};

/* iter(x), reversed(x), zip(...), enumerate(x). */
struct AcIter { AcObj obj; AcValue over; ac_int position; };

/* ---- exceptions ------------------------------------------------------------------------------ */

typedef struct AcTraceEntry { const AcCode *code; int line; } AcTraceEntry;

/* Every exception. User classes put their fields behind it. */
struct AcExc {
    AcObj         obj;
    AcTuple      *args;           /* never NULL after ac_exc_new */
    AcExc        *cause, *context;
    AcTraceEntry *trace, *trace_next, *trace_end;             /* innermost first; where the next goes; end of the block */
    bool          suppress_context;
};

/* The exception on its way, owned; valid after AC_RAISED. */
extern AcExc *ac_pending;

#define AC_EXCEPTION(NAME, BASE) extern const AcType ac_##NAME;
#include "exceptions.def"
#undef AC_EXCEPTION

/* What a traceback says of a function, plain or coroutine. */
struct AcCode {
    const char *name;             /* as Python's co_qualname's last part: "main", "<module>" */
    const char *file;
    uint32_t    size;             /* bytes of the frame, of a coroutine; 0 of a plain function */
    uint16_t    result_offset;    /* of a coroutine: where in the frame the result lies */
    uint8_t     result_rep;       /* AcRep */
    AcStatus  (*resume)(AcFrame *f, AcStatus in);             /* NULL of a plain function */
    void      (*drop)(AcFrame *f);    /* releases all that a frame holds, whatever its state; may be NULL */
    const uint16_t *lines;        /* of a coroutine: state -> line of the await it stands at; [0]: the def */
    const AcCode *host;           /* whose head it has, as that awaits it at one place only; NULL: it has its own */
    uint16_t    host_state;       /* of the host: standing there */
};
/* Of a plain function. */
#define AC_CODE_INIT(NAME, FILE) { NAME, FILE, 0, 0, 0, NULL, NULL, NULL, NULL, 0 }

AC_MUST_CHECK AcStatus ac_exc_new(const AcType *type, size_t n, const AcValue *args, AcExc **out);  /* size: type->size */
/* Raise: always AC_RAISED. */
AcStatus ac_raise(AcExc *e);                                  /* retains e; `raise e` */
AcStatus ac_raise_from(AcExc *e, AcExc *cause);               /* `raise e from cause`; cause NULL: from None */
AcStatus ac_reraise(AcExc *e);                                /* takes e over: bare raise, after cleanup */
AcStatus ac_raise_new(const AcType *type, size_t n, const AcValue *args);         /* ac_exc_new and ac_reraise */
AcStatus ac_raise_type(const AcType *type);                   /* the same, no arguments */
AC_COLD AcStatus ac_raise_text(const AcType *type, const char *text);
AC_COLD AcStatus ac_raise_format(const AcType *type, const char *format, ...);   /* %s %d %ld %c %i(ac_int) %S(AcStr *) %T(AcValue: its type's name) %R(AcValue: its repr) %r(200 characters of it) */
/* Adds a line to the pending exception's traceback. line 0: nothing (a re-raise keeps what is there). */
AC_COLD void ac_trace(const AcCode *code, int line);
/* The same where the pending exception leaves a coroutine or generator: a StopIteration (of an asynchronous generator
 * also a StopAsyncIteration), which would look like its end, becomes the cause of a RuntimeError. */
void ac_coroutine_raised(const AcCode *code, int line);
void ac_generator_raised(const AcCode *code, int line);
void ac_async_generator_raised(const AcCode *code, int line);
/* Takes the pending exception: the handler owns it. */
static inline AcExc *ac_catch(void) { AcExc *e = ac_pending; ac_pending = NULL; return e; }
/* The pending exception was raised while `handled` was being handled: sets its __context__. */
AC_COLD void ac_chain(AcExc *handled);
static inline bool ac_exc_matches(const AcExc *e, const AcType *type)
{
    return AC_LIKELY(e->obj.type == type) || ac_subtype(e->obj.type, type);
}
/* As ac_release and ac_clear, made for what is raised and caught over and over. */
void ac_exc_release(AcExc *e);                                /* not NULL */
#define ac_clear_exc(lvalue)                                                                   \
    do { AcExc *ac_old_ = (lvalue); (lvalue) = NULL; if (ac_old_) ac_exc_release(ac_old_); } while (0)
/* traceback and message as Python prints them; to stderr unless `out_fd` is 1 */
void ac_print_exception(const AcExc *e, int out_fd);

/* ---- frames, coroutines, tasks --------------------------------------------------------------- */

/* The head of every coroutine's frame; the coroutine's variables follow. */
struct AcFrame {
    const AcCode *code;           /* of whom it tells at present: the frame's own, or that of a lodger (.host) */
    AcFrame      *caller;         /* whom its end resumes; of a task's first frame: the runtime's (join.c) */
    uint16_t      state;          /* 0 not started, 1.. at an await, AC_STATE_DONE, AC_STATE_RUNNING only in debug */
    uint16_t      awaited;        /* coroutine objects: 1 once awaited or made a task; generators: generator.c */
};
#define AC_STATE_DONE 0xFFFFu

/* resume(frame, in): runs from the frame's state to the next suspension or the end. `in` is what the
 * await at which it stands gave: AC_OK, or AC_RAISED with ac_pending set (that is also how
 * cancellation, throw and close enter).  Returns AC_OK (finished; result in the frame), AC_RAISED
 * (finished by exception), AC_PENDING (suspended: a primitive has parked the task with this frame, or one
 * below it, as leaf), AC_CALL (resume ac_callee next; it ends into this frame).
 *
 * A directly awaited callee lies inside its caller's frame and is resumed by a plain call:
 *         bar_start(&f->u.bar, n);            (sets its parameters and head.state = 0)
 *         f->head.state = 1;
 *         in = bar_resume(&f->u.bar.head, AC_OK);
 *         if (in >= AC_PENDING)
 *             return ac_suspended(&f->u.bar.head, &bar_code, &f->head, in);
 *         AC_FALLTHROUGH;
 *     case 1:
 *         if (in != AC_OK) ...
 *
 * One that is awaited at a single place has no head. It begins by taking its host's, and gives it back at its end, so
 * that whoever resumed the frame goes on with the same one:
 *         head->code = &bar_code; head->state = 0;    ...    head->code = &foo_code; head->state = 1;
 */

/* A callee that is suspended has a caller; one that ends at once needs none. */
static inline AcStatus ac_suspended(AcFrame *f, const AcCode *code, AcFrame *caller, AcStatus in)
{
    f->code = code;
    f->caller = caller;
    return in;
}

/* A coroutine object: a frame on the heap. The generated struct is { AcObj obj; struct foo_frame frame; }
 * and so has this head. Before it, in the same block, lies the AcTask that it may become. */
struct AcCoro { AcObj obj; AcFrame frame; };

/* Makes the object with a frame of code->size bytes, its head set. The caller fills in the rest. */
AC_MUST_CHECK AcStatus ac_coro_new(const AcCode *code, AcCoro **out);
/* @pool(n): how many there may be of its coroutine objects, and how many there are. */
typedef struct AcPool { uint16_t n, taken; } AcPool;
AC_MUST_CHECK AcStatus ac_coro_take(AcPool *pool, const AcCode *code, AcCoro **out);       /* MemoryError when it is empty */
/* By the drop of a frame, which may come twice. */
static inline void ac_pool_give(AcPool *pool, bool *pooled)
{
    pool->taken = (uint16_t)(pool->taken - *pooled);
    *pooled = false;
}
/* await of an object (coroutine or task, by its type; others: TypeError), by the frame `f` whose state
 * was set before.
 * AC_OK: finished at once; AC_CALL or AC_PENDING: return it; the await's end enters f's state.
 * `awaited` must stay alive (in f) until then. After AC_OK in: ac_await_result gives the value. */
AC_MUST_CHECK AcStatus ac_await(AcFrame *f, AcObj *awaited);
AC_MUST_CHECK AcStatus ac_await_coro(AcFrame *f, AcCoro *awaited);
AC_MUST_CHECK AcStatus ac_await_task(AcFrame *f, AcTask *awaited);
AcValue ac_await_result(AcObj *awaited);                      /* owned */
extern AcFrame *ac_callee;

/* Whose frame it is, whoever has the head. */
static inline const AcCode *ac_frame_code(const AcFrame *f)
{
    const AcCode *code = f->code;

    while (code->host)
        code = code->host;
    return code;
}

/* Drops what a suspended or unstarted frame holds: calls code->drop. */
static inline void ac_frame_drop(AcFrame *f) { if (f->code && f->code->drop) f->code->drop(f); }

/* Task states: what a task waits for. READY: its turn. */
typedef enum { AC_TASK_READY, AC_TASK_RUNNING, AC_TASK_SLEEP, AC_TASK_QUEUE, AC_TASK_JOIN, AC_TASK_GATHER,
               AC_TASK_FLAG, AC_TASK_PARKED, AC_TASK_DONE } AcTaskState;

/* first in, first out, of tasks; intrusive */
struct AcQueue { AcObj obj; AcTask *head, *tail; };

/* Its coroutine object lies behind it, and is held by it: what a switch touches comes last, beside the coroutine's
 * frame. The result stays in the frame. */
struct AcTask {
    AcObj     obj;
    union {
        struct { AcTask *after, *before; } live;      /* in the list of all tasks that are not done */
        struct {
            AcExc   *failed;      /* the exception that ended it, or NULL */
            uint32_t number;      /* which failure it was */
        } done;
    } u;
    AcTask   *waiters;            /* the last of the tasks that await this one; its `next` is the first */
    void     *waits;              /* QUEUE: its AcQueue; FLAG, GATHER: its AcFlag, AcList (retained); JOIN: the AcTask */
    uint32_t  id;                 /* from 1, for names and reports */
    uint8_t   state;              /* AcTaskState */
    uint8_t   arrival;            /* what its next resume must look at first: bits of runtime/loop.h */
    uint8_t   cancels;            /* calls of cancel() that were not taken back */
    bool      retrieved : 1;      /* somebody awaited it or asked for its exception */
    bool      left : 1;           /* it was cancelled in the queue in which it waited last */
    bool      helper : 1;         /* the library made it for itself */
    bool      named : 1;          /* tasks.c has its name */
    bool      disowned : 1;       /* nobody is to be told of its end */
    union {
        AcTask *prev;             /* QUEUE: in the wait queue */
        struct {
            uint32_t due;         /* ms: READY: since when; SLEEP: deadline */
            uint32_t index;       /* SLEEP: number of its timer; GATHER: place in its list */
        } at;
    } place;
    AcFrame  *leaf;               /* innermost frame; NULL when done */
    AcTask   *next;               /* in the ready queue, a wait queue, or the waiters of another task */
};

/* Everything below is declared for generated code by the library (runtime/lib, @extern) or used by it. */
#include "operations.h"

#ifdef __cplusplus
}
#endif

#endif
