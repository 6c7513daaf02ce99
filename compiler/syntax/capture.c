/* capture.c: which functions use variables of the functions around them.
 *
 * A function that does is made anew each time its def runs, with these variables: a closure. One that only
 * calls functions defined before it which are none themselves is not. A class is one when a method of it, or of a
 * base, is. A default that is no literal is computed when
 * the def runs and belongs to what it makes; only a def that runs once, at module level or in a class, needs no
 * closure for that.
 * SPDX-License-Identifier: MIT */
#include "syntax/resolve_impl.h"

/* The nested function and those between it and the owner carry the variable. */
void scope_capture(Resolver *r, Scope *from, Symbol *s)
{
    Scope *owner = scope_function(s->scope);

    for (Scope *f = scope_function(from); f && f != owner; f = f->parent ? scope_function(f->parent) : NULL) {
        bool known = false;
        for (int i = 0; i < f->captures.n; i++)
            known |= f->captures.at[i] == s;
        if (!known)
            vec_push(r->arena, &f->captures, s);
    }
    s->captured = true;
}

bool literal_default(const Expr *e)
{
    if (e->kind == EXPR_UNARY)
        return e->u.unary.op == UN_NEG && (e->u.unary.operand->kind == EXPR_INT || e->u.unary.operand->kind == EXPR_FLOAT);
    return e->kind == EXPR_NONE || e->kind == EXPR_BOOL || e->kind == EXPR_INT || e->kind == EXPR_FLOAT || e->kind == EXPR_STR;
}

static bool computes_defaults(const Func *f)
{
    for (int i = 0; i < f->params.n; i++)
        if (f->params.at[i].fallback && !literal_default(f->params.at[i].fallback))
            return true;
    return false;
}

static bool is_closure_class(const Resolver *r, const Symbol *s)
{
    return s && s->constant && s->def_stmt && s->def_stmt->kind == STMT_CLASS && names_scope(r->names, s->def_stmt->u.class)->closure;
}

static bool captures_value(const Resolver *r, const Scope *f)
{
    for (int i = 0; i < f->captures.n; i++) {
        const Symbol *s = f->captures.at[i];
        if (!s->constant)
            return true;
        if (is_closure_class(r, s))
            return true;
        const Scope *g = s->def_stmt && s->def_stmt->kind == STMT_FUNC ? names_scope(r->names, s->def_stmt->u.func) : NULL;
        if (g && (g->closure || g->func->span.start > f->func->span.start))
            return true;
    }
    return false;
}

static bool derives_from_closure(const Resolver *r, const ClassDef *c)
{
    for (int i = 0; i < c->bases.n; i++)
        if (c->bases.at[i].value->kind == EXPR_NAME && is_closure_class(r, names_of(r->names, c->bases.at[i].value)))
            return true;
    return false;
}

/* The classes of methods that are closures, and those that derive from them or hold them. */
static bool find_closure_classes(Resolver *r, int functions, int classes)
{
    bool grew = false;

    for (int i = functions; i < r->functions.n; i++) {
        Scope *f = r->functions.at[i], *around = f->parent;
        if (f->closure && f->symbol && around->kind == SCOPE_CLASS && !around->closure)
            grew = around->closure = true;
    }
    for (int i = classes; i < r->classes.n; i++) {
        Scope *c = r->classes.at[i];
        if (!c->closure && derives_from_closure(r, c->class))
            grew = c->closure = true;
        if (c->closure && c->parent->kind == SCOPE_CLASS && !c->parent->closure)
            grew = c->parent->closure = true;
    }
    return grew;
}

void find_closures(Resolver *r, int functions, int classes)
{
    for (int i = functions; i < r->functions.n; i++) {
        Scope *f = r->functions.at[i];
        if (!computes_defaults(f->func) || (f->symbol && f->parent->kind == SCOPE_CLASS))
            continue;
        f->keeps_defaults = !f->symbol || !f->symbol->constant;
        f->closure = f->keeps_defaults || f->parent->kind != SCOPE_MODULE;
    }
    for (bool grew = true; grew;) {
        grew = false;
        for (int i = functions; i < r->functions.n; i++) {
            Scope *f = r->functions.at[i];
            if (!f->closure && captures_value(r, f))
                grew = f->closure = true;
        }
        grew |= find_closure_classes(r, functions, classes);
    }
    r->functions.n = functions;
    r->classes.n = classes;
}
