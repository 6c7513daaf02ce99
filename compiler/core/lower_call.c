/* lower_call.c: calls: arguments once from left to right, then the one target or a choice by run-time type.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <inttypes.h>
#include <string.h>
#include "base/diag.h"
#include "base/intern.h"
#include "core/core_walk.h"

/* ---- values bound to parameters ---- */

static CoreExpr *star_item(Lower *l, CoreExpr *tuple, int item, const Type *type)
{
    CoreExpr *x = op(l, "ac_tuple_get", type_any, true, 2, tuple, core_int(l->arena, item));
    return type_static(type) ? static_value(l, type) : core_conv(l->arena, x, type);
}

/* A default: a literal is written out; another value was computed where the def stands. */
static CoreExpr *literal_value(Lower *l, const Expr *e)
{
    switch (e->kind) {
    case EXPR_BOOL:  return core_bool(l->arena, e->u.boolean);
    case EXPR_INT:   return core_int(l->arena, e->u.integer.value);
    case EXPR_FLOAT: return core_float(l->arena, e->u.floating);
    case EXPR_STR:   return core_str(l->arena, e->u.string.bytes, e->u.string.length);
    case EXPR_UNARY: {
        CoreExpr *x = literal_value(l, e->u.unary.operand);
        return x->kind == CE_INT ? core_int(l->arena, -x->u.integer) : core_float(l->arena, -x->u.floating);
    }
    default: return core_none(l->arena);
    }
}

static CoreVar *default_var(Lower *l, const FuncInfo *f, int p)
{
    const Param *param = &f->ast->params.at[p];
    CoreVar *v = map_get(&l->default_var, param);
    const Type *type = f->fallback[p] ? type_norm(f->fallback[p]) : type_none;

    if (v || type_static(type))
        return v;
    v = core_new_var(l->arena, NULL, VAR_GLOBAL, arena_printf(l->arena, "%s_%s_default", f->name, param->name), type);
    map_put(&l->default_var, param, v);
    vec_push(l->arena, &l->core->globals, v);
    return v;
}

/* To read it does nothing. */
static bool is_bound_name(Lower *l, const Expr *e)
{
    const Symbol *s = e->kind == EXPR_NAME ? names_of(l->program->names, e) : NULL;

    return s && !lower_flag_of(l, s);
}

void lower_defaults(Lower *l, const FuncInfo *f);
void lower_defaults(Lower *l, const FuncInfo *f)
{
    for (int p = 0; p < f->ast->params.n; p++) {
        const Expr *e = f->ast->params.at[p].fallback;
        if (!e || literal_default(e))
            continue;
        CoreVar *v = default_var(l, f, p);
        if (!v && is_bound_name(l, e))
            continue;
        CoreExpr *x = lower_expr(l, e);
        if (v)
            set_var(l, v, x);
    }
}

static CoreExpr *default_value(Lower *l, const Instance *i, int p, CoreExpr *cells)
{
    const FuncInfo *f = i->func;
    const Expr *e = f->ast->params.at[p].fallback;

    if (literal_default(e))
        return literal_value(l, e);
    CoreVar *v = i->outer ? cell_of_default(l, f, i->outer, p, cells) : default_var(l, f, p);
    return v ? core_var(l->arena, v) : static_value(l, type_norm(f->fallback[p]));
}

static CoreExpr *bound_value(Lower *l, const Bind *b, const Instance *i, int p, CoreExpr *receiver, const CoreExprs *args, const Type *type);

static CoreExpr *key_value(Lower *l, CoreExpr *keys, CoreExpr *name, const Type *type)
{
    CoreExpr *x = op(l, "ac_dict_pop", type_any, true, 2, keys, any(l, name));
    return type_static(type) || type->kind == TY_NEVER ? static_value(l, type) : core_conv(l->arena, x, type);
}

static CoreExpr *bound_tuple(Lower *l, const Bind *b, CoreExpr *receiver, const CoreExprs *args, const Type *type)
{
    CoreExpr *array = core_array(l->arena, type_any);

    for (int i = 0; i < b->n; i++) {
        const Type *part = type->kind == TY_TUPLE || type->kind == TY_KEYWORDS ? type->u.parts.at[type->u.parts.open ? 0 : i] : type_any;
        vec_push(l->arena, &array->u.array.items, any(l, bound_value(l, &b->parts[i], NULL, 0, receiver, args, part)));
    }
    return op(l, "ac_tuple_new", type, true, 2, core_int(l->arena, b->n), array);
}

