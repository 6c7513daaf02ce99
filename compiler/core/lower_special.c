/* lower_special.c: the special methods of classes: operators that ask the classes of their operands, and
 * the functions through which the runtime calls such methods.
 *
 *     block answered {              a + b, where both are asked by their run-time types:
 *         if a is a V { r = V.__add__(a, b); if r is not NotImplemented: leave answered }
 *         if b is a V { r = V.__radd__(b, a); leave answered }
 *         r = ac_value_binary(AC_ADD, a, b)
 *     }
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/intern.h"

typedef struct Asking { CoreVar *result; CoreBlock *answered; const Type *type; } Asking;

static const Type *not_implemented(void)
{
    return type_inst(builtin_class(intern("NotImplementedType")));
}

static bool may_decline(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++)
        if (type_same(type_atom(t, i), not_implemented()))
            return true;
    return false;
}

static bool has_atom(const Type *t, const Type *atom)
{
    for (int i = 0; i < type_atoms(t); i++)
        if (type_norm(type_atom(t, i)) == atom)
            return true;
    return false;
}

static void answer(Lower *l, const Asking *asking, CoreExpr *x)
{
    if (asking->result && !l->dead)
        set_fresh(l, asking->result, x);
}

/* What a method gave is the answer, unless it is NotImplemented. */
static void answer_unless_declined(Lower *l, const Asking *asking, CoreExpr *x, int mark)
{
    if (l->dead)
        return;
    if (!may_decline(x->type)) {
        answer(l, asking, x);
        release_to(l, mark);
        leave(l, asking->answered);
        return;
    }
    x = in_var(l, x);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    branch->u.branch.cond = core_unary(l->arena, "!", is_atom_test(l, x, not_implemented()), type_bool);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    if (asking->result)
        set_copy(l, asking->result, x);
    release_on_this_way(l, mark);
    leave(l, asking->answered);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
    release_to(l, mark);
}

/* If `asked` is of the target's class: its method, with the other operand. */
static void ask(Lower *l, const Asking *asking, const Target *t, CoreExpr *asked, CoreExpr *other, const Type *and_a, CoreExpr *a)
{
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    CoreExprs args = {0};
    int mark = l->owned.n;
    bool certain = type_atoms(asked->type) == 1 && !and_a;

    branch->u.branch.cond = is_atom_test(l, asked, t->when);
    if (and_a)
        branch->u.branch.cond = core_binary(l->arena, "&&", branch->u.branch.cond, is_atom_test(l, a, and_a), type_bool);
    CoreStmts *old = certain ? NULL : push_out(l, &branch->u.branch.then);
    if (other)
        vec_push(l->arena, &args, other);
    CoreExpr *x = lower_target(l, t, core_conv(l->arena, asked, t->when), NULL, &args, type_norm(t->result));
    answer_unless_declined(l, asking, x, mark);
    if (certain)
        return;
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
}

static void ask_right(Lower *l, const Asking *asking, const Target *t, CoreExpr *a, CoreExpr *b, bool others_only)
{
    if (!others_only || !has_atom(a->type, t->when)) {
        ask(l, asking, t, b, a, NULL, NULL);
    } else if (type_atoms(a->type) > 1) {
        CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
        branch->u.branch.cond = core_unary(l->arena, "!", is_atom_test(l, a, t->when), type_bool);
        CoreStmts *old = push_out(l, &branch->u.branch.then);
        ask(l, asking, t, b, a, NULL, NULL);
        l->dead = false;
        pop_out(l, old);
        put_stmt(l, branch);
    }
}

/* An operand of a derived class that answers itself is asked before its base. */
static void ask_derived_first(Lower *l, const Asking *asking, const CallInfo *left, const CallInfo *right, CoreExpr *a, CoreExpr *b)
{
    for (int k = 0; left && right && k < right->targets.n; k++)
        for (int i = 0; i < left->targets.n; i++) {
            const Type *derived = right->targets.at[k].when, *base = left->targets.at[i].when;
            const char *name = right->targets.at[k].instance ? right->targets.at[k].instance->func->name : NULL;
            if (name && derived != base && class_derives(derived->u.class, base->u.class) &&
                class_member(derived->u.class, name) != class_member(base->u.class, name))
                ask(l, asking, &right->targets.at[k], b, a, base, a);
        }
}

