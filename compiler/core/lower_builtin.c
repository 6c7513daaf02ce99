/* lower_builtin.c: built-in functions and methods: rows of builtins.def, and the special ones.
 * SPDX-License-Identifier: MIT */
#include "core/lower_impl.h"

#include <stdlib.h>
#include <string.h>
#include "base/diag.h"
#include "base/intern.h"

static CoreExpr *text(Lower *l, const char *format, const char *name)
{
    return core_ctext(l->arena, arena_printf(l->arena, format, name), type_none);
}

static CoreExpr *class_expr(Lower *l, ClassInfo *c)
{
    return core_class(l->arena, lower_class_of(l, c), type_class(c));
}


/* A borrowed object given by a test at run time: counted, so that it is owned as any other temporary. */
static CoreExpr *need_ref(Lower *l, CoreExpr *x, const Type *want, CoreExpr *message)
{
    bool none = type_has(want, TY_NONE);
    const Type *bare = none ? type_without(want, type_none) : want;
    ClassInfo *c = bare->kind == TY_INST ? bare->u.class : builtin_class_of(bare->kind);

    if (!c)
        return core_conv(l->arena, x, want);
    CoreExpr *r = op(l, "ac_need_ref", want, true, 4, any(l, x), class_expr(l, c), core_bool(l->arena, none), message);
    CoreStmt *count = LOWER_NEW_STMT(l, CS_OP);
    count->u.op.name = "ac_retain";
    vec_push(l->arena, &count->u.op.args, r);
    put_stmt(l, count);
    return r;
}

static bool fits(const Type *t, const Type *want)
{
    if (want == type_any)
        return true;
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_atom(t, i);
        bool ok = false;
        for (int k = 0; k < type_atoms(want); k++) {
            const Type *w = type_atom(want, k);
            ok |= a->kind == w->kind && (a->kind != TY_INST || a->u.class == w->u.class);
            ok |= builtin_class_is(a, w);
            for (const ClassInfo *c = a->kind == TY_INST && w->kind == TY_INST ? a->u.class : NULL; c; c = c->base)
                ok |= c == w->u.class;
        }
        if (!ok)
            return false;
    }
    return true;
}

/* x as a parameter of type `want`: converted, or tested at run time where its type is wider. */
CoreExpr *need(Lower *l, CoreExpr *x, const Type *want, const char *what)
{
    switch (want->kind) {
    case TY_INT:   return need_else(l, x, want, core_ctext(l->arena, "\"'%T' object cannot be interpreted as an integer\"", type_none));
    case TY_FLOAT: return need_else(l, x, want, core_ctext(l->arena, "\"must be real number, not %T\"", type_none));
    case TY_STR:   return need_else(l, x, want, core_ctext(l->arena, "\"must be str, not %T\"", type_none));
    case TY_BYTES: return need_else(l, x, want, core_ctext(l->arena, "\"a bytes-like object is required, not '%T'\"", type_none));
    default:       return need_else(l, x, want, text(l, "\"argument '%s' has the wrong type: %%T\"", what));
    }
}

/* The same; `message`, a C string in which %T is the type it has, is what the TypeError says. */
CoreExpr *need_else(Lower *l, CoreExpr *x, const Type *want, CoreExpr *message)
{
    if (want == type_any)
        return any(l, x);
    switch (type_rep(want)) {
    case REP_INT:
        return is_int(x->type) ? to_int(l, x) : op(l, "ac_need_int", type_int, true, 2, any(l, x), message);
    case REP_FLOAT:
        return is_number(x->type) ? to_float(l, x) : op(l, "ac_need_float", type_float, true, 2, any(l, x), message);
    case REP_BOOL:
        if (x->type->kind == TY_BOOL)
            return x;
        return is_int(x->type) ? core_binary(l->arena, "!=", x, core_int(l->arena, 0), type_bool)
                               : op(l, "ac_need_bool", type_bool, true, 2, any(l, x), message);
    default:
        return fits(x->type, want) ? core_conv(l->arena, x, want) : need_ref(l, x, want, message);
    }
}

/* ---- rows ---- */

static const Type *row_type(BuiltinType t)
{
    switch (t) {
    case BT_INT:   return type_int;
    case BT_FLOAT: return type_float;
    case BT_BOOL:  return type_bool;
    case BT_STR:   return type_str;
    case BT_STR_OR_NONE: return type_join(type_str, type_none);
    default:       return type_any;
    }
}

static CoreExpr *row_default(Lower *l, const BuiltinParam *p)
{
    if (strcmp(p->fallback, "None") == 0)
        return p->type == BT_VALUE || p->type == BT_BUFFER_OR_NONE ? any(l, core_none(l->arena)) : core_none(l->arena);
    if (strcmp(p->fallback, "b''") == 0)
        return any(l, core_bytes(l->arena, "", 0));
    if (p->type == BT_BOOL)
        return core_bool(l->arena, strcmp(p->fallback, "True") == 0);
    CoreExpr *x = core_int(l->arena, atoi(p->fallback));
    return p->type == BT_VALUE ? any(l, x) : x;
}

static CoreExpr *item_address(Lower *l, CoreExpr *x, const Type *elem)
{
    CoreVar *t = new_temp(l, elem);
    set_fresh(l, t, x);
    own(l, t);
    return core_addr(l->arena, t);
}

