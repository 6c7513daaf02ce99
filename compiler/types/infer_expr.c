/* infer_expr.c: the type of each expression, and what conditions tell.
 *
 * An operation on a union is typed for each combination of atoms; combinations that Python refuses add
 * nothing and raise at run time. If every combination is refused, it is an error here.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>
#include "base/near.h"

static ExprInfo *info_of(Infer *in, const Expr *e)
{
    return &in->now->expr[e->id - in->now->func->ast->first_id];
}

static const Type *not_compiled(Infer *in, const Expr *e, const char *what)
{
    infer_report(in, e->span, "%s not compiled yet", what);
    return type_error;
}

/* ---- operators ---- */

static bool numeric(const Type *t) { return t->kind == TY_INT || t->kind == TY_BOOL || t->kind == TY_FLOAT; }
static bool integral(const Type *t) { return t->kind == TY_INT || t->kind == TY_BOOL; }

static const Type *arithmetic(BinOp op, const Type *l, const Type *r, const Expr *at)
{
    bool ints = integral(l) && integral(r);
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
    if (integral(l)) {
        const Type *swap = l;
        l = r;
        r = swap;
    }
    if (!integral(r))
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

static const Type *infer_binary_expr(Infer *in, const Expr *e)
{
    const Type *l = infer_expr(in, e->u.binary.left);
    const Type *r = infer_expr(in, e->u.binary.right);
    return infer_binary(in, e->u.binary.op, l, r, e, false);
}

static const Type *unary_atom(UnOp op, const Type *t)
{
    if (op == UN_NOT)
        return type_bool;
    if (integral(t))
        return type_int;
    return t->kind == TY_FLOAT && op != UN_INVERT ? type_float : NULL;
}

static void set_truth(Infer *in, const Expr *e, int truth);

static const Type *infer_unary(Infer *in, const Expr *e)
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

static void set_truth(Infer *in, const Expr *e, int truth)
{
    if (truth >= 0)
        info_of(in, e)->flags |= truth ? XF_ALWAYS_TRUE : XF_ALWAYS_FALSE;
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

static const Type *infer_compare(Infer *in, const Expr *e)
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

/* ---- conditions ---- */

/* The atoms that can be true (or false). */
static const Type *truth_part(const Type *t, bool truth)
{
    const Type *part = t;
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_atom(t, i);
        bool always_true = a->kind == TY_FUNC || a->kind == TY_METHOD || a->kind == TY_CLASS || a->kind == TY_ITER || a->kind == TY_TASK || a->kind == TY_CORO ||
                           (a->kind == TY_INST && !class_member(a->u.class, intern("__bool__"), NULL) &&
                            !class_member(a->u.class, intern("__len__"), NULL));
        if ((truth && a->kind == TY_NONE) || (!truth && always_true))
            part = type_without(part, a);
    }
    return part;
}

static const Symbol *plain_name(const Infer *in, const Expr *e)
{
    if (e->kind == EXPR_WALRUS)
        e = e->u.walrus.target;
    return e->kind == EXPR_NAME ? names_of(in->names, e) : NULL;
}

static void narrow(Infer *in, Env *env, const Expr *e, const Type *to)
{
    const Symbol *s = plain_name(in, e);
    Env saved = in->env;

    if (!s || env_dead(*env))
        return;
    if (to->kind == TY_NEVER) {
        if (symbol_flows(in, s))
            env->at = NULL;                     /* no value comes here */
        return;
    }
    in->env = *env;
    symbol_narrow(in, s, to);
    in->env = saved;
}

static bool matches_class(const Type *atom, const ClassInfo *c)
{
    if (atom->kind == TY_INST)
        return class_derives(atom->u.class, c);
    const ClassInfo *own = builtin_class_of(atom->kind);
    return own && class_derives(own, c);
}

/* An instance of an exception class may be one of a class that derives from it. */
static bool may_match(const Type *atom, const ClassInfo *c)
{
    return matches_class(atom, c) ||
           (atom->kind == TY_INST && atom->u.class->is_exception && class_derives(c, atom->u.class));
}

static bool class_listed(const Type *classes, const Type *atom, bool certain, const ClassInfo **narrower)
{
    if (classes->kind == TY_CLASS) {
        bool sure = matches_class(atom, classes->u.class);
        if (!sure && !certain && may_match(atom, classes->u.class))
            *narrower = classes->u.class;
        return certain ? sure : may_match(atom, classes->u.class);
    }
    if (classes->kind == TY_TUPLE)
        for (int i = 0; i < classes->u.parts.n; i++)
            if (class_listed(classes->u.parts.at[i], atom, certain, narrower))
                return true;
    return false;
}

static const Type *isinstance_part(const Type *t, const Type *classes, bool yes)
{
    const Type *part = type_never;

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_atom(t, i);
        const ClassInfo *narrower = NULL;
        bool listed = class_listed(classes, a, !yes, &narrower);
        if (yes && listed)
            part = type_join(part, narrower && classes->kind == TY_CLASS ? type_inst((ClassInfo *)narrower) : a);
        if (!yes && !listed)
            part = type_join(part, a);
    }
    return part;
}

