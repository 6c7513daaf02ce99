/* visit.c: what stands directly in an expression or a statement, and searches made of it.
 * SPDX-License-Identifier: MIT */
#include "syntax/visit.h"

static void visit_one(const Expr *e, VisitExpr *visit, void *context)
{
    if (e)
        visit(context, e);
}

static void visit_all(const ExprVec *v, VisitExpr *visit, void *context)
{
    for (int i = 0; i < v->n; i++)
        visit_one(v->at[i], visit, context);
}

static void visit_pieces(const FPiece *pieces, int n, VisitExpr *visit, void *context)
{
    for (int i = 0; i < n; i++) {
        visit_one(pieces[i].value, visit, context);
        visit_pieces(pieces[i].spec.at, pieces[i].spec.n, visit, context);
    }
}

static void visit_comp(const Expr *e, VisitExpr *visit, void *context)
{
    for (int i = 0; i < e->u.comp.fors.n; i++) {
        visit_one(e->u.comp.fors.at[i].iter, visit, context);
        visit_one(e->u.comp.fors.at[i].target, visit, context);
        visit_all(&e->u.comp.fors.at[i].conds, visit, context);
    }
    visit_one(e->u.comp.key, visit, context);
    visit_one(e->u.comp.value, visit, context);
}

static void visit_call(const Expr *e, VisitExpr *visit, void *context)
{
    visit_one(e->u.call.func, visit, context);
    for (int i = 0; i < e->u.call.args.n; i++)
        visit_one(e->u.call.args.at[i].value, visit, context);
}

static void visit_two(const Expr *a, const Expr *b, VisitExpr *visit, void *context)
{
    visit_one(a, visit, context);
    visit_one(b, visit, context);
}

static void visit_three(const Expr *a, const Expr *b, const Expr *c, VisitExpr *visit, void *context)
{
    visit_two(a, b, visit, context);
    visit_one(c, visit, context);
}

void each_operand(const Expr *e, VisitExpr *visit, void *context)
{
    switch (e->kind) {
    case EXPR_FSTRING:   visit_pieces(e->u.fstring.pieces.at, e->u.fstring.pieces.n, visit, context); return;
    case EXPR_ATTR:      visit_one(e->u.attr.object, visit, context); return;
    case EXPR_SUBSCRIPT: visit_two(e->u.subscript.object, e->u.subscript.index, visit, context); return;
    case EXPR_SLICE:     visit_three(e->u.slice.start, e->u.slice.stop, e->u.slice.step, visit, context); return;
    case EXPR_CALL:      visit_call(e, visit, context); return;
    case EXPR_UNARY:     visit_one(e->u.unary.operand, visit, context); return;
    case EXPR_BINARY:    visit_two(e->u.binary.left, e->u.binary.right, visit, context); return;
    case EXPR_AND: case EXPR_OR: case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET:
        visit_all(&e->u.list, visit, context);
        return;
    case EXPR_COMPARE:
        visit_one(e->u.compare.first, visit, context);
        visit_all(&e->u.compare.rest, visit, context);
        return;
    case EXPR_TERNARY:   visit_three(e->u.ternary.cond, e->u.ternary.then, e->u.ternary.els, visit, context); return;
    case EXPR_DICT:
        visit_all(&e->u.dict.keys, visit, context);
        visit_all(&e->u.dict.values, visit, context);
        return;
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: case EXPR_GENEXP: visit_comp(e, visit, context); return;
    case EXPR_AWAIT: case EXPR_YIELD: case EXPR_YIELD_FROM: case EXPR_STARRED: visit_one(e->u.operand, visit, context); return;
    case EXPR_WALRUS:    visit_two(e->u.walrus.value, e->u.walrus.target, visit, context); return;
    default: return;
    }
}

static void visit_with(const Stmt *s, VisitExpr *visit, void *context)
{
    for (int i = 0; i < s->u.with.items.n; i++)
        visit_two(s->u.with.items.at[i].manager, s->u.with.items.at[i].target, visit, context);
}

static void visit_handlers(const Stmt *s, VisitExpr *visit, void *context)
{
    for (int i = 0; i < s->u.try.handlers.n; i++)
        visit_one(s->u.try.handlers.at[i].type, visit, context);
}

