/* lower.c: the program: its classes, variables and functions.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"
#include "core/inline.h"
#include "core/prune.h"
#include "core/raising.h"

#include <string.h>
#include "base/diag.h"
#include "base/intern.h"

/* ---- places ---- */

const ExprInfo *info_of(const Lower *l, const Expr *e)
{
    return expr_info(l->now, e);
}

void lower_set_line(Lower *l, Span at)
{
    l->line = source_line(l->sources, at.start);
}

/* ---- classes and variables ---- */

CoreField *lower_field_of(Lower *l, Field *f)
{
    return map_get(&l->field_of, f);
}

static CoreField *new_field(Lower *l, const char *name, const Type *type)
{
    CoreField *f = arena_new(l->arena, CoreField);
    f->name = name;
    f->type = type;
    return f;
}

static bool has_include(const Lower *l, const char *header)
{
    for (int i = 0; i < l->core->includes.n; i++)
        if (l->core->includes.at[i] == header)
            return true;
    return false;
}

void lower_include(Lower *l, const char *header)
{
    if (header && header[0] && !has_include(l, header))
        vec_push(l->arena, &l->core->includes, header);
}

/* Of a field or parameter: the headers of the C structs that it may refer to. */
static const Type *include_for(Lower *l, const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++)
        if (type_atom(t, i)->kind == TY_INST)
            lower_include(l, type_atom(t, i)->u.class->c_header);
    return t;
}

static void lower_fields(Lower *l, CoreClass *c, const ClassInfo *info)
{
    for (int i = 0; i < info->fields.n; i++) {
        Field *f = info->fields.at[i];
        CoreField *field = new_field(l, f->name, include_for(l, type_norm(f->type)));
        map_put(&l->field_of, f, field);
        if (!type_static(field->type))
            vec_push(l->arena, &c->fields, field);
        if (f->needs_flag) {
            CoreField *flag = new_field(l, arena_printf(l->arena, "%s_set", f->name), type_bool);
            map_put(&l->field_flag, f, flag);
            vec_push(l->arena, &c->fields, flag);
        }
    }
}

static bool several_bases(const ClassInfo *c)
{
    for (; c; c = c->base)
        if (c->bases.n > 1)
            return true;
    return false;
}

/* Modules of the library whose classes Python has built in. */
static bool holds_built_in(const char *module)
{
    return strcmp(module, "builtins") == 0 || strcmp(module, "exceptiongroup") == 0;
}

CoreClass *lower_class_of(Lower *l, ClassInfo *info)
{
    CoreClass *c = map_get(&l->class_of, info);
    if (c)
        return c;
    c = arena_new(l->arena, CoreClass);
    map_put(&l->class_of, info, c);
    c->name = info->own_name ? info->own_name : info->name;
    c->python_name = info->name;
    c->type_name = info->c_name;
    c->struct_name = info->c_struct;
    c->module = info->module ? info->module->name : NULL;
    c->python_module = c->module && !holds_built_in(c->module) ? c->module : NULL;
    c->base = info->base ? lower_class_of(l, info->base) : NULL;
    c->is_exception = info->is_exception;
    lower_fields(l, c, info);
    if (info->c_value) {
        lower_include(l, info->c_header);
        c->c_value = new_field(l, "ac_value", type_int);
        c->c_value->ctype = info->c_value;
        vec_push(l->arena, &c->fields, c->c_value);
    }
    carry_cells(l, c, info);
    if (several_bases(info))
        for (int i = 0; i < info->mro.n; i++)
            vec_push(l->arena, &c->mro, lower_class_of(l, info->mro.at[i]));
    if (info->ast)
        lower_add_class(l, c);
    return c;
}

