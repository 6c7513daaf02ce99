/* ast_parts.c: the constructors of what is neither expression nor statement: lists, arguments, parameters, patterns.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

#include <string.h>
#include "base/intern.h"
#include "parser.h"

/* ---- lists ---- */

ExprVec *exprs_add(Parser *p, ExprVec *v, Expr *e)
{
    v = v ? v : arena_new(p->arena, ExprVec);
    vec_push(p->arena, v, e);
    return v;
}

StmtVec *stmts_add(Parser *p, StmtVec *v, Stmt *s)
{
    vec_push(p->arena, v, s);
    return v;
}

StmtVec *stmts_join(Parser *p, StmtVec *v, const StmtVec *more)
{
    for (int i = 0; i < more->n; i++)
        vec_push(p->arena, v, more->at[i]);
    return v;
}

StmtVec *one_stmt(Parser *p, Stmt *s)
{
    return stmts_add(p, arena_new(p->arena, StmtVec), s);
}

/* f(a=1, *b, c): c is refused, *b is not. */
static bool follows_keyword(const ArgVec *v)
{
    int i = v->n - 1;
    while (i >= 0 && v->at[i].star == 1)
        i--;
    return i >= 0 && (v->at[i].name || v->at[i].star == 2);
}

ArgVec *args_add(Parser *p, ArgVec *v, Arg a)
{
    v = v ? v : arena_new(p->arena, ArgVec);
    for (int i = 0; a.name && i < v->n; i++)
        if (v->at[i].name == a.name)
            diag_error(p->diag, a.span, "keyword argument repeated: %s", a.name);
    if (!a.name && !a.star && follows_keyword(v))
        diag_error(p->diag, a.span, "positional argument follows keyword argument%s", vec_last(v).star == 2 ? " unpacking" : "");
    if (a.star == 1 && v->n && vec_last(v).star == 2)
        diag_error(p->diag, a.span, "iterable argument unpacking follows keyword argument unpacking");
    vec_push(p->arena, v, a);
    return v;
}

/* ---- parameters ---- */

static void mark_positional(Parser *p, ParamVec *v, Span at)
{
    if (v->n == 0)
        diag_error(p->diag, at, "at least one argument must precede /");
    else if (v->at[0].positional_only)
        diag_error(p->diag, at, "/ may appear only once");
    for (int i = 0; i < v->n; i++) {
        if (v->at[i].kind != PARAM_PLAIN)
            diag_error(p->diag, at, "/ must be ahead of *");
        v->at[i].positional_only = true;
    }
}

static void check_param(Parser *p, const ParamVec *v, const Param *a)
{
    bool fallback = false;

    for (int i = 0; i < v->n; i++) {
        if (a->name && v->at[i].name == a->name)
            diag_error(p->diag, a->span, "duplicate argument '%s' in function definition", a->name);
        if (v->at[i].kind == PARAM_STARSTAR)
            diag_error(p->diag, a->span, "arguments cannot follow var-keyword argument");
        if (v->at[i].kind == PARAM_STAR && a->kind == PARAM_STAR)
            diag_error(p->diag, a->span, "* argument may appear only once");
        fallback |= v->at[i].fallback != NULL;
    }
    if (fallback && a->kind == PARAM_PLAIN && !a->fallback && !a->keyword_only)
        diag_error(p->diag, a->span, "non-default argument follows default argument");
}

/* "/" and a lone "*" are no parameters: they mark those before and after. */
ParamVec *params_add(Parser *p, ParamVec *v, Param a)
{
    v = v ? v : arena_new(p->arena, ParamVec);
    if (a.positional_only) {
        mark_positional(p, v, a.span);
        return v;
    }
    if (v->n && a.kind == PARAM_PLAIN)
        a.keyword_only = vec_last(v).keyword_only || vec_last(v).kind == PARAM_STAR;
    check_param(p, v, &a);
    vec_push(p->arena, v, a);
    return v;
}

/* Leaves out the lone "*", which has done its work. */
ParamVec named_params(Parser *p, const ParamVec *all)
{
    ParamVec v = {0};
    for (int i = 0; i < all->n; i++) {
        if (all->at[i].name)
            vec_push(p->arena, &v, all->at[i]);
        else if (i + 1 == all->n || all->at[i + 1].kind != PARAM_PLAIN)
            diag_error(p->diag, all->at[i].span, "named arguments must follow bare *");
    }
    return v;
}

