/* lodge.h: which coroutines share the head of the one that awaits them.
 *
 * A frame's head tells whose code it is, where that stands, and who goes on afterwards. A coroutine that is awaited at
 * one place of the program only, and is never an object, needs none: while it runs, its host stands at that await and
 * nowhere else, so the host's head is free to tell of the lodger. When the lodger ends it gives the head back: the host's
 * code, and the state of the await.
 *
 *     async def host(): ... await lodger() ...       code: host's, 1   ->  lodger's, 0, 1, 2 ...  ->  host's, 1
 *
 * A lodger may have lodgers itself; all of them have the head of the frame in which they lie.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_LODGE_H
#define ASYNCC_CORE_LODGE_H

#include "core/core.h"

/* Before live; fill CoreFn.pauses, .host, .awaited and .has_lodgers. */
void lodge_look(Arena *a, CoreFn *fn);              /* at each function of the program */
void lodge_end(Core *core);

#endif