/* The first class in its order that says something about it: an __eq__ of its own takes what would be inherited. */
static bool is_unhashable(const ClassInfo *info)
{
    for (int i = 0; i < info->mro.n; i++) {
        const ClassInfo *c = info->mro.at[i];
        if (map_get(&c->members, intern("__hash__")))
            return false;
        if (c->hash_is_none || map_get(&c->members, intern("__eq__")))
            return true;
    }
    return false;
}

static void lower_slots(Lower *l, ClassInfo *info)
{
    static const char *const names[CLASS_SLOTS] = { "repr_slot", "str_slot", "truth_slot", "hash_slot", "iter_slot", "next_slot", "item_slot",
                                                     "index_slot", "format_slot" };
    const Type *const types[CLASS_SLOTS] = { type_str, type_str, type_bool, type_int, type_any, type_any, type_any, type_int, type_str };
    CoreClass *c = lower_class_of(l, info);
    CoreFn **slots[CLASS_SLOTS] = { &c->repr, &c->str, &c->truth, &c->hash, &c->iter, &c->step, &c->item, &c->index, &c->format };

    for (int i = 0; i < CLASS_SLOTS; i++)
        if (info->slot[i] && instance_of(info->slot[i])->live)
            *slots[i] = lower_plain_slot(l, c, info->slot[i], names[i], types[i]);
    c->compare = lower_compare_slot(l, c, info);
    c->unhashable = is_unhashable(info);
    if (c->unhashable)
        c->hash = NULL;
}

CoreVar *lower_global_of(Lower *l, Global *g)
{
    CoreVar *v = map_get(&l->global_var, g);
    const Type *type = type_norm(g->type);

    if (v || type_static(type) || type->kind == TY_NEVER)
        return v;
    const ModuleInfo *m = g->symbol->scope->module;
    const char *name = g->symbol->scope->kind == SCOPE_CLASS
                           ? arena_printf(l->arena, "%s_%s", g->symbol->scope->class->name, g->symbol->name)
                           : g->symbol->name;
    v = core_new_var(l->arena, NULL, VAR_GLOBAL, m->library ? arena_printf(l->arena, "%s_%s", m->name, name) : name, type);
    v->interrupted = g->interrupted;
    v->device = g->device;
    v->address = g->address;
    map_put(&l->global_var, g, v);
    vec_push(l->arena, &l->core->globals, v);
    return v;
}

CoreVar *lower_flag_of(Lower *l, const Symbol *s)
{
    if (s->scope->kind == SCOPE_COMP)
        return NULL;
    if (s->scope->kind != SCOPE_FUNC) {
        Global *g = map_get(&l->program->global_of, s);
        if (!g || !g->needs_flag)
            return NULL;
        CoreVar *flag = map_get(&l->global_flag, g);
        if (!flag) {
            const char *name = s->scope->kind == SCOPE_CLASS ? arena_printf(l->arena, "%s_%s", s->scope->class->name, s->name) : s->name;
            flag = core_new_var(l->arena, NULL, VAR_GLOBAL, arena_printf(l->arena, "%s_bound", name), type_bool);
            map_put(&l->global_flag, g, flag);
            vec_push(l->arena, &l->core->globals, flag);
        }
        return flag;
    }
    if (s->captured)
        return cell_flag_of(l, s);
    if (s->scope != l->now->func->scope || !l->now->var[s->index].needs_flag)
        return NULL;
    CoreVar *flag = map_get(&l->flag_of, s);
    if (!flag) {
        flag = core_new_var(l->arena, l->fn, VAR_LOCAL, arena_printf(l->arena, "%s_bound", s->name), type_bool);
        map_put(&l->flag_of, s, flag);
    }
    return flag;
}

