/* infer_builtin.c: the built-in functions, methods and converting classes.
 *
 * A row of builtins.def is checked by its signature; a SPECIAL has its own rule here.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

static ExprInfo *info_of(Infer *in, const Expr *e)
{
    return &in->now->expr[e->id - in->now->func->ast->first_id];
}

static const Type *fail(Infer *in, const Expr *e, const char *text)
{
    infer_report(in, e->span, "%s", text);
    return type_error;
}

static bool one_of(const Type *t, TypeKind a, TypeKind b, TypeKind c)
{
    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return true;
    return type_has(t, a) || type_has(t, b) || type_has(t, c);
}

/* ---- rows ---- */

static bool accepts(const Type *t, BuiltinType want)
{
    switch (want) {
    case BT_INT:   return one_of(t, TY_INT, TY_BOOL, TY_BOOL);
    case BT_FLOAT: return one_of(t, TY_INT, TY_BOOL, TY_FLOAT);
    case BT_BOOL:  return one_of(t, TY_INT, TY_BOOL, TY_BOOL);
    case BT_STR:   return one_of(t, TY_STR, TY_STR, TY_STR);
    case BT_STR_OR_NONE: return one_of(t, TY_STR, TY_NONE, TY_NONE);
    case BT_LIST:  return one_of(t, TY_LIST, TY_LIST, TY_LIST);
    case BT_TUPLE: return one_of(t, TY_TUPLE, TY_TUPLE, TY_TUPLE);
    case BT_TASK:  return one_of(t, TY_TASK, TY_TASK, TY_TASK);
    case BT_EXC:   return one_of(t, TY_INST, TY_INST, TY_INST);
    default:       return true;
    }
}

static const char *wanted_text(BuiltinType t)
{
    static const char *const text[] = {
        [BT_INT] = "int", [BT_FLOAT] = "float", [BT_BOOL] = "bool", [BT_STR] = "str", [BT_STR_OR_NONE] = "str or None",
        [BT_LIST] = "list", [BT_TUPLE] = "tuple", [BT_TASK] = "Task", [BT_EXC] = "an exception",
    };
    return text[t] ? text[t] : "another type";
}

static const Type *cell_list_of(Infer *in, const Expr *e, const Type *item)
{
    Cell *cell = expr_cell(in, e);
    cell_add(cell, item);
    return type_list(cell);
}

static const Type *row_result(Infer *in, const Expr *e, const Builtin *b, const Type *self)
{
    static const Type *three[3];

    switch (b->result) {
    case BT_INT:   return type_int;
    case BT_FLOAT: return type_float;
    case BT_BOOL:  return type_bool;
    case BT_STR:   return type_str;
    case BT_SELF:  return self;
    case BT_ITEM:  return elem_read(in, self);
    case BT_LIST_STR: return cell_list_of(in, e, type_str);
    case BT_TUPLE_STR3:
        three[0] = three[1] = three[2] = type_str;
        return type_tuple(three, 3);
    default:       return type_none;
    }
}

static int param_index(const Builtin *b, const char *name)
{
    for (int i = 0; i < b->params; i++)
        if (b->param[i].name == name)
            return i;
    return -1;
}

static const Type *row_call(Infer *in, const Expr *e, const Builtin *b, const Type *self, const Type **args)
{
    int n = e->u.call.args.n;
    bool given[6] = { false };

    if (n > b->params)
        return fail(in, e, arena_printf(in->arena, "%s() takes at most %d argument%s (%d given)", b->name, b->params,
                                        b->params == 1 ? "" : "s", n));
    for (int i = 0; i < n; i++) {
        const Arg *arg = &e->u.call.args.at[i];
        int p = arg->name ? param_index(b, arg->name) : i;
        if (arg->star)
            return fail(in, e, arena_printf(in->arena, "* in a call of %s() is not compiled yet", b->name));
        if (p < 0)
            return fail(in, e, arena_printf(in->arena, "%s() got an unexpected keyword argument '%s'", b->name, arg->name));
        given[p] = true;
        if (b->param[p].type == BT_ITEM)
            cell_add(self->u.cell, args[i]);
        else if (!accepts(args[i], b->param[p].type))
            return fail(in, e, arena_printf(in->arena, "%s(): argument '%s' must be %s, not '%s'", b->name, b->param[p].name,
                                            wanted_text(b->param[p].type), type_text(in->arena, args[i])));
    }
    for (int p = 0; p < b->params; p++)
        if (!given[p] && !b->param[p].optional)
            return fail(in, e, arena_printf(in->arena, "%s() missing the argument '%s'", b->name, b->param[p].name));
    return row_result(in, e, b, self);
}

