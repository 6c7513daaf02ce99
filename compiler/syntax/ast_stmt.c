/* ast_stmt.c: the constructors of statements.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

#include <stddef.h>
#include <string.h>
#include "base/intern.h"
#include "parser.h"

/* How much of a node its kind needs. */
static const unsigned char stmt_size[] = {
#define STMT(KIND, member, python) [STMT_##KIND] = offsetof(Stmt, u) + sizeof(((Stmt *)NULL)->u.member),
#include "syntax/ast.def"
};

Stmt *stmt_new(Parser *p, StmtKind kind, Span span)
{
    Stmt *s = arena_alloc(p->arena, stmt_size[kind]);
    s->kind = kind;
    s->span = span;
    return s;
}

static const char *target_text(const Expr *e)
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
        diag_error(p->diag, e->span, "cannot %s %s", what, target_text(e));
        if (*what == 'a')
            diag_help(p->diag, "to compare, write '=='");
        break;
    }
    return e;
}

Stmt *build_expr_stmt(Parser *p, Expr *value)
{
    Stmt *s = stmt_new(p, STMT_EXPR, value->span);
    s->u.expr = value;
    return s;
}

Stmt *build_assign(Parser *p, const ExprVec *targets, Expr *value)
{
    Stmt *s = stmt_new(p, STMT_ASSIGN, span_join(targets->at[0]->span, value->span));

    for (int i = 0; i < targets->n; i++)
        targets->at[i] = check_target(p, targets->at[i], "assign to");
    s->u.assign.targets = *targets;
    s->u.assign.value = value;
    return s;
}

