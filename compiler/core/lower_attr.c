/* lower_attr.c: tests of the run-time type, and attributes.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <string.h>
#include "base/intern.h"

/* ---- tests of the run-time type ---- */

static CoreExpr *tag_test(Lower *l, CoreExpr *x, const char *tag)
{
    return core_binary(l->arena, "==", core_member(l->arena, x, NULL, "tag", type_int), core_ctext(l->arena, tag, type_int), type_bool);
}

static CoreExpr *class_test(Lower *l, CoreExpr *x, const char *function, CoreExpr *class)
{
    return core_pure(l->arena, function, type_bool, 2, x, class);
}

static CoreFn *method_function(Lower *l, const Type *method)
{
    if (method->kind == TY_METHOD && method->u.method.outer)
        return lower_closure_value(l, type_closure(method->u.method.func, method->u.method.outer));
    return method->kind == TY_METHOD ? lower_function_value(l, method->u.method.func) : lower_builtin_value(l, method->u.builtin.builtin);
}

/* Is x a method of that function, bound to an object of that class? */
static CoreExpr *method_test(Lower *l, CoreExpr *x, const Type *method)
{
    const Type *self = method->kind == TY_METHOD ? method->u.method.self : method->u.builtin.self;
    ClassInfo *c = self->kind == TY_INST || self->kind == TY_CLASS ? self->u.class : builtin_class_of(self->kind);
    CoreExpr *function = core_func(l->arena, method_function(l, method), type_none);

    if (self->kind == TY_GEN || self->kind == TY_AGEN)
        return core_pure(l->arena, "ac_is_generator_method", type_bool, 3, any(l, x), function, core_code(l->arena, lower_fn_of(l, self->u.instance)));
    return core_pure(l->arena, self->kind == TY_CLASS ? "ac_is_class_method" : "ac_is_method", type_bool, 3, any(l, x), function,
                     core_class(l->arena, lower_class_of(l, c), type_class(c)));
}

/* object.name as a value: the function and the object. */
static CoreExpr *bound_method(Lower *l, CoreExpr *object, const Type *method)
{
    if (method->kind == TY_METHOD && method->u.method.outer)
        return op(l, "ac_method_new", method, true, 2, method_value(l, method, object), any(l, object));
    return op(l, "ac_method_new", method, true, 2, core_func(l->arena, method_function(l, method), type_none), any(l, object));
}

/* Is the value of x (a variable) of this atom? */
CoreExpr *is_atom_test(Lower *l, CoreExpr *x, const Type *atom)
{
    bool value = type_rep(x->type) == REP_VALUE;
    const Type *object = type_inst(builtin_class(intern("object")));
    ClassInfo *c = atom->kind == TY_INST ? atom->u.class : builtin_class_of(atom->kind);

    if (atom->kind == TY_NONE)
        return none_compare(l, x, true);
    if (value && atom->kind == TY_BOOL)
        return tag_test(l, x, "AC_TAG_BOOL");
    if (value && atom->kind == TY_INT)
        return tag_test(l, x, "AC_TAG_INT");
    if (value && atom->kind == TY_FLOAT)
        return tag_test(l, x, "AC_TAG_FLOAT");
    if (atom->kind == TY_METHOD || (atom->kind == TY_BUILTIN && atom->u.builtin.self))
        return method_test(l, x, atom);
    if (atom->kind == TY_GEN || atom->kind == TY_AGEN)
        return core_pure(l->arena, "ac_is_coroutine_of", type_bool, 2, value ? core_pure(l->arena, "ac_value_ref", type_none, 1, x) : x,
                         core_code(l->arena, lower_fn_of(l, atom->u.instance)));
    if (atom->kind == TY_CLOSURE)
        return core_pure(l->arena, "ac_is_function", type_bool, 2, value ? core_pure(l->arena, "ac_value_ref", type_none, 1, x) : x,
                         core_func(l->arena, lower_closure_value(l, atom), type_none));
    if (atom->kind == TY_FUNC || atom->kind == TY_BUILTIN)
        return core_binary(l->arena, "==", value ? core_pure(l->arena, "ac_value_ref", object, 1, x) : core_conv(l->arena, x, object),
                           core_conv(l->arena, static_value(l, atom), object), type_bool);
    if (atom->kind == TY_CLASS && strcmp(atom->u.class->name, "type") != 0)
        return core_binary(l->arena, "==", value ? core_pure(l->arena, "ac_value_ref", object, 1, x) : core_conv(l->arena, x, object),
                           core_conv(l->arena, static_value(l, atom), object), type_bool);
    if (atom->kind == TY_CLASS)
        c = builtin_class(intern("type"));
    CoreExpr *class = core_class(l->arena, lower_class_of(l, c), type_class(c));
    if (atom->kind == TY_INST && !c->is_exception)          /* types of objects are exact; exceptions' are not */
        return class_test(l, x, value ? "ac_value_is_a" : "ac_ref_is", class);
    return class_test(l, x, value ? "ac_isinstance" : "ac_ref_isinstance", class);
}

