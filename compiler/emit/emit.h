/* emit.h: Core to C text. Decides nothing: if it must ask a question, the answer belongs in Core.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_EMIT_EMIT_H
#define ASYNCC_EMIT_EMIT_H

#include "base/map.h"
#include "core/core.h"
#include "emit/out.h"

typedef struct EmitOptions {
    const char *version;          /* for the stamp; NULL: none */
    bool        no_heap;          /* for runtime/asyncc_noheap.h */
    bool        line;             /* marks from which line a function's C comes: lines.h */
    int         slow;             /* milliseconds after which a step of a task is warned of; 0: never */
    bool        since;            /* the list of tasks tells since when each waits */
    const char *runtime_include;  /* or with its brackets, <asyncc/asyncc.h>; NULL: "asyncc.h", or that without a heap */
    const Map  *taken;            /* the names of a runtime that stands in the same file, interned; NULL: it does not */
} EmitOptions;

void emit(Out *o, const Core *core, const EmitOptions *options);

#endif
