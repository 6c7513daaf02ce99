/* coro.c: coroutine objects, and await of an object.
 *
 * A call that is awaited where it stands lies in its caller's frame and never becomes an object. Objects are
 * for coroutines that are stored, passed on, made tasks, or recursive. Awaiting one does not call it from
 * here: AC_CALL sends its frame back to the loop, so a chain of any length needs no C stack.
 * SPDX-License-Identifier: MIT */
#include "loop.h"
#include "objects.h"

static inline AcStatus begin(AcTask *t, const AcCode *code, AcCoro **out);
AC_NOINLINE static AcStatus begin_in_new_block(const AcCode *code, AcCoro **out);
static void coro_free(AcObj *o);
AC_NOINLINE static void drop_and_give(AcCoro *coro, const AcCode *own);
static inline void give(AcCoro *coro, const AcCode *own);
static size_t block_size(const AcCode *code);
static void warn_never_awaited(const AcCode *code);

const AcType ac_type_coroutine = {
    .obj = AC_TYPE_OBJ, .name = "coroutine", .base = &ac_type_object, .free = coro_free
};

AcFrame *ac_callee;
void (*coro_given_up)(AcCoro *coro);

static size_t stamp_room;         /* behind a frame, for its task's stamp wherever it must be aligned; 0: there is none */

/* Its own path is the one without a call. */
AcStatus ac_coro_new(const AcCode *code, AcCoro **out)
{
    AcTask *t = mem_take_spare(block_size(code));

    return AC_LIKELY(t != NULL) ? begin(t, code, out) : begin_in_new_block(code, out);
}

static AcStatus begin_in_new_block(const AcCode *code, AcCoro **out)
{
    AcTask *t = mem_take_new(block_size(code));

    return t ? begin(t, code, out) : exc_raise_memory();
}

static inline AcStatus begin(AcTask *t, const AcCode *code, AcCoro **out)
{
    AcCoro *coro = task_coro(t);

    mem_adopt(&t->obj, &ac_type_coroutine);
    coro->obj.type = &ac_type_coroutine;
    coro->obj.count = 1;
    coro->frame.code = code;
    coro->frame.caller = NULL;
    coro->frame.state = 0;
    coro->frame.awaited = 0;
    *out = coro;
    return AC_OK;
}

AcStatus ac_coro_take(AcPool *pool, const AcCode *code, AcCoro **out)
{
    if (pool->taken == pool->n)
        return ac_raise_type(&ac_MemoryError);
    if (ac_coro_new(code, out) != AC_OK)
        return AC_RAISED;
    pool->taken++;
    return AC_OK;
}

static size_t block_size(const AcCode *code)
{
    return TASK_ROOM + offsetof(AcCoro, frame) + (size_t)code->size + stamp_room;
}

void coro_stamp_tasks(void)
{
    stamp_room = 2 * sizeof(uint64_t) - 1;
}

uint64_t *coro_stamp(const AcTask *t)
{
    uintptr_t end = (uintptr_t)t + block_size(ac_frame_code(&task_coro(t)->frame));

    return stamp_room && t->id ? (uint64_t *)(end - end % sizeof(uint64_t) - sizeof(uint64_t)) : NULL;
}

static void coro_free(AcObj *o)
{
    AcCoro *coro = (AcCoro *)o;

    if (!coro->frame.awaited)
        warn_never_awaited(coro->frame.code);
    else if (AC_UNLIKELY(coro_given_up != NULL))
        coro_given_up(coro);
    coro_release_last(coro);
}

void coro_release_last(AcCoro *coro)
{
    const AcCode *own = ac_frame_code(&coro->frame);

    if (coro->frame.code->drop)
        drop_and_give(coro, own);
    else
        give(coro, own);
}

static void drop_and_give(AcCoro *coro, const AcCode *own)
{
    coro->frame.code->drop(&coro->frame);
    give(coro, own);
}

static inline void give(AcCoro *coro, const AcCode *own)
{
    mem_disown();
    mem_give(coro_task(coro), block_size(own));
}

