/* warn.c: one walk over each function that is compiled, with the types of its first instance.
 * SPDX-License-Identifier: MIT */
#include "types/warn.h"

#include <string.h>
#include "base/intern.h"
#include "syntax/visit.h"
#include "types/builtins.h"

typedef struct Walk {
    Diag           *diag;
    const Instance *now;
    bool            is_async;     /* in a coroutine, */
    bool            in_loop;      /* in a loop of it */
} Walk;

static const Type *type_of(const Walk *w, const Expr *e)
{
    const Type *t = expr_info(w->now, e)->type;
    return t ? type_norm(t) : type_never;
}

static bool all_of(const Type *t, TypeKind a, TypeKind b, TypeKind c)
{
    for (int i = 0; i < type_atoms(t); i++) {
        TypeKind k = type_atom(t, i)->kind;
        if (k != a && k != b && k != c)
            return false;
    }
    return type_atoms(t) > 0;
}

static bool is_function(const Type *t) { return all_of(t, TY_FUNC, TY_CLOSURE, TY_METHOD); }

static const char *function_name(const Type *t)
{
    return t->kind == TY_FUNC ? t->u.func->name : t->kind == TY_CLOSURE ? t->u.closure.func->name : t->u.method.func->name;
}

/* ---- searches ---- */

static bool is_await(void *context, const Expr *e)
{
    (void)context;
    if (e->kind == EXPR_LISTCOMP || e->kind == EXPR_SETCOMP || e->kind == EXPR_DICTCOMP)
        for (int i = 0; i < e->u.comp.fors.n; i++)
            if (e->u.comp.fors.at[i].is_async)
                return true;
    return e->kind == EXPR_AWAIT || e->kind == EXPR_YIELD || e->kind == EXPR_YIELD_FROM;
}

static bool is_async_stmt(void *context, const Stmt *s)
{
    (void)context;
    return (s->kind == STMT_FOR && s->u.each.is_async) || (s->kind == STMT_WITH && s->u.with.is_async);
}

static bool is_leaving(void *context, const Stmt *s)
{
    (void)context;
    return s->kind == STMT_RETURN || s->kind == STMT_RAISE;
}

typedef struct Breaks { bool found; } Breaks;

/* A break out of the loop itself, not out of one inside of it. */
static void find_break(void *context, const StmtVec *body)
{
    Breaks *b = context;

    for (int i = 0; i < body->n && !b->found; i++) {
        const Stmt *s = body->at[i];
        b->found |= s->kind == STMT_BREAK;
        if (s->kind == STMT_WHILE)
            find_break(b, &s->u.loop.els);
        else if (s->kind == STMT_FOR)
            find_break(b, &s->u.each.els);
        else
            each_block(s, find_break, b);
    }
}

static bool has_break(const StmtVec *body)
{
    Breaks b = { false };
    find_break(&b, body);
    return b.found;
}

static bool is_for_ever(const Stmt *s)
{
    const Expr *cond = s->kind == STMT_WHILE ? s->u.loop.cond : NULL;
    bool always = cond && ((cond->kind == EXPR_BOOL && cond->u.boolean) || (cond->kind == EXPR_INT && cond->u.integer.value != 0));

    return always && !has_break(&s->u.loop.body);
}

/* ---- expressions ---- */

/* What `blocking("...")`, the annotation of a parameter that says how long the call may take, names to write instead; NULL:
 * the annotation is another. */
static const char *instead_of_blocking(const Param *p)
{
    const Expr *a = p->annotation;
    bool is_it = a && a->kind == EXPR_CALL && a->u.call.func->kind == EXPR_NAME && strcmp(a->u.call.func->u.name, "blocking") == 0 &&
                 a->u.call.args.n == 1 && a->u.call.args.at[0].value->kind == EXPR_STR;

    return is_it ? a->u.call.args.at[0].value->u.string.bytes : NULL;
}

