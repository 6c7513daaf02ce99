/* infer_attr.c: attributes.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>
#include "base/near.h"

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

const Expr *func_doc(const FuncInfo *f)
{
    const Stmt *first = f->ast->body.n && !f->ast->is_lambda ? f->ast->body.at[0] : NULL;
    return first && first->kind == STMT_EXPR && first->u.expr->kind == EXPR_STR ? first->u.expr : NULL;
}

const Expr *class_doc(const ClassInfo *c)
{
    const Stmt *first = c->ast && c->ast->body.n ? c->ast->body.at[0] : NULL;
    return first && first->kind == STMT_EXPR && first->u.expr->kind == EXPR_STR ? first->u.expr : NULL;
}

/* What a function in a class becomes when it is taken from an object, or, `t` a CLASS, from the class. */
static const Type *method_of(const Member *m, const Type *t)
{
    if (m->func->is_class)
        return type_method(m->func, t->kind == TY_CLASS ? t : type_class(t->u.class));
    return m->func->is_static || t->kind == TY_CLASS ? member_function(m) : type_method_of(member_function(m), t);
}

/* A function in a class variable is a method too. */
static const Type *bound_variable(const Type *t, const Type *object)
{
    const Type *bound = type_never;

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        bound = type_join(bound, a->kind == TY_FUNC || a->kind == TY_CLOSURE ? type_method_of(a, object) : a);
    }
    return t->kind == TY_ERROR ? t : bound;
}

/* A getter, or a __getattr__ that is asked for a name. */
static Instance *property_instance(Infer *in, const Member *m, const Type *t)
{
    const Type *params[2] = { t, type_str };
    FuncInfo *f = m->getter ? m->getter : m->func;

    return instance_get_closure(in, f, method_outer(m, f), params, m->getter ? 1 : 2);
}

/* Of a field that is not always set, __getattr__ might be asked. */
static void check_getattr(Infer *in, const Expr *e, const Type *object)
{
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *a = type_norm(type_atom(object, i));
        const Field *f = a->kind == TY_INST ? class_field(a->u.class, e->u.attr.name) : NULL;
        if (!f || !f->needs_flag || !class_member(a->u.class, intern("__getattr__")))
            continue;
        infer_report(in, e->u.attr.name_span, "whether '%s' is set, or __getattr__ is asked, shows at run time: this is not compiled", f->name);
        infer_help(in, "assign it in __init__");
    }
}

/* What variables of that name in the class and those above it may hold. NULL: there are none. */
static const Type *shared_type(Infer *in, ClassInfo *c, const char *name, const Member *m)
{
    const Type *t = m && m->variable ? symbol_read(in, m->variable->symbol, NULL) : NULL;
    int at = 0;

    if (m && !m->variable)
        return NULL;
    class_watch(in, c);
    for (Global *late; (late = class_late(c, name, &at));)
        t = t ? type_join(t, symbol_read(in, late->symbol, NULL)) : symbol_read(in, late->symbol, NULL);
    return t;
}

static const Type *inst_attr(Infer *in, const Type *t, const char *name)
{
    ClassInfo *c = t->u.class;
    Field *f = class_field(c, name);
    Member *m;

    if (class_register(c, name))
        return type_int;

    m = class_member(c, name);
    const Type *shared = shared_type(in, c, name, m);
    if (f && f->needs_flag && shared)           /* until the object has its own, the class's is seen */
        return type_join(field_type(in, f), shared);
    if (f)
        return field_type(in, f);
    if (m && m->func)
        return method_of(m, t);
    if (m && m->getter)
        return instance_result(in, property_instance(in, m, t));
    if (shared)
        return bound_variable(shared, t);
    if (class_getattr(c, name))
        return instance_result(in, property_instance(in, class_getattr(c, name), t));
    if (strcmp(name, "__class__") == 0)
        return type_class(c->is_exception ? builtin_class(intern("type")) : c);   /* types of exceptions are not exact */
    if (strcmp(name, "__doc__") == 0 && c->ast)
        return class_doc(c) ? type_str : type_none;
    return c->is_exception ? exception_attr(in, c, name) : NULL;
}

