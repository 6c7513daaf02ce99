/* depfile.h: the rule that tells make which sources an output was made from.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_DEPFILE_H
#define ASYNCC_DEPFILE_H

#include "base/source.h"

/* "target second: a.async b.async", escaped as make reads it; `second` may be NULL; `phony` adds an empty rule for each but the first. */
char *depfile_text(Arena *a, const char *target, const char *second, const Sources *s, bool phony);

#endif
