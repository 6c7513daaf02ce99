/* resolve_impl.h: what the files of name resolution share: scope.c, declare.c, import.c, resolve*.c.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SYNTAX_RESOLVE_IMPL_H
#define ASYNCC_SYNTAX_RESOLVE_IMPL_H

#include "syntax/resolve.h"

/* A name that is read, and the scope in which it is looked up first. */
typedef struct Use { const Expr *name; Scope *scope; } Use;

typedef struct Resolver {
    Arena   *arena;
    Diag    *diag;
    const ResolveConfig *config;
    Names   *names;
    const Source *program;
    const char *directory;        /* of the program */
    Map      user, library;       /* canonical module name -> ModuleInfo, by where it was found */
    Map      alias;               /* module name -> canonical name (modules.txt) */
    VEC(ModuleInfo *) loading;    /* the chain of imports that led here */
    const Stmt *importing;        /* the import that is being resolved, */
    bool     imports_surely;      /* which surely runs, and once */
    Arena   *scratch;             /* all of it for `uses`, which grow long */
    VEC(Use) uses;                /* looked up when the module's scopes are complete */
    VEC(const Expr *) stores;     /* f.name that are assigned, of the module */
    Map      once;                /* Symbol of a def in a straight line -> its Stmt */
    VEC(Scope *) functions, classes;      /* of the module: which are closures shows when it is complete */
    Map      forwards, looks;     /* names behind ** in a call; names that are looked at where nothing can keep or change them */
    Map      daring;              /* names that are read inside of a try whose handlers name NameError */
    Map      objects;             /* the names in object() */
    Map      home;                /* interned built-in name -> Home */
    Map      defined;             /* Symbol of a def or class -> length of `uses` when it was bound, plus one */
    bool     quiet;               /* names of this module may be missing by another's fault */
    int      hints;               /* "did you mean" costs time: only for the first mistakes */
} Resolver;

/* The walk through one scope. */
typedef struct Walk {
    Resolver   *r;
    Scope      *scope;
    bool        straight;         /* runs exactly once, in order: not in a loop, branch or try */
    const Stmt *import_try;       /* the TRY that decides about a failed import, or NULL */
    bool        daring;           /* inside of a try whose handlers name NameError */
    Map        *touched;          /* names seen so far, in scopes with global or nonlocal; else NULL */
} Walk;

/* scope.c */
Scope  *scope_new(Resolver *r, ScopeKind kind, Scope *parent, ModuleInfo *module, const void *owner);
Symbol *scope_symbol(Resolver *r, Scope *s, const char *name, Span at);     /* found or added */
Symbol *scope_visible(Scope *from, const char *name);     /* outwards; functions do not see their class */

/* A statement or target binds the name: in its scope, or in the outer one that `global` or `nonlocal` put there. */
Symbol *bind_name(Walk *w, const char *name, Span at);
void bind_constant(Walk *w, Symbol *s, const Stmt *def, ModuleInfo *module);  /* ... after bind_name, by a def, class or import */
void name_touch(Walk *w, const char *name);

/* declare.c: global and nonlocal, which hold for a whole scope: found before anything is bound. True when
 * there were any. */
bool declare_outer(Walk *w, const StmtVec *body);
bool body_binds(const StmtVec *body, const char *name);      /* by statements: no match, no := */
void check_declared_first(const Walk *w, const Stmt *s);  /* global x after x was used */

/* capture.c */
void scope_capture(Resolver *r, Scope *from, Symbol *s);  /* a function inside s's function uses s */
void find_closures(Resolver *r, int functions, int classes);     /* among r->functions and r->classes from there on */

/* import.c */
ModuleInfo *module_add(Resolver *r, const char *name, Module *ast, bool library);
/* `name` as the module `importer` means it, with its packages linked to each other. *top: the module that
 * `import a.b.c` binds. NULL: there is none. */
ModuleInfo *module_import(Resolver *r, const ModuleInfo *importer, const char *name, Span at, ModuleInfo **top);
void module_library(Resolver *r, const char *name, Span at);     /* what the compiler itself needs of the library */
/* The absolute name of `from ..x`; NULL after an error. */
const char *module_relative(Resolver *r, const ModuleInfo *importer, const Stmt *from);
void report_cycle(Resolver *r, const ModuleInfo *m, Span at);     /* if m is being loaded */
void read_aliases(Resolver *r);

/* absent.c: CPython's built-ins that are not compiled. */
bool        absent_builtin(const char *name);
const char *absent_help(const char *name);               /* what to write instead, or NULL */

/* resolve.c */
void resolve_module(Resolver *r, ModuleInfo *m);
void walk_stmt(Walk *w, const Stmt *s);
void walk_body(Walk *w, const StmtVec *body);
void walk_nested(Walk *w, const StmtVec *body);           /* what may not run, or not once */
void walk_expr(Walk *w, const Expr *e);

/* resolve_import.c */
void walk_import(Walk *w, const Stmt *s);
void walk_from(Walk *w, const Stmt *s);
void walk_try(Walk *w, const Stmt *s);

#endif
