/* coro.c: coroutine objects, and await of an object.
 *
 * A call that is awaited where it stands lies in its caller's frame and never becomes an object. Objects are
 * for coroutines that are stored, passed on, made tasks, or recursive. Awaiting one does not call it from
 * here: AC_CALL sends its frame back to the loop, so a chain of any length needs no C stack.
 * SPDX-License-Identifier: MIT */
#include "loop.h"

static void coro_drop(AcObj *o);
static void warn_never_awaited(const AcCode *code);
static AcStatus await_coro(AcFrame *f, AcCoro *coro);
static AcStatus await_task(AcFrame *f, AcTask *t);

const AcType ac_type_coroutine = {
    .obj = AC_TYPE_OBJ, .name = "coroutine", .base = &ac_type_object, .size = sizeof(AcCoro),
    .drop = coro_drop
};

AcFrame *ac_callee;

AcStatus ac_coro_new(const AcCode *code, AcCoro **out)
{
    if (ac_new(&ac_type_coroutine, offsetof(AcCoro, frame) + code->size, out) != AC_OK)
        return AC_RAISED;
    (*out)->frame.code = code;
    return AC_OK;
}

static void coro_drop(AcObj *o)
{
    AcCoro *coro = (AcCoro *)o;

    if (!coro->frame.awaited)
        warn_never_awaited(coro->frame.code);
    ac_frame_drop(&coro->frame);
}

bool ac_is_coroutine_of(const void *object, const AcCode *code)
{
    const AcObj *o = object;

    return o && (o->type == &ac_type_coroutine || o->type == &ac_type_generator || o->type == &ac_type_async_generator) &&
           ((const AcCoro *)object)->frame.code == code;
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
        return await_coro(f, (AcCoro *)awaited);
    if (awaited && awaited->type == &ac_type_task)
        return await_task(f, (AcTask *)awaited);
    return ac_raise_format(&ac_TypeError, "object %T can't be used in 'await' expression", ac_from_ref(awaited));
}

static AcStatus await_coro(AcFrame *f, AcCoro *coro)
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

static AcStatus await_task(AcFrame *f, AcTask *t)
{
    if (t->state == AC_TASK_DONE) {
        t->retrieved = true;
        return t->u.done.failed ? ac_raise(t->u.done.failed) : AC_OK;
    }
    if (t == ac_current)
        return ac_raise_text(&ac_RuntimeError, "task can't await itself");
    (void)loop_park(f, AC_TASK_JOIN);
    ac_current->waits = t;
    join_add(t, ac_current);
    return AC_PENDING;
}

AcValue ac_await_result(AcObj *awaited)
{
    AcTask *t = (AcTask *)awaited;

    if (awaited->type == &ac_type_coroutine)
        return coro_take_result((AcCoro *)awaited);
    ac_retain_value(t->u.done.result);
    return t->u.done.result;
}

/* Moved out: nothing is left in the frame for its drop to release. */
AcValue coro_take_result(AcCoro *coro)
{
    const AcCode *code = coro->frame.code;
    AcRep rep = (AcRep)code->result_rep;
    void *at = (char *)&coro->frame + code->result_offset;
    AcValue v;

    if (rep == AC_REP_NONE)
        return ac_from_none();
    v = ac_rep_load(rep, at);
    if (rep == AC_REP_REF || rep == AC_REP_VALUE)
        ac_rep_store(rep, at, ac_from_none());
    return v;
}
