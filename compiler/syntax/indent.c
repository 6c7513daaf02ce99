/* indent.c: logical lines: brackets, joined lines, INDENT and DEDENT, and the soft keywords.
 *
 * What comes out is always in balance: a missing block is reported and replaced by `pass`, an unexpected
 * indentation is reported and left out with its DEDENT, so the parser never sees either.
 * SPDX-License-Identifier: MIT */
#include "syntax/lexer.h"

#include <stdio.h>
#include <string.h>
#include "base/intern.h"
#include "parser.h"

enum { BRACKETS_MAX = 200 };

typedef struct Bracket { char open; Span at; } Bracket;

typedef struct Layout {
    Arena        *arena;
    Diag         *diag;
    const Source *source;
    TokenVec      out;
    Bracket       bracket[BRACKETS_MAX];
    int           brackets;
    int           column[INDENT_DEPTH_MAX + 2], spaces[INDENT_DEPTH_MAX + 2];   /* tabs to 8, tabs as 1 */
    bool          real[INDENT_DEPTH_MAX + 2];         /* its INDENT was given out */
    int           depth;
    int           line_start;         /* index in out of the logical line's first token */
    int           header;             /* index of the last header line's first token that awaits its block, or -1 */
} Layout;

static Span span_of(const Layout *l, const char *from, const char *to)
{
    Pos base = l->source->base;
    return (Span){ base + (Pos)(from - l->source->text), base + (Pos)(to - l->source->text) };
}

static void put(Layout *l, int kind, Span span, const char *name)
{
    Token t = { kind, span, name };
    vec_push(l->arena, &l->out, t);
}

/* ---- brackets ---- */

static void open_bracket(Layout *l, char c, Span at)
{
    if (l->brackets == BRACKETS_MAX) {
        diag_error(l->diag, at, "too many nested parentheses");
        return;
    }
    l->bracket[l->brackets++] = (Bracket){ c, at };
}

static bool close_bracket(Layout *l, char c, Span at)
{
    char open = c == ')' ? '(' : c == ']' ? '[' : '{';

    if (l->brackets == 0) {
        diag_error(l->diag, at, "unmatched '%c'", c);
        return false;
    }
    Bracket b = l->bracket[--l->brackets];
    if (b.open != open) {
        diag_error(l->diag, at, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d", c, b.open,
                   source_line(l->diag->sources, b.at.start));
        return false;
    }
    return true;
}

/* ---- soft keywords ---- */

/* `match x:` and `case x:` at the start of a line that ends with a colon. */
static void mark_soft_keyword(Layout *l)
{
    Token *t = &l->out.at[l->line_start];
    int n = l->out.n - l->line_start;

    if (n < 3 || t->kind != NAME || vec_last(&l->out).kind != COLON)
        return;
    switch (t[1].kind) {
    case NAME: case INTEGER: case FLOAT: case IMAGINARY: case STRING: case LP: case LB: case LC: case MINUS: case STAR: case NOT: case AWAIT:
    case LAMBDA: case NONE: case TRUE_: case FALSE_: case TILDE: case YIELD:
        break;
    default: return;
    }
    if (t->name == intern("match"))
        t->kind = MATCH;
    else if (t->name == intern("case"))
        t->kind = CASE;
}

/* ---- indentation ---- */

static const char *header_word(const Token *t)
{
    switch (t->kind) {
    case IF: case ELIF: case ELSE: case FOR: case WHILE: case TRY: case EXCEPT: case FINALLY: case WITH: case DEF:
    case CLASS: case ASYNC: case MATCH: case CASE:
        return token_text(t->kind);
    default: return NULL;
    }
}

static void missing_block(Layout *l, Span at)
{
    const Token *head = &l->out.at[l->header];
    const char *word = header_word(head);

    diag_error(l->diag, at, "expected an indented block after %s on line %d", word ? word : "':'",
               source_line(l->diag->sources, head->span.start));
    put(l, INDENT, at, NULL);
    put(l, PASS, at, NULL);
    put(l, NEWLINE, at, NULL);
    put(l, DEDENT, at, NULL);
    l->header = -1;
}

static void indent_to(Layout *l, int column, int spaces, Span at)
{
    if (l->depth == INDENT_DEPTH_MAX) {
        diag_error(l->diag, at, "too many levels of indentation");
        return;
    }
    if (spaces <= l->spaces[l->depth])
        diag_error(l->diag, at, "inconsistent use of tabs and spaces in indentation");
    l->depth++;
    l->column[l->depth] = column;
    l->spaces[l->depth] = spaces;
    l->real[l->depth] = l->header >= 0;
    if (l->header < 0)
        diag_error(l->diag, at, "unexpected indent");
    else
        put(l, INDENT, at, NULL);
    l->header = -1;
}