static int given_index(const CallArgs *given, const Builtin *b, int p)
{
    for (int i = 0; i < given->n; i++) {
        const char *name = given->name[i];
        if (name ? name == b->param[p].name : i == p)
            return i;
    }
    return -1;
}

static CoreExpr *lower_row(Lower *l, const Target *target, CoreExpr *receiver, const CoreExprs *args, const Type *type)
{
    const Builtin *b = target->builtin;
    CoreExprs all = {0};

    if (strcmp(b->c_name, "ac_list_append") == 0) {
        lower_list_append(l, receiver, item_type(receiver->type), args->at[0]);
        return static_value(l, type);
    }
    if (receiver)
        vec_push(l->arena, &all, receiver);
    for (int p = 0; p < b->params; p++) {
        int i = given_index(target->args, b, p);
        if (i < 0)
            vec_push(l->arena, &all, row_default(l, &b->param[p]));
        else if (b->param[p].type == BT_ITEM)
            vec_push(l->arena, &all, item_address(l, args->at[i], item_type(receiver->type)));
        else
            vec_push(l->arena, &all, need(l, args->at[i], row_type(b->param[p].type), b->param[p].name));
    }
    const Type *result = b->result == BT_NONE ? NULL : b->result == BT_ITEM ? item_type(receiver->type) : type;
    CoreExpr *x = op_args(l, b->c_name, result, b->raises, &all);
    if (!result || type_static(type))
        return static_value(l, type);
    return core_conv(l->arena, x, type);
}

/* ---- print and format ---- */

static CoreExpr *new_list_of_values(Lower *l)
{
    const Type *values = type_list(cell_new());
    cell_add(values->u.cell, type_join(type_int, type_str));
    return op(l, "ac_list_new", values, true, 3, core_ctext(l->arena, "@rep", type_any), core_int(l->arena, 0), core_array(l->arena, type_any));
}

/* The index of the keyword argument `name`, or -1. */
int keyword(const CallArgs *given, const char *name)
{
    for (int i = 0; i < given->n; i++)
        if (given->name[i] && strcmp(given->name[i], name) == 0)
            return i;
    return -1;
}

static CoreExpr *keyword_str(Lower *l, const CallArgs *given, const char *name, const CoreExprs *args)
{
    int i = keyword(given, name);
    return i >= 0 ? need(l, args->at[i], type_join(type_str, type_none), name) : core_none(l->arena);
}

static bool has_rest(const CallArgs *given)
{
    for (int i = 0; i < given->n; i++)
        if (given->bind[i].kind == BIND_STAR_ALL)
            return true;
    return false;
}

/* The positional arguments as a list of values, when their number is known at run time only. */
static CoreExpr *gathered(Lower *l, const CallArgs *given, const CoreExprs *args)
{
    CoreExpr *list = new_list_of_values(l);

    for (int i = 0; i < args->n; i++)
        if (given->bind[i].kind == BIND_STAR_ALL) {
            op(l, "ac_list_extend", NULL, true, 2, list, any(l, args->at[i]));
        } else if (!given->name[i]) {
            lower_list_append(l, list, type_any, args->at[i]);
        }
    return list;
}

static CoreExpr *list_length(Lower *l, CoreExpr *list)
{
    return core_member(l->arena, list, "AcList", "n", type_int);
}

static CoreExpr *list_items(Lower *l, CoreExpr *list)
{
    return core_unary(l->arena, "(AcValue *)", core_member(l->arena, list, "AcList", "data", type_none), type_none);
}

void positional_args(Lower *l, const CallArgs *given, const CoreExprs *args, CoreExpr **n, CoreExpr **array)
{
    if (has_rest(given)) {
        CoreExpr *list = gathered(l, given, args);
        *n = list_length(l, list);
        *array = list_items(l, list);
        return;
    }
    *array = core_array(l->arena, type_any);
    for (int i = 0; i < args->n; i++)
        if (!given->name[i])
            vec_push(l->arena, &(*array)->u.array.items, any(l, args->at[i]));
    *n = core_int(l->arena, (*array)->u.array.items.n);
}

static void write_piece(Lower *l, const Target *t, CoreExpr *file, CoreExpr *piece)
{
    CoreExprs text = {0};

    vec_push(l->arena, &text, piece);
    lower_method(l, t->method, file, &text, type_none);
}

/* print(a, b, file=x)
 * becomes
 * x.write(str(a)); x.write(sep); x.write(str(b)); x.write(end) */
static CoreExpr *print_to_object(Lower *l, const Target *t, const CoreExprs *args)
{
    const CallArgs *given = t->args;
    int sep = keyword(given, "sep"), end = keyword(given, "end");
    CoreExprs held = {0};
    bool first = true;

    for (int i = 0; i < args->n; i++)
        vec_push(l->arena, &held, hold(l, args->at[i]));
    CoreExpr *file = held.at[keyword(given, "file")];
    for (int i = 0; i < args->n; i++) {
        if (given->name[i])
            continue;
        if (!first)
            write_piece(l, t, file, sep >= 0 ? held.at[sep] : core_str(l->arena, " ", 1));
        write_piece(l, t, file, op(l, "ac_value_str", type_str, true, 1, any(l, held.at[i])));
        first = false;
    }
    write_piece(l, t, file, end >= 0 ? held.at[end] : core_str(l->arena, "\n", 1));
    return core_none(l->arena);
}