static bool is_isinstance(Infer *in, const Expr *e)
{
    return e->kind == EXPR_CALL && e->u.call.func->kind == EXPR_NAME && e->u.call.args.n == 2 &&
           strcmp(e->u.call.func->u.name, "isinstance") == 0 && !names_of(in->names, e->u.call.func);
}

static void cond_isinstance(Infer *in, const Expr *e, Env *yes, Env *no)
{
    const Expr *object = e->u.call.args.at[0].value;
    const Type *t = info_of(in, object)->type, *classes = info_of(in, e->u.call.args.at[1].value)->type;

    if (!t || !classes || t->kind == TY_NEVER || t->kind == TY_ERROR || classes->kind == TY_ERROR)
        return;
    const Type *is = isinstance_part(t, classes, true), *is_not = isinstance_part(t, classes, false);
    set_truth(in, e, is->kind == TY_NEVER ? 0 : is_not->kind == TY_NEVER ? 1 : -1);
    narrow(in, yes, object, is);
    narrow(in, no, object, is_not);
}

static void cond_compare(Infer *in, const Expr *e, Env *yes, Env *no)
{
    if (e->u.compare.ops.n != 1)
        return;
    CmpOp op = e->u.compare.ops.at[0];
    const Type *left = info_of(in, e->u.compare.first)->type, *right = info_of(in, e->u.compare.rest.at[0])->type;
    if (!left || !right || right->kind != TY_NONE || left->kind == TY_ERROR || left->kind == TY_NEVER)
        return;
    if (op != CMP_IS && op != CMP_IS_NOT && op != CMP_EQ && op != CMP_NE)
        return;
    const Type *none = type_has(left, TY_NONE) ? type_none : type_never, *other = type_without(left, type_none);
    bool is = op == CMP_IS || op == CMP_EQ;
    narrow(in, is ? yes : no, e->u.compare.first, none);
    narrow(in, is ? no : yes, e->u.compare.first, other);
}

static void cond_and(Infer *in, const Expr *e, Env *yes, Env *no)
{
    Env out = { NULL };
    for (int i = 0; i < e->u.list.n; i++) {
        Env y, n;
        if (env_dead(in->env))
            break;
        infer_cond(in, e->u.list.at[i], &y, &n);
        out = env_join(in, out, n);
        in->env = y;
    }
    *yes = in->env;
    *no = out;
}

static void cond_or(Infer *in, const Expr *e, Env *yes, Env *no)
{
    Env out = { NULL };
    for (int i = 0; i < e->u.list.n; i++) {
        Env y, n;
        if (env_dead(in->env))
            break;
        infer_cond(in, e->u.list.at[i], &y, &n);
        out = env_join(in, out, y);
        in->env = n;
    }
    *yes = out;
    *no = in->env;
}

static int constant_truth(const Expr *e)
{
    switch (e->kind) {
    case EXPR_NONE: return 0;
    case EXPR_BOOL: return e->u.boolean;
    case EXPR_INT:  return e->u.integer.too_big || e->u.integer.value != 0;
    case EXPR_STR:  return e->u.string.length != 0;
    default: return -1;
    }
}

static void cond_value(Infer *in, const Expr *e, Env *yes, Env *no)
{
    const Type *t = info_of(in, e)->type;

    set_truth(in, e, constant_truth(e));
    if (!t || t->kind == TY_ERROR)
        return;
    if (t->kind == TY_NONE)
        set_truth(in, e, 0);
    narrow(in, yes, e, truth_part(t, true));
    narrow(in, no, e, truth_part(t, false));
}

