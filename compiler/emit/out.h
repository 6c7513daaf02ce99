/* out.h: C text under construction: indented lines in a growing buffer.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_EMIT_OUT_H
#define ASYNCC_EMIT_OUT_H

#include "base/arena.h"

typedef struct Out { Arena *arena; char *text; size_t length, capacity; int indent; } Out;

void out_init(Out *o, Arena *a);
/* One or more whole lines, each indented; a `{` at a line's end goes one level in, a `}` at its start one
 * out; `case` and labels stand one level further left. */
void out(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Lines that are indented already. */
void out_raw(Out *o, const char *text, size_t n);

#endif
