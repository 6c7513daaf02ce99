/* classes.c: classes: members, fields, inheritance; annotations.
 *
 * A class's fields are what its methods assign to `self.name`, found before inference so that the class
 * highest up that assigns a name owns it; their types come from inference.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

bool class_derives(const ClassInfo *c, const ClassInfo *base)
{
    for (int i = 0; i < c->mro.n; i++)
        if (c->mro.at[i] == base)
            return true;
    return false;
}

/* Fields lie in the class's own struct and in those that it begins with. */
Field *class_field(const ClassInfo *c, const char *name)
{
    Field *f = NULL;

    for (; c && !f; c = c->base)
        f = map_get(&c->field_of, name);
    return f;
}

Member *class_member(const ClassInfo *c, const char *name)
{
    for (int i = 0; i < c->mro.n; i++) {
        Member *m = map_get(&c->mro.at[i]->members, name);
        if (m)
            return m;
    }
    return NULL;
}

bool declares_property(const ClassInfo *c, const Stmt *s)
{
    const Expr *target = s->kind == STMT_ASSIGN ? s->u.assign.targets.at[0] : NULL;
    const Member *m = target && target->kind == EXPR_NAME ? map_get(&c->members, target->u.name) : NULL;

    return (m && m->getter) || (c->ast && declared_of_c(c, s));
}

Global *class_late(const ClassInfo *c, const char *name, int *at)
{
    while (*at < c->mro.n) {
        const ClassInfo *k = c->mro.at[(*at)++];
        Global *late = map_get(&k->late, name);
        if (late)
            return late;
        if (map_get(&k->members, name))
            *at = c->mro.n;
    }
    return NULL;
}

bool class_has_late(const ClassInfo *c, const char *name)
{
    int at = 0;
    return class_late(c, name, &at) != NULL;
}

void class_derived_with(Arena *a, const ClassInfo *c, const char *name, ClassList *found)
{
    for (int i = 0; i < c->derived.n; i++) {
        ClassInfo *d = c->derived.at[i];
        const Member *m = map_get(&d->members, name);
        class_derived_with(a, d, name, found);
        if (map_get(&d->field_of, name) || (m && !m->getter))
            vec_push(a, found, d);
    }
}

const Member *class_getattr(const ClassInfo *c, const char *name)
{
    const Member *m = is_special_name(name) || class_field(c, name) || class_member(c, name) || class_has_late(c, name)
                          ? NULL : class_member(c, intern("__getattr__"));

    return m && m->func && m->func->ast->params.n == 2 ? m : NULL;
}

const Type *member_function(const Member *m)
{
    Instance *outer = method_outer(m, m->func);

    return outer ? type_closure(m->func, outer) : type_func(m->func);
}

static void field_wake(Field *f)
{
    for (int i = 0; i < f->readers.n; i++)
        types_dirty(f->readers.at[i]);
}

void field_add(Infer *in, Field *f, const Type *t)
{
    const Type *joined = type_join(f->type, t);

    (void)in;
    if (type_same(joined, f->type))
        return;
    f->type = joined;
    field_wake(f);
}

static void watchers_wake(const ClassInfo *c)
{
    for (int i = 0; i < c->watchers.n; i++)
        types_dirty(c->watchers.at[i]);
    for (int i = 0; i < c->derived.n; i++)
        watchers_wake(c->derived.at[i]);
}

void class_watch(Infer *in, ClassInfo *c)
{
    for (int i = c->watchers.n; i > 0 && i > c->watchers.n - 12; i--)
        if (c->watchers.at[i - 1] == in->now)
            return;
    vec_push(in->arena, &c->watchers, in->now);
}

Global *late_declare(Infer *in, ClassInfo *c, const char *name)
{
    Global *late = map_get(&c->late, name);

    if (late)
        return late;
    Symbol *s = arena_new(in->arena, Symbol);
    s->name = name;
    s->scope = c->scope;
    late = global_of(in, s);
    late->needs_flag = true;
    map_put(&c->late, name, late);
    watchers_wake(c);
    return late;
}