void infer_cond(Infer *in, const Expr *e, Env *yes, Env *no)
{
    if (e->kind == EXPR_AND || e->kind == EXPR_OR) {
        (e->kind == EXPR_AND ? cond_and : cond_or)(in, e, yes, no);
        info_of(in, e)->type = type_bool;       /* as a condition: its value is not asked for */
    } else if (e->kind == EXPR_UNARY && e->u.unary.op == UN_NOT) {
        infer_cond(in, e->u.unary.operand, no, yes);
        int flags = info_of(in, e->u.unary.operand)->flags;
        info_of(in, e)->type = type_bool;
        set_truth(in, e, flags & XF_ALWAYS_TRUE ? 0 : flags & XF_ALWAYS_FALSE ? 1 : -1);
    } else {
        const Type *t = infer_expr(in, e);
        *yes = in->env;
        *no = env_copy(in, in->env);
        if (t->kind == TY_NEVER)
            yes->at = no->at = NULL;
        else if (e->kind == EXPR_COMPARE)
            cond_compare(in, e, yes, no);
        else if (is_isinstance(in, e))
            cond_isinstance(in, e, yes, no);
        else
            cond_value(in, e, yes, no);
    }
    int flags = info_of(in, e)->flags;
    if (flags & XF_ALWAYS_TRUE)
        no->at = NULL;
    if (flags & XF_ALWAYS_FALSE)
        yes->at = NULL;
}

/* and/or as a value: every operand but the last gives its false (true) part. */
static const Type *infer_logic(Infer *in, const Expr *e)
{
    const Type *result = type_never;
    Env out = { NULL };
    bool is_and = e->kind == EXPR_AND;

    for (int i = 0; i < e->u.list.n && !env_dead(in->env); i++) {
        const Expr *part = e->u.list.at[i];
        Env y, n;
        if (i == e->u.list.n - 1) {
            result = type_join(result, infer_expr(in, part));
            break;
        }
        infer_cond(in, part, &y, &n);
        const Type *t = info_of(in, part)->type;
        if (part->kind == EXPR_AND || part->kind == EXPR_OR || (part->kind == EXPR_UNARY && part->u.unary.op == UN_NOT)) {
            in->env = env_join(in, env_copy(in, y), n);
            t = infer_expr(in, part);
        }
        if (!env_dead(is_and ? n : y))
            result = type_join(result, truth_part(t, !is_and));
        out = env_join(in, out, is_and ? n : y);
        in->env = is_and ? y : n;
    }
    in->env = env_join(in, in->env, out);
    return result;
}

static const Type *infer_ternary(Infer *in, const Expr *e)
{
    Env yes, no;
    const Type *then = type_never, *els = type_never;

    infer_cond(in, e->u.ternary.cond, &yes, &no);
    in->env = yes;
    if (!env_dead(in->env))
        then = infer_expr(in, e->u.ternary.then);
    yes = in->env;
    in->env = no;
    if (!env_dead(in->env))
        els = infer_expr(in, e->u.ternary.els);
    in->env = env_join(in, yes, in->env);
    return type_join(then, els);
}

/* ---- displays, subscripts, iteration ---- */

static const Type *infer_list(Infer *in, const Expr *e)
{
    Cell *cell = expr_cell(in, e);

    for (int i = 0; i < e->u.list.n; i++) {
        const Expr *item = e->u.list.at[i];
        if (item->kind == EXPR_STARRED) {
            const Type *t = infer_expr(in, item->u.operand);
            cell_add(cell, iter_elem(in, t, item->span));
            info_of(in, item)->type = t;
        } else {
            cell_add(cell, infer_expr(in, item));
        }
    }
    return type_list(cell);
}

static int nesting(const Type *t)
{
    int deepest = 0;
    if (t->kind != TY_TUPLE && t->kind != TY_UNION)
        return 0;
    for (int i = 0; i < t->u.parts.n; i++) {
        int d = nesting(t->u.parts.at[i]);
        deepest = d > deepest ? d : deepest;
    }
    return deepest + (t->kind == TY_TUPLE);
}

static const Type *infer_tuple(Infer *in, const Expr *e)
{
    const Type **parts = arena_array(in->arena, const Type *, e->u.list.n + 1);
    const Type *all = type_never;
    bool open = false;

    for (int i = 0; i < e->u.list.n; i++) {
        const Expr *item = e->u.list.at[i];
        if (item->kind == EXPR_STARRED) {
            const Type *t = infer_expr(in, item->u.operand);
            info_of(in, item)->type = t;
            parts[i] = iter_elem(in, t, item->span);
            open = true;
        } else {
            parts[i] = infer_expr(in, item);
        }
        all = type_join(all, parts[i]);
    }
    if (nesting(all) > 8) {
        infer_report(in, e->span, "a tuple that is nested without bound is not compiled");
        return type_error;
    }
    return open ? type_tuple_open(all) : type_tuple(parts, e->u.list.n);
}

