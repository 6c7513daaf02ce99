/* intern.h: strings that are equal when their pointers are.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_INTERN_H
#define ASYNCC_BASE_INTERN_H

#include "base/arena.h"

/* One table for the process; its memory lives until intern_reset. The string may hold NUL bytes only
 * where the caller keeps the length itself. */
const char *intern(const char *text);
const char *intern_n(const char *text, size_t length);
void        intern_reset(void);

#endif