/* ---- attributes ---- */

CoreExpr *lower_check_field(Lower *l, CoreExpr *object, Field *f)
{
    CoreField *flag = map_get(&l->field_flag, f);
    if (!flag)
        return object;
    object = in_var(l, object);
    CoreStmt *test = LOWER_NEW_STMT(l, CS_IF);
    test->u.branch.cond = core_unary(l->arena, "!", core_field(l->arena, object, lower_class_of(l, f->owner), flag), type_bool);
    CoreStmts *old = push_out(l, &test->u.branch.then);
    op(l, "ac_raise_no_attribute", NULL, true, 2, any(l, object),
       core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", f->name), type_none));
    pop_out(l, old);
    put_stmt(l, test);
    return object;
}

static CoreExpr *text_of(Lower *l, const char *name)
{
    return core_str(l->arena, name, (uint32_t)strlen(name));
}

static CoreExpr *exception_attr(Lower *l, CoreExpr *object, const char *name, const Type *type)
{
    if (strcmp(name, "code") == 0 || strcmp(name, "errno") == 0 || strcmp(name, "value") == 0)
        return core_conv(l->arena, op(l, "ac_exc_arg", type_any, true, 2, core_conv(l->arena, object, type_inst(builtin_class(intern("BaseException")))),
                                      core_int(l->arena, 0)), type);
    CoreExpr *member = core_member(l->arena, object, "AcExc", strcmp(name, "args") == 0 ? "args" : name[2] == 'c' && name[3] == 'a' ? "cause" : "context",
                                   strcmp(name, "args") == 0 ? type_tuple_open(type_any) : type_inst(builtin_class(intern("BaseException"))));
    return core_conv(l->arena, hold(l, member), type);
}

static CoreExpr *field_value(Lower *l, CoreExpr *object, Field *f, const Type *type)
{
    CoreField *field = lower_field_of(l, f);

    if (type_static(field->type) || field->type->kind == TY_NEVER)
        return static_value(l, field->type);
    return core_conv(l->arena, core_field(l->arena, object, lower_class_of(l, f->owner), field), type);
}

static void raise_no_class_attr(Lower *l, const ClassInfo *c, const char *name)
{
    raise_text(l, "ac_AttributeError", arena_printf(l->arena, "type object '%s' has no attribute '%s'", c->name, name));
}

/* Where class variables of that name may be assigned that hide what the class's body, or a base's, has: the first in
 * its order, from `at` on, that is. */
static void set_shared(Lower *l, CoreVar *result, const ClassInfo *c, const char *name, int at, const Type *type)
{
    const Member *m = class_member(c, name);
    const Global *late = class_late(c, name, &at);

    if (late) {
        CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
        branch->u.branch.cond = core_var(l->arena, lower_flag_of(l, late->symbol));
        CoreStmts *old = push_out(l, &branch->u.branch.then);
        set_copy(l, result, core_conv(l->arena, lower_symbol(l, late->symbol, late->type), type));
        l->out = &branch->u.branch.els;
        set_shared(l, result, c, name, at, type);
        pop_out(l, old);
        put_stmt(l, branch);
    } else if (m) {
        set_copy(l, result, core_conv(l->arena, lower_symbol(l, m->variable->symbol, m->variable->type), type));
    } else {
        raise_no_class_attr(l, c, name);
    }
}

static CoreExpr *shared_value(Lower *l, const ClassInfo *c, const char *name, const Type *type)
{
    if (!class_has_late(c, name))
        return lower_symbol(l, class_member(c, name)->variable->symbol, type);
    if (type_static(type) || type->kind == TY_NEVER)
        return static_value(l, type);
    CoreVar *result = new_temp(l, type);
    set_shared(l, result, c, name, 0, type);
    own(l, result);
    return core_var(l->arena, result);
}

/* Is there a variable of the class, which an object's own attribute hides? */
static bool has_shared(const ClassInfo *c, const char *name)
{
    const Member *m = class_member(c, name);
    return m ? m->variable != NULL : class_has_late(c, name);
}

/* The object's own value when it has one, else the class's. */
static CoreExpr *field_or_variable(Lower *l, CoreExpr *object, Field *f, const ClassInfo *c, const Type *type)
{
    CoreVar *result = new_temp(l, type);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);

    object = in_var(l, object);
    branch->u.branch.cond = core_field(l->arena, object, lower_class_of(l, f->owner), map_get(&l->field_flag, f));
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    set_copy(l, result, field_value(l, object, f, type));
    l->out = &branch->u.branch.els;
    set_copy(l, result, shared_value(l, c, f->name, type));
    pop_out(l, old);
    put_stmt(l, branch);
    own(l, result);
    return core_var(l->arena, result);
}