Field *field_declare(Infer *in, ClassInfo *c, const char *name, bool needs_flag)
{
    Field *f = arena_new(in->arena, Field);

    f->name = name;
    f->owner = c;
    f->type = type_never;
    f->needs_flag = needs_flag;
    vec_push(in->arena, &c->fields, f);
    map_put(&c->field_of, name, f);
    watchers_wake(c);
    return f;
}

/* ---- the fields that methods assign ---- */

typedef struct Finder { Infer *in; ClassInfo *class; const char *self; bool sure; } Finder;

static void find_in_body(Finder *f, const StmtVec *body, bool sure);

static void find_target(Finder *f, const Expr *e, bool sure)
{
    if (e->kind == EXPR_TUPLE || e->kind == EXPR_LIST) {
        for (int i = 0; i < e->u.list.n; i++)
            find_target(f, e->u.list.at[i], sure);
    } else if (e->kind == EXPR_STARRED) {
        find_target(f, e->u.operand, sure);
    } else if (e->kind == EXPR_ATTR && e->u.attr.object->kind == EXPR_NAME && e->u.attr.object->u.name == f->self) {
        Field *field = class_field(f->class, e->u.attr.name);
        if (!field)
            field_declare(f->in, f->class, e->u.attr.name, !sure);
        else if (sure && field->owner == f->class)
            field->needs_flag = false;
    }
}

static void find_in_stmt(Finder *f, const Stmt *s, bool sure)
{
    switch (s->kind) {
    case STMT_ASSIGN:
        for (int i = 0; i < s->u.assign.targets.n; i++)
            find_target(f, s->u.assign.targets.at[i], sure);
        break;
    case STMT_AUGASSIGN: find_target(f, s->u.augment.target, false); break;
    case STMT_ANNASSIGN:
        if (s->u.annotate.value)
            find_target(f, s->u.annotate.target, sure);
        break;
    case STMT_IF:
        find_in_body(f, &s->u.branch.then, false);
        find_in_body(f, &s->u.branch.els, false);
        break;
    case STMT_WHILE:
        find_in_body(f, &s->u.loop.body, false);
        find_in_body(f, &s->u.loop.els, false);
        break;
    case STMT_FOR:
        find_target(f, s->u.each.target, false);
        find_in_body(f, &s->u.each.body, false);
        find_in_body(f, &s->u.each.els, false);
        break;
    case STMT_MATCH:
        for (int i = 0; i < s->u.match.cases.n; i++)
            find_in_body(f, &s->u.match.cases.at[i].body, false);
        break;
    case STMT_WITH:
        for (int i = 0; i < s->u.with.items.n; i++)
            if (s->u.with.items.at[i].target)
                find_target(f, s->u.with.items.at[i].target, false);
        find_in_body(f, &s->u.with.body, false);
        break;
    case STMT_TRY:
        find_in_body(f, &s->u.try.body, false);
        for (int i = 0; i < s->u.try.handlers.n; i++)
            find_in_body(f, &s->u.try.handlers.at[i].body, false);
        find_in_body(f, &s->u.try.els, false);
        find_in_body(f, &s->u.try.final, false);
        break;
    default: break;
    }
}

static void find_in_body(Finder *f, const StmtVec *body, bool sure)
{
    for (int i = 0; i < body->n; i++) {
        if (body->at[i]->kind == STMT_RETURN || body->at[i]->kind == STMT_IF)
            f->sure = f->sure && body->at[i]->kind == STMT_IF;
        find_in_stmt(f, body->at[i], sure && f->sure);
    }
}

void class_find_fields(Infer *in, ClassInfo *c, const Func *method)
{
    if (method->params.n == 0)
        return;
    Finder f = { in, c, method->params.at[0].name, true };
    find_in_body(&f, &method->body, strcmp(method->name, "__init__") == 0);
}

/* ---- declaring a class ---- */

/* A module may import the name from one that imports it, too. */
static const Symbol *imported_from(Infer *in, const Symbol *s)
{
    const Symbol *from;

    while ((from = map_get(&in->names->symbol_of, s)) != NULL)
        s = from;
    return s;
}