CoreVar *lower_var_of(Lower *l, const Symbol *s)
{
    CoreVar *v = map_get(&l->var_of, s);
    const Type *type;

    if (v)
        return v;
    if (s->scope->kind == SCOPE_FUNC && s->constant && s->def_stmt)
        return NULL;
    if ((s->scope->kind == SCOPE_FUNC || s->scope->kind == SCOPE_COMP) && s->captured)
        return cell_of(l, s);
    if (s->scope->kind == SCOPE_MODULE || s->scope->kind == SCOPE_CLASS) {
        Global *g = map_get(&l->program->global_of, s);
        return g ? lower_global_of(l, g) : NULL;
    }
    type = s->scope->kind == SCOPE_COMP ? instance_comp_var(l->now, s) : l->now->var[s->index].type;
    type = type_norm(type);
    if (type_static(type) || type->kind == TY_NEVER)
        return NULL;
    v = core_new_var(l->arena, l->fn, VAR_LOCAL, s->name, type);
    map_put(&l->var_of, s, v);
    return v;
}

/* ---- functions ---- */

void lower_add_class(Lower *l, CoreClass *c)
{
    vec_push(l->arena, &l->core->classes, c);
    map_put(&l->class_names, intern(c->name), c);
}

const char *lower_unique_name(Lower *l, const char *wanted, void *owner)
{
    const char *first = intern(wanted), *name = first;
    intptr_t number = (intptr_t)map_get(&l->last_number, first);

    for (; map_get(&l->used_names, name) || map_get(&l->class_names, name); name = intern(arena_printf(l->arena, "%s_%d", wanted, (int)number)))
        number = number ? number + 1 : 2;
    if (number)
        map_put(&l->last_number, first, (void *)number);
    map_put(&l->used_names, name, owner);
    return name;
}

/* Of what has no name of its own: what it is. */
static const char *plain_name(const FuncInfo *f)
{
    return f->ast->is_lambda ? "lambda" : strcmp(f->name, "<genexpr>") == 0 ? "genexpr" : f->name;
}

static const char *wanted_name(Lower *l, const Instance *i)
{
    const FuncInfo *f = i->func;
    const char *name = plain_name(f);

    if (strcmp(name, "<module>") == 0)
        return arena_printf(l->arena, "%s_module", strcmp(f->module->name, "__main__") == 0 ? "main" : f->module->name);
    if (is_exported(l, i))                      /* its own name is for C */
        name = arena_printf(l->arena, "%s_body", name);
    if (f->owner)
        name = arena_printf(l->arena, "%s_%s", f->owner->name, name);
    return f->module->library ? arena_printf(l->arena, "%s_%s", f->module->name, name) : name;
}

static bool stored(const Type *t)
{
    return !type_static(type_norm(t)) && type_norm(t)->kind != TY_NEVER;
}

/* A library file by its name alone: the output does not tell where the library lies. */
static const char *shown_path(const Source *source)
{
    const char *slash = source->library ? strrchr(source->path, '/') : NULL;
    return slash ? slash + 1 : source->path;
}

static const char *param_name(const Param *p)
{
    return p->name[0] == '.' ? "items" : p->name;       /* of a generator expression */
}

static void join_pool(Lower *l, const FuncInfo *f, CoreFn *fn)
{
    CorePool *pool = map_get(&l->pool_of, f);

    if (!pool) {
        pool = arena_new(l->arena, CorePool);
        pool->name = fn->name;
        pool->n = f->pool;
        map_put(&l->pool_of, f, pool);
        vec_push(l->arena, &l->core->pools, pool);
    }
    fn->pool = pool;
    vec_push(l->arena, &pool->fns, fn);
}

