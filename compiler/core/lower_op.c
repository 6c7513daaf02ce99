/* lower_op.c: operators and comparisons.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/intern.h"

/* ---- numbers ---- */

CoreExpr *to_int(Lower *l, CoreExpr *x)
{
    return x->type->kind == TY_BOOL ? core_unary(l->arena, "(ac_int)", x, type_int) : core_conv(l->arena, x, type_int);
}

CoreExpr *to_float(Lower *l, CoreExpr *x)
{
    if (x->type->kind == TY_INT || x->type->kind == TY_BOOL)
        return core_unary(l->arena, "(ac_float)", x, type_float);
    return core_conv(l->arena, x, type_float);
}

static CoreExpr *int_op(Lower *l, BinOp kind, CoreExpr *a, CoreExpr *b, const Type *result)
{
    static const char *const names[] = {
        [BIN_ADD] = "ac_int_add", [BIN_SUB] = "ac_int_sub", [BIN_MUL] = "ac_int_mul", [BIN_FLOORDIV] = "ac_int_floordiv",
        [BIN_MOD] = "ac_int_mod", [BIN_POW] = "ac_int_pow", [BIN_LSHIFT] = "ac_int_lshift", [BIN_RSHIFT] = "ac_int_rshift",
        [BIN_MATMUL] = NULL,
    };
    if (kind == BIN_TRUEDIV)
        return op(l, "ac_int_truediv", type_float, true, 2, to_int(l, a), to_int(l, b));
    if (kind == BIN_AND || kind == BIN_OR || kind == BIN_XOR) {
        const char *c_op = kind == BIN_AND ? "&" : kind == BIN_OR ? "|" : "^";
        if (result->kind == TY_BOOL)
            return core_binary(l->arena, kind == BIN_XOR ? "!=" : kind == BIN_AND ? "&&" : "||", a, b, type_bool);
        if (a->kind == CE_INT && b->kind == CE_INT)         /* clang takes 10 ^ 6 for a power */
            return core_int(l->arena, kind == BIN_AND ? a->u.integer & b->u.integer : kind == BIN_OR ? a->u.integer | b->u.integer
                                                                                                     : a->u.integer ^ b->u.integer);
        return core_binary(l->arena, c_op, to_int(l, a), to_int(l, b), type_int);
    }
    return op(l, names[kind], type_int, true, 2, to_int(l, a), to_int(l, b));
}

static CoreExpr *float_op(Lower *l, BinOp kind, CoreExpr *a, CoreExpr *b)
{
    a = to_float(l, a);
    b = to_float(l, b);
    switch (kind) {
    case BIN_ADD:      return core_binary(l->arena, "+", a, b, type_float);
    case BIN_SUB:      return core_binary(l->arena, "-", a, b, type_float);
    case BIN_MUL:      return core_binary(l->arena, "*", a, b, type_float);
    case BIN_TRUEDIV:  return op(l, "ac_float_truediv", type_float, true, 2, a, b);
    case BIN_FLOORDIV: return op(l, "ac_float_floordiv", type_float, true, 2, a, b);
    case BIN_MOD:      return op(l, "ac_float_mod", type_float, true, 2, a, b);
    default:           return op(l, "ac_float_pow", type_float, true, 2, a, b);
    }
}

/* NULL: not repeated by *. */
static const char *repeat_name(TypeKind kind)
{
    switch (kind) {
    case TY_STR:   return "ac_str_mul";
    case TY_LIST:  return "ac_list_mul";
    case TY_TUPLE: return "ac_tuple_mul";
    case TY_BYTES: case TY_BYTEARRAY: return "ac_bytes_mul";
    default:       return NULL;
    }
}

/* What an operation that gives a value of its left operand's kind gives. The result that is asked for may be wider. */
static const Type *own_type(const CoreExpr *a, const Type *result)
{
    if (result->kind == a->type->kind)
        return result;
    return a->type->kind == TY_TUPLE ? type_tuple_open(type_any) : a->type;
}

