/* generator.c: generators: a coroutine's frame that is resumed by next() and its like instead of the loop.
 *
 * A yield leaves its value in ac_yielded and returns AC_OK with the frame's state at the yield; the end leaves the
 * state AC_STATE_DONE. What send() gives lies in ac_sent until the yield that is resumed takes it. `awaited` in the
 * frame's head tells that the generator runs, or that it has just returned: only the StopIteration of that moment has
 * its result.
 *
 * An asynchronous generator is resumed by the loop, as an awaited coroutine is, and gives back to the frame that asked.
 * When nobody has it any more, it is closed, once: `awaited` also tells of that.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

enum { RUNS = 1, RETURNED, GIVEN_UP = 4 };

static AcStatus generator_next(AcObj *o, bool *more, AcValue *item);
static void generator_drop(AcObj *o);
static void async_generator_drop(AcObj *o);
static AcStatus resume(AcCoro *g, AcStatus in, bool *more, AcValue *item);
static AcStatus raise_stop(AcCoro *g);
static AcStatus not_running(const AcCoro *g, const char *what);

const AcType ac_type_generator = { .obj = AC_TYPE_OBJ, .name = "generator", .base = &ac_type_object,
                                   .drop = generator_drop, .next = generator_next };
const AcType ac_type_async_generator = { .obj = AC_TYPE_OBJ, .name = "async_generator", .base = &ac_type_object,
                                         .drop = async_generator_drop };

AcValue ac_yielded, ac_sent;
bool tasks_forgotten;

static AcStatus new_generator(const AcType *type, const AcCode *code, AcCoro **out)
{
    if (ac_new(type, offsetof(AcCoro, frame) + (size_t)code->size, out) != AC_OK)
        return AC_RAISED;
    (*out)->frame.code = code;
    return AC_OK;
}

AcStatus ac_generator_new(const AcCode *code, AcCoro **out)
{
    return new_generator(&ac_type_generator, code, out);
}

AcStatus ac_async_generator_new(const AcCode *code, AcCoro **out)
{
    return new_generator(&ac_type_async_generator, code, out);
}

AcValue ac_take_sent(void)
{
    AcValue v = ac_sent;

    ac_sent = ac_from_none();
    return v;
}

AcValue generator_take(void)
{
    AcValue v = ac_yielded;

    ac_yielded = ac_from_none();
    return v;
}

/* ---- next, send, throw, close ---------------------------------------------------------------- */

static AcStatus resume(AcCoro *g, AcStatus in, bool *more, AcValue *item)
{
    AcFrame *f = &g->frame;
    AcStatus status = in;

    *more = false;
    if (f->state == AC_STATE_DONE || ac_enter() != AC_OK) {
        f->awaited = 0;
        ac_clear_value(ac_sent);
        return f->state == AC_STATE_DONE ? status : AC_RAISED;
    }
    f->awaited = RUNS;
    ac_retain(g);
    status = f->code->resume(f, in);
    *more = status == AC_OK && f->state != AC_STATE_DONE;
    f->awaited = status == AC_OK && !*more ? RETURNED : 0;
    if (*more)
        *item = generator_take();
    ac_release(g);
    ac_leave();
    return status;
}

static AcStatus generator_next(AcObj *o, bool *more, AcValue *item)
{
    AcCoro *g = (AcCoro *)o;

    *more = false;
    return not_running(g, "generator already executing") != AC_OK ? AC_RAISED : resume(g, AC_OK, more, item);
}

static AcStatus not_running(const AcCoro *g, const char *what)
{
    return g->frame.awaited == RUNS ? ac_raise_text(&ac_ValueError, what) : AC_OK;
}

static AcStatus raise_stop(AcCoro *g)
{
    return generator_stop(ac_generator_result(g));
}

AcStatus generator_stop(AcValue v)
{
    AcExc *e = NULL;
    AcStatus status;

    if (v.tag == AC_TAG_NONE)
        return ac_raise_type(&ac_StopIteration);
    status = ac_exc_new(&ac_StopIteration, 1, &v, &e);
    ac_release_value(v);
    if (status == AC_OK)
        (void)ac_raise(e);
    ac_release(e);
    return AC_RAISED;
}

AcStatus ac_stop(AcValue iterator)
{
    AcObj *o = ac_value_ref(iterator);

    return o && o->type == &ac_type_generator ? raise_stop((AcCoro *)o) : ac_raise_type(&ac_StopIteration);
}