static CoreFn *declare_fn(Lower *l, Instance *i)
{
    CoreFn *fn = arena_new(l->arena, CoreFn);
    const Func *ast = i->func->ast;

    map_put(&l->fn_of, i, fn);
    fn->python_name = i->func->name;
    fn->name = lower_unique_name(l, wanted_name(l, i), fn);
    fn->file = shown_path(ast->source);
    fn->line = source_line(l->sources, ast->span.start);
    fn->is_async = ast->is_async;
    fn->is_generator = func_is_generator(i->func);
    fn->is_coroutine = fn->raises = ast->is_async || ast->has_yield;
    fn->guard = i->recursive && !fn->is_coroutine;
    fn->library = i->func->module->library;
    const Type *result = type_norm(i->result);
    if (stored(result) && result->kind != TY_NONE)
        fn->result = core_new_var(l->arena, fn, VAR_RESULT, "result", result);
    Cells *cells = i->outer ? cells_given(l, i->func, i->outer) : NULL;
    if (cells)
        vec_push(l->arena, &fn->params, core_new_var(l->arena, fn, VAR_PARAM, "cells", cells_type(cells)));
    for (int p = 0; p < i->params; p++)
        if (stored(i->param[p]))
            vec_push(l->arena, &fn->params, core_new_var(l->arena, fn, VAR_PARAM, param_name(&ast->params.at[p]), include_for(l, type_norm(i->param[p]))));
    if (i->func->pool)
        join_pool(l, i->func, fn);
    fn->within = i->func->within;
    vec_push(l->arena, &l->core->fns, fn);
    return fn;
}

CoreFn *lower_fn_of(Lower *l, Instance *i)
{
    i = instance_of(i);
    CoreFn *fn = map_get(&l->fn_of, i);
    return fn ? fn : declare_fn(l, i);
}

/* A function without a body, of which only the object is needed. */
static CoreFn *value_only(Lower *l, const char *name, const char *python_name, bool library)
{
    CoreFn *fn = arena_new(l->arena, CoreFn);

    fn->name = lower_unique_name(l, name, fn);
    fn->python_name = python_name;
    fn->value_only = fn->value_used = true;
    fn->library = library;
    vec_push(l->arena, &l->core->fns, fn);
    return fn;
}

/* A function used as a value is one object, however many instances it has. */
CoreFn *lower_function_value(Lower *l, FuncInfo *f)
{
    CoreFn *fn = map_get(&l->function_of, f);

    if (fn)
        return fn;
    for (int i = 0; i < f->instances.n && !fn; i++)
        if (f->instances.at[i]->live && !f->instances.at[i]->same_as && !f->ext)
            fn = lower_fn_of(l, f->instances.at[i]);
    if (!fn)                                    /* never called */
        fn = value_only(l, plain_name(f), f->name, f->module->library);
    fn->value_used = true;
    map_put(&l->function_of, f, fn);
    return fn;
}

/* One object for all closures of the function that are made in the same instance. */
CoreFn *lower_closure_value(Lower *l, const Type *closure)
{
    FuncInfo *f = closure->u.closure.func;
    Instance *outer = instance_of(closure->u.closure.outer);
    CoreFn *fn;

    closure = type_closure(f, outer);
    fn = map_get(&l->closure_of, closure);
    if (fn)
        return fn;
    for (int i = 0; i < f->instances.n && !fn; i++) {
        Instance *candidate = f->instances.at[i];
        if (candidate->live && !candidate->same_as && instance_of(candidate->outer) == outer)
            fn = lower_fn_of(l, candidate);
    }
    if (!fn)
        fn = value_only(l, plain_name(f), f->name, f->module->library);
    fn->value_used = true;
    map_put(&l->closure_of, closure, fn);
    return fn;
}

CoreFn *lower_builtin_value(Lower *l, const Builtin *b)
{
    CoreFn *fn = map_get(&l->builtin_of, b);
    const char *dot = strrchr(b->name, '.'), *name = dot ? dot + 1 : b->name;

    if (fn)
        return fn;
    fn = value_only(l, name, name, true);
    fn->built_in = true;
    map_put(&l->builtin_of, b, fn);
    return fn;
}

