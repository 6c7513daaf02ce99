/* inline.h: see inline.c.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_INLINE_H
#define ASYNCC_CORE_INLINE_H

#include "core/core.h"

/* After prune, whose marks it keeps true. */
void inline_awaits(Arena *a, Core *core);

#endif