static CoreExpr *sequence_op(Lower *l, BinOp kind, CoreExpr *a, CoreExpr *b, const Type *result)
{
    TypeKind x = a->type->kind, y = b->type->kind;

    if (kind == BIN_ADD && x == TY_STR && y == TY_STR)
        return op(l, "ac_str_add", type_str, true, 2, a, b);
    if (kind == BIN_MOD && x == TY_STR)
        return op(l, "ac_str_percent", type_str, true, 2, a, any(l, b));
    if (kind == BIN_MOD && (x == TY_BYTES || x == TY_BYTEARRAY))
        return op(l, "ac_bytes_percent", own_type(a, result), true, 2, a, any(l, b));
    if (kind == BIN_ADD && type_is_bytes(a->type) && type_is_bytes(b->type))
        return op(l, "ac_bytes_add", own_type(a, result), true, 2, a, any(l, b));
    if (kind == BIN_OR && x == TY_DICT && y == TY_DICT)
        return op(l, "ac_dict_merge", own_type(a, result), true, 2, a, b);
    if (kind == BIN_ADD && x == TY_LIST && y == TY_LIST)
        return op(l, "ac_list_add", own_type(a, result), true, 2, a, b);
    if (kind == BIN_ADD && x == TY_TUPLE && y == TY_TUPLE)
        return op(l, "ac_tuple_add", own_type(a, result), true, 2, a, b);
    if (kind == BIN_MUL && is_int(a->type) && repeat_name(y))
        return sequence_op(l, kind, b, a, result);
    if (kind == BIN_MUL && is_int(b->type) && repeat_name(x))
        return op(l, repeat_name(x), own_type(a, result), true, 2, a, to_int(l, b));
    return NULL;
}

static const char *binary_constant(BinOp kind)
{
    static const char *const names[] = { "AC_ADD", "AC_SUB", "AC_MUL", "AC_TRUEDIV", "AC_FLOORDIV", "AC_MOD", "AC_POW",
                                         "AC_LSHIFT", "AC_RSHIFT", "AC_AND", "AC_OR", "AC_XOR", "AC_MATMUL" };
    return names[kind];
}

CoreExpr *lower_binary_values(Lower *l, BinOp kind, CoreExpr *a, CoreExpr *b, const Type *result, bool inplace)
{
    CoreExpr *r;

    if (is_int(a->type) && is_int(b->type) && (is_int(result) || kind == BIN_TRUEDIV))
        return int_op(l, kind, a, b, result);
    if (is_number(a->type) && is_number(b->type) && result->kind == TY_FLOAT)
        return float_op(l, kind, a, b);
    if (inplace && kind == BIN_OR && a->type->kind == TY_DICT) {
        a = in_var(l, a);
        op(l, "ac_dict_update", NULL, true, 2, a, any(l, b));
        return core_conv(l->arena, a, result);
    }
    if (!(inplace && (a->type->kind == TY_LIST || a->type->kind == TY_BYTEARRAY))) {
        r = sequence_op(l, kind, a, b, result);
        if (r)
            return core_conv(l->arena, r, result);
    }
    r = op(l, inplace ? "ac_value_inplace" : "ac_value_binary", type_any, true, 3,
           core_ctext(l->arena, binary_constant(kind), type_none), any(l, a), any(l, b));
    return core_conv(l->arena, r, result);
}

typedef struct Operation { BinOp op; const Type *type; bool inplace; } Operation;

static CoreExpr *built_in_operation(Lower *l, void *context, CoreExpr *a, CoreExpr *b)
{
    const Operation *o = context;
    return lower_binary_values(l, o->op, a, b, o->type, o->inplace);
}

