/* infer_call.c: calls: which function with which arguments, and awaiting.
 *
 * A call is typed for each atom of its callee (or, for a method, of its object); each gives a Target. How
 * the arguments reach the parameters is decided in infer_bind.c.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

/* In the rounds, what is found out about a call is read within its statement only: what counts is the last one's. */
Arena *call_arena(Infer *in)
{
    return in->reporting ? in->arena : in->scratch;
}

CallInfo *call_new(Infer *in)
{
    CallInfo *call = arena_new(call_arena(in), CallInfo);

    call->targets.at = arena_new(call_arena(in), Target);       /* most have one */
    call->targets.cap = 1;
    return call;
}

/* ---- targets ---- */

CallInfo *call_single(Infer *in, TargetKind kind, const Type *result)
{
    CallInfo *c = call_new(in);
    Target t = { .kind = kind, .result = result };
    vec_push(call_arena(in), &c->targets, t);
    return c;
}

void call_set(Infer *in, const Expr *e, CallRole role, CallInfo *c)
{
    CallInfo **at = &info_of(in, e)->call;

    c->role = role;
    while (*at && (*at)->role != role)
        at = &(*at)->next;
    c->next = *at ? (*at)->next : NULL;
    *at = c;
    early_call(in, c);
}

static void fail_target(Infer *in, Target *t, const char *message)
{
    t->kind = TARGET_FAILS;
    t->message = message;
    t->result = type_never;
    (void)in;
}

static void take_binding(Infer *in, Target *t, const Binder *b)
{
    t->bind = b->bind;
    if (b->spread.used) {
        Spread *spread = arena_new(call_arena(in), Spread);
        *spread = b->spread;
        t->spread = spread;
    }
    if (b->keywords.mappings) {
        Keywords *keywords = arena_new(call_arena(in), Keywords);
        *keywords = b->keywords;
        t->keywords = keywords;
    }
}

/* Is `t` usable where an @extern function or annotation says `want`? */
static bool extern_accepts(const Type *t, const Type *want)
{
    if (want == type_any || want->kind == TY_ERROR)
        return true;
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_atom(t, i);
        bool ok = a->kind == TY_ERROR;
        for (int k = 0; k < type_atoms(want); k++) {
            const Type *w = type_atom(want, k);
            ok |= type_same(a, w) || (a->kind == w->kind && (a->kind == TY_LIST || a->kind == TY_TASK || a->kind == TY_TUPLE));
            ok |= builtin_class_is(a, w);
            ok |= w->kind == TY_INT && a->kind == TY_BOOL;
            ok |= w->kind == TY_FLOAT && (a->kind == TY_INT || a->kind == TY_BOOL);
            ok |= w->kind == TY_INST && a->kind == TY_INST && class_derives(a->u.class, w->u.class);
        }
        if (ok)
            return true;                        /* the other atoms are tested at run time */
    }
    return type_atoms(t) == 0;
}

/* In Python's words, where its own functions have them. */
static const char *extern_misfit(Infer *in, const FuncInfo *f, int p, const Type *have, const Type *want)
{
    const char *name = type_text(in->arena, have);

    if (want == type_int)
        return arena_printf(in->arena, "'%s' object cannot be interpreted as an integer", name);
    if (want == type_float)
        return arena_printf(in->arena, "must be real number, not %s", name);
    return arena_printf(in->arena, "%s(): argument '%s' must be %s, not '%s'", f->name, f->ast->params.at[p].name,
                        type_text(in->arena, want), name);
}

