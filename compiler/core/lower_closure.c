/* lower_closure.c: variables that nested functions share, and functions as values.
 *
 * The variables of an instance that closures use lie together in an object, its cells, made when the function
 * starts. A closure is a function with the cells of the instance in which its def ran; it is called with
 * them as its first argument. Cells know the cells around them (`outer`), so that a variable of a function
 * further out is reached from one to the next.
 *
 *     def counter(n):              struct counter_cells { ac_int n; }
 *         def next():
 *             nonlocal n           next(cells): cells->n = cells->n + 1
 *             n += 1
 *         return next              ac_closure_new(&next_function, cells)
 *
 * Computed defaults lie in the cells too, when the def runs once for them; else (a lambda, a def in a loop) in
 * cells of their own, one object for each closure, whose `outer` are the cells around. Cells without any
 * variable are left out: then those around them are passed.
 *
 * Methods that are closures get the cells from their object, which carries those of each class that it is made of:
 *
 *     def outer(n):                struct Box { outer_cells *cells; }
 *         class Box:
 *             def get(self):       Box_get(cells, self): return cells->n
 *                 return n
 *         return Box().get()       box = new Box; box->cells = cells; Box_get(box->cells, box)
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include "base/intern.h"

/* The object's class; its fields by Symbol (a variable), by Param (a default), and the flags by Symbol. */
struct Cells {
    const Type *type;
    CoreClass  *class;
    CoreField  *outer;            /* NULL: there are no cells around */
    Map         field, flag;
};

static const Instance *around(const Instance *i)
{
    return i->outer ? instance_of(i->outer) : NULL;
}

/* ---- which cells there are ---- */

static Cells *instance_cells(Lower *l, const Instance *i);
static Cells *comprehension_cells(Lower *l, const Scope *comp, const Instance *i);

/* The cells of a scope itself. NULL: none of its variables is shared. */
static Cells *cells_at(Lower *l, const Scope *scope, const Instance *i)
{
    if (scope->kind == SCOPE_COMP)
        return comprehension_cells(l, scope, i);
    return scope->kind == SCOPE_FUNC ? instance_cells(l, i) : NULL;
}

/* What closures made in the scope are called with, apart from defaults of their own. */
static Cells *cells_around(Lower *l, const Scope *scope, const Instance *i)
{
    for (; scope; scope = scope->parent) {
        Cells *c = cells_at(l, scope, i);
        if (c)
            return c;
        if (scope->kind == SCOPE_FUNC)
            return i->outer ? cells_given(l, i->func, i->outer) : NULL;
    }
    return NULL;
}

static CoreField *add_field(Lower *l, Cells *c, const char *name, const Type *type)
{
    CoreField *f = arena_new(l->arena, CoreField);

    f->name = name;
    f->type = type;
    for (int i = 0; i < c->class->fields.n; i++)
        if (c->class->fields.at[i]->name == name)
            f->name = arena_printf(l->arena, "%s_%d", name, c->class->fields.n);
    vec_push(l->arena, &c->class->fields, f);
    return f;
}

static Cells *cells_new(Lower *l)
{
    Cells *c = arena_new(l->arena, Cells);

    c->class = arena_new(l->arena, CoreClass);
    map_init(&c->field, l->arena);
    map_init(&c->flag, l->arena);
    return c;
}

/* They have fields: now they need a class. NULL: they have none. */
static Cells *cells_finish(Lower *l, Cells *c, const char *name, const ModuleInfo *module, const Cells *outer)
{
    ClassInfo *info;

    if (c->class->fields.n == 0)
        return NULL;
    info = arena_new(l->arena, ClassInfo);
    info->name = info->own_name = c->class->name = c->class->python_name = lower_unique_name(l, arena_printf(l->arena, "%s_cells", name), c);
    info->module = (ModuleInfo *)module;
    info->base = builtin_class(intern("object"));
    c->class->module = c->class->python_module = module->name;
    c->class->base = lower_class_of(l, info->base);
    c->type = type_inst(info);
    map_put(&l->class_of, info, c->class);
    lower_add_class(l, c->class);
    if (outer)
        c->outer = add_field(l, c, "outer", outer->type);
    return c;
}

static bool stored(const Type *t)
{
    return !type_static(t) && t->kind != TY_NEVER;
}