/* What a getter gives, or a __getattr__ that is asked for the name. */
static CoreExpr *property_value(Lower *l, CoreExpr *object, const Type *atom, const Member *m, const char *name, const CallInfo *getters)
{
    const FuncInfo *f = m->getter ? m->getter : m->func;
    CoreExprs args = {0};

    if (!m->getter)
        vec_push(l->arena, &args, text_of(l, name));
    for (int i = 0; i < getters->targets.n; i++)
        if (type_same(getters->targets.at[i].when, atom) && getters->targets.at[i].instance->func == f)
            return lower_target(l, &getters->targets.at[i], object, NULL, &args, type_norm(getters->targets.at[i].result));
    return core_none(l->arena);
}

/* A function in a class variable is bound to the object through which it is read. */
static CoreExpr *variable_value(Lower *l, CoreExpr *object, const ClassInfo *c, const char *name, const Type *type)
{
    const Member *m = class_member(c, name);
    const Type *held = m ? type_norm(m->variable->type) : type_never;
    int at = 0;

    for (const Global *late; (late = class_late(c, name, &at));)
        held = type_join(held, type_norm(late->type));
    if (!type_has(held, TY_FUNC) && !type_has(held, TY_CLOSURE))
        return shared_value(l, c, name, type);
    CoreExpr *bound = op(l, "ac_bind", type_any, true, 2, any(l, shared_value(l, c, name, held)), any(l, object));
    return core_conv(l->arena, bound, type);
}

static CoreExpr *doc_text(Lower *l, const Expr *doc, const Type *type)
{
    CoreExpr *x = doc ? core_str(l->arena, doc->u.string.bytes, doc->u.string.length) : core_none(l->arena);
    return core_conv(l->arena, x, type);
}

CoreExpr *class_at_run_time(Lower *l, CoreExpr *x)
{
    const Type *type = type_class(builtin_class(intern("type")));
    return core_conv(l->arena, core_pure(l->arena, "ac_class_of", type_inst(builtin_class(intern("object"))), 1, any(l, x)), type);
}