static bool one_answer(const CallInfo *left, const CallInfo *right, const CoreExpr *a)
{
    return left && !right && left->targets.n == 1 && type_atoms(a->type) == 1 && !may_decline(type_norm(left->targets.at[0].result));
}

CoreExpr *lower_asking(Lower *l, const CallInfo *left, const CallInfo *right, CoreExpr *a, CoreExpr *b, const Type *type, const Otherwise *rest)
{
    CoreExprs args = {0};

    if (!left && !right)
        return rest->value(l, rest->context, a, b);
    if (b)
        vec_push(l->arena, &args, b);
    if (one_answer(left, right, a))
        return lower_target(l, &left->targets.at[0], core_conv(l->arena, a, left->targets.at[0].when), NULL, &args, type);
    Asking asking = { type_static(type) || type->kind == TY_NEVER ? NULL : new_temp(l, type), core_new_block(l->arena, l->fn, "answered"), type };
    CoreStmt *block = LOWER_NEW_STMT(l, CS_BLOCK);
    a = in_var(l, a);
    b = b ? in_var(l, b) : NULL;
    block->u.block = asking.answered;
    CoreStmts *old = push_out(l, &asking.answered->body);
    ask_derived_first(l, &asking, left, right, a, b);
    for (int i = 0; left && i < left->targets.n && !l->dead; i++)
        ask(l, &asking, &left->targets.at[i], a, b, NULL, NULL);
    for (int k = 0; right && k < right->targets.n && !l->dead; k++)
        ask_right(l, &asking, &right->targets.at[k], a, b, rest->others_only);
    int mark = l->owned.n;
    if (!l->dead) {
        answer(l, &asking, rest->value(l, rest->context, a, b));
        release_to(l, mark);
    }
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, block);
    if (!asking.result)
        return static_value(l, type);
    own(l, asking.result);
    return core_var(l->arena, asking.result);
}

/* ---- methods that the runtime calls ---- */

/* A function with the signature of a slot of AcType: self is any object. */
static CoreFn *begin_slot(Lower *l, CoreClass *c, const Instance *method, const char *slot, const Type *result)
{
    CoreFn *fn = lower_slot_fn(l, arena_printf(l->arena, "%s_%s", c->name, slot), method);

    fn->result = core_new_var(l->arena, fn, VAR_RESULT, "result", result);
    fn->raises = true;
    vec_push(l->arena, &fn->params, core_new_var(l->arena, fn, VAR_PARAM, "self", type_inst(builtin_class(intern("object")))));
    return fn;
}

static CoreExpr *call_slot_method(Lower *l, Instance *method, CoreExprs *args)
{
    method = instance_of(method);
    const Type *result = func_is_generator(method->func) ? type_gen(method) : func_is_coroutine(method->func) ? type_coro(method) : type_norm(method->result);
    return lower_call_instance(l, method, args, result);
}

/* As Python says it of the special method behind the slot. */
static CoreExpr *wrong_result(Lower *l, const char *slot)
{
    static const char *const texts[][2] = {
        { "index_slot", "\"__index__ returned non-int (type %T)\"" }, { "str_slot", "\"__str__ returned non-string (type %T)\"" },
        { "repr_slot", "\"__repr__ returned non-string (type %T)\"" }, { "hash_slot", "\"__hash__ method should return an integer\"" },
        { "format_slot", "\"__format__ must return a str, not %T\"" }
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(texts[i][0], slot) == 0)
            return core_ctext(l->arena, texts[i][1], type_none);
    unreachable("a slot of another type");
}