static const Type *tuple_all(const Type *t)
{
    const Type *all = type_never;
    for (int i = 0; i < t->u.parts.n; i++)
        all = type_join(all, t->u.parts.at[i]);
    return all;
}

static const Type *iter_atom(Infer *in, const Type *t)
{
    switch (t->kind) {
    case TY_LIST:
    case TY_ITER:  return elem_read(in, t);
    case TY_TUPLE: return tuple_all(t);
    case TY_STR:   return type_str;
    case TY_RANGE: return type_int;
    default:       return NULL;
    }
}

const Type *iter_elem(Infer *in, const Type *iterable, Span at)
{
    const Type *result = type_never;
    bool some = false;

    if (iterable->kind == TY_NEVER || iterable->kind == TY_ERROR)
        return iterable;
    for (int i = 0; i < type_atoms(iterable); i++) {
        const Type *t = iter_atom(in, type_atom(iterable, i));
        some |= t != NULL;
        if (t)
            result = type_join(result, t);
    }
    if (some)
        return result;
    if (iterable->kind == TY_INST && class_member(iterable->u.class, intern("__iter__"), NULL))
        infer_report(in, at, "iteration over objects of class '%s' is not compiled yet", iterable->u.class->name);
    else
        infer_report(in, at, "'%s' object is not iterable", type_text(in->arena, iterable));
    return type_error;
}

static bool constant_index(const Expr *e, int64_t *value)
{
    if (e->kind == EXPR_INT && !e->u.integer.too_big) {
        *value = e->u.integer.value;
        return true;
    }
    if (e->kind == EXPR_UNARY && e->u.unary.op == UN_NEG && constant_index(e->u.unary.operand, value)) {
        *value = -*value;
        return true;
    }
    return false;
}

static const Type *tuple_item(Infer *in, const Type *t, const Expr *e)
{
    int64_t i;

    if (t->u.parts.open || !constant_index(e->u.subscript.index, &i))
        return tuple_all(t);
    if (i < 0)
        i += t->u.parts.n;
    if (i < 0 || i >= t->u.parts.n) {
        infer_report(in, e->span, "tuple index out of range: it has %d item%s", t->u.parts.n, t->u.parts.n == 1 ? "" : "s");
        return type_error;
    }
    return t->u.parts.at[i];
}

static const Type *subscript_atom(Infer *in, const Type *t, const Type *index, const Expr *e, const Type *object)
{
    CallInfo *call = NULL;
    const Type *args[1] = { index };

    switch (t->kind) {
    case TY_STR:   return type_str;
    case TY_LIST:  return elem_read(in, t);
    case TY_RANGE: return type_int;
    case TY_TUPLE: return tuple_item(in, t, e);
    case TY_INST:
        if (!class_member(t->u.class, intern("__getitem__"), NULL) || t != object)
            return NULL;
        t = infer_method(in, e, t, intern("__getitem__"), args, 1, &call);
        info_of(in, e)->call = call;
        return t;
    default:       return NULL;
    }
}

static bool is_index(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++)
        if (integral(type_atom(t, i)))
            return true;
    return t->kind == TY_ERROR || t->kind == TY_NEVER;
}

static const Type *slice_atom(const Type *t)
{
    if (t->kind == TY_TUPLE)
        return type_tuple_open(tuple_all(t));
    return t->kind == TY_STR || t->kind == TY_LIST || t->kind == TY_RANGE ? t : NULL;
}

static const Type *infer_slice(Infer *in, const Expr *e, const Type *object)
{
    const Expr *slice = e->u.subscript.index;
    const Expr *bounds[3] = { slice->u.slice.start, slice->u.slice.stop, slice->u.slice.step };
    const Type *result = type_never;

    for (int i = 0; i < 3; i++)
        if (bounds[i])
            infer_expr(in, bounds[i]);
    info_of(in, slice)->type = type_none;
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *t = slice_atom(type_norm(type_atom(object, i)));
        if (t)
            result = type_join(result, t);
    }
    return result;
}