ClassInfo *class_named(Infer *in, const Expr *e, const Scope *scope)
{
    const Symbol *found;

    if (e->kind == EXPR_NAME) {
        const Symbol *s = names_of(in->names, e);
        if (!s)                                 /* names in annotations are not resolved */
            s = scope_lookup(scope, e->u.name);
        if (!s)
            return builtin_class(e->u.name);
        if ((s->constant || s->bindings == 1) && s->def_stmt && s->def_stmt->kind == STMT_CLASS)
            return class_info(in, s->def_stmt, s->scope);
        found = imported_from(in, s);
        if (found != s && found->def_stmt && found->def_stmt->kind == STMT_CLASS)
            return class_info(in, found->def_stmt, found->scope);
    }
    if (e->kind == EXPR_ATTR && e->u.attr.object->kind == EXPR_NAME) {
        const ClassInfo *around = class_named(in, e->u.attr.object, scope);
        const Member *inner = around ? class_member(around, e->u.attr.name) : NULL;
        const Symbol *own = inner && inner->variable ? inner->variable->symbol : NULL;
        if (own && own->constant && own->def_stmt && own->def_stmt->kind == STMT_CLASS)
            return class_info(in, own->def_stmt, own->scope);
        const Symbol *m = names_of(in->names, e->u.attr.object);
        const Symbol *s = m && m->module && m->module->scope ? scope_lookup(m->module->scope, e->u.attr.name) : NULL;
        found = s ? imported_from(in, s) : NULL;
        if (found && found->def_stmt && found->def_stmt->kind == STMT_CLASS)
            return class_info(in, found->def_stmt, found->scope);
        if (s && builtin_class(e->u.attr.name))
            return builtin_class(e->u.attr.name);       /* asyncio.TimeoutError is TimeoutError */
    }
    return NULL;
}

bool has_name_of(const Type *atom, TypeKind kind)
{
    return atom->kind == TY_INST && class_derives(atom->u.class, builtin_class_of(kind));
}

static ClassInfo *read_base(Infer *in, const Arg *base, Scope *scope)
{
    if (base->name || base->star) {
        diag_error(in->diag, base->span, "keyword arguments of a class (metaclass=) are not compiled");
        return NULL;
    }
    ClassInfo *found = class_named(in, base->value, scope);
    if (!found)
        diag_error(in->diag, base->span, "this base class is not known at compile time");
    else if (!found->ast && !found->is_exception && strcmp(found->name, "object") != 0 &&
             !(scope->module->library && (strcmp(found->name, "tuple") == 0 || strcmp(found->name, "dict") == 0)))    /* it has their methods */
        diag_error(in->diag, base->span, "a class that derives from '%s' is not compiled yet", found->name);
    else
        return found;
    return NULL;
}

/* ---- the method resolution order: C3, as Python's ---- */

typedef VEC(ClassInfo *) Order;

/* Does c stand behind the head of some of the lists? Then another must come first. */
static bool in_a_tail(const Order *lists, const int *head, int n, const ClassInfo *c)
{
    for (int i = 0; i < n; i++)
        for (int k = head[i] + 1; k < lists[i].n; k++)
            if (lists[i].at[k] == c)
                return true;
    return false;
}

static ClassInfo *next_in_order(const Order *lists, const int *head, int n, bool *left)
{
    *left = false;
    for (int i = 0; i < n; i++) {
        if (head[i] == lists[i].n)
            continue;
        *left = true;
        if (!in_a_tail(lists, head, n, lists[i].at[head[i]]))
            return lists[i].at[head[i]];
    }
    return NULL;
}

/* Of one base: itself, and that one's. */
static void extend_mro(Infer *in, ClassInfo *c)
{
    const ClassInfo *base = c->bases.at[0];

    vec_push(in->arena, &c->mro, c);
    for (int i = 0; i < base->mro.n; i++)
        vec_push(in->arena, &c->mro, base->mro.at[i]);
}