/* ---- specials ---- */

static const Type *special_print(Infer *in, const Expr *e, const Type **args)
{
    for (int i = 0; i < e->u.call.args.n; i++) {
        const Arg *arg = &e->u.call.args.at[i];
        if (!arg->name || strcmp(arg->name, "flush") == 0 || strcmp(arg->name, "file") == 0)
            continue;
        if (strcmp(arg->name, "sep") != 0 && strcmp(arg->name, "end") != 0)
            return fail(in, e, arena_printf(in->arena, "print() got an unexpected keyword argument '%s'", arg->name));
        if (!one_of(args[i], TY_STR, TY_NONE, TY_NONE))
            return fail(in, e, arena_printf(in->arena, "%s must be None or a string, not '%s'", arg->name, type_text(in->arena, args[i])));
    }
    return type_none;
}

static bool plain_args(Infer *in, const Expr *e, const char *name, int least, int most)
{
    for (int i = 0; i < e->u.call.args.n; i++)
        if (e->u.call.args.at[i].name || e->u.call.args.at[i].star) {
            fail(in, e, arena_printf(in->arena, "%s() takes plain positional arguments only", name));
            return false;
        }
    if (e->u.call.args.n < least || e->u.call.args.n > most) {
        fail(in, e, arena_printf(in->arena, "%s() takes %s%d argument%s (%d given)", name, least == most ? "" : "at least ", least,
                                 least == 1 ? "" : "s", e->u.call.args.n));
        return false;
    }
    return true;
}

static const Type *special_len(Infer *in, const Expr *e, const Type **args)
{
    const Type *t = args[0];
    CallInfo *call = NULL;

    if (t->kind == TY_INST && class_member(t->u.class, intern("__len__"), NULL)) {
        infer_method(in, e, t, intern("__len__"), NULL, 0, &call);
        info_of(in, e)->call->next = call;
        return type_int;
    }
    if (one_of(t, TY_STR, TY_LIST, TY_TUPLE) || type_has(t, TY_RANGE))
        return type_int;
    return fail(in, e, arena_printf(in->arena, "object of type '%s' has no len()", type_text(in->arena, t)));
}

static const Type *special_range(Infer *in, const Expr *e, const Type **args)
{
    for (int i = 0; i < e->u.call.args.n; i++)
        if (!accepts(args[i], BT_INT))
            return fail(in, e, arena_printf(in->arena, "'%s' object cannot be interpreted as an integer", type_text(in->arena, args[i])));
    return type_range;
}

static bool is_classes(const Type *t)
{
    if (t->kind == TY_TUPLE && !t->u.parts.open) {
        for (int i = 0; i < t->u.parts.n; i++)
            if (!is_classes(t->u.parts.at[i]))
                return false;
        return true;
    }
    return t->kind == TY_CLASS || t->kind == TY_NEVER || t->kind == TY_ERROR;
}

static const Type *special_isinstance(Infer *in, const Expr *e, const Type **args)
{
    if (!is_classes(args[1]))
        return fail(in, e, "isinstance() needs a class, or a tuple of classes, known at compile time");
    return type_bool;
}

static const Type *numbers_of(const Type *t)
{
    const Type *result = type_never;
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_atom(t, i);
        if (a->kind == TY_INT || a->kind == TY_BOOL)
            result = type_join(result, type_int);
        if (a->kind == TY_FLOAT)
            result = type_join(result, type_float);
    }
    return result;
}

static const Type *special_abs(Infer *in, const Expr *e, const Type **args)
{
    const Type *t = numbers_of(args[0]);
    if (t->kind == TY_NEVER && args[0]->kind != TY_NEVER)
        return fail(in, e, arena_printf(in->arena, "bad operand type for abs(): '%s'", type_text(in->arena, args[0])));
    return t;
}

static const Type *special_min_max(Infer *in, const Expr *e, const Type **args)
{
    const Type *t = type_never;

    if (e->u.call.args.n == 1)
        return iter_elem(in, args[0], e->span);
    for (int i = 0; i < e->u.call.args.n; i++)
        t = type_join(t, args[i]);
    return t;
}