static bool is_given_zero(const Expr *e, const Bind *b)
{
    const Expr *given = b->kind == BIND_ARG ? e->u.call.args.at[b->arg].value : NULL;

    return given && given->kind == EXPR_INT && given->u.integer.value == 0;
}

static void check_blocking(const Walk *w, const Expr *e, const Target *t)
{
    const FuncInfo *f = t->instance->func;

    for (int i = 0; t->bind && i < f->ast->params.n; i++) {
        const char *instead = instead_of_blocking(&f->ast->params.at[i]);

        if (!instead || is_given_zero(e, &t->bind[i]))
            continue;
        diag_warn(w->diag, e->span, "blocking", "%s.%s() stops every task until it returns",
                  f->owner ? f->owner->name : f->module->name, f->name);
        diag_help(w->diag, "write: %s", instead);
    }
}

static void check_call(const Walk *w, const Expr *e)
{
    const CallInfo *call = call_of(expr_info(w->now, e), CALL_AS_WRITTEN);
    const Target *t = call && call->targets.n == 1 && call->targets.at[0].instance ? &call->targets.at[0] : NULL;
    const FuncInfo *f = t ? t->instance->func : NULL;

    if (!w->is_async || !f || !f->module->library)
        return;
    check_blocking(w, e, t);
    if (strcmp(f->module->name, "asyncio") == 0 && strcmp(f->name, "run") == 0) {
        diag_warn(w->diag, e->span, "run-in-coroutine", "asyncio.run() inside a coroutine: the loop is running already");
        diag_help(w->diag, "write: await ...");
    }
}

static void not_called(const Walk *w, const Expr *e, const char *what)
{
    const Type *t = type_of(w, e);

    if (!is_function(t) || type_atoms(t) != 1)
        return;
    diag_warn(w->diag, e->span, "function-not-called", "'%s' is a function, not what it returns: %s", function_name(t), what);
    diag_help(w->diag, "call it: %s()", function_name(t));
}

static void check_test(const Walk *w, const Expr *cond)
{
    if (cond->kind == EXPR_UNARY && cond->u.unary.op == UN_NOT) {
        check_test(w, cond->u.unary.operand);
    } else if (cond->kind == EXPR_AND || cond->kind == EXPR_OR) {
        for (int i = 0; i < cond->u.list.n; i++)
            check_test(w, cond->u.list.at[i]);
    } else {
        not_called(w, cond, "this is always true");
    }
}

static bool is_value(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++) {
        TypeKind k = type_atom(t, i)->kind;
        if (k != TY_BOOL && k != TY_INT && k != TY_FLOAT && k != TY_STR)
            return false;
    }
    return type_atoms(t) > 0;
}

static void check_comparison(const Walk *w, const Expr *e)
{
    if (e->u.compare.ops.n != 1 || e->u.compare.ops.at[0] > CMP_NE)
        return;
    const Expr *left = e->u.compare.first, *right = e->u.compare.rest.at[0];
    if (is_value(type_of(w, right)))
        not_called(w, left, "it is compared with a value");
    else if (is_value(type_of(w, left)))
        not_called(w, right, "it is compared with a value");
}

static void check_expr(void *context, const Expr *e)
{
    const Walk *w = context;

    if (e->kind == EXPR_CALL)
        check_call(w, e);
    if (e->kind == EXPR_COMPARE)
        check_comparison(w, e);
    if (e->kind == EXPR_TERNARY)
        check_test(w, e->u.ternary.cond);
    each_operand(e, check_expr, context);
}

/* ---- statements ---- */

static void check_endless(const Walk *w, const Stmt *s)
{
    if (!w->is_async || !is_for_ever(s) || body_has(&s->u.loop.body, is_leaving, NULL, NULL) ||
        body_has(&s->u.loop.body, is_async_stmt, is_await, NULL))
        return;
    diag_warn(w->diag, s->u.loop.cond->span, "never-awaits", "this loop never ends and never awaits: no other task runs again");
    diag_help(w->diag, "await something in it, if only: await asyncio.sleep(0)");
}