/* f(a, *b, c): the tuple that *args holds, piece by piece. */
static CoreExpr *bound_concat(Lower *l, const Bind *b, CoreExpr *receiver, const CoreExprs *args, const Type *type)
{
    CoreExpr *all = NULL;

    for (int i = 0; i < b->n; i++) {
        Bind fixed = { .kind = BIND_TUPLE, .parts = &b->parts[i], .n = 0 };
        while (i + fixed.n < b->n && b->parts[i + fixed.n].kind != BIND_STAR_ALL)
            fixed.n++;
        CoreExpr *piece = fixed.n ? bound_tuple(l, &fixed, receiver, args, type) : op(l, "ac_tuple_from", type, true, 1, any(l, args->at[b->parts[i].arg]));
        i += fixed.n ? fixed.n - 1 : 0;
        all = all ? op(l, "ac_tuple_add", type, true, 2, all, piece) : piece;
    }
    return all;
}

/* ---- an argument known only at run time, or the default ---- */

/* An open branch: statements go to its then-block until else_default closes it. */
typedef struct {
    CoreStmt  *branch;
    CoreVar   *value;
    CoreStmts *outside;
    int        mark; /* of the owned values when it opened */
} Given;

static Given open_given(Lower *l, CoreExpr *cond, const Type *type)
{
    Given given = { LOWER_NEW_STMT(l, CS_IF), new_temp(l, type), NULL, l->owned.n };

    given.branch->u.branch.cond = cond;
    given.outside = push_out(l, &given.branch->u.branch.then);
    return given;
}

/* The argument, lowered since open_given, or in the else-block parameter p's default. */
static CoreExpr *else_default(Lower *l, const Given *given, CoreExpr *argument, const Instance *i, int p, CoreExpr *cells)
{
    set_fresh(l, given->value, argument);
    release_to(l, given->mark);
    push_out(l, &given->branch->u.branch.els);
    set_fresh(l, given->value, default_value(l, i, p, cells));
    release_to(l, given->mark);
    pop_out(l, given->outside);
    put_stmt(l, given->branch);
    own(l, given->value);
    return core_var(l->arena, given->value);
}

/* ---- ** of unknown names ---- */

static CoreExpr *name_text(Lower *l, const char *name)
{
    return core_str(l->arena, name, (uint32_t)strlen(name));
}

/* What the mapping has under the parameter's name, or its default. */
static CoreExpr *key_or_default(Lower *l, CoreExpr *keys, const Instance *i, int p, CoreExpr *cells, const Type *type)
{
    CoreExpr *name = name_text(l, i->func->ast->params.at[p].name);

    if (type_static(type))
        return static_value(l, type);
    Given given = open_given(l, core_pure(l->arena, "ac_keyword_given", type_bool, 2, keys, name), type);
    return else_default(l, &given, key_value(l, keys, name, type), i, p, cells);
}

/* What **names holds: the arguments given by name, in their order, and among them what is left of the mapping. */
static CoreExpr *bound_dict(Lower *l, const Bind *b, const CoreExprs *args, const Type *type)
{
    CoreExpr *dict = op(l, "ac_dict_new", type, true, 2, core_int(l->arena, 0), core_array(l->arena, type_any));
    bool merged = b->arg < 0;
    const Type *elem = type_norm(cell_find(type->u.dict.value)->content);

    for (int i = 0; i <= b->n; i++) {
        if (!merged && (i == b->n || b->parts[i].arg > b->arg)) {
            op(l, "ac_dict_update", NULL, true, 2, dict, any(l, args->at[b->arg]));
            merged = true;
        }
        if (i < b->n)
            op(l, "ac_dict_set", NULL, true, 3, dict, any(l, name_text(l, b->names[i])),
               any(l, bound_value(l, &b->parts[i], NULL, 0, NULL, args, elem)));
    }
    return dict;
}

static CoreExpr *keywords_record(Lower *l, const Keywords *k)
{
    const char *names = "";

    for (int i = 0; i < k->n; i++)
        names = arena_printf(l->arena, "%s%s%s", names, i ? "," : "", k->names[i]);
    return core_record(l->arena, "AcKeywords", arena_printf(l->arena, "{ \"%s\", \"%s\", \"%.*s\", %s }", k->function, names, k->n, k->state,
                                                            k->rest ? "true" : "false"));
}

static CoreExpr *quoted(Lower *l, const char *text)
{
    return core_ctext(l->arena, text ? arena_printf(l->arena, "\"%s\"", text) : "NULL", type_none);
}

static CoreExpr *arity_record(Lower *l, const Spread *s)
{
    const char *text = arena_printf(l->arena, "{ %d, %d, %d, %d, %d, %s, %s, %s }", s->before, s->required, s->most, s->low, s->named,
                                    quoted(l, s->function)->u.ctext, quoted(l, s->names)->u.ctext, quoted(l, s->taken)->u.ctext);

    return core_record(l->arena, "AcArity", text);
}

