/* ast.h: the syntax tree: Python's, one node for one construct, frozen when the parser has made it.
 *
 * Nothing is annotated here afterwards: names stand in Names (resolve.h), types in Program
 * (types/program.h), both indexed by Expr.id. A field of `u` is valid only under the kinds that
 * ast.def lists for it. Read next: ast.def, then grammar/parser.y.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYNTAX_AST_H
#define ASYNCC_SYNTAX_AST_H

#include <stdbool.h>
#include <stdint.h>
#include "base/source.h"
#include "base/vec.h"

typedef enum {
#define EXPR(KIND, member, python) EXPR_##KIND,
#include "syntax/ast.def"
    EXPR_KINDS
} ExprKind;

typedef enum {
#define STMT(KIND, member, python) STMT_##KIND,
#include "syntax/ast.def"
    STMT_KINDS
} StmtKind;

/* Binary operators, also of augmented assignment. The names are those of Python's special methods. */
typedef enum {
    BIN_ADD, BIN_SUB, BIN_MUL, BIN_TRUEDIV, BIN_FLOORDIV, BIN_MOD, BIN_POW, BIN_LSHIFT, BIN_RSHIFT,
    BIN_AND, BIN_OR, BIN_XOR, BIN_MATMUL, BIN_OPS
} BinOp;
typedef enum { UN_NEG, UN_POS, UN_INVERT, UN_NOT } UnOp;
typedef enum {
    CMP_LT, CMP_LE, CMP_GT, CMP_GE, CMP_EQ, CMP_NE, CMP_IS, CMP_IS_NOT, CMP_IN, CMP_NOT_IN
} CmpOp;

const char *binop_text(BinOp op);          /* "+" */
const char *unop_text(UnOp op);            /* "-", "not" */
const char *cmpop_text(CmpOp op);          /* "<", "is not" */

/* Deeper nesting is a syntax error, so that no pass overflows the C stack. */
enum { EXPR_DEPTH_MAX = 400, INDENT_DEPTH_MAX = 100, ELIF_MAX = 400 };

typedef struct Expr Expr;
typedef struct Stmt Stmt;
typedef struct Func Func;
typedef struct Pattern Pattern;
typedef VEC(Expr *) ExprVec;
typedef VEC(Stmt *) StmtVec;

/* One argument of a call: `value`, `*value` (star 1), `**value` (star 2), `name=value`. */
typedef struct { Expr *value; const char *name; int star; Span span; } Arg;
typedef VEC(Arg) ArgVec;

typedef enum { PARAM_PLAIN, PARAM_STAR, PARAM_STARSTAR } ParamKind;
typedef struct {
    ParamKind   kind;
    const char *name;
    Expr       *annotation;       /* or NULL */
    Expr       *fallback;         /* the default, or NULL */
    bool        positional_only;  /* stands before "/" */
    bool        keyword_only;     /* stands after "*" or "*args" */
    Span        span;
} Param;
typedef VEC(Param) ParamVec;

/* A piece of an f-string: literal text (value NULL), or a field. */
typedef struct FPiece {
    const char *text;             /* decoded bytes of the literal */
    uint32_t    length;
    Expr       *value;
    char        conversion;       /* 'r', 's', 'a' or 0 */
    VEC(struct FPiece) spec;      /* the format spec, itself pieces; n == 0: none */
} FPiece;

/* One `for target in iter if cond if cond` of a comprehension. */
typedef struct { Expr *target, *iter; ExprVec conds; bool is_async; } CompFor;

/* A function, a lambda (body: one RETURN) or a module's top level (name "<module>"). */
struct Func {
    const char *name;
    ParamVec    params;
    Expr       *returns;          /* annotation or NULL */
    StmtVec     body;
    ExprVec     decorators;
    bool        is_async, is_lambda;
    bool        is_abstract;      /* @abstractmethod */
    bool        has_yield, has_await;   /* directly in its own body */
    int         first_id, end_id; /* ids of all expressions of the body, nested functions' included */
    VEC(const Func *) defs;       /* in it, those in these left out: their ids are theirs alone */
    Span        name_span, span;
    const Source *source;
};

typedef struct {
    const char *name;
    ArgVec      bases;            /* keywords included (metaclass=) */
    StmtVec     body;
    ExprVec     decorators;
    Span        name_span;
} ClassDef;