static void find_mro(Infer *in, ClassInfo *c)
{
    int n = c->bases.n + 1;
    Order *lists = arena_array(in->arena, Order, n);
    int *head = arena_array(in->arena, int, n);
    bool left = true;

    for (int i = 0; i < c->bases.n; i++)
        for (int k = 0; k < c->bases.at[i]->mro.n; k++)
            vec_push(in->arena, &lists[i], c->bases.at[i]->mro.at[k]);
    for (int i = 0; i < c->bases.n; i++)
        vec_push(in->arena, &lists[n - 1], c->bases.at[i]);
    vec_push(in->arena, &c->mro, c);
    for (;;) {
        ClassInfo *next = next_in_order(lists, head, n, &left);
        if (!left)
            return;
        if (!next) {
            diag_error(in->diag, c->ast->name_span, "the bases of '%s' have no consistent method resolution order", c->name);
            return;
        }
        vec_push(in->arena, &c->mro, next);
        for (int i = 0; i < n; i++)
            if (head[i] < lists[i].n && lists[i].at[head[i]] == next)
                head[i]++;
    }
}

/* The struct begins with that of the first base; an exception's with its exception base. */
static void read_bases(Infer *in, ClassInfo *c, Scope *scope)
{
    ClassInfo *object = builtin_class(intern("object"));

    for (int i = 0; i < c->ast->bases.n && !c->number; i++) {
        ClassInfo *b = read_base(in, &c->ast->bases.at[i], scope);
        if (!b)
            continue;
        vec_push(in->arena, &c->bases, b);
        if (!c->base || (b->is_exception && !c->base->is_exception))
            c->base = b;
    }
    if (!c->base) {
        vec_push(in->arena, &c->bases, object);
        c->base = object;
    }
    c->is_exception = c->base->is_exception;
    for (int i = 0; i < c->bases.n; i++)
        vec_push(in->arena, &c->bases.at[i]->derived, c);
    if (c->bases.n == 1)
        extend_mro(in, c);
    else
        find_mro(in, c);
}

static bool decorator_is(const Expr *d, const char *name)
{
    return d->kind == EXPR_NAME && strcmp(d->u.name, name) == 0;
}

/* The part of a property that @name.setter and its like give; NULL: d is none. */
static FuncInfo **property_part(Member *m, const Expr *d, const char *name)
{
    if (decorator_is(d, "property"))
        return &m->getter;
    if (d->kind != EXPR_ATTR || !decorator_is(d->u.attr.object, name))
        return NULL;
    return strcmp(d->u.attr.name, "setter") == 0 ? &m->setter : strcmp(d->u.attr.name, "getter") == 0 ? &m->getter
         : strcmp(d->u.attr.name, "deleter") == 0 ? &m->deleter : NULL;
}

/* @property, and @name.setter of a property that the class has, or has inherited. */
static bool add_property(Infer *in, ClassInfo *c, const Func *f, Scope *scope)
{
    for (int i = 0; i < f->decorators.n; i++) {
        const Expr *d = f->decorators.at[i];
        const Member *old = decorator_is(d, "property") ? NULL : class_member(c, f->name);
        Member *m = arena_new(in->arena, Member);
        FuncInfo **part = property_part(m, d, f->name);
        if (!part || (d->kind == EXPR_ATTR && !(old && old->getter)))
            continue;
        if (old)
            *m = *old;
        m->outer = c->outer;
        *part = func_info(in, f, scope, c);
        map_put(&c->members, f->name, m);
        return true;
    }
    return false;
}

/* A function that is named, or a lambda. */
static FuncInfo *property_function(Infer *in, ClassInfo *c, const Expr *e)
{
    const Member *m = e->kind == EXPR_NAME ? map_get(&c->members, e->u.name) : NULL;

    return e->kind == EXPR_LAMBDA ? func_info(in, e->u.lambda, c->scope, c) : m ? m->func : NULL;
}

/* name = property(get, set, delete, doc) of methods of the class and lambdas */
static bool assign_property(Infer *in, ClassInfo *c, const Expr *target, const Expr *value)
{
    static const char *const names[] = { "fget", "fset", "fdel", "doc" };

    if (target->kind != EXPR_NAME || value->kind != EXPR_CALL || !decorator_is(value->u.call.func, "property") ||
        names_of(in->names, value->u.call.func))
        return false;
    Member *m = arena_new(in->arena, Member);
    FuncInfo **parts[] = { &m->getter, &m->setter, &m->deleter };
    bool plain = value->u.call.args.n > 0;
    for (int i = 0; i < value->u.call.args.n; i++) {
        const Arg *arg = &value->u.call.args.at[i];
        int k = arg->name ? 0 : i;
        while (arg->name && k < 4 && strcmp(arg->name, names[k]) != 0)
            k++;
        if (arg->star || k > 3 || (k == 3 && arg->value->kind != EXPR_STR))
            plain = false;
        else if (k < 3 && arg->value->kind != EXPR_NONE)
            plain = (*parts[k] = property_function(in, c, arg->value)) != NULL && plain;
    }
    if (!plain || !m->getter)
        return false;
    m->outer = c->outer;
    map_put(&c->members, target->u.name, m);
    return true;
}