static CoreExpr *lower_print(Lower *l, const Target *t, const CoreExprs *args)
{
    const CallArgs *given = t->args;

    if (t->method)
        return print_to_object(l, t, args);
    CoreExpr *sep = keyword_str(l, given, "sep", args), *end = keyword_str(l, given, "end", args);
    CoreExpr *n, *array;

    positional_args(l, given, args, &n, &array);
    int file = keyword(given, "file");
    if (file >= 0 && args->at[file]->type->kind == TY_INST) {
        CoreExpr *fd = lower_getattr(l, args->at[file], intern("_fd"), type_int, NULL);
        op(l, "ac_print_to", NULL, true, 5, core_binary(l->arena, "==", fd, core_int(l->arena, 2), type_bool), n, array, sep, end);
    } else
        op(l, "ac_print", NULL, true, 4, n, array, sep, end);
    return core_none(l->arena);
}

/* The values of the arguments given by name stand behind the positional ones. */
static CoreExpr *lower_str_format(Lower *l, const CallArgs *given, CoreExpr *receiver, const CoreExprs *args)
{
    CoreExpr *values = core_array(l->arena, type_any), *names = core_array(l->arena, type_str), *mapping = NULL, *n;
    CoreExpr *list = has_rest(given) ? gathered(l, given, args) : NULL;
    int positional = 0;

    for (int i = 0; i < args->n; i++)
        if (given->bind[i].kind == BIND_MAPPING) {
            mapping = args->at[i];
        } else if (!given->name[i]) {
            vec_push(l->arena, &values->u.array.items, any(l, args->at[i]));
            positional++;
        }
    for (int i = 0; i < args->n; i++) {
        if (!given->name[i] || given->bind[i].kind == BIND_MAPPING)
            continue;
        vec_push(l->arena, &names->u.array.items, core_str(l->arena, given->name[i], (uint32_t)strlen(given->name[i])));
        if (list)
            lower_list_append(l, list, type_any, args->at[i]);
        else
            vec_push(l->arena, &values->u.array.items, any(l, args->at[i]));
    }
    int named = names->u.array.items.n;
    n = core_int(l->arena, positional);
    if (list) {
        n = core_binary(l->arena, "-", list_length(l, list), core_int(l->arena, named), type_int);
        values = list_items(l, list);
    }
    if (mapping)
        return op(l, "ac_str_format_map", type_str, true, 6, receiver, n, core_int(l->arena, named), values, names, mapping);
    return op(l, "ac_str_format", type_str, true, 5, receiver, n, core_int(l->arena, named), values, names);
}

static CoreExpr *lower_format_map(Lower *l, CoreExpr *receiver, const CoreExprs *args)
{
    CoreExpr *none = core_int(l->arena, 0);
    return op(l, "ac_str_format_map", type_str, true, 6, receiver, none, none, core_array(l->arena, type_any), core_array(l->arena, type_str), args->at[0]);
}

static CoreExpr *lower_maketrans(Lower *l, const CoreExprs *args, const Type *type)
{
    CoreExpr *none = core_none(l->arena);
    return op(l, "ac_str_maketrans", type, true, 3, any(l, args->at[0]), any(l, args->n > 1 ? args->at[1] : none), any(l, args->n > 2 ? args->at[2] : none));
}

/* ---- len, range, isinstance ---- */

static CoreExpr *built_in_len(Lower *l, void *context, CoreExpr *x, CoreExpr *none)
{
    (void)context;
    (void)none;
    switch (x->type->kind) {
    case TY_STR:   return core_unary(l->arena, "(ac_int)", core_member(l->arena, x, "AcStr", "chars", type_int), type_int);
    case TY_DICT:  return core_unary(l->arena, "(ac_int)", core_member(l->arena, x, "AcDict", "n", type_int), type_int);
    case TY_SET: case TY_FROZENSET:
        return core_unary(l->arena, "(ac_int)", core_member(l->arena, x, "AcSet", "n", type_int), type_int);
    case TY_LIST:  return core_unary(l->arena, "(ac_int)", core_member(l->arena, x, "AcList", "n", type_int), type_int);
    case TY_TUPLE: return core_unary(l->arena, "(ac_int)", core_member(l->arena, x, "AcTuple", "n", type_int), type_int);
    case TY_RANGE: return core_pure(l->arena, "ac_range_len", type_int, 1, x);
    case TY_BYTES: case TY_BYTEARRAY: case TY_MEMORYVIEW:
        return core_unary(l->arena, "(ac_int)", core_member(l->arena, x, "AcBytes", "n", type_int), type_int);
    default:       return op(l, "ac_value_len", type_int, true, 1, any(l, x));
    }
}

static CoreExpr *need_length(Lower *l, CoreExpr *n)
{
    return need_else(l, n, type_int, core_ctext(l->arena, "\"'%T' object cannot be interpreted as an integer\"", type_none));
}

CoreExpr *lower_length_given(Lower *l, CoreExpr *n)
{
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);

    n = in_var(l, need_length(l, n));
    branch->u.branch.cond = core_binary(l->arena, "<", n, core_int(l->arena, 0), type_bool);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    raise_text(l, "ac_ValueError", "__len__() should return >= 0");
    l->dead = false;
    pop_out(l, old);
    put_stmt(l, branch);
    return n;
}