static void target_extern(Infer *in, Target *t, FuncInfo *f, Binder *b, const Expr *at)
{
    Instance *i = f->instances.at[0];

    for (int p = 0; p < i->params; p++)
        if (f->ext->param[p] && f->ext->param[p]->function && !extern_takes(in->program, f->ext->param[p], b->type[p])) {
            fail_target(in, t, arena_printf(in->arena, "%s(): argument '%s' must be one function with @callback", f->name, f->ast->params.at[p].name));
            return;
        } else if (f->ext->param[p] && !extern_takes(in->program, f->ext->param[p], b->type[p])) {
            fail_target(in, t, arena_printf(in->arena, "a %s object is required, not '%s'", f->ext->param[p]->room && type_is_bytes(type_atom(b->type[p], 0)) ? "read-write bytes-like" : "bytes-like",
                                            type_class_name(type_atom(b->type[p], 0))));
            return;
        } else if (!extern_accepts(b->type[p], i->param[p])) {
            fail_target(in, t, extern_misfit(in, f, p, b->type[p], i->param[p]));
            return;
        }
    if (!extern_takes_constants(in, f, b->bind, at)) {
        t->result = type_error;
        return;
    }
    t->kind = TARGET_EXTERN;
    t->instance = i;
    take_binding(in, t, b);
    t->result = f->ast->is_async ? type_coro(i) : i->result;
}

static bool any_never(const Binder *b, int n)
{
    for (int i = 0; i < n; i++)
        if (b->type[i]->kind == TY_NEVER)
            return true;
    return false;
}

static void target_func(Infer *in, Target *t, FuncInfo *f, Instance *outer, const Type *receiver, const GivenArgs *given, const Expr *at)
{
    Binder b;

    if (!bind_args(in, &b, f, receiver, given)) {
        fail_target(in, t, b.problem);
        return;
    }
    if (f->ext) {
        if (!f->module->library && in->program->exports.n)
            in->user_called = true;             /* C may call what is exported */
        target_extern(in, t, f, &b, at);
        return;
    }
    if (any_never(&b, f->ast->params.n) && !in->reporting) {
        t->kind = TARGET_FUNC;                  /* an argument's type is still to come */
        t->result = type_never;
        return;
    }
    if (!f->module->library)
        in->user_called = true;
    t->kind = TARGET_FUNC;
    take_binding(in, t, &b);
    t->instance = instance_get_closure(in, f, outer, b.type, f->ast->params.n);
    if (!t->instance->called_by && t->instance != in->now) {
        t->instance->called_by = in->now;
        t->instance->called_at = at->span;
    }
    t->result = call_result(in, t->instance);
}

static void target_method(Infer *in, Target *t, const Member *m, const Type *self, const GivenArgs *given, const Expr *at)
{
    target_func(in, t, m->func, method_outer(m, m->func), self, given, at);
}

static const CallArgs *call_args(Infer *in, const GivenArgs *given)
{
    CallArgs *args = arena_new(call_arena(in), CallArgs);

    args->n = given->n;
    args->type = arena_array(call_arena(in), const Type *, given->n);
    args->name = arena_array(call_arena(in), const char *, given->n);
    args->bind = arena_array(call_arena(in), Bind, given->n);
    for (int i = 0; i < given->n; i++) {
        args->type[i] = given->at[i].type;
        args->name[i] = given->at[i].name;
        args->bind[i] = given->at[i].bind;
    }
    return args;
}

static bool converting_class(const ClassInfo *c)
{
    return !c->ast && !c->is_exception && c->c_name && strncmp(c->c_name, "ac_type_", 8) == 0;
}

/* What inference found of a call of a built-in. */
static void builtin_result(Infer *in, Target *t, const Type *result)
{
    t->result = result;
    if (in->mistake)
        fail_target(in, t, in->mistake);
    in->mistake = NULL;
}

/* str.upper(s): the first argument is the receiver. */
static void target_unbound(Infer *in, Target *t, const Builtin *b, const GivenArgs *given, const Expr *e)
{
    const char *class = builtin_class_of(b->receiver)->name;
    GivenArgs first = { .at = given->at, .n = 1 }, rest = { .at = given->at + 1, .n = given->n - 1 };

    if (given->n == 0 || given->at[0].name || bind_is_open(&given->at[0].bind)) {
        fail_target(in, t, arena_printf(in->arena, "unbound method %s.%s() needs an argument", class, b->name));
        return;
    }
    const Type *self = type_only(given->at[0].type, b->receiver);
    if (!self && given->at[0].type->kind == TY_NEVER) {
        t->result = type_never;
        return;
    }
    if (!self) {
        fail_target(in, t, arena_printf(in->arena, "descriptor '%s' for '%s' objects doesn't apply to a '%s' object", b->name, class,
                                        type_class_name(given->at[0].type)));
        return;
    }
    t->receiver = call_args(in, &first);
    t->args = call_args(in, &rest);
    builtin_result(in, t, infer_builtin_call(in, e, t, self));
}

