/* infer.c: the worklist.
 *
 * A function is typed once for each tuple of argument types with which it is called: an Instance. To type an
 * instance is to run its body on types instead of values: every expression gives the type of what it
 * would compute, an assignment joins into the variable's type, a call asks for the callee's instance and
 * takes the result that is known so far. Variables are followed through the control flow (Env), so a
 * test such as `x is None` narrows what comes after.
 *
 * Types only grow: results, module variables, fields and cells remember which instances read them, and
 * those are run again when they grow, until nothing changes. During these rounds nothing is reported,
 * since what is missing may still come. In a last round every instance that the program really reaches
 * is run once more with `reporting` set: its facts (ExprInfo) are final, and what is ill-typed now is an
 * error.
 *
 * What a loop or a try may have assigned on the way is taken from the variable's whole type
 * (symbol_loosen), so that no body needs more than one pass; the instance is repeated while variables grow
 * of which such a type was read.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INSTANCES_MAX = 24, NESTING_MAX = 60 };

static Infer *current;            /* for the hook that cells call */

static Program *infer_with(Arena *a, Diag *d, const Names *names, Map *awaited);

/* ---- diagnostics of the last round ---- */

static Span outside_library(const Infer *in, Span at)
{
    for (const Instance *i = in->now; i->func->module->library && i->called_by; i = i->called_by)
        at = i->called_at;
    return at;
}

void infer_report(Infer *in, Span at, const char *format, ...)
{
    if (!in->reporting)
        return;
    va_list args;
    char text[600];
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    diag_error(in->diag, outside_library(in, at), "%s", text);
}

bool infer_expected(Infer *in, Span at, int mistake)
{
    static const char *const names[] = { [MISTAKE_TYPE] = "TypeError", [MISTAKE_ATTRIBUTE] = "AttributeError", [MISTAKE_NAME] = "NameError",
                                         [MISTAKE_INDEX] = "IndexError", [MISTAKE_VALUE] = "ValueError" };

    if (!(in->expected & mistake))
        return false;
    if (in->reporting)
        diag_warn(in->diag, outside_library(in, at), "ill-typed", "this raises %s", names[mistake]);
    return true;
}

void infer_help(Infer *in, const char *format, ...)
{
    if (!in->reporting)
        return;
    va_list args;
    char text[600];
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    diag_help(in->diag, "%s", text);
}

/* ---- the queue ---- */

static void enqueue(Instance *i)
{
    Infer *in = current;
    if (i->queued)
        return;
    i->queued = true;
    vec_push(in->arena, &in->queue, i);
}

static void remember(Infer *in, Instance *reader, Instance ***at, int *n, int *cap)
{
    for (int i = *n; i > 0 && i > *n - 12; i--)
        if ((*at)[i - 1] == reader)
            return;
    if (*n == *cap) {
        int wider = *cap ? 2 * *cap : 4;
        *at = arena_grow(in->arena, *at, sizeof **at * (size_t)*cap, sizeof **at * (size_t)wider);
        *cap = wider;
    }
    (*at)[(*n)++] = reader;
}
#define REMEMBER(in, vec) remember((in), (in)->now, &(vec)->at, &(vec)->n, &(vec)->cap)

/* ---- variables ---- */

Global *global_of(Infer *in, const Symbol *s)
{
    Global *g = map_get(&in->program->global_of, s);
    if (!g) {
        g = arena_new(in->arena, Global);
        g->symbol = (Symbol *)s;
        g->type = type_never;
        g->early = s->scope->kind == SCOPE_CLASS;   /* the class has no name before its body has run */
        map_put(&in->program->global_of, s, g);
        vec_push(in->arena, &in->program->globals, g);
    }
    return g;
}

const Symbol *program_library_variable(const Program *p, const FuncInfo *f, const Stmt *s)
{
    if (!f->module->library || f->scope->kind != SCOPE_MODULE || s->kind != STMT_ASSIGN || s->u.assign.targets.n != 1 ||
        s->u.assign.targets.at[0]->kind != EXPR_NAME)
        return NULL;
    return names_of(p->names, s->u.assign.targets.at[0]);
}

