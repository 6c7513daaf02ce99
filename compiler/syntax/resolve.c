/* resolve.c: modules, scopes and names.
 *
 * For each module: first every scope's own names are collected (assignment, def, import, global), then every
 * name that is read is looked up from its scope outwards. Imported modules are loaded before the
 * importer's names are resolved, so the order of `modules` is the order in which they run.
 * SPDX-License-Identifier: MIT */
#include "syntax/resolve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "base/intern.h"
#include "base/near.h"
#include "syntax/parse.h"

typedef struct Resolver {
    Arena   *arena;
    Diag    *diag;
    const ResolveConfig *config;
    Names   *names;
    const char *directory;        /* of the program */
    Map      by_name;             /* canonical module name -> ModuleInfo */
    Map      alias;               /* module name -> canonical name */
    VEC(const char *) loading;    /* chain of modules being loaded, for cycles */
    VEC(Expr *) name_exprs;       /* of EXPR_NAME: looked up when scopes are complete */
    VEC(Scope *) name_scopes;
} Resolver;

/* The walk through one module. */
typedef struct Walk { Resolver *r; Scope *scope; bool straight; const Stmt *import_try; Map *forced; } Walk;

static void walk_body(Walk *w, const StmtVec *body);
static void walk_expr(Walk *w, const Expr *e);

/* ---- scopes and symbols ---- */

Symbol *scope_lookup(const Scope *s, const char *name)
{
    return map_get(&s->by_name, name);
}

static Scope *scope_new(Resolver *r, ScopeKind kind, Scope *parent, ModuleInfo *module, const void *owner)
{
    Scope *s = arena_new(r->arena, Scope);
    s->kind = kind;
    s->parent = parent;
    s->module = module;
    map_init(&s->by_name, r->arena);
    if (owner)
        map_put(&r->names->scope_of, owner, s);
    return s;
}

static Symbol *symbol_in(Resolver *r, Scope *s, const char *name, Span at)
{
    Symbol *symbol = scope_lookup(s, name);
    if (symbol)
        return symbol;
    symbol = arena_new(r->arena, Symbol);
    symbol->name = name;
    symbol->scope = s;
    symbol->index = s->symbols.n;
    symbol->span = at;
    vec_push(r->arena, &s->symbols, symbol);
    map_put(&s->by_name, name, symbol);
    return symbol;
}

/* Names declared global or nonlocal in a function: they are put into by_name, pointing to the outer symbol. */
static Symbol *bind(Walk *w, const char *name, Span at)
{
    Scope *s = w->scope;
    Symbol *symbol = scope_lookup(s, name);

    if (!symbol)
        symbol = symbol_in(w->r, s, name, at);
    if (symbol->scope != s) {
        if (symbol->scope->kind == SCOPE_MODULE)
            symbol->global_written = true;
        else
            symbol->captured = true;
    }
    symbol->bindings++;
    symbol->constant = false;
    return symbol;
}

static void bind_constant(Walk *w, Symbol *s, const Stmt *def, ModuleInfo *module)
{
    bool first = s->bindings == 1 && w->straight && s->scope == w->scope;
    if (def)
        s->def_stmt = def;
    if (module)
        s->module = module;
    s->constant = first;
}

/* ---- expressions ---- */

static void walk_exprs(Walk *w, const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        walk_expr(w, v->at[i]);
}

