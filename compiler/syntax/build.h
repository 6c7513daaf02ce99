/* build.h: what the grammar's actions call: one constructor for each construct.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYNTAX_BUILD_H
#define ASYNCC_SYNTAX_BUILD_H

#include "syntax/lexer.h"
#include "syntax/parse.h"

typedef struct Parser {
    Arena        *arena;
    Diag         *diag;
    const Source *source;
    int          *next_id;
    Module       *module;
    Expr         *field;          /* the expression of an f-string's field */
    Token         last;           /* the token fed last: the one before that which an action sees */
    Pos           line;           /* where the logical line begins */
    Pos           too_deep;       /* the line whose depth was reported */
    const Stmt   *last_elif;      /* and how many stand in its chain */
    int           elifs;
    bool          after_error;    /* the statement before is lost: a dangling else is its fault */
    bool          failed;         /* the machine gave up */
} Parser;

typedef struct NameVec { VEC(const char *) names; } NameVec;
typedef struct CompForVec { VEC(CompFor) fors; } CompForVec;
typedef struct HandlerVec { VEC(Handler) handlers; } HandlerVec;
typedef struct WithVec { VEC(WithItem) items; } WithVec;
typedef struct CaseVec { VEC(MatchCase) cases; } CaseVec;
typedef struct TokenSeq { TokenVec tokens; } TokenSeq;

Span  span_join(Span a, Span b);
Expr *expr_new(Parser *p, ExprKind kind, Span span);
Expr *expr_deeper(Parser *p, Expr *e, int depth);             /* sets the depth; an ERROR node when too deep */
void  syntax_error(Parser *p, Token t, bool colon_expected);  /* parse.c */

/* ast.c: expressions */
Expr *build_name(Parser *p, Token t);
Expr *build_number(Parser *p, Token t);
Expr *build_strings(Parser *p, const TokenSeq *strings);
Expr *build_constant(Parser *p, ExprKind kind, Token t, bool value);
Expr *build_unary(Parser *p, Token op, UnOp kind, Expr *e);
Expr *build_binary(Parser *p, BinOp op, Expr *l, Expr *r);
Expr *build_logic(Parser *p, ExprKind kind, Expr *l, Expr *r);
Expr *build_compare(Parser *p, CmpOp op, Expr *l, Expr *r);   /* extends l when it is an open comparison */
Expr *build_ternary(Parser *p, Expr *then, Expr *cond, Expr *els);
Expr *build_operand(Parser *p, ExprKind kind, Token t, Expr *e);  /* await, yield, yield from, star */
Expr *build_list(Parser *p, ExprKind kind, Span span, const ExprVec *items);
Expr *build_comp(Parser *p, ExprKind kind, Span span, Expr *key, Expr *value, const CompForVec *fors);
Expr *build_call(Parser *p, Expr *func, const ArgVec *args, Span end);
Expr *build_attr(Parser *p, Expr *object, Token name);
Expr *build_subscript(Parser *p, Expr *object, Expr *index, Span end);
Expr *build_slice(Parser *p, Span span, Expr *start, Expr *stop, Expr *step);
Expr *build_walrus(Parser *p, Expr *target, Expr *value);
Expr *build_paren(Span span, Expr *e);                        /* the same, but no open comparison any more */
Expr *build_lambda(Parser *p, Func *head, Expr *body);
Expr *build_tuple_of(Parser *p, ExprVec *items, bool comma);  /* the item itself when there is no comma */

/* ast_stmt.c: lists, statements and patterns */
ExprVec *exprs_add(Parser *p, ExprVec *v, Expr *e);
StmtVec *stmts_add(Parser *p, StmtVec *v, Stmt *s);
StmtVec *stmts_join(Parser *p, StmtVec *v, const StmtVec *more);
ArgVec  *args_add(Parser *p, ArgVec *v, Arg a);
ParamVec *params_add(Parser *p, ParamVec *v, Param a);

Stmt *stmt_new(Parser *p, StmtKind kind, Span span);
Stmt *build_assign(Parser *p, ExprVec *targets_and_value);
Stmt *build_augment(Parser *p, BinOp op, Expr *target, Expr *value);
Stmt *build_annotate(Parser *p, Expr *target, Expr *annotation, Expr *value);
Stmt *build_if(Parser *p, Token t, Expr *cond, const StmtVec *then, const StmtVec *els);
Stmt *build_func(Parser *p, Func *head, const StmtVec *body);
Func *build_func_head(Parser *p, Token t, const Token *name, const ParamVec *params, Expr *returns);
Stmt *decorate(const ExprVec *decorators, Stmt *definition);
Stmt *make_async(Parser *p, Token t, Stmt *s);
StmtVec *one_stmt(Parser *p, Stmt *s);
const char *dotted(Parser *p, const char *left, const char *right);

/* A target of assignment, del, for or with: refuses what cannot be one. */
Expr *check_target(Parser *p, Expr *e, const char *what);
Pattern *pattern_new(Parser *p, PatternKind kind, Span span);
Pattern *pattern_add(Parser *p, Pattern *to, Pattern *part);
Pattern *pattern_positional(Parser *p, Pattern *class_pattern, Pattern *part);
Pattern *pattern_attr(Parser *p, Pattern *class_pattern, Token name, Pattern *part);
void     pattern_key(Parser *p, Pattern *mapping, const Pattern *key);
Pattern *pattern_of(Parser *p, Expr *e);          /* the pattern that an expression's text means */

/* fstring.c */
Expr *build_fstring(Parser *p, Span span, const TokenSeq *strings);
Expr *parse_field(Parser *p, uint32_t from, uint32_t to);     /* parse.c: an expression inside the source */
typedef VEC(char) Bytes;
/* Decodes a literal's text between the quotes into `out`; bad escapes are reported. */
void decode_text(Parser *p, Span at, const char *text, size_t n, bool raw, bool bytes, Bytes *out);
typedef struct StringParts { bool raw, bytes, format; const char *text; size_t n; } StringParts;
StringParts string_parts(const Parser *p, Token t);

/* check.c: CPython's SyntaxErrors that are about context */
void check_module(Diag *d, Module *m);

#endif