bool program_library_import(const FuncInfo *f, const Symbol *s)
{
    return f->module->library && f->scope->kind == SCOPE_MODULE && s->scope == f->scope && !(s->constant && (s->module || s->def_stmt));
}

/* What no part of the program reads of a library module is not assigned: it costs nothing. NULL: it is no such variable. */
bool infer_unwanted(Infer *in, const Symbol *variable)
{
    Global *g = variable && in->at_top ? global_of(in, variable) : NULL;

    if (!g || g->wanted)
        return false;
    g->assigned_by = in->now;
    return true;
}

static void want(Global *g)
{
    if (!g->wanted && g->assigned_by)
        enqueue(g->assigned_by);
    g->wanted = true;
}

static void global_add(Infer *in, Global *g, const Type *t)
{
    const Type *joined = type_join(g->type, t);
    if (type_same(joined, g->type))
        return;
    g->type = joined;
    for (int i = 0; i < g->readers.n; i++)
        enqueue(g->readers.at[i]);
    (void)in;
}

static bool is_local(const Infer *in, const Symbol *s)
{
    return s->scope == in->now->func->scope;
}

/* A variable of a module, or of a class, which lives as long. */
static bool is_program_variable(const Symbol *s)
{
    return s->scope->kind == SCOPE_MODULE || s->scope->kind == SCOPE_CLASS;
}

bool symbol_flows(const Infer *in, const Symbol *s)
{
    return is_local(in, s) && !(s->scope->kind == SCOPE_MODULE && s->global_written);
}

Instance *instance_around(const Infer *in, const Scope *scope)
{
    Instance *i = in->now;

    while (i && i->func->scope != scope)
        i = i->outer;
    return i;
}

/* The instance to which the variable belongs: the one that is evaluated or one around it. NULL: a method that has
 * no object stands between. */
static Instance *owner_of(const Infer *in, const Symbol *s)
{
    return instance_around(in, scope_runs_in(s->scope));
}

static VarInfo *comp_var(Infer *in, Instance *owner, const Symbol *s)
{
    VarInfo *v = map_get(&owner->comp_var, s);
    if (!v) {
        v = arena_new(in->arena, VarInfo);
        v->type = type_never;
        map_put(&owner->comp_var, s, v);
    }
    return v;
}

static void var_add(Infer *in, VarInfo *v, const Type *t, Instance *owner)
{
    const Type *joined = type_join(v->type, t);
    if (type_same(joined, v->type))
        return;
    v->type = joined;
    for (int i = 0; i < v->readers.n; i++)
        enqueue(v->readers.at[i]);
    v->grew = true;
    if (owner != in->now)
        enqueue(owner);
    else if (v->whole_read)
        in->vars_grew = true;
}

static void assign_captured(Infer *in, const Symbol *s, const Type *t)
{
    Instance *owner = owner_of(in, s);

    if (owner)
        var_add(in, &owner->var[s->index], t, owner);
}

const Type *instance_var_read(Infer *in, Instance *owner, const Symbol *s)
{
    VarInfo *v = &owner->var[s->index];

    REMEMBER(in, &v->readers);
    return v->type;
}

void instance_var_assign(Infer *in, Instance *owner, const Symbol *s, const Type *t)
{
    if (env_dead(in->env))
        return;
    owner->var[s->index].needs_flag = true;
    var_add(in, &owner->var[s->index], t, owner);
}

/* A variable of the program's text that nothing deletes. */
static bool is_kept(const Symbol *s) { return !s->deleted && scope_lookup(s->scope, s->name) == s; }

void symbol_assign(Infer *in, const Symbol *s, const Type *t)
{
    if (env_dead(in->env))
        return;
    if (s->scope->kind == SCOPE_COMP)
        var_add(in, comp_var(in, in->now, s), t, in->now);
    else if (is_program_variable(s)) {
        global_add(in, global_of(in, s), t);
        early_bound(in, s);
    } else if (is_local(in, s))
        var_add(in, &in->now->var[s->index], t, in->now);
    else
        assign_captured(in, s, t);
    if (!symbol_flows(in, s)) {
        if (in->reporting && in->at_top && is_local(in, s) && is_kept(s))
            vec_push(in->arena, &in->bound_lately, s);
        return;
    }
    facts_forget_symbol(in, s);
    env_set(in, in->env, s->index, (Flow){ t, BOUND, false });
    if (in->reporting && s->scope->kind == SCOPE_MODULE)
        vec_push(in->arena, &in->bound_lately, s);
}