static void target_builtin(Infer *in, Target *t, const Builtin *b, const Type *self, const GivenArgs *given, const Expr *e)
{
    t->kind = TARGET_BUILTIN;
    t->builtin = b;
    if (b->receiver != TY_NEVER && !self) {
        target_unbound(in, t, b, given, e);
        return;
    }
    t->args = call_args(in, given);
    builtin_result(in, t, infer_builtin_call(in, e, t, self));
}

static void target_exception(Infer *in, Target *t, const ClassInfo *c, const GivenArgs *given)
{
    t->kind = TARGET_EXCEPTION;
    for (int i = 0; i < given->n; i++)
        if (given->at[i].name || bind_is_open(&given->at[i].bind))
            fail_target(in, t, arena_printf(in->arena, "%s() takes positional arguments of known number only", c->name));
}

/* bytes(x) of an object that says which bytes it has: by __bytes__, or, of the library, by __buffer__. */
static void give_bytes(Infer *in, Target *t, const ClassInfo *c, const Expr *at)
{
    bool plain = t->args->n == 1 && !t->args->name[0] && !bind_is_open(&t->args->bind[0]), is_bytes = strcmp(c->name, "bytes") == 0;

    if (!plain || !(is_bytes || strcmp(c->name, "bytearray") == 0))
        return;
    for (int i = 0; i < type_atoms(t->args->type[0]); i++) {
        const Type *atom = type_norm(type_atom(t->args->type[0], i));
        const char *name = is_bytes && has_method(atom, intern("__bytes__")) ? "__bytes__" : "__buffer__";
        if (!has_method(atom, intern(name)))
            continue;
        if (type_atoms(t->args->type[0]) > 1)
            infer_report(in, at->span, "%s() of %s is not compiled: ask with isinstance() first", c->name, type_text(in->arena, t->args->type[0]));
        else
            t->args->type[0] = infer_method(in, at, atom, intern(name), NULL, 0, &t->method);
        const Type *given = t->args->type[0];
        if (t->method && !type_is_bytes(given) && given->kind != TY_NEVER && given->kind != TY_ERROR)
            infer_report(in, at->span, "%s returned non-bytes (type %s)", name, type_text(in->arena, given));
        return;
    }
}

/* The object comes from __new__, if the class has one. False: that cannot be called so. */
static bool calls_new(Infer *in, Target *t, ClassInfo *c, const GivenArgs *given, const Expr *at)
{
    const Member *m = class_member(c, intern("__new__"));
    Target make = { .when = type_class(c) };

    if (!m || !m->func)
        return true;
    target_method(in, &make, m, type_class(c), given, at);
    if (make.kind == TARGET_FAILS) {
        *t = make;
        return false;
    }
    t->method = call_new(in);
    vec_push(call_arena(in), &t->method->targets, make);
    return true;
}

static const Func *written(const Member *m)
{
    return m->func ? m->func->ast : m->getter ? m->getter->ast : NULL;
}

static bool from_abc(const ClassInfo *c)
{
    for (int i = 0; i < c->mro.n; i++)
        if (c->mro.at[i]->module && c->mro.at[i]->module->library && strcmp(c->mro.at[i]->module->name, "abc") == 0)
            return true;
    return false;
}

/* "method a", "methods a, b": those that a class derived from abc.ABC still lacks, by name; NULL: none. */
static const char *lacking(Infer *in, const ClassInfo *c)
{
    VEC(const char *) names = {0};

    if (!from_abc(c))
        return NULL;
    for (int i = 0; i < c->mro.n; i++) {
        const ClassInfo *k = c->mro.at[i];
        for (int j = 0; j < k->members.n; j++) {
            const Member *m = k->members.entry[j].value;
            const Func *f = written(m);
            int at = names.n;
            if (!f || !f->is_abstract || class_member(c, k->members.entry[j].key) != m)
                continue;
            vec_push(in->arena, &names, f->name);
            for (; at > 0 && strcmp(names.at[at - 1], f->name) > 0; at--)
                names.at[at] = names.at[at - 1];
            names.at[at] = f->name;
        }
    }
    const char *text = names.n == 1 ? "method" : "methods";
    for (int i = 0; i < names.n; i++)
        text = arena_printf(in->arena, i ? "%s, %s" : "%s %s", text, names.at[i]);
    return names.n ? text : NULL;
}

