/* tokens.c: tokens as messages and --dump=tokens show them.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include "parser.h"
#include "syntax/lexer.h"
#include "syntax/parse.h"

const char *token_text(int kind)
{
    switch (kind) {
#define TOKEN(KIND, TEXT) case KIND: return TEXT;
#include "syntax/tokens.def"
#undef TOKEN
    default: return "the end of the file";
    }
}

static const char *token_name(int kind)
{
    switch (kind) {
#define TOKEN(KIND, TEXT) case KIND: return #KIND;
#include "syntax/tokens.def"
#undef TOKEN
    default: return "END";
    }
}

/* The text as it stands in the source; the line ends within are spelled. */
static void print_text(FILE *out, const char *text, uint32_t n)
{
    if (n)
        putc(' ', out);
    for (uint32_t i = 0; i < n; i++)
        if (text[i] == '\n' || text[i] == '\r')
            fputs(text[i] == '\n' ? "\\n" : "\\r", out);
        else
            putc(text[i], out);
}

static bool is_layout(int kind)
{
    return kind == NEWLINE || kind == INDENT || kind == DEDENT;
}

void tokens_dump(Arena *a, Diag *d, const Source *source, FILE *out)
{
    TokenVec tokens = tokenize(a, d, source);

    for (int i = 0; i < tokens.n; i++) {
        const Token *t = &tokens.at[i];
        Place p = source_place(d->sources, t->span.start);
        fprintf(out, "%d:%d %s", p.line, p.column, token_name(t->kind));
        if (!is_layout(t->kind))
            print_text(out, source->text + (t->span.start - source->base), t->span.end - t->span.start);
        putc('\n', out);
    }
}