void symbol_delete(Infer *in, const Symbol *s)
{
    if (env_dead(in->env))
        return;
    facts_forget(in);
    if (symbol_flows(in, s))
        env_set(in, in->env, s->index, (Flow){ env_get(in->env, s->index).type, UNBOUND, false });
    if (s->captured && in->reporting && owner_of(in, s))
        owner_of(in, s)->var[s->index].needs_flag = true;
}

void symbol_narrow(Infer *in, const Symbol *s, const Type *t)
{
    if (!env_dead(in->env) && symbol_flows(in, s) && !s->nonlocal_written)
        env_set(in, in->env, s->index, (Flow){ t, env_get(in->env, s->index).bound, env_get(in->env, s->index).whole });
}

static const Type *whole_type(Infer *in, const Symbol *s)
{
    if (is_program_variable(s))
        return global_of(in, s)->type;
    return in->now->var[s->index].type;
}

void symbol_loosen(Infer *in, const Symbol *s)
{
    if (env_dead(in->env) || !symbol_flows(in, s))
        return;
    Binding bound = env_get(in->env, s->index).bound;
    env_set(in, in->env, s->index, (Flow){ whole_type(in, s), bound == UNBOUND ? MAYBE_BOUND : bound, true });
}

static void mark_unbound(Infer *in, const Symbol *s, const Expr *at)
{
    if (!at || !in->reporting)
        return;
    in->now->expr[at->id - in->now->func->ast->first_id].flags |= XF_MAYBE_UNBOUND;
    if (is_program_variable(s))
        global_of(in, s)->needs_flag = true;
    else if (!s->nonlocal_written || env_get(in->env, s->index).bound != BOUND)
        in->now->var[s->index].needs_flag = true;
}

/* It may have grown since the type was taken, or may grow yet. */
static void whole_was_read(Infer *in, VarInfo *v, const Type *type)
{
    v->whole_read = true;
    in->vars_grew |= v->grew && !type_same(type, v->type);
}

static const Type *read_flowing(Infer *in, const Symbol *s, const Expr *at)
{
    Flow f = env_get(in->env, s->index);

    if (s->scope->kind == SCOPE_MODULE)
        want(global_of(in, s));
    if (s->nonlocal_written)                    /* a nested function may have run since */
        f = (Flow){ whole_type(in, s), MAYBE_BOUND, true };
    if (f.whole && !is_program_variable(s))
        whole_was_read(in, &in->now->var[s->index], f.type);
    bool expected = f.bound == UNBOUND && infer_expected(in, at ? at->span : s->span, MISTAKE_NAME);
    if (f.bound == UNBOUND && !expected)
        infer_report(in, at ? at->span : s->span, "'%s' is used before it is assigned", s->name);
    if (f.bound != BOUND)
        mark_unbound(in, s, at);
    if (s->scope->kind == SCOPE_MODULE)
        REMEMBER(in, &global_of(in, s)->readers);
    return expected ? type_never : f.bound == UNBOUND ? type_error : f.type;
}

static const Type *read_global(Infer *in, const Symbol *s, const Expr *at)
{
    Global *g = global_of(in, s);

    REMEMBER(in, &g->readers);
    want(g);
    if (!g->early && g->type != type_never)
        mark_unbound(in, s, at);
    return g->type;
}

static const Type *refuse_captured(Infer *in, const Symbol *s, const Expr *at)
{
    infer_report(in, at ? at->span : s->span, "'%s' belongs to the function around the class: this is not compiled yet", s->name);
    infer_help(in, "pass it to __init__");
    return type_error;
}

/* The variable of a function around this one. Whether it is bound then shows at run time, where that is in question. */
static const Type *read_captured(Infer *in, const Symbol *s, const Expr *at)
{
    Instance *owner = owner_of(in, s);

    if (!owner)
        return refuse_captured(in, s, at);
    VarInfo *v = s->scope->kind == SCOPE_COMP ? comp_var(in, owner, s) : &owner->var[s->index];
    REMEMBER(in, &v->readers);
    if (at && s->scope->kind == SCOPE_FUNC)
        in->now->expr[at->id - in->now->func->ast->first_id].flags |= XF_MAYBE_UNBOUND;
    return v->type;
}