static CoreExpr *inst_attr(Lower *l, CoreExpr *object, const Type *atom, const char *name, const Type *type, const CallInfo *getters)
{
    if (strcmp(name, "__class__") == 0)
        return core_conv(l->arena, atom->u.class->is_exception ? class_at_run_time(l, object) : static_value(l, type_class(atom->u.class)), type);
    const ClassInfo *c = atom->u.class;
    if (class_register(c, name))
        return core_conv(l->arena, lower_read_register(l, object, class_register(c, name), NULL), type);
    Field *f = class_field(c, name);
    const Member *m = class_getattr(c, name) ? class_getattr(c, name) : class_member(c, name);

    if (f && has_shared(c, name) && map_get(&l->field_flag, f))
        return field_or_variable(l, object, f, c, type);
    if (f)
        return field_value(l, lower_check_field(l, object, f), f, type);
    if (m && (m->getter || class_getattr(c, name)))
        return getters ? core_conv(l->arena, property_value(l, object, atom, m, name, getters), type) : core_none(l->arena);
    if (has_shared(c, name))
        return variable_value(l, object, c, name, type);
    if (m && m->func && m->func->is_class)
        return core_conv(l->arena, bound_method(l, static_value(l, type_class((ClassInfo *)c)), type_method(m->func, type_class((ClassInfo *)c))), type);
    if (m && m->func && !m->func->is_static)
        return core_conv(l->arena, bound_method(l, object, type_method_of(member_function(m), atom)), type);
    if (!m && strcmp(name, "__doc__") == 0)
        return doc_text(l, class_doc(c), type);
    if (m && m->func)
        return core_conv(l->arena, static_value(l, member_function(m)), type);
    return m ? static_value(l, type) : exception_attr(l, object, name, type);
}

static CoreExpr *class_attr(Lower *l, ClassInfo *c, const char *name, const Type *type)
{
    const Member *m = class_member(c, name);
    const Builtin *b = builtin_unbound(c, name);

    if (c_variable(type_class(c), name))
        return core_conv(l->arena, lower_read_variable(l, c_variable(type_class(c), name)), type);
    if (b)
        return core_conv(l->arena, static_value(l, type_builtin(b, NULL)), type);
    if (has_shared(c, name))
        return shared_value(l, c, name, type);
    if (m && m->func && m->func->is_class)
        return core_conv(l->arena, bound_method(l, static_value(l, type_class(c)), type_method(m->func, type_class(c))), type);
    if (m && m->func && member_function(m)->kind == TY_CLOSURE)
        return core_conv(l->arena, constant_closure(l, member_function(m)), type);
    if (m && m->func)
        return core_conv(l->arena, static_value(l, member_function(m)), type);
    if (!m && strcmp(name, "__doc__") == 0)
        return doc_text(l, class_doc(c), type);
    if (!m || m->getter) {
        raise_no_class_attr(l, c, name);
        l->dead = true;
    }
    return static_value(l, type);
}

static CoreExpr *function_attr(Lower *l, const FuncInfo *f, const char *name)
{
    const Expr *doc = func_doc(f);

    if (strcmp(name, "__doc__") != 0)
        return text_of(l, f->name);
    return doc ? core_str(l->arena, doc->u.string.bytes, doc->u.string.length) : core_none(l->arena);
}

static const Builtin *method_of(const Type *atom, const char *name)
{
    return builtin_method(atom->kind == TY_BOOL ? TY_INT : atom->kind, name);
}

/* x.real, x.imag, x.numerator, x.denominator of a number. */
static CoreExpr *number_attr(Lower *l, CoreExpr *x, const char *name)
{
    bool is_float = x->type->kind == TY_FLOAT;

    if (strcmp(name, "denominator") == 0)
        return core_int(l->arena, 1);
    if (strcmp(name, "imag") == 0)
        return is_float ? core_float(l->arena, 0) : core_int(l->arena, 0);
    return is_float ? x : to_int(l, x);
}

static CoreExpr *builtin_attr(Lower *l, CoreExpr *object, const Type *atom, const char *name, const Type *type)
{
    const Builtin *b = method_of(atom, name);

    if (b)
        return core_conv(l->arena, bound_method(l, object, type_builtin(b, atom)), type);
    object = core_conv(l->arena, object, atom);
    return atom->kind == TY_RANGE ? core_member(l->arena, object, "AcRange", name, type_int)
                                  : core_conv(l->arena, number_attr(l, object, name), type);
}