bool ac_is_coroutine_of(const void *object, const AcCode *code)
{
    const AcObj *o = object;

    return o && (o->type == &ac_type_coroutine || o->type == &ac_type_generator || o->type == &ac_type_async_generator) &&
           ac_frame_code(&((const AcCoro *)object)->frame) == code;
}

static void write_text(const char *text)
{
    size_t n = 0;

    while (text[n])
        n++;
    ac_port_write(2, text, n);
}

static void warn_never_awaited(const AcCode *code)
{
    ac_flush();
    write_text("RuntimeWarning: coroutine '");
    write_text(code->name);
    write_text("' was never awaited\n");
}

AcStatus ac_await(AcFrame *f, AcObj *awaited)
{
    if (awaited && awaited->type == &ac_type_coroutine)
        return ac_await_coro(f, (AcCoro *)awaited);
    if (awaited && awaited->type == &ac_type_task)
        return ac_await_task(f, (AcTask *)awaited);
    return ac_raise_format(&ac_TypeError, "object %T can't be used in 'await' expression", ac_from_ref(awaited));
}

AcStatus ac_await_coro(AcFrame *f, AcCoro *coro)
{
    if (coro->frame.awaited)
        return coro_raise_reused(coro);
    coro->frame.awaited = 1;
    coro->frame.caller = f;
    ac_callee = &coro->frame;
    return AC_CALL;
}

AcStatus coro_raise_reused(const AcCoro *coro)
{
    return ac_raise_text(&ac_RuntimeError, coro->frame.state == AC_STATE_DONE
                                               ? "cannot reuse already awaited coroutine"
                                               : "coroutine is being awaited already");
}

AcStatus ac_await_task(AcFrame *f, AcTask *t)
{
    AcTask *waiter = ac_current;

    if (t->state == AC_TASK_DONE) {
        t->retrieved = true;
        return t->u.done.failed ? ac_raise(t->u.done.failed) : AC_OK;
    }
    if (AC_UNLIKELY(t == waiter))
        return ac_raise_text(&ac_RuntimeError, "task can't await itself");
    (void)loop_park(f, AC_TASK_JOIN);
    waiter->waits = t;
    join_add(t, waiter);
    return AC_PENDING;
}

AcValue ac_await_result(AcObj *awaited)
{
    AcTask *t = (AcTask *)awaited;

    if (awaited->type == &ac_type_coroutine)
        return coro_take_result((AcCoro *)awaited);
    return task_result(t);
}

static void *result_at(AcCoro *coro)
{
    return (char *)&coro->frame + coro->frame.code->result_offset;
}

/* Moved out: nothing is left in the frame for its drop to release. */
AcValue coro_take_result(AcCoro *coro)
{
    AcRep rep = (AcRep)coro->frame.code->result_rep;
    AcValue v;

    if (rep == AC_REP_NONE)
        return ac_from_none();
    v = rep_load(rep, result_at(coro));
    if (rep == AC_REP_REF || rep == AC_REP_VALUE)
        ac_rep_store(rep, result_at(coro), ac_from_none());
    return v;
}

void coro_close(AcCoro *coro)
{
    const AcCode *own = ac_frame_code(&coro->frame);
    AcRep rep = (AcRep)own->result_rep;

    ac_frame_drop(&coro->frame);
    coro->frame.code = own;
    coro->frame.state = AC_STATE_DONE;
    if (rep != AC_REP_NONE)
        ac_rep_store(rep, result_at(coro), ac_from_none());
}

/* Owned by the caller, and still by the frame: others may ask too. */
AcValue task_result(AcTask *t)
{
    AcCoro *coro = task_coro(t);
    AcValue v;

    if (AC_UNLIKELY(coro->frame.state != AC_STATE_DONE))       /* forgotten: ac_loop_reset */
        return ac_from_none();
    v = rep_load((AcRep)coro->frame.code->result_rep, result_at(coro));
    ac_retain_value(v);
    return v;
}
