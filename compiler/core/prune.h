/* prune.h: see prune.c. Lowering writes handlers down before it is known that nothing in them, or before them,
 * raises; here it is known.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_PRUNE_H
#define ASYNCC_CORE_PRUNE_H

#include "core/core.h"

/* CoreFn.raises is final. Fills CoreBlock.landing and .left, and CoreFn.falls_off. */
void prune_fn(CoreFn *fn);
/* Top levels of library modules that do nothing are gone. */
void prune_tops(Core *core);
/* Both, for all functions. */
void prune(Core *core);

#endif