static void add_defaults(Lower *l, Cells *c, const FuncInfo *f)
{
    const ParamVec *params = &f->ast->params;

    for (int p = 0; p < params->n; p++) {
        const Type *type = f->fallback[p] ? type_norm(f->fallback[p]) : type_never;
        if (params->at[p].fallback && !literal_default(params->at[p].fallback) && stored(type))
            map_put(&c->field, &params->at[p], add_field(l, c, arena_printf(l->arena, "%s_%s_default", f->ast->is_lambda ? "lambda" : f->name,
                                                                            params->at[p].name), type));
    }
}

static bool is_def(const Symbol *s)
{
    return s->constant && s->def_stmt && s->def_stmt->kind == STMT_FUNC;
}

static void add_variable(Lower *l, Cells *c, const Instance *i, const Symbol *s)
{
    const VarInfo *v = &i->var[s->index];
    const Type *type = type_norm(v->type);
    FuncInfo *f = is_def(s) ? map_get(&l->program->func_of, s->def_stmt->u.func) : NULL;

    if (f && f->scope->closure)
        add_defaults(l, c, f);
    if (!s->captured)
        return;
    if (!is_def(s) && stored(type))
        map_put(&c->field, s, add_field(l, c, s->name, type));
    if (v->needs_flag)
        map_put(&c->flag, s, add_field(l, c, arena_printf(l->arena, "%s_bound", s->name), type_bool));
}

static bool may_have_cells(const Scope *scope)
{
    for (int k = 0; k < scope->symbols.n; k++)
        if (scope->symbols.at[k]->captured || is_def(scope->symbols.at[k]))
            return true;
    return false;
}

static Cells *instance_cells(Lower *l, const Instance *i)
{
    const Scope *scope = i->func->scope;
    Cells *c;

    if (!may_have_cells(scope))
        return NULL;
    c = map_get(&l->cells_of, i);
    if (c)
        return c->class ? c : NULL;
    c = cells_new(l);
    for (int k = 0; k < scope->symbols.n; k++)
        if (scope->symbols.at[k]->scope == scope)
            add_variable(l, c, i, scope->symbols.at[k]);
    c = cells_finish(l, c, i->live ? lower_fn_of(l, (Instance *)i)->name : i->func->name, i->func->module, i->outer ? cells_given(l, i->func, i->outer) : NULL);
    map_put(&l->cells_of, i, c ? c : arena_new(l->arena, Cells));
    return c;
}

/* Each run of a comprehension has variables of its own. */
static Cells *comprehension_cells(Lower *l, const Scope *comp, const Instance *i)
{
    Map *known = map_get(&l->comp_cells_of, i);
    Cells *c;

    if (!known) {
        known = arena_new(l->arena, Map);
        map_init(known, l->arena);
        map_put(&l->comp_cells_of, i, known);
    }
    c = map_get(known, comp);
    if (c)
        return c->class ? c : NULL;
    c = cells_new(l);
    for (int k = 0; k < comp->symbols.n; k++) {
        const Symbol *s = comp->symbols.at[k];
        const Type *type = type_norm(instance_comp_var(i, s));
        if (s->captured && stored(type))
            map_put(&c->field, s, add_field(l, c, s->name, type));
    }
    c = cells_finish(l, c, arena_printf(l->arena, "%s_comprehension", lower_fn_of(l, (Instance *)i)->name), i->func->module,
                     cells_around(l, comp->parent, i));
    map_put(known, comp, c ? c : arena_new(l->arena, Cells));
    return c;
}

/* The cells of a closure's own defaults. */
static Cells *default_cells(Lower *l, const FuncInfo *f, const Instance *outer)
{
    const Type *closure = type_closure((FuncInfo *)f, (Instance *)outer);
    Cells *c = map_get(&l->cells_of, closure);

    if (c)
        return c->class ? c : NULL;
    c = cells_new(l);
    add_defaults(l, c, f);
    c = cells_finish(l, c, f->ast->is_lambda ? "lambda" : f->name, f->module, cells_around(l, f->scope->parent, outer));
    map_put(&l->cells_of, closure, c ? c : arena_new(l->arena, Cells));
    return c;
}

Cells *cells_given(Lower *l, const FuncInfo *f, const Instance *outer)
{
    Cells *own;

    outer = instance_of((Instance *)outer);
    own = f->scope->keeps_defaults ? default_cells(l, f, outer) : NULL;
    return own ? own : cells_around(l, f->scope->parent, outer);
}

