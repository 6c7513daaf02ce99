/* fold.c: constants of programs whose objects lie in static storage. A variable, parameter or field that is only ever set
 * to one constant (an object that there is once, a function, a number) is replaced by it wherever it is read; what is then
 * read nowhere is not set any more, and has no place.
 *
 * A variable that is read before it is set is guarded by a flag of its own, which is no part of this. A field counts when
 * there is one object of its class, and its __init__ sets it before all else can see the object.
 * SPDX-License-Identifier: MIT */
#include "core/storage.h"

#include <string.h>
#include "core/core_walk.h"

typedef struct Known {
    const CoreExpr *value;        /* all that is ever written; NULL: nothing yet */
    bool fixed;                   /* something else is written, or it is named other than by reading it */
    int  reads;
} Known;

typedef struct Fold {
    Arena  *arena;
    Core   *core;
    Map     known_of;             /* CoreVar, CoreField -> Known */
    Map     params_of;            /* CoreFn -> array of Known, one for each parameter */
    Map     wanted, unwanted;     /* CoreFn whose result somebody reads, nobody */
    CoreFn *fn;
    int     depth;                /* of branches and loops around the statement */
    bool    changed;
} Fold;

static Known *known(Fold *f, const void *what)
{
    Known *k = map_get(&f->known_of, what);

    if (!k) {
        k = arena_new(f->arena, Known);
        map_put(&f->known_of, what, k);
    }
    return k;
}

static Known *params(Fold *f, const CoreFn *fn)
{
    Known *k = map_get(&f->params_of, fn);

    if (!k) {
        k = arena_array(f->arena, Known, fn->params.n + 1);
        map_put(&f->params_of, fn, k);
    }
    return k;
}

/* ---- constants ------------------------------------------------------------------------------- */

/* Where a constant is written. What is there without being set, false or 0, is only known of a parameter not to be read. */
typedef enum { IN_LOCAL, IN_GLOBAL, IN_FIELD, IN_PARAM } Where;

/* Small enough to take the place of a VAR's node. */
static bool is_constant(const CoreExpr *e, Where where)
{
    switch (e->kind) {
    case CE_OBJECT: return e->u.object->n == 1;
    case CE_NONE: case CE_FUNC: return true;
    case CE_INT:    return where != IN_LOCAL;
    case CE_BOOL:   return where == IN_PARAM;
    default: return false;
    }
}

static bool same(const CoreExpr *a, const CoreExpr *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case CE_OBJECT: return a->u.object == b->u.object;
    case CE_BOOL:   return a->u.boolean == b->u.boolean;
    case CE_INT:    return a->u.integer == b->u.integer;
    case CE_FUNC:   return a->u.func == b->u.func;
    default:        return true;
    }
}

static void write_value(Known *k, Where where, const CoreExpr *value, const Type *type)
{
    if (!is_constant(value, where) || (k->value && !same(k->value, value)) || (value->kind != CE_NONE && !core_same_storage(value->type, type)) ||
        (value->kind == CE_NONE && type_rep(type) != REP_REF))
        k->fixed = true;
    else
        k->value = value;
}

/* ---- what is written and read ---------------------------------------------------------------- */

/* It is read by name, and stays a variable. */
static void name(Fold *f, const CoreVar *v)
{
    known(f, v)->fixed = true;
    known(f, v)->reads++;
}

static void note_expr(CoreExpr *e, void *context)
{
    Fold *f = context;

    if (e->kind == CE_VAR)
        known(f, e->u.var)->reads++;
    if (e->kind == CE_ADDR)
        name(f, e->u.var);
    if (e->kind == CE_FIELD)
        known(f, e->u.field.field)->reads++;
    if (e->kind == CE_ENTRY && e->u.func)
        for (int i = 0; i < e->u.func->params.n; i++)
            params(f, e->u.func)[i].fixed = true;
    core_each_operand(e, note_expr, f);
}

static CoreExprs *given(CoreStmt *s, CoreFn **fn)
{
    switch (s->kind) {
    case CS_CALL:  *fn = s->u.call.fn; return &s->u.call.args;
    case CS_MAKE:  *fn = s->u.make.fn; return &s->u.make.args;
    case CS_AWAIT: *fn = s->u.await.fn; return s->u.await.kind == AWAIT_CALL ? &s->u.await.args : NULL;
    default:       return NULL;
    }
}

static void note_args(Fold *f, CoreStmt *s)
{
    CoreFn *fn;
    const CoreExprs *args = given(s, &fn);

    for (int i = 0; args && i < fn->params.n && i < args->n; i++)
        write_value(&params(f, fn)[i], IN_PARAM, args->at[i], fn->params.at[i]->type);
}