/* The mappings as one dict that is the call's own, when their keys fit; with them what * gives to parameters. */
static CoreExpr *check_keywords(Lower *l, const Keywords *k, const Spread *spread, const CoreExprs *args)
{
    const Type *type = type_dict(cell_new(), cell_new());
    CoreExpr *keys = op(l, "ac_dict_new", type, true, 2, core_int(l->arena, 0), core_array(l->arena, type_any));
    CoreExpr *function = core_ctext(l->arena, arena_printf(l->arena, "\"%s.%s\"", k->module, k->function), type_none);

    for (int i = 0; i < k->mappings; i++)
        op(l, "ac_keywords_add", NULL, true, 3, keys, any(l, args->at[k->arg[i]]), function);
    CoreExpr *names = keywords_record(l, k);
    if (spread && spread->by_name)
        op(l, "ac_check_both", NULL, true, 5, keys, args->at[spread->arg], core_int(l->arena, spread->end), arity_record(l, spread), names);
    else
        op(l, "ac_check_keywords", NULL, true, 2, keys, names);
    return keys;
}

/* ---- * of unknown length ---- */

/* The items as a tuple, when they are as many as the function takes; beside ** that is asked when the names are known. */
static CoreExpr *check_spread(Lower *l, const Spread *s, const CoreExprs *args)
{
    const Type *type = type_tuple_open(type_any);
    CoreExpr *items = s->all.n ? bound_concat(l, &s->all, NULL, args, type) : op(l, "ac_tuple_from", type, true, 1, any(l, args->at[s->arg]));

    if (!s->by_name)
        op(l, "ac_check_arity", NULL, true, 2, items, arity_record(l, s));
    return items;
}

/* The item for parameter p, or its default. */
static CoreExpr *spread_or_default(Lower *l, CoreExpr *items, int item, const Instance *i, int p, CoreExpr *cells, const Type *type)
{
    CoreExpr *n = core_unary(l->arena, "(ac_int)", core_member(l->arena, items, "AcTuple", "n", type_int), type_int);

    if (type_static(type))
        return static_value(l, type);
    Given given = open_given(l, core_binary(l->arena, "<", core_int(l->arena, item), n, type_bool), type);
    return else_default(l, &given, star_item(l, items, item, type), i, p, cells);
}

static CoreExpr *spread_rest(Lower *l, CoreExpr *items, int from, const Type *type)
{
    CoreExpr *none = any(l, core_none(l->arena));

    return op(l, "ac_tuple_slice", type, true, 4, items, any(l, core_int(l->arena, from)), none, none);
}

static CoreExpr *bound_value(Lower *l, const Bind *b, const Instance *i, int p, CoreExpr *receiver, const CoreExprs *args, const Type *type)
{
    switch (b->kind) {
    case BIND_ARG:       return args->at[b->arg];
    case BIND_RECEIVER:  return receiver;
    case BIND_DEFAULT:   return default_value(l, i, p, receiver);
    case BIND_TUPLE:     return bound_tuple(l, b, receiver, args, type);
    case BIND_STAR_ITEM: return star_item(l, args->at[b->arg], b->item, type);
    case BIND_STAR_ALL:  return op(l, "ac_tuple_from", type, true, 1, any(l, args->at[b->arg]));
    case BIND_CONCAT:    return bound_concat(l, b, receiver, args, type);
    case BIND_SPREAD:    return star_item(l, args->at[b->arg], b->item, type);
    case BIND_SPREAD_OR_DEFAULT: return spread_or_default(l, args->at[b->arg], b->item, i, p, receiver, type);
    case BIND_SPREAD_REST: return spread_rest(l, args->at[b->arg], b->item, type);
    case BIND_MAPPING:   break;
    case BIND_KEY:       return key_value(l, args->at[b->arg], name_text(l, i->func->ast->params.at[p].name), type);
    case BIND_KEY_OR_DEFAULT: return key_or_default(l, args->at[b->arg], i, p, receiver, type);
    case BIND_DICT:      return bound_dict(l, b, args, type);
    }
    return NULL;
}

/* A call may drop the last other reference to what a module variable or field held: keep one. */
static CoreExpr *keep_alive(Lower *l, CoreExpr *x)
{
    const CoreExpr *b = core_bare(x);
    bool elsewhere = b->kind == CE_FIELD || b->kind == CE_ITEM || b->kind == CE_MEMBER || (b->kind == CE_VAR && (b->u.var->kind == VAR_GLOBAL || b->u.var->kind == VAR_CELL));
    return elsewhere && type_counted(x->type) && !l->now->in_interrupt ? hold(l, x) : x;
}

/* The cells of the closure that is called: the receiver itself, unless that is an object, which carries them, or a
 * bound method. */
static CoreExpr *cells_passed(Lower *l, const Target *t, CoreExpr **receiver)
{
    const Type *closure = type_closure(t->instance->func, t->instance->outer), *object = type_inst(builtin_class(intern("object")));

    if (t->when->kind == TY_CLOSURE)
        return *receiver;
    if (t->variable)
        return cells_of_value(l, closure, lower_symbol(l, t->variable->symbol, closure));
    if (t->when->kind != TY_METHOD)
        return cells_of_object(l, *receiver, t->instance->func, t->instance->outer);
    CoreExpr *method = *receiver;
    *receiver = core_conv(l->arena, core_member(l->arena, method, "AcMethod", "self", type_any), type_norm(t->when->u.method.self));
    return cells_of_value(l, closure, core_member(l->arena, method, "AcMethod", "func", object));
}

