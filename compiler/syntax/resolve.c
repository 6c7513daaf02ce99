/* resolve.c: which variable each name means.
 *
 * One walk through each module collects what its scopes bind (assignment, def, import, parameters) and lists
 * the names that are read; these are looked up when the walk is over, from their scope outwards. An imported
 * module is read and resolved at its import (import.c), so `modules` comes out in the order of running.
 * SPDX-License-Identifier: MIT */
#include "syntax/resolve_impl.h"

#include <string.h>
#include "base/intern.h"
#include "base/near.h"
#include "syntax/visit.h"

enum { HINTS_MAX = 50 };

static void read_homes(Resolver *r);
static void walk_func(Walk *w, const Func *f);
static void look_up(Resolver *r, int from);
static void attributes_of_functions(Resolver *r, int from);

static const char *directory_of(Arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash ? "." : slash == path ? "/" : arena_printf(a, "%.*s", (int)(slash - path), path);
}

Names *resolve(Arena *a, Diag *d, Module *program, const ResolveConfig *config)
{
    Resolver r = { .arena = a, .scratch = arena_create(), .diag = d, .config = config, .names = arena_new(a, Names), .program = program->source };
    Map *maps[] = { &r.user, &r.library, &r.alias, &r.defined, &r.forwards, &r.looks, &r.daring, &r.objects, &r.home, &r.once, &r.names->scope_of, &r.names->symbol_of,
                    &r.names->module_of, &r.names->runs, &r.names->dead, &r.names->settled, &r.names->undefined, &r.names->free };

    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++)
        map_init(maps[i], a);
    r.directory = directory_of(a, program->source->path);
    read_aliases(&r);
    read_homes(&r);
    ModuleInfo *main_module = module_add(&r, intern(config->as_library ? config->as_library : "__main__"), program, program->source->library);
    main_module->surely = true;
    r.names->is_library = config->as_library != NULL;
    resolve_module(&r, main_module);
    arena_destroy(r.scratch);
    return r.names;
}

/* More modules, more expressions. */
static void more_ids(Resolver *r)
{
    int n = *r->config->next_id, old = r->names->exprs;

    if (n <= old)
        return;
    n = n > 2 * old ? n : 2 * old;
    r->names->of_expr = arena_grow(r->arena, r->names->of_expr, sizeof(Symbol *) * (size_t)old, sizeof(Symbol *) * (size_t)n);
    r->names->exprs = n;
}

void resolve_module(Resolver *r, ModuleInfo *m)
{
    Walk w = { .r = r, .scope = m->scope, .straight = true };
    int from = r->uses.n, stores = r->stores.n, functions = r->functions.n, classes = r->classes.n;
    bool quiet = r->quiet;

    r->quiet = m->ast->broken;
    more_ids(r);
    vec_push(r->arena, &r->loading, m);
    declare_outer(&w, &m->ast->top->body);
    walk_body(&w, &m->ast->top->body);
    look_up(r, from);
    attributes_of_functions(r, stores);
    find_closures(r, functions, classes);
    r->loading.n--;
    r->quiet = quiet;
    m->order = r->names->modules.n;
    vec_push(r->arena, &r->names->modules, m);
}

/* ---- expressions ---- */

static void walk_exprs(Walk *w, const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        walk_expr(w, v->at[i]);
}

static void walk_index(Walk *w, const Expr *e)
{
    if (e->kind != EXPR_SLICE) {
        walk_expr(w, e);
        return;
    }
    walk_expr(w, e->u.slice.start);
    walk_expr(w, e->u.slice.stop);
    walk_expr(w, e->u.slice.step);
}