static void note_dest(Fold *f, CoreStmt *s)
{
    CoreVar *dest = core_dest(s);
    Where where = dest && dest->kind == VAR_GLOBAL ? IN_GLOBAL : IN_LOCAL;

    if (!dest)
        return;
    if (s->kind == CS_SET)
        write_value(known(f, dest), where, s->u.set.value, dest->type);
    else if (s->kind == CS_MAKE && s->u.make.place && s->u.make.place->n == 1)
        write_value(known(f, dest), where, core_object(f->arena, s->u.make.place, dest->type), dest->type);
    else
        known(f, dest)->fixed = true;
}

static void note_field(Fold *f, CoreStmt *s)
{
    Known *k = known(f, s->u.setfield.field);

    if (f->depth || strcmp(f->fn->python_name, "__init__") != 0)
        k->fixed = true;
    write_value(k, IN_FIELD, s->u.setfield.value, s->u.setfield.field->type);
}

static void note_body(CoreStmts *body, void *context);

static void note_stmt(Fold *f, CoreStmt *s)
{
    bool nested = s->kind == CS_IF || s->kind == CS_LOOP || s->kind == CS_COUNT;

    core_each_expr(s, note_expr, f);
    note_args(f, s);
    note_dest(f, s);
    if (s->kind == CS_SETFIELD)
        note_field(f, s);
    if (s->kind == CS_AWAIT && s->u.await.kind == AWAIT_OBJECT)
        name(f, s->u.await.object);
    if (s->kind == CS_RERAISE)
        name(f, s->u.reraise.var);
    if (s->kind == CS_CHAIN)
        name(f, s->u.catch.var);
    f->depth += nested;
    core_each_body(s, note_body, f);
    f->depth -= nested;
}

static void note_body(CoreStmts *body, void *context)
{
    for (int i = 0; i < body->n; i++)
        note_stmt(context, body->at[i]);
}

/* Objects of the class, or of one that derives from it. */
static int objects_of(const Core *core, const CoreClass *class)
{
    int n = 0;

    for (int i = 0; i < core->objects.n; i++)
        for (const CoreClass *c = core->objects.at[i]->class; c; c = c->base)
            if (c == class) {
                n += core->objects.at[i]->n;
                break;
            }
    return n;
}

static void settle_fields(Fold *f)
{
    for (int i = 0; i < f->core->classes.n; i++) {
        const CoreClass *c = f->core->classes.at[i];
        for (int k = 0; k < c->fields.n; k++)
            known(f, c->fields.at[k])->fixed |= objects_of(f->core, c) != 1 || c->mro.n;
    }
}

/* ---- reading ------------------------------------------------------------------------------- */

static void take_place(Fold *f, CoreExpr *e, const Known *k)
{
    if (k->fixed || !k->value)
        return;
    e->kind = k->value->kind;
    if (e->kind == CE_NONE)
        e->u.none = k->value->u.none;
    else if (e->kind == CE_BOOL)
        e->u.boolean = k->value->u.boolean;
    else if (e->kind == CE_INT)
        e->u.integer = k->value->u.integer;
    else if (e->kind == CE_FUNC)
        e->u.func = k->value->u.func;
    else
        e->u.object = k->value->u.object;
    f->changed = true;
}

static void replace_expr(CoreExpr *e, void *context)
{
    Fold *f = context;

    core_each_operand(e, replace_expr, f);
    if (e->kind == CE_VAR && e->u.var->kind != VAR_PARAM && e->u.var->kind != VAR_RESULT && e->u.var->kind != VAR_CELL)
        take_place(f, e, known(f, e->u.var));
    else if (e->kind == CE_FIELD)
        take_place(f, e, known(f, e->u.field.field));
    else if (e->kind == CE_VAR && e->u.var->kind == VAR_PARAM && !known(f, e->u.var)->value && !known(f, e->u.var)->fixed)
        for (int i = 0; i < f->fn->params.n; i++)
            if (f->fn->params.at[i] == e->u.var)
                take_place(f, e, &params(f, f->fn)[i]);
}

/* A handler need not wait for an object that is there from the start. */
static void settle_exports(Fold *f)
{
    for (int i = 0; i < f->core->exports.n; i++) {
        CoreVars *objects = &f->core->exports.at[i]->objects;
        int n = 0;
        for (int k = 0; k < objects->n; k++) {
            const Known *v = known(f, objects->at[k]);
            if (v->fixed || !v->value || v->value->kind != CE_OBJECT)
                objects->at[n++] = objects->at[k];
        }
        objects->n = n;
    }
}