static void return_converted(Lower *l, const Instance *method, CoreExpr *x, const Type *type, const char *slot)
{
    if (l->dead)
        return;
    if (strcmp(method->func->name, "__len__") == 0)
        x = lower_length_given(l, x);
    x = type == type_any ? any(l, x) : type->kind == TY_BOOL ? lower_truth(l, x) : need_else(l, x, type, wrong_result(l, slot));
    lower_return(l, x);
}

/* The object, and before it the cells that a method which is a closure gets from it. */
static CoreExprs slot_args(Lower *l, const Instance *method)
{
    CoreExpr *self = core_conv(l->arena, core_var(l->arena, l->fn->params.at[0]), type_norm(instance_of((Instance *)method)->param[0]));
    CoreExpr *cells = method->outer ? cells_of_object(l, self, method->func, method->outer) : NULL;
    CoreExprs args = {0};

    if (cells)
        vec_push(l->arena, &args, cells);
    vec_push(l->arena, &args, self);
    return args;
}

CoreFn *lower_plain_slot(Lower *l, CoreClass *c, Instance *method, const char *slot, const Type *type)
{
    CoreFn *fn = begin_slot(l, c, method, slot, type);
    CoreExprs args = slot_args(l, method);

    if (instance_of(method)->params > 1) {      /* the index for __getitem__, the specification for __format__ */
        CoreVar *with = core_new_var(l->arena, fn, VAR_PARAM, type->kind == TY_STR ? "spec" : "index", type_norm(instance_of(method)->param[1]));
        vec_push(l->arena, &fn->params, with);
        vec_push(l->arena, &args, core_var(l->arena, with));
    }
    return_converted(l, method, call_slot_method(l, method, &args), type, slot);
    l->dead = false;
    return fn;
}

/* If `op` asks for it and the other value is of a type that the method was compiled for, its answer. */
static void compare_case(Lower *l, int op_number, Instance *method, CoreVar *op_var, CoreVar *other)
{
    static const char *const names[] = { "AC_LT", "AC_LE", "AC_GT", "AC_GE", "AC_EQ", "AC_NE" };
    const Type *want = type_norm(instance_of(method)->param[1]);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    CoreExpr *x = core_var(l->arena, other), *fits = NULL;

    for (int i = 0; i < type_atoms(want); i++) {
        CoreExpr *one = is_atom_test(l, x, type_norm(type_atom(want, i)));
        fits = fits ? core_binary(l->arena, "||", fits, one, type_bool) : one;
    }
    branch->u.branch.cond = core_binary(l->arena, "==", core_var(l->arena, op_var), core_ctext(l->arena, names[op_number], type_int), type_bool);
    if (fits)
        branch->u.branch.cond = core_binary(l->arena, "&&", branch->u.branch.cond, fits, type_bool);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    CoreExprs args = slot_args(l, method);
    vec_push(l->arena, &args, core_conv(l->arena, x, want));
    CoreExpr *r = call_slot_method(l, method, &args);
    if (!l->dead)
        lower_return(l, any(l, r));
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
}

CoreFn *lower_compare_slot(Lower *l, CoreClass *c, const ClassInfo *info)
{
    CoreFn *fn = NULL;
    CoreVar *op_var = NULL, *other = NULL;

    for (int i = 0; i < 6; i++) {
        Instance *method = info->compare[i];
        if (!method || !instance_of(method)->live)
            continue;
        if (!fn) {
            fn = begin_slot(l, c, method, "compare", type_any);
            op_var = core_new_var(l->arena, fn, VAR_PARAM, "op", type_int);
            other = core_new_var(l->arena, fn, VAR_PARAM, "other", type_any);
            vec_push(l->arena, &fn->params, op_var);
            vec_push(l->arena, &fn->params, other);
        }
        compare_case(l, i, method, op_var, other);
    }
    if (fn)
        lower_return(l, any(l, static_value(l, not_implemented())));
    l->dead = false;
    return fn;
}