static CoreExpr *lower_len(Lower *l, const Target *t, const CoreExprs *args)
{
    const Otherwise rest = { built_in_len, NULL, false };
    const Type *type = t->method ? type_norm(t->method->targets.at[0].result) : type_int;
    CoreExpr *n = lower_asking(l, t->method, NULL, args->at[0], NULL, type_atoms(args->at[0]->type) > 1 ? type_any : type, &rest);

    if (l->dead)
        return n;
    return t->method ? lower_length_given(l, n) : need_length(l, n);
}

static CoreExpr *lower_range(Lower *l, const CoreExprs *args)
{
    CoreExpr *part[3] = { core_int(l->arena, 0), NULL, core_int(l->arena, 1) };

    for (int i = 0; i < args->n; i++)
        part[args->n == 1 ? 1 : i] = need(l, args->at[i], type_int, "range");
    return op(l, "ac_range_new", type_range, true, 3, part[0], part[1], part[2]);
}

CoreExpr *lower_isinstance_test(Lower *l, CoreExpr *x, const Type *classes)
{
    if (classes->kind == TY_TUPLE) {
        CoreExpr *yes = NULL;
        for (int i = 0; i < classes->u.parts.n; i++) {
            CoreExpr *one = lower_isinstance_test(l, x, classes->u.parts.at[i]);
            yes = yes ? core_binary(l->arena, "||", yes, one, type_bool) : one;
        }
        return yes ? yes : core_bool(l->arena, false);
    }
    bool value = type_rep(x->type) != REP_REF;
    return core_pure(l->arena, value ? "ac_isinstance" : "ac_ref_isinstance", type_bool, 2, value ? any(l, x) : x, class_expr(l, classes->u.class));
}

static CoreExpr *lower_isinstance(Lower *l, const Expr *e, const Target *t, const CoreExprs *args)
{
    int flags = info_of(l, e)->flags;
    if (flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE))
        return core_bool(l->arena, (flags & XF_ALWAYS_TRUE) != 0);
    if (!is_classes(t->args->type[1]))
        return op(l, "ac_isinstance_of", type_bool, true, 2, any(l, args->at[0]), any(l, args->at[1]));
    return lower_isinstance_test(l, in_var(l, args->at[0]), t->args->type[1]);
}

static CoreExpr *lower_issubclass(Lower *l, const Expr *e, const CoreExprs *args)
{
    int flags = info_of(l, e)->flags;

    if (flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE))
        return core_bool(l->arena, (flags & XF_ALWAYS_TRUE) != 0);
    return op(l, "ac_issubclass_of", type_bool, true, 2, any(l, args->at[0]), any(l, args->at[1]));
}

static CoreExpr *lower_callable(Lower *l, const Expr *e, const CoreExprs *args)
{
    const Type *t = callable_part(args->at[0]->type, true);
    CoreExpr *x, *is = NULL;

    if (info_of(l, e)->flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE))
        return core_bool(l->arena, (info_of(l, e)->flags & XF_ALWAYS_TRUE) != 0);
    x = in_var(l, args->at[0]);
    for (int i = 0; i < type_atoms(t); i++) {
        CoreExpr *one = is_atom_test(l, x, type_norm(type_atom(t, i)));
        is = is ? core_binary(l->arena, "||", is, one, type_bool) : one;
    }
    return is;
}

/* ---- numbers ---- */

static CoreExpr *built_in_abs(Lower *l, void *type, CoreExpr *x, CoreExpr *none)
{
    (void)none;
    if (is_int(x->type))
        return op(l, "ac_int_abs", type_int, true, 1, to_int(l, x));
    return core_conv(l->arena, op(l, "ac_value_abs", type_any, true, 1, any(l, x)), type);
}

static CoreExpr *lower_abs(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    const Otherwise rest = { built_in_abs, (void *)type, false };
    return lower_asking(l, t->method, NULL, args->at[0], NULL, type, &rest);
}

CoreExpr *any_array(Lower *l, const CoreExprs *args)
{
    CoreExpr *array = core_array(l->arena, type_any);
    for (int i = 0; i < args->n; i++)
        vec_push(l->arena, &array->u.array.items, any(l, args->at[i]));
    return array;
}

static CoreExpr *lower_round(Lower *l, const CoreExprs *args, const Type *type)
{
    CoreExpr *x = args->at[0];
    bool digits = args->n == 2 && args->at[1]->type->kind != TY_NONE;

    if (is_int(x->type))
        return digits ? op(l, "ac_int_round", type_int, true, 2, to_int(l, x), need(l, args->at[1], type_int, "ndigits")) : to_int(l, x);
    if (x->type->kind == TY_FLOAT)
        return digits ? op(l, "ac_float_round", type_float, true, 2, x, need(l, args->at[1], type_int, "ndigits"))
                      : op(l, "ac_float_round_int", type_int, true, 1, x);
    if (digits)
        return core_conv(l->arena, op(l, "ac_value_round_to", type_any, true, 2, any(l, x), need(l, args->at[1], type_int, "ndigits")), type);
    return core_conv(l->arena, op(l, "ac_value_round", type_any, true, 1, any(l, x)), type);
}