static void walk_target(Walk *w, const Expr *e)
{
    switch (e->kind) {
    case EXPR_NAME: w->r->names->of_expr[e->id] = bind_name(w, e->u.name, e->span); break;
    case EXPR_TUPLE: case EXPR_LIST:
        for (int i = 0; i < e->u.list.n; i++)
            walk_target(w, e->u.list.at[i]);
        break;
    case EXPR_STARRED: walk_target(w, e->u.operand); break;
    case EXPR_ATTR:
        walk_expr(w, e);
        if (e->u.attr.object->kind == EXPR_NAME)
            vec_push(w->r->arena, &w->r->stores, e);
        break;
    case EXPR_SUBSCRIPT:                        /* what it is an item of is changed */
        walk_expr(w, e->u.subscript.object);
        walk_index(w, e->u.subscript.index);
        break;
    default: walk_expr(w, e); break;
    }
}

static void walk_pieces(Walk *w, const FPiece *pieces, int n)
{
    for (int i = 0; i < n; i++) {
        walk_expr(w, pieces[i].value);
        walk_pieces(w, pieces[i].spec.at, pieces[i].spec.n);
    }
}

static bool is_walrus(void *context, const Expr *e)
{
    (void)context;
    return e->kind == EXPR_WALRUS;
}

static void check_iterables(const Walk *w, const Expr *comp)
{
    for (int i = 0; i < comp->u.comp.fors.n; i++)
        if (expr_has(comp->u.comp.fors.at[i].iter, is_walrus, NULL))
            diag_error(w->r->diag, comp->u.comp.fors.at[i].iter->span, "assignment expression cannot be used in a comprehension iterable expression");
}

static void walk_comp(Walk *w, const Expr *e)
{
    Walk inner = *w;

    check_iterables(w, e);
    inner.scope = scope_new(w->r, SCOPE_COMP, w->scope, w->scope->module, e);
    inner.straight = false;
    inner.touched = NULL;
    for (int i = 0; i < e->u.comp.fors.n; i++) {
        const CompFor *f = &e->u.comp.fors.at[i];
        walk_expr(i == 0 ? w : &inner, f->iter);
        walk_target(&inner, f->target);
        walk_exprs(&inner, &f->conds);
    }
    walk_expr(&inner, e->u.comp.key);
    walk_expr(&inner, e->u.comp.value);
}

/* The first iterable is evaluated outside. */
static void walk_genexp(Walk *w, const Expr *e)
{
    if (!e->u.comp.generator) {
        walk_comp(w, e);
        return;
    }
    check_iterables(w, e);
    walk_expr(w, e->u.comp.fors.at[0].iter);
    walk_func(w, e->u.comp.generator);
}

static bool is_genexp(const Scope *function)
{
    return function->kind == SCOPE_FUNC && strcmp(function->func->name, "<genexpr>") == 0;
}

/* Its target belongs to the function around comprehensions and generator expressions; in these it is as if nonlocal,
 * or global. */
static void walk_walrus(Walk *w, const Expr *e)
{
    Walk outer = *w;
    const char *name = e->u.walrus.target->u.name;

    outer.scope = scope_function(w->scope);
    while (is_genexp(outer.scope))
        outer.scope = scope_function(outer.scope->parent);
    for (const Scope *s = w->scope; s != outer.scope; s = s->parent)
        if (scope_lookup(s, name))
            diag_error(w->r->diag, e->span, "assignment expression cannot rebind comprehension iteration variable '%s'", name);
    if (w->scope != outer.scope && outer.scope->kind == SCOPE_CLASS)
        diag_error(w->r->diag, e->span, "assignment expression within a comprehension cannot be used in a class body");
    walk_expr(w, e->u.walrus.value);
    walk_target(&outer, e->u.walrus.target);
    outer.scope->has_walrus = true;
    if (outer.scope == scope_function(w->scope))
        return;
    Symbol *s = w->r->names->of_expr[e->u.walrus.target->id];
    if (s->scope->kind == SCOPE_MODULE) {
        s->global_written = true;
    } else {
        s->nonlocal_written = true;
        scope_capture(w->r, w->scope, s);
    }
}

