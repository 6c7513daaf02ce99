/* lower_control.c: try, with, and the jumps through them.
 *
 * A cleanup stands once. What leaves its body sets `exit` and leaves the guarded block: 0 fell through, 1 return (its
 * value kept), 2 break, 3 continue; an exception is kept in a variable. After the cleanup the way is taken up again.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/intern.h"

enum { EXIT_FALL, EXIT_RETURN, EXIT_BREAK, EXIT_CONTINUE };

const Type *any_exception(void)
{
    return type_inst(builtin_class(intern("BaseException")));
}

void begin_landing(Lower *l, Landing *landing, const char *hint)
{
    memset(landing, 0, sizeof *landing);
    landing->block = core_new_block(l->arena, l->fn, hint);
    landing->base = l->owned.n;
    landing->iterators = l->iterators.n;
}

void end_landing(Lower *l, Landing *landing)
{
    for (int i = 0; i < landing->dirty.n; i++) {
        CoreStmt *s = core_stmt(l->arena, CS_RELEASE, 0);
        s->u.release.var = landing->dirty.at[i];
        put_stmt(l, s);
    }
}

/* The pending exception came while `v` was handled. */
static void chain_to(Lower *l, CoreVar *v)
{
    CoreStmt *s = core_stmt(l->arena, CS_CHAIN, 0);
    s->u.catch.var = v;
    put_stmt(l, s);
}

void catch_into(Lower *l, CoreVar *v)
{
    CoreStmt *s = core_stmt(l->arena, CS_CATCH, 0);
    if (l->context)
        chain_to(l, l->context);
    s->u.catch.var = v;
    put_stmt(l, s);
}

void reraise(Lower *l, CoreVar *v)
{
    CoreStmt *s = core_stmt(l->arena, CS_RERAISE, 0);
    s->u.reraise.var = v;
    s->u.reraise.to = raise_to(l);
    put_stmt(l, s);
    l->dead = true;
}

void forget(Lower *l, CoreVar *v)
{
    CoreStmt *s = core_stmt(l->arena, CS_RELEASE, 0);
    s->u.release.var = v;
    if (type_counted(v->type))
        put_stmt(l, s);
}

/* The pending exception came while `v` was handled, which ends: it goes on from here. */
void raise_chained(Lower *l, CoreVar *v, CoreVar *name)
{
    chain_to(l, v);
    if (name)
        forget(l, name);
    forget(l, v);
    CoreVar *again = new_temp(l, any_exception());
    catch_into(l, again);
    reraise(l, again);
}

/* ---- jumps ---- */

/* The handler ends: what it caught is let go of, and its name is unbound. */
static void end_handling(Lower *l, const Handling *h)
{
    if (h->name)
        forget(l, h->name);
    if (h->symbol && lower_flag_of(l, h->symbol))
        set_var(l, lower_flag_of(l, h->symbol), core_bool(l->arena, false));
    forget(l, h->caught);
}

/* What was computed inside is needed no more: other statements may use its temporaries again. */
static void leave_fence(Lower *l, const Fence *f, CoreBlock *to)
{
    for (const Handling *h = l->handling; h && h != f->handling; h = h->around)
        end_handling(l, h);
    release_on_this_way(l, f->base);
    leave(l, to);
}

static void close_iterators(Lower *l, const Fence *f)
{
    for (int i = l->iterators.n - 1; i >= f->iterators; i--)
        forget(l, l->iterators.at[i]);
}

static void jump_through(Lower *l, Fence *f, int way)
{
    set_var(l, f->exit, core_int(l->arena, way));
    close_iterators(l, f);
    leave_fence(l, f, f->block);
}

static Fence new_fence(const Lower *l, FenceKind kind)
{
    return (Fence){ .outer = l->fences, .kind = kind, .base = l->owned.n, .iterators = l->iterators.n, .handling = l->handling };
}

Fence loop_fence(const Lower *l, CoreBlock *on_break, CoreBlock *on_continue)
{
    Fence f = new_fence(l, SCOPE_LOOP_);

    f.on_break = on_break;
    f.on_continue = on_continue;
    return f;
}

static Fence cleanup_fence(Lower *l, CoreBlock *block, CoreVar *exit)
{
    Fence f = new_fence(l, SCOPE_FINALLY_);

    f.block = block;
    f.exit = exit;
    if (l->fn->result)
        f.value = core_new_var(l->arena, l->fn, VAR_LOCAL, "returned", l->fn->result->type);
    return f;
}

