/* declare.c: global and nonlocal. A scope that declares a name so finds the outer scope's symbol under it.
 * SPDX-License-Identifier: MIT */
#include "syntax/resolve_impl.h"

static int declare_body(Walk *w, const StmtVec *body);

/* ---- does a function bind a name, later than where a nested one declares it nonlocal? ---- */

static bool target_binds(const Expr *e, const char *name)
{
    if (!e)
        return false;
    switch (e->kind) {
    case EXPR_NAME:    return e->u.name == name;
    case EXPR_STARRED: return target_binds(e->u.operand, name);
    case EXPR_TUPLE: case EXPR_LIST:
        for (int i = 0; i < e->u.list.n; i++)
            if (target_binds(e->u.list.at[i], name))
                return true;
        return false;
    default: return false;
    }
}

static bool aliases_bind(const AliasVec *v, const char *name)
{
    for (int i = 0; i < v->n; i++)
        if ((v->at[i].as ? v->at[i].as : v->at[i].name) == name)
            return true;
    return false;
}

static bool handlers_bind(const Stmt *s, const char *name)
{
    for (int i = 0; i < s->u.try.handlers.n; i++)
        if (s->u.try.handlers.at[i].name == name || body_binds(&s->u.try.handlers.at[i].body, name))
            return true;
    return false;
}

static bool with_binds(const Stmt *s, const char *name)
{
    for (int i = 0; i < s->u.with.items.n; i++)
        if (target_binds(s->u.with.items.at[i].target, name))
            return true;
    return body_binds(&s->u.with.body, name);
}

static bool assign_binds(const Stmt *s, const char *name)
{
    for (int i = 0; i < s->u.assign.targets.n; i++)
        if (target_binds(s->u.assign.targets.at[i], name))
            return true;
    return false;
}

static bool stmt_binds(const Stmt *s, const char *name)
{
    switch (s->kind) {
    case STMT_ASSIGN:    return assign_binds(s, name);
    case STMT_AUGASSIGN: return target_binds(s->u.augment.target, name);
    case STMT_ANNASSIGN: return target_binds(s->u.annotate.target, name);
    case STMT_FUNC:      return s->u.func->name == name;
    case STMT_CLASS:     return s->u.class->name == name;
    case STMT_IMPORT:    return aliases_bind(&s->u.import.names, name);
    case STMT_FROM:      return aliases_bind(&s->u.from.names, name);
    case STMT_IF:        return body_binds(&s->u.branch.then, name) || body_binds(&s->u.branch.els, name);
    case STMT_WHILE:     return body_binds(&s->u.loop.body, name) || body_binds(&s->u.loop.els, name);
    case STMT_FOR:
        return target_binds(s->u.each.target, name) || body_binds(&s->u.each.body, name) || body_binds(&s->u.each.els, name);
    case STMT_TRY:
        return body_binds(&s->u.try.body, name) || handlers_bind(s, name) || body_binds(&s->u.try.els, name) ||
               body_binds(&s->u.try.final, name);
    case STMT_WITH:      return with_binds(s, name);
    default:             return false;
    }
}

bool body_binds(const StmtVec *body, const char *name)
{
    for (int i = 0; i < body->n; i++)
        if (stmt_binds(body->at[i], name))
            return true;
    return false;
}

/* ---- the declarations ---- */

static bool is_parameter(const Walk *w, const Stmt *s, const char *name, const char *what)
{
    const Symbol *own = scope_lookup(w->scope, name);

    if (!own || own->scope != w->scope || !own->is_param)
        return false;
    diag_error(w->r->diag, s->span, "name '%s' is parameter and %s", name, what);
    return true;
}

static void declare_global(Walk *w, const Stmt *s, const char *name)
{
    Scope *module = w->scope;

    while (module->parent)
        module = module->parent;
    Symbol *symbol = scope_symbol(w->r, module, name, s->span);
    if (w->scope == module || is_parameter(w, s, name, "global"))
        return;
    symbol->global_written = true;
    map_put(&w->scope->by_name, name, symbol);
}

static Symbol *enclosing_variable(Walk *w, const Stmt *s, const char *name)
{
    for (Scope *p = w->scope->parent; p; p = p->parent) {
        if (p->kind != SCOPE_FUNC)
            continue;
        Symbol *found = scope_lookup(p, name);
        if (found && found->scope->kind == SCOPE_MODULE)
            return NULL;                        /* declared global there */
        if (found || (p->func && body_binds(&p->func->body, name)))
            return found ? found : scope_symbol(w->r, p, name, s->span);
    }
    return NULL;
}

static void declare_nonlocal(Walk *w, const Stmt *s, const char *name)
{
    const Symbol *own = scope_lookup(w->scope, name);

    if (w->scope->kind == SCOPE_MODULE || is_parameter(w, s, name, "nonlocal"))
        return;
    if (own && own->scope->kind == SCOPE_MODULE) {
        diag_error(w->r->diag, s->span, "name '%s' is nonlocal and global", name);
        return;
    }
    Symbol *found = enclosing_variable(w, s, name);
    if (!found) {
        diag_error(w->r->diag, s->span, "no binding for nonlocal '%s' found", name);
        return;
    }
    map_put(&w->scope->by_name, name, found);
}

static int declare_names(Walk *w, const Stmt *s)
{
    for (int i = 0; i < s->u.names.names.n; i++)
        if (s->kind == STMT_GLOBAL)
            declare_global(w, s, s->u.names.names.at[i]);
        else
            declare_nonlocal(w, s, s->u.names.names.at[i]);
    return s->u.names.names.n;
}

static int declare_try(Walk *w, const Stmt *s)
{
    int n = declare_body(w, &s->u.try.body) + declare_body(w, &s->u.try.els) + declare_body(w, &s->u.try.final);

    for (int i = 0; i < s->u.try.handlers.n; i++)
        n += declare_body(w, &s->u.try.handlers.at[i].body);
    return n;
}

static int declare_match(Walk *w, const Stmt *s)
{
    int n = 0;

    for (int i = 0; i < s->u.match.cases.n; i++)
        n += declare_body(w, &s->u.match.cases.at[i].body);
    return n;
}

static int declare_stmt(Walk *w, const Stmt *s)
{
    switch (s->kind) {
    case STMT_GLOBAL: case STMT_NONLOCAL: return declare_names(w, s);
    case STMT_IF:    return declare_body(w, &s->u.branch.then) + declare_body(w, &s->u.branch.els);
    case STMT_WHILE: return declare_body(w, &s->u.loop.body) + declare_body(w, &s->u.loop.els);
    case STMT_FOR:   return declare_body(w, &s->u.each.body) + declare_body(w, &s->u.each.els);
    case STMT_WITH:  return declare_body(w, &s->u.with.body);
    case STMT_TRY:   return declare_try(w, s);
    case STMT_MATCH: return declare_match(w, s);
    default:         return 0;
    }
}

static int declare_body(Walk *w, const StmtVec *body)
{
    int n = 0;

    for (int i = 0; i < body->n; i++)
        n += declare_stmt(w, body->at[i]);
    return n;
}

bool declare_outer(Walk *w, const StmtVec *body)
{
    return declare_body(w, body) > 0;
}

void check_declared_first(const Walk *w, const Stmt *s)
{
    for (int i = 0; w->touched && i < s->u.names.names.n; i++)
        if (map_get(w->touched, s->u.names.names.at[i]))
            diag_error(w->r->diag, s->span, "name '%s' is used prior to %s declaration", s->u.names.names.at[i],
                       s->kind == STMT_GLOBAL ? "global" : "nonlocal");
}