bool is_special_name(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && name[0] == '_' && name[1] == '_' && name[n - 1] == '_' && name[n - 2] == '_';
}

static bool special_known(const char *name)
{
    static const char *const known[] = {
        "__init__", "__repr__", "__str__", "__bool__", "__len__", "__hash__", "__enter__", "__exit__", "__aenter__", "__aexit__",
        "__getitem__", "__setitem__", "__contains__", "__call__", "__neg__", "__pos__", "__invert__", "__abs__", "__int__",
        "__float__", "__index__", "__round__", "__iter__", "__next__", "__aiter__", "__anext__", "__await__",
        "__delitem__", "__divmod__", "__rdivmod__", "__format__", "__reversed__", "__trunc__", "__floor__", "__ceil__", "__bytes__",
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(name, known[i]) == 0)
            return true;
    for (BinOp op = 0; op < BIN_OPS; op++)
        for (MethodForm form = 0; form <= METHOD_INPLACE; form++)
            if (operator_method(op, form) == name)
                return true;
    for (CmpOp op = 0; op <= CMP_NE; op++)
        if (compare_method(op, false) == name)
            return true;
    return false;
}

/* Python calls it, and what is compiled does not. Any other name with underscores is the program's own. */
static bool special_refused(const char *name)
{
    static const char *const known[] = {
        "__del__", "__getattribute__", "__setattr__", "__delattr__", "__dir__", "__get__", "__set__", "__delete__",
        "__set_name__", "__init_subclass__", "__class_getitem__", "__prepare__", "__instancecheck__", "__subclasscheck__", "__subclasshook__",
        "__missing__", "__length_hint__", "__complex__", "__sizeof__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__",
        "__buffer__", "__release_buffer__", "__mro_entries__", "__fspath__", "__getnewargs__",
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(name, known[i]) == 0)
            return true;
    return false;
}

/* By functions of the program: what they give is a class variable. */
static bool is_decorated(const Infer *in, const Func *f, const Scope *scope)
{
    if (names_only_tell(in->names, scope->module, &f->decorators))
        return false;
    for (int i = 0; i < f->decorators.n; i++) {
        const Expr *d = f->decorators.at[i];
        if (decorator_is(d, "staticmethod") || decorator_is(d, "classmethod"))
            return false;
    }
    return f->decorators.n > 0;
}

/* @staticmethod and its like stand alone. */
static void check_method_decorators(Infer *in, const ExprVec *decorators)
{
    for (int i = 0; i < decorators->n && decorators->n > 1; i++) {
        const Expr *d = decorators->at[i];
        if (decorator_is(d, "staticmethod") || decorator_is(d, "classmethod") || decorator_is(d, "property"))
            diag_error(in->diag, d->span, "'%s' together with other decorators is not compiled yet", d->u.name);
    }
}

static void add_method(Infer *in, ClassInfo *c, const Func *f, Scope *scope)
{
    Member *m = arena_new(in->arena, Member);

    if (special_refused(f->name) && !(scope->module->library && strcmp(f->name, "__buffer__") == 0))
        diag_error(in->diag, f->name_span, "the special method %s is not compiled yet", f->name);
    if (strcmp(f->name, "__new__") != 0)
        class_find_fields(in, c, f);
    if (add_property(in, c, f, scope))
        return;
    if (is_decorated(in, f, scope)) {
        if (special_known(f->name))
            diag_error(in->diag, f->name_span, "a decorated special method is not compiled: %s", f->name);
        m->variable = global_of(in, scope_lookup(scope, f->name));
        map_put(&c->members, f->name, m);
        return;
    }
    m->func = func_info(in, f, scope, c);
    m->outer = c->outer;
    map_put(&c->members, f->name, m);
}