static const Type *infer_subscript(Infer *in, const Expr *e)
{
    const Type *object = infer_expr(in, e->u.subscript.object), *result = type_never;
    bool slice = e->u.subscript.index->kind == EXPR_SLICE;
    const Type *index = slice ? type_int : infer_expr(in, e->u.subscript.index);

    if (object->kind == TY_NEVER || object->kind == TY_ERROR)
        return object;
    if (slice)
        result = infer_slice(in, e, object);
    for (int i = 0; !slice && i < type_atoms(object); i++) {
        const Type *atom = type_norm(type_atom(object, i));
        if (atom->kind != TY_INST && !is_index(index)) {
            if (atom->kind == TY_STR || atom->kind == TY_LIST || atom->kind == TY_TUPLE) {
                infer_report(in, e->span, "%s indices must be integers or slices, not %s", type_class_name(atom),
                             type_text(in->arena, index));
                return type_error;
            }
            continue;
        }
        const Type *t = subscript_atom(in, atom, index, e, object);
        if (t && t->kind == TY_NEVER)
            return type_never;
        if (t)
            result = type_join(result, t);
    }
    if (result->kind != TY_NEVER)
        return result;
    infer_report(in, e->span, "'%s' object is not subscriptable", type_text(in->arena, object));
    return type_error;
}

/* Subscript with an element that is not known yet gives NEVER, which is no error: see above. */

/* ---- attributes ---- */

static const Type *exception_attr(Infer *in, const ClassInfo *c, const char *name)
{
    if (strcmp(name, "args") == 0)
        return type_tuple_open(type_join(type_join(type_int, type_float),
                                         type_join(type_bool, type_join(type_str, type_join(type_none,
                                         type_inst(builtin_class(intern("BaseException"))))))));
    if (strcmp(name, "code") == 0 && class_derives(c, builtin_class(intern("SystemExit"))))
        return type_join(type_int, type_join(type_str, type_none));
    if (strcmp(name, "value") == 0 && class_derives(c, builtin_class(intern("StopIteration"))))
        return type_join(type_none, tuple_all(exception_attr(in, c, "args")));
    if (strcmp(name, "errno") == 0 && class_derives(c, builtin_class(intern("OSError"))))
        return type_join(type_int, type_none);
    if (strcmp(name, "__cause__") == 0 || strcmp(name, "__context__") == 0)
        return type_join(type_none, type_inst(builtin_class(intern("BaseException"))));
    (void)in;
    (void)c;
    return NULL;
}

static const Type *field_type(Infer *in, Field *f)
{
    for (int i = f->readers.n; i > 0 && i > f->readers.n - 12; i--)
        if (f->readers.at[i - 1] == in->now)
            return type_norm(f->type);
    vec_push(in->arena, &f->readers, in->now);
    return type_norm(f->type);
}

static const Type *inst_attr(Infer *in, const Type *t, const char *name)
{
    ClassInfo *c = t->u.class;
    Field *f = class_field(c, name);
    Member *m;

    if (f)
        return field_type(in, f);
    m = class_member(c, name, NULL);
    if (m && m->func)
        return m->func->is_static ? type_func(m->func) : type_method(m->func, t);
    if (m && m->variable)
        return symbol_read(in, m->variable->symbol, NULL);
    if (strcmp(name, "__class__") == 0)
        return type_class(c);
    return c->is_exception ? exception_attr(in, c, name) : NULL;
}

static const Type *module_attr(Infer *in, const ModuleInfo *m, const char *name)
{
    const Symbol *s = m->scope ? scope_lookup(m->scope, name) : NULL;
    return s ? symbol_read(in, s, NULL) : NULL;
}

static const Type *class_attr(Infer *in, ClassInfo *c, const char *name)
{
    Member *m = class_member(c, name, NULL);

    if (strcmp(name, "__name__") == 0 || strcmp(name, "__qualname__") == 0)
        return type_str;
    if (m && m->func)
        return type_func(m->func);
    return m && m->variable ? symbol_read(in, m->variable->symbol, NULL) : NULL;
}

/* NULL: it has no such attribute. */
const Type *attr_type(Infer *in, const Type *t, const char *name, Span at, bool report)
{
    (void)at;
    (void)report;
    switch (t->kind) {
    case TY_INST:   return inst_attr(in, t, name);
    case TY_CLASS:  return class_attr(in, t->u.class, name);
    case TY_MODULE: return module_attr(in, t->u.module, name);
    case TY_FUNC:   return strcmp(name, "__name__") == 0 ? type_str : NULL;
    case TY_RANGE:
        if (strcmp(name, "start") == 0 || strcmp(name, "stop") == 0 || strcmp(name, "step") == 0)
            return type_int;
        return NULL;
    default: {
        const Builtin *b = builtin_method(t->kind, name);
        return b ? type_builtin(b, t) : NULL;
    }
    }
}