/* Methods of asynchronous generators are functions of the library: that of the name, bound to one of that type. */
static CoreExpr *async_generator_attr(Lower *l, CoreExpr *object, const Type *atom, const char *name, const Type *type)
{
    for (int i = 0; i < type_atoms(type); i++) {
        const Type *m = type_norm(type_atom(type, i));
        if (m->kind == TY_METHOD && type_same(m->u.method.self, atom) && strcmp(m->u.method.func->name, name) == 0)
            return core_conv(l->arena, bound_method(l, object, m), type);
    }
    unreachable("a method of asynchronous generators");
}

/* Outer.Inner, make.<locals>.Local */
static const char *qualified_name(Lower *l, const ClassInfo *c)
{
    const char *name = c->name;

    for (const Scope *s = c->scope ? c->scope->parent : NULL; s; s = s->parent)
        name = s->kind == SCOPE_CLASS ? arena_printf(l->arena, "%s.%s", s->class->name, name)
             : s->kind == SCOPE_FUNC ? arena_printf(l->arena, "%s.<locals>.%s", s->func->is_lambda ? "<lambda>" : s->func->name, name) : name;
    return name;
}

static CoreExpr *atom_attr(Lower *l, CoreExpr *object, const Type *atom, const char *name, const Type *type, const CallInfo *getters)
{
    switch (atom->kind) {
    case TY_INST:  return inst_attr(l, core_conv(l->arena, object, atom), atom, name, type, getters);
    case TY_FUNC:
        return function_has_attr(l, atom, name) ? lower_function_attr(l, object, atom, name, type) : function_attr(l, atom->u.func, name);
    case TY_CLOSURE:
        if (function_has_attr(l, atom, name))
            return lower_function_attr(l, object, atom, name, type);
        return op(l, "ac_function_name", type_str, true, 1, core_conv(l->arena, object, atom));
    case TY_METHOD: return function_attr(l, atom->u.method.func, name);
    case TY_BUILTIN: return text_of(l, atom->u.builtin.builtin->name);
    case TY_AGEN:  return async_generator_attr(l, core_conv(l->arena, object, atom), atom, name, type);
    case TY_CLASS:
        if (strcmp(name, "__name__") == 0 || strcmp(name, "__qualname__") == 0)
            return strcmp(atom->u.class->name, "type") == 0 ? op(l, "ac_class_name", type_str, true, 1, any(l, object))
                                                            : text_of(l, name[2] == 'q' ? qualified_name(l, atom->u.class) : atom->u.class->name);
        return class_attr(l, atom->u.class, name, type);
    default:       return builtin_attr(l, object, atom, name, type);
    }
}

static bool is_exception_attr(const ClassInfo *c, const char *name)
{
    static const struct { const char *name, *class; } some[] = { { "code", "SystemExit" }, { "errno", "OSError" }, { "value", "StopIteration" } };

    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
        if (strcmp(name, some[i].name) == 0)
            return class_derives(c, builtin_class(intern(some[i].class)));
    return strcmp(name, "__cause__") == 0 || strcmp(name, "__context__") == 0 || strcmp(name, "args") == 0;
}