static void target_class(Infer *in, Target *t, ClassInfo *c, const GivenArgs *given, const Expr *at)
{
    Member *init = class_member(c, intern("__init__"));

    if (c->number) {
        infer_report(in, at->span, "'%s' is a number of C, for annotations: call '%s'", c->name, type_text(in->arena, c->number->type));
        t->result = type_error;
        return;
    }
    if (c->ast && c->c_variables.n && !c->c_value) {
        infer_report(in, at->span, "'%s' only names variables of C: it has no objects", c->name);
        t->result = type_error;
        return;
    }
    const char *missing = lacking(in, c);
    if (missing) {
        fail_target(in, t, arena_printf(in->arena, "Can't instantiate abstract class %s with abstract %s", c->name, missing));
        return;
    }
    t->class = c;
    t->args = call_args(in, given);
    t->builtin = converting_class(c) ? builtin_conversion(c, t->args) : NULL;
    if (t->builtin) {
        t->kind = TARGET_BUILTIN;
        t->class = NULL;
        give_bytes(in, t, c, at);
        builtin_result(in, t, infer_builtin_call(in, at, t, NULL));
        return;
    }
    if (converting_class(c)) {
        t->kind = TARGET_BUILTIN;
        builtin_result(in, t, infer_class_call(in, at, c, t));
        return;
    }
    class_use(in, c);
    t->result = type_inst(c);
    if (!class_by_name(in, at->kind == EXPR_CALL ? at->u.call.func : at, c))
        return;
    if (!calls_new(in, t, c, given, at))
        return;
    const Type *made = t->method ? t->method->targets.at[0].result : type_inst(c);
    if (init && init->func) {
        target_method(in, t, init, type_inst(c), given, at);
        if (t->kind == TARGET_FAILS)
            return;
        t->kind = TARGET_INIT;
        t->result = made;
    } else if (t->method) {
        t->kind = TARGET_INIT;
        t->result = made;
    } else if (c->is_exception) {
        target_exception(in, t, c, given);
    } else if (given->n) {
        fail_target(in, t, arena_printf(in->arena, "%s() takes no arguments", c->name));
    } else {
        t->kind = TARGET_INIT;
    }
}

/* Adds the way in which the call goes when the callee is `atom`. */
static const Type *add_target(Infer *in, CallInfo *call, const Type *when, const Type *atom, const GivenArgs *given, const Expr *e)
{
    Target t = { .when = when };

    switch (atom->kind) {
    case TY_FUNC:
        target_func(in, &t, atom->u.func, NULL, NULL, given, e);
        break;
    case TY_CLOSURE:
        target_func(in, &t, atom->u.closure.func, atom->u.closure.outer, NULL, given, e);
        break;
    case TY_METHOD:
        target_func(in, &t, atom->u.method.func, atom->u.method.outer, atom->u.method.self, given, e);
        break;
    case TY_INST:
        if (has_method(atom, intern("__call__")))
            target_method(in, &t, class_member(atom->u.class, intern("__call__")), atom, given, e);
        else
            fail_target(in, &t, arena_printf(in->arena, "'%s' object is not callable", type_class_name(atom)));
        break;
    case TY_BUILTIN:
        target_builtin(in, &t, atom->u.builtin.builtin, atom->u.builtin.self, given, e);
        break;
    case TY_CLASS:
        target_class(in, &t, atom->u.class, given, e);
        break;
    default:
        fail_target(in, &t, arena_printf(in->arena, "'%s' object is not callable", type_class_name(atom)));
        break;
    }
    vec_push(call_arena(in), &call->targets, t);
    return t.result;
}