void lower_break(Lower *l, bool is_break)
{
    Fence *f = l->fences;

    if (f->kind == SCOPE_LOOP_) {
        if (is_break)
            close_iterators(l, f);
        leave_fence(l, f, is_break ? f->on_break : f->on_continue);
        return;
    }
    *(is_break ? &f->breaks : &f->continues) = true;
    jump_through(l, f, is_break ? EXIT_BREAK : EXIT_CONTINUE);
}

static Fence *cleanup_around(Lower *l)
{
    Fence *f = l->fences;
    while (f && f->kind == SCOPE_LOOP_)
        f = f->outer;
    return f;
}

void lower_return(Lower *l, CoreExpr *x)
{
    Fence *f = cleanup_around(l);

    if (l->dead)
        return;
    if (f) {
        if (l->fn->result && f->value)
            set_var(l, f->value, x);
        f->returns = true;
        jump_through(l, f, EXIT_RETURN);
        return;
    }
    CoreStmt *s = LOWER_NEW_STMT(l, CS_RETURN);
    if (l->fn->result) {
        s->u.ret.value = core_conv(l->arena, x, l->fn->result->type);
        s->u.ret.owned = take(l, x);
    }
    put_stmt(l, s);
    l->dead = true;
}

/* The end of the body is one of the ways only if there are others. */
static void fall_to(Lower *l, Fence *f)
{
    if (l->dead)
        return;
    if (f->returns || f->breaks || f->continues)
        set_var(l, f->exit, core_int(l->arena, EXIT_FALL));
    leave(l, f->block);
}

/* After a cleanup: goes on in the way that `exit` says, or raises what has been kept. */
static void on_exit(Lower *l, Fence *f, int way)
{
    CoreStmt *branch = core_stmt(l->arena, CS_IF, 0);
    branch->u.branch.cond = core_binary(l->arena, "==", core_var(l->arena, f->exit), core_int(l->arena, way), type_bool);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    if (way == EXIT_RETURN)
        lower_return(l, f->value ? core_var(l->arena, f->value) : core_none(l->arena));
    else
        lower_break(l, way == EXIT_BREAK);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
}

void reraise_kept(Lower *l, CoreVar *kept)
{
    CoreStmt *branch = core_stmt(l->arena, CS_IF, 0);
    branch->u.branch.cond = core_binary(l->arena, "!=", core_var(l->arena, kept), core_none(l->arena), type_bool);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    reraise(l, kept);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
}

static void take_up(Lower *l, Fence *f, bool falls)
{
    if (f->returns)
        on_exit(l, f, EXIT_RETURN);
    if (f->breaks)
        on_exit(l, f, EXIT_BREAK);
    if (f->continues)
        on_exit(l, f, EXIT_CONTINUE);
    l->dead = !falls;
}

/* ---- guard { body } cleanup { final } ---- */

typedef void Part(Lower *, void *);

static void guarded(Lower *l, Part *body, Part *cleanup, void *context)
{
    CoreVar *exit = core_new_var(l->arena, l->fn, VAR_LOCAL, "exit", type_int);
    CoreVar *kept = core_new_var(l->arena, l->fn, VAR_LOCAL, "kept", any_exception());
    CoreStmt *guard = open_block(l, "cleanup"), *inner = LOWER_NEW_STMT(l, CS_BLOCK);
    Landing landing, *outer = l->landing;
    Fence fence = cleanup_fence(l, guard->u.block, exit);

    if (!type_counted(kept->type))              /* what counts is empty at first */
        set_copy(l, kept, core_none(l->arena));
    begin_landing(l, &landing, "failed");
    inner->u.block = landing.block;
    CoreStmts *old = push_out(l, &landing.block->body);
    l->landing = &landing;
    l->fences = &fence;
    body(l, context);
    bool falls = !l->dead;
    fall_to(l, &fence);
    l->dead = false;
    l->landing = outer;
    l->fences = fence.outer;
    pop_out(l, &guard->u.block->body);
    put_stmt(l, inner);
    end_landing(l, &landing);
    catch_into(l, kept);
    pop_out(l, old);
    put_stmt(l, guard);

    /* an exception of the cleanup has the kept one as its context */
    Landing late;
    CoreVar *around = l->context;
    CoreStmt *chained = LOWER_NEW_STMT(l, CS_BLOCK), *clean = open_block(l, "cleaned");
    own(l, kept);                               /* a break or continue in the cleanup drops it */
    begin_landing(l, &late, "late");
    chained->u.block = late.block;
    old = push_out(l, &late.block->body);
    l->landing = &late;
    l->context = kept;
    cleanup(l, context);
    l->context = around;
    l->owned.n--;
    bool cleaned = !l->dead;
    if (cleaned)
        leave(l, clean->u.block);
    l->dead = false;
    l->landing = outer;
    pop_out(l, &clean->u.block->body);
    put_stmt(l, chained);
    end_landing(l, &late);
    raise_chained(l, kept, NULL);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, clean);
    if (cleaned) {
        reraise_kept(l, kept);
        take_up(l, &fence, falls);
    } else {
        l->dead = true;
    }
}

