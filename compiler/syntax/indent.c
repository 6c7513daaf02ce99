/* indent.c: logical lines: brackets, joined lines, INDENT and DEDENT, and the soft keywords.
 *
 * What comes out is always in balance: a missing block is reported and replaced by `pass`, an unexpected
 * indentation is reported and left out with its DEDENT, so the parser never sees either. What cannot be a
 * token is reported here and becomes BROKEN, of which the parser says nothing more.
 * SPDX-License-Identifier: MIT */
#include "syntax/lexer.h"

#include <limits.h>
#include <string.h>
#include "base/intern.h"
#include "base/utf8.h"
#include "parser.h"

enum { BRACKETS_MAX = 200, BATCH = 4096 };

typedef struct Bracket { char open; Span at; int token; } Bracket;

/* An open block: its column with tabs to 8 and with tabs as 1, which must agree (PEP 8's rule for TabError). */
typedef struct Block {
    int  column, narrow;
    bool given_out;                   /* its INDENT went to the parser */
    bool is_match;                    /* `case` is a keyword in it */
} Block;

struct Layout {
    Arena        *arena;
    Diag         *diag;
    const Source *source;
    TokenVec      out;
    Bracket       bracket[BRACKETS_MAX];
    int           brackets;
    Block         block[INDENT_DEPTH_MAX + 1];
    int           depth;
    const char   *cursor, *line;      /* the rest of the text; where the physical line begins */
    bool          first;              /* nothing stands on this physical line yet */
    int           batch;              /* about so many tokens are given out at a time, */
    int           given;              /* so many of `out` are; the line after them waits for the next one's indentation */
    bool          ended;
    int           line_start;         /* index in out of the logical line's first token */
    int           last_line;          /* and of that before */
    int           header;             /* index of the first token of the line that opens a block, or -1 */
    bool          fresh;              /* nothing stands on this logical line yet */
    bool          stopped;            /* nested too deeply: the rest of the file is not read */
    const char   *match_name, *case_name;
};

static bool scan(Layout *l);
static void missing_block(Layout *l, Span at);
static void dedent_to(Layout *l, int column, int narrow, Span at);
static void end_line(Layout *l, Span at);
static void check_text(Layout *l);

static void layout_begin(Layout *l, Arena *a, Diag *d, const Source *source)
{
    l->arena = a;
    l->diag = d;
    l->source = source;
    l->out = (TokenVec){0};
    l->cursor = l->line = source->text;
    l->first = true;
    l->batch = BATCH;
    l->given = 0;
    l->ended = false;
    l->brackets = l->depth = l->line_start = l->last_line = 0;
    l->block[0] = (Block){0};
    l->header = -1;
    l->fresh = true;
    l->stopped = false;
    l->match_name = intern("match");
    l->case_name = intern("case");
}

Layout *layout_new(Arena *a, Diag *d, const Source *source)
{
    Layout *l = arena_new(a, Layout);

    layout_begin(l, a, d, source);
    check_text(l);
    return l;
}

static void forget_given(Layout *l)
{
    l->out.n -= l->given;
    l->line_start -= l->given;
    if (l->header >= 0)
        l->header -= l->given;
    memmove(l->out.at, l->out.at + l->given, sizeof *l->out.at * (size_t)l->out.n);
    l->given = l->last_line = 0;
}

static void end_file(Layout *l)
{
    Span end = { l->source->base + l->source->length, l->source->base + l->source->length };

    end_line(l, end);
    if (l->header >= 0)
        missing_block(l, end);
    dedent_to(l, 0, 0, end);
    l->ended = true;
}

TokenVec layout_next(Layout *l)
{
    if (l->given)
        forget_given(l);
    if (!l->ended && scan(l)) {
        l->given = l->last_line;
    } else {
        if (!l->ended)
            end_file(l);
        l->given = l->out.n;
    }
    return (TokenVec){ l->out.at, l->given, l->given };
}

TokenVec tokenize(Arena *a, Diag *d, const Source *source)
{
    Layout *l = layout_new(a, d, source);

    l->batch = INT_MAX;
    return layout_next(l);
}

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

static void check_text(Layout *l)
{
    const char *bad = utf8_invalid(l->source->text, l->source->length);

    if (bad)
        diag_error(l->diag, span_of(l, bad, bad + 1), "this is not valid UTF-8: byte 0x%02x", (unsigned char)*bad);
}

/* ---- brackets ---- */

static bool open_bracket(Layout *l, char c, Span at)
{
    if (l->brackets == BRACKETS_MAX) {
        diag_error(l->diag, at, "too many nested parentheses");
        l->brackets = 0;
        l->stopped = true;
        return false;
    }
    l->bracket[l->brackets++] = (Bracket){ c, at, l->out.n };
    return true;
}

