/* infer_op.c: operators and comparisons.
 *
 * An operation on a union is typed for each combination of atoms; combinations that Python refuses add
 * nothing and raise at run time. If every combination is refused, it is an error here.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

/* ---- operators ---- */

static bool numeric(const Type *t) { return t->kind == TY_INT || t->kind == TY_BOOL || t->kind == TY_FLOAT; }
bool is_integral(const Type *t) { return t->kind == TY_INT || t->kind == TY_BOOL; }

static const Type *arithmetic(BinOp op, const Type *l, const Type *r, const Expr *at)
{
    bool ints = is_integral(l) && is_integral(r);
    bool bools = l->kind == TY_BOOL && r->kind == TY_BOOL;

    switch (op) {
    case BIN_TRUEDIV: return type_float;
    case BIN_POW:
        if (ints && at && at->kind == EXPR_BINARY && at->u.binary.right->kind == EXPR_UNARY &&
            at->u.binary.right->u.unary.op == UN_NEG)
            return type_float;                      /* 2 ** -1 */
        return ints ? type_int : type_float;
    case BIN_LSHIFT: case BIN_RSHIFT: return ints ? type_int : NULL;
    case BIN_AND: case BIN_OR: case BIN_XOR: return bools ? type_bool : ints ? type_int : NULL;
    case BIN_MATMUL: return NULL;
    default: return ints ? type_int : type_float;
    }
}

static const Type *list_concat(const Type *l, const Type *r)
{
    cell_unify(l->u.cell, r->u.cell);
    return type_list(l->u.cell);
}

static const Type *tuple_concat(Infer *in, const Type *l, const Type *r)
{
    int n = l->u.parts.n + r->u.parts.n;
    const Type *all = type_never;
    const Type **parts = arena_array(in->arena, const Type *, n + 1);

    for (int i = 0; i < n; i++) {
        parts[i] = i < l->u.parts.n ? l->u.parts.at[i] : r->u.parts.at[i - l->u.parts.n];
        all = type_join(all, parts[i]);
    }
    if (l->u.parts.open || r->u.parts.open || n > 32)
        return type_tuple_open(all);
    return type_tuple(parts, n);
}

static const Type *tuple_repeat(const Type *t)
{
    const Type *all = type_never;
    for (int i = 0; i < t->u.parts.n; i++)
        all = type_join(all, t->u.parts.at[i]);
    return type_tuple_open(all);
}

/* NULL: Python raises TypeError. */
static const Type *binary_atoms(Infer *in, BinOp op, const Type *l, const Type *r, const Expr *at)
{
    if (numeric(l) && numeric(r))
        return arithmetic(op, l, r, at);
    if (op == BIN_ADD && l->kind == TY_STR && r->kind == TY_STR)
        return type_str;
    if (op == BIN_MOD && l->kind == TY_STR)
        return type_str;
    if (op == BIN_ADD && l->kind == TY_LIST && r->kind == TY_LIST)
        return list_concat(l, r);
    if (op == BIN_ADD && l->kind == TY_TUPLE && r->kind == TY_TUPLE)
        return tuple_concat(in, l, r);
    if (op != BIN_MUL)
        return NULL;
    if (is_integral(l)) {
        const Type *swap = l;
        l = r;
        r = swap;
    }
    if (!is_integral(r))
        return NULL;
    return l->kind == TY_STR || l->kind == TY_LIST ? l : l->kind == TY_TUPLE ? tuple_repeat(l) : NULL;
}

static const char *const op_methods[BIN_OPS] = {
    "__add__", "__sub__", "__mul__", "__truediv__", "__floordiv__", "__mod__", "__pow__", "__lshift__",
    "__rshift__", "__and__", "__or__", "__xor__", "__matmul__",
};

static const Type *operator_method(Infer *in, const Expr *at, BinOp op, const Type *l, const Type *r)
{
    CallInfo *call = NULL;
    const Type *args[1] = { r };
    const Type *t;

    if (l->kind != TY_INST || l->u.class->is_exception || !class_member(l->u.class, intern(op_methods[op]), NULL))
        return NULL;
    t = infer_method(in, at, l, intern(op_methods[op]), args, 1, &call);
    info_of(in, at)->call = call;
    return t;
}

const Type *infer_binary(Infer *in, BinOp op, const Type *l, const Type *r, const Expr *at, bool inplace)
{
    const Type *result = type_never;
    bool some = false;

    if (l->kind == TY_NEVER || r->kind == TY_NEVER)
        return type_never;
    if (l->kind == TY_ERROR || r->kind == TY_ERROR)
        return type_error;
    const Type *method = operator_method(in, at, op, l, r);
    if (method)
        return method;
    for (int i = 0; i < type_atoms(l); i++)
        for (int k = 0; k < type_atoms(r); k++) {
            const Type *a = type_norm(type_atom(l, i)), *b = type_norm(type_atom(r, k)), *t;
            if (inplace && op == BIN_ADD && a->kind == TY_LIST && b->kind != TY_LIST) {
                t = iter_elem(in, b, at->span);     /* list += iterable */
                cell_add(a->u.cell, t);
                t = a;
            } else {
                t = binary_atoms(in, op, a, b, at);
            }
            some |= t != NULL;
            if (t)
                result = type_join(result, t);
        }
    if (some)
        return result;
    infer_report(in, at->span, "unsupported operand types for %s: '%s' and '%s'", binop_text(op),
                 type_text(in->arena, l), type_text(in->arena, r));
    if (op == BIN_ADD && (l->kind == TY_STR) != (r->kind == TY_STR))
        infer_help(in, "convert with str(...) first");
    return type_error;
}