static void visit_match(const Stmt *s, VisitExpr *visit, void *context)
{
    visit_one(s->u.match.subject, visit, context);
    for (int i = 0; i < s->u.match.cases.n; i++)
        visit_one(s->u.match.cases.at[i].guard, visit, context);
}

void each_expr(const Stmt *s, VisitExpr *visit, void *context)
{
    switch (s->kind) {
    case STMT_EXPR: case STMT_RETURN: case STMT_DEL: visit_one(s->u.expr, visit, context); return;
    case STMT_ASSIGN:
        visit_one(s->u.assign.value, visit, context);
        visit_all(&s->u.assign.targets, visit, context);
        return;
    case STMT_AUGASSIGN: visit_two(s->u.augment.target, s->u.augment.value, visit, context); return;
    case STMT_ANNASSIGN: visit_two(s->u.annotate.value, s->u.annotate.target, visit, context); return;
    case STMT_RAISE:  visit_two(s->u.raise.exc, s->u.raise.cause, visit, context); return;
    case STMT_ASSERT: visit_two(s->u.assertion.test, s->u.assertion.message, visit, context); return;
    case STMT_IF:     visit_one(s->u.branch.cond, visit, context); return;
    case STMT_WHILE:  visit_one(s->u.loop.cond, visit, context); return;
    case STMT_FOR:    visit_two(s->u.each.iter, s->u.each.target, visit, context); return;
    case STMT_TRY:    visit_handlers(s, visit, context); return;
    case STMT_WITH:   visit_with(s, visit, context); return;
    case STMT_MATCH:  visit_match(s, visit, context); return;
    default: return;
    }
}

static void visit_try(const Stmt *s, VisitBlock *visit, void *context)
{
    visit(context, &s->u.try.body);
    for (int i = 0; i < s->u.try.handlers.n; i++)
        visit(context, &s->u.try.handlers.at[i].body);
    visit(context, &s->u.try.els);
    visit(context, &s->u.try.final);
}

void each_block(const Stmt *s, VisitBlock *visit, void *context)
{
    switch (s->kind) {
    case STMT_IF:    visit(context, &s->u.branch.then); visit(context, &s->u.branch.els); return;
    case STMT_WHILE: visit(context, &s->u.loop.body); visit(context, &s->u.loop.els); return;
    case STMT_FOR:   visit(context, &s->u.each.body); visit(context, &s->u.each.els); return;
    case STMT_TRY:   visit_try(s, visit, context); return;
    case STMT_WITH:  visit(context, &s->u.with.body); return;
    case STMT_MATCH:
        for (int i = 0; i < s->u.match.cases.n; i++)
            visit(context, &s->u.match.cases.at[i].body);
        return;
    default: return;
    }
}

/* ---- searches ---- */

typedef struct Search {
    TestStmt *stmt;
    TestExpr *expr;
    void     *context;
    bool      found;
} Search;

static void search_expr(void *context, const Expr *e)
{
    Search *s = context;

    if (!s->found && s->expr)
        s->found = s->expr(s->context, e);
    if (!s->found)
        each_operand(e, search_expr, s);
}

static void search_stmt(Search *search, const Stmt *s);

static void search_block(void *context, const StmtVec *body)
{
    for (int i = 0; i < body->n; i++)
        search_stmt(context, body->at[i]);
}

static void search_stmt(Search *search, const Stmt *s)
{
    if (!search->found && search->stmt)
        search->found = search->stmt(search->context, s);
    if (search->found)
        return;
    each_expr(s, search_expr, search);
    each_block(s, search_block, search);
}

bool expr_has(const Expr *e, TestExpr *test, void *context)
{
    Search search = { NULL, test, context, false };
    search_expr(&search, e);
    return search.found;
}

bool stmt_has(const Stmt *s, TestStmt *stmt, TestExpr *expr, void *context)
{
    Search search = { stmt, expr, context, false };
    search_stmt(&search, s);
    return search.found;
}

bool body_has(const StmtVec *body, TestStmt *stmt, TestExpr *expr, void *context)
{
    Search search = { stmt, expr, context, false };
    search_block(&search, body);
    return search.found;
}
