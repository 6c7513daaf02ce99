/* parse.h: text to tree. Syntax errors go to `d`; what stands around them is parsed all the same.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYNTAX_PARSE_H
#define ASYNCC_SYNTAX_PARSE_H

#include "base/diag.h"
#include "base/dump.h"
#include "syntax/ast.h"

/* `next_id` numbers the expressions over all modules of a compilation. */
Module *parse(Arena *a, Diag *d, const Source *source, int *next_id);

void ast_dump(Dump *out, const Module *m);
void tokens_dump(Arena *a, Diag *d, const Source *source, FILE *out);

#endif
