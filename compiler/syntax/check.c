/* check.c: what CPython calls a SyntaxError although the grammar allows it: await outside of async,
 * return outside of a function, break outside of a loop. One walk over the finished tree.
 * SPDX-License-Identifier: MIT */
#include "syntax/build.h"

typedef struct Check {
    Diag       *diag;
    Func       *func;             /* NULL at module level or in a class body */
    const char *comprehension;    /* inside of one: what it is called */
    const Stmt *return_value;     /* the first `return x` of the function */
    bool        in_loop;
    bool        in_class;
    bool        in_star;          /* in an `except*` of the function, */
    bool        loop_in_star;     /* and in a loop in it */
} Check;

static void check_body(Check *c, const StmtVec *body);
static void check_expr(Check *c, const Expr *e);

/* Where a display or a tuple stands, *a is allowed. */
static void check_items(Check *c, const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        check_expr(c, v->at[i]->kind == EXPR_STARRED ? v->at[i]->u.operand : v->at[i]);
}

static void check_exprs(Check *c, const ExprVec *v)
{
    for (int i = 0; i < v->n; i++)
        check_expr(c, v->at[i]);
}

static void check_func(Check *outer, Func *f)
{
    Check c = { .diag = outer->diag, .func = f };

    check_exprs(outer, &f->decorators);
    for (int i = 0; i < f->params.n; i++)
        check_expr(outer, f->params.at[i].fallback);
    check_body(&c, &f->body);
    if (c.return_value && f->is_async && f->has_yield)
        diag_error(c.diag, c.return_value->span, "'return' with value in async generator");
}

static void check_await(Check *c, Span at, const char *what)
{
    if (c->func && c->func->is_async) {
        c->func->has_await = true;
        return;
    }
    diag_error(c->diag, at, "%s outside %s", what, c->func ? "async function" : "function");
    if (c->func && !c->func->is_lambda)
        diag_help(c->diag, "make it a coroutine: async def %s", c->func->name);
}

static void check_yield(Check *c, const Expr *e)
{
    if (!c->func)
        diag_error(c->diag, e->span, "'yield' outside function");
    else if (c->comprehension)
        diag_error(c->diag, e->span, "'yield' inside %s", c->comprehension);
    else if (e->kind == EXPR_YIELD_FROM && c->func->is_async)
        diag_error(c->diag, e->span, "'yield from' inside async function");
    else
        c->func->has_yield = true;
}

static void check_pieces(Check *c, const FPiece *pieces, int n)
{
    for (int i = 0; i < n; i++) {
        check_expr(c, pieces[i].value);
        check_pieces(c, pieces[i].spec.at, pieces[i].spec.n);
    }
}

static const char *comprehension_text(ExprKind kind)
{
    return kind == EXPR_LISTCOMP ? "list comprehension" : kind == EXPR_SETCOMP ? "set comprehension"
         : kind == EXPR_DICTCOMP ? "dict comprehension" : "generator expression";
}

/* The first iterable is evaluated outside. */
static void check_comp_parts(Check *c, const Expr *e)
{
    const char *outside = c->comprehension;

    for (int i = 0; i < e->u.comp.fors.n; i++) {
        const CompFor *f = &e->u.comp.fors.at[i];
        if (f->is_async && e->kind != EXPR_GENEXP)
            check_await(c, f->target->span, "asynchronous comprehension");
        if (i > 0)
            check_expr(c, f->iter);
        c->comprehension = comprehension_text(e->kind);
        check_exprs(c, &f->conds);
    }
    check_expr(c, e->u.comp.key);
    if (e->u.comp.value->kind == EXPR_STARRED)
        diag_error(c->diag, e->u.comp.value->span, "iterable unpacking cannot be used in comprehension");
    else
        check_expr(c, e->u.comp.value);
    c->comprehension = outside;
}

static void check_comp(Check *c, const Expr *e)
{
    Func *generator = e->u.comp.generator;
    bool awaits = c->func && c->func->has_await;

    check_expr(c, e->u.comp.fors.at[0].iter);
    if (generator && c->func)
        c->func->has_await = false;
    check_comp_parts(c, e);
    if (!generator)
        return;
    for (int i = 0; i < e->u.comp.fors.n; i++)
        generator->is_async |= e->u.comp.fors.at[i].is_async;
    if (!c->func)
        return;
    generator->is_async |= c->func->has_await;  /* its awaits are not those of the function around */
    c->func->has_await = awaits;
}

