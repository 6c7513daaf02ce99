/* infer_getattr.c: hasattr(), getattr(), setattr() and delattr(): attributes whose names are constants.
 *
 * Whether an object has one is decided here where its type says so; a field that is not always set, and a value of
 * several types, are asked at run time.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

/* NULL: it is no constant. */
static const char *constant_name(Infer *in, const Expr *e, const CallArgs *args)
{
    const Expr *name = args->bind[1].kind == BIND_ARG ? e->u.call.args.at[args->bind[1].arg].value : NULL;

    if (name && name->kind == EXPR_STR)
        return intern(name->u.string.bytes);
    infer_report(in, e->span, "%s() needs a name that is known at compile time", e->u.call.func->kind == EXPR_NAME ? e->u.call.func->u.name : "getattr");
    return NULL;
}

typedef enum { HAS_NOT, HAS_PERHAPS, HAS } Has;

/* The special methods of built-in types, of which there is no value: those that programs ask for. */
static bool built_in_has(TypeKind kind, const char *name, bool *known)
{
    static const struct { const char *name; TypeKind kinds[12]; } rows[] = {
        { "__iter__", { TY_LIST, TY_TUPLE, TY_DICT, TY_SET, TY_FROZENSET, TY_STR, TY_BYTES, TY_BYTEARRAY, TY_RANGE, TY_VIEW, TY_ITER, TY_GEN } },
        { "__next__", { TY_ITER, TY_GEN } },
        { "__len__", { TY_LIST, TY_TUPLE, TY_DICT, TY_SET, TY_FROZENSET, TY_STR, TY_BYTES, TY_BYTEARRAY, TY_RANGE, TY_VIEW, TY_MEMORYVIEW } },
        { "__getitem__", { TY_LIST, TY_TUPLE, TY_DICT, TY_STR, TY_BYTES, TY_BYTEARRAY, TY_RANGE, TY_MEMORYVIEW } },
        { "__setitem__", { TY_LIST, TY_DICT, TY_BYTEARRAY, TY_MEMORYVIEW } },
        { "__contains__", { TY_LIST, TY_TUPLE, TY_DICT, TY_SET, TY_FROZENSET, TY_STR, TY_BYTES, TY_BYTEARRAY, TY_RANGE, TY_VIEW } },
        { "__call__", { TY_FUNC, TY_CLOSURE, TY_METHOD, TY_BUILTIN, TY_CLASS } },
        { "__name__", { TY_FUNC, TY_CLOSURE, TY_METHOD, TY_BUILTIN, TY_CLASS, TY_GEN, TY_CORO, TY_AGEN, TY_MODULE } },
        { "__await__", { TY_CORO, TY_TASK } },
        { "__aiter__", { TY_AGEN } },
        { "__anext__", { TY_AGEN } },
        { "__enter__", { TY_MEMORYVIEW } },
        { "__trunc__", { TY_BOOL, TY_INT, TY_FLOAT } },
        { "__floor__", { TY_BOOL, TY_INT, TY_FLOAT } },
        { "__ceil__", { TY_BOOL, TY_INT, TY_FLOAT } },
        { "__index__", { TY_BOOL, TY_INT } }
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (name == intern(rows[i].name)) {
            *known = true;
            for (size_t k = 0; k < sizeof rows[i].kinds / sizeof rows[i].kinds[0]; k++)
                if (rows[i].kinds[k] == kind && kind != TY_NEVER)
                    return true;
            return false;
        }
    return false;
}

/* What every object has from its class `object`. */
static bool every_has(const char *name)
{
    static const char *const names[] = { "__class__", "__doc__", "__eq__", "__format__", "__ge__", "__gt__", "__hash__", "__init__", "__le__", "__lt__",
                                         "__ne__", "__new__", "__repr__", "__str__" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (name == intern(names[i]))
            return true;
    return false;
}

static Has has_special(Infer *in, const Expr *e, const Type *atom, const char *name)
{
    bool known = atom->kind == TY_INST, has = atom->kind != TY_INST && built_in_has(atom->kind, name, &known);

    if (has || every_has(name))
        return HAS;
    if (!known)
        infer_report(in, e->span, "asking for '%s' of '%s' is not compiled", name, type_text(in->arena, atom));
    return HAS_NOT;
}

static Has atom_has(Infer *in, const Expr *e, const Type *atom, const char *name)
{
    const Field *f = atom->kind == TY_INST ? class_field(atom->u.class, name) : NULL;
    const Member *m = atom->kind == TY_INST ? class_member(atom->u.class, name) : NULL;

    if (atom->kind == TY_INST && class_getattr(atom->u.class, name))
        infer_report(in, e->span, "whether __getattr__ knows '%s' shows at run time: read the attribute in a try with AttributeError", name);
    ClassList derived = {0};
    if (atom->kind == TY_INST && atom->u.class->is_exception && !is_special_name(name))
        class_derived_with(in->arena, atom->u.class, name, &derived);
    if (f && f->needs_flag && !(m && m->variable))
        return HAS_PERHAPS;
    if (!f && !m && derived.n)
        return HAS_PERHAPS;
    if (!f && !m && (atom->kind == TY_INST || atom->kind == TY_CLASS) && class_has_late(atom->u.class, name))
        return HAS_PERHAPS;
    if (attr_type(in, atom, name, e->span, false))
        return (atom->kind == TY_FUNC || atom->kind == TY_CLOSURE) && !is_special_name(name) ? HAS_PERHAPS : HAS;
    return is_special_name(name) ? has_special(in, e, atom, name) : HAS_NOT;
}

/* Sets one of the flags of e when it is certain. */
static Has has_attr(Infer *in, const Expr *e, const Type *object, const char *name, ExprFlag yes, ExprFlag no)
{
    int n = type_atoms(object), all = 0, none = 0;

    for (int i = 0; i < n; i++) {
        Has has = atom_has(in, e, type_norm(type_atom(object, i)), name);
        all += has == HAS;
        none += has == HAS_NOT;
    }
    if (all == n || none == n)
        info_of(in, e)->flags |= none == n ? no : yes;
    return all == n ? HAS : none == n ? HAS_NOT : HAS_PERHAPS;
}

const Type *infer_hasattr(Infer *in, const Expr *e, const CallArgs *args)
{
    const char *name = constant_name(in, e, args);

    if (!name)
        return type_error;
    if (args->type[0]->kind != TY_NEVER)
        has_attr(in, e, args->type[0], name, XF_ALWAYS_TRUE, XF_ALWAYS_FALSE);
    return type_bool;
}

/* A property runs code: it is no plain attribute. */
static bool is_property(const Type *t, const char *name)
{
    const Member *m = t->kind == TY_INST ? class_member(t->u.class, name) : NULL;
    return (m && m->getter) || (t->kind == TY_INST && class_getattr(t->u.class, name));
}

/* getattr(object, "name"[, default]) */
const Type *infer_getattr(Infer *in, const Expr *e, const CallArgs *args)
{
    const Type *result = type_never, *object = args->type[0];
    const char *name = constant_name(in, e, args);

    if (!name)
        return type_error;
    if (object->kind == TY_NEVER)
        return type_never;
    Has has = has_attr(in, e, object, name, XF_HAS, XF_HAS_NOT);
    if (has == HAS_NOT && args->n == 3)
        return args->type[2];
    if (has == HAS_NOT) {
        if (infer_expected(in, e->span, MISTAKE_ATTRIBUTE))
            return type_never;
        infer_report(in, e->span, "'%s' object has no attribute '%s'", type_text(in->arena, object), name);
        return type_error;
    }
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *atom = type_norm(type_atom(object, i)), *t = attr_type(in, atom, name, e->span, false);
        if (is_property(atom, name)) {
            infer_report(in, e->span, "getattr() of a property is not compiled: write object.name");
            return type_error;
        }
        if (!t && has == HAS && is_special_name(name)) {
            infer_report(in, e->span, "'%s' of '%s' as a value is not compiled", name, type_text(in->arena, atom));
            return type_error;
        }
        result = t ? type_join(result, t) : result;
    }
    return has == HAS || args->n == 2 ? result : type_join(result, args->type[2]);
}

const Type *infer_setattr(Infer *in, const Expr *e, const CallArgs *args)
{
    const char *name = constant_name(in, e, args);

    if (!name)
        return type_error;
    if (args->type[0]->kind == TY_CLASS || args->type[0]->kind == TY_MODULE) {
        infer_report(in, e->span, "setattr() of a class or module is not compiled: write the assignment");
        return type_error;
    }
    if (args->type[0]->kind != TY_NEVER)
        infer_assign_attr(in, e, args->type[0], name, args->type[2]);
    return type_none;
}

const Type *infer_delattr(Infer *in, const Expr *e, const CallArgs *args)
{
    const char *name = constant_name(in, e, args);

    if (!name)
        return type_error;
    infer_delete_attr(in, e, args->type[0], name);
    return type_none;
}
