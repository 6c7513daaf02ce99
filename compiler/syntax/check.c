/* check.c: what CPython calls a SyntaxError although the grammar allows it: await outside of async,
 * return outside of a function, break outside of a loop. One walk over the finished tree.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

typedef struct Check {
    Arena *arena;
    Diag  *diag;
    Func  *func;              /* NULL at module level or in a class body */
    bool   in_loop;
    bool   in_class;
} Check;

static void check_body(Check *c, const StmtVec *body);
static void check_expr(Check *c, const Expr *e);

static void check_exprs(Check *c, const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        check_expr(c, v->at[i]);
}

static void check_func(Check *outer, Func *f)
{
    Check c = { outer->arena, outer->diag, f, false, false };

    check_exprs(outer, &f->decorators);
    for (int i = 0; i < f->params.n; i++)
        check_expr(outer, f->params.at[i].fallback);
    check_body(&c, &f->body);
}

static void check_await(Check *c, Span at, const char *what)
{
    if (c->func && c->func->is_async) {
        c->func->has_await = true;
        return;
    }
    diag_error(c->diag, at, "%s outside %s", what, c->func ? "async function" : "function");
    if (c->func && !c->func->is_lambda)
        diag_help(c->diag, "make it a coroutine: async def %s", c->func->name);
}

static void check_yield(Check *c, const Expr *e)
{
    if (!c->func)
        diag_error(c->diag, e->span, "'yield' outside function");
    else if (e->kind == EXPR_YIELD_FROM && c->func->is_async)
        diag_error(c->diag, e->span, "'yield from' inside async function");
    else
        c->func->has_yield = true;
}

static void check_pieces(Check *c, const FPiece *pieces, int n)
{
    for (int i = 0; i < n; i++) {
        check_expr(c, pieces[i].value);
        check_pieces(c, pieces[i].spec.at, pieces[i].spec.n);
    }
}

static void check_comp(Check *c, const Expr *e)
{
    for (int i = 0; i < e->u.comp.fors.n; i++) {
        const CompFor *f = &e->u.comp.fors.at[i];
        if (f->is_async && e->kind != EXPR_GENEXP)
            check_await(c, f->target->span, "asynchronous comprehension");
        check_expr(c, f->iter);
        check_exprs(c, &f->conds);
    }
    check_expr(c, e->u.comp.key);
    check_expr(c, e->u.comp.value);
}

static void check_call(Check *c, const Expr *e)
{
    check_expr(c, e->u.call.func);
    for (int i = 0; i < e->u.call.args.n; i++) {
        const Arg *a = &e->u.call.args.at[i];
        check_expr(c, a->value);
        if (a->value->kind == EXPR_GENEXP && a->value->span.start != e->span.start && e->u.call.args.n > 1 &&
            a->value->u.comp.value->span.start == a->value->span.start)
            diag_error(c->diag, a->span, "Generator expression must be parenthesized");
    }
}

static void check_expr(Check *c, const Expr *e)
{
    if (!e)
        return;
    switch (e->kind) {
    case EXPR_FSTRING:   check_pieces(c, e->u.fstring.pieces.at, e->u.fstring.pieces.n); break;
    case EXPR_ATTR:      check_expr(c, e->u.attr.object); break;
    case EXPR_SUBSCRIPT: check_expr(c, e->u.subscript.object); check_expr(c, e->u.subscript.index); break;
    case EXPR_SLICE:
        check_expr(c, e->u.slice.start);
        check_expr(c, e->u.slice.stop);
        check_expr(c, e->u.slice.step);
        break;
    case EXPR_CALL:      check_call(c, e); break;
    case EXPR_UNARY:     check_expr(c, e->u.unary.operand); break;
    case EXPR_BINARY:    check_expr(c, e->u.binary.left); check_expr(c, e->u.binary.right); break;
    case EXPR_COMPARE:   check_expr(c, e->u.compare.first); check_exprs(c, &e->u.compare.rest); break;
    case EXPR_TERNARY:
        check_expr(c, e->u.ternary.then);
        check_expr(c, e->u.ternary.cond);
        check_expr(c, e->u.ternary.els);
        break;
    case EXPR_LAMBDA:    check_func(c, e->u.lambda); break;
    case EXPR_AND: case EXPR_OR: case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET:
        check_exprs(c, &e->u.list);
        break;
    case EXPR_DICT:      check_exprs(c, &e->u.dict.keys); check_exprs(c, &e->u.dict.values); break;
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: case EXPR_GENEXP:
        check_comp(c, e);
        break;
    case EXPR_AWAIT:     check_await(c, e->span, "'await'"); check_expr(c, e->u.operand); break;
    case EXPR_YIELD: case EXPR_YIELD_FROM:
        check_yield(c, e);
        check_expr(c, e->u.operand);
        break;
    case EXPR_STARRED:   check_expr(c, e->u.operand); break;
    case EXPR_WALRUS:    check_expr(c, e->u.walrus.value); break;
    default: break;
    }
}