static int attr_names(const Type *t, const char **names, int max)
{
    int n = 0;

    if (t->kind == TY_MODULE && t->u.module->scope)
        for (int i = 0; i < t->u.module->scope->symbols.n && n < max; i++)
            names[n++] = t->u.module->scope->symbols.at[i]->name;
    else if (t->kind == TY_INST)
        for (const ClassInfo *c = t->u.class; c; c = c->base) {
            for (int i = 0; i < c->fields.n && n < max; i++)
                names[n++] = c->fields.at[i]->name;
            for (int i = 0; i < c->members.n && n < max; i++)
                names[n++] = c->members.entry[i].key;
        }
    else
        n = builtin_method_names(t->kind, names, max);
    return n;
}

static void report_attr(Infer *in, const Expr *e, const Type *object)
{
    const char *names[256];
    const char *name = e->u.attr.name;
    int n = type_atoms(object) == 1 ? attr_names(object, names, 256) : 0;

    if (object->kind == TY_MODULE)
        infer_report(in, e->u.attr.name_span, "module '%s' has no attribute '%s'", object->u.module->name, name);
    else
        infer_report(in, e->u.attr.name_span, "'%s' object has no attribute '%s'", type_text(in->arena, object), name);
    const char *near = near_name(name, names, n);
    if (near)
        infer_help(in, "did you mean '%s'?", near);
    else if (object->kind == TY_CORO)
        infer_help(in, "a coroutine becomes a task by create_task(...)");
}

static const Type *infer_attr(Infer *in, const Expr *e)
{
    const Type *object = infer_expr(in, e->u.attr.object), *result = type_never;
    bool some = false;

    if (object->kind == TY_NEVER || object->kind == TY_ERROR)
        return object;
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *t = attr_type(in, type_norm(type_atom(object, i)), e->u.attr.name, e->u.attr.name_span, false);
        some |= t != NULL;
        if (t)
            result = type_join(result, t);
    }
    if (some)
        return result;
    report_attr(in, e, object);
    return type_error;
}

/* ---- the rest ---- */

static const Type *infer_name(Infer *in, const Expr *e)
{
    const Symbol *s = names_of(in->names, e);

    if (s)
        return symbol_read(in, s, e);
    const Builtin *b = builtin_func(e->u.name);
    if (b)
        return type_builtin(b, NULL);
    ClassInfo *c = builtin_class(e->u.name);
    if (c)
        return type_class(c);
    if (strcmp(e->u.name, "__name__") == 0)
        return type_str;
    return not_compiled(in, e, arena_printf(in->arena, "'%s' is", e->u.name));
}

static const Type *infer_fpieces(Infer *in, const FPiece *pieces, int n)
{
    for (int i = 0; i < n; i++) {
        if (!pieces[i].value)
            continue;
        infer_expr(in, pieces[i].value);
        infer_fpieces(in, pieces[i].spec.at, pieces[i].spec.n);
    }
    return type_str;
}

static void comp_for(Infer *in, const CompFor *f)
{
    Env yes, no;

    if (f->is_async) {
        infer_report(in, f->target->span, "async comprehensions are not compiled yet");
        return;
    }
    infer_target(in, f->target, iter_elem(in, infer_expr(in, f->iter), f->iter->span));
    for (int i = 0; i < f->conds.n && !env_dead(in->env); i++) {
        infer_cond(in, f->conds.at[i], &yes, &no);
        in->env = yes;
    }
}

static const Type *infer_listcomp(Infer *in, const Expr *e)
{
    Cell *cell = expr_cell(in, e);
    Env before = env_copy(in, in->env);

    for (int i = 0; i < e->u.comp.fors.n && !env_dead(in->env); i++)
        comp_for(in, &e->u.comp.fors.at[i]);
    if (!env_dead(in->env))
        cell_add(cell, infer_expr(in, e->u.comp.value));
    in->env = env_join(in, before, in->env);
    return type_list(cell);
}

static const Type *infer_walrus(Infer *in, const Expr *e)
{
    const Type *t = infer_expr(in, e->u.walrus.value);
    infer_target(in, e->u.walrus.target, t);
    return t;
}

