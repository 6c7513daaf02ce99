/* inline.h: see inline.c.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_INLINE_H
#define ASYNCC_CORE_INLINE_H

#include "core/core.h"

/* After raising. Each function is pruned first, and the marks of that are kept true. */
void inline_awaits(Arena *a, Core *core);

#endif