/* Slices that are objects, and what object() makes, are of classes of the library, whose own private classes see none. */
static void need_builtins(Walk *w, Span at)
{
    const ClassDef *class = w->scope->kind == SCOPE_CLASS ? w->scope->class : NULL;

    if (!w->scope->module->library || (class && class->name[0] != '_' && strcmp(w->scope->module->name, "builtins") != 0))
        module_library(w->r, "builtins", at);
}

/* Built-in names that a module of the library has a part in: it is where they are written, as classes, or what they call. */
typedef struct Home { const char *name, *module; bool is_class; } Home;
static const Home homes[] = {
    { "slice", "builtins", true }, { "BaseExceptionGroup", "exceptiongroup", true }, { "ExceptionGroup", "exceptiongroup", true },
    { "anext", "asyncgen", false }, { "aiter", "asyncgen", false }, { "sum", "builtins", false },      /* sum: of objects */
};

static void read_homes(Resolver *r)
{
    for (size_t i = 0; i < sizeof homes / sizeof homes[0]; i++)
        map_put(&r->home, intern(homes[i].name), (void *)&homes[i]);
}

/* The module in which a built-in class is written; NULL: in none. */
static const char *home_of(const Resolver *r, const char *name)
{
    const Home *home = map_get(&r->home, name);
    return home && home->is_class ? home->module : NULL;
}

static void need_home(Walk *w, const Home *home, Span at)
{
    if (home->is_class && strcmp(home->module, "builtins") == 0)
        need_builtins(w, at);
    else if (!home->is_class || !w->scope->module->library)
        module_library(w->r, home->module, at);
}

/* object(): an object that is only itself. Elsewhere the name is the class of all objects. */
static void note_object_made(Walk *w, const Expr *call)
{
    const Expr *func = call->u.call.func;

    if (func->kind != EXPR_NAME || strcmp(func->u.name, "object") != 0 || call->u.call.args.n)
        return;
    need_builtins(w, call->span);
    map_put(&w->r->objects, func, (void *)func);
}

/* Where the lookup starts. The body of a class reads a name that it binds further down from the module, not from
 * the functions around. */
static Scope *use_scope(const Walk *w, const char *name)
{
    Scope *s = w->scope;

    if (s->kind != SCOPE_CLASS || scope_lookup(s, name) || !body_binds(&s->class->body, name))
        return s;
    while (s->parent)
        s = s->parent;
    return s;
}

/* Read: which variable it is shows when all scopes around are complete. */
static void walk_use(Walk *w, const Expr *e)
{
    Use use = { e, use_scope(w, e->u.name) };
    vec_push(w->r->scratch, &w->r->uses, use);
    if (w->daring)
        map_put(&w->r->daring, e, (void *)e);
    name_touch(w, e->u.name);
    const Home *home = map_get(&w->r->home, e->u.name);
    if (home)
        need_home(w, home, e->span);
}

static void walk_arg(Walk *w, const Arg *arg)
{
    if (arg->star == 2 && arg->value->kind == EXPR_NAME)
        map_put(&w->r->forwards, arg->value, arg->value);
    walk_expr(w, arg->value);
}

static void note_look(Walk *w, const Expr *e)
{
    if (e->kind == EXPR_NAME)
        map_put(&w->r->looks, e, (void *)e);
}

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Built-in functions that keep nothing of their arguments, and methods that change nothing. */
static void note_looks(Walk *w, const Expr *e)
{
    static const char *const functions[] = { "print", "len", "sorted", "list", "tuple", "set", "dict", "str", "repr", "bool", "any", "all", "sum" };
    static const char *const methods[] = { "items", "keys", "values", "get", "copy" };
    const Expr *func = e->u.call.func;

    if (func->kind == EXPR_ATTR && is_one_of(func->u.attr.name, methods, sizeof methods / sizeof methods[0]))
        note_look(w, func->u.attr.object);
    if (func->kind == EXPR_NAME && is_one_of(func->u.name, functions, sizeof functions / sizeof functions[0]))
        for (int i = 0; i < e->u.call.args.n; i++)
            note_look(w, e->u.call.args.at[i].value);
}