static CoreExpr *lower_divmod(Lower *l, const CoreExprs *args, const Type *type)
{
    const Type *part = type->u.parts.at[0];
    if (part->kind == TY_FLOAT)
        return op(l, "ac_float_divmod", type, true, 2, to_float(l, args->at[0]), to_float(l, args->at[1]));
    CoreExpr *a = in_var(l, args->at[0]), *b = in_var(l, args->at[1]);
    CoreExpr *array = core_array(l->arena, type_any);
    vec_push(l->arena, &array->u.array.items, any(l, lower_binary_values(l, BIN_FLOORDIV, a, b, part, false)));
    vec_push(l->arena, &array->u.array.items, any(l, lower_binary_values(l, BIN_MOD, a, b, part, false)));
    return op(l, "ac_tuple_new", type, true, 2, core_int(l->arena, 2), array);
}

static CoreExpr *lower_pow(Lower *l, const CoreExprs *args, const Type *type)
{
    if (args->n == 3)
        return op(l, "ac_int_pow_mod", type_int, true, 3, need(l, args->at[0], type_int, "pow"), need(l, args->at[1], type_int, "pow"),
                  need(l, args->at[2], type_int, "pow"));
    return lower_binary_values(l, BIN_POW, args->at[0], args->at[1], type, false);
}

static CoreExpr *lower_sum(Lower *l, const CoreExprs *args, const Type *type)
{
    CoreExpr *start = args->n == 2 ? args->at[1] : core_int(l->arena, 0);
    return core_conv(l->arena, op(l, "ac_list_sum", type_any, true, 2, any(l, args->at[0]), any(l, start)), type);
}

/* ---- lists ---- */

static CoreExpr *rep_text(Lower *l, const Type *elem)
{
    return core_ctext(l->arena, "@rep", elem);
}

static CoreExpr *reverse_flag(Lower *l, const CallArgs *given, const CoreExprs *args)
{
    int i = keyword(given, "reverse");
    return i >= 0 ? lower_truth(l, args->at[i]) : core_bool(l->arena, false);
}

typedef struct Keys { const Target *target; CoreExpr *key, *list; } Keys;

static void add_key(Lower *l, void *context, CoreExpr *item)
{
    const Keys *k = context;
    CoreExprs args = {0};

    vec_push(l->arena, &args, item);
    CoreExpr *x = lower_apply(l, k->target->method, k->key, &args, type_norm(k->target->key));
    if (!l->dead)
        lower_list_append(l, k->list, item_type(k->list->type), x);
}

static void sort_by_key(Lower *l, const Target *t, CoreExpr *list, const CoreExprs *args)
{
    const Type *keys_type = type_list(cell_new());
    cell_add(keys_type->u.cell, t->key);
    const Type *elem = item_type(keys_type);
    CoreExpr *reverse = in_var(l, reverse_flag(l, t->args, args));
    CoreExpr *keys = op(l, "ac_list_new", keys_type, true, 3, rep_text(l, elem), core_int(l->arena, 0), core_array(l->arena, elem));
    Keys k = { t, in_var(l, args->at[keyword(t->args, "key")]), keys };
    CoreVar *again = new_temp(l, list->type);
    set_copy(l, again, list);                   /* the loop lets go of what it goes over */
    own(l, again);
    lower_over(l, core_var(l->arena, again), add_key, &k);
    op(l, "ac_list_sort_by", NULL, true, 3, list, keys, reverse);
}

static void sort_list(Lower *l, const Target *t, CoreExpr *list, const CoreExprs *args)
{
    if (t->key)
        sort_by_key(l, t, list, args);
    else
        op(l, "ac_list_sort", NULL, true, 2, list, reverse_flag(l, t->args, args));
}

static CoreExpr *lower_sorted(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    CoreExpr *list = op(l, "ac_list_from", type, true, 2, rep_text(l, item_type(type)), any(l, args->at[0]));
    sort_list(l, t, list, args);
    return list;
}

static CoreExpr *lower_sort(Lower *l, const Target *t, CoreExpr *list, const CoreExprs *args)
{
    sort_list(l, t, in_var(l, list), args);
    return core_none(l->arena);
}

/* ---- iterators ---- */

static CoreExpr *lower_enumerate(Lower *l, const CoreExprs *args, const Type *type)
{
    CoreExpr *start = args->n == 2 ? need(l, args->at[1], type_int, "start") : core_int(l->arena, 0);
    return op(l, "ac_enumerate_new", type, true, 2, any(l, args->at[0]), start);
}

static CoreExpr *lower_zip(Lower *l, const CallArgs *given, const CoreExprs *args, const Type *type)
{
    int strict = keyword(given, "strict");
    CoreExpr *n, *array;

    positional_args(l, given, args, &n, &array);
    if (strict < 0)
        return op(l, "ac_zip_new", type, true, 2, n, array);
    return op(l, "ac_zip_strict_new", type, true, 3, n, array, lower_truth(l, args->at[strict]));
}

