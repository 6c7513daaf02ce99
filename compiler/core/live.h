/* live.h: what is alive at each await, and what may be full where.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_LIVE_H
#define ASYNCC_CORE_LIVE_H

#include "core/core.h"

/* Fills CoreVar.alive (at some await), .held (may be full at the function's end), .written, and each
 * await's `dead`: counted variables that may be full and are not alive. */
void live(Arena *a, Core *core);
/* Earlier, of one function: .read and .written; or these and .held. */
void live_mark(CoreFn *fn);
void live_held(Arena *a, CoreFn *fn);

#endif