static const Type *read_function(Infer *in, const Symbol *s, const Expr *at)
{
    FuncInfo *f = func_info(in, s->def_stmt->u.func, s->scope, NULL);

    if (!f->scope->closure)
        return type_func(f);
    Instance *owner = owner_of(in, s);
    return owner ? type_closure(f, owner) : refuse_captured(in, s, at);
}

static const Type *read_constant(Infer *in, const Symbol *s, const Expr *at)
{
    if (s->module)
        return type_module(s->module);
    if (is_local(in, s) && read_flowing(in, s, at)->kind == TY_ERROR)
        return type_error;
    early_read(in, s, at);
    if (s->captured && !is_local(in, s) && s->scope->kind == SCOPE_FUNC && at)
        in->now->expr[at->id - in->now->func->ast->first_id].flags |= XF_MAYBE_UNBOUND;
    if (s->def_stmt->kind == STMT_CLASS)
        return type_class(class_info(in, s->def_stmt, s->scope));
    return read_function(in, s, at);
}

static const Type *read_comp_var(Infer *in, const Symbol *s)
{
    VarInfo *v = comp_var(in, in->now, s);
    v->whole_read = true;
    return v->type;
}

const Type *symbol_read(Infer *in, const Symbol *s, const Expr *at)
{
    if (env_dead(in->env))
        return type_never;
    if (s->constant && (s->module || s->def_stmt))
        return read_constant(in, s, at);
    if (s->scope->kind == SCOPE_COMP && owner_of(in, s) == in->now)
        return read_comp_var(in, s);
    if (symbol_flows(in, s))
        return read_flowing(in, s, at);
    if (is_program_variable(s))
        return read_global(in, s, at);
    return read_captured(in, s, at);
}

const Type *instance_comp_var(const Instance *i, const Symbol *s)
{
    const VarInfo *v = map_get(&i->comp_var, s);
    return v ? v->type : type_never;
}

/* ---- cells ---- */

Cell *expr_cell(Infer *in, const Expr *e)
{
    Cell *cell = map_get(&in->now->cell, e);

    if (!cell) {
        cell = cell_new();
        map_put(&in->now->cell, e, cell);
    }
    return cell_find(cell);
}

const Type *elem_read(Infer *in, const Type *container)
{
    cell_read(container->u.cell, in->now);
    return type_elem(container);
}

/* ---- instances ---- */

void result_add(Infer *in, Instance *i, const Type *t)
{
    const Type *joined = type_join(i->result, t);
    if (type_same(joined, i->result))
        return;
    i->result = joined;
    if (i->task_cell)
        cell_add(i->task_cell, joined);
    for (int k = 0; k < i->callers.n; k++)
        enqueue(i->callers.at[k]);
    (void)in;
}

const Type *instance_result(Infer *in, Instance *i)
{
    REMEMBER(in, &i->callers);
    if (in->reporting && i->ill_typed && i->result->kind == TY_NEVER)
        return type_error;                      /* it is reported there */
    return type_norm(i->result);
}

void yielded_add(Infer *in, Instance *i, const Type *t)
{
    const Type *joined = type_join(i->yielded, t);

    if (type_same(joined, i->yielded))
        return;
    i->yielded = joined;
    for (int k = 0; k < i->callers.n; k++)
        enqueue(i->callers.at[k]);
    (void)in;
}

void sent_add(Infer *in, Instance *i, const Type *t)
{
    const Type *joined = type_join(i->sent, t);

    if (type_same(joined, i->sent))
        return;
    i->sent = joined;
    enqueue(i);
    (void)in;
}

const Type *instance_yielded(Infer *in, Instance *i)
{
    REMEMBER(in, &i->callers);
    return type_norm(i->yielded);
}

const Type *call_result(Infer *in, Instance *i)
{
    if (func_is_generator(i->func))
        return type_gen(i);
    return func_is_coroutine(i->func) ? type_coro(i) : instance_result(in, i);
}