/* ---- except ---- */

static CoreExpr *matches(Lower *l, CoreVar *caught, const Type *t)
{
    if (t->kind == TY_TUPLE) {
        CoreExpr *yes = core_bool(l->arena, false);
        for (int i = 0; i < t->u.parts.n; i++) {
            CoreExpr *one = matches(l, caught, t->u.parts.at[i]);
            yes = i ? core_binary(l->arena, "||", yes, one, type_bool) : one;
        }
        return yes;
    }
    if (t->kind == TY_NEVER)                    /* the function is called where nothing comes */
        return core_bool(l->arena, false);
    return core_pure(l->arena, "ac_exc_matches", type_bool, 2, core_var(l->arena, caught), core_class(l->arena, lower_class_of(l, t->u.class), t));
}

void lower_handler(Lower *l, const Handler *h, CoreVar *caught, CoreBlock *done)
{
    Landing landing, *outer = l->landing;
    CoreVar *context = l->context;
    CoreStmt *block = LOWER_NEW_STMT(l, CS_BLOCK);
    const Symbol *s = h->name ? map_get(&l->program->names->symbol_of, h) : NULL;
    CoreVar *v = s ? lower_var_of(l, s) : NULL;
    Handling handling = { l->handling, s, caught, v, &landing, outer };

    begin_landing(l, &landing, "raised_again");
    block->u.block = landing.block;
    CoreStmts *old = push_out(l, &landing.block->body);
    l->landing = &landing;
    l->handling = &handling;
    l->context = caught;
    if (v)
        set_copy(l, v, core_var(l->arena, caught));
    if (s && lower_flag_of(l, s))
        set_var(l, lower_flag_of(l, s), core_bool(l->arena, true));
    lower_body(l, &h->body);
    if (!l->dead) {
        end_handling(l, &handling);
        leave(l, done);
    }
    l->dead = false;
    l->landing = outer;
    l->handling = handling.around;
    l->context = context;
    pop_out(l, old);
    put_stmt(l, block);
    end_landing(l, &landing);
    raise_chained(l, caught, v);
}

/* A bare raise. What the handler caught leaves it as it came; from within another try or with in the handler a copy
 * does, since the handler may go on. */
void lower_raise_again(Lower *l)
{
    const Handling *h = l->handling;
    CoreVar *v = h->caught;

    if (l->landing == h->landing) {
        if (h->name)
            forget(l, h->name);
        l->landing = h->outer;
    } else {
        v = new_temp(l, h->caught->type);
        set_copy(l, v, core_var(l->arena, h->caught));
    }
    reraise(l, v);
    if (v == h->caught)
        l->landing = h->landing;
}

static bool catches_all(const Handler *h, const Type *t)
{
    return !h->type || (t && t->kind == TY_CLASS && strcmp(t->u.class->name, "BaseException") == 0);
}

static void handlers(Lower *l, const Stmt *s, CoreVar *caught, CoreBlock *done)
{
    for (int i = 0; i < s->u.try.handlers.n; i++) {
        const Handler *h = &s->u.try.handlers.at[i];
        const Type *t = h->type ? info_of(l, h->type)->type : NULL;
        if (h->type && !t)
            continue;
        lower_set_line(l, h->span);
        if (catches_all(h, t)) {
            lower_handler(l, h, caught, done);
            l->dead = true;
            return;
        }
        CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
        branch->u.branch.cond = matches(l, caught, t);
        CoreStmts *old = push_out(l, &branch->u.branch.then);
        lower_handler(l, h, caught, done);
        l->dead = false;
        pop_out(l, old);
        put_stmt(l, branch);
    }
    reraise(l, caught);
}

