/* warn_lock.c: a lock that is taken by hand and released on some ways only.
 *
 * From an `await lock.acquire()` on, each way is followed until it releases the same lock. A way that leaves the
 * function first, or an await that a cancellation may end, leaves the lock taken. A function that never releases it
 * hands it on: nothing is said.
 * SPDX-License-Identifier: MIT */
#include "types/warn.h"

#include <string.h>
#include "syntax/visit.h"

typedef struct Ways {
    const Expr *lock;
    const Stmt *leak;             /* the first statement that leaves with the lock taken; NULL: none yet */
    bool        by_await;         /* it awaits, and may be cancelled there */
} Ways;

/* a, a.b, a.b.c of the same names */
static bool same_path(const Expr *a, const Expr *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == EXPR_NAME)
        return a->u.name == b->u.name;
    return a->kind == EXPR_ATTR && a->u.attr.name == b->u.attr.name && same_path(a->u.attr.object, b->u.attr.object);
}

/* The `lock` of lock.method(). */
static const Expr *method_call(const Expr *e, const char *method)
{
    if (e->kind != EXPR_CALL || e->u.call.func->kind != EXPR_ATTR || strcmp(e->u.call.func->u.attr.name, method) != 0)
        return NULL;
    return e->u.call.func->u.attr.object;
}

static bool releases(void *context, const Expr *e)
{
    const Ways *w = context;
    const Expr *lock = method_call(e, "release");

    return lock && same_path(lock, w->lock);
}

static bool is_await(void *context, const Expr *e)
{
    (void)context;
    return e->kind == EXPR_AWAIT;
}

static bool body_releases(Ways *w, const StmtVec *body) { return body_has(body, NULL, releases, w); }

static void leak(Ways *w, const Stmt *s, bool by_await)
{
    if (w->leak)
        return;
    w->leak = s;
    w->by_await = by_await;
}

static bool held_after(Ways *w, const StmtVec *body, int from);

/* Is the lock still taken behind the statement, on some way? */
static bool held_after_stmt(Ways *w, const Stmt *s)
{
    switch (s->kind) {
    case STMT_RETURN: case STMT_RAISE:
        leak(w, s, false);
        return false;
    case STMT_BREAK: case STMT_CONTINUE: return false;         /* where that leads is not followed */
    case STMT_IF: {
        bool then = held_after(w, &s->u.branch.then, 0), els = held_after(w, &s->u.branch.els, 0);
        return then || els;
    }
    case STMT_TRY:
        if (body_releases(w, &s->u.try.final))
            return false;
        if (!held_after(w, &s->u.try.body, 0))
            return false;
        return held_after(w, &s->u.try.els, 0);
    case STMT_WITH: return held_after(w, &s->u.with.body, 0);
    default:
        if (stmt_has(s, NULL, releases, w))
            return false;
        if (stmt_has(s, NULL, is_await, NULL))
            leak(w, s, true);
        return true;
    }
}

static bool held_after(Ways *w, const StmtVec *body, int from)
{
    for (int i = from; i < body->n; i++)
        if (!held_after_stmt(w, body->at[i]))
            return false;
    return true;
}

/* ---- the function ---- */

typedef struct Search { Diag *diag; const Instance *now; } Search;

/* The lock of `await lock.acquire()`, when it is one of the library's. */
static const Expr *lock_taken(const Instance *i, const Stmt *s)
{
    const Expr *e = s->kind == STMT_EXPR && s->u.expr->kind == EXPR_AWAIT ? s->u.expr->u.operand : NULL;
    const Expr *lock = e ? method_call(e, "acquire") : NULL;
    const Type *t = lock ? expr_info(i, lock)->type : NULL;

    return t && t->kind == TY_INST && t->u.class->module && t->u.class->module->library ? lock : NULL;
}

static void check_lock(const Search *f, const StmtVec *body, int i)
{
    Ways w = { lock_taken(f->now, body->at[i]), NULL, false };

    if (!w.lock || !body_releases(&w, &f->now->func->ast->body))
        return;
    (void)held_after(&w, body, i + 1);
    if (!w.leak)
        return;
    if (w.by_await)
        diag_warn(f->diag, body->at[i]->span, "lock-held", "the lock stays taken when the await on line %d is cancelled", source_line(f->diag->sources, w.leak->span.start));
    else
        diag_warn(f->diag, body->at[i]->span, "lock-held", "the lock stays taken when line %d leaves the function", source_line(f->diag->sources, w.leak->span.start));
    diag_help(f->diag, "write: async with ..., or release it in a finally");
}

static void check_block(void *context, const StmtVec *body)
{
    for (int i = 0; i < body->n; i++) {
        check_lock(context, body, i);
        each_block(body->at[i], check_block, context);
    }
}

void warn_locks(Diag *d, const Instance *i)
{
    Search f = { d, i };
    check_block(&f, &i->func->ast->body);
}
