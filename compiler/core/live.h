/* live.h: what is alive at each await, and what may be full where.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_LIVE_H
#define ASYNCC_CORE_LIVE_H

#include "core/flow.h"

/* Fills CoreVar.alive (at some await), .held (may be full at the function's end), .written, and each
 * await's `dead`: counted variables that may be full and are not alive. */
void live(Arena *a, Core *core);
/* Earlier, of one function: .read and .written, which must be taken back when the function is changed then; or these
 * and .held. */
void live_mark(CoreFn *fn);
void live_unmark(CoreFn *fn);
void live_held(Arena *a, CoreFn *fn);
/* What is alive at each await of a coroutine, by its state; the sets are the arena's. After frame. */
const VarSet *live_at_awaits(Arena *a, CoreFn *fn);

#endif