const Type *cells_type(const Cells *c)
{
    return c->type;
}

/* ---- reaching them ---- */

/* The variable that holds the innermost cells here. NULL: there are none. */
static CoreVar *cells_here(Lower *l)
{
    for (const Scope *s = l->scope; s->kind == SCOPE_COMP; s = s->parent)
        if (cells_at(l, s, l->now))
            return map_get(&l->comp_cells, s);
    return l->cells_own ? l->cells_own : l->cells_given;
}

static CoreExpr *outer_of(Lower *l, CoreExpr *x, const Cells *c)
{
    if (!c || !x)
        return x;
    return c->outer ? core_field(l->arena, x, c->class, c->outer) : NULL;
}

/* What closures made in that scope of `target`, the instance that is lowered or one around it, are called with;
 * NULL: nothing. */
static CoreExpr *cells_expr(Lower *l, const Scope *scope, const Instance *target)
{
    CoreVar *v = cells_here(l);
    CoreExpr *x = v ? core_var(l->arena, v) : NULL;
    const Scope *at = l->scope;

    while (scope->kind == SCOPE_CLASS)
        scope = scope->parent;
    for (const Instance *i = l->now; x && (at != scope || i != target);) {
        x = outer_of(l, x, cells_at(l, at, i));
        if (at->kind == SCOPE_FUNC) {
            if (i->func->scope->keeps_defaults)
                x = outer_of(l, x, default_cells(l, i->func, around(i)));
            i = around(i);
        }
        at = at->parent;
    }
    return x;
}

static const Instance *owner_of(const Lower *l, const Scope *scope)
{
    const Instance *i = l->now;

    while (i && i->func->scope != scope)
        i = around(i);
    return i;
}

static CoreVar *cell_in(Lower *l, const Symbol *s, bool flag)
{
    const Instance *owner = owner_of(l, scope_runs_in(s->scope));
    Cells *c = owner ? cells_at(l, s->scope, owner) : NULL;
    CoreField *field = c ? map_get(flag ? &c->flag : &c->field, s) : NULL;

    return field ? core_new_cell(l->arena, cells_expr(l, s->scope, owner), c->class, field) : NULL;
}

CoreVar *cell_of(Lower *l, const Symbol *s)
{
    return cell_in(l, s, false);
}

CoreVar *cell_flag_of(Lower *l, const Symbol *s)
{
    return cell_in(l, s, true);
}

/* The default of a closure's parameter, in the cells with which it is called. NULL: it has no storage. */
CoreVar *cell_of_default(Lower *l, const FuncInfo *f, const Instance *outer, int p, CoreExpr *cells)
{
    Cells *c = cells_given(l, f, outer);
    CoreField *field = c ? map_get(&c->field, &f->ast->params.at[p]) : NULL;

    return field ? core_new_cell(l->arena, cells, c->class, field) : NULL;
}

/* ---- making them ---- */

static CoreVar *new_cells(Lower *l, const Cells *c, const char *name)
{
    CoreStmt *s = LOWER_NEW_STMT(l, CS_NEW);

    s->u.new.class = c->class;
    s->u.new.dest = name ? core_new_var(l->arena, l->fn, VAR_TEMP, name, c->type) : new_temp(l, c->type);
    s->u.new.to = raise_to(l);
    put_stmt(l, s);
    return s->u.new.dest;
}

static void set_cell(Lower *l, CoreExpr *object, const Cells *c, CoreField *field, CoreExpr *x)
{
    set_var(l, core_new_cell(l->arena, object, c->class, field), x);
}

/* At the start of a function: what it was given, and what its own closures will share. */
void begin_cells(Lower *l)
{
    Cells *given = l->now->outer ? cells_given(l, l->now->func, l->now->outer) : NULL;
    Cells *own = l->now->func->scope->kind == SCOPE_FUNC ? instance_cells(l, l->now) : NULL;

    l->cells_given = given ? l->fn->params.at[0] : NULL;
    if (!own)
        return;
    l->cells_own = new_cells(l, own, "cells");
    if (own->outer)
        set_cell(l, core_var(l->arena, l->cells_own), own, own->outer, core_var(l->arena, l->cells_given));
}