static const Type *special_sum(Infer *in, const Expr *e, const Type **args)
{
    const Type *elem = iter_elem(in, args[0], e->span);
    const Type *start = e->u.call.args.n == 2 ? args[1] : type_int;

    if (elem->kind == TY_ERROR)
        return elem;
    const Type *total = type_join(start->kind == TY_BOOL ? type_int : start, numbers_of(elem));
    if (numbers_of(elem)->kind == TY_NEVER && elem->kind != TY_NEVER) {
        const Type *joined = infer_binary(in, BIN_ADD, start, elem, e, false);
        return joined->kind == TY_ERROR ? joined : type_join(start, joined);
    }
    return total;
}

static const Type *special_round(Infer *in, const Expr *e, const Type **args)
{
    const Type *t = numbers_of(args[0]);
    if (t->kind == TY_NEVER && args[0]->kind != TY_NEVER)
        return fail(in, e, arena_printf(in->arena, "type '%s' doesn't define __round__ method", type_text(in->arena, args[0])));
    return e->u.call.args.n == 1 || args[1]->kind == TY_NONE ? type_int : t;
}

static const Type *special_divmod(Infer *in, const Expr *e, const Type **args)
{
    const Type *parts[2];
    parts[0] = infer_binary(in, BIN_FLOORDIV, args[0], args[1], e, false);
    parts[1] = parts[0];
    return parts[0]->kind == TY_ERROR || parts[0]->kind == TY_NEVER ? parts[0] : type_tuple(parts, 2);
}

static const Type *special_sorted(Infer *in, const Expr *e, const Type **args)
{
    for (int i = 0; i < e->u.call.args.n; i++) {
        const Arg *arg = &e->u.call.args.at[i];
        if (i > 0 && (!arg->name || strcmp(arg->name, "reverse") != 0))
            return fail(in, e, "sorted() with a key is not compiled yet");
    }
    if (e->u.call.args.n == 0)
        return fail(in, e, "sorted() missing its argument");
    return cell_list_of(in, e, iter_elem(in, args[0], e->span));
}

/* enumerate, zip and reversed are compiled in the header of a for loop only: infer_stmt types them there. */
static const Type *special_iterator(Infer *in, const Expr *e, const Builtin *b)
{
    return fail(in, e, arena_printf(in->arena, "%s() is compiled only as what a for loop goes over", b->name));
}

/* What becomes of an awaitable as a task: Task[its result]. */
static const Type *task_of(Infer *in, const Expr *e, const Type *t)
{
    const Type *result = type_never;

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        if (a->kind == TY_CORO) {
            Instance *target = a->u.instance;
            instance_result(in, target);
            cell_add(target->task_cell, target->result);
            a = type_task(target->task_cell);
        }
        if (a->kind == TY_TASK)
            result = type_join(result, a);
    }
    if (result->kind != TY_NEVER || t->kind == TY_NEVER || t->kind == TY_ERROR)
        return result;
    infer_report(in, e->span, "a coroutine is needed here, not '%s'", type_text(in->arena, t));
    if (t->kind == TY_FUNC && t->u.func->ast->is_async)
        infer_help(in, "call it: %s()", t->u.func->name);
    else if (type_has(t, TY_NONE))
        infer_help(in, "the function that was called is not a coroutine: it needs 'async def'");
    return type_error;
}

static const Type *special_task_result(Infer *in, const Expr *e, const Type *t)
{
    const Type *task = type_only(t, TY_TASK);
    if (task)
        return elem_read(in, task);
    return t->kind == TY_NEVER || t->kind == TY_ERROR ? t : fail(in, e, "a task is needed here");
}

static const Type *special_hook(Infer *in, const Expr *e, const Type **args)
{
    const Type *params[2] = { type_inst(builtin_class(intern("BaseException"))), type_task(expr_cell(in, e)) };
    const Type *f = args[0];

    if (f->kind != TY_FUNC || f->u.func->ast->params.n != 2)
        return fail(in, e, "a function of two parameters is needed here");
    Instance *i = instance_get(in, f->u.func, params, 2);
    info_of(in, e)->call->targets.at[0].instance = i;
    return type_none;
}

static const Type *special_extend(Infer *in, const Expr *e, const Type *self, const Type **args)
{
    cell_add(self->u.cell, iter_elem(in, args[0], e->span));
    return type_none;
}