static const Type *infer_int(Infer *in, const Expr *e)
{
    if (e->u.integer.too_big)
        infer_report(in, e->span, "integer literal does not fit 64 bits");
    return type_int;
}

static const Type *infer_lambda(Infer *in, const Expr *e)
{
    Scope *scope = names_scope(in->names, e->u.lambda);
    return type_func(func_info(in, e->u.lambda, scope->parent ? scope->parent : scope, NULL));
}

static const Type *infer_kind(Infer *in, const Expr *e)
{
    switch (e->kind) {
    case EXPR_ERROR:      return type_error;
    case EXPR_NONE:       return type_none;
    case EXPR_BOOL:       return type_bool;
    case EXPR_INT:        return infer_int(in, e);
    case EXPR_FLOAT:      return type_float;
    case EXPR_STR:        return type_str;
    case EXPR_FSTRING:    return infer_fpieces(in, e->u.fstring.pieces.at, e->u.fstring.pieces.n);
    case EXPR_NAME:       return infer_name(in, e);
    case EXPR_ATTR:       return infer_attr(in, e);
    case EXPR_SUBSCRIPT:  return infer_subscript(in, e);
    case EXPR_CALL:       return infer_call(in, e);
    case EXPR_UNARY:      return infer_unary(in, e);
    case EXPR_BINARY:     return infer_binary_expr(in, e);
    case EXPR_AND:
    case EXPR_OR:         return infer_logic(in, e);
    case EXPR_COMPARE:    return infer_compare(in, e);
    case EXPR_TERNARY:    return infer_ternary(in, e);
    case EXPR_LAMBDA:     return infer_lambda(in, e);
    case EXPR_TUPLE:      return infer_tuple(in, e);
    case EXPR_LIST:       return infer_list(in, e);
    case EXPR_LISTCOMP:   return infer_listcomp(in, e);
    case EXPR_AWAIT:      return infer_await(in, e);
    case EXPR_WALRUS:     return infer_walrus(in, e);
    case EXPR_ELLIPSIS:   return not_compiled(in, e, "'...' is");
    case EXPR_IMAGINARY:  return not_compiled(in, e, "complex numbers are");
    case EXPR_BYTES:      return not_compiled(in, e, "bytes are");
    case EXPR_SET:        return not_compiled(in, e, "sets are");
    case EXPR_DICT:       return not_compiled(in, e, "dictionaries are");
    case EXPR_SETCOMP:    return not_compiled(in, e, "set comprehensions are");
    case EXPR_DICTCOMP:   return not_compiled(in, e, "dict comprehensions are");
    case EXPR_GENEXP:     return not_compiled(in, e, "generator expressions are");
    case EXPR_YIELD:
    case EXPR_YIELD_FROM: return not_compiled(in, e, "generators are");
    case EXPR_STARRED:    return not_compiled(in, e, "a starred expression here is");
    case EXPR_SLICE:      return not_compiled(in, e, "a slice here is");
    case EXPR_KINDS:      break;
    }
    return type_error;
}

const Type *infer_expr(Infer *in, const Expr *e)
{
    if (env_dead(in->env))
        return type_never;
    const Type *t = type_norm(infer_kind(in, e));
    info_of(in, e)->type = t;
    if (t->kind == TY_NEVER && in->reporting && e->kind == EXPR_CALL)
        in->env.at = NULL;                      /* it does not return */
    return t;
}

/* ---- targets of assignment ---- */

static const Type *unpack_item(Infer *in, const Type *t, int i, int n, int star, const Expr *at)
{
    const Type *result = type_never;

    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return t;
    for (int k = 0; k < type_atoms(t); k++) {
        const Type *a = type_norm(type_atom(t, k));
        if (a->kind == TY_TUPLE && !a->u.parts.open && star < 0 && a->u.parts.n == n)
            result = type_join(result, a->u.parts.at[i]);
        else if (a->kind == TY_TUPLE && !a->u.parts.open && star < 0 && type_atoms(t) == 1) {
            infer_report(in, at->span, a->u.parts.n > n ? "too many values to unpack: %d names for %d values"
                                                        : "not enough values to unpack: %d names for %d values",
                         n, a->u.parts.n);
            return type_error;
        } else if (a->kind == TY_TUPLE && !a->u.parts.open && star >= 0 && a->u.parts.n >= n - 1 && i != star)
            result = type_join(result, a->u.parts.at[i < star ? i : a->u.parts.n - (n - i)]);
        else if (iter_atom(in, a))
            result = type_join(result, iter_atom(in, a));
    }
    if (result->kind == TY_NEVER && !type_has(t, TY_LIST) && !type_has(t, TY_TUPLE))
        return iter_elem(in, t, at->span);
    return result;
}