/* The arguments, with another one at `at`. */
static const CoreExprs *with_arg(Lower *l, const CoreExprs *args, int at, CoreExpr *x)
{
    CoreExprs *changed = arena_new(l->arena, CoreExprs);

    for (int i = 0; i < args->n; i++)
        vec_push(l->arena, changed, i == at ? x : args->at[i]);
    return changed;
}

static CoreExprs bind_all(Lower *l, const Target *t, CoreExpr *receiver, const CoreExprs *args)
{
    Instance *i = t->kind == TARGET_EXTERN ? t->instance : instance_of(t->instance);
    CoreExprs out = {0};

    CoreExpr *cells = i->outer ? cells_passed(l, t, &receiver) : NULL;
    if (cells)
        vec_push(l->arena, &out, cells);
    if (t->spread)
        args = with_arg(l, args, t->spread->arg, check_spread(l, t->spread, args));
    if (t->keywords)
        args = with_arg(l, args, t->keywords->arg[0], check_keywords(l, t->keywords, t->spread, args));
    for (int p = 0; p < i->params; p++) {
        const Type *type = type_norm(i->param[p]);
        const Type *given = t->kind == TARGET_EXTERN ? type_any : type;         /* need() tests what comes by * or ** */
        bool with_object = t->bind[p].kind == BIND_RECEIVER || t->bind[p].kind == BIND_TUPLE || t->bind[p].kind == BIND_CONCAT;
        CoreExpr *x = bound_value(l, &t->bind[p], i, p, with_object ? receiver : cells, args, given);
        if (t->kind == TARGET_EXTERN)
            vec_push(l->arena, &out, need(l, x, type, i->func->ast->params.at[p].name));
        else if (!type_static(type) && type->kind != TY_NEVER)
            vec_push(l->arena, &out, keep_alive(l, core_conv(l->arena, x, type)));
    }
    return out;
}

/* ---- targets ---- */

static CoreExpr *result_of(Lower *l, CoreVar *t, const Type *type)
{
    if (!t)
        return static_value(l, type_norm(type));
    own(l, t);
    return core_conv(l->arena, core_var(l->arena, t), type);
}

CoreExpr *lower_call_instance(Lower *l, Instance *instance, const CoreExprs *args, const Type *type)
{
    Instance *i = instance_of(instance);
    CoreFn *fn = lower_fn_of(l, i);
    CoreStmt *s;
    CoreVar *t = NULL;

    if (fn->is_coroutine) {
        s = LOWER_NEW_STMT(l, CS_MAKE);
        s->u.make.fn = fn;
        s->u.make.args = *args;
        s->u.make.to = raise_to(l);
        s->u.make.dest = t = new_temp(l, fn->is_generator ? type_gen(i) : type_coro(i));
        put_stmt(l, s);
        return result_of(l, t, type);
    }
    s = LOWER_NEW_STMT(l, CS_CALL);
    s->u.call.fn = fn;
    s->u.call.args = *args;
    s->u.call.to = raise_to(l);
    if (fn->result)
        s->u.call.dest = t = new_temp(l, fn->result->type);
    put_stmt(l, s);
    if (i->result->kind == TY_NEVER)
        l->dead = true;
    return result_of(l, t, type);
}

/* The arguments as Python passes them: each starred tuple's items apart. */
static CoreExprs expanded(Lower *l, const CallArgs *given, const CoreExprs *args)
{
    CoreExprs all = {0};

    for (int i = 0; i < given->n; i++) {
        const Bind *b = &given->bind[i];
        CoreExpr *x = args->at[b->arg];
        vec_push(l->arena, &all, b->kind == BIND_STAR_ITEM ? star_item(l, x, b->item, type_norm(given->type[i])) : x);
    }
    return all;
}

static CoreExpr *args_array(Lower *l, const CoreExprs *args)
{
    CoreExpr *array = core_array(l->arena, type_any);
    for (int i = 0; i < args->n; i++)
        vec_push(l->arena, &array->u.array.items, any(l, args->at[i]));
    return array;
}

static CoreExpr *class_expr(Lower *l, ClassInfo *c)
{
    return core_class(l->arena, lower_class_of(l, c), type_class(c));
}

static CoreExpr *new_exception(Lower *l, ClassInfo *c, const CoreExprs *args, const Type *type)
{
    CoreExpr *x = op(l, "ac_exc_new", type_inst(builtin_class(intern("BaseException"))), true, 3, class_expr(l, c), core_int(l->arena, args->n), args_array(l, args));
    give_cells(l, core_conv(l->arena, x, type_inst(c)), c);
    return core_conv(l->arena, x, type);
}

