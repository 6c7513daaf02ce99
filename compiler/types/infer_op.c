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
    if (op == BIN_MOD && (l->kind == TY_STR || l->kind == TY_BYTES || l->kind == TY_BYTEARRAY))
        return has_name_of(r, TY_TUPLE) ? NULL : l;
    if (op == BIN_ADD && (l->kind == TY_BYTES || l->kind == TY_BYTEARRAY) && type_is_bytes(r))
        return l;
    if (op == BIN_ADD && l->kind == TY_LIST && r->kind == TY_LIST)
        return list_concat(l, r);
    if (op == BIN_ADD && l->kind == TY_TUPLE && r->kind == TY_TUPLE)
        return tuple_concat(in, l, r);
    if (op == BIN_OR && l->kind == TY_DICT && r->kind == TY_DICT)
        return type_join(l, r);
    if (type_is_set(l) || type_is_set(r) || l->kind == TY_VIEW || r->kind == TY_VIEW)
        return set_operation(in, op, l, r, at, false);
    if (op != BIN_MUL)
        return NULL;
    if (is_integral(l)) {
        const Type *swap = l;
        l = r;
        r = swap;
    }
    if (!is_integral(r))
        return NULL;
    return l->kind == TY_STR || l->kind == TY_LIST || l->kind == TY_BYTES || l->kind == TY_BYTEARRAY ? l : l->kind == TY_TUPLE ? tuple_repeat(l) : NULL;
}

static const Type *builtin_pair(Infer *in, BinOp op, const Type *a, const Type *b, const Expr *at, bool inplace)
{
    if (inplace && op == BIN_ADD && a->kind == TY_LIST && b->kind != TY_LIST) {
        const Type *item = iter_atom(in, b);                    /* list += iterable */
        if (item)
            cell_add(a->u.cell, item);
        return item ? a : NULL;
    }
    if (inplace && op == BIN_OR && a->kind == TY_DICT)
        return dict_put_all(in, at, a, b) ? a : NULL;
    return inplace && type_is_set(a) ? set_operation(in, op, a, b, at, true) : binary_atoms(in, op, a, b, at);
}

/* Only then are there special methods to ask. */
static bool some_objects(const Type *l, const Type *r)
{
    return type_has(l, TY_INST) || type_has(r, TY_INST);
}

/* `at` is the operation, or the target of an augmented assignment. */
const Type *infer_binary(Infer *in, BinOp op, const Type *l, const Type *r, const Expr *at, bool inplace)
{
    SpecialCall special = { .role = inplace ? CALL_OPERATE : CALL_AS_WRITTEN, .reflected_role = CALL_REFLECTED };

    if (l->kind == TY_NEVER || r->kind == TY_NEVER)
        return type_never;
    if (l->kind == TY_ERROR || r->kind == TY_ERROR)
        return type_error;
    if (some_objects(l, r)) {
        special.forward = operator_method(op, METHOD_FORWARD);
        special.reflected = operator_method(op, METHOD_REFLECTED);
        special.inplace = inplace ? operator_method(op, METHOD_INPLACE) : NULL;
    }
    const Type *result = infer_special(in, &special, at, l, r);
    bool some = special_found(&special);
    for (int i = 0; i < type_atoms(l); i++)
        for (int k = 0; k < type_atoms(r); k++) {
            const Type *a = type_norm(type_atom(l, i)), *b = type_norm(type_atom(r, k));
            const Type *t = special_covers(&special, a, b) ? NULL : builtin_pair(in, op, a, b, at, inplace);
            some |= t != NULL;
            if (t)
                result = type_join(result, t);
        }
    if (some)
        return result;
    if (infer_expected(in, at->span, MISTAKE_TYPE))
        return type_never;
    infer_report(in, at->span, "unsupported operand types for %s: '%s' and '%s'", binop_text(op),
                 type_text(in->arena, l), type_text(in->arena, r));
    if (op == BIN_ADD && (l->kind == TY_STR) != (r->kind == TY_STR))
        infer_help(in, "convert with str(...) first");
    return type_error;
}

/* A class, or None for its class. */
static const Type *class_operand(const Type *t)
{
    return t->kind == TY_NONE ? type_class(builtin_class_of(TY_NONE)) : t;
}

/* int | str | None where classes are asked for: the tuple of them. NULL: it is no such thing. */
static const Type *union_of_classes(Infer *in, const Type *l, const Type *r)
{
    int n = l->kind == TY_TUPLE ? l->u.parts.n : 1;
    const Type **parts = arena_array(in->arena, const Type *, n + 1);

    for (int i = 0; i < n; i++)
        parts[i] = l->kind == TY_TUPLE ? l->u.parts.at[i] : class_operand(l);
    parts[n] = class_operand(r);
    for (int i = 0; i <= n; i++)
        if (parts[i]->kind != TY_CLASS)
            return NULL;
    return type_tuple(parts, n + 1);
}

