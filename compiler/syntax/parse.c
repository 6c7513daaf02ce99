/* parse.c: drives lemon over the tokens of a file.
 * SPDX-License-Identifier: MIT */
#include "syntax/parse.h"

#include <stdlib.h>
#include "base/intern.h"
#include "parser.h"
#include "syntax/build.h"

void *ParserMachineAlloc(void *(*allocate)(size_t));
void  ParserMachineFree(void *machine, void (*release)(void *));
void  ParserMachine(void *machine, int kind, Token token, Parser *p);

static void feed(void *machine, Parser *p, const TokenVec *tokens)
{
    for (int i = 0; i < tokens->n && !p->failed; i++) {
        Token t = tokens->at[i];
        if (p->last.kind == NEWLINE)
            p->line = t.span.start;
        mangle_private(p, &t, i + 1 < tokens->n ? tokens->at[i + 1].kind : 0);
        ParserMachine(machine, t.kind, t, p);
        p->last = t;
    }
}

static void feed_end(void *machine, Parser *p)
{
    if (!p->failed)
        ParserMachine(machine, 0, (Token){ 0, p->last.span, NULL }, p);
}

/* ---- what is said about a token that fits nowhere ---- */

static bool clause_without_head(int kind)
{
    return kind == ELSE || kind == ELIF || kind == EXCEPT || kind == FINALLY;
}

static void add_hint(Parser *p, Token t)
{
    const char *before = p->last.kind == NAME ? p->last.name : NULL;

    if (t.kind == ASSIGN)
        diag_help(p->diag, "to compare, write '=='");
    else if (t.kind == IF && p->last.kind == ELSE)
        diag_help(p->diag, "write 'elif'");
    else if ((t.kind == PLUS && p->last.kind == PLUS) || (t.kind == MINUS && p->last.kind == MINUS))
        diag_help(p->diag, "write '+= 1' or '-= 1'");
    else if (before && (t.kind == NAME || t.kind == STRING || t.kind == INTEGER) && before == intern("print"))
        diag_help(p->diag, "print is a function: print(...)");
    else if (before && t.kind == NAME && (before == intern("exec") || before == intern("async")))
        diag_help(p->diag, "%s needs parentheses", before);
}

/* What the lexer reported already stands here as BROKEN; nothing more is said about its line. */
void syntax_error(Parser *p, Token t, bool colon_expected)
{
    if (t.kind == BROKEN || p->last.kind == BROKEN || (p->after_error && clause_without_head(t.kind)))
        return;
    if (t.kind == 0)
        diag_error(p->diag, p->last.span, "invalid syntax: the file ends here");
    else if (colon_expected && t.kind == NEWLINE)
        diag_error(p->diag, t.span, "expected ':'");
    else
        diag_error(p->diag, t.span, "invalid syntax at %s", token_text(t.kind));
    add_hint(p, t);
}

/* ---- modules ---- */

static Func *module_top(Arena *a, const Source *source, int first_id)
{
    Func *top = arena_new(a, Func);
    top->name = intern("<module>");
    top->source = source;
    top->span = top->name_span = (Span){ source->base, source->base };
    top->first_id = first_id;
    return top;
}

/* with (a as b, c): the parentheses around the items are only layout. LR(1) cannot see that in time, so they are
 * taken away here. The index of the closing one; -1 when they are an expression's own. */
static int layout_only(const TokenVec *t, int open)
{
    int depth = 0;
    bool items = false;

    for (int i = open; i < t->n && t->at[i].kind != NEWLINE; i++) {
        int k = t->at[i].kind;
        depth += (k == LP || k == LB || k == LC) - (k == RP || k == RB || k == RC);
        if (depth == 1 && (k == FOR || k == YIELD || k == WALRUS))
            return -1;
        items |= depth == 1 && (k == AS || k == COMMA);
        if (depth == 0)
            return items && i + 1 < t->n && t->at[i + 1].kind == COLON ? i : -1;
    }
    return -1;
}

static void unwrap_with(TokenVec *t)
{
    int i = 1, drop = -1;

    while (i < t->n && !(t->at[i].kind == LP && t->at[i - 1].kind == WITH))
        i++;
    int kept = i < t->n ? i : t->n;
    for (; i < t->n; i++) {
        if (i > 0 && t->at[i].kind == LP && t->at[i - 1].kind == WITH && drop < 0) {
            drop = layout_only(t, i);
            if (drop >= 0)
                continue;
        }
        if (drop == i) {
            drop = -1;
            if (kept && t->at[kept - 1].kind == COMMA)
                kept--;
            continue;
        }
        t->at[kept++] = t->at[i];
    }
    t->n = kept;
}

/* What is written out before it is parsed needs something of a module, which is named before. */
static void note_mentioned(Parser *p, const TokenVec *lines)
{
    const char *collections = intern("collections"), *old = intern("ucollections"), *dataclasses = intern("dataclasses"), *enums = intern("enum");

    for (int i = 0; i < lines->n; i++) {
        const char *name = lines->at[i].name;
        if (!name)
            continue;
        p->names_collections |= name == collections || name == old;
        p->names_dataclasses |= name == dataclasses;
        p->names_enum |= name == enums;
    }
}

static void expand(Parser *p, TokenVec *lines)
{
    note_mentioned(p, lines);
    if (p->names_collections)
        expand_named_tuples(p, lines);
    if (p->names_dataclasses)
        expand_data_classes(p, lines);
    if (p->names_enum)
        expand_enums(p, lines);
}

Module *parse(Arena *a, Diag *d, const Source *source, int *next_id)
{
    Parser p = { .arena = a, .diag = d, .source = source, .next_id = next_id };
    int errors = d->errors;
    Arena *until_parsed = arena_create();
    Layout *layout = layout_new(until_parsed, d, source);
    void *machine = ParserMachineAlloc(malloc);

    if (!machine)
        fatal("out of memory");
    p.module = arena_new(a, Module);
    p.module->source = source;
    p.module->top = module_top(a, source, *next_id);
    p.last = (Token){ NEWLINE, p.module->top->span, NULL };
    for (TokenVec some = layout_next(layout); some.n > 0; some = layout_next(layout)) {
        unwrap_with(&some);
        expand(&p, &some);
        feed(machine, &p, &some);
    }
    feed_end(machine, &p);
    ParserMachineFree(machine, free);
    arena_destroy(until_parsed);
    end_func(&p, p.module->top);
    p.module->broken = d->errors > errors;
    check_module(d, p.module);
    return p.module;
}

Expr *parse_field(Parser *p, uint32_t from, uint32_t to)
{
    Parser inner = { .arena = p->arena, .diag = p->diag, .source = p->source, .next_id = p->next_id, .line = p->line,
                     .too_deep = p->too_deep };
    TokenVec tokens = tokenize_field(p->arena, p->diag, p->source, from, to);
    void *machine = ParserMachineAlloc(malloc);
    Span at = { p->source->base + from, p->source->base + to };

    if (!machine)
        fatal("out of memory");
    inner.module = p->module;
    inner.bodies = p->bodies;
    inner.last = (Token){ FIELD, at, NULL };
    ParserMachine(machine, FIELD, inner.last, &inner);
    feed(machine, &inner, &tokens);
    feed_end(machine, &inner);
    ParserMachineFree(machine, free);
    p->too_deep = inner.too_deep;
    return inner.field ? inner.field : expr_new(p, EXPR_ERROR, at);
}
