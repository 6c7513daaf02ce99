/* expand.h: what the files share that write classes out before they are parsed: named_tuple.c, data_class.c.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYNTAX_EXPAND_H
#define ASYNCC_SYNTAX_EXPAND_H

#include "syntax/build.h"

typedef struct Tokens { const Token *at; int n; } Tokens;

bool token_is_name(const Token *t, const char *name);
/* The name behind `as`, where there is one, else its own. */
const char *token_bound_as(const Token *t);
/* The tokens between the bracket t[0] and its partner, in parts between commas; their number, -1: too many. */
int  tokens_split(const Token *t, Tokens *part, int max, int *length);
void tokens_add(const Parser *p, TokenVec *out, Tokens tokens);

/* Lines that are read from the beginning and changed in places: they stay where they are until the first change, and
 * are copied from there on. */
typedef struct Rewrite { const Parser *p; TokenVec *lines, out; int copied; bool changed; } Rewrite;
Rewrite   rewrite_begin(const Parser *p, TokenVec *lines);
/* So many tokens from the one at `i` on give way to what the caller adds to the vector. */
TokenVec *rewrite_at(Rewrite *r, int i, int taken);
void      rewrite_end(Rewrite *r);

/* The tokens of that text, as if they stood at `at`; strings keep their text. */
TokenVec tokens_of_text(const Parser *p, const char *text, Span at);

#endif