/* What __new__ gave is initialized, if it is of the class. */
static CoreExpr *made_by_new(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    const Target *make = &t->method->targets.at[0];
    const Type *made = type_norm(make->result);
    CoreExpr *object = lower_target(l, make, static_value(l, make->when), NULL, args, made);

    if (!t->instance || l->dead || !type_has(made, TY_INST))
        return core_conv(l->arena, object, type);
    object = in_var(l, object);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    branch->u.branch.cond = type_atoms(made) > 1 ? is_atom_test(l, object, type_inst(t->class)) : core_bool(l->arena, true);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    int mark = l->owned.n;
    CoreExprs all = bind_all(l, t, core_conv(l->arena, object, type_inst(t->class)), args);
    lower_call_instance(l, t->instance, &all, type_none);
    release_to(l, mark);
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
    return core_conv(l->arena, object, type);
}

/* An address has the bits of an int, also where that has 32 of them: see ac_registers.h. */
static void keep_addresses(Lower *l, const FuncInfo *init, CoreExprs *args)
{
    if (!init->owner || !init->module->library || strcmp(init->owner->own_name, "registers") != 0)
        return;
    for (int i = 0; i < args->n; i++)
        if (args->at[i]->kind == CE_INT && args->at[i]->u.integer > INT32_MAX && args->at[i]->u.integer <= UINT32_MAX)
            args->at[i] = core_ctext(l->arena, arena_printf(l->arena, "(ac_int)0x%08" PRIX64 "u", args->at[i]->u.integer), type_int);
}

static CoreExpr *new_object(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    CoreExpr *object;

    if (t->method)
        return made_by_new(l, t, args, type);
    if (t->class->is_exception) {
        CoreExprs all = expanded(l, t->args, args);
        object = op(l, "ac_exc_new", type_inst(builtin_class(intern("BaseException"))), true, 3, class_expr(l, t->class),
                    core_int(l->arena, all.n), args_array(l, &all));
        object = core_conv(l->arena, object, type_inst(t->class));
    } else {
        CoreStmt *s = LOWER_NEW_STMT(l, CS_NEW);
        s->u.new.class = lower_class_of(l, t->class);
        s->u.new.to = raise_to(l);
        s->u.new.dest = new_temp(l, type_inst(t->class));
        put_stmt(l, s);
        own(l, s->u.new.dest);
        object = core_var(l->arena, s->u.new.dest);
    }
    give_cells(l, object, t->class);
    if (t->instance) {
        CoreExprs all = bind_all(l, t, object, args);
        keep_addresses(l, t->instance->func, &all);
        lower_call_instance(l, t->instance, &all, type_none);
    }
    return core_conv(l->arena, object, type);
}

static CoreExpr *call_fails(Lower *l, const Target *t)
{
    bool attribute = strstr(t->message, "has no attribute") != NULL;
    raise_text(l, attribute ? "ac_AttributeError" : "ac_TypeError", t->message);
    l->dead = true;
    return core_none(l->arena);
}

static CoreExpr *super_of_exception(Lower *l, const Target *t, CoreExpr *receiver, const CoreExprs *args)
{
    CoreExpr *e = t->class->is_exception ? core_conv(l->arena, receiver, type_inst(builtin_class(intern("BaseException")))) : NULL;

    if (t->method_name)
        return op(l, strcmp(t->method_name, "__str__") == 0 ? "ac_exc_str" : "ac_exc_repr", type_str, true, 1, e);
    if (e)
        op(l, "ac_exc_init", NULL, true, 3, e, core_int(l->arena, args->n), args_array(l, args));
    return core_none(l->arena);
}

/* Of str.upper(s): that of s which has the method. */
static const Type *receiver_type(const Target *t)
{
    return type_only(type_norm(t->receiver->type[0]), t->builtin->receiver);
}

static bool some_never(const CallArgs *args)
{
    for (int i = 0; i < args->n; i++)
        if (args->type[i]->kind == TY_NEVER && !bind_is_open(&args->bind[i]))
            return true;
    return false;
}

CoreExpr *lower_target(Lower *l, const Target *t, CoreExpr *receiver, const Expr *e, const CoreExprs *args, const Type *type)
{
    CoreExprs all;

    switch (t->kind) {
    case TARGET_FUNC:
        all = bind_all(l, t, receiver, args);
        return lower_call_instance(l, t->instance, &all, type);
    case TARGET_EXTERN:
        all = bind_all(l, t, receiver, args);
        return lower_call_extern(l, t, &all, type);
    case TARGET_INIT:      return new_object(l, t, args, type);
    case TARGET_EXCEPTION:
        all = expanded(l, t->args, args);
        return receiver ? super_of_exception(l, t, receiver, &all) : new_exception(l, t->class, &all, type);
    case TARGET_BUILTIN:
        if (t->receiver)
            receiver = need(l, expanded(l, t->receiver, args).at[0], receiver_type(t), "self");
        if (some_never(t->args)) {              /* an item of what is always empty: nothing comes here */
            l->dead = true;
            return core_none(l->arena);
        }
        all = expanded(l, t->args, args);
        return t->class ? lower_class_builtin(l, t, &all, type) : lower_builtin(l, e, t, receiver, &all, type);
    case TARGET_FAILS:     return call_fails(l, t);
    }
    return NULL;
}

