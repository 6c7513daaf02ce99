/* export.c: what C calls in a program. The error that came back last, and the tasks of coroutines that C started.
 * SPDX-License-Identifier: MIT */
#include "ac_export.h"

static AcExc *error;
static AcStr *error_text;
static AcRun *runs;               /* that were started */
static bool clears;

static void clear_all(void);
static void end_run(AcRun *run);

/* ---- errors ---------------------------------------------------------------------------------- */

static void clear_at_exit(void)
{
    if (!clears)
        ac_at_exit(clear_all);
    clears = true;
}

AcStatus ac_c_failed(void)
{
    AcExc *e = ac_catch();

    clear_at_exit();
    ac_error_clear();
    error = e;
    return AC_RAISED;
}

const char *ac_error_name(void)
{
    return error ? error->obj.type->name : NULL;
}

const char *ac_error_text(void)
{
    if (!error)
        return "";
    if (!error_text && ac_exc_str(error, &error_text) != AC_OK) {
        ac_clear(ac_pending);
        return "";
    }
    return error_text->data;
}

void ac_error_print(void)
{
    if (error)
        ac_print_exception(error, 2);
}

void ac_error_clear(void)
{
    ac_clear(error);
    ac_clear(error_text);
}

/* ---- coroutines ------------------------------------------------------------------------------ */

AcStatus ac_run_free(const AcRun *run, const char *name)
{
    if (run->task && !ac_task_done(run->task))
        return ac_raise_format(&ac_RuntimeError, "%s is running", name);
    return AC_OK;
}

AcStatus ac_run_start(AcRun *run, AcCoro *coro)
{
    bool known = run->task != NULL;
    AcTask *task;
    AcStatus status = ac_task_new(coro, &task);

    ac_release(coro);
    if (status != AC_OK)
        return ac_c_failed();
    clear_at_exit();
    end_run(run);
    task->retrieved = true;                     /* how it ends is asked here */
    run->task = task;
    run->asked = false;
    if (!known) {
        run->next = runs;
        runs = run;
    }
    return AC_OK;
}

bool ac_run_done(const AcRun *run)
{
    return run->task && ac_task_done(run->task);
}

/* Whether there was anything to cancel. */
bool ac_run_cancel(AcRun *run)
{
    bool cancelled = false;

    if (run->task && ac_task_cancel(run->task, &cancelled) != AC_OK)
        ac_clear(ac_pending);
    return cancelled;
}

AcStatus ac_run_result(AcRun *run, AcValue *out)
{
    if (!run->task) {
        (void)ac_raise_text(&ac_RuntimeError, "it was not started");
        return ac_c_failed();
    }
    if (!ac_task_done(run->task))
        return AC_PENDING;
    run->asked = true;
    return ac_task_result(run->task, out) == AC_OK ? AC_OK : ac_c_failed();
}

/* A failure that nobody asked for is shown. */
static void end_run(AcRun *run)
{
    AcExc *failed = NULL;

    if (!run->task)
        return;
    if (!run->asked && ac_task_done(run->task) && !ac_task_cancelled(run->task) && ac_task_exception(run->task, &failed) == AC_OK && failed)
        ac_print_exception(failed, 2);
    ac_clear(failed);
    ac_clear(run->task);
}

static void clear_all(void)
{
    AcRun *next;

    for (AcRun *run = runs; run; run = next) {
        next = run->next;
        end_run(run);
        run->next = NULL;
    }
    runs = NULL;
    clears = false;
    ac_error_clear();
}

/* ---- the program ----------------------------------------------------------------------------- */

AcStatus ac_begin(AcStatus (*program)(void))
{
    return ac_start_program(0, NULL, program) == AC_OK ? AC_OK : ac_c_failed();
}

int ac_end(void)
{
    return ac_end_program(0);
}