Param param_new(ParamKind kind, Token t, Expr *annotation, Expr *fallback)
{
    return (Param){ .kind = kind, .name = t.name, .annotation = annotation, .fallback = fallback, .span = t.span };
}

/* The "/" itself, for params_add. */
Param param_slash(Token t)
{
    return (Param){ .positional_only = true, .span = t.span };
}

/* f(a for a in b): the call's parentheses are the generator's. */
Arg arg_generator(Parser *p, Expr *value, const CompForVec *fors)
{
    Expr *e = build_comp(p, EXPR_GENEXP, span_join(value->span, p->last.span), NULL, value, fors);
    return (Arg){ .value = e, .span = e->span };
}

CompFor comp_for(Parser *p, Expr *target, Expr *iter, const ExprVec *conds, bool is_async)
{
    return (CompFor){ check_target(p, target, "assign to"), iter, *conds, is_async };
}

HandlerVec *handlers_add(Parser *p, HandlerVec *v, const Handler *h)
{
    v = v ? v : arena_new(p->arena, HandlerVec);
    vec_push(p->arena, &v->handlers, *h);
    return v;
}

/* ---- patterns ---- */

Pattern *pattern_new(Parser *p, PatternKind kind, Span span)
{
    Pattern *pat = arena_new(p->arena, Pattern);
    pat->kind = kind;
    pat->span = span;
    return pat;
}

Pattern *pattern_add(Parser *p, Pattern *to, Pattern *part)
{
    vec_push(p->arena, &to->parts, part);
    to->span = span_join(to->span, part->span);
    return to;
}

Pattern *pattern_positional(Parser *p, Pattern *class_pattern, Pattern *part)
{
    if (class_pattern->attrs.n)
        diag_error(p->diag, part->span, "positional patterns follow keyword patterns");
    return pattern_add(p, class_pattern, part);
}

Pattern *pattern_attr(Parser *p, Pattern *class_pattern, Token name, Pattern *part)
{
    for (int i = 0; i < class_pattern->attrs.n; i++)
        if (class_pattern->attrs.at[i] == name.name)
            diag_error(p->diag, name.span, "attribute name repeated in class pattern: %s", name.name);
    vec_push(p->arena, &class_pattern->attrs, name.name);
    return pattern_add(p, class_pattern, part);
}

Pattern *pattern_class(Expr *class, Pattern *parts)
{
    parts->value = class;
    parts->span = class->span;
    return parts;
}

Pattern *pattern_item(Parser *p, Pattern *mapping, const Pattern *key, Pattern *part)
{
    Expr *value = key->kind == PAT_VALUE ? key->value : NULL;

    if (!value) {
        diag_error(p->diag, key->span, "mapping pattern keys may only match literals and attribute lookups");
        value = expr_new(p, EXPR_ERROR, key->span);
    }
    vec_push(p->arena, &mapping->keys, value);
    return pattern_add(p, mapping, part);
}

/* *name, and *_ that keeps nothing */
Pattern *pattern_star(Parser *p, Token star, Token name)
{
    Pattern *pat = pattern_new(p, PAT_STAR, span_join(star.span, name.span));
    pat->name = strcmp(name.name, "_") == 0 ? NULL : name.name;
    return pat;
}

Pattern *pattern_or(Parser *p, Pattern *left, Pattern *right)
{
    if (left->kind != PAT_OR)
        left = pattern_add(p, pattern_new(p, PAT_OR, left->span), left);
    return pattern_add(p, left, right);
}

Pattern *pattern_of(Parser *p, Expr *e)
{
    Pattern *pat = pattern_new(p, PAT_VALUE, e->span);

    pat->value = e;
    if (e->kind == EXPR_FSTRING)
        diag_error(p->diag, e->span, "patterns may only match literals and attribute lookups");
    if (e->kind == EXPR_NAME) {
        pat->kind = strcmp(e->u.name, "_") == 0 ? PAT_WILDCARD : PAT_CAPTURE;
        pat->name = e->u.name;
        pat->value = NULL;
    }
    return pat;
}
