/* lexer.h: text to tokens. The numbers of tokens are lemon's (parser.h).
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYNTAX_LEXER_H
#define ASYNCC_SYNTAX_LEXER_H

#include "base/diag.h"
#include "syntax/ast.h"

typedef struct Token {
    int         kind;
    Span        span;
    const char *name;             /* NAME and soft keywords: interned; of a STRING that expand.h made: its text */
} Token;
typedef VEC(Token) TokenVec;

/* grammar/lexer.re: one token from *cursor on, no longer than to `limit`; *start is its first byte.
 * LEX_NEWLINE is a physical line's end, LEX_JOIN a backslash before one, LEX_BLANK white space or a comment. */
enum { LEX_END = 0, LEX_NEWLINE = -1, LEX_BLANK = -2, LEX_JOIN = -3, LEX_BAD = -4, LEX_STRING_OPEN = -5 };
int lex(const char **cursor, const char **start);

/* indent.c: the tokens of a file, with NEWLINE, INDENT and DEDENT in balance: all, or some logical lines at a time,
 * which last until the next are asked for (none: the end). */
typedef struct Layout Layout;
TokenVec tokenize(Arena *a, Diag *d, const Source *source);
Layout  *layout_new(Arena *a, Diag *d, const Source *source);
TokenVec layout_next(Layout *l);
/* The tokens of an expression inside a line (a field of an f-string), ended by NEWLINE. */
TokenVec tokenize_field(Arena *a, Diag *d, const Source *source, uint32_t from, uint32_t to);
const char *token_text(int kind);                    /* "'if'", "a name", "the end of the line" */

#endif