/* The name is known; an object that lacks it gives the default. */
static CoreExpr *lower_getattr_call(Lower *l, const Expr *e, const CoreExprs *args, const Type *type)
{
    const char *name = intern(e->u.call.args.at[1].value->u.string.bytes);

    if (info_of(l, e)->flags & XF_HAS_NOT)
        return args->n == 3 ? core_conv(l->arena, args->at[2], type) : lower_getattr(l, args->at[0], name, type, NULL);
    if (type_static(type))
        return static_value(l, type);
    const Type *given = info_of(l, e->u.call.args.at[0].value)->type;
    if (given->kind == TY_MODULE)
        return lower_module_attr(l, given->u.module, name, type);
    if (args->n == 2 || info_of(l, e)->flags & XF_HAS)
        return lower_getattr(l, args->at[0], name, type, NULL);
    CoreExpr *object = in_var(l, args->at[0]);
    CoreStmt *branch = LOWER_NEW_STMT(l, CS_IF);
    CoreVar *value = new_temp(l, type);
    branch->u.branch.cond = lower_has_attr(l, object, name);
    CoreStmts *old = push_out(l, &branch->u.branch.then);
    int mark = l->owned.n;
    set_fresh(l, value, lower_getattr(l, object, name, type, NULL));
    release_to(l, mark);
    push_out(l, &branch->u.branch.els);
    set_copy(l, value, args->at[2]);            /* it was computed before: the other way does not take it */
    release_to(l, mark);
    pop_out(l, old);
    put_stmt(l, branch);
    own(l, value);
    return core_var(l->arena, value);
}

static CoreExpr *lower_next(Lower *l, const CoreExprs *args, const Type *type)
{
    CoreExpr *x = args->n == 2 ? op(l, "ac_next_or", type_any, true, 2, any(l, args->at[0]), any(l, args->at[1]))
                               : op(l, "ac_next", type_any, true, 1, any(l, args->at[0]));
    return type_static(type) || type->kind == TY_NEVER ? static_value(l, type) : core_conv(l->arena, x, type);
}

/* ---- tasks ---- */

static CoreExpr *object_of(Lower *l, CoreExpr *x)
{
    return core_conv(l->arena, x, type_inst(builtin_class(intern("object"))));
}

static CoreExpr *value_result(Lower *l, const char *name, CoreExpr *task, const Type *type)
{
    CoreExpr *x = op(l, name, type_any, true, 1, task);
    if (type->kind == TY_NEVER)
        l->dead = true;
    return type_static(type) || type->kind == TY_NEVER ? static_value(l, type) : core_conv(l->arena, x, type);
}

static CoreExpr *lower_hook(Lower *l, const Target *t)
{
    CoreFn *fn = lower_fn_of(l, t->instance);
    fn->raises = true;                          /* it has the hook's C type */
    op(l, "ac_set_exception_hook", NULL, false, 1, core_ctext(l->arena, arena_printf(l->arena, "@fn:%s", fn->name), type_none));
    return core_none(l->arena);
}

/* The method that an argument's class has for this built-in: round(), divmod(), reversed(). */
static CoreExpr *delegate(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    int object = type_same(t->method->targets.at[0].when, args->at[0]->type) ? 0 : 1;
    CoreExprs rest = {0};

    if (args->n == 2)
        vec_push(l->arena, &rest, args->at[1 - object]);
    return lower_method(l, t->method, args->at[object], &rest, type);
}

/* By a function of the library. `last` stands for an argument that is not given; NULL: none does. */
static CoreExpr *by_library(Lower *l, const Target *t, const CoreExprs *args, CoreExpr *last, const Type *type)
{
    CoreExprs all = {0};

    for (int i = 0; i < args->n; i++)
        vec_push(l->arena, &all, args->at[i]);
    if (last)
        vec_push(l->arena, &all, last);
    return lower_apply(l, t->method, static_value(l, t->method->targets.at[0].when), &all, type);
}