static const Type *special_sort(Infer *in, const Expr *e)
{
    for (int i = 0; i < e->u.call.args.n; i++)
        if (!e->u.call.args.at[i].name || strcmp(e->u.call.args.at[i].name, "reverse") != 0)
            return fail(in, e, "list.sort() with a key is not compiled yet");
    return type_none;
}

static const Type *special_hasattr(Infer *in, const Expr *e, const Type **args)
{
    const Expr *name = e->u.call.args.at[1].value;
    int have = 0;

    if (name->kind != EXPR_STR)
        return fail(in, e, "hasattr() needs a name that is known at compile time");
    for (int i = 0; i < type_atoms(args[0]); i++)
        have += attr_type(in, type_norm(type_atom(args[0], i)), intern(name->u.string.bytes), e->span, false) != NULL;
    if (have != 0 && have != type_atoms(args[0]))
        return fail(in, e, "hasattr() of a value that may or may not have it is not compiled yet");
    info_of(in, e)->flags |= have ? XF_ALWAYS_TRUE : XF_ALWAYS_FALSE;
    return type_bool;
}

static const Type *special_callable(Infer *in, const Expr *e, const Type **args)
{
    bool yes = true, no = true;
    for (int i = 0; i < type_atoms(args[0]); i++) {
        TypeKind k = type_atom(args[0], i)->kind;
        bool is = k == TY_FUNC || k == TY_CLASS || k == TY_METHOD || k == TY_BUILTIN;
        yes &= is;
        no &= !is;
    }
    if (!yes && !no)
        return fail(in, e, "callable() of a value that may or may not be is not compiled yet");
    info_of(in, e)->flags |= yes ? XF_ALWAYS_TRUE : XF_ALWAYS_FALSE;
    return type_bool;
}

static const Type *special_pow(Infer *in, const Expr *e, const Type **args)
{
    return e->u.call.args.n == 3 ? type_int : infer_binary(in, BIN_POW, args[0], args[1], e, false);
}

static const Type *special_call(Infer *in, const Expr *e, const Builtin *b, const Type *self, const Type **args)
{
    switch (b->special) {
    case SPECIAL_PRINT:     return special_print(in, e, args);
    case SPECIAL_LEN:       return plain_args(in, e, "len", 1, 1) ? special_len(in, e, args) : type_error;
    case SPECIAL_RANGE:     return plain_args(in, e, "range", 1, 3) ? special_range(in, e, args) : type_error;
    case SPECIAL_ISINSTANCE: return plain_args(in, e, "isinstance", 2, 2) ? special_isinstance(in, e, args) : type_error;
    case SPECIAL_CALLABLE:  return plain_args(in, e, "callable", 1, 1) ? special_callable(in, e, args) : type_error;
    case SPECIAL_HASATTR:   return plain_args(in, e, "hasattr", 2, 2) ? special_hasattr(in, e, args) : type_error;
    case SPECIAL_ABS:       return plain_args(in, e, "abs", 1, 1) ? special_abs(in, e, args) : type_error;
    case SPECIAL_MIN:
    case SPECIAL_MAX:       return plain_args(in, e, b->name, 1, 200) ? special_min_max(in, e, args) : type_error;
    case SPECIAL_SUM:       return plain_args(in, e, "sum", 1, 2) ? special_sum(in, e, args) : type_error;
    case SPECIAL_ROUND:     return plain_args(in, e, "round", 1, 2) ? special_round(in, e, args) : type_error;
    case SPECIAL_DIVMOD:    return plain_args(in, e, "divmod", 2, 2) ? special_divmod(in, e, args) : type_error;
    case SPECIAL_POW:       return plain_args(in, e, "pow", 2, 3) ? special_pow(in, e, args) : type_error;
    case SPECIAL_SORTED:    return special_sorted(in, e, args);
    case SPECIAL_CONST:     return plain_args(in, e, "const", 1, 1) ? args[0] : type_error;
    case SPECIAL_ENSURE_TASK: return plain_args(in, e, b->name, 1, 1) ? task_of(in, e, args[0]) : type_error;
    case SPECIAL_RUN_UNTIL:
    case SPECIAL_TASK_RESULT: return plain_args(in, e, b->name, 1, 1) ? special_task_result(in, e, args[0]) : type_error;
    case SPECIAL_SET_HOOK:  return plain_args(in, e, b->name, 1, 1) ? special_hook(in, e, args) : type_error;
    case SPECIAL_STR_FORMAT: return type_str;
    case SPECIAL_LIST_EXTEND: return plain_args(in, e, "extend", 1, 1) ? special_extend(in, e, self, args) : type_error;
    case SPECIAL_LIST_SORT: return special_sort(in, e);
    case SPECIAL_TASK_RESULT_METHOD: return special_task_result(in, e, self);
    case SPECIAL_TASK_EXCEPTION:
        return type_join(type_none, type_inst(builtin_class(intern("BaseException"))));
    case SPECIAL_ENUMERATE:
    case SPECIAL_ZIP:
    case SPECIAL_REVERSED:  return special_iterator(in, e, b);
    default:                return fail(in, e, arena_printf(in->arena, "%s() is not compiled yet", b->name));
    }
}