static const Type *module_attr(Infer *in, const ModuleInfo *m, const char *name)
{
    const Symbol *s = m->scope ? scope_lookup(m->scope, name) : NULL;
    if (!s && strcmp(name, "__name__") == 0)
        return type_str;
    return s ? symbol_read(in, s, NULL) : NULL;
}

static const Type *class_attr(Infer *in, ClassInfo *c, const char *name)
{
    Member *m = class_member(c, name);

    if (c_variable(type_class(c), name))
        return c_variable(type_class(c), name)->type;
    if (strcmp(name, "__name__") == 0 || strcmp(name, "__qualname__") == 0)
        return type_str;
    const Builtin *b = builtin_unbound(c, name);
    if (b)
        return type_builtin(b, NULL);
    if (m && m->func)
        return method_of(m, type_class(c));
    const Type *shared = shared_type(in, c, name, m);
    return !shared && strcmp(name, "__doc__") == 0 && c->ast ? class_doc(c) ? type_str : type_none : shared;
}

static const Type *builtin_member(TypeKind kind, const Type *t, const char *name)
{
    const Builtin *b = builtin_method(kind, name);
    return b ? type_builtin(b, t) : NULL;
}

/* Its methods are functions of the library. */
static const Type *async_generator_member(Infer *in, const Type *t, const char *name)
{
    FuncInfo *f = name[0] == '_' && name[1] != '_' ? NULL : library_function(in, "asyncgen", name);
    bool other = strcmp(name, "anext") == 0 || strcmp(name, "aiter") == 0;

    return f && !other ? type_method(f, t) : NULL;
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
    case TY_AGEN:   return async_generator_member(in, t, name);
    case TY_CLOSURE: return strcmp(name, "__name__") == 0 ? type_str : function_attr_type(in, t, name);
    case TY_FUNC:
        if (strcmp(name, "__doc__") == 0)
            return func_doc(t->u.func) ? type_str : type_none;
        return strcmp(name, "__name__") == 0 ? type_str : function_attr_type(in, t, name);
    case TY_METHOD:
        if (strcmp(name, "__doc__") == 0)
            return func_doc(t->u.method.func) ? type_str : type_none;
        return strcmp(name, "__name__") == 0 ? type_str : NULL;
    case TY_RANGE:
        if (strcmp(name, "start") == 0 || strcmp(name, "stop") == 0 || strcmp(name, "step") == 0)
            return type_int;
        return builtin_member(TY_RANGE, t, name);
    case TY_BOOL: case TY_INT: case TY_FLOAT:
        if (strcmp(name, "real") == 0 || strcmp(name, "imag") == 0)
            return t->kind == TY_FLOAT ? type_float : type_int;
        if (t->kind != TY_FLOAT && (strcmp(name, "numerator") == 0 || strcmp(name, "denominator") == 0))
            return type_int;
        return builtin_member(t->kind == TY_BOOL ? TY_INT : t->kind, t, name);
    case TY_BUILTIN: return strcmp(name, "__name__") == 0 ? type_str : NULL;
    default:
        return builtin_member(t->kind, t, name);
    }
}

