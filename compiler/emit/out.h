/* out.h: C text under construction: indented lines, kept in slices.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_EMIT_OUT_H
#define ASYNCC_EMIT_OUT_H

#include <stdbool.h>
#include "base/text.h"

typedef struct Out {
    Arena *arena;
    Text   done;                  /* full slices; after them comes */
    char  *text;                  /* the one that is being filled */
    size_t length, capacity;
    int    indent;
    bool   after_label;           /* nothing was written behind a label yet */
} Out;

void out_init(Out *o, Arena *a);
/* One or more whole lines, each indented; a `{` at a line's end goes one level in, a `}` at its start one
 * out; `case` and labels stand one level further left. */
void out(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Lines that are indented already: what `from` holds moves to the end of `o`, and `from` is empty again. */
void out_append(Out *o, Out *from);

/* All that was written. */
Text out_text(Out *o);

#endif
