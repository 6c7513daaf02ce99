/* visit.h: walks through the tree for passes that look for something in it.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYNTAX_VISIT_H
#define ASYNCC_SYNTAX_VISIT_H

#include "syntax/ast.h"

typedef void VisitExpr(void *context, const Expr *e);
typedef void VisitBlock(void *context, const StmtVec *body);
typedef bool TestExpr(void *context, const Expr *e);
typedef bool TestStmt(void *context, const Stmt *s);

/* One level down, in the order of the source. The body of a lambda is not part of its expression. */
void each_operand(const Expr *e, VisitExpr *visit, void *context);
void each_expr(const Stmt *s, VisitExpr *visit, void *context);       /* its own, targets included; of a def or class none */
void each_block(const Stmt *s, VisitBlock *visit, void *context);     /* the blocks of a compound statement; of a def or class none */

/* Anywhere below: is there one that passes the test? NULL as a test passes nothing. */
bool expr_has(const Expr *e, TestExpr *test, void *context);
bool stmt_has(const Stmt *s, TestStmt *stmt, TestExpr *expr, void *context);
bool body_has(const StmtVec *body, TestStmt *stmt, TestExpr *expr, void *context);

#endif
