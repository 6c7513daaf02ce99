/* resolve.h: which variable, function, class or module each name means.
 *
 * resolve() starts from the program's module, finds the modules it imports (beside the program, then
 * in the library), parses them, and binds every name. A `try: import a / except ImportError: ...` is
 * decided here: the branch that cannot run is marked dead and its imports are not followed.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYNTAX_RESOLVE_H
#define ASYNCC_SYNTAX_RESOLVE_H

#include "base/diag.h"
#include "base/map.h"
#include "syntax/ast.h"

typedef struct Scope Scope;
typedef struct Symbol Symbol;
typedef struct ModuleInfo ModuleInfo;

typedef enum { SCOPE_MODULE, SCOPE_FUNC, SCOPE_CLASS, SCOPE_COMP } ScopeKind;

/* A variable of a scope. What kind of value it holds is the types' affair: a def, class or import is an
 * assignment like any other. A symbol bound exactly once in its scope, by a def, class or import that
 * stands neither in a loop nor in an if or try (a statically decided one excepted), is `constant`. */
struct Symbol {
    const char *name;
    Scope      *scope;            /* the scope that owns it */
    int         index;            /* its number in the scope, 0 .. */
    bool        is_param;
    bool        constant;         /* see above: `def_stmt` or `module` says what it is */
    bool        captured;         /* used by a nested function */
    bool        nonlocal_written; /* a nested function assigns or deletes it */
    bool        global_written;   /* a module variable that some function assigns (global x) */
    bool        deleted;          /* by a del, or at the end of a handler that has it behind `as` */
    const Stmt *def_stmt;         /* STMT_FUNC or STMT_CLASS of a constant, or of a decorated class */
    ModuleInfo *module;           /* of a constant import of a module */
    Span        span;             /* where it is bound first */
    int         bindings;         /* how many statements bind it */
    int         uses, forwards, looks;    /* how many expressions read it; how many of these are f(**it), or only look at it */
};

struct Scope {
    ScopeKind   kind;
    Scope      *parent;           /* NULL for a module */
    ModuleInfo *module;
    const Func *func;             /* FUNC and MODULE */
    const ClassDef *class;        /* CLASS */
    VEC(Symbol *) symbols;        /* in the order of their first binding; parameters first */
    Map         by_name;          /* interned name -> Symbol */

    bool        has_walrus;       /* some := binds a variable of it */

    /* of a FUNC or CLASS, see capture.c */
    VEC(Symbol *) captures;       /* variables of functions around it that it, or one inside it, uses */
    bool        closure;          /* made anew, with variables, each time its def runs; of a CLASS: its methods, or a base's, are */
    Symbol     *symbol;           /* what its def binds; NULL: a lambda */
    bool        keeps_defaults;   /* a closure whose computed defaults are kept for each that is made */
};

struct ModuleInfo {
    const char *name;             /* canonical dotted name: "asyncio", "__main__" */
    Module     *ast;              /* NULL for a package that only holds modules */
    Scope      *scope;
    bool        library;
    int         order;            /* dependencies first: the library's modules run in the order of this number */
    const Stmt *run_by;           /* of the program's own: the import that surely is the first to reach it; NULL: one of several */
    bool        surely;           /* its text runs exactly once, from its start: the program's, and what that surely imports */
};

typedef struct ModuleList { VEC(ModuleInfo *) of; } ModuleList;

/* What a name that is bound nowhere may be: a built-in (print, len, ValueError ...). `builtin_known`
 * is given by types/builtins so that this pass needs no table of its own. */
typedef bool BuiltinKnown(const char *interned_name);

typedef struct Names {
    Symbol **of_expr;             /* Expr.id -> Symbol of an EXPR_NAME; NULL: a built-in */
    int      exprs;               /* number of ids */
    Map      scope_of;            /* const Func * or const ClassDef * or comprehension Expr * -> Scope * */
    Map      symbol_of;           /* binder (const Alias *, const Handler *, const Stmt * of a
                                     def or class, const Pattern *) -> Symbol *; and the Symbol * of a
                                     `from m import x` -> the Symbol * of x in m */
    Map      module_of;           /* const Alias * (of IMPORT, and of FROM when it names a module) or const
                                     Stmt * (FROM) -> ModuleInfo * */
    Map      runs;                /* const Stmt * of an import -> ModuleList *: the program's own modules that it asks for, outer
                                     packages first. Those that have not run before run there */
    Map      dead;                /* const Stmt * -> itself: an import-decided TRY whose body fails at once:
                                     its handlers run instead; see try_imports */
    Map      settled;             /* const Stmt * -> itself: an import-decided TRY whose body cannot fail: its
                                     handlers never run and their names are not looked up */
    Map      undefined;           /* const Expr * of a NAME -> itself: nothing binds it, and a handler names NameError */
    Map      free;                /* const Expr *, a NAME in a comprehension that means a variable of the function around -> itself */
    VEC(ModuleInfo *) modules;    /* dependencies first; the program itself last */
    bool     is_library;          /* of C: the program has no main(), and no name "__main__" */
} Names;

typedef struct {
    const char  *library;         /* path of runtime/lib */
    const char  *as_library;      /* the program is a library for C, and that is its name; or NULL */
    BuiltinKnown *builtin_known;
    Sources     *sources;
    int         *next_id;
} ResolveConfig;

/* An `import` inside a try that catches ImportError (or Exception, or bare) and cannot be satisfied puts
 * its TRY statement into `dead`: the statements of the body before the import still run, then the
 * handler. One that is satisfied makes the handlers unreachable (`settled`) when they catch nothing but
 * ImportError, or when the body does nothing but import; types leaves them out. Elsewhere a module that is
 * not found is an error. */
Names *resolve(Arena *a, Diag *d, Module *program, const ResolveConfig *config);

Symbol *names_of(const Names *n, const Expr *name);             /* EXPR_NAME; NULL: a built-in */
Scope  *names_scope(const Names *n, const void *owner);
static inline Symbol *scope_param(const Scope *s, int i) { return s->symbols.at[i]; }     /* of Func.params */
Symbol *scope_lookup(const Scope *s, const char *interned_name); /* in this scope only; NULL */
Scope  *scope_function(Scope *s);                               /* the scope around comprehensions */
Scope  *scope_runs_in(Scope *s);                                /* the function or module around comprehensions and class bodies */
Symbol *names_library(const Names *n, const char *module, const char *interned_name);     /* of a library module; NULL: it is not loaded */
/* Is e, or what it calls, `name` of the module asyncc? */
bool    names_from_asyncc(const Names *n, const ModuleInfo *m, const Expr *e, const char *name);
/* The decorator that is `name` of the module asyncc, called or not: "extern", "export" ...; NULL: none of them is. */
const Expr *names_decorator(const Names *n, const ModuleInfo *m, const ExprVec *decorators, const char *name);
bool    names_only_tell(const Names *n, const ModuleInfo *m, const ExprVec *decorators);        /* one is: they tell something, and call nothing */
bool    literal_default(const Expr *e);                         /* the same at each run of the def: needs no place */

#endif