/* a op b, where the classes of the operands may have methods for it; `info` has their calls. */
CoreExpr *lower_operation(Lower *l, const ExprInfo *info, BinOp kind, CoreExpr *a, CoreExpr *b, const Type *type, bool inplace)
{
    Operation o = { kind, type, inplace };
    const Otherwise rest = { built_in_operation, &o, true };

    return lower_asking(l, call_of(info, inplace ? CALL_OPERATE : CALL_AS_WRITTEN), call_of(info, CALL_REFLECTED), a, b, type, &rest);
}

CoreExpr *lower_binary(Lower *l, const Expr *e)
{
    const ExprInfo *info = info_of(l, e);
    if (e->u.binary.op == BIN_OR && info->type->kind == TY_TUPLE && !type_has(info_of(l, e->u.binary.left)->type, TY_INST))
        return core_none(l->arena);                 /* int | str of isinstance(): known at compile time */
    int n = l->out->n;
    CoreExpr *a = lower_expr(l, e->u.binary.left);
    bool fresh = lower_is_fresh_str(l, n, a);
    a = fix(l, a, may_run_code(l, e->u.binary.right));
    CoreExpr *b = lower_expr(l, e->u.binary.right);

    if (fresh && e->u.binary.op == BIN_ADD && lower_append(l, a->u.var, a, b))
        return a;
    return lower_operation(l, info, e->u.binary.op, a, b, info->type, false);
}

typedef struct UnaryOperation { UnOp op; const Type *type; } UnaryOperation;

static CoreExpr *built_in_unary(Lower *l, void *context, CoreExpr *x, CoreExpr *none)
{
    static const char *const names[] = { "ac_value_neg", "ac_value_pos", "ac_value_invert" };
    const UnaryOperation *u = context;

    (void)none;
    return core_conv(l->arena, op(l, names[u->op], type_any, true, 1, any(l, x)), u->type);
}

CoreExpr *lower_unary(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type;

    if (e->u.unary.op == UN_NOT)
        return core_unary(l->arena, "!", lower_cond(l, e->u.unary.operand), type_bool);
    CoreExpr *x = lower_expr(l, e->u.unary.operand);
    if (x->kind == CE_INT && e->u.unary.op == UN_NEG)
        return core_int(l->arena, -x->u.integer);
    if (x->kind == CE_FLOAT && e->u.unary.op == UN_NEG)
        return core_float(l->arena, -x->u.floating);
    if (is_int(x->type) && e->u.unary.op == UN_NEG)
        return op(l, "ac_int_neg", type_int, true, 1, to_int(l, x));
    if (is_int(x->type))
        return e->u.unary.op == UN_POS ? to_int(l, x) : core_unary(l->arena, "~", to_int(l, x), type_int);
    if (x->type->kind == TY_FLOAT && e->u.unary.op != UN_INVERT)
        return e->u.unary.op == UN_POS ? x : core_unary(l->arena, "-", x, type_float);
    UnaryOperation u = { e->u.unary.op, type };
    const Otherwise rest = { built_in_unary, &u, false };
    return lower_asking(l, call_of(info_of(l, e), CALL_AS_WRITTEN), NULL, x, NULL, type, &rest);
}

/* ---- comparison ---- */

CoreExpr *none_compare(Lower *l, CoreExpr *x, bool is)
{
    if (type_rep(x->type) == REP_VALUE)
        return core_binary(l->arena, is ? "==" : "!=", core_member(l->arena, x, NULL, "tag", type_int),
                           core_ctext(l->arena, "AC_TAG_NONE", type_int), type_bool);
    if (type_rep(x->type) != REP_REF || x->type->kind == TY_CLASS)
        return core_bool(l->arena, !is);
    return core_binary(l->arena, is ? "==" : "!=", x, core_none(l->arena), type_bool);
}

static CoreExpr *identity(Lower *l, CoreExpr *a, CoreExpr *b, bool is)
{
    if (b->type->kind == TY_NONE)
        return none_compare(l, a, is);
    if (a->type->kind == TY_NONE)
        return none_compare(l, b, is);
    CoreExpr *same = core_pure(l->arena, "ac_value_is", type_bool, 2, any(l, a), any(l, b));
    return is ? same : core_unary(l->arena, "!", same, type_bool);
}