static void dedent_to(Layout *l, int column, int spaces, Span at)
{
    while (column < l->column[l->depth]) {
        if (l->real[l->depth])
            put(l, DEDENT, at, NULL);
        l->depth--;
    }
    if (column != l->column[l->depth])
        diag_error(l->diag, at, "unindent does not match any outer indentation level");
    else if (spaces != l->spaces[l->depth])
        diag_error(l->diag, at, "inconsistent use of tabs and spaces in indentation");
}

static void start_line(Layout *l, const char *line, const char *first)
{
    int column = 0, spaces = 0;
    Span at = span_of(l, first, first + 1);

    for (const char *p = line; p < first; p++) {
        column = *p == '\t' ? (column / 8 + 1) * 8 : *p == '\f' ? 0 : column + 1;
        spaces = *p == '\f' ? 0 : spaces + 1;
    }
    if (column > l->column[l->depth]) {
        indent_to(l, column, spaces, at);
    } else {
        if (l->header >= 0)
            missing_block(l, at);
        dedent_to(l, column, spaces, at);
    }
    l->line_start = l->out.n;
}

static void end_line(Layout *l, Span at)
{
    if (l->out.n == l->line_start)
        return;
    mark_soft_keyword(l);
    bool opens = vec_last(&l->out).kind == COLON && header_word(&l->out.at[l->line_start]);
    l->header = opens ? l->line_start : -1;
    put(l, NEWLINE, at, NULL);
    l->line_start = l->out.n;
}

/* ---- the loop ---- */

static void bad_text(Layout *l, const char *from, const char *to, int kind)
{
    unsigned char c = (unsigned char)*from;
    Span at = span_of(l, from, to);

    if (kind == LEX_STRING_OPEN)
        diag_error(l->diag, at, "unterminated string literal");
    else if (c >= '0' && c <= '9')
        diag_error(l->diag, at, "invalid number: %.*s", (int)(to - from), from);
    else if (c == '\\')
        diag_error(l->diag, at, "unexpected character after line continuation character");
    else if (c < ' ' || c == 0x7F)
        diag_error(l->diag, at, "invalid character \\x%02x", c);
    else
        diag_error(l->diag, at, "invalid character '%c'", c);
}

static const char *skip_line(const char *p)
{
    while (*p && *p != '\n' && *p != '\r')
        p++;
    return p;
}

static void put_token(Layout *l, int kind, const char *from, const char *to)
{
    Span at = span_of(l, from, to);

    if (kind == LP || kind == LB || kind == LC)
        open_bracket(l, *from, at);
    if ((kind == RP || kind == RB || kind == RC) && !close_bracket(l, *from, at))
        return;
    put(l, kind, at, kind == NAME ? intern_n(from, (size_t)(to - from)) : NULL);
}

static void check_integer(Layout *l, const char *from, const char *to)
{
    if (*from != '0')
        return;
    for (const char *p = from; p < to; p++) {
        if (*p != '0' && *p != '_' && from[1] >= '0' && from[1] <= '9') {
            diag_error(l->diag, span_of(l, from, to), "leading zeros in decimal integer literals are not permitted");
            diag_help(l->diag, "use an 0o prefix for octal integers");
            return;
        }
        if (*p != '0' && *p != '_' && !(p == from + 1))
            return;
    }
}

/* The file ends inside brackets: go on after the line where the outermost was opened. */
static void unclosed(Layout *l)
{
    Bracket b = l->bracket[0];
    diag_error(l->diag, b.at, "'%c' was never closed", b.open);
    l->brackets = 0;
}

