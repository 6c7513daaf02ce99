/* frame.h: where each variable lies.
 *
 * A coroutine's frame holds its parameters, what is alive at some await, its result, and one union of the frames of
 * all coroutines that it awaits directly: it stands at one await at a time, so they may share bytes. So may whatever
 * is never needed at the same time: see share.h.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_FRAME_H
#define ASYNCC_CORE_FRAME_H

#include "core/core.h"

void frame(Core *core);                    /* after live; fills CoreVar.place, the awaits' states and CoreFn.awaits */
void frame_dump(Dump *d, const Core *core);

#endif