/* ---- choosing by the run-time type ---- */

typedef struct Choice { CoreVar *result; CoreBlock *done; const Type *type; } Choice;

/* What is passed before the arguments: an object, the receiver of a bound method; the cells of a closure. */

/* The object that a bound method was taken from. */
static const Type *bound_self(const Type *method)
{
    return method->kind == TY_METHOD ? method->u.method.self : method->kind == TY_BUILTIN ? method->u.builtin.self : NULL;
}

static CoreExpr *receiver_for(Lower *l, const Target *t, CoreExpr *value, bool on_receiver)
{
    const Type *self = on_receiver ? NULL : bound_self(t->when);

    if (on_receiver || t->when->kind == TY_INST)        /* an object that is called is its own receiver */
        return core_conv(l->arena, value, t->when);
    if (t->when->kind == TY_CLOSURE)
        return value ? cells_of_value(l, t->when, value) : cells_of_constant(l, t->when);
    if (!self)
        return NULL;
    CoreExpr *method = in_var(l, core_conv(l->arena, value, t->when));
    if (t->when->kind == TY_METHOD && t->when->u.method.outer)
        return method;                          /* see cells_passed */
    return core_conv(l->arena, core_member(l->arena, method, "AcMethod", "self", type_any), type_norm(self));
}

static void choose_one(Lower *l, const Choice *c, const Target *t, CoreExpr *value, bool on_receiver, const Expr *e, const CoreExprs *args)
{
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    int mark = l->owned.n;

    branch->u.branch.cond = is_atom_test(l, value, t->when);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    CoreExpr *receiver = receiver_for(l, t, value, on_receiver);
    CoreExpr *x = lower_target(l, t, receiver, e, args, t->result);
    if (!l->dead && c->result)
        set_fresh(l, c->result, type_static(type_norm(t->result)) ? static_value(l, type_norm(t->result)) : x);
    release_to(l, mark);
    if (!l->dead)
        leave(l, c->done);
    l->dead = false;
    l->owned.n = mark < l->owned.n ? mark : l->owned.n;
    pop_out(l, old);
    put_stmt(l, branch);
}

static CoreExpr *choose(Lower *l, const CallInfo *call, CoreExpr *value, const Expr *e, const CoreExprs *args, const Type *type)
{
    Choice c = { NULL, core_new_block(l->arena, l->fn, "called"), type };
    CoreStmt *block = LOWER_NEW_STMT(l, CS_BLOCK);
    CoreExprs held = {0};

    value = in_var(l, value);
    for (int i = 0; i < args->n; i++)
        vec_push(l->arena, &held, in_var(l, args->at[i]));
    if (!type_static(type) && type->kind != TY_NEVER && type->kind != TY_NONE)
        c.result = new_temp(l, type);
    block->u.block = c.done;
    CoreStmts *old = push_out(l, &c.done->body);
    for (int i = 0; i < call->targets.n; i++)
        choose_one(l, &c, &call->targets.at[i], value, call->on_receiver, e, &held);
    op(l, "ac_raise_not_callable", NULL, true, 1, any(l, value));
    pop_out(l, old);
    put_stmt(l, block);
    return type->kind == TY_NONE ? core_none(l->arena) : result_of(l, c.result, type);
}

/* ---- calls as written ---- */

static bool args_code_after(Lower *l, const Expr *e, int i)
{
    for (i++; i < e->u.call.args.n; i++)
        if (may_run_code(l, e->u.call.args.at[i].value))
            return true;
    return false;
}

/* **{'a': x}: its values, as a tuple. */
static CoreExpr *lower_arg(Lower *l, const Arg *arg)
{
    CoreExpr *array = core_array(l->arena, type_any);

    if (arg->star != 2 || arg->value->kind != EXPR_DICT || info_of(l, arg->value)->type->kind != TY_KEYWORDS)
        return lower_expr(l, arg->value);
    for (int i = 0; i < arg->value->u.dict.values.n; i++)
        vec_push(l->arena, &array->u.array.items, any(l, hold(l, lower_expr(l, arg->value->u.dict.values.at[i]))));
    return op(l, "ac_tuple_new", info_of(l, arg->value)->type, true, 2, core_int(l->arena, array->u.array.items.n), array);
}