void walk_expr(Walk *w, const Expr *e)
{
    if (!e)
        return;
    switch (e->kind) {
    case EXPR_NAME:      walk_use(w, e); break;
    case EXPR_FSTRING:   walk_pieces(w, e->u.fstring.pieces.at, e->u.fstring.pieces.n); break;
    case EXPR_ATTR:      walk_expr(w, e->u.attr.object); break;
    case EXPR_SUBSCRIPT:
        note_look(w, e->u.subscript.object);
        walk_expr(w, e->u.subscript.object);
        walk_index(w, e->u.subscript.index);
        break;
    case EXPR_SLICE:                            /* in a tuple: x[1:2, 3] */
        need_builtins(w, e->span);
        walk_index(w, e);
        break;
    case EXPR_CALL:
        note_looks(w, e);
        note_object_made(w, e);
        walk_expr(w, e->u.call.func);
        for (int i = 0; i < e->u.call.args.n; i++)
            walk_arg(w, &e->u.call.args.at[i]);
        break;
    case EXPR_UNARY:     walk_expr(w, e->u.unary.operand); break;
    case EXPR_BINARY:    walk_expr(w, e->u.binary.left); walk_expr(w, e->u.binary.right); break;
    case EXPR_COMPARE:
        for (int i = 0; i < e->u.compare.rest.n; i++)
            note_look(w, e->u.compare.rest.at[i]);
        walk_expr(w, e->u.compare.first);
        walk_exprs(w, &e->u.compare.rest);
        break;
    case EXPR_TERNARY:
        walk_expr(w, e->u.ternary.cond);
        walk_expr(w, e->u.ternary.then);
        walk_expr(w, e->u.ternary.els);
        break;
    case EXPR_LAMBDA:    walk_func(w, e->u.lambda); break;
    case EXPR_AND: case EXPR_OR: case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET:
        walk_exprs(w, &e->u.list);
        break;
    case EXPR_DICT:      walk_exprs(w, &e->u.dict.keys); walk_exprs(w, &e->u.dict.values); break;
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: walk_comp(w, e); break;
    case EXPR_GENEXP:    walk_genexp(w, e); break;
    case EXPR_AWAIT: case EXPR_YIELD: case EXPR_YIELD_FROM: case EXPR_STARRED: walk_expr(w, e->u.operand); break;
    case EXPR_WALRUS:    walk_walrus(w, e); break;
    default: break;
    }
}

/* ---- functions and classes ---- */

static void bind_params(Walk *w, const Func *f)
{
    for (int i = 0; i < f->params.n; i++) {
        Symbol *s = scope_symbol(w->r, w->scope, f->params.at[i].name, f->params.at[i].span);
        s->is_param = true;
        s->bindings = 1;
    }
}

static void walk_scope_body(Walk *w, const StmtVec *body)
{
    Map touched;

    map_init(&touched, w->r->arena);
    if (declare_outer(w, body))
        w->touched = &touched;
    walk_body(w, body);
}

static void walk_func(Walk *w, const Func *f)
{
    Walk inner = { .r = w->r, .straight = true };

    walk_exprs(w, &f->decorators);
    for (int i = 0; i < f->params.n; i++)
        walk_expr(w, f->params.at[i].fallback);
    if (f->is_async && f->has_yield && !w->scope->module->library)
        module_library(w->r, "asyncgen", f->span);
    inner.scope = scope_new(w->r, SCOPE_FUNC, w->scope, w->scope->module, f);
    inner.scope->func = f;
    vec_push(w->r->arena, &w->r->functions, inner.scope);
    bind_params(&inner, f);
    walk_scope_body(&inner, &f->body);
}