static CoreExpr *contains(Lower *l, CoreExpr *item, CoreExpr *container, bool yes)
{
    CoreExpr *r;
    if (container->type->kind == TY_STR && item->type->kind == TY_STR)
        r = core_pure(l->arena, "ac_str_contains", type_bool, 2, container, item);
    else if (container->type->kind == TY_DICT || type_is_set(container->type))
        r = op(l, container->type->kind == TY_DICT ? "ac_dict_contains" : "ac_set_contains", type_bool, true, 2, container, any(l, item));
    else
        r = op(l, "ac_value_contains", type_bool, true, 2, any(l, container), any(l, item));
    return yes ? r : core_unary(l->arena, "!", r, type_bool);
}

static bool is_eq(CmpOp o) { return o == CMP_EQ || o == CMP_NE; }

static CoreExpr *equality(Lower *l, CmpOp o, CoreExpr *a, CoreExpr *b)
{
    CoreExpr *r;
    if (type_is_bytes(a->type) && type_is_bytes(b->type))
        r = core_pure(l->arena, "ac_bytes_eq", type_bool, 2, a, b);
    else if (a->type->kind == TY_STR && b->type->kind == TY_STR)
        r = core_pure(l->arena, "ac_str_eq", type_bool, 2, a, b);
    else
        r = op(l, "ac_value_eq", type_bool, true, 2, any(l, a), any(l, b));
    return o == CMP_EQ ? r : core_unary(l->arena, "!", r, type_bool);
}

static CoreExpr *built_in_compare(Lower *l, CmpOp o, CoreExpr *a, CoreExpr *b)
{
    static const char *const c_ops[] = { "<", "<=", ">", ">=", "==", "!=" };
    static const char *const constants[] = { "AC_LT", "AC_LE", "AC_GT", "AC_GE" };
    const Type *x = a->type, *y = b->type;

    if (x->kind == TY_BOOL && y->kind == TY_BOOL && is_eq(o))
        return core_binary(l->arena, c_ops[o], a, b, type_bool);
    if (is_int(x) && is_int(y))
        return core_binary(l->arena, c_ops[o], to_int(l, a), to_int(l, b), type_bool);
    if (x->kind == TY_FLOAT && y->kind == TY_FLOAT)
        return core_binary(l->arena, c_ops[o], a, b, type_bool);
    if (is_eq(o))
        return equality(l, o, a, b);
    if (x->kind == TY_STR && y->kind == TY_STR)
        return core_binary(l->arena, c_ops[o], core_pure(l->arena, "ac_str_compare", type_int, 2, a, b), core_int(l->arena, 0), type_bool);
    return op(l, "ac_value_compare", type_bool, true, 3, core_ctext(l->arena, constants[o], type_none), any(l, a), any(l, b));
}

typedef struct Comparison { CmpOp op; const Type *type; } Comparison;

/* Its methods were asked: the runtime must not do so again. */
static bool was_asked(const Type *t)
{
    static const char *const methods[] = { "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__" };
    bool has = false;

    for (size_t i = 0; t->kind == TY_INST && t->u.class->ast && i < sizeof methods / sizeof methods[0]; i++)
        has |= class_member(t->u.class, intern(methods[i])) != NULL;
    return has;
}

static CoreExpr *compare_otherwise(Lower *l, void *context, CoreExpr *a, CoreExpr *b)
{
    const Comparison *c = context;

    if (is_eq(c->op) && (was_asked(a->type) || was_asked(b->type))) {
        CoreExpr *same = lower_identity(l, a, b);
        return core_conv(l->arena, c->op == CMP_EQ ? same : core_unary(l->arena, "!", same, type_bool), c->type);
    }
    return core_conv(l->arena, built_in_compare(l, c->op, a, b), c->type);
}