/* The key starts where the generator expression starts: it has no parentheses of its own. */
static bool bare_generator(const Expr *e)
{
    return e->kind == EXPR_GENEXP && e->u.comp.value->span.start == e->span.start;
}

static void check_call(Check *c, const Expr *e)
{
    check_expr(c, e->u.call.func);
    for (int i = 0; i < e->u.call.args.n; i++) {
        const Arg *a = &e->u.call.args.at[i];
        check_expr(c, a->value);
        if (bare_generator(a->value) && e->u.call.args.n > 1)
            diag_error(c->diag, a->span, "Generator expression must be parenthesized");
    }
}

static void check_lambda(Check *c, Func *f)
{
    const char *outside = c->comprehension;
    c->comprehension = NULL;
    check_func(c, f);
    c->comprehension = outside;
}

static void check_starred(Check *c, const Expr *e)
{
    diag_error(c->diag, e->span, "can't use starred expression here");
    check_expr(c, e->u.operand);
}

static void check_expr(Check *c, const Expr *e)
{
    if (!e)
        return;
    switch (e->kind) {
    case EXPR_FSTRING:   check_pieces(c, e->u.fstring.pieces.at, e->u.fstring.pieces.n); break;
    case EXPR_ATTR:      check_expr(c, e->u.attr.object); break;
    case EXPR_SUBSCRIPT: check_expr(c, e->u.subscript.object); check_expr(c, e->u.subscript.index); break;
    case EXPR_SLICE:
        check_expr(c, e->u.slice.start);
        check_expr(c, e->u.slice.stop);
        check_expr(c, e->u.slice.step);
        break;
    case EXPR_CALL:      check_call(c, e); break;
    case EXPR_UNARY:     check_expr(c, e->u.unary.operand); break;
    case EXPR_BINARY:    check_expr(c, e->u.binary.left); check_expr(c, e->u.binary.right); break;
    case EXPR_COMPARE:   check_expr(c, e->u.compare.first); check_exprs(c, &e->u.compare.rest); break;
    case EXPR_TERNARY:
        check_expr(c, e->u.ternary.then);
        check_expr(c, e->u.ternary.cond);
        check_expr(c, e->u.ternary.els);
        break;
    case EXPR_LAMBDA:    check_lambda(c, e->u.lambda); break;
    case EXPR_AND: case EXPR_OR: check_exprs(c, &e->u.list); break;
    case EXPR_TUPLE: case EXPR_LIST: case EXPR_SET: check_items(c, &e->u.list); break;
    case EXPR_DICT:      check_exprs(c, &e->u.dict.keys); check_exprs(c, &e->u.dict.values); break;
    case EXPR_LISTCOMP: case EXPR_SETCOMP: case EXPR_DICTCOMP: case EXPR_GENEXP:
        check_comp(c, e);
        break;
    case EXPR_AWAIT:     check_await(c, e->span, "'await'"); check_expr(c, e->u.operand); break;
    case EXPR_YIELD: case EXPR_YIELD_FROM:
        check_yield(c, e);
        check_expr(c, e->u.operand);
        break;
    case EXPR_STARRED:   check_starred(c, e); break;
    case EXPR_WALRUS:    check_expr(c, e->u.walrus.value); break;
    default: break;
    }
}

static void check_loop_body(Check *c, const StmtVec *body)
{
    Check saved = *c;
    c->in_loop = c->loop_in_star = true;
    check_body(c, body);
    c->in_loop = saved.in_loop;
    c->loop_in_star = saved.loop_in_star;
}

static void check_class(Check *outer, const ClassDef *class)
{
    Check c = { .diag = outer->diag, .in_class = true };

    check_exprs(outer, &class->decorators);
    for (int i = 0; i < class->bases.n; i++)
        check_expr(outer, class->bases.at[i].value);
    check_body(&c, &class->body);
}

static void check_star_body(Check *c, const StmtVec *body)
{
    Check saved = *c;
    c->in_star = true;
    c->loop_in_star = false;
    check_body(c, body);
    c->in_star = saved.in_star;
    c->loop_in_star = saved.loop_in_star;
}

