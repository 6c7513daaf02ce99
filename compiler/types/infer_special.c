/* infer_special.c: the special methods of classes: which of them operators, comparisons and the runtime call.
 *
 * An operator asks the left operand's class, then the right one's for the reflected method; both stand in
 * the expression's calls, an alternative for each class. What a method answers may include NotImplemented,
 * which goes on to the next. Comparisons inside of containers are the runtime's: classes_compared notes
 * what objects of a class may meet there.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

const Type *type_ellipsis(void)
{
    return type_inst(builtin_class(intern("ellipsis")));
}

const Type *type_not_implemented(void)
{
    return type_inst(builtin_class(intern("NotImplementedType")));
}

const char *operator_method(BinOp op, MethodForm form)
{
    static const char *const names[BIN_OPS][3] = {
        { "__add__", "__radd__", "__iadd__" }, { "__sub__", "__rsub__", "__isub__" }, { "__mul__", "__rmul__", "__imul__" },
        { "__truediv__", "__rtruediv__", "__itruediv__" }, { "__floordiv__", "__rfloordiv__", "__ifloordiv__" },
        { "__mod__", "__rmod__", "__imod__" }, { "__pow__", "__rpow__", "__ipow__" },
        { "__lshift__", "__rlshift__", "__ilshift__" }, { "__rshift__", "__rrshift__", "__irshift__" },
        { "__and__", "__rand__", "__iand__" }, { "__or__", "__ror__", "__ior__" }, { "__xor__", "__rxor__", "__ixor__" },
        { "__matmul__", "__rmatmul__", "__imatmul__" },
    };
    return intern(names[op][form]);
}

const char *compare_method(CmpOp op, bool reflected)
{
    static const char *const names[][2] = {
        { "__lt__", "__gt__" }, { "__le__", "__ge__" }, { "__gt__", "__lt__" }, { "__ge__", "__le__" },
        { "__eq__", "__eq__" }, { "__ne__", "__ne__" },
    };
    return intern(names[op][reflected]);
}

/* ---- one class's method as an alternative of a call ---- */

bool has_method(const Type *atom, const char *name)
{
    const Member *m = atom->kind == TY_INST ? class_member(atom->u.class, name) : NULL;
    return m && m->func;
}

/* Adds what `atom`'s method gives; NEVER when it is still to come. */
static const Type *add_special(Infer *in, CallInfo *call, const Type *atom, const char *name, const Type *arg, const Expr *at)
{
    CallInfo *one = NULL;
    const Type *args[1] = { arg };

    for (int i = 0; i < call->targets.n; i++)
        if (call->targets.at[i].when == atom)
            return type_without(call->targets.at[i].result, type_not_implemented());
    const Type *t = infer_method(in, at, atom, name, args, arg ? 1 : 0, &one);
    for (int i = 0; i < one->targets.n; i++)
        vec_push(call_arena(in), &call->targets, one->targets.at[i]);
    return t->kind == TY_ERROR ? t : type_without(t, type_not_implemented());
}

/* Has `atom` a method that never answers NotImplemented? */
static bool answers_for_all(const CallInfo *call, const Type *atom)
{
    for (int i = 0; i < call->targets.n; i++) {
        const Type *t = call->targets.at[i].result;
        if (call->targets.at[i].when == atom)
            return type_same(type_without(t, type_not_implemented()), t);
    }
    return false;
}

/* Is b of a class that derives from a's and has a method of its own? Then it is asked first. */
static bool overrides(const Type *b, const Type *a, const char *name)
{
    return b->kind == TY_INST && a->kind == TY_INST && b != a && class_derives(b->u.class, a->u.class) &&
           class_member(b->u.class, name) != class_member(a->u.class, name);
}

/* Then an arithmetic operator does not ask the right one: it would have answered as the left one. */
static bool same_class(const SpecialCall *s, const Type *a, const Type *b)
{
    return a == b && s->reflected_role == CALL_REFLECTED;
}

static void keep_calls(Infer *in, const Expr *at, CallInfo *call, CallRole role)
{
    call->on_receiver = true;
    if (call->targets.n)
        call_set(in, at, role, call);
}

