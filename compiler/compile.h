/* compile.h: the pipeline, from a source to C text.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_COMPILE_H
#define ASYNCC_COMPILE_H

#include <stdio.h>
#include "base/diag.h"
#include "emit/emit.h"

/* In the order of --dump=tokens|ast|types|core|frames. */
typedef enum { DUMP_NONE, DUMP_TOKENS, DUMP_AST, DUMP_TYPES, DUMP_CORE, DUMP_FRAMES } DumpKind;

typedef struct CompileOptions {
    const char *library;          /* directory of the modules written in the language */
    EmitOptions emit;
    DumpKind    dump;             /* stop there and print to dump_to; nothing goes to `out` then */
    FILE       *dump_to;
    bool        dump_library;
    Core      **core;             /* NULL, or where the program is left as it was emitted */
} CompileOptions;

/* False with errors in `d`, which the caller prints. `out` may be NULL when only they are wanted, and `header`. All memory is the arena's; any number of compilations
 * may follow one another in a process (intern_reset between them, when nothing of the last is in use). */
bool compile(Arena *a, Diag *d, const Source *source, const CompileOptions *o, Out *out, Out *header);

#endif