static void scan(Layout *l)
{
    const char *p = l->source->text, *line = p, *from;
    bool fresh = true;                  /* nothing on this logical line yet */

    for (;;) {
        int kind = lex(&p, &from);
        if (kind == LEX_END && from < l->source->text + l->source->length) {
            diag_error(l->diag, span_of(l, from, from + 1), "source code cannot contain null bytes");
            p = from + 1;
            continue;
        }
        if (kind == LEX_END)
            return;
        if (kind == LEX_NEWLINE) {
            if (l->brackets == 0) {
                if (!fresh)
                    end_line(l, span_of(l, from, from));
                fresh = true;
            }
            if (fresh)
                line = p;
            continue;
        }
        if (kind == LEX_JOIN || kind == LEX_BLANK)
            continue;
        if (fresh) {
            start_line(l, line, from);
            fresh = false;
        }
        if (kind == LEX_BAD || kind == LEX_STRING_OPEN) {
            const char *end = kind == LEX_STRING_OPEN ? skip_line(p) : p;
            bad_text(l, from, end, kind);
            put(l, kind == LEX_STRING_OPEN ? NONE : NAME, span_of(l, from, end), intern("_"));
            p = end > from ? end : from + 1;
            continue;
        }
        if (kind == INTEGER)
            check_integer(l, from, p);
        put_token(l, kind, from, p);
    }
}

static bool utf8_bad(const unsigned char *p, const unsigned char **at)
{
    while (*p) {
        int n = *p < 0x80 ? 0 : *p >= 0xC2 && *p < 0xE0 ? 1 : *p >= 0xE0 && *p < 0xF0 ? 2 : *p >= 0xF0 && *p < 0xF5 ? 3 : -1;
        *at = p;
        if (n < 0 || (*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F) || (*p == 0xF0 && p[1] < 0x90) || (*p == 0xF4 && p[1] > 0x8F))
            return true;
        for (p++; n > 0; n--, p++)
            if ((*p & 0xC0) != 0x80)
                return true;
    }
    return false;
}

static bool bidi_control(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return u[0] == 0xE2 && ((u[1] == 0x80 && u[2] >= 0xAA && u[2] <= 0xAE) || (u[1] == 0x81 && u[2] >= 0xA6 && u[2] <= 0xA9));
}

static void check_text(Layout *l)
{
    const unsigned char *bad;
    const char *text = l->source->text;

    if (utf8_bad((const unsigned char *)text, &bad))
        diag_error(l->diag, span_of(l, (const char *)bad, (const char *)bad + 1), "invalid UTF-8");
    for (const char *p = strchr(text, '\xE2'); p; p = strchr(p + 1, '\xE2'))
        if (bidi_control(p))
            diag_error(l->diag, span_of(l, p, p + 3), "bidirectional control characters make text look other than it is");
}

TokenVec tokenize(Arena *a, Diag *d, const Source *source)
{
    Layout *l = arena_new(a, Layout);
    Span end = { source->base + source->length, source->base + source->length };

    l->arena = a;
    l->diag = d;
    l->source = source;
    l->header = -1;
    check_text(l);
    scan(l);
    if (l->brackets)
        unclosed(l);
    end_line(l, end);
    if (l->header >= 0)
        missing_block(l, end);
    dedent_to(l, 0, 0, end);
    return l->out;
}

TokenVec tokenize_field(Arena *a, Diag *d, const Source *source, uint32_t from_offset, uint32_t to_offset)
{
    Layout *l = arena_new(a, Layout);
    const char *p = source->text + from_offset, *end = source->text + to_offset, *from;

    l->arena = a;
    l->diag = d;
    l->source = source;
    while (p < end) {
        int kind = lex(&p, &from);
        if (kind == LEX_END || from >= end)
            break;
        if (p > end)
            p = end;
        if (kind == LEX_BLANK && *from == '#') {
            diag_error(d, span_of(l, from, p), "f-string expression part cannot include '#'");
            break;
        }
        if (kind == LEX_BAD || kind == LEX_STRING_OPEN) {
            bad_text(l, from, p, kind);
            break;
        }
        if (kind > 0)
            put_token(l, kind, from, p);
    }
    put(l, NEWLINE, span_of(l, end, end), NULL);
    return l->out;
}

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

void tokens_dump(Arena *a, Diag *d, const Source *source, FILE *out);
void tokens_dump(Arena *a, Diag *d, const Source *source, FILE *out)
{
    TokenVec tokens = tokenize(a, d, source);

    for (int i = 0; i < tokens.n; i++) {
        const Token *t = &tokens.at[i];
        Place p = source_place(d->sources, t->span.start);
        const char *text = source->text + (t->span.start - source->base);
        bool shown = t->kind != NEWLINE && t->kind != INDENT && t->kind != DEDENT;
        fprintf(out, "%d:%d %s%s%.*s\n", p.line, p.column, token_name(t->kind), shown ? " " : "",
                shown ? (int)(t->span.end - t->span.start) : 0, text);
    }
}
