/* lower_temp.c: statements as they are put down, and the temporaries that hold what they compute.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <stdarg.h>
#include <string.h>
#include "core/core_walk.h"

static void release_before_await(CoreStmts *out, const CoreVar *v);

void put_stmt(Lower *l, CoreStmt *s)
{
    if (!l->dead)
        vec_push(l->arena, l->out, s);
}

CoreStmts *push_out(Lower *l, CoreStmts *to)
{
    CoreStmts *old = l->out;
    l->out = to;
    return old;
}

void pop_out(Lower *l, CoreStmts *old)
{
    l->out = old;
}

/* Those of one type that hold what somebody else owns are apart: they may borrow. */
static void count_unused(Lower *l, const Type *type, bool holds, int more)
{
    Map *unused = &l->unused_of[holds];
    map_put(unused, type, (void *)((intptr_t)map_get(unused, type) + more));
}

static void set_unused(Lower *l, CoreVar *v)
{
    vec_push(l->arena, &l->unused, v);
    count_unused(l, v->type, v->holds, 1);
}

static CoreVar *temp(Lower *l, const Type *type, bool holds)
{
    int i = l->unused.n - 1;
    CoreVar *v;

    if (!map_get(&l->unused_of[holds], type)) {
        v = core_new_var(l->arena, l->fn, VAR_TEMP, NULL, type);
        v->holds = holds;
        return v;
    }
    while (l->unused.at[i]->type != type || l->unused.at[i]->holds != holds)
        i--;
    v = l->unused.at[i];
    l->unused.at[i] = l->unused.at[--l->unused.n];
    count_unused(l, type, holds, -1);
    return v;
}

CoreVar *new_temp(Lower *l, const Type *type)
{
    return temp(l, type, false);
}

void own(Lower *l, CoreVar *v)
{
    if (type_counted(v->type))
        vec_push(l->arena, &l->owned, v);
}

bool take(Lower *l, const CoreExpr *x)
{
    x = core_bare(x);
    if (x->kind != CE_VAR || x->u.var->kind != VAR_TEMP)
        return false;
    for (int i = l->owned.n - 1; i >= 0; i--)
        if (l->owned.at[i] == x->u.var) {
            for (; i < l->owned.n - 1; i++)
                l->owned.at[i] = l->owned.at[i + 1];
            l->owned.n--;
            set_unused(l, x->u.var);
            return true;
        }
    return false;
}

void release_on_this_way(Lower *l, int mark)
{
    for (int i = l->owned.n - 1; i >= mark; i--) {
        CoreStmt *s = LOWER_NEW_STMT(l, CS_RELEASE);
        s->u.release.var = l->owned.at[i];
        put_stmt(l, s);
    }
}

void release_to(Lower *l, int mark)
{
    while (l->owned.n > mark) {
        CoreVar *v = l->owned.at[--l->owned.n];
        CoreStmt *s = core_stmt(l->arena, CS_RELEASE, 0);
        s->u.release.var = v;
        put_stmt(l, s);
        if (!l->dead && core_ref_kind(v->type) == TY_CORO)
            release_before_await(l->out, v);
        set_unused(l, v);
    }
}

/* x = await create_task(f()): the coroutine object is given up before the await, not kept in the frame until it is
 * over. The last statement is its release. */
static void release_before_await(CoreStmts *out, const CoreVar *v)
{
    int i = out->n - 1;
    CoreStmt *release = out->at[i];

    while (i > 0 && out->at[i]->kind == CS_RELEASE)
        i--;
    const CoreStmt *await = out->at[i];
    if (await->kind != CS_AWAIT || await->u.await.kind != AWAIT_OBJECT || await->u.await.object == v || await->u.await.dest == v)
        return;
    memmove(&out->at[i + 1], &out->at[i], (size_t)(out->n - 1 - i) * sizeof out->at[0]);
    out->at[i] = release;
}

/* The statement that made `x` may put its result straight into `v`. */
static bool retarget(Lower *l, const CoreExpr *x, CoreVar *v)
{
    if (x->kind != CE_VAR || x->u.var->kind != VAR_TEMP || l->out->n == 0 || v->interrupted || type_counted(v->type) || !core_same_storage(x->type, v->type))
        return false;
    CoreStmt *s = vec_last(l->out);
    CoreVar **dest = s->kind == CS_OP ? &s->u.op.dest : s->kind == CS_CALL ? &s->u.call.dest
                   : s->kind == CS_AWAIT ? &s->u.await.dest : NULL;
    if (!dest || *dest != x->u.var)
        return false;
    *dest = v;
    return true;
}

