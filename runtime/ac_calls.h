/* ac_calls.h: what C calls of a program, with a heap and without: how an error comes back, and coroutines that C starts.
 * ac_export.h and asyncc_noheap.h include it, which know what a task is.
 *
 * Only the loop's own thread may call what stands here, and no interrupt.
 * SPDX-License-Identifier: MIT */
#ifndef AC_CALLS_H
#define AC_CALLS_H

#ifdef __cplusplus
extern "C" {
#endif

const char *ac_error_name(void);  /* "OverflowError", with -DAC_NO_TEXT ""; NULL: there has been none since the last ac_error_clear */
const char *ac_error_text(void);  /* its message; "" where there is none, or no memory for it */
void        ac_error_print(void); /* with its traceback, if it has one, to the program's errors */
void        ac_error_clear(void);

/* ---- for generated code ---------------------------------------------------------------------- */

/* A coroutine that C starts, one run of it after the other. Without a heap its task is one object, which each start takes
 * up again. */
typedef struct AcRun { AcTask *task; struct AcRun *next; bool asked; } AcRun;

AC_MUST_CHECK AcStatus ac_run_free(const AcRun *run, const char *name);       /* RuntimeError while it runs */
AC_MUST_CHECK AcStatus ac_run_start(AcRun *run, AcCoro *coro);                /* takes the reference over */
bool     ac_run_done(const AcRun *run);
bool     ac_run_cancel(AcRun *run);
AC_MUST_CHECK AcStatus ac_run_result(AcRun *run, AcValue *out);               /* AC_PENDING: it is not done */
/* The pending exception becomes the error: AC_RAISED. */
AcStatus ac_c_failed(void);
/* It is printed: whoever called back cannot be told. */
void     ac_c_ignored(void);
AcStatus ac_begin(AcStatus (*program)(void));
int      ac_end(void);

#ifdef __cplusplus
}
#endif

#endif