static void assign_unpacked(Infer *in, const Expr *target, const Type *t)
{
    int n = target->u.list.n, star = -1;

    for (int i = 0; i < n; i++)
        if (target->u.list.at[i]->kind == EXPR_STARRED)
            star = i;
    for (int i = 0; i < n; i++) {
        const Expr *part = target->u.list.at[i];
        const Type *item = unpack_item(in, t, i, n, star, target);
        if (part->kind == EXPR_STARRED) {
            Cell *cell = expr_cell(in, part);
            cell_add(cell, item);
            info_of(in, part)->type = type_list(cell);
            infer_target(in, part->u.operand, type_list(cell));
        } else {
            infer_target(in, part, item);
        }
    }
    info_of(in, target)->type = t;
}

static void assign_field(Infer *in, const Expr *target, const Type *object, const Type *t)
{
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *a = type_atom(object, i);
        if (a->kind == TY_ERROR)
            return;
        if (a->kind == TY_INST && (a->u.class->ast || a->u.class->is_exception)) {
            Field *f = class_field(a->u.class, target->u.attr.name);
            Member *m = f ? NULL : class_member(a->u.class, target->u.attr.name, NULL);
            if (m && m->func) {
                infer_report(in, target->span, "assignment to method '%s' is not compiled", target->u.attr.name);
                return;
            }
            if (!f && a->u.class->ast)
                f = field_declare(in, a->u.class, target->u.attr.name, true);
            if (f) {
                field_add(in, f, t);
                continue;
            }
        }
        infer_report(in, target->span, "cannot assign attribute '%s' of '%s'", target->u.attr.name,
                     type_text(in->arena, a));
    }
}

static void assign_subscript(Infer *in, const Expr *target, const Type *t)
{
    const Type *object = infer_expr(in, target->u.subscript.object);
    bool slice = target->u.subscript.index->kind == EXPR_SLICE;
    const Type *index = slice ? type_none : infer_expr(in, target->u.subscript.index);

    if (slice)
        infer_slice(in, target, object);
    if (object->kind == TY_NEVER || object->kind == TY_ERROR)
        return;
    const Type *list = type_only(object, TY_LIST);
    if (list) {
        cell_add(list->u.cell, slice ? iter_elem(in, t, target->span) : t);
        info_of(in, target)->type = slice ? list : elem_read(in, list);
        return;
    }
    if (object->kind == TY_INST && class_member(object->u.class, intern("__setitem__"), NULL) && !slice) {
        CallInfo *call = NULL;
        const Type *args[2] = { index, t };
        infer_method(in, target, object, intern("__setitem__"), args, 2, &call);
        info_of(in, target)->call = call;
        info_of(in, target)->type = t;
        return;
    }
    infer_report(in, target->span, "'%s' object does not support item assignment", type_text(in->arena, object));
}

void infer_target(Infer *in, const Expr *target, const Type *t)
{
    if (env_dead(in->env))
        return;
    switch (target->kind) {
    case EXPR_NAME: {
        const Symbol *s = names_of(in->names, target);
        if (s)
            symbol_assign(in, s, t);
        info_of(in, target)->type = t;
        break;
    }
    case EXPR_TUPLE:
    case EXPR_LIST:
        assign_unpacked(in, target, t);
        break;
    case EXPR_ATTR: {
        const Type *object = infer_expr(in, target->u.attr.object);
        info_of(in, target)->type = t;
        if (object->kind == TY_MODULE && object->u.module->scope &&
            scope_lookup(object->u.module->scope, target->u.attr.name))
            symbol_assign(in, scope_lookup(object->u.module->scope, target->u.attr.name), t);
        else if (object->kind == TY_CLASS && class_member(object->u.class, target->u.attr.name, NULL) &&
                 class_member(object->u.class, target->u.attr.name, NULL)->variable)
            symbol_assign(in, class_member(object->u.class, target->u.attr.name, NULL)->variable->symbol, t);
        else
            assign_field(in, target, object, t);
        break;
    }
    case EXPR_SUBSCRIPT:
        assign_subscript(in, target, t);
        break;
    default:
        break;
    }
}