static bool close_bracket(Layout *l, char c, Span at)
{
    char open = c == ')' ? '(' : c == ']' ? '[' : '{';

    if (l->brackets == 0) {
        diag_error(l->diag, at, "unmatched '%c'", c);
        return false;
    }
    Bracket b = l->bracket[--l->brackets];
    if (b.open == open)
        return true;
    int line = source_line(l->diag->sources, b.at.start);
    if (line == source_line(l->diag->sources, at.start))
        diag_error(l->diag, at, "closing parenthesis '%c' does not match opening parenthesis '%c'", c, b.open);
    else
        diag_error(l->diag, at, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d", c, b.open, line);
    return false;
}

static bool broken_since(const Layout *l, int token)
{
    for (int i = token; i < l->out.n; i++)
        if (l->out.at[i].kind == BROKEN)
            return true;
    return false;
}

/* The line that an open bracket swallowed ends here: what stands behind the bracket is given up. */
static void unclosed(Layout *l)
{
    Bracket b = l->bracket[0];

    if (!broken_since(l, b.token))              /* else what was reported may have hidden the closing one */
        diag_error(l->diag, b.at, "'%c' was never closed", b.open);
    l->out.n = b.token;
    put(l, BROKEN, b.at, NULL);
    l->brackets = 0;
}

/* Words that begin statements and stand in no expression: inside brackets, the bracket was forgotten. */
static bool begins_statement(int kind)
{
    switch (kind) {
    case DEF: case CLASS: case RETURN: case WHILE: case IMPORT: case TRY: case EXCEPT: case FINALLY: case WITH: case RAISE:
    case PASS: case BREAK: case CONTINUE: case DEL: case GLOBAL: case NONLOCAL: case ASSERT: case ELIF:
        return true;
    default: return false;
    }
}

/* ---- soft keywords ---- */

static bool begins_expression(int kind)
{
    switch (kind) {
    case NAME: case INTEGER: case FLOAT: case IMAGINARY: case STRING: case LP: case LB: case LC: case MINUS: case STAR:
    case NOT: case AWAIT: case LAMBDA: case NONE: case TRUE_: case FALSE_: case TILDE: case PLUS: case ELLIPSIS: case BROKEN:
        return true;
    default: return false;
    }
}

/* `match x:` is a statement when the line ends with a colon; `case` is a keyword where a match's block
 * expects one. Everywhere else both are names. */
static void mark_soft_keyword(Layout *l)
{
    Token *t = &l->out.at[l->line_start];
    int n = l->out.n - l->line_start;

    if (t->kind != NAME || n < 2)
        return;
    if (t->name == l->case_name && l->block[l->depth].is_match)
        t->kind = CASE;
    else if (t->name == l->match_name && n > 2 && vec_last(&l->out).kind == COLON && begins_expression(t[1].kind))
        t->kind = MATCH;
}

/* ---- indentation ---- */

/* "'if' statement", or NULL for a line that opens no block. */
static const char *header_text(Layout *l, const Token *t)
{
    int kind = t->kind == ASYNC && t + 1 < l->out.at + l->out.n ? t[1].kind : t->kind;

    switch (kind) {
    case DEF:   return "function definition";
    case CLASS: return "class definition";
    case IF: case ELIF: case ELSE: case FOR: case WHILE: case TRY: case EXCEPT: case FINALLY: case WITH: case MATCH: case CASE:
        return arena_printf(l->arena, "%s statement", token_text(kind));
    default: return NULL;
    }
}

static void put_empty_block(Layout *l, Span at, int kind)
{
    at.end = at.start;
    put(l, INDENT, at, NULL);
    put(l, kind, at, NULL);
    put(l, NEWLINE, at, NULL);
    put(l, DEDENT, at, NULL);
}

static void missing_block(Layout *l, Span at)
{
    const Token *head = &l->out.at[l->header];
    const char *what = header_text(l, head);

    l->header = -1;
    if (!what)
        return;
    diag_error(l->diag, at, "expected an indented block after %s on line %d", what,
               source_line(l->diag->sources, head->span.start));
    put_empty_block(l, at, head->kind == MATCH ? BROKEN : PASS);
}

/* The line before begins a compound statement without the colon at its end: the parser says so, and this is
 * its block. */
static bool colon_forgotten(const Layout *l)
{
    int i = l->out.n - 1;

    if (i < 0 || l->out.at[i].kind != NEWLINE)
        return false;
    while (i > 0 && l->out.at[i - 1].kind != NEWLINE && l->out.at[i - 1].kind != INDENT && l->out.at[i - 1].kind != DEDENT)
        i--;
    switch (l->out.at[i].kind) {
    case DEF: case CLASS: case IF: case ELIF: case ELSE: case FOR: case WHILE: case TRY: case EXCEPT: case FINALLY: case WITH:
    case ASYNC:
        for (; l->out.at[i].kind != NEWLINE; i++)
            if (l->out.at[i].kind == COLON)
                return false;
        return true;
    default: return false;
    }
}

static void indent_to(Layout *l, int column, int narrow, Span at)
{
    if (l->depth == INDENT_DEPTH_MAX) {
        diag_error(l->diag, at, "too many levels of indentation");
        put_empty_block(l, at, PASS);
        l->header = -1;
        l->stopped = true;
        return;
    }
    bool mixed = narrow <= l->block[l->depth].narrow, expected = l->header >= 0 || colon_forgotten(l);
    if (mixed)
        diag_error(l->diag, at, "inconsistent use of tabs and spaces in indentation");
    l->block[++l->depth] = (Block){ column, narrow, expected, l->header >= 0 && l->out.at[l->header].kind == MATCH };
    if (expected)
        put(l, INDENT, at, NULL);
    else if (!mixed)
        diag_error(l->diag, at, "unexpected indent");
    l->header = -1;
}

static void dedent_to(Layout *l, int column, int narrow, Span at)
{
    while (column < l->block[l->depth].column) {
        if (l->block[l->depth].given_out)
            put(l, DEDENT, at, NULL);
        l->depth--;
    }
    if (column != l->block[l->depth].column)
        diag_error(l->diag, at, "unindent does not match any outer indentation level");
    else if (narrow != l->block[l->depth].narrow)
        diag_error(l->diag, at, "inconsistent use of tabs and spaces in indentation");
}

/* A form feed starts the count again; a joined line is as deep as its first part. */
static void start_line(Layout *l, const char *line, Span at)
{
    int column = 0, narrow = 0;

    for (const char *p = line; *p == ' ' || *p == '\t' || *p == '\f'; p++) {
        column = *p == '\t' ? (column / 8 + 1) * 8 : *p == '\f' ? 0 : column + 1;
        narrow = *p == '\f' ? 0 : narrow + 1;
    }
    if (column > l->block[l->depth].column) {
        indent_to(l, column, narrow, at);
    } else {
        if (l->header >= 0)
            missing_block(l, at);
        dedent_to(l, column, narrow, at);
    }
    l->line_start = l->out.n;
    l->fresh = false;
}

static void end_line(Layout *l, Span at)
{
    if (l->brackets)
        unclosed(l);
    l->fresh = true;
    if (l->out.n == l->line_start)
        return;
    mark_soft_keyword(l);
    l->header = vec_last(&l->out).kind == COLON ? l->line_start : -1;
    put(l, NEWLINE, at, NULL);
    l->last_line = l->line_start;
    l->line_start = l->out.n;
}

/* ---- tokens ---- */

static void bad_name(Layout *l, const char *at)
{
    size_t n = utf8_length(at, 4);
    unsigned long c = utf8_code_point(at, n);
    Span span = span_of(l, at, at + n);

    if (bidi_control(at, at + n))
        diag_error(l->diag, span, "a bidirectional control character makes the text look other than it is");
    else
        diag_error(l->diag, span, "invalid character U+%04lX in a name", c);
    if (c >= 0x2018 && c <= 0x201F)
        diag_help(l->diag, "strings stand between plain quotes: ' or \"");
}

static void bad_text(Layout *l, const char *from, const char *to)
{
    unsigned char c = (unsigned char)*from;
    Span at = span_of(l, from, to);

    if ((c >= '0' && c <= '9') || c == '.') {
        diag_error(l->diag, at, "invalid number: %.*s", to - from > 60 ? 60 : (int)(to - from), from);
        if (!(c == '0' && to - from > 1 && strchr("xXoObB", from[1])))
            diag_help(l->diag, "a word needs a space before it");
    }
    else if (c == '\\')
        diag_error(l->diag, at, "unexpected character after line continuation character");
    else if (c < ' ' || c == 0x7F)
        diag_error(l->diag, at, "invalid character \\x%02x", c);
    else
        diag_error(l->diag, at, "invalid character '%c'", c);
    if (c == '!')
        diag_help(l->diag, "write 'not'");
}

static void put_bad(Layout *l, const char *from, const char *to)
{
    bad_text(l, from, to);
    put(l, BROKEN, span_of(l, from, to), NULL);
}

static const char *line_end(const char *p)
{
    return p + strcspn(p, "\r\n");
}

/* A string without end: a triple-quoted one swallows the file, another one the line. Where to go on. */
static const char *put_open_string(Layout *l, const char *from, const char *quote)
{
    bool triple = quote[0] == quote[1] && quote[0] == quote[2];
    const char *to = line_end(from);

    diag_error(l->diag, span_of(l, from, to), "unterminated %sstring literal", triple ? "triple-quoted " : "");
    put(l, BROKEN, span_of(l, from, to), NULL);
    return triple ? l->source->text + l->source->length : to;
}

/* 007 was an octal number once. */
static bool leading_zero(const char *from, const char *to)
{
    if (*from != '0' || to - from < 2 || !strchr("0123456789_", from[1]))
        return false;
    return strspn(from, "0_") < (size_t)(to - from);
}

static void put_number(Layout *l, int kind, const char *from, const char *to)
{
    if (kind == INTEGER && leading_zero(from, to)) {
        diag_error(l->diag, span_of(l, from, to), "leading zeros in decimal integer literals are not permitted");
        diag_help(l->diag, "use an 0o prefix for octal integers");
        kind = BROKEN;
    }
    put(l, kind, span_of(l, from, to), NULL);
}

static void put_name(Layout *l, const char *from, const char *to)
{
    const char *bad = name_invalid(from, to);

    if (bad)
        bad_name(l, bad);
    put(l, bad ? BROKEN : NAME, span_of(l, from, to), bad ? NULL : intern_n(from, (size_t)(to - from)));
}

static void put_token(Layout *l, int kind, const char *from, const char *to)
{
    Span at = span_of(l, from, to);

    switch (kind) {
    case LEX_BAD: put_bad(l, from, to); return;
    case NAME:    put_name(l, from, to); return;
    case INTEGER: case FLOAT: case IMAGINARY: put_number(l, kind, from, to); return;
    case LP: case LB: case LC: kind = open_bracket(l, *from, at) ? kind : BROKEN; break;
    case RP: case RB: case RC: kind = close_bracket(l, *from, at) ? kind : BROKEN; break;
    default: break;
    }
    put(l, kind, at, NULL);
}

static void put_comment(Layout *l, const char *from, const char *to)
{
    const char *bad = *from == '#' ? bidi_control(from, to) : NULL;
    if (bad)
        bad_name(l, bad);
}

/* ---- the loop over a file's tokens ---- */

/* NUL is what the lexer stops at; one before the end is the user's. */
static const char *nul_byte(Layout *l, const char *at)
{
    if (at >= l->source->text + l->source->length)
        return NULL;
    diag_error(l->diag, span_of(l, at, at + 1), "source code cannot contain null bytes");
    return at + 1;
}

/* True: there is more to come, after a logical line. */
static bool scan(Layout *l)
{
    const char *from;

    while (!l->stopped) {
        int kind = lex(&l->cursor, &from);
        switch (kind) {
        case LEX_END:
            l->cursor = nul_byte(l, from);
            if (!l->cursor)
                return false;
            continue;
        case LEX_BLANK:
            put_comment(l, from, l->cursor);
            continue;
        case LEX_NEWLINE:
            if (l->brackets == 0 && !l->fresh)
                end_line(l, span_of(l, from, from));
            l->first = true;
            l->line = l->cursor;
            if (l->fresh && l->out.n >= l->batch && l->last_line > 0)
                return true;
            continue;
        case LEX_JOIN:
            continue;
        default: break;
        }
        if (l->first && l->brackets && begins_statement(kind))
            end_line(l, span_of(l, from, from));
        l->first = false;
        if (l->fresh)
            start_line(l, l->line, span_of(l, from, l->cursor));
        if (l->stopped)
            return false;
        if (kind == LEX_STRING_OPEN)
            l->cursor = put_open_string(l, from, l->cursor - 1);
        else
            put_token(l, kind, from, l->cursor);
    }
    return false;
}

/* ---- the field of an f-string ---- */

static void bad_comment(Layout *l, Span at)
{
    diag_error(l->diag, at, "f-string expression part cannot include '#'");
    put(l, BROKEN, at, NULL);
    l->stopped = true;
}

static void scan_field(Layout *l, const char *p, const char *end)
{
    const char *from;

    while (p < end && !l->stopped) {
        int kind = lex(&p, &from);
        if (kind == LEX_END)
            return;
        p = p > end ? end : p;
        if (kind == LEX_BLANK && *from == '#')
            bad_comment(l, span_of(l, from, p));
        else if (kind == LEX_STRING_OPEN)
            p = put_open_string(l, from, p - 1);
        else if (kind > 0 || kind == LEX_BAD)
            put_token(l, kind, from, p);
    }
}

TokenVec tokenize_field(Arena *a, Diag *d, const Source *source, uint32_t from, uint32_t to)
{
    Layout l;
    const char *end = source->text + to;

    layout_begin(&l, a, d, source);
    scan_field(&l, source->text + from, end);
    if (l.brackets)
        unclosed(&l);
    put(&l, NEWLINE, span_of(&l, end, end), NULL);
    return l.out;
}
