/* resolve_import.c: import statements, and the try around them that decides what to do without a module.
 * SPDX-License-Identifier: MIT */
#include "syntax/resolve_impl.h"

#include <string.h>
#include "base/intern.h"
#include "base/near.h"

/* ---- imports ---- */

static void import_failed(Walk *w, const char *name, Span at)
{
    if (w->import_try)
        map_put(&w->r->names->dead, w->import_try, (void *)w->import_try);
    else
        diag_error(w->r->diag, at, "no module named '%s'", name);
}

static bool gave_up(const Walk *w)
{
    return w->import_try && map_get(&w->r->names->dead, w->import_try);
}

/* import a.b binds a; import a.b as c binds the module a.b. */
static void import_one(Walk *w, const Alias *a)
{
    ModuleInfo *top = NULL, *m = module_import(w->r, w->scope->module, a->name, a->span, &top);
    const char *dot = strchr(a->name, '.');
    const char *first = dot ? intern_n(a->name, (size_t)(dot - a->name)) : a->name;

    if (!m) {
        import_failed(w, a->name, a->span);
        if (gave_up(w))
            return;
    } else {
        report_cycle(w->r, m, a->span);
    }
    ModuleInfo *bound = !m ? NULL : a->as ? m : top;
    Symbol *symbol = bind_name(w, a->as ? a->as : first, a->span);
    if (bound)
        bind_constant(w, symbol, NULL, bound);
    map_put(&w->r->names->symbol_of, a, symbol);
    map_put(&w->r->names->module_of, a, bound);
}

static void begin_import(const Walk *w, const Stmt *s)
{
    w->r->importing = s;
    w->r->imports_surely = w->straight && !w->import_try && w->scope->kind == SCOPE_MODULE && w->scope->module->surely;
}

