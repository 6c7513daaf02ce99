/* ac_export.h: what C code needs that calls a program: how an error comes back, and coroutines that C starts. The headers
 * that asyncc writes include it.
 *
 * An exported function returns AC_OK, or AC_RAISED: then an exception ended it, which the ac_error functions tell of until
 * the next one. Only the loop's own thread may call what stands here, and no interrupt.
 * SPDX-License-Identifier: MIT */
#ifndef AC_EXPORT_H
#define AC_EXPORT_H

#include "asyncc.h"

#ifdef __cplusplus
extern "C" {
#endif

const char *ac_error_name(void);  /* "OverflowError"; NULL: there has been none since the last ac_error_clear */
const char *ac_error_text(void);  /* its message; "" where there is none, or no memory for it */
void        ac_error_print(void); /* with its traceback, to the program's errors */
void        ac_error_clear(void);

/* ---- for generated code ---------------------------------------------------------------------- */

/* A coroutine that C starts, one run of it after the other. */
typedef struct AcRun { AcTask *task; struct AcRun *next; bool asked; } AcRun;

AC_MUST_CHECK AcStatus ac_run_free(const AcRun *run, const char *name);       /* RuntimeError while it runs */
AC_MUST_CHECK AcStatus ac_run_start(AcRun *run, AcCoro *coro);                /* takes the reference over */
bool     ac_run_done(const AcRun *run);
bool     ac_run_cancel(AcRun *run);
AC_MUST_CHECK AcStatus ac_run_result(AcRun *run, AcValue *out);               /* AC_PENDING: it is not done */
/* The pending exception becomes the error: AC_RAISED. */
AcStatus ac_c_failed(void);
AcStatus ac_begin(AcStatus (*program)(void));
int      ac_end(void);

#ifdef __cplusplus
}
#endif

#endif
