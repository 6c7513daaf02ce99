/* generator.c: a generator expression as the function that it stands for.
 *
 *     (value for x in items if cond)          def <genexpr>(items):
 *                                                 for x in items:
 *                                                     if cond:
 *                                                         yield value
 *
 * The function's parts are the expression's own: later passes go into the one or into the other, never into both.
 * Where a built-in goes through all of it at once, no generator is needed: `call_consumes`.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

#include <string.h>
#include "base/intern.h"

/* ---- the lowest id in an expression: where the function's ids begin ---- */

static int lowest(const Expr *e, int id);

static int lowest_of(const ExprVec *v, int id)
{
    for (int i = 0; i < v->n; i++)
        id = lowest(v->at[i], id);
    return id;
}

static int lowest_piece(const FPiece *pieces, int n, int id)
{
    for (int i = 0; i < n; i++)
        id = lowest_piece(pieces[i].spec.at, pieces[i].spec.n, lowest(pieces[i].value, id));
    return id;
}

static int lowest_comp(const Expr *e, int id)
{
    for (int i = 0; i < e->u.comp.fors.n; i++) {
        const CompFor *f = &e->u.comp.fors.at[i];
        id = lowest_of(&f->conds, lowest(f->iter, lowest(f->target, id)));
    }
    return lowest(e->u.comp.value, lowest(e->u.comp.key, id));
}

static int lowest_call(const Expr *e, int id)
{
    id = lowest(e->u.call.func, id);
    for (int i = 0; i < e->u.call.args.n; i++)
        id = lowest(e->u.call.args.at[i].value, id);
    return id;
}

static int lowest_lambda(const Func *f, int id)
{
    for (int i = 0; i < f->params.n; i++)
        id = lowest(f->params.at[i].fallback, id);
    return f->first_id < id ? f->first_id : id;
}

static int lowest(const Expr *e, int id)
{
    if (!e)
        return id;
    id = e->id < id ? e->id : id;
    switch (e->kind) {
    case EXPR_FSTRING:   return lowest_piece(e->u.fstring.pieces.at, e->u.fstring.pieces.n, id);
    case EXPR_ATTR:      return lowest(e->u.attr.object, id);
    case EXPR_SUBSCRIPT: return lowest(e->u.subscript.index, lowest(e->u.subscript.object, id));
    case EXPR_SLICE:     return lowest(e->u.slice.step, lowest(e->u.slice.stop, lowest(e->u.slice.start, id)));
    case EXPR_CALL:      return lowest_call(e, id);
    case EXPR_UNARY:     return lowest(e->u.unary.operand, id);
    case EXPR_BINARY:    return lowest(e->u.binary.right, lowest(e->u.binary.left, id));
    case EXPR_COMPARE:   return lowest_of(&e->u.compare.rest, lowest(e->u.compare.first, id));
    case EXPR_TERNARY:   return lowest(e->u.ternary.els, lowest(e->u.ternary.then, lowest(e->u.ternary.cond, id)));
    case EXPR_LAMBDA:    return lowest_lambda(e->u.lambda, id);
    case EXPR_AND: case EXPR_OR: case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET: return lowest_of(&e->u.list, id);
    case EXPR_DICT:      return lowest_of(&e->u.dict.values, lowest_of(&e->u.dict.keys, id));
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: case EXPR_GENEXP: return lowest_comp(e, id);
    case EXPR_AWAIT: case EXPR_YIELD: case EXPR_YIELD_FROM: case EXPR_STARRED: return lowest(e->u.operand, id);
    case EXPR_WALRUS:    return lowest(e->u.walrus.value, lowest(e->u.walrus.target, id));
    default:             return id;
    }
}

/* ---- the function ---- */

static Stmt *if_statement(Parser *p, Expr *cond, Stmt *then)
{
    Stmt *s = stmt_new(p, STMT_IF, cond->span);
    s->u.branch.cond = cond;
    vec_push(p->arena, &s->u.branch.then, then);
    return s;
}

static Stmt *for_statement(Parser *p, const CompFor *f, Expr *iter, Stmt *body)
{
    Stmt *s = stmt_new(p, STMT_FOR, f->target->span);
    s->u.each.target = f->target;
    s->u.each.iter = iter;
    s->u.each.is_async = f->is_async;
    vec_push(p->arena, &s->u.each.body, body);
    return s;
}

static Expr *name_of_items(Parser *p, Span span)
{
    Expr *e = expr_new(p, EXPR_NAME, span);
    e->u.name = intern(".0");
    return e;
}

Func *generator_of(Parser *p, const Expr *e)
{
    Func *f = arena_new(p->arena, Func);
    Expr *yield = expr_new(p, EXPR_YIELD, e->u.comp.value->span);
    Stmt *s = stmt_new(p, STMT_EXPR, yield->span);
    Span first = e->u.comp.fors.at[0].iter->span;

    f->name = intern("<genexpr>");
    f->name_span = f->span = e->span;
    f->source = p->source;
    f->first_id = lowest_comp(e, e->id);
    f->has_yield = true;
    Param items = { .name = intern(".0"), .span = first };
    vec_push(p->arena, &f->params, items);
    yield->u.operand = e->u.comp.value;
    s->u.expr = yield;
    for (int i = e->u.comp.fors.n - 1; i >= 0; i--) {
        const CompFor *each = &e->u.comp.fors.at[i];
        for (int k = each->conds.n - 1; k >= 0; k--)
            s = if_statement(p, each->conds.at[k], s);
        s = for_statement(p, each, i == 0 ? name_of_items(p, first) : each->iter, s);
    }
    vec_push(p->arena, &f->body, s);
    f->end_id = *p->next_id;
    return f;
}

/* sum(x for ...), sep.join(x for ...): the whole of it is computed before anything else is. */
bool call_consumes(const Expr *func)
{
    static const char *const names[] = { "sum", "list", "tuple", "sorted", "min", "max", "any", "all", "dict", "set", "frozenset" };

    if (func->kind == EXPR_ATTR)
        return strcmp(func->u.attr.name, "join") == 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (func->kind == EXPR_NAME && strcmp(func->u.name, names[i]) == 0)
            return true;
    return false;
}
