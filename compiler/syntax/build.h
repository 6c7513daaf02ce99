/* build.h: what the grammar's actions call: one constructor for each construct.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYNTAX_BUILD_H
#define ASYNCC_SYNTAX_BUILD_H

#include "syntax/lexer.h"
#include "syntax/parse.h"

typedef struct ClassBody { const char *class; int indents; bool one_line; } ClassBody;

typedef struct DataClass DataClass;
typedef struct EnumClass EnumClass;

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
    VEC(const Func *) defs;       /* complete ones, until the function around them is complete */
    const Stmt   *last_elif;      /* and how many stand in its chain */
    int           elifs;
    VEC(ClassBody) bodies;        /* of the classes around, see mangle.c */
    const char   *heading;        /* the class whose head is being read */
    const char   *named_tuple, *collections;      /* the names that the module gave them, or NULL: see named_tuple.c */
    const char   *data_class_name, *field_name, *dataclasses;     /* the same: see data_class.c */
    DataClass    *data_class, *data_class_next, *data_classes;    /* whose body is read, whose decorator was; complete ones */
    int           data_depth;
    const char   *enum_module, *enum_auto;        /* the same: see enum_class.c */
    VEC(const char *) enum_bases;
    EnumClass    *enum_class;     /* whose body is read */
    int           enum_depth;
    const char   *abc, *abstract_method;          /* the same: see abstract.c */
    bool          names_collections, names_dataclasses, names_enum;       /* the modules are mentioned */
    int           indents, brackets;
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

/* mangle.c: a NAME that is private in the class around gets its full name */
void  mangle_private(Parser *p, Token *t, int next_kind);

/* named_tuple.c: a line that makes one becomes those of a class */
void  expand_named_tuples(Parser *p, TokenVec *lines);

/* data_class.c: a class that is one gets its methods */
void  expand_data_classes(Parser *p, TokenVec *lines);

/* enum_class.c: a class of enum's becomes two */
void  expand_enums(Parser *p, TokenVec *lines);

/* abstract.c: an import may name abc's mark; decorators may have it */
void  note_abstract(Parser *p, const Stmt *import);
bool  take_abstract(const Parser *p, ExprVec *decorators);

/* format_call.c: the arguments of a call, with those that its template asks attributes of */
ArgVec format_attributes(Parser *p, Expr *func, const ArgVec *args);

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
Expr *dict_add(Parser *p, Expr *dict, Expr *key, Expr *value);     /* key NULL: **value */
Expr *build_comp(Parser *p, ExprKind kind, Span span, Expr *key, Expr *value, const CompForVec *fors);
void  end_func(Parser *p, Func *f);                           /* its body is complete: ast_stmt.c */
Func *generator_of(Parser *p, const Expr *e);                /* generator.c: a GENEXP as a function */
bool  call_consumes(const Expr *func);                        /* ... that a call of func goes through at once */
Expr *build_call(Parser *p, Expr *func, const ArgVec *args, Span end);
Expr *build_attr(Parser *p, Expr *object, Token name);
Expr *build_subscript(Parser *p, Expr *object, Expr *index, Span end);
Expr *build_slice(Parser *p, Span span, Expr *start, Expr *stop, Expr *step);
Expr *build_walrus(Parser *p, Expr *target, Expr *value);
Expr *build_paren(Span span, Expr *e);                        /* the same, but no open comparison any more */
Expr *build_lambda(Parser *p, Func *head, Expr *body);
Expr *build_tuple_of(Parser *p, ExprVec *items, bool comma);  /* the item itself when there is no comma */

/* ast_parts.c: lists, arguments, parameters, patterns */
ExprVec *exprs_add(Parser *p, ExprVec *v, Expr *e);
StmtVec *stmts_add(Parser *p, StmtVec *v, Stmt *s);
StmtVec *stmts_join(Parser *p, StmtVec *v, const StmtVec *more);
ArgVec  *args_add(Parser *p, ArgVec *v, Arg a);
ParamVec *params_add(Parser *p, ParamVec *v, Param a);
ParamVec named_params(Parser *p, const ParamVec *all);        /* without the marks */
Param    param_new(ParamKind kind, Token t, Expr *annotation, Expr *fallback);
Param    param_slash(Token t);
Arg      arg_generator(Parser *p, Expr *value, const CompForVec *fors);
CompFor  comp_for(Parser *p, Expr *target, Expr *iter, const ExprVec *conds, bool is_async);
StmtVec *one_stmt(Parser *p, Stmt *s);
HandlerVec *handlers_add(Parser *p, HandlerVec *v, const Handler *h);

Pattern *pattern_new(Parser *p, PatternKind kind, Span span);
Pattern *pattern_add(Parser *p, Pattern *to, Pattern *part);
Pattern *pattern_or(Parser *p, Pattern *left, Pattern *right);
Pattern *pattern_star(Parser *p, Token star, Token name);
Pattern *pattern_class(Expr *class, Pattern *parts);
Pattern *pattern_positional(Parser *p, Pattern *class_pattern, Pattern *part);
Pattern *pattern_attr(Parser *p, Pattern *class_pattern, Token name, Pattern *part);
Pattern *pattern_item(Parser *p, Pattern *mapping, const Pattern *key, Pattern *part);
Pattern *pattern_of(Parser *p, Expr *e);          /* the pattern that an expression's text means */

/* ast_stmt.c */
Stmt *stmt_new(Parser *p, StmtKind kind, Span span);
Stmt *build_expr_stmt(Parser *p, Expr *value);
Stmt *build_assign(Parser *p, const ExprVec *targets, Expr *value);
Stmt *build_augment(Parser *p, BinOp op, Expr *target, Expr *value);
Stmt *build_annotate(Parser *p, Expr *target, Expr *annotation, Expr *value);
Stmt *build_simple(Parser *p, StmtKind kind, Token t, Expr *e);
Stmt *build_raise(Parser *p, Token t, Expr *exc, Expr *cause);
Stmt *build_assert(Parser *p, Token t, Expr *test, Expr *message);
Stmt *build_declaration(Parser *p, StmtKind kind, Token t, const NameVec *names);
Stmt *build_import(Parser *p, Token t, const AliasVec *names);
Stmt *build_from(Parser *p, Token t, int level, const Token *module, const AliasVec *names);
Stmt *build_if(Parser *p, Token t, Expr *cond, const StmtVec *then, const StmtVec *els);
Stmt *build_while(Parser *p, Token t, Expr *cond, const StmtVec *body, const StmtVec *els);
Stmt *build_for(Parser *p, Token t, Expr *target, Expr *iter, const StmtVec *body, const StmtVec *els);
Stmt *build_try(Parser *p, Token t, const StmtVec *body, const HandlerVec *handlers, const StmtVec *els, const StmtVec *final);
Stmt *build_with(Parser *p, Token t, const WithVec *items, const StmtVec *body);
Stmt *build_class(Parser *p, Token t, Token name, const ArgVec *bases, const StmtVec *body);
Stmt *build_match(Parser *p, Token t, Expr *subject, const CaseVec *cases);
Stmt *build_func(Parser *p, Func *head, const StmtVec *body);
Func *build_func_head(Parser *p, Token t, const Token *name, const ParamVec *params, Expr *returns);
Stmt *decorate(const Parser *p, ExprVec *decorators, Stmt *definition);
Stmt *make_async(Token t, Stmt *s);
Token dotted(Parser *p, Token left, Token right);

/* A target of assignment, del, for or with: refuses what cannot be one. */
Expr *check_target(Parser *p, Expr *e, const char *what);

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