Stmt *build_augment(Parser *p, BinOp op, Expr *target, Expr *value)
{
    Stmt *s = stmt_new(p, STMT_AUGASSIGN, span_join(target->span, value->span));

    if (target->kind != EXPR_NAME && target->kind != EXPR_ATTR && target->kind != EXPR_SUBSCRIPT && target->kind != EXPR_ERROR) {
        diag_error(p->diag, target->span, "'%s' is an illegal expression for augmented assignment", target_text(target));
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

void end_func(Parser *p, Func *f)
{
    int from = p->defs.n;

    f->end_id = *p->next_id;
    while (from > 0 && p->defs.at[from - 1]->first_id >= f->first_id)
        from--;
    for (int i = from; i < p->defs.n; i++)
        vec_push(p->arena, &f->defs, p->defs.at[i]);
    p->defs.n = from;
}

Stmt *build_func(Parser *p, Func *head, const StmtVec *body)
{
    Stmt *s = stmt_new(p, STMT_FUNC, head->span);
    head->body = *body;
    end_func(p, head);
    vec_push(p->arena, &p->defs, head);
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

Stmt *decorate(const Parser *p, ExprVec *decorators, Stmt *definition)
{
    if (definition->kind == STMT_FUNC) {
        definition->u.func->is_abstract = take_abstract(p, decorators);
        definition->u.func->decorators = *decorators;
    } else
        definition->u.class->decorators = *decorators;
    return definition;
}

Stmt *make_async(Token t, Stmt *s)
{
    s->span = span_join(t.span, s->span);
    switch (s->kind) {
    case STMT_FUNC: s->u.func->is_async = true; break;
    case STMT_FOR:  s->u.each.is_async = true; break;
    case STMT_WITH: s->u.with.is_async = true; break;
    default: unreachable("async before another statement");
    }
    return s;
}

/* Expressions may be NULL where Python lets them out. */
Stmt *build_simple(Parser *p, StmtKind kind, Token t, Expr *e)
{
    Stmt *s = stmt_new(p, kind, e ? span_join(t.span, e->span) : t.span);
    s->u.expr = e;
    return s;
}

Stmt *build_raise(Parser *p, Token t, Expr *exc, Expr *cause)
{
    const Expr *last = cause ? cause : exc;
    Stmt *s = stmt_new(p, STMT_RAISE, last ? span_join(t.span, last->span) : t.span);
    s->u.raise.exc = exc;
    s->u.raise.cause = cause;
    return s;
}

Stmt *build_assert(Parser *p, Token t, Expr *test, Expr *message)
{
    Stmt *s = stmt_new(p, STMT_ASSERT, span_join(t.span, message ? message->span : test->span));
    s->u.assertion.test = test;
    s->u.assertion.message = message;
    return s;
}

Stmt *build_declaration(Parser *p, StmtKind kind, Token t, const NameVec *names)
{
    Stmt *s = stmt_new(p, kind, t.span);
    memcpy(&s->u.names.names, &names->names, sizeof names->names);
    return s;
}

Stmt *build_import(Parser *p, Token t, const AliasVec *names)
{
    Stmt *s = stmt_new(p, STMT_IMPORT, t.span);
    s->u.import.names = *names;
    note_abstract(p, s);
    return s;
}

/* names NULL: import * */
Stmt *build_from(Parser *p, Token t, int level, const Token *module, const AliasVec *names)
{
    Stmt *s = stmt_new(p, STMT_FROM, t.span);
    s->u.from.level = level;
    s->u.from.module = module ? module->name : NULL;
    s->u.from.module_span = module ? module->span : t.span;
    s->u.from.star = !names;
    if (names)
        s->u.from.names = *names;
    note_abstract(p, s);
    return s;
}

Stmt *build_while(Parser *p, Token t, Expr *cond, const StmtVec *body, const StmtVec *els)
{
    Stmt *s = stmt_new(p, STMT_WHILE, t.span);
    s->u.loop.cond = cond;
    s->u.loop.body = *body;
    s->u.loop.els = *els;
    return s;
}

Stmt *build_for(Parser *p, Token t, Expr *target, Expr *iter, const StmtVec *body, const StmtVec *els)
{
    Stmt *s = stmt_new(p, STMT_FOR, t.span);
    s->u.each.target = check_target(p, target, "assign to");
    s->u.each.iter = iter;
    s->u.each.body = *body;
    s->u.each.els = *els;
    return s;
}

Stmt *build_try(Parser *p, Token t, const StmtVec *body, const HandlerVec *handlers, const StmtVec *els, const StmtVec *final)
{
    Stmt *s = stmt_new(p, STMT_TRY, t.span);
    s->u.try.body = *body;
    if (handlers) {
        memcpy(&s->u.try.handlers, &handlers->handlers, sizeof handlers->handlers);
        s->u.try.els = *els;
    }
    if (final)
        s->u.try.final = *final;
    return s;
}

Stmt *build_with(Parser *p, Token t, const WithVec *items, const StmtVec *body)
{
    Stmt *s = stmt_new(p, STMT_WITH, t.span);
    memcpy(&s->u.with.items, &items->items, sizeof items->items);
    s->u.with.body = *body;
    return s;
}

Stmt *build_class(Parser *p, Token t, Token name, const ArgVec *bases, const StmtVec *body)
{
    Stmt *s = stmt_new(p, STMT_CLASS, t.span);
    ClassDef *c = s->u.class = arena_new(p->arena, ClassDef);
    c->name = name.name;
    c->name_span = name.span;
    c->bases = *bases;
    c->body = *body;
    return s;
}

Stmt *build_match(Parser *p, Token t, Expr *subject, const CaseVec *cases)
{
    Stmt *s = stmt_new(p, STMT_MATCH, t.span);
    s->u.match.subject = subject;
    memcpy(&s->u.match.cases, &cases->cases, sizeof cases->cases);
    return s;
}

/* The name so far as one token: a.b.c is one name to an import. */
Token dotted(Parser *p, Token left, Token right)
{
    left.span = span_join(left.span, right.span);
    if (strlen(left.name) < 200) {
        left.name = intern(arena_printf(p->arena, "%s.%s", left.name, right.name));
        return left;
    }
    if (p->too_deep != p->line + 1)
        diag_error(p->diag, p->last.span, "the module's name is too long");
    p->too_deep = p->line + 1;
    return left;
}