static void walk_class(Walk *w, const ClassDef *c)
{
    Walk inner = { .r = w->r, .straight = w->straight, .daring = w->daring };

    walk_exprs(w, &c->decorators);
    for (int i = 0; i < c->bases.n; i++)
        walk_expr(w, c->bases.at[i].value);
    inner.scope = scope_new(w->r, SCOPE_CLASS, w->scope, w->scope->module, c);
    inner.scope->class = c;
    vec_push(w->r->arena, &w->r->classes, inner.scope);
    walk_scope_body(&inner, &c->body);
}

/* def f twice, one behind the other, with nothing in between that reads f. */
static void warn_redefined(Walk *w, const Symbol *s, Span at)
{
    Resolver *r = w->r;
    int since = (int)(intptr_t)map_get(&r->defined, s) - 1;

    if (since < 0 || !w->straight || s->scope != w->scope || s->scope->module->library)
        return;
    for (int i = since; i < r->uses.n; i++)
        if (r->uses.at[i].name->u.name == s->name)
            return;
    diag_warn(r->diag, at, "redefined", "'%s' is defined again; the first definition on line %d is never used", s->name,
              source_line(r->config->sources, s->span.start));
}

/* What the compiler itself knows: @property and its like in a class, @name.setter. */
static bool known_decorator(const Expr *d, bool in_class)
{
    static const char *const parts[] = { "getter", "setter", "deleter" };

    if (d->kind == EXPR_ATTR)
        return in_class && is_one_of(d->u.attr.name, parts, sizeof parts / sizeof parts[0]);
    return in_class && d->kind == EXPR_NAME &&
           (strcmp(d->u.name, "property") == 0 || strcmp(d->u.name, "staticmethod") == 0 || strcmp(d->u.name, "classmethod") == 0);
}

/* The name of a decorated function or class is bound to what the decorator gives. */
static bool is_replaced(const Walk *w, const ExprVec *decorators)
{
    if (names_only_tell(w->r->names, w->scope->module, decorators))
        return false;
    for (int i = 0; i < decorators->n; i++)
        if (!known_decorator(decorators->at[i], w->scope->kind == SCOPE_CLASS))
            return true;
    return false;
}

static void walk_definition(Walk *w, const Stmt *s)
{
    static const char *const takes_index[] = { "__getitem__", "__setitem__", "__delitem__" };
    const char *name = s->kind == STMT_FUNC ? s->u.func->name : s->u.class->name;
    Span at = s->kind == STMT_FUNC ? s->u.func->name_span : s->u.class->name_span;

    if (s->kind == STMT_FUNC && w->scope->kind == SCOPE_CLASS && is_one_of(name, takes_index, sizeof takes_index / sizeof takes_index[0]))
        need_builtins(w, at);
    if (s->kind == STMT_FUNC)
        walk_func(w, s->u.func);
    else
        walk_class(w, s->u.class);
    Symbol *symbol = bind_name(w, name, at);
    warn_redefined(w, symbol, at);
    if (s->kind == STMT_FUNC)
        names_scope(w->r->names, s->u.func)->symbol = symbol;
    if (s->kind == STMT_FUNC && w->straight && symbol->scope == w->scope)
        map_put(&w->r->once, symbol, (void *)s);
    if (!is_replaced(w, s->kind == STMT_FUNC ? &s->u.func->decorators : &s->u.class->decorators))
        bind_constant(w, symbol, s, NULL);
    else if (s->kind == STMT_CLASS)
        symbol->def_stmt = s;                   /* what the decorators get */
    map_put(&w->r->names->symbol_of, s, symbol);
    map_put(&w->r->defined, symbol, (void *)(intptr_t)(symbol->constant ? w->r->uses.n + 1 : 0));
}

/* ---- statements ---- */

void walk_nested(Walk *w, const StmtVec *body)
{
    Walk inner = *w;
    inner.straight = false;
    inner.import_try = NULL;
    walk_body(&inner, body);
}