static void bind_params(Infer *in, Instance *i)
{
    for (int p = 0; p < i->params; p++)
        symbol_assign(in, scope_param(i->func->scope, p), i->param[p]);
}

static void clear_facts(Instance *i)
{
    const Func *f = i->func->ast;
    for (int def = 0, k = own_expr(f, 0, &def); k < expr_count(f); k = own_expr(f, k + 1, &def)) {
        ExprInfo *x = &i->expr[k];
        if (x->type || x->call || x->flags)
            *x = (ExprInfo){ 0 };
    }
}

static void begin_pass(Instance *i)
{
    for (int k = 0; k < i->func->scope->symbols.n; k++)
        i->var[k].whole_read = i->var[k].grew = false;
}

static void run_once(Infer *in, Instance *i)
{
    begin_pass(i);
    in->vars_grew = i->ill_typed = false;
    in->exits = NULL;
    arena_release(in->scratch, in->scratch_mark);
    in->scratch_used = 0;
    in->env = env_new(in);
    clear_facts(i);
    bind_params(in, i);
    in->at_top = i->func->scope->kind == SCOPE_MODULE;
    infer_body(in, &i->func->ast->body);
    if (!env_dead(in->env) && !i->func->ast->is_lambda)
        result_add(in, i, type_none);
}

/* Types the body with what is known now. */
static void evaluate(Infer *in, Instance *i)
{
    Infer saved = *in;

    i->queued = false;
    if (i->func->ext || i->evaluating)
        return;
    i->evaluating = true;
    in->now = i;
    in->depth++;
    in->expected = i->expected;
    in->scratch_mark = arena_mark(in->scratch);
    do
        run_once(in, i);
    while (in->vars_grew);
    arena_release(in->scratch, in->scratch_mark);
    in->scratch_mark = saved.scratch_mark;
    in->scratch_used = saved.scratch_used;
    in->depth--;
    i->evaluating = false;
    in->now = saved.now;
    in->env = saved.env;
    in->exits = saved.exits;
    in->at_top = saved.at_top;
    in->vars_grew = saved.vars_grew;
    in->expected = saved.expected;
}

Instance *instance_new(Infer *in, FuncInfo *f, Instance *outer, const Type **params, int n)
{
    Instance *i = arena_new(in->arena, Instance);
    const Func *ast = f->ast;

    i->func = f;
    i->outer = outer;
    i->params = n;
    i->param = arena_array(in->arena, const Type *, n + 1);
    for (int k = 0; k < n; k++)
        i->param[k] = params[k];
    i->result = i->yielded = type_never;
    i->sent = type_none;                        /* by next() */
    i->var = arena_array(in->arena, VarInfo, f->scope->symbols.n + 1);
    for (int k = 0; k < f->scope->symbols.n; k++)
        i->var[k].type = type_never;
    i->expr = arena_array(in->arena, ExprInfo, expr_count(ast));
    i->cycle = -1;
    map_init(&i->comp_var, in->arena);
    map_init(&i->pattern, in->arena);
    map_init(&i->cell, in->arena);
    map_init(&i->value_cell, in->arena);
    map_init(&i->pattern_given, in->arena);
    map_init(&i->pattern_rest, in->arena);
    if (ast->is_async || ast->has_yield)
        i->task_cell = cell_new();
    vec_push(in->arena, &f->instances, i);
    return i;
}

static bool same_params(const Instance *i, const Instance *outer, const Type **params)
{
    if (i->outer != outer)
        return false;
    for (int k = 0; k < i->params; k++)
        if (!type_same(i->param[k], params[k]))
            return false;
    return true;
}

/* After INSTANCES_MAX the rest share one instance whose parameters grow. */
static Instance *instance_joined(Infer *in, FuncInfo *f, Instance *outer, const Type **params, int n)
{
    Instance *i = NULL;
    for (int k = 0; k < f->instances.n; k++)
        if (f->instances.at[k]->joined && f->instances.at[k]->outer == outer)
            i = f->instances.at[k];
    if (!i) {
        i = instance_new(in, f, outer, params, n);
        i->joined = true;
        enqueue(i);
    }
    for (int k = 0; k < n; k++) {
        const Type *joined = type_join(i->param[k], params[k]);
        if (!type_same(joined, i->param[k])) {
            i->param[k] = joined;
            enqueue(i);
        }
    }
    return i;
}