static void try_except(Lower *l, const Stmt *s)
{
    CoreStmt *done = open_block(l, "done"), *inner = LOWER_NEW_STMT(l, CS_BLOCK);
    Landing landing, *outer = l->landing;
    CoreVar *caught = core_new_var(l->arena, l->fn, VAR_LOCAL, "caught", any_exception());

    begin_landing(l, &landing, "except");
    inner->u.block = landing.block;
    CoreStmts *old = push_out(l, &landing.block->body);
    l->landing = &landing;
    lower_body(l, &s->u.try.body);
    l->landing = outer;
    if (!l->dead)
        lower_body(l, &s->u.try.els);
    if (!l->dead)
        leave(l, done->u.block);
    l->dead = false;
    pop_out(l, &done->u.block->body);
    put_stmt(l, inner);
    end_landing(l, &landing);
    catch_into(l, caught);
    (s->u.try.handlers.at[0].star ? lower_star_handlers : handlers)(l, s, caught, done->u.block);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, done);
}

static void try_body(Lower *l, void *context)
{
    const Stmt *s = context;
    bool import_failed = map_get(&l->program->names->dead, s) != NULL;

    if (import_failed) {                        /* decided: the first handler runs */
        for (int i = 0; i < s->u.try.handlers.n; i++)
            if (!s->u.try.handlers.at[i].type || info_of(l, s->u.try.handlers.at[i].type)->type) {
                lower_body(l, &s->u.try.handlers.at[i].body);
                return;
            }
        return;
    }
    if (map_get(&l->program->names->settled, s)) {     /* decided: no handler can run */
        lower_body(l, &s->u.try.body);
        if (!l->dead)
            lower_body(l, &s->u.try.els);
        return;
    }
    if (s->u.try.handlers.n)
        try_except(l, s);
    else
        lower_body(l, &s->u.try.body);
}

static void try_final(Lower *l, void *context)
{
    lower_body(l, &((const Stmt *)context)->u.try.final);
}

void lower_try(Lower *l, const Stmt *s)
{
    if (s->u.try.final.n)
        guarded(l, try_body, try_final, (void *)s);
    else
        try_body(l, (void *)s);
}

/* ---- with m as a: body
 * becomes
 *     m; a = m.__enter__(); body, and on every way out m.__exit__(...), whose true result swallows the
 *     exception ---- */

typedef struct With { const Stmt *s; int item; CoreVar *manager; const CallInfo *exit; } With;

static void with_items(Lower *l, const Stmt *s, int item);

static CoreExpr *method_result(Lower *l, const CallInfo *call, CoreExpr *manager, const CoreExprs *args, bool is_async)
{
    const Type *type = call->targets.at[0].result;
    const Instance *i = call->targets.at[0].instance;

    if (!is_async)
        return lower_method(l, call, manager, args, type);
    return await_value(l, lower_method(l, call, manager, args, type), type_norm(i->result));
}

static void with_exit(Lower *l, With *w, CoreVar *kept, CoreBlock *swallowed)
{
    const Target *t = &w->exit->targets.at[0];
    CoreExprs args = {0};
    const Type *type_type = type_join(type_none, type_class(builtin_class(intern("type"))));
    int mark = l->owned.n;

    if (kept) {
        vec_push(l->arena, &args, core_conv(l->arena, core_pure(l->arena, "ac_class_of", type_inst(builtin_class(intern("object"))), 1, any(l, core_var(l->arena, kept))), type_type));
        vec_push(l->arena, &args, core_conv(l->arena, core_var(l->arena, kept), type_join(type_none, any_exception())));
    } else {
        vec_push(l->arena, &args, core_none(l->arena));
        vec_push(l->arena, &args, core_none(l->arena));
    }
    vec_push(l->arena, &args, core_none(l->arena));
    CoreExpr *r = method_result(l, w->exit, core_var(l->arena, w->manager), &args, w->s->u.with.is_async);
    (void)t;
    if (kept && r->type->kind != TY_NONE && r->type->kind != TY_NEVER) {
        CoreVar *yes = new_temp(l, type_bool);
        set_var(l, yes, lower_truth(l, r));
        release_to(l, mark);
        CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
        branch->u.branch.cond = core_var(l->arena, yes);
        CoreStmts *old = push_out(l, &branch->u.branch.then);
        forget(l, kept);
        leave(l, swallowed);
        l->dead = false;
        pop_out(l, old);
        put_stmt(l, branch);
    }
    release_to(l, mark);
}