/* An @extern coroutine as an object: a coroutine that awaits it. */
CoreFn *lower_wrapper(Lower *l, Instance *i)
{
    CoreFn *fn = map_get(&l->wrapper_of, i);
    const Func *ast = i->func->ast;

    if (fn)
        return fn;
    fn = arena_new(l->arena, CoreFn);
    map_put(&l->wrapper_of, i, fn);
    fn->name = lower_unique_name(l, arena_printf(l->arena, "%s_%s", i->func->module->name, i->func->name), fn);
    fn->python_name = i->func->name;
    fn->file = shown_path(ast->source);
    fn->line = source_line(l->sources, ast->span.start);
    fn->is_coroutine = fn->raises = fn->library = true;
    CoreStmt *s = core_stmt(l->arena, CS_AWAIT, fn->line);
    s->u.await.kind = AWAIT_EXTERN;
    s->u.await.name = lower_extern(l, i->func->ext);
    for (int p = 0; p < i->params; p++) {
        CoreVar *v = core_new_var(l->arena, fn, VAR_PARAM, param_name(&ast->params.at[p]), type_norm(i->param[p]));
        vec_push(l->arena, &fn->params, v);
        vec_push(l->arena, &s->u.await.args, core_var(l->arena, v));
    }
    vec_push(l->arena, &fn->body, s);
    vec_push(l->arena, &l->core->fns, fn);
    return fn;
}

static void clear_flag(Lower *l, const Symbol *s)
{
    CoreVar *flag = lower_flag_of(l, s);
    if (flag && flag->kind != VAR_GLOBAL)
        set_var(l, flag, core_bool(l->arena, s->is_param));
}

/* Parameters are the variables themselves unless the variable holds more types. */
static void bind_params(Lower *l, const Instance *i)
{
    int next = l->cells_given != NULL;

    for (int p = 0; p < i->params; p++) {
        Symbol *s = scope_param(i->func->scope, p);
        if (!stored(i->param[p]))
            continue;
        CoreVar *param = l->fn->params.at[next++];
        const Type *type = type_norm(i->var[s->index].type);
        if (!s->captured && core_same_storage(param->type, type) && type_counted(param->type) == type_counted(type)) {
            map_put(&l->var_of, s, param);
        } else {
            param->name = arena_printf(l->arena, "%s_given", param->name);
            CoreVar *v = lower_var_of(l, s);
            if (v)
                set_var(l, v, core_var(l->arena, param));
        }
    }
    for (int k = 0; k < i->func->scope->symbols.n; k++)
        if (i->func->scope->kind == SCOPE_FUNC && i->func->scope->symbols.at[k]->scope == i->func->scope)
            clear_flag(l, i->func->scope->symbols.at[k]);
}

static void begin_fn(Lower *l, const Instance *i, CoreFn *fn)
{
    l->now = i;
    l->fn = fn;
    l->out = &fn->body;
    map_init(&l->var_of, l->arena);
    map_init(&l->flag_of, l->arena);
    l->owned.n = l->iterators.n = l->unused.n = 0;
    map_clear(&l->unused_of[0]);
    map_clear(&l->unused_of[1]);
    l->landing = NULL;
    l->fences = NULL;
    l->handling = NULL;
    l->context = NULL;
    l->dead = false;
    l->cells_given = l->cells_own = NULL;
    l->scope = i->func->scope;
    map_init(&l->comp_cells, l->arena);
}

CoreFn *lower_slot_fn(Lower *l, const char *name, const Instance *method)
{
    CoreFn *fn = arena_new(l->arena, CoreFn);

    fn->name = lower_unique_name(l, name, fn);
    fn->python_name = method->func->name;
    fn->file = shown_path(method->func->ast->source);
    fn->line = source_line(l->sources, method->func->ast->span.start);
    fn->library = method->func->module->library;
    vec_push(l->arena, &l->core->fns, fn);
    begin_fn(l, method, fn);
    l->line = 0;
    return fn;
}