static void check_loop_body(Check *c, const StmtVec *body)
{
    bool saved = c->in_loop;
    c->in_loop = true;
    check_body(c, body);
    c->in_loop = saved;
}

static void check_class(Check *outer, const ClassDef *class)
{
    Check c = { outer->arena, outer->diag, NULL, false, true };

    check_exprs(outer, &class->decorators);
    for (int i = 0; i < class->bases.n; i++)
        check_expr(outer, class->bases.at[i].value);
    check_body(&c, &class->body);
}

static void check_try(Check *c, const Stmt *s)
{
    check_body(c, &s->u.try.body);
    for (int i = 0; i < s->u.try.handlers.n; i++) {
        const Handler *h = &s->u.try.handlers.at[i];
        check_expr(c, h->type);
        check_body(c, &h->body);
        if (!h->type && i < s->u.try.handlers.n - 1)
            diag_error(c->diag, h->span, "default 'except:' must be last");
    }
    check_body(c, &s->u.try.els);
    check_body(c, &s->u.try.final);
}

static void check_match(Check *c, const Stmt *s)
{
    check_expr(c, s->u.match.subject);
    for (int i = 0; i < s->u.match.cases.n; i++) {
        check_expr(c, s->u.match.cases.at[i].guard);
        check_body(c, &s->u.match.cases.at[i].body);
    }
}

static void check_return(Check *c, const Stmt *s)
{
    check_expr(c, s->u.expr);
    if (!c->func)
        diag_error(c->diag, s->span, "'return' outside function");
}

static void check_stmt(Check *c, const Stmt *s)
{
    switch (s->kind) {
    case STMT_EXPR: case STMT_DEL: check_expr(c, s->u.expr); break;
    case STMT_RETURN:  check_return(c, s); break;
    case STMT_ASSIGN:  check_exprs(c, &s->u.assign.targets); check_expr(c, s->u.assign.value); break;
    case STMT_AUGASSIGN: check_expr(c, s->u.augment.target); check_expr(c, s->u.augment.value); break;
    case STMT_ANNASSIGN: check_expr(c, s->u.annotate.target); check_expr(c, s->u.annotate.value); break;
    case STMT_RAISE:   check_expr(c, s->u.raise.exc); check_expr(c, s->u.raise.cause); break;
    case STMT_ASSERT:  check_expr(c, s->u.assertion.test); check_expr(c, s->u.assertion.message); break;
    case STMT_BREAK:
        if (!c->in_loop)
            diag_error(c->diag, s->span, "'break' outside loop");
        break;
    case STMT_CONTINUE:
        if (!c->in_loop)
            diag_error(c->diag, s->span, "'continue' not properly in loop");
        break;
    case STMT_NONLOCAL:
        if (!c->func)
            diag_error(c->diag, s->span, "nonlocal declaration not allowed at module level");
        break;
    case STMT_IF:
        check_expr(c, s->u.branch.cond);
        check_body(c, &s->u.branch.then);
        check_body(c, &s->u.branch.els);
        break;
    case STMT_WHILE:
        check_expr(c, s->u.loop.cond);
        check_loop_body(c, &s->u.loop.body);
        check_body(c, &s->u.loop.els);
        break;
    case STMT_FOR:
        if (s->u.each.is_async)
            check_await(c, s->span, "'async for'");
        check_expr(c, s->u.each.target);
        check_expr(c, s->u.each.iter);
        check_loop_body(c, &s->u.each.body);
        check_body(c, &s->u.each.els);
        break;
    case STMT_TRY:     check_try(c, s); break;
    case STMT_WITH:
        if (s->u.with.is_async)
            check_await(c, s->span, "'async with'");
        for (int i = 0; i < s->u.with.items.n; i++) {
            check_expr(c, s->u.with.items.at[i].manager);
            check_expr(c, s->u.with.items.at[i].target);
        }
        check_body(c, &s->u.with.body);
        break;
    case STMT_FUNC:    check_func(c, s->u.func); break;
    case STMT_CLASS:   check_class(c, s->u.class); break;
    case STMT_MATCH:   check_match(c, s); break;
    default: break;
    }
}

static void check_body(Check *c, const StmtVec *body)
{
    for (int i = 0; i < body->n; i++)
        check_stmt(c, body->at[i]);
}

void check_module(Arena *a, Diag *d, Module *m)
{
    Check c = { a, d, NULL, false, false };
    check_body(&c, &m->top->body);
}