/* Without __ne__, != is the contrary of ==. */
static bool by_equality(const CallInfo *call)
{
    return call && call->targets.at[0].instance && strcmp(call->targets.at[0].instance->func->name, "__eq__") == 0;
}

static CoreExpr *contains_otherwise(Lower *l, void *context, CoreExpr *container, CoreExpr *item)
{
    (void)context;
    return contains(l, item, container, true);
}

/* `item in container`, where the container's class may say. */
static CoreExpr *membership(Lower *l, const CallInfo *call, CoreExpr *item, CoreExpr *container, bool yes)
{
    const Otherwise rest = { contains_otherwise, NULL, false };

    if (!call)
        return contains(l, item, container, yes);
    const Type *type = type_norm(call->targets.at[0].result);
    for (int i = 1; i < call->targets.n; i++)
        type = type_join(type, type_norm(call->targets.at[i].result));
    if (type_atoms(container->type) > call->targets.n)
        type = type_join(type, type_bool);
    CoreExpr *r = lower_truth(l, lower_asking(l, call, NULL, container, item, type, &rest));
    return yes ? r : core_unary(l->arena, "!", r, type_bool);
}

/* left op right; the calls of the classes' methods hang on the right operand. */
static CoreExpr *compare_pair(Lower *l, CmpOp o, CoreExpr *a, CoreExpr *b, const Expr *right, const Type *type)
{
    const CallInfo *asked = call_of(info_of(l, right), CALL_COMPARE), *reflected = call_of(info_of(l, right), CALL_COMPARE_REFLECTED);

    if (o == CMP_IS || o == CMP_IS_NOT)
        return identity(l, a, b, o == CMP_IS);
    if (o == CMP_IN || o == CMP_NOT_IN)
        return membership(l, asked, a, b, o == CMP_IN);
    if (!asked && !reflected)
        return built_in_compare(l, o, a, b);
    bool negate = o == CMP_NE && (by_equality(asked) || by_equality(reflected));
    Comparison c = { negate ? CMP_EQ : o, type };
    const Otherwise rest = { compare_otherwise, &c, false };
    CoreExpr *r = lower_asking(l, asked, reflected, a, b, type, &rest);
    return negate ? core_unary(l->arena, "!", lower_truth(l, r), type_bool) : r;
}

/* The rest of a chain from operand i on; `left` is its left value. */
static CoreExpr *compare_chain(Lower *l, const Expr *e, int i, CoreExpr *left)
{
    const Expr *right_expr = e->u.compare.rest.at[i];
    bool last = i == e->u.compare.ops.n - 1;

    left = fix(l, left, may_run_code(l, right_expr));
    CoreExpr *right = lower_expr(l, right_expr);
    if (last)
        return compare_pair(l, e->u.compare.ops.at[i], left, right, right_expr, i == 0 ? info_of(l, e)->type : type_bool);
    right = hold(l, right);
    CoreExpr *x = lower_truth(l, compare_pair(l, e->u.compare.ops.at[i], left, right, right_expr, type_bool));
    CoreStmts side = {0};
    int mark = l->owned.n;
    CoreStmts *old = push_out(l, &side);
    CoreExpr *y = compare_chain(l, e, i + 1, right);
    pop_out(l, old);
    return join_conds(l, x, y, &side, true, mark);
}

CoreExpr *lower_identity(Lower *l, CoreExpr *a, CoreExpr *b) { return identity(l, a, b, true); }
CoreExpr *lower_equality(Lower *l, CoreExpr *a, CoreExpr *b) { return built_in_compare(l, CMP_EQ, a, b); }

CoreExpr *lower_compare(Lower *l, const Expr *e)
{
    int flags = info_of(l, e)->flags;

    if (flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE)) {
        lower_expr(l, e->u.compare.first);
        lower_expr(l, e->u.compare.rest.at[0]);
        return core_bool(l->arena, (flags & XF_ALWAYS_TRUE) != 0);
    }
    return compare_chain(l, e, 0, lower_expr(l, e->u.compare.first));
}