const Type *infer_binary_expr(Infer *in, const Expr *e)
{
    bool classes = e == in->classes && e->u.binary.op == BIN_OR;

    if (classes)
        in->classes = e->u.binary.left;             /* int | str of int | str | None */
    const Type *l = infer_expr(in, e->u.binary.left);
    const Type *r = infer_expr(in, e->u.binary.right);
    const Type *asked = classes ? union_of_classes(in, l, r) : NULL;
    if (asked)
        return asked;
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
    static const char *const methods[] = { "__neg__", "__pos__", "__invert__" };
    CallInfo *call = NULL;
    const Type *special = infer_special_unary(in, &call, e, t, intern(methods[e->u.unary.op]));
    if (special)
        call_set(in, e, CALL_AS_WRITTEN, call);
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *r = unary_atom(e->u.unary.op, type_atom(t, i));
        if (r)
            result = type_join(result, r);
    }
    if (special)
        return type_join(result, special);
    if (result->kind == TY_NEVER && infer_expected(in, e->span, MISTAKE_TYPE))
        return type_never;
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
    if (type_is_bytes(a) && type_is_bytes(b))
        return a->kind != TY_MEMORYVIEW && b->kind != TY_MEMORYVIEW;
    if (type_is_set(a) || a->kind == TY_VIEW)
        return type_is_set(b) || b->kind == TY_VIEW;
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

/* item in container. The container's class may say. */
static void infer_in(Infer *in, const Expr *right, const Type *item, const Type *container)
{
    CallInfo *call = call_new(in), *one = NULL;
    const Type *args[1] = { item };
    bool some = false;

    call->on_receiver = true;
    for (int i = 0; i < type_atoms(container); i++) {
        const Type *c = type_norm(type_atom(container, i));
        if (has_method(c, intern("__contains__"))) {
            infer_method(in, right, c, intern("__contains__"), args, 1, &one);
            for (int k = 0; k < one->targets.n; k++)
                vec_push(call_arena(in), &call->targets, one->targets.at[k]);
        }
        some |= iter_atom(in, c) != NULL;
        if (iter_atom(in, c))
            classes_compared(in, type_join(item, iter_atom(in, c)));
    }
    if (call->targets.n)
        call_set(in, right, CALL_COMPARE, call);
    else if (!some && !infer_expected(in, right->span, MISTAKE_TYPE))
        infer_report(in, right->span, "argument of type '%s' is not iterable", type_text(in->arena, container));
}

/* l op r, where r is the value of `right`. What the methods of classes give may be no bool. */
static const Type *infer_compare_pair(Infer *in, const Expr *right, CmpOp op, const Type *l, const Type *r)
{
    SpecialCall special = { .role = CALL_COMPARE, .reflected_role = CALL_COMPARE_REFLECTED };

    if (l->kind == TY_NEVER || r->kind == TY_NEVER || l->kind == TY_ERROR || r->kind == TY_ERROR || op > CMP_NOT_IN)
        return type_bool;
    if (op == CMP_IN || op == CMP_NOT_IN) {
        infer_in(in, right, l, r);
        return type_bool;
    }
    if (op == CMP_IS || op == CMP_IS_NOT)
        return type_bool;
    if (some_objects(l, r)) {
        special.forward = compare_method(op, false);
        special.reflected = compare_method(op, true);
    }
    if (op == CMP_NE) {                         /* without __ne__ it is the contrary of == */
        special.inplace = special.forward;
        special.forward = special.reflected = compare_method(CMP_EQ, false);
    }
    const Type *result = infer_special(in, &special, right, l, r);
    if (some_orderable(l, r) || op >= CMP_EQ) {
        classes_compared(in, type_join(l, r));
        return type_join(result, type_bool);
    }
    if (special_found(&special))
        return result->kind == TY_NEVER ? type_bool : result;
    if (infer_expected(in, right->span, MISTAKE_TYPE))
        return type_bool;
    infer_report(in, right->span, "'%s' is not supported between '%s' and '%s'", cmpop_text(op), type_text(in->arena, l),
                 type_text(in->arena, r));
    return type_error;
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
    const Type *result = type_bool;
    bool dead = left->kind == TY_NEVER;
    Env out = { NULL };                         /* the chain ends early */

    for (int i = 0; i < e->u.compare.ops.n; i++) {
        if (i > 0)
            out = env_join(in, out, env_copy(in, in->env));
        const Type *right = infer_expr(in, e->u.compare.rest.at[i]);
        CmpOp op = e->u.compare.ops.at[i];
        dead |= right->kind == TY_NEVER && i == 0;
        result = infer_compare_pair(in, e->u.compare.rest.at[i], op, left, right);
        facts_between(in, left, right);
        if (e->u.compare.ops.n == 1 && right->kind == TY_NONE && (op == CMP_IS || op == CMP_IS_NOT)) {
            int truth = none_test(left);
            set_truth(in, e, truth < 0 ? -1 : op == CMP_IS ? truth : !truth);
        }
        left = right;
    }
    in->env = env_join(in, in->env, out);
    if (e->u.compare.ops.n > 1 && result->kind != TY_ERROR)
        result = type_bool;
    return dead ? type_never : result;
}