/* Around a comprehension: cells for its variables, anew for each run. */
Scope *begin_comprehension(Lower *l, const Expr *e)
{
    Scope *outer = l->scope, *comp = names_scope(l->program->names, e);
    Cells *c = comprehension_cells(l, comp, l->now);

    if (c) {
        int mark = l->owned.n;
        CoreVar *made = new_cells(l, c, NULL), *v = core_new_var(l->arena, l->fn, VAR_LOCAL, "cells", c->type);
        own(l, made);
        if (c->outer)
            set_cell(l, core_var(l->arena, made), c, c->outer, cells_expr(l, comp->parent, l->now));
        set_var(l, v, core_var(l->arena, made));
        release_to(l, mark);
        map_put(&l->comp_cells, comp, v);
    }
    l->scope = comp;
    return outer;
}

void end_comprehension(Lower *l, const Expr *e, Scope *outer)
{
    CoreVar *v = map_get(&l->comp_cells, names_scope(l->program->names, e));

    l->scope = outer;
    if (!v)
        return;
    CoreStmt *s = LOWER_NEW_STMT(l, CS_RELEASE);
    s->u.release.var = v;
    put_stmt(l, s);
}

/* Defaults that were computed, by parameter; NULL where there is none. */
static CoreExprs computed_defaults(Lower *l, const FuncInfo *f)
{
    CoreExprs values = {0};

    for (int p = 0; p < f->ast->params.n; p++) {
        const Expr *e = f->ast->params.at[p].fallback;
        CoreExpr *x = e && !literal_default(e) ? hold(l, lower_expr(l, e)) : NULL;
        vec_push(l->arena, &values, x);
    }
    return values;
}

static void store_defaults(Lower *l, const FuncInfo *f, const Cells *c, CoreExpr *object, const CoreExprs *values)
{
    for (int p = 0; p < values->n; p++) {
        CoreField *field = map_get(&c->field, &f->ast->params.at[p]);
        if (field)
            set_cell(l, object, c, field, values->at[p]);
    }
}

static CoreExpr *closure_of(Lower *l, const Type *closure, CoreExpr *cells)
{
    const FuncInfo *f = closure->u.closure.func;
    CoreExpr *function = core_func(l->arena, lower_closure_value(l, closure), closure);

    if (!cells)
        return function;
    bool once = f->scope->symbol && f->scope->symbol->constant;
    return op(l, "ac_closure_new", closure, true, 3, function, core_conv(l->arena, cells, type_inst(builtin_class(intern("object")))),
              core_bool(l->arena, once));
}

CoreExpr *cells_of_constant(Lower *l, const Type *closure)
{
    return cells_expr(l, closure->u.closure.func->scope->parent, instance_of(closure->u.closure.outer));
}

/* A function of a def that runs once for the cells of its owner: its value can be made anywhere. */
CoreExpr *constant_closure(Lower *l, const Type *closure)
{
    return closure_of(l, closure, cells_of_constant(l, closure));
}

/* ---- in objects ---- */

/* Those with which methods of that very class are called. NULL: none. */
static Cells *class_cells(Lower *l, const ClassInfo *c)
{
    return c->outer ? cells_around(l, c->scope, instance_of(c->outer)) : NULL;
}

void carry_cells(Lower *l, CoreClass *class, const ClassInfo *info)
{
    Map *carried = arena_new(l->arena, Map);

    map_init(carried, l->arena);
    map_put(&l->carried, info, carried);
    for (int i = 0; i < info->mro.n; i++) {
        const ClassInfo *c = info->mro.at[i];
        Cells *cells = class_cells(l, c);
        if (!cells || class_derives(info->base, c))     /* the base's part has them */
            continue;
        CoreField *f = arena_new(l->arena, CoreField);
        f->name = carried->n ? arena_printf(l->arena, "cells_%d", carried->n + 1) : "cells";
        f->type = cells->type;
        vec_push(l->arena, &class->fields, f);
        map_put(carried, c, f);
    }
}

/* The place of c's cells in objects of `info`: in its own part of the struct, or in a base's. */
static CoreField *carried_field(Lower *l, ClassInfo *info, const ClassInfo *c, CoreClass **class)
{
    for (; info; info = info->base) {
        *class = lower_class_of(l, info);
        CoreField *f = map_get(map_get(&l->carried, info), c);
        if (f)
            return f;
    }
    return NULL;
}