/* To go over it may change what the arguments behind it read. */
static bool runs_when_opened(const Type *t)
{
    return type_has(t, TY_GEN) || type_has(t, TY_INST) || type_has(t, TY_ITER);
}

/* * and ** copy what a later argument may change; but * where nothing else is positional is unpacked at the call itself. */
static CoreExpr *copy_starred(Lower *l, const Expr *e, int star, CoreExpr *x)
{
    int positional = 0;

    for (int i = 0; i < e->u.call.args.n; i++)
        positional += !e->u.call.args.at[i].name && e->u.call.args.at[i].star != 2;
    if (star == 1 && positional == 1)
        return x;
    switch (x->type->kind) {
    case TY_LIST: return op(l, "ac_list_copy", x->type, true, 1, x);
    case TY_DICT: return op(l, "ac_dict_copy", x->type, true, 1, x);
    case TY_SET:  return op(l, "ac_set_copy", x->type, true, 1, x);
    case TY_TUPLE: case TY_STR: case TY_BYTES: case TY_RANGE: case TY_FROZENSET: return x;
    default:      return star == 1 ? op(l, "ac_tuple_from", type_tuple_open(type_any), true, 1, any(l, x)) : x;
    }
}

static CoreExprs lower_args(Lower *l, const Expr *e)
{
    CoreExprs args = {0};
    for (int i = 0; i < e->u.call.args.n; i++) {
        const Arg *arg = &e->u.call.args.at[i];
        bool code_follows = args_code_after(l, e, i);
        CoreExpr *x = fix(l, lower_arg(l, arg), code_follows);
        bool opened = arg->star && (code_follows || (i + 1 < e->u.call.args.n && runs_when_opened(x->type)));
        vec_push(l->arena, &args, opened ? copy_starred(l, e, arg->star, x) : x);
    }
    return args;
}

static CoreExpr *receiver_of(Lower *l, const Expr *e, const CallInfo *call)
{
    const Expr *object = e->u.call.func->u.attr.object;

    if (call->super_call) {
        Symbol *self = scope_param(l->now->func->scope, 0);
        return lower_symbol(l, self, l->now->param[0]);
    }
    return fix(l, lower_expr(l, object), args_code_after(l, e, -1));
}

CoreExpr *lower_method(Lower *l, const CallInfo *call, CoreExpr *receiver, const CoreExprs *args, const Type *type)
{
    if (call->targets.n == 1)
        return lower_target(l, &call->targets.at[0], core_conv(l->arena, receiver, call->targets.at[0].when), NULL, args, type);
    return choose(l, call, receiver, NULL, args, type);
}

CoreExpr *lower_apply(Lower *l, const CallInfo *call, CoreExpr *callee, const CoreExprs *args, const Type *type)
{
    if (call->targets.n == 1)
        return lower_target(l, &call->targets.at[0], receiver_for(l, &call->targets.at[0], callee, false), NULL, args, type);
    return choose(l, call, callee, NULL, args, type);
}

static CoreExpr *super_receiver(Lower *l, const Target *t, CoreExpr *receiver)
{
    return t->instance ? core_conv(l->arena, receiver, type_norm(t->instance->param[0])) : receiver;
}

CoreExpr *lower_super_attr(Lower *l, const CallInfo *call, const Type *type)
{
    CoreExpr *self = lower_symbol(l, scope_param(l->now->func->scope, 0), l->now->param[0]);
    CoreExprs none = {0};

    if (call->targets.n > 1)
        return choose(l, call, self, NULL, &none, type);
    return lower_target(l, &call->targets.at[0], super_receiver(l, &call->targets.at[0], self), NULL, &none, type);
}

/* A callee that a call may replace is kept until its end. */
static CoreExpr *hold_callee(Lower *l, CoreExpr *x, bool code_follows)
{
    return keep_alive(l, fix(l, x, code_follows));
}

/* The name of a def that is bound once: the function need not be looked up. */
static bool calls_constant(Lower *l, const Expr *e)
{
    const Symbol *s = e->u.call.func->kind == EXPR_NAME ? names_of(l->program->names, e->u.call.func) : NULL;

    return s && s->constant && s->def_stmt;
}

/* Is something of the callee's value passed: its object, its cells? */
static bool needs_callee(const Type *when)
{
    return bound_self(when) || when->kind == TY_INST || when->kind == TY_CLOSURE;
}

/* object.name, where some of the types that the object may have may be without it. */
static bool of_several(Lower *l, const Expr *func)
{
    const Type *object = func->kind == EXPR_ATTR ? info_of(l, func->u.attr.object)->type : NULL;

    return object && type_atoms(object) > 1 && info_of(l, func)->type;
}

/* any(x for ...) and all(x for ...) */
static bool decides_early(const Expr *e, const Builtin *b)
{
    return b && e->u.call.args.n == 1 && e->u.call.args.at[0].value->kind == EXPR_GENEXP &&
           (strcmp(b->name, "any") == 0 || strcmp(b->name, "all") == 0);
}