static bool is_one_of(const char *name, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool atom_has_attr(Lower *l, const Type *atom, const char *name)
{
    static const char *const function[] = { "__name__", "__doc__" }, *const range[] = { "start", "stop", "step" },
                      *const number[] = { "real", "imag", "numerator", "denominator" },
                      *const async_generator[] = { "__aiter__", "__anext__", "asend", "athrow", "aclose" };

    switch (atom->kind) {
    case TY_INST:
        return class_register(atom->u.class, name) || class_field(atom->u.class, name) || class_member(atom->u.class, name) || class_has_late(atom->u.class, name) || class_getattr(atom->u.class, name) || strcmp(name, "__class__") == 0 ||
               (atom->u.class->is_exception && is_exception_attr(atom->u.class, name));
    case TY_FUNC:    return is_one_of(name, function, 2) || function_has_attr(l, atom, name);
    case TY_CLOSURE: return is_one_of(name, function, 1) || function_has_attr(l, atom, name);
    case TY_METHOD:  return is_one_of(name, function, 2);
    case TY_BUILTIN: return is_one_of(name, function, 1);
    case TY_CLASS:   return true;
    case TY_AGEN:    return is_one_of(name, async_generator, 5);
    case TY_RANGE:   return is_one_of(name, range, 3) || method_of(atom, name);
    default:         return method_of(atom, name) || (is_number(atom) && is_one_of(name, number, is_int(atom) ? 4 : 2));
    }
}

/* Has the class, whose body and whose bases' have not, got a variable of that name? NULL: it never gets one. */
static CoreExpr *late_set(Lower *l, const ClassInfo *c, const char *name)
{
    CoreExpr *set = NULL;
    int at = 0;

    for (const Global *late; !class_member(c, name) && (late = class_late(c, name, &at));) {
        CoreExpr *flag = core_var(l->arena, lower_flag_of(l, late->symbol));
        set = set ? core_binary(l->arena, "||", set, flag, type_bool) : flag;
    }
    return set;
}

/* `has`, or is the object, an exception, of a class that derives from `atom` and has the attribute? */
static CoreExpr *or_derived(Lower *l, CoreExpr *has, CoreExpr *object, const Type *atom, const char *name)
{
    ClassList with = {0};

    if (atom->kind == TY_INST && atom->u.class->is_exception)
        class_derived_with(l->arena, atom->u.class, name, &with);
    for (int i = 0; i < with.n; i++) {
        CoreExpr *is = is_atom_test(l, object, type_inst(with.at[i]));
        has = has ? core_binary(l->arena, "||", has, is, type_bool) : is;
    }
    return has;
}

/* Has `object`, a variable, the attribute? */
CoreExpr *lower_has_attr(Lower *l, CoreExpr *object, const char *name)
{
    const Type *t = object->type;
    CoreExpr *has = NULL;

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *atom = type_norm(type_atom(t, i));
        if (!atom_has_attr(l, atom, name)) {
            has = or_derived(l, has, object, atom, name);
            continue;
        }
        const Member *m = atom->kind == TY_INST ? class_member(atom->u.class, name) : NULL;
        Field *f = atom->kind == TY_INST ? class_field(atom->u.class, name) : NULL;
        CoreField *flag = f && !(m && m->variable) ? map_get(&l->field_flag, f) : NULL;
        CoreExpr *is = type_atoms(t) > 1 ? is_atom_test(l, object, atom) : NULL;
        CoreExpr *set = flag ? core_field(l->arena, core_conv(l->arena, object, atom), lower_class_of(l, f->owner), flag) : NULL;
        CoreExpr *late = (atom->kind == TY_INST || atom->kind == TY_CLASS) && (set || !f) ? late_set(l, atom->u.class, name) : NULL;
        if ((atom->kind == TY_FUNC || atom->kind == TY_CLOSURE) && function_has_attr(l, atom, name))
            set = function_attr_set(l, object, atom, name);
        set = set && late ? core_binary(l->arena, "||", set, late, type_bool) : late ? late : set;
        CoreExpr *one = is && set ? core_binary(l->arena, "&&", is, set, type_bool) : is ? is : set ? set : core_bool(l->arena, true);
        has = has ? core_binary(l->arena, "||", has, one, type_bool) : one;
    }
    return has ? has : core_bool(l->arena, false);
}