/* When every alternative fails the call is an error; if only some do, they raise at run time. */
static bool calls_fail(Infer *in, const Expr *at, const CallInfo *call)
{
    for (int i = 0; i < call->targets.n; i++)
        if (call->targets.at[i].kind != TARGET_FAILS)
            return false;
    if (call->targets.n == 0 || !call->targets.at[0].message)
        return call->targets.n > 0;
    if (infer_expected(in, at->span, MISTAKE_TYPE))
        return false;
    infer_report(in, at->span, "%s", call->targets.at[0].message);
    return true;
}

static const Type *finish_call(Infer *in, const Expr *e, CallInfo *call, const Type *result)
{
    call_set(in, e, CALL_AS_WRITTEN, call);
    return calls_fail(in, e, call) ? type_error : result;
}

static bool some_builtin(const Type *callee)
{
    for (int i = 0; i < type_atoms(callee); i++)
        if (type_atom(callee, i)->kind == TY_BUILTIN)
            return true;
    return false;
}

/* isinstance, issubclass */
static bool asks_classes(const Type *callee)
{
    return callee->kind == TY_BUILTIN &&
           (callee->u.builtin.builtin->special == SPECIAL_ISINSTANCE || callee->u.builtin.builtin->special == SPECIAL_ISSUBCLASS);
}

/* As Python names a callee: "__main__.f()", "len()". */
static const char *callee_text(Infer *in, const Type *callee)
{
    const FuncInfo *f = callee->kind == TY_FUNC ? callee->u.func : callee->kind == TY_CLOSURE ? callee->u.closure.func
                      : callee->kind == TY_METHOD ? callee->u.method.func : NULL;
    if (f)
        return arena_printf(in->arena, "%s.%s()", f->module->name, func_qualname(in, f));
    if (callee->kind == TY_BUILTIN)
        return arena_printf(in->arena, "%s()", callee->u.builtin.builtin->name);
    const ClassInfo *c = callee->kind == TY_CLASS ? callee->u.class : NULL;
    return c ? (c->module ? arena_printf(in->arena, "%s.%s()", c->module->name, c->name) : arena_printf(in->arena, "%s()", c->name)) : "the callee's";
}

/* An argument behind * or ** is of no use: the call raises before it is made. */
static const Type *call_failed(Infer *in, const Expr *e, CallInfo *call, const Type *when, const Type *callee, const GivenArgs *given)
{
    Target t = { .when = when };

    if (!given->mistake)
        return type_error;
    fail_target(in, &t, arena_printf(in->arena, "%s %s", callee_text(in, callee), given->mistake));
    vec_push(call_arena(in), &call->targets, t);
    return finish_call(in, e, call, type_never);
}

static const Type *call_value(Infer *in, const Expr *e, const Type *callee)
{
    const Expr *outer = in->classes;
    in->classes = asks_classes(callee) && e->u.call.args.n == 2 ? e->u.call.args.at[1].value : NULL;
    GivenArgs *given = infer_args(in, e);
    const Type *result = type_never;

    in->classes = outer;
    if (callee->kind == TY_NEVER || callee->kind == TY_ERROR)
        return callee;
    if (given->failed)
        return call_failed(in, e, call_new(in), type_norm(type_atom(callee, 0)), type_norm(type_atom(callee, 0)), given);
    if (args_dead(given) && !in->reporting && !some_builtin(callee))
        return type_never;
    CallInfo *call = call_new(in);
    for (int i = 0; i < type_atoms(callee); i++) {
        const Type *atom = type_norm(type_atom(callee, i));
        result = type_join(result, add_target(in, call, atom, atom, given, e));
    }
    return finish_call(in, e, call, result);
}

/* ---- methods ---- */

/* super(C, self) in a method of C: the older way to write super(). */
static bool names_class_and_self(Infer *in, const ArgVec *args)
{
    const FuncInfo *f = in->now->func;
    const Symbol *s[2];

    for (int i = 0; i < 2; i++) {
        const Arg *a = &args->at[i];
        s[i] = a->value->kind == EXPR_NAME && !a->star && !a->name ? names_of(in->names, a->value) : NULL;
    }
    return f->owner && f->ast->params.n && s[0] && s[0]->constant && s[0]->def_stmt && s[0]->def_stmt->kind == STMT_CLASS &&
           s[0]->def_stmt->u.class == f->owner->ast && s[1] == scope_param(f->scope, 0);
}

