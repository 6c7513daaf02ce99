/* export.c: what C calls in a program without a heap, as runtime/export.c: the error that came back last, and the coroutines
 * that C started. Each has a task of its own, which is used again when it is started again.
 * SPDX-License-Identifier: MIT */
#include "asyncc_noheap.h"

#include "noheap/text.h"

static AcExc *error;
static AcRun *runs;               /* that were started */

static void end_run(const AcRun *run);

/* ---- errors ---------------------------------------------------------------------------------- */

AcStatus ac_c_failed(void)
{
    error = ac_catch();
    return AC_RAISED;
}

void ac_c_ignored(void)
{
    text_exception(ac_catch());
}

const char *ac_error_name(void)
{
    if (!error)
        return NULL;
    return error->obj.type->name ? error->obj.type->name : "";
}

const char *ac_error_text(void)
{
    return error && error->text ? error->text : "";
}

void ac_error_print(void)
{
    if (error)
        text_exception(error);
}

void ac_error_clear(void)
{
    error = NULL;
}

/* ---- results --------------------------------------------------------------------------------- */

static AcStatus raise_other_type(void)
{
    AC_STATIC_EXC(other, ac_TypeError, "the result is of another type");

    return ac_raise(&other);
}

AcStatus ac_need_int(AcValue a, const char *what, ac_int *out)
{
    (void)what;
    if (a.tag != AC_TAG_INT && a.tag != AC_TAG_BOOL)
        return raise_other_type();
    *out = a.tag == AC_TAG_INT ? a.u.i : a.u.b;
    return AC_OK;
}

AcStatus ac_need_float(AcValue a, const char *what, ac_float *out)
{
    ac_int i = 0;

    if (a.tag == AC_TAG_FLOAT)
        *out = a.u.f;
    else if (ac_need_int(a, what, &i) == AC_OK)
        *out = (ac_float)i;
    else
        return AC_RAISED;
    return AC_OK;
}

AcStatus ac_need_bool(AcValue a, const char *what, bool *out)
{
    ac_int i = 0;

    if (ac_need_int(a, what, &i) != AC_OK)
        return AC_RAISED;
    *out = i != 0;
    return AC_OK;
}

/* ---- coroutines ------------------------------------------------------------------------------ */

/* Also as long as a task that awaited its end has not gone on. */
AcStatus ac_run_free(const AcRun *run, const char *name)
{
    AC_STATIC_EXC(running, ac_RuntimeError, "it is running");

    (void)name;
    if (run->task && (run->task->state != AC_TASK_DONE || ac_task_is_told(run->task)))
        return ac_raise(&running);
    return AC_OK;
}

AcStatus ac_run_start(AcRun *run, AcCoro *coro)
{
    AcFrame *leaf = coro->leaf;

    if (run->task) {
        end_run(run);
    } else {
        run->next = runs;
        runs = run;
    }
    *coro = (AcTask){ .obj = coro->obj, .leaf = leaf };
    run->task = coro;
    run->asked = false;
    if (ac_begin_task(&coro->obj) != AC_OK)
        return ac_c_failed();
    coro->retrieved = true;                     /* how it ends is asked here */
    return AC_OK;
}

bool ac_run_done(const AcRun *run)
{
    return run->task && run->task->state == AC_TASK_DONE;
}

bool ac_run_cancel(AcRun *run)
{
    bool cancelled = false;

    if (run->task && ac_task_cancel(run->task, &cancelled) != AC_OK)
        (void)ac_catch();
    return cancelled;
}

AcStatus ac_run_result(AcRun *run, AcValue *out)
{
    AC_STATIC_EXC(idle, ac_RuntimeError, "it was not started");

    if (!run->task) {
        (void)ac_raise(&idle);
        return ac_c_failed();
    }
    if (run->task->state != AC_TASK_DONE)
        return AC_PENDING;
    run->asked = true;
    return ac_task_result(run->task, out) == AC_OK ? AC_OK : ac_c_failed();
}

/* A failure that nobody asked for is shown. */
static void end_run(const AcRun *run)
{
    AcExc *failed = run->task->waits;

    if (run->task->state == AC_TASK_DONE && failed && !run->asked && !ac_task_cancelled(run->task))
        text_exception(failed);
}

/* ---- the program ----------------------------------------------------------------------------- */

AcStatus ac_begin(AcStatus (*program)(void))
{
    return program() == AC_OK ? AC_OK : ac_c_failed();
}

int ac_end(void)
{
    for (AcRun *next, *run = runs; run; run = next) {
        next = run->next;
        end_run(run);
        *run = (AcRun){ NULL, NULL, false };
    }
    runs = NULL;
    error = NULL;
    return 0;
}