static CoreExpr *lower_special(Lower *l, const Expr *e, const Target *t, CoreExpr *receiver, const CoreExprs *args, const Type *type)
{
    switch (t->builtin->special) {
    case SPECIAL_PRINT:      return lower_print(l, t, args);
    case SPECIAL_LEN:        return lower_len(l, t, args);
    case SPECIAL_RANGE:      return lower_range(l, args);
    case SPECIAL_ISINSTANCE: return lower_isinstance(l, e, t, args);
    case SPECIAL_HASATTR:
        if (!(info_of(l, e)->flags & (XF_ALWAYS_TRUE | XF_ALWAYS_FALSE)))
            return lower_has_attr(l, in_var(l, args->at[0]), intern(e->u.call.args.at[1].value->u.string.bytes));
        return core_bool(l->arena, (info_of(l, e)->flags & XF_ALWAYS_TRUE) != 0);
    case SPECIAL_CALLABLE:   return lower_callable(l, e, args);
    case SPECIAL_ISSUBCLASS: return lower_issubclass(l, e, args);
    case SPECIAL_ABS:        return lower_abs(l, t, args, type);
    case SPECIAL_MIN:        return lower_best(l, t, args, type, true);
    case SPECIAL_MAX:        return lower_best(l, t, args, type, false);
    case SPECIAL_SUM:
        return t->method ? by_library(l, t, args, args->n == 1 ? core_int(l->arena, 0) : NULL, type) : lower_sum(l, args, type);
    case SPECIAL_ROUND:      return t->method ? delegate(l, t, args, type) : lower_round(l, args, type);
    case SPECIAL_DIVMOD:     return t->method ? delegate(l, t, args, type) : lower_divmod(l, args, type);
    case SPECIAL_POW:        return lower_pow(l, args, type);
    case SPECIAL_SORTED:     return lower_sorted(l, t, args, type);
    case SPECIAL_LIBRARY_CONST:
    case SPECIAL_CONST:      return args->at[0];
    case SPECIAL_ITER:       return lower_iter(l, t, args, type);
    case SPECIAL_MAP:        return lower_map(l, t, args, type);
    case SPECIAL_FILTER:     return lower_filter(l, t, args, type);
    case SPECIAL_REVERSED:
        if (t->method)
            return t->method->on_receiver ? delegate(l, t, args, type) : by_library(l, t, args, NULL, type);
        return op(l, "ac_reversed_new", type, true, 1, any(l, args->at[0]));
    case SPECIAL_ZIP:        return lower_zip(l, t->args, args, type);
    case SPECIAL_SETATTR:
        lower_store_attr(l, e, args->at[0], intern(e->u.call.args.at[1].value->u.string.bytes), args->at[2]);
        return core_none(l->arena);
    case SPECIAL_DELATTR:
        lower_delete_attr(l, args->at[0], intern(e->u.call.args.at[1].value->u.string.bytes));
        return core_none(l->arena);
    case SPECIAL_GETATTR:    return lower_getattr_call(l, e, args, type);
    case SPECIAL_ENUMERATE:  return lower_enumerate(l, args, type);
    case SPECIAL_NEXT:       return lower_next(l, args, type);
    case SPECIAL_ENSURE_TASK: return op(l, "ac_ensure_task", type, true, 1, object_of(l, args->at[0]));
    case SPECIAL_RUN_UNTIL:  return value_result(l, "ac_run_until_complete", args->at[0], type);
    case SPECIAL_TASK_RESULT: return value_result(l, "ac_task_result", args->at[0], type);
    case SPECIAL_TASK_RESULT_METHOD: return value_result(l, "ac_task_result", receiver, type);
    case SPECIAL_TASK_EXCEPTION: return op(l, "ac_task_exception", type, true, 1, receiver);
    case SPECIAL_WRAPS:      return op(l, "ac_function_named", type, true, 2, args->at[0], any(l, args->at[1]));
    case SPECIAL_SET_HOOK:   return lower_hook(l, t);
    case SPECIAL_AGEN_OFFER:
        op(l, "ac_async_generator_offer", NULL, true, 2, object_of(l, args->at[0]), any(l, args->at[1]));
        return core_none(l->arena);
    case SPECIAL_AGEN_ITEM:  return value_result(l, "ac_async_generator_take", object_of(l, args->at[0]), type);
    case SPECIAL_AWAIT_ITSELF: case SPECIAL_TASK_AWAIT_ITSELF: return receiver;
    case SPECIAL_GEN_NEXT: case SPECIAL_GEN_ITER: case SPECIAL_GEN_SEND: case SPECIAL_GEN_THROW: case SPECIAL_GEN_CLOSE:
    case SPECIAL_CORO_SEND: case SPECIAL_CORO_THROW: case SPECIAL_CORO_CLOSE:
        return lower_generator_method(l, e, t, receiver, args, type);
    case SPECIAL_STR_FORMAT_MAP: return lower_format_map(l, receiver, args);
    case SPECIAL_DICT_FROMKEYS:
        return op(l, "ac_dict_fromkeys", type, true, 2, any(l, args->at[0]), any(l, args->n == 2 ? args->at[1] : core_none(l->arena)));
    case SPECIAL_STR_MAKETRANS: return lower_maketrans(l, args, type);
    case SPECIAL_STR_FORMAT: return lower_str_format(l, t->args, receiver, args);
    case SPECIAL_DICT_KEYS: case SPECIAL_DICT_VALUES: case SPECIAL_DICT_ITEMS: case SPECIAL_DICT_POPITEM: case SPECIAL_DICT_CLEAR:
    case SPECIAL_DICT_COPY: case SPECIAL_DICT_GET: case SPECIAL_DICT_POP: case SPECIAL_DICT_SETDEFAULT: case SPECIAL_DICT_UPDATE:
        return lower_dict_method(l, t, receiver, args, type);
    case SPECIAL_SET_ADD: case SPECIAL_SET_POP: case SPECIAL_SET_COPY: case SPECIAL_SET_UPDATE: case SPECIAL_SET_INTERSECTION_UPDATE:
    case SPECIAL_SET_DIFFERENCE_UPDATE: case SPECIAL_SET_SYMMETRIC_DIFFERENCE_UPDATE: case SPECIAL_SET_UNION: case SPECIAL_SET_INTERSECTION:
    case SPECIAL_SET_DIFFERENCE: case SPECIAL_SET_SYMMETRIC_DIFFERENCE: case SPECIAL_FROZENSET_COPY: case SPECIAL_FROZENSET_UNION:
    case SPECIAL_FROZENSET_INTERSECTION: case SPECIAL_FROZENSET_DIFFERENCE: case SPECIAL_FROZENSET_SYMMETRIC_DIFFERENCE:
        return lower_set_method(l, t, receiver, args, type);
    case SPECIAL_LIST_EXTEND: return op(l, "ac_list_extend", NULL, true, 2, receiver, any(l, args->at[0]));
    case SPECIAL_LIST_SORT:  return lower_sort(l, t, receiver, args);
    default:                 unreachable("a built-in that inference does not let through");
    }
}