bool is_super(Infer *in, const Expr *e)
{
    if (e->kind != EXPR_CALL || e->u.call.func->kind != EXPR_NAME || strcmp(e->u.call.func->u.name, "super") != 0 ||
        names_of(in->names, e->u.call.func))
        return false;
    return e->u.call.args.n == 0 || (e->u.call.args.n == 2 && names_class_and_self(in, &e->u.call.args));
}

/* The member that comes after those of `owner` in the order of the object's class. */
static Member *super_member(const ClassInfo *self, const ClassInfo *owner, const char *name)
{
    int i = 0;

    while (i < self->mro.n && self->mro.at[i]->ast != owner->ast)
        i++;
    for (i++; i < self->mro.n; i++) {
        Member *m = map_get(&self->mro.at[i]->members, name);
        if (m)
            return m;
    }
    return NULL;
}

/* A decorated method. */
static void super_variable(Infer *in, Target *t, Global *variable, const Type *self, const GivenArgs *given, const Expr *e)
{
    const Type *f = type_norm(symbol_read(in, variable->symbol, NULL));

    t->result = type_never;
    if (f->kind == TY_FUNC || f->kind == TY_CLOSURE)
        target_func(in, t, f->kind == TY_FUNC ? f->u.func : f->u.closure.func, f->kind == TY_FUNC ? NULL : f->u.closure.outer, self, given, e);
    else if (f->kind != TY_NEVER || in->reporting)
        fail_target(in, t, arena_printf(in->arena, "'%s' of super() is not one function", variable->symbol->name));
    t->variable = variable;
}

static bool text_of_exception(const char *name) { return strcmp(name, "__str__") == 0 || strcmp(name, "__repr__") == 0; }

/* super().__new__(cls): that of a class above, or an object without anything. */
static void super_new(Infer *in, Target *t, const Member *m, const Type *self, const GivenArgs *given, const Expr *e)
{
    GivenArgs rest = *given;

    if (given->n == 0 || given->at[0].name || !type_same(given->at[0].type, self)) {
        infer_report(in, e->span, "super().__new__() gets the class that __new__ was called with, and is compiled with no other");
        t->kind = TARGET_INIT;
        t->class = self->u.class;
        t->result = type_error;
        return;
    }
    rest.at++;
    rest.n--;
    if (m && m->func) {
        target_method(in, t, m, self, &rest, e);
    } else if (rest.n && !self->u.class->is_exception) {
        fail_target(in, t, "object.__new__() takes exactly one argument (the type to instantiate)");
    } else {
        class_use(in, self->u.class);
        t->kind = TARGET_INIT;
        t->class = self->u.class;
        t->args = call_args(in, &rest);
        t->result = type_inst(self->u.class);
    }
}

static void super_target(Infer *in, Target *t, const Type *self, const GivenArgs *given, const Expr *e)
{
    const ClassInfo *owner = in->now->func->owner;
    const char *name = e->u.call.func->u.attr.name;
    Member *m = self->kind == TY_INST || self->kind == TY_CLASS ? super_member(self->u.class, owner, name) : NULL;

    if (strcmp(name, "__new__") == 0 && self->kind == TY_CLASS) {
        super_new(in, t, m, self, given, e);
    } else if (m && m->func) {
        target_method(in, t, m, self, given, e);
    } else if (m && m->variable) {
        super_variable(in, t, m->variable, self, given, e);
    } else if (strcmp(name, "__init__") == 0 && self->kind == TY_INST) {
        t->kind = TARGET_EXCEPTION;             /* BaseException.__init__, object.__init__ */
        t->args = call_args(in, given);
        t->class = self->u.class->is_exception ? builtin_class(intern("BaseException")) : builtin_class(intern("object"));
        t->result = type_none;
    } else if (text_of_exception(name) && self->kind == TY_INST && self->u.class->is_exception && given->n == 0) {
        t->kind = TARGET_EXCEPTION;             /* BaseException.__str__ */
        t->args = call_args(in, given);
        t->class = self->u.class;
        t->method_name = name;
        t->result = type_str;
    } else {
        fail_target(in, t, arena_printf(in->arena, "the classes above '%s' have no method '%s'", owner->name, name));
    }
    t->when = self;
}