/* The methods for the operands' classes. `covered(a, b)` then tells which pairs of atoms they answer. */
const Type *infer_special(Infer *in, SpecialCall *s, const Expr *at, const Type *l, const Type *r)
{
    const Type *result = type_never;

    s->left = s->right = NULL;
    if (!type_has(l, TY_INST) && !type_has(r, TY_INST))
        return result;
    s->left = call_new(in);
    s->right = call_new(in);
    for (int i = 0; i < type_atoms(l); i++) {
        const Type *a = type_norm(type_atom(l, i));
        const char *name = s->inplace && has_method(a, s->inplace) ? s->inplace : s->forward;
        if (has_method(a, name))
            result = type_join(result, add_special(in, s->left, a, name, r, at));
    }
    for (int k = 0; k < type_atoms(r); k++) {
        const Type *b = type_norm(type_atom(r, k));
        bool asked = false;
        for (int i = 0; i < type_atoms(l); i++) {
            const Type *a = type_norm(type_atom(l, i));
            asked |= !same_class(s, a, b) && (!answers_for_all(s->left, a) || overrides(b, a, s->reflected));
        }
        if (asked && has_method(b, s->reflected))
            result = type_join(result, add_special(in, s->right, b, s->reflected, l, at));
    }
    keep_calls(in, at, s->left, s->role);
    keep_calls(in, at, s->right, s->reflected_role);
    return result;
}

bool special_found(const SpecialCall *s)
{
    return s->left && (s->left->targets.n || s->right->targets.n);
}

bool special_covers(const SpecialCall *s, const Type *a, const Type *b)
{
    if (!special_found(s))
        return false;
    for (int i = 0; i < s->left->targets.n; i++)
        if (s->left->targets.at[i].when == a)
            return true;
    for (int i = 0; i < s->right->targets.n; i++)
        if (s->right->targets.at[i].when == b && !same_class(s, a, b))
            return true;
    return false;
}

/* A method without arguments of each class in t that has it: -x, abs(x), int(x). NULL: no class has. */
const Type *infer_special_unary(Infer *in, CallInfo **call, const Expr *at, const Type *t, const char *name)
{
    const Type *result = type_never;

    *call = NULL;
    if (!type_has(t, TY_INST))
        return NULL;
    *call = call_new(in);
    (*call)->on_receiver = true;
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        if (has_method(a, name))
            result = type_join(result, add_special(in, *call, a, name, NULL, at));
    }
    return (*call)->targets.n ? result : NULL;
}

/* ---- what the runtime calls ---- */

/* The atoms of t, and of what is in its containers. */
static const Type *leaves(const Type *t, const Type *found, int depth)
{
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        found = type_join(found, a);
        if (a->kind == TY_LIST && depth < 8)
            found = leaves(type_elem(a), found, depth + 1);
        if (a->kind == TY_TUPLE && depth < 8)
            for (int k = 0; k < a->u.parts.n; k++)
                found = leaves(a->u.parts.at[k], found, depth + 1);
    }
    return found;
}

static bool comparable(const ClassInfo *c)
{
    for (CmpOp op = 0; op <= CMP_NE; op++) {
        const Member *m = class_member(c, compare_method(op, false));
        if (m && m->func)
            return true;
    }
    return false;
}

/* Objects of class c may meet objects of these types: its methods are compiled for them. */
static void class_compared(Infer *in, ClassInfo *c, const Type *other)
{
    const Type *joined = c->compared_with ? type_join(c->compared_with, other) : other;

    c->compared_with = joined;
    for (CmpOp op = 0; op <= CMP_NE; op++) {
        const Member *m = class_member(c, compare_method(op, false));
        const Type *params[2] = { type_inst(c), joined };
        if (m && m->func && m->func->ast->params.n == 2 && !m->func->ast->is_async)
            c->compare[op] = instance_get_closure(in, m->func, method_outer(m, m->func), params, 2);
    }
}

void classes_compared(Infer *in, const Type *t)
{
    bool some = false;

    for (int i = 0; i < type_atoms(t); i++)
        some |= type_atom(t, i)->kind != TY_INT && type_atom(t, i)->kind != TY_STR;
    if (!some)
        return;
    const Type *all = leaves(t, type_never, 0);
    for (int i = 0; i < type_atoms(all); i++) {
        const Type *a = type_atom(all, i);
        if (a->kind == TY_INST && a->u.class->ast && comparable(a->u.class))
            class_compared(in, a->u.class, all);
    }
}
