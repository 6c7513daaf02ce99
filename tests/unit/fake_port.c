/* fake_port.c: see fake_port.h.
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_port.h"

uint32_t fake_now;
void (*fake_on_idle)(void);
bool fake_interrupted;
const bool ac_port_has_interrupts = true;

static char trace[20000];
static size_t trace_n;

/* ---- the trace ------------------------------------------------------------------------------- */

void say(const char *format, ...)
{
    va_list args;

    if (trace_n)
        trace[trace_n++] = ' ';
    va_start(args, format);
    trace_n += (size_t)vsnprintf(trace + trace_n, sizeof trace - trace_n, format, args);
    va_end(args);
}

const char *trace_text(void)
{
    return trace;
}

void fake_reset(uint32_t start)
{
    ac_loop_reset();
    fake_now = start;
    fake_on_idle = NULL;
    fake_interrupted = false;
    trace_n = 0;
    trace[0] = '\0';
}

/* ---- the port -------------------------------------------------------------------------------- */

void ac_port_start(void) {}
uint32_t ac_port_now(void) { return fake_now; }
uint64_t ac_port_now_us(void) { return (uint64_t)fake_now * 1000; }
int64_t ac_port_epoch_us(void) { return 0; }
void ac_port_wake(void) {}
void ac_port_order(void) {}
void ac_port_enter_critical(void) {}
void ac_port_leave_critical(void) {}

/* An interrupt ends the wait before its time. */
void ac_port_delay_us(uint32_t us)
{
    (void)us;
}

void ac_port_idle(uint32_t ms)
{
    void (*interrupt)(void) = fake_on_idle;

    if (ms == AC_NEVER)
        say("idle");
    else
        say("idle:%u", (unsigned)ms);
    fake_on_idle = NULL;
    if (interrupt)
        interrupt();
    else if (ms == AC_NEVER)
        exit(99);
    else
        fake_now += ms;
}

bool ac_port_dump_wanted(void)
{
    return false;
}

bool ac_port_interrupted(void)
{
    bool was = fake_interrupted;

    fake_interrupted = false;
    return was;
}

void ac_port_write(int fd, const char *bytes, size_t n)
{
    (void)fwrite(bytes, 1, n, fd == 1 ? stdout : stderr);
}

void ac_port_exit(int status)
{
    exit(status);
}

bool ac_port_source_line(const char *path, int line, char *buffer, size_t size)
{
    (void)path, (void)line, (void)buffer, (void)size;
    return false;
}

/* ---- scripts --------------------------------------------------------------------------------- */

typedef struct {
    AcFrame     head;
    const Step *at;
    AcObj      *awaited;
    ac_int      result;
} ScriptFrame;

static AcStatus script_resume(AcFrame *frame, AcStatus in);
static AcStatus script_await(ScriptFrame *f);
static AcStatus script_do(ScriptFrame *f);
static AcStatus finish(ScriptFrame *f, AcStatus status);

static const uint16_t script_lines[] = { 1, 2 };
static const AcCode script_code = { .name = "script", .file = "script.async", .size = sizeof(ScriptFrame),
                                    .result_offset = offsetof(ScriptFrame, result), .result_rep = AC_REP_INT,
                                    .resume = script_resume, .lines = script_lines };

static AcStatus script_resume(AcFrame *frame, AcStatus in)
{
    ScriptFrame *f = (ScriptFrame *)frame;

    switch (frame->state) {
    case 0:
        for (;;) {
            in = script_do(f);
            if (f->at->kind == RETURN && in == AC_OK)
                return finish(f, AC_OK);
            if (in == AC_PENDING) {
                frame->state = 1;
                in = script_await(f);
                if (in >= AC_PENDING)
                    return in;
                AC_FALLTHROUGH;
    case 1:
                f->awaited = NULL;
            }
            if (in == AC_RAISED) {
                AcExc *e;

                if (!f->at->caught)
                    return finish(f, AC_RAISED);
                e = ac_catch();
                say("%s", e->obj.type->name);
                ac_release(e);
            }
            f->at++;
        }
    }
    abort();
}

static AcStatus finish(ScriptFrame *f, AcStatus status)
{
    f->head.state = AC_STATE_DONE;
    return status;
}

static AcStatus script_await(ScriptFrame *f)
{
    const Step *s = f->at;

    switch (s->kind) {
    case SLEEP:        return ac_sleep_ms(&f->head, s->n);
    case WAIT:         return ac_queue_wait(&f->head, *(AcQueue **)s->at);
    case JOIN:
    case CALL:         return ac_await(&f->head, f->awaited = *(AcObj **)s->at);
    case GATHER:       return ac_join_wait(&f->head, *(AcList **)s->at, false);
    case GATHER_FIRST: return ac_join_wait(&f->head, *(AcList **)s->at, true);
    case FLAG:         return ac_flag_wait(&f->head, *(AcFlag **)s->at);
    case NEVER:        return ac_never(&f->head);
    default:           abort();
    }
}

/* AC_PENDING: it is an await after all. */
static AcStatus script_do(ScriptFrame *f)
{
    const Step *s = f->at;
    bool cancelled;

    switch (s->kind) {
    case SAY:      say("%s", s->word); return AC_OK;
    case WAKE_ONE: (void)ac_queue_wake_one(*(AcQueue **)s->at); return AC_OK;
    case WAKE_ALL: ac_queue_wake_all(*(AcQueue **)s->at); return AC_OK;
    case SET:      ac_flag_set(*(AcFlag **)s->at); return AC_OK;
    case CANCEL:   return ac_task_cancel(*(AcTask **)s->at, &cancelled);
    case WAKE:     ac_task_wake(*(AcTask **)s->at); return AC_OK;
    case RAISE:    return ac_raise_type(s->at);
    case SPEND:    fake_now += (uint32_t)s->n; return AC_OK;
    case STOP:     ac_loop_stop(); return AC_OK;
    case RETURN:   f->result = s->n; return AC_OK;
    default:       return AC_PENDING;
    }
}

AcCoro *script_coro(const Step *script)
{
    AcCoro *coro;

    if (ac_coro_new(&script_code, &coro) != AC_OK)
        abort();
    ((ScriptFrame *)&coro->frame)->at = script;
    return coro;
}

AcTask *spawn(const Step *script)
{
    AcCoro *coro = script_coro(script);
    AcTask *t;

    if (ac_task_new(coro, &t) != AC_OK)
        abort();
    ac_release(coro);
    return t;
}

AcList *list_of(size_t n, AcTask *const *tasks)
{
    AcList *list;

    if (ac_list_new(AC_REP_REF, n, tasks, &list) != AC_OK)
        abort();
    return list;
}

ac_int run_task(AcTask *t)
{
    AcValue v = ac_from_none();

    if (ac_run_until_complete(t, &v) != AC_OK) {
        AcExc *e = ac_catch();

        say("%s", e->obj.type->name);
        ac_release(e);
        v = ac_from_int(-1);
    }
    ac_release(t);
    return v.u.i;
}

const char *failure(AcTask *t)
{
    return ac_task_done(t) && t->u.done.failed ? t->u.done.failed->obj.type->name : "";
}

void let_go(AcTask *t)
{
    ac_release(t);
}