/* __exit__ is told of an exception, which is the context of what it raises itself. */
static void with_failed(Lower *l, With *w, CoreVar *kept, CoreBlock *swallowed)
{
    Landing late, *outer = l->landing;
    CoreVar *around = l->context;
    CoreStmt *chained = LOWER_NEW_STMT(l, CS_BLOCK);

    begin_landing(l, &late, "late");
    chained->u.block = late.block;
    CoreStmts *old = push_out(l, &late.block->body);
    l->landing = &late;
    l->context = kept;
    with_exit(l, w, kept, swallowed);
    l->landing = outer;
    l->context = around;
    if (!l->dead)
        reraise(l, kept);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, chained);
    end_landing(l, &late);
    raise_chained(l, kept, NULL);
}

static void with_body(Lower *l, With *w)
{
    CoreVar *exit = core_new_var(l->arena, l->fn, VAR_LOCAL, "exit", type_int);
    CoreVar *kept = core_new_var(l->arena, l->fn, VAR_LOCAL, "kept", any_exception());
    CoreStmt *guard = open_block(l, "leave"), *inner = LOWER_NEW_STMT(l, CS_BLOCK), *after = open_block(l, "after");
    Landing landing, *outer = l->landing;
    Fence fence = cleanup_fence(l, guard->u.block, exit);

    CoreStmts *old = push_out(l, &guard->u.block->body);
    begin_landing(l, &landing, "failed");
    inner->u.block = landing.block;
    push_out(l, &landing.block->body);
    l->landing = &landing;
    l->fences = &fence;
    with_items(l, w->s, w->item + 1);
    bool falls = !l->dead;
    fall_to(l, &fence);
    l->dead = false;
    l->landing = outer;
    l->fences = fence.outer;
    pop_out(l, &guard->u.block->body);
    put_stmt(l, inner);
    end_landing(l, &landing);
    catch_into(l, kept);
    with_failed(l, w, kept, after->u.block);
    l->dead = false;
    pop_out(l, &after->u.block->body);
    put_stmt(l, guard);
    with_exit(l, w, NULL, NULL);
    forget(l, w->manager);
    take_up(l, &fence, true);
    pop_out(l, old);
    put_stmt(l, after);
    const Type *r = w->exit->targets.at[0].instance ? type_norm(w->exit->targets.at[0].instance->result) : type_none;
    l->dead = !falls && (r->kind == TY_NONE || r->kind == TY_NEVER);
}

static CoreExpr *no_manager(Lower *l, bool is_async)
{
    return core_ctext(l->arena, is_async ? "\"'%T' object does not support the asynchronous context manager protocol\""
                                         : "\"'%T' object does not support the context manager protocol\"", type_none);
}

/* A handler expects the TypeError. */
static void raise_no_manager(Lower *l, CoreExpr *x, bool is_async)
{
    const char *enter = intern(is_async ? "__aenter__" : "__enter__"), *leave = is_async ? "__aexit__" : "__exit__";
    bool enters = x->type->kind == TY_INST && class_member(x->type->u.class, enter);
    const char *format = arena_printf(l->arena, "\"'%%T' object does not support the %scontext manager protocol%s%s%s\"",
                                      is_async ? "asynchronous " : "", enters ? " (missed " : "", enters ? leave : "", enters ? " method)" : "");

    op(l, "ac_raise_format", NULL, true, 3, core_ctext(l->arena, "&ac_TypeError", type_none), core_ctext(l->arena, format, type_none), any(l, x));
    l->dead = true;
}

static void with_items(Lower *l, const Stmt *s, int item)
{
    if (item == s->u.with.items.n) {
        lower_body(l, &s->u.with.body);
        return;
    }
    const WithItem *it = &s->u.with.items.at[item];
    const CallInfo *enter = call_of(info_of(l, it->manager), CALL_ENTER);
    CoreExpr *x = lower_expr(l, it->manager);
    if (l->dead)
        return;
    if (!enter) {
        raise_no_manager(l, x, s->u.with.is_async);
        return;
    }
    if (type_atoms(x->type) == 2 && type_has(x->type, TY_NONE))
        x = need_else(l, x, type_norm(type_without(x->type, type_none)), no_manager(l, s->u.with.is_async));
    With w = { s, item, core_new_var(l->arena, l->fn, VAR_LOCAL, "manager", x->type), call_of(info_of(l, it->manager), CALL_EXIT) };
    CoreExprs none = {0};
    set_var(l, w.manager, x);
    int mark = l->owned.n;
    CoreExpr *value = method_result(l, enter, core_var(l->arena, w.manager), &none, s->u.with.is_async);
    if (it->target)
        lower_assign(l, it->target, value);
    release_to(l, mark);
    if (!l->dead)
        with_body(l, &w);
}

void lower_with(Lower *l, const Stmt *s)
{
    with_items(l, s, 0);
}
