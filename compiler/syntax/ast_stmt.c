/* ast_stmt.c: the constructors of lists, parameters, statements and patterns.
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
static ParamVec named_params(Parser *p, const ParamVec *all)
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

/* ---- statements ---- */

Stmt *stmt_new(Parser *p, StmtKind kind, Span span)
{
    Stmt *s = arena_new(p->arena, Stmt);
    s->kind = kind;
    s->span = span;
    return s;
}

static const char *target_name(const Expr *e)
{
    switch (e->kind) {
    case EXPR_CALL: return "function call";
    case EXPR_NONE: return "None";
    case EXPR_BOOL: return e->u.boolean ? "True" : "False";
    case EXPR_ELLIPSIS: return "ellipsis";
    case EXPR_INT: case EXPR_FLOAT: case EXPR_STR: case EXPR_BYTES: case EXPR_IMAGINARY: return "literal";
    case EXPR_FSTRING: return "f-string expression";
    case EXPR_COMPARE: return "comparison";
    case EXPR_AWAIT: return "await expression";
    case EXPR_YIELD: case EXPR_YIELD_FROM: return "yield expression";
    case EXPR_LAMBDA: return "lambda";
    case EXPR_TERNARY: return "conditional expression";
    case EXPR_DICT: return "dict literal";
    case EXPR_SET: return "set display";
    default: return "expression";
    }
}

static void check_items(Parser *p, Expr *e, const char *what)
{
    int stars = 0;
    for (int i = 0; i < e->u.list.n; i++) {
        Expr *item = e->u.list.at[i];
        if (item->kind == EXPR_STARRED && ++stars > 1)
            diag_error(p->diag, item->span, "multiple starred expressions in assignment");
        check_target(p, item->kind == EXPR_STARRED ? item->u.operand : item, what);
    }
}

Expr *check_target(Parser *p, Expr *e, const char *what)
{
    switch (e->kind) {
    case EXPR_NAME: case EXPR_ATTR: case EXPR_SUBSCRIPT: case EXPR_ERROR: break;
    case EXPR_TUPLE: case EXPR_LIST: check_items(p, e, what); break;
    case EXPR_STARRED: diag_error(p->diag, e->span, "starred assignment target must be in a list or tuple"); break;
    default:
        diag_error(p->diag, e->span, "cannot %s %s", what, target_name(e));
        if (*what == 'a')
            diag_help(p->diag, "to compare, write '=='");
        break;
    }
    return e;
}

Stmt *build_assign(Parser *p, ExprVec *chain)
{
    Expr *value = chain->at[chain->n - 1];
    Stmt *s = stmt_new(p, chain->n == 1 ? STMT_EXPR : STMT_ASSIGN, span_join(chain->at[0]->span, value->span));

    if (chain->n == 1) {
        s->u.expr = value;
        return s;
    }
    for (int i = 0; i < chain->n - 1; i++)
        vec_push(p->arena, &s->u.assign.targets, check_target(p, chain->at[i], "assign to"));
    s->u.assign.value = value;
    return s;
}

Stmt *build_augment(Parser *p, BinOp op, Expr *target, Expr *value)
{
    Stmt *s = stmt_new(p, STMT_AUGASSIGN, span_join(target->span, value->span));

    if (target->kind != EXPR_NAME && target->kind != EXPR_ATTR && target->kind != EXPR_SUBSCRIPT && target->kind != EXPR_ERROR) {
        diag_error(p->diag, target->span, "'%s' is an illegal expression for augmented assignment", target_name(target));
        s->kind = STMT_ERROR;
        return s;
    }
    s->u.augment.op = op;
    s->u.augment.target = target;
    s->u.augment.value = value;
    return s;
}

