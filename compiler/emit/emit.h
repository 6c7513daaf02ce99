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
    const char *as_library;       /* the program is one for C, of that name, without a main(); or NULL */
    const char *header_name;      /* "foo.h": for the program's C header; NULL: none is written */
    bool        header_wanted;    /* also if there is nothing to declare */
    bool        sizes;            /* behind the program, what `asyncc size` reads out of its object file: emit_sizes.c */
    Map        *names;            /* NULL, or where the C name of each CoreFn is left */
    const char *runtime_include;  /* or with its brackets, <asyncc/asyncc.h>; NULL: "asyncc.h", or that without a heap */
    const Map  *taken;            /* the names of a runtime that stands in the same file, interned; NULL: it does not */
} EmitOptions;

/* The numbers in the table of sizes, in their order. `kind`: SIZE_VAR and SIZE_RESULT have three numbers (place in the
 * frame, bytes, alignment), the others one: SIZE_FRAME and SIZE_CLASS bytes, SIZE_POOL those of one place, SIZE_OBJECT of all,
 * SIZE_CALLEE its place; SIZE_BLOCK and SIZE_HEAD are of the runtime: what stands before a task's frame, and how long a
 * frame's head is. */
typedef enum { SIZE_HEAD, SIZE_BLOCK, SIZE_CLASS, SIZE_POOL, SIZE_OBJECT, SIZE_FRAME, SIZE_VAR, SIZE_RESULT, SIZE_CALLEE } SizeKind;
typedef struct SizeItem {
    SizeKind          kind;
    const CoreFn     *fn;
    const CoreVar    *var;
    const CoreFn     *callee;
    const CoreClass  *class;
    const CorePool   *pool;
    const CoreObject *object;     /* it has a place in static storage */
} SizeItem;
void sizes_each(const Core *core, void (*visit)(void *context, SizeItem item), void *context);
#define SIZES_MARK "asyncc sizes: "
enum { SIZES_DIGITS = 9 };        /* of a number */

/* `header` stays empty when the program has nothing for C to call; it may be NULL. */
void emit(Out *o, Out *header, const Core *core, const EmitOptions *options);

#endif