static void walk_target(Walk *w, const Expr *e)
{
    switch (e->kind) {
    case EXPR_NAME: {
        Symbol *s = bind(w, e->u.name, e->span);
        w->r->names->of_expr[e->id] = s;
        break;
    }
    case EXPR_TUPLE: case EXPR_LIST:
        for (int i = 0; i < e->u.list.n; i++)
            walk_target(w, e->u.list.at[i]);
        break;
    case EXPR_STARRED: walk_target(w, e->u.operand); break;
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

static void walk_comp(Walk *w, const Expr *e)
{
    Walk inner = *w;

    inner.scope = scope_new(w->r, SCOPE_COMP, w->scope, w->scope->module, e);
    inner.straight = false;
    for (int i = 0; i < e->u.comp.fors.n; i++) {
        const CompFor *f = &e->u.comp.fors.at[i];
        walk_expr(i == 0 ? w : &inner, f->iter);
        walk_target(&inner, f->target);
        walk_exprs(&inner, &f->conds);
    }
    walk_expr(&inner, e->u.comp.key);
    walk_expr(&inner, e->u.comp.value);
}

static Scope *function_scope(Scope *s)
{
    while (s->kind == SCOPE_COMP)
        s = s->parent;
    return s;
}

static void walk_walrus(Walk *w, const Expr *e)
{
    Walk outer = *w;
    outer.scope = function_scope(w->scope);
    walk_expr(w, e->u.walrus.value);
    walk_target(&outer, e->u.walrus.target);
}

static void walk_func(Walk *w, const Func *f);

static void walk_expr(Walk *w, const Expr *e)
{
    if (!e)
        return;
    switch (e->kind) {
    case EXPR_NAME:
        vec_push(w->r->arena, &w->r->name_exprs, (Expr *)e);
        vec_push(w->r->arena, &w->r->name_scopes, w->scope);
        break;
    case EXPR_FSTRING:   walk_pieces(w, e->u.fstring.pieces.at, e->u.fstring.pieces.n); break;
    case EXPR_ATTR:      walk_expr(w, e->u.attr.object); break;
    case EXPR_SUBSCRIPT: walk_expr(w, e->u.subscript.object); walk_expr(w, e->u.subscript.index); break;
    case EXPR_SLICE:
        walk_expr(w, e->u.slice.start);
        walk_expr(w, e->u.slice.stop);
        walk_expr(w, e->u.slice.step);
        break;
    case EXPR_CALL:
        walk_expr(w, e->u.call.func);
        for (int i = 0; i < e->u.call.args.n; i++)
            walk_expr(w, e->u.call.args.at[i].value);
        break;
    case EXPR_UNARY:     walk_expr(w, e->u.unary.operand); break;
    case EXPR_BINARY:    walk_expr(w, e->u.binary.left); walk_expr(w, e->u.binary.right); break;
    case EXPR_COMPARE:   walk_expr(w, e->u.compare.first); walk_exprs(w, &e->u.compare.rest); break;
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
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: case EXPR_GENEXP: walk_comp(w, e); break;
    case EXPR_AWAIT: case EXPR_YIELD: case EXPR_YIELD_FROM: case EXPR_STARRED: walk_expr(w, e->u.operand); break;
    case EXPR_WALRUS:    walk_walrus(w, e); break;
    default: break;
    }
}

/* ---- functions and classes ---- */

static void find_globals(Walk *w, const StmtVec *body);

static void declare_global(Walk *w, const Stmt *s)
{
    Scope *module = w->scope;
    while (module->parent)
        module = module->parent;
    for (int i = 0; i < s->u.names.names.n; i++) {
        const char *name = s->u.names.names.at[i];
        Symbol *symbol = symbol_in(w->r, module, name, s->span);
        if (w->scope->kind == SCOPE_MODULE)
            continue;
        if (scope_lookup(w->scope, name) && scope_lookup(w->scope, name)->is_param)
            diag_error(w->r->diag, s->span, "name '%s' is parameter and global", name);
        symbol->global_written = true;
        map_put(&w->scope->by_name, name, symbol);
    }
}

static void declare_nonlocal(Walk *w, const Stmt *s)
{
    for (int i = 0; i < s->u.names.names.n; i++) {
        const char *name = s->u.names.names.at[i];
        Symbol *found = NULL;
        for (Scope *p = w->scope->parent; p && !found; p = p->parent)
            if (p->kind == SCOPE_FUNC)
                found = scope_lookup(p, name);
        if (!found) {
            diag_error(w->r->diag, s->span, "no binding for nonlocal '%s' found", name);
            continue;
        }
        found->captured = true;
        map_put(&w->scope->by_name, name, found);
    }
}

/* global and nonlocal hold for the whole function, so they are found before anything is bound. */
static void find_globals(Walk *w, const StmtVec *body)
{
    for (int i = 0; i < body->n; i++) {
        const Stmt *s = body->at[i];
        switch (s->kind) {
        case STMT_GLOBAL:   declare_global(w, s); break;
        case STMT_NONLOCAL: declare_nonlocal(w, s); break;
        case STMT_IF:    find_globals(w, &s->u.branch.then); find_globals(w, &s->u.branch.els); break;
        case STMT_WHILE: find_globals(w, &s->u.loop.body); find_globals(w, &s->u.loop.els); break;
        case STMT_FOR:   find_globals(w, &s->u.each.body); find_globals(w, &s->u.each.els); break;
        case STMT_WITH:  find_globals(w, &s->u.with.body); break;
        case STMT_TRY:
            find_globals(w, &s->u.try.body);
            for (int k = 0; k < s->u.try.handlers.n; k++)
                find_globals(w, &s->u.try.handlers.at[k].body);
            find_globals(w, &s->u.try.els);
            find_globals(w, &s->u.try.final);
            break;
        default: break;
        }
    }
}

static void walk_func(Walk *w, const Func *f)
{
    Walk inner = *w;

    walk_exprs(w, &f->decorators);
    for (int i = 0; i < f->params.n; i++)
        walk_expr(w, f->params.at[i].fallback);
    inner.scope = scope_new(w->r, SCOPE_FUNC, w->scope, w->scope->module, f);
    inner.scope->func = f;
    inner.straight = true;
    inner.import_try = NULL;
    for (int i = 0; i < f->params.n; i++) {
        Symbol *s = symbol_in(w->r, inner.scope, f->params.at[i].name, f->params.at[i].span);
        s->is_param = true;
        s->bindings = 1;
        map_put(&w->r->names->symbol_of, &f->params.at[i], s);
    }
    find_globals(&inner, &f->body);
    walk_body(&inner, &f->body);
}

static void walk_class(Walk *w, const ClassDef *c)
{
    Walk inner = *w;

    walk_exprs(w, &c->decorators);
    for (int i = 0; i < c->bases.n; i++)
        walk_expr(w, c->bases.at[i].value);
    inner.scope = scope_new(w->r, SCOPE_CLASS, w->scope, w->scope->module, c);
    inner.scope->class = c;
    walk_body(&inner, &c->body);
}

static void walk_definition(Walk *w, const Stmt *s)
{
    const char *name = s->kind == STMT_FUNC ? s->u.func->name : s->u.class->name;
    Span at = s->kind == STMT_FUNC ? s->u.func->name_span : s->u.class->name_span;

    if (s->kind == STMT_FUNC)
        walk_func(w, s->u.func);
    else
        walk_class(w, s->u.class);
    Symbol *symbol = bind(w, name, at);
    bind_constant(w, symbol, s, NULL);
    map_put(&w->r->names->symbol_of, s, symbol);
}

/* ---- imports ---- */

static ModuleInfo *module_named(Resolver *r, const char *name, Span at);

static const char *canonical(Resolver *r, const char *name)
{
    const char *to = map_get(&r->alias, name);
    return to ? to : name;
}

static Source *open_module(Resolver *r, const char *name, bool *library)
{
    static const char *const forms[] = { "%s/%s.async", "%s/%s/__init__.async", "%s/%s.py" };
    char *path = arena_printf(r->arena, "%s", name);

    for (char *c = path; *c; c++)
        if (*c == '.')
            *c = '/';
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < (k ? 1 : 3); i++) {
            const char *dir = k ? r->config->library : r->directory;
            Source *s = source_read(r->config->sources, arena_printf(r->arena, forms[i], dir, path));
            if (s) {
                *library = k == 1;
                s->library = k == 1;
                return s;
            }
        }
    return NULL;
}

static void resolve_module(Resolver *r, ModuleInfo *m);

static ModuleInfo *add_module(Resolver *r, const char *name, Module *ast, bool library)
{
    ModuleInfo *m = arena_new(r->arena, ModuleInfo);

    m->name = name;
    m->ast = ast;
    m->library = library;
    m->scope = scope_new(r, SCOPE_MODULE, NULL, m, ast ? (const void *)ast->top : NULL);
    m->scope->func = ast ? ast->top : NULL;
    map_put(&r->by_name, name, m);
    return m;
}

static void report_cycle(Resolver *r, const char *name, Span at)
{
    const char *chain = name;
    for (int i = r->loading.n - 1; i >= 0; i--) {
        chain = arena_printf(r->arena, "%s -> %s", r->loading.at[i], chain);
        if (r->loading.at[i] == name)
            break;
    }
    diag_error(r->diag, at, "import cycle: %s", chain);
}

/* NULL: there is no such module. */
static ModuleInfo *module_named(Resolver *r, const char *asked, Span at)
{
    const char *name = canonical(r, asked);
    ModuleInfo *m = map_get(&r->by_name, name);
    bool library = false;

    if (m) {
        for (int i = 0; i < r->loading.n; i++)
            if (r->loading.at[i] == name)
                report_cycle(r, name, at);
        return m;
    }
    Source *s = open_module(r, name, &library);
    if (!s)
        return NULL;
    m = add_module(r, name, parse(r->arena, r->diag, s, r->config->next_id), library);
    vec_push(r->arena, &r->loading, name);
    resolve_module(r, m);
    r->loading.n--;
    return m;
}

static bool is_package(Resolver *r, const char *prefix)
{
    size_t n = strlen(prefix);
    for (int i = 0; i < r->alias.n; i++) {
        const char *name = r->alias.entry[i].key;
        if (strncmp(name, prefix, n) == 0 && name[n] == '.')
            return true;
    }
    return false;
}

/* The package `usr` of `import usr.uasyncio`: a module without text whose names are modules. */
static ModuleInfo *package_named(Resolver *r, const char *name)
{
    ModuleInfo *m = map_get(&r->by_name, name);
    return m ? m : is_package(r, name) ? add_module(r, name, NULL, true) : NULL;
}

static void import_failed(Walk *w, const char *name, Span at)
{
    if (w->import_try) {
        map_put(&w->r->names->dead, w->import_try, (void *)w->import_try);
        return;
    }
    diag_error(w->r->diag, at, "no module named '%s'", name);
}

static const char *first_part(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot ? intern_n(name, (size_t)(dot - name)) : name;
}

/* import a.b.c binds `a`; each part becomes a name of the one before. */
static ModuleInfo *link_parts(Resolver *r, const char *name, ModuleInfo *leaf)
{
    const char *dot = strchr(name, '.');
    if (!dot)
        return leaf;
    ModuleInfo *top = package_named(r, first_part(name)), *parent = top;
    if (!top)
        top = parent = module_named(r, first_part(name), (Span){ 0, 0 });
    while (parent && dot) {
        const char *next = strchr(dot + 1, '.');
        const char *part = intern_n(dot + 1, next ? (size_t)(next - dot - 1) : strlen(dot + 1));
        Symbol *s = symbol_in(r, parent->scope, part, (Span){ 0, 0 });
        s->constant = true;
        s->module = next ? package_named(r, intern_n(name, (size_t)(next - name))) : leaf;
        parent = s->module;
        dot = next;
    }
    return top ? top : leaf;
}

static void walk_import(Walk *w, const Stmt *s)
{
    for (int i = 0; i < s->u.import.names.n; i++) {
        const Alias *a = &s->u.import.names.at[i];
        ModuleInfo *m = module_named(w->r, a->name, a->span);
        if (!m) {
            import_failed(w, a->name, a->span);
            if (w->import_try)
                return;
        }
        ModuleInfo *bound = m && !a->as ? link_parts(w->r, a->name, m) : m;
        Symbol *symbol = bind(w, a->as ? a->as : first_part(a->name), a->span);
        if (bound)
            bind_constant(w, symbol, NULL, bound);
        map_put(&w->r->names->symbol_of, a, symbol);
        map_put(&w->r->names->module_of, a, bound);
    }
}

static void unknown_member(Resolver *r, const ModuleInfo *m, const Alias *a)
{
    const char *names[256];
    int n = 0;

    for (int i = 0; i < m->scope->symbols.n && n < 256; i++)
        names[n++] = m->scope->symbols.at[i]->name;
    diag_error(r->diag, a->span, "cannot import name '%s' from '%s'", a->name, m->name);
    const char *near = near_name(a->name, names, n);
    if (near)
        diag_help(r->diag, "did you mean '%s'?", near);
}

static void from_name(Walk *w, const char *module, ModuleInfo *m, const Alias *a)
{
    Resolver *r = w->r;
    const char *full = intern(arena_printf(r->arena, "%s.%s", module, a->name));
    Symbol *source = m && m->scope ? scope_lookup(m->scope, a->name) : NULL;
    ModuleInfo *sub = source && !source->module ? NULL : source ? source->module : module_named(r, full, a->span);

    if (!source && !sub) {
        if (w->import_try)
            import_failed(w, a->name, a->span);
        else if (m)
            unknown_member(r, m, a);
    }
    Symbol *symbol = bind(w, a->as ? a->as : a->name, a->span);
    map_put(&r->names->symbol_of, a, symbol);
    if (sub) {
        bind_constant(w, symbol, NULL, sub);
        map_put(&r->names->module_of, a, sub);
    } else if (source) {
        map_put(&r->names->symbol_of, symbol, source);
    }
}

static void from_star(Walk *w, ModuleInfo *m)
{
    for (int i = 0; m && m->scope && i < m->scope->symbols.n; i++)
        if (m->scope->symbols.at[i]->name[0] != '_')
            bind(w, m->scope->symbols.at[i]->name, m->scope->symbols.at[i]->span);
}

static void walk_from(Walk *w, const Stmt *s)
{
    const char *name = s->u.from.module;
    ModuleInfo *m = NULL;

    if (s->u.from.level > 0 && !name)
        name = intern("__init__");
    if (name)
        m = module_named(w->r, name, s->u.from.module_span);
    if (!m)
        m = package_named(w->r, name);
    if (!m) {
        import_failed(w, name, s->u.from.module_span);
        if (w->import_try)
            return;
    }
    map_put(&w->r->names->module_of, s, m);
    if (s->u.from.star)
        from_star(w, m);
    for (int i = 0; i < s->u.from.names.n; i++)
        from_name(w, name, m, &s->u.from.names.at[i]);
}

/* ---- statements ---- */

static void walk_nested(Walk *w, const StmtVec *body)
{
    Walk inner = *w;
    inner.straight = false;
    walk_body(&inner, body);
}

static bool catches_import_error(const Stmt *s)
{
    for (int i = 0; i < s->u.try.handlers.n; i++) {
        const Expr *t = s->u.try.handlers.at[i].type;
        if (!t)
            return true;
        int n = t->kind == EXPR_TUPLE ? t->u.list.n : 1;
        for (int k = 0; k < n; k++) {
            const Expr *e = t->kind == EXPR_TUPLE ? t->u.list.at[k] : t;
            if (e->kind == EXPR_NAME && (strcmp(e->u.name, "ImportError") == 0 || strcmp(e->u.name, "ModuleNotFoundError") == 0 ||
                                         strcmp(e->u.name, "Exception") == 0 || strcmp(e->u.name, "BaseException") == 0))
                return true;
        }
    }
    return false;
}

static bool has_import(const StmtVec *body)
{
    for (int i = 0; i < body->n; i++)
        if (body->at[i]->kind == STMT_IMPORT || body->at[i]->kind == STMT_FROM)
            return true;
    return false;
}

static void walk_try(Walk *w, const Stmt *s)
{
    Walk inner = *w;
    bool decides = catches_import_error(s) && has_import(&s->u.try.body);

    inner.straight = decides && w->straight;
    inner.import_try = decides ? s : NULL;
    for (int i = 0; i < s->u.try.body.n; i++) {
        StmtVec one = { &s->u.try.body.at[i], 1, 1 };
        walk_body(&inner, &one);
        if (map_get(&w->r->names->dead, s))
            break;
    }
    bool failed = map_get(&w->r->names->dead, s) != NULL;
    Walk handler = *w;
    handler.straight = decides && failed && w->straight;
    for (int i = 0; i < s->u.try.handlers.n; i++) {
        const Handler *h = &s->u.try.handlers.at[i];
        if (decides && !failed)
            continue;                           /* the import is there: no handler runs */
        walk_expr(&handler, h->type);
        if (h->name)
            map_put(&w->r->names->symbol_of, h, bind(&handler, h->name, h->name_span));
        walk_body(&handler, &h->body);
    }
    walk_nested(w, &s->u.try.els);
    walk_nested(w, &s->u.try.final);
}

static void walk_pattern(Walk *w, const Pattern *p)
{
    if (p->value)
        walk_expr(w, p->value);
    walk_exprs(w, &p->keys);
    for (int i = 0; i < p->parts.n; i++)
        walk_pattern(w, p->parts.at[i]);
    if (p->name && (p->kind == PAT_CAPTURE || p->kind == PAT_AS || p->kind == PAT_STAR || p->kind == PAT_MAPPING))
        map_put(&w->r->names->symbol_of, p, bind(w, p->name, p->span));
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

static void walk_stmt(Walk *w, const Stmt *s)
{
    switch (s->kind) {
    case STMT_EXPR: case STMT_RETURN: walk_expr(w, s->u.expr); break;
    case STMT_DEL:     walk_target(w, s->u.expr); break;
    case STMT_ASSIGN:
        walk_expr(w, s->u.assign.value);
        for (int i = 0; i < s->u.assign.targets.n; i++)
            walk_target(w, s->u.assign.targets.at[i]);
        break;
    case STMT_AUGASSIGN:
        walk_expr(w, s->u.augment.value);
        walk_target(w, s->u.augment.target);
        break;
    case STMT_ANNASSIGN:
        walk_expr(w, s->u.annotate.value);
        walk_target(w, s->u.annotate.target);
        break;
    case STMT_RAISE:   walk_expr(w, s->u.raise.exc); walk_expr(w, s->u.raise.cause); break;
    case STMT_ASSERT:  walk_expr(w, s->u.assertion.test); walk_expr(w, s->u.assertion.message); break;
    case STMT_IMPORT:  walk_import(w, s); break;
    case STMT_FROM:    walk_from(w, s); break;
    case STMT_IF:
        walk_expr(w, s->u.branch.cond);
        walk_nested(w, &s->u.branch.then);
        walk_nested(w, &s->u.branch.els);
        break;
    case STMT_WHILE:
        walk_expr(w, s->u.loop.cond);
        walk_nested(w, &s->u.loop.body);
        walk_nested(w, &s->u.loop.els);
        break;
    case STMT_FOR:
        walk_expr(w, s->u.each.iter);
        walk_target(w, s->u.each.target);
        walk_nested(w, &s->u.each.body);
        walk_nested(w, &s->u.each.els);
        break;
    case STMT_TRY:     walk_try(w, s); break;
    case STMT_WITH:    walk_with(w, s); break;
    case STMT_FUNC: case STMT_CLASS: walk_definition(w, s); break;
    case STMT_MATCH:   walk_match(w, s); break;
    default: break;
    }
}

static void walk_body(Walk *w, const StmtVec *body)
{
    for (int i = 0; i < body->n; i++)
        walk_stmt(w, body->at[i]);
}

/* ---- looking names up ---- */

static Symbol *lookup(Scope *from, const char *name)
{
    for (Scope *s = from; s; s = s->parent) {
        if (s->kind == SCOPE_CLASS && s != from)
            continue;
        Symbol *symbol = scope_lookup(s, name);
        if (symbol)
            return symbol;
    }
    return NULL;
}

static void undefined(Resolver *r, const Expr *e, Scope *scope)
{
    const char *names[512];
    int n = 0;

    for (Scope *s = scope; s; s = s->parent)
        for (int i = 0; i < s->symbols.n && n < 512; i++)
            names[n++] = s->symbols.at[i]->name;
    diag_error(r->diag, e->span, "name '%s' is not defined", e->u.name);
    const char *near = near_name(e->u.name, names, n);
    if (near)
        diag_help(r->diag, "did you mean '%s'?", near);
    else if (strcmp(e->u.name, "asyncio") == 0)
        diag_help(r->diag, "write: import asyncio");
}

static void look_up_names(Resolver *r, int from)
{
    for (int i = from; i < r->name_exprs.n; i++) {
        Expr *e = r->name_exprs.at[i];
        Scope *scope = r->name_scopes.at[i];
        Symbol *s = lookup(scope, e->u.name);
        r->names->of_expr[e->id] = s;
        if (!s && !r->config->builtin_known(e->u.name))
            undefined(r, e, scope);
        if (s && s->scope->kind == SCOPE_FUNC && s->scope != function_scope(scope) && !s->constant)
            s->captured = true;
    }
    r->name_exprs.n = r->name_scopes.n = from;
}

static void more_ids(Resolver *r)
{
    int n = *r->config->next_id;
    if (n <= r->names->exprs)
        return;
    r->names->of_expr = arena_grow(r->arena, r->names->of_expr, sizeof(Symbol *) * (size_t)r->names->exprs, sizeof(Symbol *) * (size_t)n);
    r->names->exprs = n;
}

static void resolve_module(Resolver *r, ModuleInfo *m)
{
    Walk w = { r, m->scope, true, NULL, NULL };
    int from = r->name_exprs.n;

    more_ids(r);
    find_globals(&w, &m->ast->top->body);
    walk_body(&w, &m->ast->top->body);
    look_up_names(r, from);
    m->order = r->names->modules.n;
    vec_push(r->arena, &r->names->modules, m);
}

/* ---- the alias table: lines "uasyncio = asyncio" ---- */

static void read_alias(Resolver *r, const char *line)
{
    char from[64], to[64];
    if (line[0] != '#' && sscanf(line, " %63[^ =] = %63[^ \r\n]", from, to) == 2)
        map_put(&r->alias, intern(from), (void *)intern(to));
}

static void read_aliases(Resolver *r)
{
    char line[200];
    FILE *f = fopen(arena_printf(r->arena, "%s/modules.txt", r->config->library), "r");

    if (!f)
        fatal("cannot read the library's %s/modules.txt: %s", r->config->library, strerror(errno));
    while (fgets(line, sizeof line, f))
        read_alias(r, line);
    fclose(f);
}

static const char *directory_of(Arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? arena_printf(a, "%.*s", (int)(slash - path), path) : ".";
}

Names *resolve(Arena *a, Diag *d, Module *program, const ResolveConfig *config)
{
    Resolver r = { .arena = a, .diag = d, .config = config, .names = arena_new(a, Names) };

    map_init(&r.by_name, a);
    map_init(&r.alias, a);
    map_init(&r.names->scope_of, a);
    map_init(&r.names->symbol_of, a);
    map_init(&r.names->module_of, a);
    map_init(&r.names->dead, a);
    r.directory = directory_of(a, program->source->path);
    read_aliases(&r);
    ModuleInfo *m = add_module(&r, intern("__main__"), program, false);
    vec_push(a, &r.loading, m->name);
    resolve_module(&r, m);
    return r.names;
}

Symbol *names_of(const Names *n, const Expr *name)
{
    return n->of_expr[name->id];
}

Scope *names_scope(const Names *n, const void *owner)
{
    return map_get(&n->scope_of, owner);
}
