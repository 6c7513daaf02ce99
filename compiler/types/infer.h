/* infer.h: from names to types: the whole program at once.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_TYPES_INFER_H
#define ASYNCC_TYPES_INFER_H

#include "base/diag.h"
#include "base/dump.h"
#include "types/program.h"

/* Types every expression that the program can reach. Errors go to `d`; with errors the result is good for
 * types_dump only. After builtins_begin. */
Program *infer(Arena *a, Diag *d, const Names *names);

/* Each live instance: its parameters, result, variables, and calls. The library's only if asked. */
void types_dump(Dump *out, const Program *p, bool library);

#endif
