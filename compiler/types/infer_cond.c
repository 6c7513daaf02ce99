/* infer_cond.c: conditions: what they tell of the variables in them.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

void set_truth(Infer *in, const Expr *e, int truth)
{
    if (truth >= 0)
        info_of(in, e)->flags |= truth ? XF_ALWAYS_TRUE : XF_ALWAYS_FALSE;
}


/* The atoms that can be true (or false). */
static const Type *truth_part(const Type *t, bool truth)
{
    const Type *part = t;
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_atom(t, i);
        bool always_true = a->kind == TY_FUNC || a->kind == TY_CLOSURE || a->kind == TY_METHOD || a->kind == TY_CLASS || a->kind == TY_ITER || a->kind == TY_TASK || a->kind == TY_CORO || a->kind == TY_GEN || a->kind == TY_AGEN ||
                           (a->kind == TY_INST && !class_member(a->u.class, intern("__bool__")) &&
                            !class_member(a->u.class, intern("__len__")));
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

    if (e->kind == EXPR_ATTR)
        fact_learn(in, env, e, to);
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

const Type *isinstance_part(const Type *t, const Type *classes, bool yes)
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

static bool is_callable(const Type *atom)
{
    TypeKind k = atom->kind;
    return k == TY_FUNC || k == TY_CLOSURE || k == TY_CLASS || k == TY_METHOD || k == TY_BUILTIN || has_method(atom, intern("__call__"));
}

const Type *callable_part(const Type *t, bool yes)
{
    const Type *part = type_never;

    for (int i = 0; i < type_atoms(t); i++)
        if (is_callable(type_norm(type_atom(t, i))) == yes)
            part = type_join(part, type_atom(t, i));
    return part;
}

/* A call of that built-in function with n arguments. */
static bool asks(Infer *in, const Expr *e, const char *name, int n)
{
    return e->kind == EXPR_CALL && e->u.call.func->kind == EXPR_NAME && e->u.call.args.n == n &&
           strcmp(e->u.call.func->u.name, name) == 0 && !names_of(in->names, e->u.call.func);
}

/* The name `type`. A value of its type may be any class. */
static bool is_type_class(const Infer *in, const Expr *e)
{
    return e->kind == EXPR_NAME && strcmp(e->u.name, "type") == 0 && !names_of(in->names, e);
}

/* isinstance(object, classes); callable(object), where `classes` is NULL */
static void cond_kind(Infer *in, const Expr *e, Env *yes, Env *no)
{
    const Expr *object = e->u.call.args.at[0].value;
    const Type *t = info_of(in, object)->type, *classes = e->u.call.args.n == 2 ? info_of(in, e->u.call.args.at[1].value)->type : NULL;

    if (!t || t->kind == TY_NEVER || t->kind == TY_ERROR || (e->u.call.args.n == 2 && (!classes || classes->kind == TY_ERROR)))
        return;
    if (classes && !is_classes(classes) && !is_type_class(in, e->u.call.args.at[1].value))   /* which ones shows at run time */
        return;
    const Type *is = classes ? isinstance_part(t, classes, true) : callable_part(t, true);
    const Type *is_not = classes ? isinstance_part(t, classes, false) : callable_part(t, false);
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
    bool single = right && (right->kind == TY_NONE || (type_same(right, type_ellipsis()) && (op == CMP_IS || op == CMP_IS_NOT)));
    if (!left || !single || left->kind == TY_ERROR || left->kind == TY_NEVER)
        return;
    if (op != CMP_IS && op != CMP_IS_NOT && op != CMP_EQ && op != CMP_NE)
        return;
    const Type *other = type_without(left, right), *none = type_same(other, left) ? type_never : right;
    bool is = op == CMP_IS || op == CMP_EQ;
    if (right->kind != TY_NONE && (none->kind == TY_NEVER || other->kind == TY_NEVER))
        set_truth(in, e, is == (other->kind == TY_NEVER));
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
    if (truth_runs_code(t)) {
        *env_facts(*yes) = *env_facts(*no) = NULL;
        if (e->kind == EXPR_ATTR)
            return;
    }
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
        else if (asks(in, e, "isinstance", 2) || asks(in, e, "callable", 1))
            cond_kind(in, e, yes, no);
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
const Type *infer_logic(Infer *in, const Expr *e)
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

const Type *infer_ternary(Infer *in, const Expr *e)
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