static int attr_names(const Type *t, const char **names, int max)
{
    int n = 0;

    if (t->kind == TY_MODULE && t->u.module->scope)
        for (int i = 0; i < t->u.module->scope->symbols.n && n < max; i++)
            names[n++] = t->u.module->scope->symbols.at[i]->name;
    else if (t->kind == TY_INST)
        for (int k = 0; k < t->u.class->mro.n; k++) {
            const ClassInfo *c = t->u.class->mro.at[k];
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

CallInfo *getters_of(Infer *in, const Type *object, const char *name)
{
    CallInfo *call = NULL;

    for (int i = 0; i < type_atoms(object); i++) {
        const Type *atom = type_norm(type_atom(object, i));
        const Member *asked = atom->kind == TY_INST ? class_getattr(atom->u.class, name) : NULL;
        const Member *m = asked ? asked : atom->kind == TY_INST && !class_field(atom->u.class, name) ? class_member(atom->u.class, name) : NULL;
        if (!m || (!m->getter && !asked))
            continue;
        Instance *getter = property_instance(in, m, atom);
        if (!call)
            call = call_new(in);
        Target t = { .when = atom, .kind = TARGET_FUNC, .instance = getter, .bind = arena_array(call_arena(in), Bind, 2), .result = type_norm(getter->result) };
        t.bind[0] = (Bind){ .kind = BIND_RECEIVER };
        t.bind[1] = (Bind){ .kind = BIND_ARG, .arg = 0 };
        vec_push(call_arena(in), &call->targets, t);
    }
    if (call)
        call->on_receiver = true;
    return call;
}

static bool takes_closure(const ClassInfo *c, const char *name)
{
    const Member *m = class_member(c, name);
    return m && m->func && member_function(m)->kind == TY_CLOSURE;
}

bool class_by_name(Infer *in, const Expr *e, const ClassInfo *c)
{
    const Expr *name = e->kind == EXPR_ATTR ? e->u.attr.object : e;     /* Outer.Inner */
    const Symbol *s = name->kind == EXPR_NAME ? names_of(in->names, name) : NULL;

    if (!c->outer || (s && s->constant && s->def_stmt && s->def_stmt->kind == STMT_CLASS && (name != e || s->def_stmt->u.class == c->ast)))
        return true;
    infer_report(in, e->span, "the methods of class '%s' use variables of the function around it: it is called by its name only", c->name);
    infer_help(in, "pass what they use to __init__");
    return false;
}

/* Of an exception that may be of a class that derives from what is known: what these have. NULL: none has it. */
static const Type *derived_attr(Infer *in, const Type *object, const char *name)
{
    const Type *result = NULL;

    for (int i = 0; i < type_atoms(object); i++) {
        const Type *a = type_norm(type_atom(object, i));
        ClassList with = {0};
        if (a->kind == TY_INST && a->u.class->is_exception && !is_special_name(name))
            class_derived_with(in->arena, a->u.class, name, &with);
        for (int k = 0; k < with.n; k++) {
            const Type *t = attr_type(in, type_inst(with.at[k]), name, (Span){ 0, 0 }, false);
            result = !t ? result : result ? type_join(result, t) : t;
        }
    }
    return result;
}

const Type *infer_attr(Infer *in, const Expr *e)
{
    if (is_super(in, e->u.attr.object))
        return infer_super_attr(in, e);

    const Type *object = infer_expr(in, e->u.attr.object), *result = type_never;
    bool some = false;

    if (object->kind == TY_NEVER || object->kind == TY_ERROR)
        return object;
    if (object->kind == TY_CLASS && takes_closure(object->u.class, e->u.attr.name) && !class_by_name(in, e->u.attr.object, object->u.class))
        return type_error;
    if (register_of(in->now, e->u.attr.object) && !builtin_method(TY_INT, e->u.attr.name))
        return field_read(in, register_of(in->now, e->u.attr.object), e);
    check_getattr(in, e, object);
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *a = type_norm(type_atom(object, i));
        if (a->kind == TY_INST && class_register(a->u.class, e->u.attr.name))
            register_read(in, class_register(a->u.class, e->u.attr.name), e->u.attr.name_span);
        const Type *t = attr_type(in, type_norm(type_atom(object, i)), e->u.attr.name, e->u.attr.name_span, false);
        some |= t != NULL;
        if (t)
            result = type_join(result, t);
    }
    CallInfo *getters = getters_of(in, object, e->u.attr.name);
    if (getters)
        call_set(in, e, CALL_AS_WRITTEN, getters);
    if (!some && derived_attr(in, object, e->u.attr.name))
        return derived_attr(in, object, e->u.attr.name);
    if (some)
        return getters ? result : fact_known(in, e, result);
    if (infer_expected(in, e->u.attr.name_span, MISTAKE_ATTRIBUTE))
        return type_never;
    report_attr(in, e, object);
    return type_error;
}