const Type *infer_builtin_call(Infer *in, const Expr *e, const Builtin *b, const Type *self, const Type **args)
{
    for (int i = 0; i < e->u.call.args.n; i++) {
        if (e->u.call.args.at[i].star && b->special != SPECIAL_NO && b->special != SPECIAL_PRINT)
            return fail(in, e, arena_printf(in->arena, "* in a call of %s() is not compiled yet", b->name));
        if (e->u.call.args.at[i].star)
            return b->special == SPECIAL_PRINT ? fail(in, e, "* in a call of print() is not compiled yet")
                                               : row_call(in, e, b, self, args);
        if (args[i]->kind == TY_ERROR)
            return type_error;
    }
    return b->special ? special_call(in, e, b, self, args) : row_call(in, e, b, self, args);
}

/* ---- int(x), str(x), list(x) ... ---- */

static const Type *convert_number(Infer *in, const Expr *e, const ClassInfo *c, const Type **args, const Type *result)
{
    if (e->u.call.args.n == 0)
        return result;
    if (!one_of(args[0], TY_INT, TY_FLOAT, TY_STR) && !type_has(args[0], TY_BOOL))
        return fail(in, e, arena_printf(in->arena, "%s() argument must be a string or a number, not '%s'", c->name,
                                        type_text(in->arena, args[0])));
    return result;
}

static const Type *convert_list(Infer *in, const Expr *e, const Type **args)
{
    return cell_list_of(in, e, e->u.call.args.n ? iter_elem(in, args[0], e->span) : type_never);
}

static const Type *convert_tuple(Infer *in, const Expr *e, const Type **args)
{
    if (e->u.call.args.n == 0)
        return type_tuple(NULL, 0);
    return args[0]->kind == TY_TUPLE ? args[0] : type_tuple_open(iter_elem(in, args[0], e->span));
}

static const Type *class_of_value(Infer *in, const Expr *e, const Type *t)
{
    const ClassInfo *c = t->kind == TY_INST ? t->u.class : builtin_class_of(t->kind);
    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return t;
    if (type_atoms(t) != 1 || !c || c->is_exception)
        return type_class(builtin_class(intern("type")));       /* which one is known at run time only */
    (void)in;
    (void)e;
    return type_class((ClassInfo *)c);
}

const Type *infer_class_call(Infer *in, const Expr *e, ClassInfo *c, const Type **args)
{
    int n = e->u.call.args.n;
    int most = strcmp(c->name, "int") == 0 ? 2 : 1;

    for (int i = 0; i < n; i++)
        if (args[i]->kind == TY_ERROR)
            return type_error;
    if (!plain_args(in, e, c->name, 0, most))
        return type_error;
    if (strcmp(c->name, "int") == 0)
        return convert_number(in, e, c, args, type_int);
    if (strcmp(c->name, "float") == 0)
        return convert_number(in, e, c, args, type_float);
    if (strcmp(c->name, "str") == 0)
        return type_str;
    if (strcmp(c->name, "bool") == 0)
        return type_bool;
    if (strcmp(c->name, "list") == 0)
        return convert_list(in, e, args);
    if (strcmp(c->name, "tuple") == 0)
        return convert_tuple(in, e, args);
    if (strcmp(c->name, "type") == 0 && n == 1)
        return class_of_value(in, e, args[0]);
    return fail(in, e, arena_printf(in->arena, "calling '%s' is not compiled yet", c->name));
}