/* bytes(x) where x has a method for it: of what that gives. */
static CoreExpr *lower_bytes_of(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    CoreExprs none = {0}, given = {0};
    CoreExpr *x = lower_method(l, t->method, args->at[0], &none, type_norm(t->args->type[0]));

    if (!l->dead)
        vec_push(l->arena, &given, x);
    return l->dead ? core_none(l->arena) : lower_row(l, t, NULL, &given, type);
}

CoreExpr *lower_builtin(Lower *l, const Expr *e, const Target *t, CoreExpr *receiver, const CoreExprs *args, const Type *type)
{
    if (!t->builtin->special && t->method)
        return lower_bytes_of(l, t, args, type);
    return t->builtin->special ? lower_special(l, e, t, receiver, args, type) : lower_row(l, t, receiver, args, type);
}

/* ---- int(x), str(x), list(x) ... ---- */

static CoreExpr *to_str(Lower *l, CoreExpr *x)
{
    return x->type->kind == TY_STR ? x : op(l, "ac_value_str", type_str, true, 1, any(l, x));
}

static CoreExpr *int_of(Lower *l, void *context, CoreExpr *x, CoreExpr *none)
{
    (void)context;
    (void)none;
    if (is_int(x->type))
        return to_int(l, x);
    if (x->type->kind == TY_FLOAT)
        return op(l, "ac_int_from_float", type_int, true, 1, x);
    if (x->type->kind == TY_STR)
        return op(l, "ac_int_parse", type_int, true, 2, x, core_int(l->arena, 10));
    return op(l, "ac_value_int", type_int, true, 1, any(l, x));
}

static CoreExpr *float_of(Lower *l, void *context, CoreExpr *x, CoreExpr *none)
{
    (void)context;
    (void)none;
    if (is_number(x->type))
        return to_float(l, x);
    if (x->type->kind == TY_STR)
        return op(l, "ac_float_parse", type_float, true, 1, x);
    return op(l, "ac_value_float", type_float, true, 1, any(l, x));
}

/* The class of x may have a method for it. */
static CoreExpr *converted(Lower *l, const Target *t, CoreExpr *x, const Type *type)
{
    const Otherwise rest = { type->kind == TY_INT ? int_of : float_of, NULL, false };

    if (!t->method)
        return rest.value(l, NULL, x, NULL);
    const char *message = type->kind == TY_INT ? "\"__int__ returned non-int (type %T)\"" : "\"__float__ returned non-float (type %T)\"";
    return need_else(l, lower_asking(l, t->method, NULL, x, NULL, type_any, &rest), type, core_ctext(l->arena, message, type_none));
}

static CoreExpr *class_int(Lower *l, const Target *t, const CoreExprs *args)
{
    if (args->n == 0)
        return core_int(l->arena, 0);
    CoreExpr *x = args->at[0];
    if (args->n == 1)
        return converted(l, t, x, type_int);
    if (x->type->kind != TY_STR)
        return op(l, "ac_int_of", type_int, true, 2, any(l, x), any(l, args->at[1]));
    return op(l, "ac_int_parse", type_int, true, 2, x, need(l, args->at[1], type_int, "base"));
}

static CoreExpr *class_float(Lower *l, const Target *t, const CoreExprs *args)
{
    return args->n == 0 ? core_float(l->arena, 0) : converted(l, t, args->at[0], type_float);
}

static CoreExpr *class_tuple(Lower *l, const CoreExprs *args, const Type *type)
{
    if (args->n == 0)
        return op(l, "ac_tuple_new", type, true, 2, core_int(l->arena, 0), core_array(l->arena, type_any));
    return args->at[0]->type->kind == TY_TUPLE ? args->at[0] : op(l, "ac_tuple_from", type, true, 1, any(l, args->at[0]));
}

static CoreExpr *class_list(Lower *l, const CoreExprs *args, const Type *type)
{
    const Type *elem = item_type(type);
    if (args->n == 0)
        return op(l, "ac_list_new", type, true, 3, rep_text(l, elem), core_int(l->arena, 0), core_array(l->arena, elem));
    return op(l, "ac_list_from", type, true, 2, rep_text(l, elem), any(l, args->at[0]));
}

CoreExpr *lower_class_builtin(Lower *l, const Target *t, const CoreExprs *args, const Type *type)
{
    const ClassInfo *c = t->class;

    if (strcmp(c->name, "dict") == 0)
        return lower_dict_call(l, t, args, type);
    if (strcmp(c->name, "int") == 0)
        return class_int(l, t, args);
    if (strcmp(c->name, "float") == 0)
        return class_float(l, t, args);
    if (strcmp(c->name, "str") == 0)
        return args->n ? to_str(l, args->at[0]) : core_str(l->arena, "", 0);
    if (strcmp(c->name, "bool") == 0)
        return args->n ? lower_truth(l, args->at[0]) : core_bool(l->arena, false);
    if (strcmp(c->name, "list") == 0)
        return class_list(l, args, type);
    if (strcmp(c->name, "set") == 0 || strcmp(c->name, "frozenset") == 0)
        return lower_set_call(l, args, type);
    if (strcmp(c->name, "tuple") == 0)
        return class_tuple(l, args, type);
    if (strcmp(type->u.class->name, "type") != 0)
        return static_value(l, type);           /* type(x), known */
    return class_at_run_time(l, args->at[0]);
}
