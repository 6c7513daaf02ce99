/* lower_cond.c: truth, `and`, `or`, `not` and if-else: as conditions and as values.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

/* ---- truth ---- */

static CoreExpr *not_null(Lower *l, CoreExpr *x)
{
    return core_binary(l->arena, "!=", x, core_none(l->arena), type_bool);
}

/* The object's own truth, when it is not None; NULL: always true. */
static CoreExpr *ref_truth(Lower *l, CoreExpr *x, TypeKind kind)
{
    CoreExpr *zero = core_int(l->arena, 0);
    switch (kind) {
    case TY_STR:   return core_binary(l->arena, "!=", core_member(l->arena, x, "AcStr", "bytes", type_int), zero, type_bool);
    case TY_SET: case TY_FROZENSET: return core_binary(l->arena, "!=", core_member(l->arena, x, "AcSet", "n", type_int), zero, type_bool);
    case TY_DICT:  return core_binary(l->arena, "!=", core_member(l->arena, x, "AcDict", "n", type_int), zero, type_bool);
    case TY_LIST:  return core_binary(l->arena, "!=", core_member(l->arena, x, "AcList", "n", type_int), zero, type_bool);
    case TY_TUPLE: return core_binary(l->arena, "!=", core_member(l->arena, x, "AcTuple", "n", type_int), zero, type_bool);
    case TY_BYTES: case TY_BYTEARRAY: case TY_MEMORYVIEW:
        return core_binary(l->arena, "!=", core_member(l->arena, x, "AcBytes", "n", type_int), zero, type_bool);
    case TY_RANGE: return core_binary(l->arena, "!=", core_pure(l->arena, "ac_range_len", type_int, 1, x), zero, type_bool);
    default:       return NULL;
    }
}

static bool has_truth(const Type *bare)
{
    return bare->kind == TY_INST && (bare->u.class->slot[SLOT_TRUTH] || bare->u.class->is_exception);
}

CoreExpr *lower_truth(Lower *l, CoreExpr *x)
{
    const Type *t = x->type;
    bool none = type_has(t, TY_NONE);
    const Type *bare = none ? type_without(t, type_none) : t;

    switch (type_rep(t)) {
    case REP_BOOL:  return x;
    case REP_INT:   return core_binary(l->arena, "!=", x, core_int(l->arena, 0), type_bool);
    case REP_FLOAT: return core_binary(l->arena, "!=", x, core_float(l->arena, 0), type_bool);
    case REP_VALUE: return op(l, "ac_value_truth", type_bool, true, 1, x);
    default: break;
    }
    if (t->kind == TY_NONE || t->kind == TY_NEVER)
        return core_bool(l->arena, false);
    if (bare->kind == TY_UNION || has_truth(bare))
        return op(l, "ac_value_truth", type_bool, true, 1, any(l, x));
    if (none)
        x = in_var(l, x);
    CoreExpr *own_truth = ref_truth(l, x, bare->kind);
    if (!none)
        return own_truth ? own_truth : core_bool(l->arena, true);
    return own_truth ? core_binary(l->arena, "&&", not_null(l, x), own_truth, type_bool) : not_null(l, x);
}

/* Lowers into a list of its own: pure when the list stays empty. */
static CoreExpr *lower_aside(Lower *l, const Expr *e, CoreStmts *side, CoreExpr *(*how)(Lower *, const Expr *))
{
    CoreStmts *old = push_out(l, side);
    CoreExpr *x = how(l, e);
    pop_out(l, old);
    return x;
}

/* x and (or) y as conditions; y's statements stand in `side`. */
CoreExpr *join_conds(Lower *l, CoreExpr *x, CoreExpr *y, CoreStmts *side, bool is_and, int mark)
{
    bool dead = l->dead;                        /* y never comes to an end: x may all the same */

    l->dead = false;
    if (side->n == 0 && !dead)
        return core_binary(l->arena, is_and ? "&&" : "||", x, y, type_bool);
    CoreVar *t = new_temp(l, type_bool);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    set_var(l, t, x);
    branch->u.branch.cond = is_and ? core_var(l->arena, t) : core_unary(l->arena, "!", core_var(l->arena, t), type_bool);
    branch->u.branch.then = *side;
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    l->dead = dead;
    set_fresh(l, t, y);
    release_to(l, mark);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
    return core_var(l->arena, t);
}