void give_cells(Lower *l, CoreExpr *object, const ClassInfo *info)
{
    for (int i = 0; i < info->mro.n; i++) {
        const ClassInfo *c = info->mro.at[i];
        CoreClass *class;
        CoreField *f = c->outer ? carried_field(l, (ClassInfo *)info, c, &class) : NULL;
        if (f)
            set_var(l, core_new_cell(l->arena, object, class, f), cells_expr(l, c->scope->parent, instance_of(c->outer)));
    }
}

CoreExpr *cells_of_object(Lower *l, CoreExpr *object, const FuncInfo *method, const Instance *outer)
{
    ClassInfo *info = object->type->u.class;
    CoreClass *class;

    for (int i = 0; i < info->mro.n; i++) {
        const ClassInfo *c = info->mro.at[i];
        if (c->ast != method->owner->ast || !c->outer || instance_of(c->outer) != instance_of((Instance *)outer))
            continue;
        CoreField *f = carried_field(l, info, c, &class);
        return f ? core_field(l->arena, object, class, f) : NULL;
    }
    return NULL;
}

CoreExpr *method_value(Lower *l, const Type *method, CoreExpr *object)
{
    const Type *closure = type_closure(method->u.method.func, method->u.method.outer);

    return closure_of(l, closure, cells_of_object(l, object, method->u.method.func, method->u.method.outer));
}

/* The cells in a function's value. NULL: it has none. */
CoreExpr *cells_of_value(Lower *l, const Type *closure, CoreExpr *value)
{
    Cells *c = cells_given(l, closure->u.closure.func, closure->u.closure.outer);
    CoreExpr *object = in_var(l, core_conv(l->arena, value, closure));

    if (!c)
        return NULL;
    return core_conv(l->arena, core_member(l->arena, object, "AcFunc", "cells", type_inst(builtin_class(intern("object")))), c->type);
}

CoreVar *cell_of_closure(Lower *l, const Type *closure, CoreExpr *value, const Symbol *s, bool flag)
{
    FuncInfo *f = closure->u.closure.func;
    Instance *outer = instance_of(closure->u.closure.outer);
    CoreExpr *cells = cells_of_value(l, closure, value);
    Cells *c = instance_cells(l, outer);
    CoreField *field = c ? map_get(flag ? &c->flag : &c->field, s) : NULL;

    if (f->scope->keeps_defaults)
        cells = outer_of(l, cells, default_cells(l, f, outer));
    return field ? core_new_cell(l->arena, cells, c->class, field) : NULL;
}

/* The def or lambda runs: its defaults are computed, and its value, if it is not a constant. */
CoreExpr *lower_function_made(Lower *l, FuncInfo *f)
{
    const Type *closure = type_closure(f, (Instance *)l->now);
    CoreExprs values = computed_defaults(l, f);
    CoreExpr *cells = cells_expr(l, f->scope->parent, l->now);
    bool constant = f->scope->symbol && f->scope->symbol->constant;
    Cells *kept = f->scope->keeps_defaults ? default_cells(l, f, l->now) : NULL;

    if (kept) {
        CoreVar *v = new_cells(l, kept, NULL);
        own(l, v);
        if (kept->outer)
            set_cell(l, core_var(l->arena, v), kept, kept->outer, cells);
        cells = core_var(l->arena, v);
    }
    Cells *given = cells_given(l, f, l->now);
    if (given)
        store_defaults(l, f, given, cells, &values);
    return constant ? NULL : closure_of(l, closure, cells);
}

/* ---- decorators ---- */

CoreExprs lower_decorators(Lower *l, const ExprVec *decorators)
{
    CoreExprs values = {0};

    for (int i = 0; i < decorators->n && !l->dead; i++)
        vec_push(l->arena, &values, hold(l, lower_expr(l, decorators->at[i])));
    return values;
}

CoreExpr *lower_decorated(Lower *l, const ExprVec *written, const CoreExprs *decorators, CoreExpr *function)
{
    for (int i = decorators->n - 1; i >= 0 && !l->dead; i--) {
        const CallInfo *call = call_of(info_of(l, written->at[i]), CALL_DECORATE);
        const Type *result = type_never;
        CoreExprs args = {0};
        if (!call) {                            /* what it would be called with never comes to be */
            l->dead = true;
            return function;
        }
        for (int k = 0; k < call->targets.n; k++)
            result = type_join(result, type_norm(call->targets.at[k].result));
        vec_push(l->arena, &args, function);
        function = lower_apply(l, call, decorators->at[i], &args, result);
    }
    return function;
}