CoreExpr *lower_call(Lower *l, const Expr *e)
{
    const ExprInfo *info = info_of(l, e);
    const CallInfo *call = call_of(info, CALL_AS_WRITTEN);
    CoreExpr *value = NULL;

    if (!call || call->targets.n == 0) {        /* the callee itself raises, or an argument does */
        const Expr *func = e->u.call.func;
        lower_expr(l, func->kind == EXPR_ATTR && !info_of(l, func)->type ? func->u.attr.object : func);
        if (!l->dead)
            lower_args(l, e);
        return core_none(l->arena);
    }
    bool builtin = call->targets.n == 1 && call->targets.at[0].kind == TARGET_BUILTIN;
    if (call->on_receiver)
        value = receiver_of(l, e, call);
    else if (calls_constant(l, e))
        check_bound(l, e->u.call.func);
    else if (call->targets.n > 1 || needs_callee(call->targets.at[0].when))
        value = hold_callee(l, lower_expr(l, e->u.call.func), args_code_after(l, e, -1));
    else if (!builtin && (may_run_code(l, e->u.call.func) || e->u.call.func->kind == EXPR_NAME || of_several(l, e->u.call.func)))
        lower_expr(l, e->u.call.func);
    if (builtin && call->targets.at[0].builtin && call->targets.at[0].builtin->special == SPECIAL_ISINSTANCE &&
        info->flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE)) {
        lower_args(l, e);
        return core_bool(l->arena, (info->flags & XF_ALWAYS_TRUE) != 0);
    }
    if (builtin && decides_early(e, call->targets.at[0].builtin))
        return lower_any_all(l, e->u.call.args.at[0].value, strcmp(call->targets.at[0].builtin->name, "all") == 0);
    CoreExprs args = lower_args(l, e);
    if (l->dead)
        return core_none(l->arena);
    if (call->targets.n > 1)
        return choose(l, call, value, e, &args, info->type);
    const Target *t = &call->targets.at[0];
    CoreExpr *receiver = call->super_call ? super_receiver(l, t, value) : receiver_for(l, t, value, call->on_receiver);
    return lower_target(l, t, receiver, e, &args, info->type);
}

/* ---- raise ---- */

/* An object that may be an exception, as one of its own. */
static CoreExpr *raised_object(Lower *l, CoreExpr *x, const char *refused)
{
    const Type *base = type_inst(builtin_class(intern("BaseException")));
    CoreExpr *text = core_ctext(l->arena, arena_printf(l->arena, "\"%s\"", refused), type_none);
    CoreExpr *r = op(l, "ac_need_ref", base, true, 4, any(l, x), class_expr(l, base->u.class), core_bool(l->arena, false), text);
    CoreStmt *count = LOWER_NEW_STMT(l, CS_OP);     /* ac_need_ref borrows */
    count->u.op.name = "ac_retain";
    vec_push(l->arena, &count->u.op.args, r);
    put_stmt(l, count);
    return r;
}

/* Perhaps one of several classes, perhaps an exception already. */
static CoreExpr *raised_choice(Lower *l, const CallInfo *call, CoreExpr *x, const char *refused)
{
    const Type *base = type_inst(builtin_class(intern("BaseException")));
    Choice c = { new_temp(l, base), core_new_block(l->arena, l->fn, "made"), base };
    CoreStmt *block = LOWER_NEW_STMT(l, CS_BLOCK);
    CoreExprs none = {0};

    x = in_var(l, x);
    block->u.block = c.done;
    CoreStmts *old = push_out(l, &c.done->body);
    for (int i = 0; i < call->targets.n; i++)
        choose_one(l, &c, &call->targets.at[i], x, false, NULL, &none);
    set_fresh(l, c.result, raised_object(l, x, refused));
    pop_out(l, old);
    put_stmt(l, block);
    return result_of(l, c.result, base);
}

CoreExpr *raise_value(Lower *l, const Expr *e, CoreExpr *x, const char *refused)
{
    const Type *type = info_of(l, e)->type, *base = type_inst(builtin_class(intern("BaseException")));
    const CallInfo *call = call_of(info_of(l, e), CALL_RAISED);
    CoreExprs none = {0};

    if (l->dead)
        return core_none(l->arena);
    if (type->kind != TY_CLASS && call)
        return raised_choice(l, call, x, refused);
    if (type->kind == TY_CLASS && call)
        return core_conv(l->arena, lower_target(l, &call->targets.at[0], NULL, e, &none, type_inst(type->u.class)), base);
    if (type->kind == TY_CLASS && type->u.class->is_exception)
        return core_conv(l->arena, new_exception(l, type->u.class, &none, type_inst(type->u.class)), base);
    if (type->kind == TY_INST && type->u.class->is_exception)
        return core_conv(l->arena, x, base);
    return raised_object(l, x, refused);
}