/* Is it set to something that nobody reads? What counts does so for being held. */
static bool is_useless(Fold *f, const CoreStmt *s)
{
    const CoreVar *v = s->kind == CS_SET ? s->u.set.var : NULL;

    if (s->kind == CS_SETFIELD)
        return known(f, s->u.setfield.field)->reads == 0 && !type_counted(s->u.setfield.field->type);
    return v && !type_counted(v->type) && v->kind != VAR_RESULT && v->kind != VAR_CELL && known(f, v)->reads == 0;
}

/* Functions of the runtime, and what does the same for who does not want the result. */
static const struct { const char *name, *without; } resultless[] = {
    { "ac_run_until_complete", "ac_run_to_end" }, { "ac_ensure_task", "ac_begin_task" },
    { "ac_ensure_counted_task", "ac_begin_task" },
};

static void forget_op(Fold *f, CoreStmt *s)
{
    for (size_t i = 0; i < sizeof resultless / sizeof resultless[0]; i++)
        if (strcmp(s->u.op.name, resultless[i].name) == 0) {
            s->u.op.name = resultless[i].without;
            s->u.op.dest = NULL;
            f->changed = true;
        }
}

static void forget_result(Fold *f, CoreStmt *s)
{
    const CoreVar *dest = core_dest(s);

    if (!dest || known(f, dest)->reads > 0)
        return;
    if (s->kind == CS_MAKE && s->u.make.place)
        s->u.make.dest = NULL;
    else if (s->kind == CS_OP)
        forget_op(f, s);
    else if (s->kind == CS_CALL && map_get(&f->unwanted, s->u.call.fn))
        s->u.call.dest = NULL;
}

/* ---- results that no caller reads ------------------------------------------------------------- */

static void want_result(Fold *f, const CoreStmt *s)
{
    if (s->kind == CS_CALL && s->u.call.dest && known(f, s->u.call.dest)->reads > 0)
        map_put(&f->wanted, s->u.call.fn, s->u.call.fn);
}

/* Who interrupts wants none. */
static void want_of_c(Fold *f, const CoreExport *x)
{
    if (!x->interrupt)
        map_put(&f->wanted, x->fn, x->fn);
    if (x->given)
        map_put(&f->wanted, x->given, x->given);
}

static void want_body(CoreStmts *body, void *context)
{
    for (int i = 0; i < body->n; i++) {
        want_result(context, body->at[i]);
        core_each_body(body->at[i], want_body, context);
    }
}

static void return_nothing(CoreStmts *body, void *context)
{
    for (int i = 0; i < body->n; i++) {
        if (body->at[i]->kind == CS_RETURN)
            body->at[i]->u.ret.value = NULL;
        core_each_body(body->at[i], return_nothing, context);
    }
}

/* What a function computes for its result only is found useless in the next round. */
static void drop_results(Fold *f)
{
    map_init(&f->wanted, f->arena);
    map_init(&f->unwanted, f->arena);
    for (int i = 0; i < f->core->fns.n; i++)
        want_body(&f->core->fns.at[i]->body, f);
    for (int i = 0; i < f->core->exports.n; i++)
        want_of_c(f, f->core->exports.at[i]);
    for (int i = 0; i < f->core->fns.n; i++) {
        CoreFn *fn = f->core->fns.at[i];
        if (!fn->result || fn->is_coroutine || fn->always_raises || fn->value_only || map_get(&f->wanted, fn))
            continue;
        map_put(&f->unwanted, fn, fn);
        fn->result = NULL;
        return_nothing(&fn->body, f);
        f->changed = true;
    }
}

static void replace_body(CoreStmts *body, void *context)
{
    Fold *f = context;
    int n = 0;

    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        if (is_useless(f, s)) {
            f->changed = true;
            continue;
        }
        core_each_expr(s, replace_expr, f);
        core_each_body(s, replace_body, f);
        forget_result(f, s);
        body->at[n++] = s;
    }
    body->n = n;
}

/* ---- parameters and fields that nobody reads -------------------------------------------------- */

static void drop_var(CoreFn *fn, const CoreVar *v)
{
    int n = 0;

    for (int i = 0; i < fn->vars.n; i++)
        if (fn->vars.at[i] != v) {
            fn->vars.at[i]->number = n;
            fn->vars.at[n++] = fn->vars.at[i];
        }
    fn->vars.n = n;
}

static bool is_unread(Fold *f, const CoreFn *fn, int i)
{
    const Known *k = map_get(&f->known_of, fn->params.at[i]);

    return map_get(&f->params_of, fn) && !params(f, fn)[i].fixed && (!k || (k->reads == 0 && !k->fixed && !k->value));
}