/* While a function is lowered: another one begins. lower_end_aside goes back to the first. */
CoreFn *lower_begin_aside(Lower *l, const char *name, Lower *outer)
{
    CoreFn *fn = arena_new(l->arena, CoreFn);

    *outer = *l;
    fn->name = lower_unique_name(l, name, fn);
    fn->python_name = name;
    fn->file = l->fn->file;
    fn->line = l->fn->line;
    fn->library = l->fn->library;
    vec_push(l->arena, &l->core->fns, fn);
    memset(&l->owned, 0, sizeof l->owned);
    memset(&l->iterators, 0, sizeof l->iterators);
    memset(&l->unused, 0, sizeof l->unused);
    map_init(&l->unused_of[0], l->arena);
    map_init(&l->unused_of[1], l->arena);
    begin_fn(l, l->now, fn);
    l->cells_given = l->cells_own = NULL;
    l->line = 0;
    return fn;
}

void lower_end_aside(Lower *l, const Lower *outer)
{
    l->fn = outer->fn;
    l->out = outer->out;
    l->var_of = outer->var_of;
    l->flag_of = outer->flag_of;
    l->cells_given = outer->cells_given;
    l->cells_own = outer->cells_own;
    l->owned = outer->owned;
    l->iterators = outer->iterators;
    l->unused = outer->unused;
    memcpy(l->unused_of, outer->unused_of, sizeof l->unused_of);
    l->landing = outer->landing;
    l->fences = outer->fences;
    l->handling = outer->handling;
    l->context = outer->context;
    l->scope = outer->scope;
    l->comp_cells = outer->comp_cells;
    l->dead = outer->dead;
    l->line = outer->line;
}

/* An argument that never comes: the call is never reached. */
static bool is_never_called(const Instance *i)
{
    for (int p = 0; p < i->params; p++)
        if (i->param[p]->kind == TY_NEVER)
            return true;
    return false;
}

static void lower_instance(Lower *l, Instance *i)
{
    begin_fn(l, i, lower_fn_of(l, i));
    if (is_never_called(i)) {
        if (l->fn->result)
            lower_return(l, core_var(l->arena, new_temp(l, l->fn->result->type)));
        return;
    }
    l->line = l->fn->line;
    begin_cells(l);
    bind_params(l, i);
    lower_body(l, &i->func->ast->body);
    if (!l->dead && l->fn->result)
        lower_return(l, core_none(l->arena));
}

Core *lower(Arena *a, const Program *p, const Sources *sources)
{
    Lower *l = arena_new(a, Lower);
    Map *maps[] = { &l->unused_of[0], &l->unused_of[1], &l->fn_of, &l->class_of, &l->field_of, &l->field_flag, &l->global_var,
                    &l->global_flag, &l->pool_of, &l->function_of, &l->builtin_of, &l->wrapper_of, &l->default_var, &l->used_names,
                    &l->class_names, &l->last_number, &l->cells_of, &l->comp_cells_of, &l->carried, &l->closure_of, &l->module_begun };

    l->arena = a;
    l->program = p;
    l->sources = sources;
    l->core = arena_new(a, Core);
    l->core->drives = p->drives;
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++)
        map_init(maps[i], a);
    for (int i = 0; i < p->classes.n; i++)
        if (p->classes.at[i]->used)
            lower_class_of(l, p->classes.at[i]);
    for (int i = 0; i < p->instances.n; i++)
        lower_fn_of(l, p->instances.at[i]);
    for (int i = 0; i < p->classes.n; i++)
        if (p->classes.at[i]->used)
            lower_slots(l, p->classes.at[i]);
    for (int i = 0; i < p->instances.n; i++)
        lower_instance(l, p->instances.at[i]);
    for (int i = 0; i < p->tops.n; i++)                     /* the program's own modules run where they are imported */
        if (i == p->tops.n - 1 || p->tops.at[i]->func->module->library)
            vec_push(a, &l->core->tops, lower_fn_of(l, p->tops.at[i]));
    lower_exports(l);
    raising(a, l->core);
    inline_awaits(a, l->core);
    prune_tops(l->core);
    return l->core;
}