struct Expr {
    ExprKind kind : 8;
    unsigned depth : 24;          /* levels of expressions below, at most EXPR_DEPTH_MAX: passes recurse */
    int      id;                  /* unique in the compilation, ascending in the order of creation */
    Span     span;
    union {                       /* only the kind's member is allocated */
        bool none;
        bool boolean;
        struct { int64_t value; bool too_big; const char *text; } integer;  /* text: the digits, if too_big */
        double floating;
        struct { const char *bytes; uint32_t length; } string;              /* decoded */
        struct { VEC(FPiece) pieces; } fstring;
        const char *name;
        struct { Expr *object; const char *name; Span name_span; } attr;    /* object.name */
        struct { Expr *object, *index; } subscript;                         /* object[index] */
        struct { Expr *start, *stop, *step; } slice;                        /* each may be NULL */
        struct { Expr *func; ArgVec args; } call;
        struct { UnOp op; Expr *operand; } unary;
        struct { BinOp op; Expr *left, *right; } binary;
        struct { Expr *first; VEC(CmpOp) ops; ExprVec rest; } compare;      /* first ops[0] rest[0] ops[1] ... */
        struct { Expr *cond, *then, *els; } ternary;                        /* then if cond else els */
        Func *lambda;
        ExprVec list;
        struct { ExprVec keys, values; } dict;                              /* key NULL: **value */
        struct { Expr *value, *key; VEC(CompFor) fors; Func *generator; } comp;   /* key only in DICTCOMP; generator: GENEXP
                                                               that no built-in goes through at once */
        Expr *operand;
        struct { Expr *target, *value; } walrus;                            /* target is a NAME */
    } u;
};

typedef struct { Expr *manager, *target; } WithItem;                        /* target may be NULL */
typedef struct {
    Expr       *type;             /* NULL: bare except */
    const char *name;             /* as name, or NULL */
    Span        name_span;
    StmtVec     body;
    bool        star;             /* except* */
    Span        span;
} Handler;
typedef struct { const char *name, *as; Span span; } Alias;                 /* as is NULL when not given */
typedef VEC(Alias) AliasVec;

typedef enum { PAT_VALUE, PAT_CAPTURE, PAT_WILDCARD, PAT_SEQUENCE, PAT_STAR, PAT_CLASS, PAT_MAPPING,
               PAT_OR, PAT_AS } PatternKind;
struct Pattern {
    PatternKind kind;
    Span        span;
    Expr       *value;            /* VALUE: literal or dotted name; CLASS: the class; MAPPING: none */
    const char *name;             /* CAPTURE, AS, STAR (NULL: *_), MAPPING's **rest */
    VEC(Pattern *) parts;         /* SEQUENCE, CLASS positionals, OR, AS (one), MAPPING values */
    ExprVec     keys;             /* MAPPING */
    VEC(const char *) attrs;      /* CLASS keywords: names of the last attrs.n parts */
};
typedef struct { Pattern *pattern; Expr *guard; StmtVec body; Span span; } MatchCase;

struct Stmt {
    StmtKind kind;
    Span     span;
    union {                       /* only the kind's member is allocated */
        bool none;
        Expr *expr;
        struct { ExprVec targets; Expr *value; } assign;
        struct { BinOp op; Expr *target, *value; } augment;
        struct { Expr *target, *annotation, *value; } annotate;             /* value may be NULL */
        struct { Expr *exc, *cause; } raise;                                /* each may be NULL */
        struct { Expr *test, *message; } assertion;
        struct { VEC(const char *) names; } names;
        struct { AliasVec names; } import;
        struct { const char *module; int level; AliasVec names; bool star; Span module_span; } from;
        struct { Expr *cond; StmtVec then, els; } branch;
        struct { Expr *cond; StmtVec body, els; } loop;
        struct { Expr *target, *iter; StmtVec body, els; bool is_async; } each;
        struct { StmtVec body; VEC(Handler) handlers; StmtVec els, final; } try;
        struct { VEC(WithItem) items; StmtVec body; bool is_async; } with;
        Func *func;
        ClassDef *class;
        struct { Expr *subject; VEC(MatchCase) cases; } match;
    } u;
};

typedef struct Module {
    const Source *source;
    Func         *top;            /* the statements, as a function named "<module>" */
    bool          broken;         /* there were syntax errors: names may be missing */
} Module;

#endif