static void walk_pattern(Walk *w, const Pattern *p)
{
    if (p->value)
        walk_expr(w, p->value);
    walk_exprs(w, &p->keys);
    for (int i = 0; i < p->parts.n; i++)
        walk_pattern(w, p->parts.at[i]);
    if (p->name && (p->kind == PAT_CAPTURE || p->kind == PAT_AS || p->kind == PAT_STAR || p->kind == PAT_MAPPING))
        map_put(&w->r->names->symbol_of, p, bind_name(w, p->name, p->span));
}

static void walk_match(Walk *w, const Stmt *s)
{
    walk_expr(w, s->u.match.subject);
    for (int i = 0; i < s->u.match.cases.n; i++) {
        const MatchCase *c = &s->u.match.cases.at[i];
        walk_pattern(w, c->pattern);
        walk_expr(w, c->guard);
        walk_nested(w, &c->body);
    }
}

static void walk_with(Walk *w, const Stmt *s)
{
    for (int i = 0; i < s->u.with.items.n; i++) {
        walk_expr(w, s->u.with.items.at[i].manager);
        if (s->u.with.items.at[i].target)
            walk_target(w, s->u.with.items.at[i].target);
    }
    walk_nested(w, &s->u.with.body);
}

static void walk_assign(Walk *w, const Stmt *s)
{
    walk_expr(w, s->u.assign.value);
    for (int i = 0; i < s->u.assign.targets.n; i++)
        walk_target(w, s->u.assign.targets.at[i]);
}

static void walk_loop(Walk *w, const Stmt *s)
{
    walk_expr(w, s->u.loop.cond);
    walk_nested(w, &s->u.loop.body);
    walk_nested(w, &s->u.loop.els);
}

static void walk_for(Walk *w, const Stmt *s)
{
    walk_expr(w, s->u.each.iter);
    walk_target(w, s->u.each.target);
    walk_nested(w, &s->u.each.body);
    walk_nested(w, &s->u.each.els);
}

static void walk_if(Walk *w, const Stmt *s)
{
    walk_expr(w, s->u.branch.cond);
    walk_nested(w, &s->u.branch.then);
    walk_nested(w, &s->u.branch.els);
}

static void note_deleted(Walk *w, const Expr *e)
{
    Symbol *s = e->kind == EXPR_NAME ? scope_lookup(w->scope, e->u.name) : NULL;

    if (s)
        s->deleted = true;
    for (int i = 0; (e->kind == EXPR_TUPLE || e->kind == EXPR_LIST) && i < e->u.list.n; i++)
        note_deleted(w, e->u.list.at[i]);
}

void walk_stmt(Walk *w, const Stmt *s)
{
    switch (s->kind) {
    case STMT_EXPR: case STMT_RETURN: walk_expr(w, s->u.expr); return;
    case STMT_DEL:
        walk_target(w, s->u.expr);
        note_deleted(w, s->u.expr);
        return;
    case STMT_ASSIGN:    walk_assign(w, s); return;
    case STMT_AUGASSIGN: walk_expr(w, s->u.augment.value); walk_target(w, s->u.augment.target); return;
    case STMT_ANNASSIGN: walk_expr(w, s->u.annotate.value); walk_target(w, s->u.annotate.target); return;
    case STMT_RAISE:     walk_expr(w, s->u.raise.exc); walk_expr(w, s->u.raise.cause); return;
    case STMT_ASSERT:    walk_expr(w, s->u.assertion.test); walk_expr(w, s->u.assertion.message); return;
    case STMT_GLOBAL: case STMT_NONLOCAL: check_declared_first(w, s); return;
    case STMT_IMPORT:    walk_import(w, s); return;
    case STMT_FROM:      walk_from(w, s); return;
    case STMT_IF:        walk_if(w, s); return;
    case STMT_WHILE:     walk_loop(w, s); return;
    case STMT_FOR:       walk_for(w, s); return;
    case STMT_TRY:       walk_try(w, s); return;
    case STMT_WITH:      walk_with(w, s); return;
    case STMT_FUNC: case STMT_CLASS: walk_definition(w, s); return;
    case STMT_MATCH:     walk_match(w, s); return;
    default: return;
    }
}

