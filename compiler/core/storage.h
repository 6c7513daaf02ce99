/* storage.h: see storage.c. Programs without a heap: where each object lies, or why it cannot.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_STORAGE_H
#define ASYNCC_CORE_STORAGE_H

#include "base/diag.h"
#include "core/core.h"

/* After lower, with types_uncounted. What the program never comes to is gone afterwards. Errors go to d: this is the one
 * question about the user's program that only Core can answer. */
void storage(Arena *a, Diag *d, Core *core);

/* fold.c, called by storage: what is set once, to an object in static storage or a constant, is replaced by it. */
void fold(Arena *a, Core *core);

#endif
