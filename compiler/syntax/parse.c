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
    for (int i = 0; i < tokens->n; i++) {
        ParserMachine(machine, tokens->at[i].kind, tokens->at[i], p);
        p->last = tokens->at[i].span;
    }
    ParserMachine(machine, 0, (Token){ 0, p->last, NULL }, p);
}

static Func *module_top(Arena *a, const Source *source, int first_id)
{
    Func *top = arena_new(a, Func);
    top->name = intern("<module>");
    top->source = source;
    top->span = top->name_span = (Span){ source->base, source->base };
    top->first_id = first_id;
    return top;
}

/* with (a as b, c): the parentheses around the items are only layout. */
static int matching(const TokenVec *t, int open)
{
    int depth = 0;
    for (int i = open; i < t->n && t->at[i].kind != NEWLINE; i++) {
        int k = t->at[i].kind;
        depth += (k == LP || k == LB || k == LC) - (k == RP || k == RB || k == RC);
        if (depth == 0)
            return i;
    }
    return -1;
}

static void unwrap_with(TokenVec *t)
{
    int kept = 0, drop = -1;

    for (int i = 0; i < t->n; i++) {
        if (i > 0 && t->at[i].kind == LP && t->at[i - 1].kind == WITH && drop < 0) {
            int close = matching(t, i);
            if (close > i + 1 && close + 1 < t->n && t->at[close + 1].kind == COLON && t->at[i + 1].kind != YIELD) {
                drop = close;
                continue;
            }
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

Module *parse(Arena *a, Diag *d, const Source *source, int *next_id)
{
    Parser p = { .arena = a, .diag = d, .source = source, .next_id = next_id };
    TokenVec tokens = tokenize(a, d, source);
    void *machine = ParserMachineAlloc(malloc);

    if (!machine)
        fatal("out of memory");
    p.module = arena_new(a, Module);
    p.module->source = source;
    p.module->top = module_top(a, source, *next_id);
    unwrap_with(&tokens);
    feed(machine, &p, &tokens);
    ParserMachineFree(machine, free);
    p.module->top->end_id = *next_id;
    check_module(a, d, p.module);
    return p.module;
}

Expr *parse_field(Parser *p, uint32_t from, uint32_t to)
{
    Parser inner = { .arena = p->arena, .diag = p->diag, .source = p->source, .next_id = p->next_id };
    TokenVec tokens = tokenize_field(p->arena, p->diag, p->source, from, to);
    void *machine = ParserMachineAlloc(malloc);
    Span at = { p->source->base + from, p->source->base + to };

    if (!machine)
        fatal("out of memory");
    inner.module = arena_new(p->arena, Module);
    inner.module->top = module_top(p->arena, p->source, *p->next_id);
    inner.last = at;
    ParserMachine(machine, FIELD, (Token){ FIELD, at, NULL }, &inner);
    feed(machine, &inner, &tokens);
    ParserMachineFree(machine, free);
    return inner.field ? inner.field : expr_new(p, EXPR_ERROR, at);
}