/* __rmul__ = __mul__, or Base.__mul__: the same method under another name. */
static Member *named_method(Infer *in, ClassInfo *c, const Expr *e)
{
    ClassInfo *from = e->kind == EXPR_NAME ? c : e->kind == EXPR_ATTR ? class_named(in, e->u.attr.object, c->scope) : NULL;
    Member *m = !from ? NULL : e->kind == EXPR_NAME ? map_get(&c->members, e->u.name) : class_member(from, e->u.attr.name);

    return m && m->func ? m : NULL;
}

/* A special method is called through the class: a variable of that name would not be seen. */
static bool assign_special(Infer *in, ClassInfo *c, const Expr *target, const Expr *value)
{
    if (target->kind != EXPR_NAME || !special_known(target->u.name))
        return false;
    Member *m = named_method(in, c, value);
    if (m)
        map_put(&c->members, target->u.name, m);
    else if (strcmp(target->u.name, "__hash__") == 0 && value->kind == EXPR_NONE)
        c->hash_is_none = true;
    else
        diag_error(in->diag, target->span, "'%s' is assigned what is no method of a class: write a def", target->u.name);
    return true;
}

static void add_variable(Infer *in, ClassInfo *c, const Expr *name)
{
    Member *m = arena_new(in->arena, Member);

    if (class_deletes(c, name->u.name))
        return;
    m->variable = global_of(in, names_of(in->names, name));
    map_put(&c->members, name->u.name, m);
}

/* The names among the targets of an assignment. */
static void add_variables(Infer *in, ClassInfo *c, const Expr *target)
{
    switch (target->kind) {
    case EXPR_NAME:    add_variable(in, c, target); break;
    case EXPR_STARRED: add_variables(in, c, target->u.operand); break;
    case EXPR_TUPLE: case EXPR_LIST:
        for (int i = 0; i < target->u.list.n; i++)
            add_variables(in, c, target->u.list.at[i]);
        break;
    default: break;
    }
}

/* A class in its body is a variable of it. */
static void add_class(Infer *in, ClassInfo *c, const Stmt *s)
{
    Member *m = arena_new(in->arena, Member);

    m->variable = global_of(in, map_get(&in->names->symbol_of, s));
    map_put(&c->members, s->u.class->name, m);
}

static void declare_member(Infer *in, ClassInfo *c, const Stmt *s, Scope *scope)
{
    if (declared_of_c(c, s))
        return;
    switch (s->kind) {
    case STMT_FUNC:
        check_method_decorators(in, &s->u.func->decorators);
        add_method(in, c, s->u.func, scope);
        break;
    case STMT_ASSIGN:
        for (int i = 0; i < s->u.assign.targets.n; i++)
            if (!assign_special(in, c, s->u.assign.targets.at[i], s->u.assign.value) &&
                !assign_property(in, c, s->u.assign.targets.at[i], s->u.assign.value))
                add_variables(in, c, s->u.assign.targets.at[i]);
        break;
    case STMT_ANNASSIGN:
        if (s->u.annotate.value)
            add_variables(in, c, s->u.annotate.target);
        break;
    case STMT_CLASS: add_class(in, c, s); break;
    default: break;                             /* see class_body.c */
    }
}

static bool calls_super_init(const Func *f)
{
    for (int i = 0; i < f->body.n; i++) {
        const Stmt *s = f->body.at[i];
        const Expr *e = s->kind == STMT_EXPR ? s->u.expr : NULL;
        if (e && e->kind == EXPR_CALL && e->u.call.func->kind == EXPR_ATTR &&
            strcmp(e->u.call.func->u.attr.name, "__init__") == 0)
            return true;
    }
    return false;
}

