/* emit.h: Core to C text. Decides nothing: if it must ask a question, the answer belongs in Core.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_EMIT_EMIT_H
#define ASYNCC_EMIT_EMIT_H

#include "core/core.h"
#include "emit/out.h"

typedef struct EmitOptions {
    const char *version;          /* for the stamp; NULL: none */
    bool        no_heap;          /* for runtime/asyncc_noheap.h */
    bool        line;             /* #line directives */
    int         slow;             /* milliseconds after which a step of a task is warned of; 0: never */
    bool        since;            /* the list of tasks tells since when each waits */
    const char *as_library;       /* the program is one for C, of that name, without a main(); or NULL */
    const char *header_name;      /* "foo.h": for the program's C header; NULL: none is written */
    bool        header_wanted;    /* also if there is nothing to declare */
    const char *output_name;      /* to which they return */
    const char *runtime_include;  /* or with its brackets, <asyncc/asyncc.h>; NULL: "asyncc.h", or that without a heap */
} EmitOptions;

/* `header` stays empty when the program has nothing for C to call; it may be NULL. */
void emit(Out *o, Out *header, const Core *core, const EmitOptions *options);

#endif