static const Type *call_super(Infer *in, const Expr *e)
{
    GivenArgs *given = infer_args(in, e);
    CallInfo *call = call_new(in);
    const Type *result = type_never;

    if (!in->now->func->owner || in->now->params == 0) {
        infer_report(in, e->span, "super() outside of a method");
        return type_error;
    }
    const Type *self = type_norm(in->now->param[0]);
    info_of(in, e->u.call.func)->type = type_none;
    info_of(in, e->u.call.func->u.attr.object)->type = self;
    call->on_receiver = call->super_call = true;
    for (int i = 0; i < type_atoms(self); i++) {
        Target t = { .kind = TARGET_FAILS };
        super_target(in, &t, type_norm(type_atom(self, i)), given, e);
        vec_push(call_arena(in), &call->targets, t);
        result = type_join(result, t.result);
    }
    return finish_call(in, e, call, result);
}

/* super().name, where the classes above have a property of that name. */
const Type *infer_super_attr(Infer *in, const Expr *e)
{
    CallInfo *call = call_new(in);
    const Type *result = type_never, *self = in->now->params ? type_norm(in->now->param[0]) : type_never;

    info_of(in, e->u.attr.object)->type = self;
    call->on_receiver = call->super_call = true;
    for (int i = 0; i < type_atoms(self); i++) {
        const Type *atom = type_norm(type_atom(self, i));
        const Member *m = in->now->func->owner && atom->kind == TY_INST ? super_member(atom->u.class, in->now->func->owner, e->u.attr.name) : NULL;
        if (!m || !m->getter) {
            infer_report(in, e->span, "'%s' of super() is no property: call it", e->u.attr.name);
            return type_error;
        }
        Instance *getter = instance_get_closure(in, m->getter, method_outer(m, m->getter), &atom, 1);
        Target t = { .when = atom, .kind = TARGET_FUNC, .instance = getter, .bind = arena_new(call_arena(in), Bind), .result = instance_result(in, getter) };
        t.bind[0] = (Bind){ .kind = BIND_RECEIVER };
        vec_push(call_arena(in), &call->targets, t);
        result = type_join(result, t.result);
    }
    call_set(in, e, CALL_AS_WRITTEN, call);
    return result;
}

/* The variable of its class that holds a function, of an object's attribute. */
static Global *class_variable(const Type *object, const char *name)
{
    const Member *m = object->kind == TY_INST ? class_member(object->u.class, name) : NULL;
    return m ? m->variable : NULL;
}

static const Type *method_target(Infer *in, CallInfo *call, const Type *atom, const Expr *e, const GivenArgs *given)
{
    const char *name = e->u.call.func->u.attr.name;
    const Type *member = attr_type(in, atom, name, e->u.call.func->span, false);
    Target t = { .when = atom };

    if (!member) {
        fail_target(in, &t, arena_printf(in->arena, "'%s' object has no attribute '%s'", type_class_name(atom), name));
    } else if (member->kind == TY_BUILTIN) {
        target_builtin(in, &t, member->u.builtin.builtin, atom, given, e);
    } else if (member->kind == TY_METHOD) {
        target_func(in, &t, member->u.method.func, member->u.method.outer, member->u.method.self, given, e);
        t.variable = class_variable(atom, name);
    } else {
        return NULL;                            /* a field that holds something callable */
    }
    vec_push(call_arena(in), &call->targets, t);
    return t.result;
}

/* Objects of exception classes may be of a class that derives: those that override come first. */
static void overriding_targets(Infer *in, CallInfo *call, const ClassInfo *c, const Expr *e, const GivenArgs *given,
                               const Type **result)
{
    for (int i = 0; i < c->derived.n; i++) {
        ClassInfo *d = c->derived.at[i];
        overriding_targets(in, call, d, e, given, result);
        if (map_get(&d->members, e->u.call.func->u.attr.name)) {
            const Type *t = method_target(in, call, type_inst(d), e, given);
            if (t)
                *result = type_join(*result, t);
        }
    }
}