static CoreExpr *cond_logic(Lower *l, const Expr *e)
{
    bool is_and = e->kind == EXPR_AND;
    CoreExpr *x = lower_cond(l, e->u.list.at[0]);

    for (int i = 1; i < e->u.list.n; i++) {
        int flags = info_of(l, e->u.list.at[i - 1])->flags;
        if (flags & (is_and ? XF_ALWAYS_FALSE : XF_ALWAYS_TRUE))
            break;                              /* the rest is never evaluated */
        CoreStmts side = {0};
        int mark = l->owned.n;
        CoreExpr *y = lower_aside(l, e->u.list.at[i], &side, lower_cond);
        x = join_conds(l, x, y, &side, is_and, mark);
    }
    return x;
}

CoreExpr *lower_cond(Lower *l, const Expr *e)
{
    const ExprInfo *info = info_of(l, e);

    if (info->flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE)) {
        if (may_run_code(l, e) && info->type)
            lower_expr(l, e);
        return core_bool(l->arena, (info->flags & XF_ALWAYS_TRUE) != 0);
    }
    if (e->kind == EXPR_AND || e->kind == EXPR_OR)
        return cond_logic(l, e);
    return lower_truth(l, lower_expr(l, e));
}

/* ---- and, or, if-else as values ---- */

CoreExpr *value_logic(Lower *l, const Expr *e, int from, const Type *type)
{
    const Expr *part = e->u.list.at[from];
    bool is_and = e->kind == EXPR_AND;
    CoreVar *result = new_temp(l, type);
    CoreExpr *x = lower_expr(l, part);

    if (from == e->u.list.n - 1 || l->dead)
        return core_conv(l->arena, x, type);
    x = in_var(l, x);
    CoreExpr *truth = in_var(l, lower_truth(l, x));
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    branch->u.branch.cond = is_and ? core_unary(l->arena, "!", truth, type_bool) : truth;
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    set_copy(l, result, x);                     /* its own reference: x is released on both ways */
    l->out = &branch->u.branch.els;
    int mark = l->owned.n;
    CoreExpr *rest = value_logic(l, e, from + 1, type);
    set_fresh(l, result, rest);
    release_to(l, mark);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
    own(l, result);
    return core_var(l->arena, result);
}

CoreExpr *lower_ternary(Lower *l, const Expr *e)
{
    const ExprInfo *cond = info_of(l, e->u.ternary.cond);
    const Type *type = info_of(l, e)->type;

    if (cond->flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE)) {
        lower_cond(l, e->u.ternary.cond);
        return core_conv(l->arena, lower_expr(l, cond->flags & XF_ALWAYS_TRUE ? e->u.ternary.then : e->u.ternary.els), type);
    }
    CoreExpr *test = lower_cond(l, e->u.ternary.cond);
    CoreStmts yes = {0}, no = {0};
    int mark = l->owned.n;
    CoreExpr *a = lower_aside(l, e->u.ternary.then, &yes, lower_expr);
    bool dead_yes = l->dead;
    l->dead = false;
    int middle = l->owned.n;
    CoreExpr *b = lower_aside(l, e->u.ternary.els, &no, lower_expr);
    bool dead_no = l->dead;
    l->dead = false;
    if (!yes.n && !no.n && !type_counted(type) && !dead_yes && !dead_no)
        return core_cond(l->arena, test, core_conv(l->arena, a, type), core_conv(l->arena, b, type));
    CoreVar *result = new_temp(l, type);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    branch->u.branch.cond = test;
    branch->u.branch.then = yes;
    branch->u.branch.els = no;
    CoreStmts *old = push_out(l, &branch->u.branch.els);
    l->dead = dead_no;
    set_fresh(l, result, b);
    release_to(l, middle < l->owned.n ? middle : l->owned.n);
    l->out = &branch->u.branch.then;
    l->dead = dead_yes;
    set_fresh(l, result, a);
    release_to(l, mark);
    pop_out(l, old);
    l->dead = dead_yes && dead_no;
    put_stmt(l, branch);
    own(l, result);
    return core_var(l->arena, result);
}