/* Of several bases: the fields of those whose structs it does not begin with are its own. */
static void take_fields(Infer *in, ClassInfo *c)
{
    for (int i = 1; i < c->mro.n; i++) {
        const ClassInfo *b = c->mro.at[i];
        bool inside = false;
        for (const ClassInfo *k = c->base; k; k = k->base)
            inside |= k == b;
        if (inside || !b->ast)
            continue;
        for (int k = 0; k < b->ast->body.n; k++)
            if (b->ast->body.at[k]->kind == STMT_FUNC)
                class_find_fields(in, c, b->ast->body.at[k]->u.func);
    }
}

/* A class with an __init__ of its own that does not call its base's leaves the base's fields unset. */
static void loosen_base_fields(ClassInfo *c)
{
    Member *init = map_get(&c->members, intern("__init__"));
    if (!init || !init->func || calls_super_init(init->func->ast))
        return;
    for (ClassInfo *b = c->base; b; b = b->base)
        for (int i = 0; i < b->fields.n; i++)
            b->fields.at[i]->needs_flag = true;
}

static const char *own_name(Infer *in, const ClassInfo *c)
{
    const char *name = c->name, *first = intern(arena_printf(in->arena, "%s.%s", c->module->name, name)), *key = first;
    intptr_t number = (intptr_t)map_get(&in->class_names, first);

    while (map_get(&in->class_names, key)) {
        name = arena_printf(in->arena, "%s_%d", c->name, (int)++number);
        key = intern(arena_printf(in->arena, "%s.%s", c->module->name, name));
    }
    map_put(&in->class_names, key, (void *)(intptr_t)1);
    map_put(&in->class_names, first, (void *)(number ? number : 1));
    return name;
}

ClassInfo *class_info(Infer *in, const Stmt *def, Scope *scope)
{
    Scope *own = names_scope(in->names, def->u.class);
    Instance *outer = own->closure ? instance_around(in, scope_runs_in(scope)) : NULL;
    ClassInfo *first = map_get(&in->program->class_of, def->u.class), *c;

    for (c = first; c; c = c->next)
        if (c->outer == outer)
            return c;
    c = arena_new(in->arena, ClassInfo);
    c->name = def->u.class->name;
    c->ast = def->u.class;
    c->scope = own;
    c->outer = outer;
    c->next = first;
    c->module = scope->module;
    c->own_name = own_name(in, c);
    map_init(&c->members, in->arena);
    map_init(&c->field_of, in->arena);
    map_init(&c->late, in->arena);
    map_put(&in->program->class_of, def->u.class, c);
    extern_class(in, c);
    if (c->c_value)                             /* the struct's own name is C's */
        c->own_name = arena_printf(in->arena, "%s_object", c->own_name);
    read_bases(in, c, scope);
    vec_push(in->arena, &in->program->classes, c);
    registers_declare(in, c);
    for (int i = 0; i < c->ast->body.n; i++)
        declare_member(in, c, c->ast->body.at[i], c->scope);
    class_declare_blocks(in, c);
    if (c->bases.n > 1)
        take_fields(in, c);
    loosen_base_fields(c);
    return c;
}

static void declare_stmt(Infer *in, const Stmt *s, Scope *scope)
{
    if (s->kind == STMT_FUNC) {
        func_info(in, s->u.func, scope, NULL);
    } else if (s->kind == STMT_CLASS) {
        class_info(in, s, scope);
    }
}

/* The classes and functions of a module's top level, also of those in its branches. */
void classes_declare(Infer *in, const Func *func, Scope *scope)
{
    for (int i = 0; i < func->body.n; i++) {
        const Stmt *s = func->body.at[i];
        declare_stmt(in, s, scope);
        if (s->kind == STMT_IF)
            for (int k = 0; k < s->u.branch.then.n; k++)
                declare_stmt(in, s->u.branch.then.at[k], scope);
    }
}

/* ---- slots ---- */

/* `with`: what the runtime passes besides the object, or NULL. */
static void slot_set(Infer *in, ClassInfo *c, ClassSlot slot, const char *method, const Type *with)
{
    Member *m = class_member(c, intern(method));
    const Type *params[2] = { type_inst(c), with };

    if (m && m->func && m->func->ast->params.n == 1 + (with != NULL) && !m->func->ast->is_async)
        c->slot[slot] = instance_get_closure(in, m->func, method_outer(m, m->func), params, 1 + (with != NULL));
}

