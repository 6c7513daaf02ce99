/* warn.h: warnings about what compiles, but hardly means what it says. Each has a name for -Wno-NAME:
 *
 *     never-awaits          a loop for ever in a coroutine lets no other task run
 *     blocking              a coroutine calls what holds up every task, as `blocking` says of one of its parameters
 *     run-in-coroutine      a coroutine calls asyncio.run
 *     swallows-cancel       a handler keeps a loop going that was cancelled
 *     lock-held             a lock is released on some ways only
 *     function-not-called   a function is tested or compared, where its call was meant
 *     unreachable           nothing comes to this statement
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_TYPES_WARN_H
#define ASYNCC_TYPES_WARN_H

#include "base/diag.h"
#include "types/program.h"

void warn(Diag *d, const Program *p);

/* warn_lock.c: what follows an `await lock.acquire()` of this function. */
void warn_locks(Diag *d, const Instance *i);

#endif