const Type *infer_binary_expr(Infer *in, const Expr *e)
{
    const Type *l = infer_expr(in, e->u.binary.left);
    const Type *r = infer_expr(in, e->u.binary.right);
    return infer_binary(in, e->u.binary.op, l, r, e, false);
}

static const Type *unary_atom(UnOp op, const Type *t)
{
    if (op == UN_NOT)
        return type_bool;
    if (is_integral(t))
        return type_int;
    return t->kind == TY_FLOAT && op != UN_INVERT ? type_float : NULL;
}

const Type *infer_unary(Infer *in, const Expr *e)
{
    const Type *t = infer_expr(in, e->u.unary.operand), *result = type_never;

    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return t;
    if (e->u.unary.op == UN_NOT) {
        int flags = info_of(in, e->u.unary.operand)->flags;
        set_truth(in, e, flags & XF_ALWAYS_TRUE ? 0 : flags & XF_ALWAYS_FALSE ? 1 : -1);
        return type_bool;
    }
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *r = unary_atom(e->u.unary.op, type_atom(t, i));
        if (r)
            result = type_join(result, r);
    }
    if (result->kind == TY_NEVER) {
        infer_report(in, e->span, "bad operand type for unary %s: '%s'", unop_text(e->u.unary.op), type_text(in->arena, t));
        return type_error;
    }
    return result;
}

/* ---- comparison ---- */

static bool orderable(const Type *a, const Type *b)
{
    if (numeric(a) && numeric(b))
        return true;
    return a->kind == b->kind && (a->kind == TY_STR || a->kind == TY_LIST || a->kind == TY_TUPLE);
}

static bool some_orderable(const Type *l, const Type *r)
{
    for (int i = 0; i < type_atoms(l); i++)
        for (int k = 0; k < type_atoms(r); k++)
            if (orderable(type_atom(l, i), type_atom(r, k)))
                return true;
    return false;
}

static const char *compare_method(CmpOp op)
{
    static const char *const names[] = { "__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__" };
    return op <= CMP_NE ? names[op] : NULL;
}

static void check_in(Infer *in, const Expr *e, const Type *item, const Type *container)
{
    for (int i = 0; i < type_atoms(container); i++) {
        const Type *c = type_atom(container, i);
        if (c->kind == TY_LIST || c->kind == TY_TUPLE || c->kind == TY_RANGE || c->kind == TY_STR || c->kind == TY_ITER)
            return;
        if (c->kind == TY_INST && class_member(c->u.class, intern("__contains__"), NULL)) {
            infer_report(in, e->span, "__contains__ is not compiled yet");
            return;
        }
    }
    infer_report(in, e->span, "argument of type '%s' is not iterable", type_text(in->arena, container));
    (void)item;
}

static void check_compare(Infer *in, const Expr *e, CmpOp op, const Type *l, const Type *r)
{
    if (l->kind == TY_NEVER || r->kind == TY_NEVER || l->kind == TY_ERROR || r->kind == TY_ERROR)
        return;
    if (op == CMP_IN || op == CMP_NOT_IN) {
        check_in(in, e, l, r);
        return;
    }
    const char *method = compare_method(op);
    if (method && l->kind == TY_INST && class_member(l->u.class, intern(method), NULL) && op != CMP_EQ && op != CMP_NE) {
        infer_report(in, e->span, "%s is not compiled yet", method);
        return;
    }
    if (op <= CMP_GE && !some_orderable(l, r))
        infer_report(in, e->span, "'%s' is not supported between '%s' and '%s'", cmpop_text(op),
                     type_text(in->arena, l), type_text(in->arena, r));
}

/* `x is None` decided by the type of x: 1, 0, or -1. */
static int none_test(const Type *t)
{
    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return -1;
    if (t->kind == TY_NONE)
        return 1;
    return type_has(t, TY_NONE) ? -1 : 0;
}

const Type *infer_compare(Infer *in, const Expr *e)
{
    const Type *left = infer_expr(in, e->u.compare.first);
    bool dead = left->kind == TY_NEVER;

    for (int i = 0; i < e->u.compare.ops.n; i++) {
        const Type *right = infer_expr(in, e->u.compare.rest.at[i]);
        CmpOp op = e->u.compare.ops.at[i];
        dead |= right->kind == TY_NEVER && i == 0;
        check_compare(in, e, op, left, right);
        if (e->u.compare.ops.n == 1 && right->kind == TY_NONE && (op == CMP_IS || op == CMP_IS_NOT)) {
            int truth = none_test(left);
            set_truth(in, e, truth < 0 ? -1 : op == CMP_IS ? truth : !truth);
        }
        left = right;
    }
    return dead ? type_never : type_bool;
}