AcValue ac_generator_result(AcCoro *g)
{
    const AcCode *code = g->frame.code;
    void *at = (char *)&g->frame + code->result_offset;
    AcRep rep = (AcRep)code->result_rep;
    AcValue v = ac_from_none();

    if (rep == AC_REP_NONE || g->frame.awaited != RETURNED)
        return v;
    g->frame.awaited = 0;
    v = ac_rep_load(rep, at);
    ac_rep_store(rep == AC_REP_REF || rep == AC_REP_VALUE ? rep : AC_REP_NONE, at, ac_from_none());
    return v;
}

static AcStatus send(AcCoro *g, AcValue sent, bool *more, AcValue *out)
{
    *more = false;
    if (not_running(g, "generator already executing") != AC_OK)
        return AC_RAISED;
    if (g->frame.state == 0 && sent.tag != AC_TAG_NONE)
        return ac_raise_text(&ac_TypeError, "can't send non-None value to a just-started generator");
    ac_retain_value(sent);
    ac_move_value(ac_sent, sent);
    return resume(g, AC_OK, more, out);
}

AcStatus ac_generator_send(AcCoro *g, AcValue sent, AcValue *out)
{
    bool more = false;

    if (send(g, sent, &more, out) != AC_OK)
        return AC_RAISED;
    return more ? AC_OK : raise_stop(g);
}

static AcStatus throw(AcCoro *g, AcExc *e, bool *more, AcValue *out)
{
    *more = false;
    if (not_running(g, "generator already executing") != AC_OK)
        return AC_RAISED;
    return resume(g, ac_raise(e), more, out);
}

AcStatus ac_generator_throw(AcCoro *g, AcExc *e, AcValue *out)
{
    bool more = false;

    if (throw(g, e, &more, out) != AC_OK)
        return AC_RAISED;
    return more ? AC_OK : raise_stop(g);
}

AcStatus generator_closed(void)
{
    if (!ac_exc_matches(ac_pending, &ac_GeneratorExit) && !ac_exc_matches(ac_pending, &ac_StopIteration) &&
        !ac_exc_matches(ac_pending, &ac_StopAsyncIteration))
        return AC_RAISED;
    ac_clear(ac_pending);
    return AC_OK;
}

AcStatus ac_generator_close(AcCoro *g)
{
    AcValue item = ac_from_none();
    bool more = false;

    if (not_running(g, "generator already executing") != AC_OK)
        return AC_RAISED;
    if (g->frame.state == 0)
        ac_frame_drop(&g->frame);
    if (g->frame.state == 0 || g->frame.state == AC_STATE_DONE) {
        g->frame.state = AC_STATE_DONE;
        return AC_OK;
    }
    if (resume(g, ac_raise_type(&ac_GeneratorExit), &more, &item) != AC_OK)
        return generator_closed();
    if (!more)
        return AC_OK;
    ac_release_value(item);
    return ac_raise_text(&ac_RuntimeError, "generator ignored GeneratorExit");
}

/* One that is given up at a yield is closed: its finally blocks run. */
static void generator_drop(AcObj *o)
{
    AcCoro *g = (AcCoro *)o;
    AcExc *pending = ac_catch();
    AcValue yielded = generator_take(), sent = ac_take_sent();

    o->count = 1;                               /* it lives while it is closed */
    if (!tasks_forgotten && ac_generator_close(g) != AC_OK)
        generator_ignored("Exception ignored in a generator:\n");
    ac_pending = pending;
    ac_yielded = yielded;
    ac_sent = sent;
    ac_frame_drop(&g->frame);
    o->count = 0;
}

void generator_ignored(const char *where)
{
    AcExc *e = ac_catch();

    ac_flush();
    out_write_c(2, where);
    ac_print_exception(e, 2);
    ac_release(e);
}

/* ---- yield from ------------------------------------------------------------------------------ */

static AcCoro *as_generator(AcIter *it)
{
    return it->obj.type == &ac_type_generator ? (AcCoro *)it : NULL;
}

AcStatus ac_delegate_send(AcIter *it, AcValue sent, bool *more, AcValue *item)
{
    if (as_generator(it))
        return send(as_generator(it), sent, more, item);
    if (sent.tag != AC_TAG_NONE)
        return ac_raise_format(&ac_AttributeError, "'%T' object has no attribute 'send'", ac_from_ref(it));
    return value_step(ac_from_ref(it), more, item);
}

AcStatus ac_delegate_throw(AcIter *it, AcExc *e, bool *more, AcValue *item)
{
    *more = false;
    if (!as_generator(it))
        return ac_raise(e);
    if (!ac_exc_matches(e, &ac_GeneratorExit))
        return throw(as_generator(it), e, more, item);
    return ac_generator_close(as_generator(it)) == AC_OK ? ac_raise(e) : AC_RAISED;
}

AcValue ac_delegate_result(AcIter *it)
{
    return as_generator(it) ? ac_generator_result(as_generator(it)) : ac_from_none();
}

/* ---- asynchronous generators ----------------------------------------------------------------- */

