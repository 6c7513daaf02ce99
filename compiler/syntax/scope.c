/* scope.c: scopes and their symbols.
 * SPDX-License-Identifier: MIT */
#include "syntax/resolve_impl.h"

#include <string.h>

Symbol *names_of(const Names *n, const Expr *name)
{
    return n->of_expr[name->id];
}

Scope *names_scope(const Names *n, const void *owner)
{
    return map_get(&n->scope_of, owner);
}

Symbol *scope_lookup(const Scope *s, const char *name)
{
    return map_get(&s->by_name, name);
}

Symbol *names_library(const Names *n, const char *module, const char *name)
{
    for (int i = 0; i < n->modules.n; i++)
        if (n->modules.at[i]->library && strcmp(n->modules.at[i]->name, module) == 0)
            return scope_lookup(n->modules.at[i]->scope, name);
    return NULL;
}

bool names_from_asyncc(const Names *n, const ModuleInfo *m, const Expr *decorator, const char *name)
{
    const Expr *callee = decorator->kind == EXPR_CALL ? decorator->u.call.func : decorator;
    const Symbol *s = callee->kind == EXPR_NAME ? scope_lookup(m->scope, callee->u.name) : NULL, *from;

    while (s && (from = map_get(&n->symbol_of, s)) != NULL)
        s = from;
    return s && strcmp(s->name, name) == 0 && s->scope->module->library && strcmp(s->scope->module->name, "asyncc") == 0;
}

const Expr *names_decorator(const Names *n, const ModuleInfo *m, const ExprVec *decorators, const char *name)
{
    for (int i = 0; i < decorators->n; i++)
        if (names_from_asyncc(n, m, decorators->at[i], name))
            return decorators->at[i];
    return NULL;
}

bool names_only_tell(const Names *n, const ModuleInfo *m, const ExprVec *decorators)
{
    return names_decorator(n, m, decorators, "extern") || names_decorator(n, m, decorators, "export") ||
           names_decorator(n, m, decorators, "interrupt") || names_decorator(n, m, decorators, "callback") ||
           names_decorator(n, m, decorators, "pool") || names_decorator(n, m, decorators, "_within");
}

Scope *scope_new(Resolver *r, ScopeKind kind, Scope *parent, ModuleInfo *module, const void *owner)
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

Symbol *scope_symbol(Resolver *r, Scope *s, const char *name, Span at)
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

/* A name that only a `global` mentions is bound nowhere. */
static bool is_bound(const Symbol *s)
{
    return s->bindings > 0 || s->module;
}

Symbol *scope_visible(Scope *from, const char *name)
{
    for (Scope *s = from; s; s = s->parent) {
        Symbol *symbol = s->kind == SCOPE_CLASS && s != from ? NULL : scope_lookup(s, name);
        if (symbol && is_bound(symbol))
            return symbol;
    }
    return NULL;
}

Scope *scope_function(Scope *s)
{
    while (s->kind == SCOPE_COMP)
        s = s->parent;
    return s;
}

Scope *scope_runs_in(Scope *s)
{
    while (s->kind == SCOPE_COMP || s->kind == SCOPE_CLASS)
        s = s->parent;
    return s;
}

/* ---- binding ---- */

void name_touch(Walk *w, const char *name)
{
    if (w->touched)
        map_put(w->touched, name, (void *)name);
}

/* In the scope, or in the outer one that `global` or `nonlocal` put under the name. */
Symbol *bind_name(Walk *w, const char *name, Span at)
{
    Symbol *symbol = scope_symbol(w->r, w->scope, name, at);

    if (symbol->bindings == 0)
        symbol->span = at;
    if (symbol->scope != w->scope && symbol->scope->kind == SCOPE_MODULE)
        symbol->global_written = true;
    else if (symbol->scope != w->scope) {
        symbol->nonlocal_written = true;
        scope_capture(w->r, w->scope, symbol);
    }
    symbol->bindings++;
    symbol->constant = false;
    name_touch(w, name);
    return symbol;
}

void bind_constant(Walk *w, Symbol *s, const Stmt *def, ModuleInfo *module)
{
    if (def)
        s->def_stmt = def;
    if (module)
        s->module = module;
    s->constant = s->bindings == 1 && w->straight && s->scope == w->scope;
}