void walk_body(Walk *w, const StmtVec *body)
{
    for (int i = 0; i < body->n; i++)
        walk_stmt(w, body->at[i]);
}

/* ---- looking names up ---- */

static void not_compiled(Resolver *r, const Expr *e)
{
    const char *help = absent_help(e->u.name);

    diag_error(r->diag, e->span, "the built-in '%s' is not compiled", e->u.name);
    if (help)
        diag_help(r->diag, "%s", help);
}

static void undefined(Resolver *r, const Expr *e, const Scope *scope)
{
    const char *names[512], *near = NULL;
    int n = 0;

    if (r->quiet)
        return;
    if (map_get(&r->daring, e)) {
        map_put(&r->names->undefined, e, (void *)e);
        return;
    }
    for (const Scope *s = scope; s; s = s->parent)
        for (int i = 0; i < s->symbols.n && n < 512; i++)
            names[n++] = s->symbols.at[i]->name;
    diag_error(r->diag, e->span, "name '%s' is not defined", e->u.name);
    if (r->hints++ < HINTS_MAX)
        near = near_name(e->u.name, names, n);
    if (near)
        diag_help(r->diag, "did you mean '%s'?", near);
    else if (map_get(&r->library, e->u.name) || strcmp(e->u.name, "asyncio") == 0)
        diag_help(r->diag, "write: import %s", e->u.name);
}

/* Comprehensions run where they stand; a function that reads a variable of another captures it. */
static bool captures(const Symbol *s, Scope *from)
{
    return (s->scope->kind == SCOPE_FUNC || s->scope->kind == SCOPE_COMP) && scope_function(s->scope) != scope_function(from);
}

/* f.name = x, where f is a nested function, in no loop: a variable of the function around it, which they share. */
static void attribute_of(Resolver *r, const Expr *store)
{
    const Symbol *f = r->names->of_expr[store->u.attr.object->id];
    const Stmt *def = f && f->scope->kind == SCOPE_FUNC && f->bindings == 1 ? map_get(&r->once, f) : NULL;

    if (!def)
        return;
    Symbol *s = scope_symbol(r, f->scope, intern(arena_printf(r->arena, "%s.%s", f->name, store->u.attr.name)), store->span);
    s->name = intern(arena_printf(r->arena, "%s_%s", f->name, store->u.attr.name));
    s->bindings++;
    s->nonlocal_written = true;
    scope_capture(r, names_scope(r->names, def->u.func), s);
}

static void attributes_of_functions(Resolver *r, int from)
{
    for (int i = from; i < r->stores.n; i++)
        attribute_of(r, r->stores.at[i]);
    r->stores.n = from;
}

/* A built-in class that is; or NULL. */
static Symbol *written_in_library(const Resolver *r, const Expr *name)
{
    const char *home = map_get(&r->objects, name) ? "builtins" : home_of(r, name->u.name);
    return home ? names_library(r->names, home, name->u.name) : NULL;
}

static void look_up(Resolver *r, int from)
{
    for (int i = from; i < r->uses.n; i++) {
        const Expr *e = r->uses.at[i].name;
        Scope *scope = r->uses.at[i].scope;
        Symbol *s = scope_visible(scope, e->u.name);
        if (!s)
            s = written_in_library(r, e);
        r->names->of_expr[e->id] = s;
        if (!s && !r->config->builtin_known(e->u.name)) {
            if (absent_builtin(e->u.name))
                not_compiled(r, e);
            else
                undefined(r, e, scope);
        }
        if (s) {
            s->uses++;
            s->forwards += map_get(&r->forwards, e) != NULL;
            s->looks += map_get(&r->looks, e) != NULL;
        }
        if (s && captures(s, scope))
            scope_capture(r, scope, s);
        if (s && scope->kind == SCOPE_COMP && s->scope->kind == SCOPE_FUNC)
            map_put(&r->names->free, e, (void *)e);
    }
    r->uses.n = from;
}