/* What a handler around the call expects, it expects of the function, too. */
static Instance *called_here(Infer *in, Instance *i)
{
    if (in->expected & ~i->expected) {
        i->expected |= in->expected;
        enqueue(i);
    }
    return i;
}

Instance *instance_get_closure(Infer *in, FuncInfo *f, Instance *outer, const Type **params, int n)
{
    int others = 0;

    for (int k = 0; k < n; k++)
        params[k] = type_norm(params[k]);
    for (int k = 0; k < f->instances.n; k++) {
        if (same_params(f->instances.at[k], outer, params))
            return called_here(in, f->instances.at[k]);
        others += f->instances.at[k]->outer == outer;
    }
    if (others >= INSTANCES_MAX)
        return called_here(in, instance_joined(in, f, outer, params, n));
    Instance *i = instance_new(in, f, outer, params, n);
    i->expected = in->expected;
    if (in->depth < NESTING_MAX)
        evaluate(in, i);
    else
        enqueue(i);
    return i;
}

Instance *instance_get(Infer *in, FuncInfo *f, const Type **params, int n)
{
    return instance_get_closure(in, f, NULL, params, n);
}

/* ---- functions ---- */

void fallback_add(Infer *in, FuncInfo *f, int param, const Type *t)
{
    const Type *old = f->fallback[param] ? f->fallback[param] : type_never, *joined = type_join(old, t);

    f->fallback[param] = joined;
    if (!type_same(joined, old))
        for (int i = 0; i < f->fallback_readers.n; i++)
            enqueue(f->fallback_readers.at[i]);
    (void)in;
}

const Type *fallback_read(Infer *in, FuncInfo *f, int param)
{
    REMEMBER(in, &f->fallback_readers);
    return f->fallback[param] ? f->fallback[param] : type_never;
}

static bool has_decorator(const Func *f, const char *name)
{
    for (int i = 0; i < f->decorators.n; i++)
        if (f->decorators.at[i]->kind == EXPR_NAME && strcmp(f->decorators.at[i]->u.name, name) == 0)
            return true;
    return false;
}

FuncInfo *func_info(Infer *in, const Func *ast, Scope *scope, ClassInfo *owner)
{
    FuncInfo *f = map_get(&in->program->func_of, ast);
    if (f)
        return f;
    f = arena_new(in->arena, FuncInfo);
    f->ast = ast;
    f->name = ast->name;
    f->scope = names_scope(in->names, ast);
    f->module = scope->module;
    f->owner = owner;
    f->is_static = has_decorator(ast, "staticmethod");
    f->is_class = has_decorator(ast, "classmethod") || (owner && strcmp(ast->name, "__new__") == 0);
    f->awaits = map_get(in->awaited, ast) != NULL;
    f->fallback = arena_array(in->arena, const Type *, ast->params.n + 1);
    map_put(&in->program->func_of, ast, f);
    vec_push(in->arena, &in->program->funcs, f);
    extern_function(in, f);
    export_function(in, f);
    pool_function(in, f);
    return f;
}

FuncInfo *library_function(Infer *in, const char *module, const char *name)
{
    const Symbol *s = names_library(in->names, module, name);

    return s && s->def_stmt && s->def_stmt->kind == STMT_FUNC ? func_info(in, s->def_stmt->u.func, s->scope, NULL) : NULL;
}

ClassInfo *library_class(Infer *in, const char *module, const char *name)
{
    const Symbol *s = names_library(in->names, module, name);

    return s && s->def_stmt && s->def_stmt->kind == STMT_CLASS ? class_info(in, s->def_stmt, s->scope) : NULL;
}

/* ---- the rounds ---- */

static void drain(Infer *in)
{
    while (in->queue_head < in->queue.n)
        evaluate(in, in->queue.at[in->queue_head++]);
    in->queue.n = in->queue_head = 0;
}