Stmt *build_annotate(Parser *p, Expr *target, Expr *annotation, Expr *value)
{
    Stmt *s = stmt_new(p, STMT_ANNASSIGN, span_join(target->span, annotation->span));

    if (target->kind != EXPR_NAME && target->kind != EXPR_ATTR && target->kind != EXPR_SUBSCRIPT && target->kind != EXPR_ERROR) {
        diag_error(p->diag, target->span, "only single target can be annotated");
        s->kind = STMT_ERROR;
        return s;
    }
    s->u.annotate.target = target;
    s->u.annotate.annotation = annotation;
    s->u.annotate.value = value;
    return s;
}

/* The chain is built from its end: an elif is the only statement of the else before it. */
static bool too_many_elifs(Parser *p, const Stmt *s, const StmtVec *els)
{
    p->elifs = els->n == 1 && els->at[0] == p->last_elif ? p->elifs + 1 : 1;
    p->last_elif = s;
    return p->elifs > ELIF_MAX;
}

Stmt *build_if(Parser *p, Token t, Expr *cond, const StmtVec *then, const StmtVec *els)
{
    Stmt *s = stmt_new(p, STMT_IF, t.span);

    s->u.branch.cond = cond;
    s->u.branch.then = *then;
    s->u.branch.els = *els;
    if (t.kind == ELIF && too_many_elifs(p, s, els)) {
        if (p->too_deep != p->line + 1)
            diag_error(p->diag, t.span, "too many 'elif'");
        p->too_deep = p->line + 1;
        s->u.branch.els.n = 0;
    }
    return s;
}

Func *build_func_head(Parser *p, Token t, const Token *name, const ParamVec *params, Expr *returns)
{
    Func *f = arena_new(p->arena, Func);
    f->name = name ? name->name : intern("<lambda>");
    f->name_span = name ? name->span : t.span;
    f->span = t.span;
    f->params = named_params(p, params);
    f->returns = returns;
    f->is_lambda = !name;
    f->first_id = *p->next_id;
    f->source = p->source;
    return f;
}

Stmt *build_func(Parser *p, Func *head, const StmtVec *body)
{
    Stmt *s = stmt_new(p, STMT_FUNC, head->span);
    head->body = *body;
    head->end_id = *p->next_id;
    s->u.func = head;
    return s;
}

Expr *build_lambda(Parser *p, Func *head, Expr *body)
{
    Stmt *ret = stmt_new(p, STMT_RETURN, body->span);
    ret->u.expr = body;
    vec_push(p->arena, &head->body, ret);
    head->end_id = *p->next_id;
    Expr *e = expr_new(p, EXPR_LAMBDA, span_join(head->span, body->span));
    e->u.lambda = head;
    return expr_deeper(p, e, body->depth);
}

Stmt *decorate(const ExprVec *decorators, Stmt *definition)
{
    if (definition->kind == STMT_FUNC)
        definition->u.func->decorators = *decorators;
    else
        definition->u.class->decorators = *decorators;
    return definition;
}

Stmt *make_async(Parser *p, Token t, Stmt *s)
{
    s->span = span_join(t.span, s->span);
    (void)p;
    switch (s->kind) {
    case STMT_FUNC: s->u.func->is_async = true; break;
    case STMT_FOR:  s->u.each.is_async = true; break;
    case STMT_WITH: s->u.with.is_async = true; break;
    default: unreachable("async before another statement");
    }
    return s;
}

const char *dotted(Parser *p, const char *left, const char *right)
{
    if (strlen(left) < 200)
        return intern(arena_printf(p->arena, "%s.%s", left, right));
    if (p->too_deep != p->line + 1)
        diag_error(p->diag, p->last.span, "the module's name is too long");
    p->too_deep = p->line + 1;
    return left;
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

void pattern_key(Parser *p, Pattern *mapping, const Pattern *key)
{
    Expr *value = key->kind == PAT_VALUE ? key->value : NULL;

    if (!value) {
        diag_error(p->diag, key->span, "mapping pattern keys may only match literals and attribute lookups");
        value = expr_new(p, EXPR_ERROR, key->span);
    }
    vec_push(p->arena, &mapping->keys, value);
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
