/* pool.c: what @pool(n) says: of a coroutine of the program there are at most n at a time. The library's @_within: there is
 * one at a time in each frame that makes them.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

enum { POOL_MAX = 65535 };

/* @pool(4) */
static int read_number(const Expr *d)
{
    const Arg *arg = d->kind == EXPR_CALL && d->u.call.args.n == 1 ? &d->u.call.args.at[0] : NULL;
    const Expr *n = arg && !arg->name && arg->value->kind == EXPR_INT ? arg->value : NULL;

    if (!n || n->u.integer.too_big || n->u.integer.value < 1 || n->u.integer.value > POOL_MAX)
        return 0;
    return (int)n->u.integer.value;
}

/* Its def runs once: it is of a module, or of a class of one. */
static bool is_defined_once(const FuncInfo *f)
{
    const Scope *around = f->scope->parent;

    return around->kind == SCOPE_MODULE || (around->kind == SCOPE_CLASS && around->parent->kind == SCOPE_MODULE);
}

void pool_function(Infer *in, FuncInfo *f)
{
    const Expr *d = names_decorator(in->names, f->module, &f->ast->decorators, "pool");

    f->within = f->module->library && names_decorator(in->names, f->module, &f->ast->decorators, "_within");
    if (!d)
        return;
    f->pool = read_number(d);
    in->program->has_pools = true;
    if (!f->pool)
        diag_error(in->diag, d->span, "@pool takes the number of coroutines, written out, from 1 to %d", POOL_MAX);
    if (!func_is_coroutine(f) || f->ext || f->ast->decorators.n > 1 || !is_defined_once(f))
        diag_error(in->diag, f->ast->name_span, "only a coroutine of a module or of its class, with no other decorator, has a pool");
}