void walk_import(Walk *w, const Stmt *s)
{
    begin_import(w, s);
    for (int i = 0; i < s->u.import.names.n && !gave_up(w); i++)
        import_one(w, &s->u.import.names.at[i]);
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

/* What the module's text binds; its submodules are not asked. */
static Symbol *own_member(const ModuleInfo *m, const char *name)
{
    Symbol *s = m ? scope_lookup(m->scope, name) : NULL;
    return s && s->bindings ? s : NULL;
}

static void from_name(Walk *w, const char *module, ModuleInfo *m, const Alias *a)
{
    Resolver *r = w->r;
    Symbol *source = own_member(m, a->name);
    ModuleInfo *sub = source ? source->module
                             : m ? module_import(r, w->scope->module, intern(arena_printf(r->arena, "%s.%s", module, a->name)), a->span, NULL)
                                 : NULL;

    if (m && !source && !sub) {
        if (w->import_try) {
            import_failed(w, a->name, a->span);
            return;
        }
        report_cycle(r, m, a->span);
        if (!m->ast || !m->ast->broken)
            unknown_member(r, m, a);
    }
    if (sub && !source)
        report_cycle(r, sub, a->span);
    Symbol *symbol = bind_name(w, a->as ? a->as : a->name, a->span);
    map_put(&r->names->symbol_of, a, symbol);
    if (sub) {
        bind_constant(w, symbol, NULL, sub);
        map_put(&r->names->module_of, a, sub);
    } else if (source) {
        map_put(&r->names->symbol_of, symbol, source);
    }
}

static void from_star(Walk *w, const Stmt *s, ModuleInfo *m)
{
    if (own_member(m, intern("__all__"))) {
        diag_error(w->r->diag, s->span, "'import *' from a module with __all__ is not compiled");
        diag_help(w->r->diag, "name what you import");
    }
    for (int i = 0; i < m->scope->symbols.n; i++) {
        const Symbol *source = m->scope->symbols.at[i];
        if (source->name[0] != '_' && source->bindings)
            bind_name(w, source->name, s->span);
    }
    report_cycle(w->r, m, s->span);
}

void walk_from(Walk *w, const Stmt *s)
{
    Resolver *r = w->r;
    const char *name = s->u.from.level ? module_relative(r, w->scope->module, s) : s->u.from.module;
    ModuleInfo *m = NULL;

    if (name == intern("__future__"))
        return;                                 /* what it offers is the language already */
    begin_import(w, s);
    if (name) {
        m = module_import(r, w->scope->module, name, s->u.from.module_span, NULL);
        if (!m)
            import_failed(w, name, s->u.from.module_span);
    }
    r->quiet |= !m && s->u.from.star;
    if (gave_up(w))
        return;
    map_put(&r->names->module_of, s, m);
    if (m && s->u.from.star)
        from_star(w, s, m);
    for (int i = 0; i < s->u.from.names.n && !gave_up(w); i++)
        from_name(w, name, m, &s->u.from.names.at[i]);
}

/* ---- try: import a / except ImportError: ... ---- */

static bool is_import_error(const Expr *e)
{
    return e->kind == EXPR_NAME && (strcmp(e->u.name, "ImportError") == 0 || strcmp(e->u.name, "ModuleNotFoundError") == 0);
}

static bool is_any_exception(const Expr *e)
{
    return e->kind == EXPR_NAME && (strcmp(e->u.name, "Exception") == 0 || strcmp(e->u.name, "BaseException") == 0);
}

/* `only`: nothing else but the errors of imports. */
static bool handler_catches(const Handler *h, bool only)
{
    const Expr *t = h->type;

    if (!t)
        return !only;
    if (t->kind != EXPR_TUPLE)
        return is_import_error(t) || (!only && is_any_exception(t));
    int n = 0;
    for (int i = 0; i < t->u.list.n; i++)
        n += is_import_error(t->u.list.at[i]) || (!only && is_any_exception(t->u.list.at[i]));
    return only ? n == t->u.list.n : n > 0;
}

static bool all_handlers(const Stmt *s, bool only)
{
    for (int i = 0; i < s->u.try.handlers.n; i++)
        if (handler_catches(&s->u.try.handlers.at[i], only) != only)
            return !only;
    return only;
}

static int count_imports(const StmtVec *body)
{
    int n = 0;
    for (int i = 0; i < body->n; i++)
        n += body->at[i]->kind == STMT_IMPORT || body->at[i]->kind == STMT_FROM || body->at[i]->kind == STMT_PASS;
    return n;
}

/* Up to the import that fails. */
static bool walk_import_body(Walk *w, const Stmt *s)
{
    Walk inner = *w;

    inner.import_try = s;
    for (int i = 0; i < s->u.try.body.n; i++) {
        walk_stmt(&inner, s->u.try.body.at[i]);
        if (map_get(&w->r->names->dead, s))
            return false;
    }
    return true;
}

static void walk_handlers(Walk *w, const Stmt *s, bool decided)
{
    for (int i = 0; i < s->u.try.handlers.n; i++) {
        const Handler *h = &s->u.try.handlers.at[i];
        Walk inner = *w;
        inner.straight = decided && w->straight && handler_catches(h, false);
        inner.import_try = NULL;
        decided &= !inner.straight;             /* the first that fits is the one that runs */
        walk_expr(&inner, h->type);
        if (h->name) {
            Symbol *name = bind_name(&inner, h->name, h->name_span);
            name->deleted = true;
            map_put(&w->r->names->symbol_of, h, name);
        }
        walk_body(&inner, &h->body);
    }
}

/* With its imports satisfied, this TRY can have nothing to catch. */
static bool cannot_fail(const Stmt *s)
{
    return all_handlers(s, true) || count_imports(&s->u.try.body) == s->u.try.body.n;
}

static bool names_name_error(const Expr *type)
{
    if (!type || type->kind != EXPR_TUPLE)
        return type && type->kind == EXPR_NAME && strcmp(type->u.name, "NameError") == 0;
    for (int i = 0; i < type->u.list.n; i++)
        if (names_name_error(type->u.list.at[i]))
            return true;
    return false;
}

/* A name that is not defined is no mistake where its NameError is expected. */
static void walk_try_body(Walk *w, const Stmt *s)
{
    Walk inner = *w;

    for (int i = 0; i < s->u.try.handlers.n; i++)
        inner.daring |= names_name_error(s->u.try.handlers.at[i].type);
    walk_nested(&inner, &s->u.try.body);
}

void walk_try(Walk *w, const Stmt *s)
{
    bool decides = all_handlers(s, false) && count_imports(&s->u.try.body) > 0;
    bool loaded = decides && walk_import_body(w, s);

    if (s->u.try.handlers.n && s->u.try.handlers.at[0].star)
        module_library(w->r, "exceptiongroup", s->span);
    if (!decides)
        walk_try_body(w, s);
    if (loaded && cannot_fail(s))
        map_put(&w->r->names->settled, s, (void *)s);
    else
        walk_handlers(w, s, decides && !loaded);
    if (!decides || loaded)
        walk_nested(w, &s->u.try.els);
    walk_nested(w, &s->u.try.final);
}