static void check_star(Check *c, Span at)
{
    if (c->in_star)
        diag_error(c->diag, at, "'break', 'continue' and 'return' cannot appear in an except* block");
}

static void check_try(Check *c, const Stmt *s)
{
    check_body(c, &s->u.try.body);
    for (int i = 0; i < s->u.try.handlers.n; i++) {
        const Handler *h = &s->u.try.handlers.at[i];
        check_expr(c, h->type);
        (h->star ? check_star_body : check_body)(c, &h->body);
        if (!h->type && i < s->u.try.handlers.n - 1)
            diag_error(c->diag, h->span, "default 'except:' must be last");
        if (h->star != s->u.try.handlers.at[0].star)
            diag_error(c->diag, h->span, "cannot have both 'except' and 'except*' on the same 'try'");
    }
    check_body(c, &s->u.try.els);
    check_body(c, &s->u.try.final);
}

/* ---- match ---- */

/* What the names of a pattern are: each is bound once. */
typedef struct Captures { const char *name[64]; int n; } Captures;

static void capture(Check *c, const Pattern *p, Captures *seen)
{
    if (!p->name || p->kind == PAT_WILDCARD)
        return;
    for (int i = 0; i < seen->n; i++)
        if (seen->name[i] == p->name)
            diag_error(c->diag, p->span, "multiple assignments to name '%s' in pattern", p->name);
    if (seen->n < 64)
        seen->name[seen->n++] = p->name;
}

static void check_pattern(Check *c, const Pattern *p, Captures *seen);

static bool same_names(const Captures *a, const Captures *b, int from)
{
    if (a->n != b->n)
        return false;
    for (int i = from; i < a->n; i++) {
        bool found = false;
        for (int k = from; k < b->n; k++)
            found |= a->name[i] == b->name[k];
        if (!found)
            return false;
    }
    return true;
}

static bool takes_all(const Pattern *p)
{
    switch (p->kind) {
    case PAT_CAPTURE: case PAT_WILDCARD: return true;
    case PAT_AS: return takes_all(p->parts.at[0]);
    case PAT_OR: return takes_all(p->parts.at[p->parts.n - 1]);
    default: return false;
    }
}

static void check_unreachable(Check *c, const Pattern *p)
{
    if (p->kind == PAT_CAPTURE)
        diag_error(c->diag, p->span, "name capture '%s' makes remaining patterns unreachable", p->name);
    else
        diag_error(c->diag, p->span, "wildcard makes remaining patterns unreachable");
}

static void check_alternatives(Check *c, const Pattern *p, Captures *seen)
{
    Captures first = *seen, other;

    for (int i = 0; i < p->parts.n; i++) {
        other = *seen;
        check_pattern(c, p->parts.at[i], &other);
        if (i == 0)
            first = other;
        else if (!same_names(&first, &other, seen->n))
            diag_error(c->diag, p->span, "alternative patterns bind different names");
        if (i < p->parts.n - 1 && takes_all(p->parts.at[i]))
            check_unreachable(c, p->parts.at[i]);
    }
    *seen = first;
}

static void check_pattern(Check *c, const Pattern *p, Captures *seen)
{
    int stars = 0;

    if (p->kind == PAT_OR) {
        check_alternatives(c, p, seen);
        return;
    }
    for (int i = 0; i < p->parts.n; i++) {
        const Pattern *part = p->parts.at[i];
        if (part->kind == PAT_STAR && p->kind != PAT_SEQUENCE)
            diag_error(c->diag, part->span, "a starred name stands only in a sequence pattern");
        else if (part->kind == PAT_STAR && ++stars > 1)
            diag_error(c->diag, part->span, "multiple starred names in sequence pattern");
        check_pattern(c, part, seen);
    }
    if (p->kind == PAT_AS && p->name[0] == '_' && !p->name[1])
        diag_error(c->diag, p->span, "cannot use '_' as a target");
    capture(c, p, seen);
}

static void check_match(Check *c, const Stmt *s)
{
    check_expr(c, s->u.match.subject);
    for (int i = 0; i < s->u.match.cases.n; i++) {
        const MatchCase *m = &s->u.match.cases.at[i];
        Captures seen = { .n = 0 };
        if (m->pattern->kind == PAT_STAR)
            diag_error(c->diag, m->pattern->span, "a starred name stands only in a sequence pattern");
        check_pattern(c, m->pattern, &seen);
        check_expr(c, m->guard);
        check_body(c, &m->body);
        if (i < s->u.match.cases.n - 1 && !m->guard && takes_all(m->pattern))
            check_unreachable(c, m->pattern);
    }
}