static AcStatus enter(AcFrame *f, AcCoro *g)
{
    if (g->frame.state == AC_STATE_DONE) {
        ac_clear_value(ac_sent);
        return AC_OK;
    }
    if (g->frame.awaited & RUNS)
        return ac_raise_text(&ac_RuntimeError, "anext(): asynchronous generator is already running");
    g->frame.awaited |= RUNS;
    g->frame.caller = f;
    ac_callee = &g->frame;
    return AC_CALL;
}

static void leave(AcCoro *g)
{
    g->frame.awaited &= (uint16_t)~(unsigned)RUNS;
}

AcStatus ac_async_generator_next(AcFrame *f, AcCoro *g)
{
    return enter(f, g);
}

AcValue ac_async_generator_item(AcCoro *g, bool *more)
{
    leave(g);
    *more = g->frame.state != AC_STATE_DONE;
    return *more ? generator_take() : ac_from_none();
}

AcStatus ac_async_generator_throw(AcFrame *f, AcCoro *g, AcExc *e)
{
    AcStatus status = enter(f, g);

    if (status == AC_RAISED || g->frame.state == AC_STATE_DONE)
        return status;
    return g->frame.code->resume(&g->frame, ac_raise(e));
}

bool ac_async_generator_ended(const AcCoro *g)
{
    return g->frame.state == AC_STATE_DONE;
}

AcStatus ac_async_generator_offer(const AcObj *o, AcValue sent)
{
    if (((const AcCoro *)o)->frame.state == 0 && sent.tag != AC_TAG_NONE)
        return ac_raise_text(&ac_TypeError, "can't send non-None value to a just-started async generator");
    ac_retain_value(sent);
    ac_move_value(ac_sent, sent);
    return AC_OK;
}

AcStatus ac_async_generator_take(AcObj *o, AcValue *out)
{
    leave((AcCoro *)o);
    *out = generator_take();
    return AC_OK;
}

/* ---- closing one that was given up ----------------------------------------------------------- */

/* The frame of a task of the runtime's own: aclose() of the generator, which it owns. */
typedef struct { AcFrame head; AcCoro *generator; } Closer;

static void closer_drop(AcFrame *f)
{
    ac_clear(((Closer *)f)->generator);
    f->state = AC_STATE_DONE;
}

static AcStatus closer_begin(AcFrame *f)
{
    AcExc *e = NULL;
    AcStatus status;

    if (ac_exc_new(&ac_GeneratorExit, 0, NULL, &e) != AC_OK)
        return AC_RAISED;
    f->state = 1;
    status = ac_async_generator_throw(f, ((Closer *)f)->generator, e);
    ac_release(e);
    return status;
}

static AcStatus closer_resume(AcFrame *f, AcStatus in)
{
    const Closer *c = (const Closer *)f;
    AcStatus status = f->state == 0 && in == AC_OK ? closer_begin(f) : in;

    if (status >= AC_PENDING)
        return status;
    if (status == AC_OK && c->generator->frame.state != AC_STATE_DONE)
        status = ac_raise_text(&ac_RuntimeError, "async generator ignored GeneratorExit");
    else if (status == AC_RAISED)
        status = generator_closed();
    closer_drop(f);
    return status;
}

static const uint16_t closer_lines[] = { 0, 0 };
static const AcCode closer_code = { .name = "aclose", .file = "", .size = sizeof(Closer), .result_rep = AC_REP_NONE,
                                    .resume = closer_resume, .drop = closer_drop, .lines = closer_lines };

/* A task that closes it, which keeps it alive meanwhile. */
static AcStatus close_later(AcCoro *g)
{
    AcCoro *closer = NULL;
    AcTask *task = NULL;
    AcStatus status = ac_coro_new(&closer_code, &closer);

    if (status != AC_OK)
        return status;
    g->obj.count = 1;
    g->frame.awaited = GIVEN_UP;
    ((Closer *)&closer->frame)->generator = g;
    status = ac_ensure_task(&closer->obj, &task);
    if (status != AC_OK) {
        ((Closer *)&closer->frame)->generator = NULL;
        g->obj.count = 0;
    }
    ac_release(closer);
    ac_release(task);
    return status;
}

static void async_generator_drop(AcObj *o)
{
    AcCoro *g = (AcCoro *)o;
    AcExc *pending;

    if (ac_runs && g->frame.state != 0 && g->frame.state != AC_STATE_DONE && !(g->frame.awaited & GIVEN_UP)) {
        pending = ac_catch();
        if (close_later(g) != AC_OK)
            generator_ignored("Exception ignored in a generator:\n");
        ac_pending = pending;
        if (o->count)
            return;
    }
    ac_frame_drop(&g->frame);
}
