/* lower_append.c: strings that grow where they lie: x += y, x = x + y, and a + b + c.
 *
 * The runtime appends in place to a string of one reference. So the place itself is passed, where the value that
 * was read is still what it holds; else both are, and the runtime looks.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

static bool is_str(const Type *t) { return t && t->kind == TY_STR; }

/* x, before `follows` is computed. */
CoreExpr *lower_before(Lower *l, const Expr *x, const Expr *follows)
{
    CoreExpr *value = lower_expr(l, x);

    return is_str(value->type) && stays(value, follows) ? value : fix(l, value, may_run_code(l, follows));
}

/* place = old + x, where `old` is what the place held. False: they are no strings, nothing was done. */
bool lower_append(Lower *l, CoreVar *place, CoreExpr *old, CoreExpr *x)
{
    if (!place || !is_str(place->type) || !is_str(old->type) || !is_str(x->type))
        return false;
    if (old->kind == CE_VAR && old->u.var->kind == VAR_TEMP && old->u.var != place)
        op(l, "ac_str_append_to", NULL, true, 3, core_addr(l->arena, place), core_addr(l->arena, old->u.var), x);
    else
        op(l, "ac_str_append", NULL, true, 2, core_addr(l->arena, place), x);
    return true;
}

/* The variable of a name that may be appended to, or NULL. */
CoreVar *lower_append_place(Lower *l, const Expr *name)
{
    const Symbol *s = name->kind == EXPR_NAME ? names_of(l->program->names, name) : NULL;

    return s ? lower_var_of(l, s) : NULL;
}

/* x = x + y. */
bool lower_assign_appended(Lower *l, const Expr *target, const Expr *value)
{
    if (value->kind != EXPR_BINARY || value->u.binary.op != BIN_ADD || value->u.binary.left->kind != EXPR_NAME)
        return false;

    const Expr *left = value->u.binary.left, *right = value->u.binary.right;
    CoreVar *place = lower_append_place(l, target);
    if (!place || names_of(l->program->names, left) != names_of(l->program->names, target) || !is_str(place->type) ||
        !is_str(info_of(l, right)->type))
        return false;
    CoreExpr *old = lower_before(l, left, right);
    CoreExpr *x = lower_expr(l, right);
    return lower_append(l, place, old, x) || l->dead;
}

/* Was x, a string, made by the statement that was put down last, behind the first n? Then nobody else has it. */
bool lower_is_fresh_str(const Lower *l, int n, const CoreExpr *x)
{
    if (l->out->n <= n || x->kind != CE_VAR || x->u.var->kind != VAR_TEMP || !is_str(x->type))
        return false;
    const CoreStmt *s = vec_last(l->out);
    return (s->kind == CS_OP && s->u.op.dest == x->u.var) || (s->kind == CS_CALL && s->u.call.dest == x->u.var);
}