/* ---- statements ---- */

static void check_return(Check *c, const Stmt *s)
{
    check_expr(c, s->u.expr);
    if (!c->func)
        diag_error(c->diag, s->span, "'return' outside function");
    check_star(c, s->span);
    if (s->u.expr && !c->return_value)
        c->return_value = s;
}

static void check_from(Check *c, const Stmt *s)
{
    if (s->u.from.star && (c->func || c->in_class))
        diag_error(c->diag, s->span, "import * only allowed at module level");
}

static void check_nonlocal(Check *c, const Stmt *s)
{
    if (!c->func && !c->in_class)
        diag_error(c->diag, s->span, "nonlocal declaration not allowed at module level");
}

static void check_jump(Check *c, const Stmt *s)
{
    if (!c->in_loop)
        diag_error(c->diag, s->span, s->kind == STMT_BREAK ? "'break' outside loop" : "'continue' not properly in loop");
    else if (!c->loop_in_star)
        check_star(c, s->span);
}

static void check_if(Check *c, const Stmt *s)
{
    check_expr(c, s->u.branch.cond);
    check_body(c, &s->u.branch.then);
    check_body(c, &s->u.branch.els);
}

static void check_while(Check *c, const Stmt *s)
{
    check_expr(c, s->u.loop.cond);
    check_loop_body(c, &s->u.loop.body);
    check_body(c, &s->u.loop.els);
}

static void check_for(Check *c, const Stmt *s)
{
    if (s->u.each.is_async)
        check_await(c, s->span, "'async for'");
    check_expr(c, s->u.each.target);
    check_expr(c, s->u.each.iter);
    check_loop_body(c, &s->u.each.body);
    check_body(c, &s->u.each.els);
}

static void check_with(Check *c, const Stmt *s)
{
    if (s->u.with.is_async)
        check_await(c, s->span, "'async with'");
    for (int i = 0; i < s->u.with.items.n; i++) {
        check_expr(c, s->u.with.items.at[i].manager);
        check_expr(c, s->u.with.items.at[i].target);
    }
    check_body(c, &s->u.with.body);
}

static void check_stmt(Check *c, const Stmt *s)
{
    switch (s->kind) {
    case STMT_EXPR: case STMT_DEL: check_expr(c, s->u.expr); break;
    case STMT_RETURN:  check_return(c, s); break;
    case STMT_ASSIGN:  check_items(c, &s->u.assign.targets); check_expr(c, s->u.assign.value); break;
    case STMT_AUGASSIGN: check_expr(c, s->u.augment.target); check_expr(c, s->u.augment.value); break;
    case STMT_ANNASSIGN: check_expr(c, s->u.annotate.target); check_expr(c, s->u.annotate.value); break;
    case STMT_RAISE:   check_expr(c, s->u.raise.exc); check_expr(c, s->u.raise.cause); break;
    case STMT_ASSERT:  check_expr(c, s->u.assertion.test); check_expr(c, s->u.assertion.message); break;
    case STMT_BREAK: case STMT_CONTINUE: check_jump(c, s); break;
    case STMT_NONLOCAL: check_nonlocal(c, s); break;
    case STMT_FROM:    check_from(c, s); break;
    case STMT_IF:      check_if(c, s); break;
    case STMT_WHILE:   check_while(c, s); break;
    case STMT_FOR:     check_for(c, s); break;
    case STMT_TRY:     check_try(c, s); break;
    case STMT_WITH:    check_with(c, s); break;
    case STMT_FUNC:    check_func(c, s->u.func); break;
    case STMT_CLASS:   check_class(c, s->u.class); break;
    case STMT_MATCH:   check_match(c, s); break;
    default: break;
    }
}

static void check_body(Check *c, const StmtVec *body)
{
    for (int i = 0; i < body->n; i++)
        check_stmt(c, body->at[i]);
}

void check_module(Diag *d, Module *m)
{
    Check c = { .diag = d };
    check_body(&c, &m->top->body);
}