static Instance *top_instance(Infer *in, const ModuleInfo *m)
{
    FuncInfo *f = func_info(in, m->ast->top, m->scope, NULL);
    return f->instances.n ? f->instances.at[0] : instance_new(in, f, NULL, NULL, 0);
}

static void infer_rounds(Infer *in)
{
    for (int i = 0; i < in->names->modules.n; i++) {
        const ModuleInfo *m = in->names->modules.at[i];
        if (m->ast) {
            Instance *top = top_instance(in, m);
            vec_push(in->arena, &in->program->tops, top);
            evaluate(in, top);
            drain(in);
        }
    }
    exports_infer(in);
    drain(in);
}

static void make_live(Infer *in, Instance *i)
{
    if (i->live || i->func->ext)
        return;
    i->live = true;
    vec_push(in->arena, &in->program->instances, i);
}

void each_target(const CallInfo *c, void (*visit)(void *, const Target *), void *context)
{
    for (; c; c = c->next)
        for (int i = 0; i < c->targets.n; i++) {
            visit(context, &c->targets.at[i]);
            each_target(c->targets.at[i].method, visit, context);
        }
}

static void live_slots(Infer *in, const ClassInfo *c)
{
    for (int s = 0; s < CLASS_SLOTS; s++)
        if (c->slot[s])
            make_live(in, c->slot[s]);
    for (int op = 0; op <= CMP_NE; op++)
        if (c->compare[op])
            make_live(in, c->compare[op]);
}

static void live_target(void *context, const Target *t)
{
    Infer *in = context;

    if (t->instance)
        make_live(in, t->instance);
    if (t->class)
        live_slots(in, t->class);
}

static void list_calls(Infer *in, Instance *i)
{
    const Func *f = i->func->ast;

    for (int def = 0, k = own_expr(f, 0, &def); k < expr_count(f); k = own_expr(f, k + 1, &def))
        if (i->expr[k].call)
            vec_push(in->arena, &i->calls, i->expr[k].call);
}

void each_call_target(const Instance *i, void (*visit)(void *, const Target *), void *context)
{
    for (int k = 0; k < i->calls.n; k++)
        each_target(i->calls.at[k], visit, context);
}

/* The last round: what the program reaches, typed once more with final types and reported. */
static void report_round(Infer *in)
{
    in->reporting = true;
    in->user_called = false;
    for (int i = 0; i < in->program->tops.n; i++)
        make_live(in, in->program->tops.at[i]);
    for (int i = 0; i < in->program->exports.n; i++)
        make_live(in, in->program->exports.at[i]->instance);
    for (int i = 0; i < in->program->instances.n; i++) {
        Instance *live = in->program->instances.at[i];
        evaluate(in, live);
        list_calls(in, live);
        each_call_target(live, live_target, in);
    }
}

Program *infer(Arena *a, Diag *d, const Names *names)
{
    Map awaited;
    Program *program;

    map_init(&awaited, a);
    while (!(program = infer_with(a, d, names, &awaited)))
        builtins_begin(a);
    return program;
}

/* NULL: once more, as some of what was a generator is a coroutine. */
static Program *infer_with(Arena *a, Diag *d, const Names *names, Map *awaited)
{
    Infer in = { .arena = a, .scratch = arena_create(), .spare = arena_create(), .diag = d, .names = names,
                 .program = arena_new(a, Program), .awaited = awaited };

    current = &in;
    types_begin(a);
    types_dirty = enqueue;
    in.program->names = names;
    in.program->given = cell_new();
    in.program->sent = cell_new();
    map_init(&in.program->global_of, a);
    map_init(&in.program->func_of, a);
    map_init(&in.program->class_of, a);
    map_init(&in.class_names, a);
    for (int i = 0; i < names->modules.n; i++)
        if (names->modules.at[i]->ast)
            classes_declare(&in, names->modules.at[i]->ast->top, names->modules.at[i]->scope);

    infer_rounds(&in);
    if (!in.awaits_more) {
        report_round(&in);
        exports_check(&in);
        early_finish(&in);
    }
    arena_destroy(in.scratch);
    arena_destroy(in.spare);
    if (in.awaits_more)
        return NULL;

    settle(&in);
    devices_find(&in);
    interrupts_check(&in);
    return in.program;
}