static void set_raw(Lower *l, CoreVar *v, CoreExpr *x, bool owned)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_SET);
    s->u.set.var = v;
    s->u.set.value = core_conv(l->arena, x, v->type);
    s->u.set.owned = owned;
    put_stmt(l, s);
}

void set_var(Lower *l, CoreVar *v, CoreExpr *x)
{
    if (x->kind == CE_VAR && x->u.var == v)
        return;
    if (retarget(l, x, v))
        return;
    set_raw(l, v, x, take(l, x));
}

void set_copy(Lower *l, CoreVar *v, CoreExpr *x)
{
    set_raw(l, v, x, false);
}

void set_fresh(Lower *l, CoreVar *v, CoreExpr *x)
{
    set_raw(l, v, x, take(l, x));
}

static bool is_constant(const CoreExpr *x)
{
    x = core_bare(x);
    return x->kind == CE_NONE || x->kind == CE_BOOL || x->kind == CE_INT || x->kind == CE_FLOAT || x->kind == CE_STR ||
           x->kind == CE_CTEXT || x->kind == CE_FUNC || x->kind == CE_CLASS ||
           x->kind == CE_ENTRY;
}

CoreExpr *hold(Lower *l, CoreExpr *x)
{
    if (is_constant(x) || (core_bare(x)->kind == CE_VAR && core_bare(x)->u.var->kind == VAR_TEMP))
        return x;
    CoreVar *t = temp(l, x->type, type_counted(x->type));       /* apart: such a one may borrow */
    set_raw(l, t, x, false);
    own(l, t);
    return core_var(l->arena, t);
}

CoreExpr *in_var(Lower *l, CoreExpr *x)
{
    return x->kind == CE_VAR || is_constant(x) ? x : hold(l, x);
}

static void note_dirty(Lower *l, Landing *landing, CoreVar *v)
{
    for (int i = 0; i < landing->dirty.n; i++)
        if (landing->dirty.at[i] == v)
            return;
    vec_push(l->arena, &landing->dirty, v);
}

CoreBlock *raise_to(Lower *l)
{
    Landing *landing = l->landing;

    if (!landing)
        return NULL;
    for (int i = landing->base; i < l->owned.n; i++)
        note_dirty(l, landing, l->owned.at[i]);
    for (int i = landing->iterators; i < l->iterators.n; i++)
        note_dirty(l, landing, l->iterators.at[i]);
    return landing->block;
}

static CoreExpr *operation(Lower *l, const char *name, const char *cast, const Type *type, bool raises, const CoreExprs *args)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_OP);
    CoreVar *t = NULL;

    s->u.op.name = name;
    s->u.op.cast = cast;
    s->u.op.args = *args;
    s->u.op.raises = raises;
    s->u.op.to = raises ? raise_to(l) : NULL;
    if (type)
        s->u.op.dest = t = new_temp(l, type);
    put_stmt(l, s);
    if (!t)
        return core_none(l->arena);
    own(l, t);
    return core_var(l->arena, t);
}

CoreExpr *op_args(Lower *l, const char *name, const Type *type, bool raises, const CoreExprs *args)
{
    return operation(l, name, NULL, type, raises, args);
}

CoreExpr *op_cast(Lower *l, const char *name, const char *cast, const Type *type, const CoreExprs *args)
{
    return operation(l, name, cast, type, false, args);
}

CoreExpr *op(Lower *l, const char *name, const Type *type, bool raises, int n, ...)
{
    CoreExprs args = {0};
    va_list list;

    va_start(list, n);
    for (int i = 0; i < n; i++)
        vec_push(l->arena, &args, va_arg(list, CoreExpr *));
    va_end(list);
    return op_args(l, name, type, raises, &args);
}

void leave(Lower *l, CoreBlock *b)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_LEAVE);
    s->u.leave.block = b;
    put_stmt(l, s);
    l->dead = true;
}

CoreExpr *any(Lower *l, CoreExpr *x)
{
    return core_conv(l->arena, x, type_any);
}

void raise_text(Lower *l, const char *type, const char *text)
{
    CoreExpr *quoted = core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", text), type_none);
    op(l, "ac_raise_text", NULL, true, 2, core_ctext(l->arena, arena_printf(l->arena, "&%s", type), type_none), quoted);
}