/* Where the run-time type decides: the types that have the attribute. */
static CoreExpr *attr_of_some(Lower *l, CoreExpr *object, const Type **atoms, int n, const char *name, const Type *type, const CallInfo *getters)
{
    CoreVar *result = new_temp(l, type);
    CoreBlock *done = core_new_block(l->arena, l->fn, "found");
    CoreStmt *block = LOWER_NEW_STMT(l, CS_BLOCK);

    object = in_var(l, object);
    block->u.block = done;
    CoreStmts *old = push_out(l, &done->body);
    for (int i = 0; i < n; i++) {
        const Type *atom = atoms[i];
        CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
        branch->u.branch.cond = is_atom_test(l, object, atom);
        CoreStmts *outer = push_out(l, &branch->u.branch.then);
        int mark = l->owned.n;
        set_fresh(l, result, atom_attr(l, object, atom, name, type, getters));
        release_to(l, mark);
        leave(l, done);
        l->dead = false;
        pop_out(l, outer);
        put_stmt(l, branch);
    }
    op(l, "ac_raise_no_attribute", NULL, true, 2, any(l, object), core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", name), type_none));
    pop_out(l, old);
    put_stmt(l, block);
    own(l, result);
    return core_var(l->arena, result);
}

/* Of each type, or of those that derive from it, what has the attribute. */
static const Type **with_attr(Lower *l, const Type *t, const char *name, int *n)
{
    VEC(const Type *) atoms = {0};

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *atom = type_norm(type_atom(t, i));
        ClassList derived = {0};
        if (atom_has_attr(l, atom, name))
            vec_push(l->arena, &atoms, atom);
        else if (atom->kind == TY_INST && atom->u.class->is_exception)
            class_derived_with(l->arena, atom->u.class, name, &derived);
        for (int k = 0; k < derived.n; k++)
            vec_push(l->arena, &atoms, type_inst(derived.at[k]));
    }
    *n = atoms.n;
    return atoms.at;
}

static bool some_has_attr(Lower *l, const Type *t, const char *name)
{
    for (int i = 0; i < type_atoms(t); i++)
        if (type_atom(t, i)->kind == TY_MODULE || atom_has_attr(l, type_norm(type_atom(t, i)), name))
            return true;
    return false;
}

CoreExpr *lower_getattr(Lower *l, CoreExpr *object, const char *name, const Type *type, const CallInfo *getters)
{
    int n;
    const Type **atoms = with_attr(l, object->type, name, &n);

    if (n == 0 && !some_has_attr(l, object->type, name)) {
        op(l, "ac_raise_no_attribute", NULL, true, 2, any(l, object), core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", name), type_none));
        l->dead = true;
        return core_none(l->arena);
    }
    return type_atoms(object->type) > 1 || (n && !type_same(atoms[0], type_norm(object->type)))
               ? attr_of_some(l, object, atoms, n, name, type, getters) : atom_attr(l, object, object->type, name, type, getters);
}

CoreExpr *lower_module_attr(Lower *l, const ModuleInfo *m, const char *name, const Type *type)
{
    if (m->scope && scope_lookup(m->scope, name))
        return read_once(l, lower_symbol(l, scope_lookup(m->scope, name), type));
    if (strcmp(name, "__name__") == 0)
        return text_of(l, m->name);
    raise_text(l, "ac_AttributeError", arena_printf(l->arena, "module '%s' has no attribute '%s'", m->name, name));
    l->dead = true;
    return core_none(l->arena);
}

CoreExpr *lower_attr(Lower *l, const Expr *e)
{
    const Type *type = info_of(l, e)->type, *object = info_of(l, e->u.attr.object)->type;
    const CallInfo *call = call_of(info_of(l, e), CALL_AS_WRITTEN);

    if (call && call->super_call)
        return lower_super_attr(l, call, type);
    if (type_static(type) && !may_run_code(l, e->u.attr.object) && !call && !(object && type_atoms(object) > 1))
        return static_value(l, type);
    const CRegister *inner = register_of(l->now, e->u.attr.object);
    if (inner && register_field(inner, e->u.attr.name))
        return lower_read_register(l, lower_expr(l, e->u.attr.object->u.attr.object), inner, register_field(inner, e->u.attr.name));
    if (object && object->kind == TY_MODULE)
        return lower_module_attr(l, object->u.module, e->u.attr.name, type);
    return lower_getattr(l, lower_expr(l, e->u.attr.object), e->u.attr.name, type, call);
}