static bool calls_members_only(Infer *in, const Type *object, const Expr *e)
{
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *atom = type_norm(type_atom(object, i));
        const Type *m = attr_type(in, atom, e->u.call.func->u.attr.name, e->span, false);
        if (m && m->kind != TY_BUILTIN && m->kind != TY_METHOD)
            return false;
        if (atom->kind == TY_INST && (class_field(atom->u.class, e->u.call.func->u.attr.name) ||
                                      class_has_late(atom->u.class, e->u.call.func->u.attr.name)))
            return false;
        if (atom->kind == TY_MODULE || atom->kind == TY_CLASS)
            return false;
    }
    return true;
}

static bool no_atom_has_it(Infer *in, const Type *object, const char *name)
{
    for (int i = 0; i < type_atoms(object); i++)
        if (attr_type(in, type_norm(type_atom(object, i)), name, (Span){ 0, 0 }, false))
            return false;
    return true;
}

static const Type *call_method(Infer *in, const Expr *e)
{
    const Expr *func = e->u.call.func;
    const Type *object = infer_expr(in, func->u.attr.object), *result = type_never;

    if (object->kind == TY_NEVER || object->kind == TY_ERROR || !calls_members_only(in, object, e) ||
        no_atom_has_it(in, object, func->u.attr.name))
        return call_value(in, e, infer_expr(in, func));
    GivenArgs *given = infer_args(in, e);
    info_of(in, func)->type = type_none;        /* never a value of its own */
    CallInfo *call = call_new(in);
    call->on_receiver = true;
    if (given->failed) {
        const Type *first = type_norm(type_atom(object, 0)), *callee = attr_type(in, first, func->u.attr.name, func->span, false);
        return call_failed(in, e, call, first, callee ? callee : first, given);
    }
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *atom = type_norm(type_atom(object, i));
        if (atom->kind == TY_INST && atom->u.class->is_exception)
            overriding_targets(in, call, atom->u.class, e, given, &result);
        const Type *t = method_target(in, call, atom, e, given);
        if (t)
            result = type_join(result, t);
    }
    return finish_call(in, e, call, result);
}

const Type *infer_call(Infer *in, const Expr *e)
{
    const Expr *func = e->u.call.func;

    if (func->kind == EXPR_ATTR && is_super(in, func->u.attr.object))
        return call_super(in, e);
    if (func->kind == EXPR_ATTR)
        return call_method(in, e);
    return call_value(in, e, infer_expr(in, func));
}

/* A method that the language calls: an operator, subscript, `with`. */
const Type *infer_method(Infer *in, const Expr *at, const Type *object, const char *name,
                         const Type **args, int n, CallInfo **info)
{
    GivenArgs *given = given_new(in, n);
    CallInfo *call = call_new(in);
    const Type *result = type_never;

    for (int i = 0; i < n; i++)
        give(in, given, args[i], NULL, (Bind){ .kind = BIND_ARG, .arg = i }, at->span);
    call->on_receiver = true;
    *info = call;
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *atom = type_norm(type_atom(object, i));
        Member *m = atom->kind == TY_INST ? class_member(atom->u.class, name) : NULL;
        Target t = { .when = atom };
        if (m && m->func)
            target_method(in, &t, m, atom, given, at);
        else
            fail_target(in, &t, arena_printf(in->arena, "'%s' object has no %s", type_class_name(atom), name));
        vec_push(call_arena(in), &call->targets, t);
        result = type_join(result, t.result);
    }
    return calls_fail(in, at, call) ? type_error : result;
}

const Type *infer_apply(Infer *in, const Expr *at, const Type *callee, const Type **args, int n, CallInfo **info)
{
    GivenArgs *given = given_new(in, n);
    const Type *result = type_never;

    *info = call_new(in);
    if (callee->kind == TY_NEVER || callee->kind == TY_ERROR)
        return callee;
    for (int i = 0; i < n; i++) {
        if (args[i]->kind == TY_NEVER && !in->reporting)
            return type_never;
        give(in, given, args[i], NULL, (Bind){ .kind = BIND_ARG, .arg = i }, at->span);
    }
    for (int i = 0; i < type_atoms(callee); i++) {
        const Type *atom = type_norm(type_atom(callee, i));
        result = type_join(result, add_target(in, *info, atom, atom, given, at));
    }
    return calls_fail(in, at, *info) ? type_error : result;
}