/* Filling one slot may type code that asks for another: that is filled then. */
Instance *class_slot(Infer *in, ClassInfo *c, ClassSlot slot, const char *method)
{
    if (c->used && !c->slot[slot])
        slot_set(in, c, slot, method, NULL);
    return c->slot[slot];
}

void class_use(Infer *in, ClassInfo *c)
{
    if (c->used)
        return;
    c->used = true;
    slot_set(in, c, SLOT_REPR, "__repr__", NULL);
    slot_set(in, c, SLOT_STR, "__str__", NULL);
    slot_set(in, c, SLOT_TRUTH, "__len__", NULL);
    slot_set(in, c, SLOT_TRUTH, "__bool__", NULL);
    slot_set(in, c, SLOT_HASH, "__hash__", NULL);
    slot_set(in, c, SLOT_ITER, "__iter__", NULL);
    slot_set(in, c, SLOT_NEXT, "__next__", NULL);
    slot_set(in, c, SLOT_INDEX, "__index__", NULL);
    slot_set(in, c, SLOT_FORMAT, "__format__", type_str);
}

/* ---- annotations ---- */

static const Type *annotation_name(Infer *in, const Expr *e, const Scope *scope)
{
    static const struct { const char *name; const Type *const *type; } plain[] = {
        { "int", &type_int }, { "float", &type_float }, { "bool", &type_bool }, { "str", &type_str },
        { "bytes", &type_bytes }, { "bytearray", &type_bytearray }, { "memoryview", &type_memoryview }, { "range", &type_range },
        { "object", &type_any }, { "NoReturn", &type_never },
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (strcmp(e->u.name, plain[i].name) == 0)
            return *plain[i].type;
    if (strcmp(e->u.name, "list") == 0)
        return type_list(cell_new());
    if (strcmp(e->u.name, "tuple") == 0)
        return type_tuple_open(type_none);
    if (strcmp(e->u.name, "Task") == 0)
        return type_task(cell_new());
    ClassInfo *c = class_named(in, e, scope);
    return !c ? NULL : c->number ? c->number->type : type_inst(c);
}

/* tuple[int, str]; tuple[int, ...] */
static const Type *annotation_tuple(Infer *in, const Expr *index, const Scope *scope)
{
    const Type *parts[8];
    int n = index->kind == EXPR_TUPLE ? index->u.list.n : 0;

    if (n == 2 && index->u.list.at[1]->kind == EXPR_ELLIPSIS)
        return type_tuple_open(annotation_type(in, index->u.list.at[0], scope));
    if (n < 1 || n > 8)
        return NULL;
    for (int i = 0; i < n; i++)
        parts[i] = annotation_type(in, index->u.list.at[i], scope);
    return type_tuple(parts, n);
}

/* The type that an annotation of an @extern function means. */
const Type *annotation_type(Infer *in, const Expr *e, const Scope *scope)
{
    const Type *t = NULL;

    if (!e || e->kind == EXPR_NONE)
        return type_none;
    if (e->kind == EXPR_NAME || e->kind == EXPR_ATTR)
        t = e->kind == EXPR_NAME ? annotation_name(in, e, scope) : NULL;
    if (e->kind == EXPR_BINARY && e->u.binary.op == BIN_OR)
        return type_join(annotation_type(in, e->u.binary.left, scope), annotation_type(in, e->u.binary.right, scope));
    if (e->kind == EXPR_SUBSCRIPT && e->u.subscript.object->kind == EXPR_NAME && strcmp(e->u.subscript.object->u.name, "tuple") == 0) {
        t = annotation_tuple(in, e->u.subscript.index, scope);
    } else if (e->kind == EXPR_SUBSCRIPT && e->u.subscript.object->kind == EXPR_NAME) {
        const Type *part = annotation_type(in, e->u.subscript.index, scope);
        Cell *cell = cell_new();
        cell_add(cell, part);
        if (strcmp(e->u.subscript.object->u.name, "list") == 0)
            return type_list(cell);
        if (strcmp(e->u.subscript.object->u.name, "Task") == 0)
            return type_task(cell);
    }
    if (!t)
        diag_error(in->diag, e->span, "this annotation is not known here");
    return t ? t : type_error;
}
