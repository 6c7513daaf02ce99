/* raising.h: see raising.c. Fills CoreFn.raises of functions that do not raise by their C type; may be done again.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_RAISING_H
#define ASYNCC_CORE_RAISING_H

#include "core/core.h"

void raising(Arena *a, Core *core);

#endif
