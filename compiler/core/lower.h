/* lower.h: the typed program to Core.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_LOWER_H
#define ASYNCC_CORE_LOWER_H

#include "base/source.h"
#include "core/core.h"
#include "types/program.h"

/* Cannot fail: the program was typed without errors. */
Core *lower(Arena *a, const Program *p, const Sources *sources);

#endif