/* Does the class take cancellations too? */
static bool takes_cancel(const Type *t)
{
    if (t->kind == TY_TUPLE) {
        for (int i = 0; i < t->u.parts.n; i++)
            if (takes_cancel(t->u.parts.at[i]))
                return true;
        return false;
    }
    return t->kind == TY_CLASS && class_derives(builtin_class(intern("CancelledError")), t->u.class);
}

static bool is_leaving_or_breaking(void *context, const Stmt *s)
{
    return is_leaving(context, s) || s->kind == STMT_BREAK;
}

/* An await of a task tells of that task's cancellation. */
static bool awaits_other_than_task(void *context, const Expr *e)
{
    const Walk *w = context;
    return is_await(NULL, e) && !(e->kind == EXPR_AWAIT && all_of(type_of(w, e->u.operand), TY_TASK, TY_TASK, TY_TASK));
}

static void check_handlers(Walk *w, const Stmt *s)
{
    if (!w->is_async || !w->in_loop || !body_has(&s->u.try.body, is_async_stmt, awaits_other_than_task, w))
        return;
    for (int i = 0; i < s->u.try.handlers.n; i++) {
        const Handler *h = &s->u.try.handlers.at[i];
        if (h->type && !takes_cancel(type_of(w, h->type)))
            continue;
        if (!body_has(&h->body, is_leaving_or_breaking, NULL, NULL)) {
            diag_warn(w->diag, h->span, "swallows-cancel", "this handler takes the task's cancellation too, and the loop goes on");
            diag_help(w->diag, h->type ? "end it with: raise" : "write: except Exception, or end it with: raise");
        }
        return;                                 /* later handlers do not see it */
    }
}

static bool never_falls_through(const Stmt *s)
{
    return is_for_ever(s) || s->kind == STMT_RETURN || s->kind == STMT_RAISE || s->kind == STMT_BREAK || s->kind == STMT_CONTINUE;
}

static bool is_yield(void *context, const Expr *e)
{
    (void)context;
    return e->kind == EXPR_YIELD || e->kind == EXPR_YIELD_FROM;
}

/* `return` and then `yield` makes a generator that gives nothing. */
static void check_unreachable(const Walk *w, const StmtVec *body, int i)
{
    const Stmt *next = i + 1 < body->n ? body->at[i + 1] : NULL;

    if (!next || !never_falls_through(body->at[i]) || stmt_has(next, NULL, is_yield, NULL))
        return;
    diag_warn(w->diag, next->span, "unreachable", is_for_ever(body->at[i]) ? "nothing comes here: the loop above never ends"
                                                                           : "nothing comes here");
}

static void check_stmt(Walk *w, const Stmt *s)
{
    switch (s->kind) {
    case STMT_IF:     check_test(w, s->u.branch.cond); break;
    case STMT_WHILE:
        check_test(w, s->u.loop.cond);
        check_endless(w, s);
        break;
    case STMT_ASSERT: check_test(w, s->u.assertion.test); break;
    case STMT_TRY:    check_handlers(w, s); break;
    default: break;
    }
    each_expr(s, check_expr, w);
}

static void check_block(void *context, const StmtVec *body)
{
    Walk *w = context;
    bool outer = w->in_loop;

    for (int i = 0; i < body->n; i++) {
        const Stmt *s = body->at[i];
        check_stmt(w, s);
        w->in_loop = outer || s->kind == STMT_WHILE || s->kind == STMT_FOR;
        each_block(s, check_block, w);
        w->in_loop = outer;
        check_unreachable(w, body, i);
    }
}

void warn(Diag *d, const Program *p)
{
    for (int i = 0; i < p->instances.n; i++) {
        const Instance *now = p->instances.at[i];
        bool again = i > 0 && p->instances.at[i - 1]->func == now->func;
        if (now->func->module->library || again || now->func->ast->is_lambda)
            continue;
        Walk w = { d, now, now->func->ast->is_async, false };
        check_block(&w, &now->func->ast->body);
        warn_locks(d, now);
    }
}