/* An argument is only an expression: nothing is lost. */
static void drop_args(CoreStmts *body, void *context)
{
    const Fold *f = context;

    for (int i = 0; i < body->n; i++) {
        CoreFn *fn;
        CoreExprs *args = given(body->at[i], &fn);
        const bool *dropped = args ? map_get(&f->params_of, fn) : NULL;
        int n = 0;
        for (int k = 0; dropped && k < args->n; k++)
            if (!dropped[k])
                args->at[n++] = args->at[k];
        if (dropped)
            args->n = n;
        core_each_body(body->at[i], drop_args, context);
    }
}

/* params_of: which of a function's parameters go. */
static void drop_params(Fold *f)
{
    Map dropped_of;

    map_init(&dropped_of, f->arena);
    for (int i = 0; i < f->core->fns.n; i++) {
        CoreFn *fn = f->core->fns.at[i];
        bool *dropped = arena_array(f->arena, bool, fn->params.n + 1), any = false;
        for (int k = 0; k < fn->params.n; k++)
            any |= dropped[k] = is_unread(f, fn, k);
        if (!any)
            continue;
        map_put(&dropped_of, fn, dropped);
        int n = 0;
        for (int k = 0; k < fn->params.n; k++)
            if (dropped[k])
                drop_var(fn, fn->params.at[k]);
            else
                fn->params.at[n++] = fn->params.at[k];
        fn->params.n = n;
    }
    f->params_of = dropped_of;
    for (int i = 0; i < f->core->fns.n; i++)
        drop_args(&f->core->fns.at[i]->body, f);
}

static void drop_fields(Fold *f)
{
    for (int i = 0; i < f->core->classes.n; i++) {
        CoreClass *c = f->core->classes.at[i];
        int n = 0;
        for (int k = 0; k < c->fields.n; k++)
            if (known(f, c->fields.at[k])->reads || type_counted(c->fields.at[k]->type))
                c->fields.at[n++] = c->fields.at[k];
        if (!c->struct_name && !c->type_name)
            c->fields.n = n;
    }
}

static void drop_globals(Fold *f)
{
    int n = 0;

    for (int i = 0; i < f->core->globals.n; i++)
        if (map_get(&f->known_of, f->core->globals.at[i]))
            f->core->globals.at[n++] = f->core->globals.at[i];
    f->core->globals.n = n;
}

/* C gives it what it likes. */
static void note_export(Fold *f, const CoreExport *x)
{
    for (int i = 0; i < x->fn->params.n; i++)
        params(f, x->fn)[i].fixed = true;
    for (int i = 0; x->given && i < x->given->params.n; i++)
        params(f, x->given)[i].fixed = true;
    for (int i = 0; i < x->objects.n; i++)
        known(f, x->objects.at[i])->reads++;
}

static void look(Fold *f)
{
    map_init(&f->known_of, f->arena);
    map_init(&f->params_of, f->arena);
    for (int i = 0; i < f->core->fns.n; i++) {
        f->fn = f->core->fns.at[i];
        note_body(&f->fn->body, f);
    }
    for (int i = 0; i < f->core->exports.n; i++)
        note_export(f, f->core->exports.at[i]);
    settle_fields(f);
}

static void mark_used(CoreExpr *e, void *context)
{
    if (e->kind == CE_OBJECT)
        e->u.object->used = true;
    core_each_operand(e, mark_used, context);
}

static void mark_body(CoreStmts *body, void *context)
{
    for (int i = 0; i < body->n; i++) {
        core_each_expr(body->at[i], mark_used, context);
        if (body->at[i]->kind == CS_MAKE && body->at[i]->u.make.place)
            body->at[i]->u.make.place->used = true;
        core_each_body(body->at[i], mark_body, context);
    }
}

static void drop_objects(Core *core)
{
    int n = 0;

    for (int i = 0; i < core->fns.n; i++)
        mark_body(&core->fns.at[i]->body, NULL);
    for (int i = 0; i < core->exports.n; i++)
        if (core->exports.at[i]->place)
            core->exports.at[i]->place->used = true;
    for (int i = 0; i < core->objects.n; i++)
        if (core->objects.at[i]->used)
            core->objects.at[n++] = core->objects.at[i];
    core->objects.n = n;
}

void fold(Arena *a, Core *core)
{
    Fold f = { .arena = a, .core = core, .changed = true };

    while (f.changed) {
        f.changed = false;
        look(&f);
        settle_exports(&f);
        drop_results(&f);
        for (int i = 0; i < core->fns.n; i++) {
            f.fn = core->fns.at[i];
            replace_body(&f.fn->body, &f);
        }
    }
    look(&f);
    drop_params(&f);
    look(&f);
    drop_fields(&f);
    drop_globals(&f);
    drop_objects(core);
}
