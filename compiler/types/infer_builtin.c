/* infer_builtin.c: the built-in functions, methods and converting classes.
 *
 * A row of builtins.def is checked by its signature; a SPECIAL has its own rule here.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

static const Type *fail(Infer *in, const Expr *e, const char *text)
{
    infer_report(in, e->span, "%s", text);
    return type_error;
}

const Type *call_mistake(Infer *in, const Expr *e, const char *report, const char *raised)
{
    if (!(in->expected & MISTAKE_TYPE))
        return fail(in, e, report);
    in->mistake = raised;
    return type_never;
}

/* Of several types the run time would have to say which it was. */
static const Type *type_mistake(Infer *in, const Expr *e, const Type *t, const char *report, const char *raised)
{
    return type_atoms(t) == 1 ? call_mistake(in, e, report, raised) : fail(in, e, report);
}

static const Type *refuse_argument(Infer *in, const Expr *e, const char *format, const Type *t)
{
    char *report = arena_printf(in->arena, format, type_text(in->arena, t));
    return type_mistake(in, e, t, report, arena_printf(in->arena, format, type_class_name(t)));
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
    case BT_INT:   return one_of(t, TY_INT, TY_BOOL, TY_BOOL) || has_method(t, intern("__index__"));
    case BT_FLOAT: return one_of(t, TY_INT, TY_BOOL, TY_FLOAT);
    case BT_BOOL:  return one_of(t, TY_INT, TY_BOOL, TY_BOOL);
    case BT_STR:   return one_of(t, TY_STR, TY_STR, TY_STR);
    case BT_STR_OR_NONE: return one_of(t, TY_STR, TY_NONE, TY_NONE);
    case BT_LIST:  return one_of(t, TY_LIST, TY_LIST, TY_LIST);
    case BT_TUPLE: return one_of(t, TY_TUPLE, TY_TUPLE, TY_TUPLE);
    case BT_TASK:  return one_of(t, TY_TASK, TY_TASK, TY_TASK);
    case BT_EXC:   return one_of(t, TY_INST, TY_INST, TY_INST);
    case BT_BYTES: return t->kind == TY_BYTES || t->kind == TY_NEVER || t->kind == TY_ERROR;
    case BT_BUFFER_OR_NONE:
    case BT_BUFFER_OR_INT:
    case BT_BUFFER: return one_of(t, TY_BYTES, TY_BYTEARRAY, TY_MEMORYVIEW) || (want == BT_BUFFER_OR_NONE && type_has(t, TY_NONE)) ||
                           (want == BT_BUFFER_OR_INT && one_of(t, TY_INT, TY_BOOL, TY_BOOL));
    default:       return true;
    }
}

static const char *wanted_text(BuiltinType t)
{
    static const char *const text[] = {
        [BT_INT] = "int", [BT_FLOAT] = "float", [BT_BOOL] = "bool", [BT_STR] = "str", [BT_STR_OR_NONE] = "str or None",
        [BT_LIST] = "list", [BT_TUPLE] = "tuple", [BT_TASK] = "Task", [BT_EXC] = "an exception",
        [BT_BYTES] = "bytes", [BT_BUFFER] = "a bytes-like object", [BT_BUFFER_OR_NONE] = "a bytes-like object or None",
        [BT_BUFFER_OR_INT] = "an int or a bytes-like object",
    };
    return (size_t)t < sizeof text / sizeof text[0] && text[t] ? text[t] : "another type";
}

static const Type *cell_list_of(Infer *in, const Expr *e, const Type *item)
{
    Cell *cell = expr_cell(in, e);
    cell_add(cell, item);
    return type_list(cell);
}

static const Type *row_result(Infer *in, const Expr *e, const Builtin *b, const Type *self)
{
    const Type *three[3] = { self, self, self };

    switch (b->result) {
    case BT_INT:   return type_int;
    case BT_FLOAT: return type_float;
    case BT_BOOL:  return type_bool;
    case BT_STR:   return type_str;
    case BT_SELF:  return self;
    case BT_ITEM:  return elem_read(in, self);
    case BT_BYTES: return type_bytes;
    case BT_BYTEARRAY: return type_bytearray;
    case BT_MEMORYVIEW: return type_memoryview;
    case BT_LIST_STR: return cell_list_of(in, e, type_str);
    case BT_LIST_SELF: return cell_list_of(in, e, self);
    case BT_LIST_INT: return cell_list_of(in, e, type_int);
    case BT_TUPLE_SELF3: return type_tuple(three, 3);
    case BT_TUPLE_INT2:
        three[0] = three[1] = type_int;
        return type_tuple(three, 2);
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

/* Python's text for an argument that is not of the type a row wants. */
static const char *refused_text(const Infer *in, BuiltinType want, const Type *t)
{
    const char *name = type_class_name(t);

    switch (want) {
    case BT_INT:   return arena_printf(in->arena, "'%s' object cannot be interpreted as an integer", name);
    case BT_FLOAT: return arena_printf(in->arena, "must be real number, not %s", name);
    case BT_BUFFER: case BT_BYTES: case BT_BUFFER_OR_NONE:
        return arena_printf(in->arena, "a bytes-like object is required, not '%s'", name);
    case BT_BUFFER_OR_INT:
        return arena_printf(in->arena, "argument should be integer or bytes-like object, not '%s'", name);
    default:       return arena_printf(in->arena, "must be %s, not %s", wanted_text(want), name);
    }
}

/* Python's text for a call with too few or too many arguments. */
static const char *count_text(const Infer *in, const char *name, int least, int most, int n)
{
    bool few = n < least;
    int bound = few ? least : most;

    if (most == 0)
        return arena_printf(in->arena, "%s() takes no arguments (%d given)", name, n);
    if (least == 1 && most == 1)
        return arena_printf(in->arena, "%s() takes exactly one argument (%d given)", name, n);
    return arena_printf(in->arena, "%s expected %s%d argument%s, got %d", name, least == most ? "" : few ? "at least " : "at most ", bound,
                        bound == 1 ? "" : "s", n);
}

static const char *row_count_text(const Infer *in, const Builtin *b, int n)
{
    int least = 0;

    for (int p = 0; p < b->params; p++)
        least += !b->param[p].optional;
    bool simple = b->receiver != TY_NEVER && least == b->params && least < 2;
    const char *name = simple ? arena_printf(in->arena, "%s.%s", builtin_class_of(b->receiver)->name, b->name) : b->name;
    return count_text(in, name, least, b->params, n);
}

static const Type *row_call(Infer *in, const Expr *e, const Builtin *b, const Type *self, const CallArgs *args)
{
    int n = args->n;
    bool given[6] = { false };

    if (n > b->params)
        return call_mistake(in, e, arena_printf(in->arena, "%s() takes at most %d argument%s (%d given)", b->name, b->params,
                                                b->params == 1 ? "" : "s", n), row_count_text(in, b, n));
    for (int i = 0; i < n; i++) {
        const char *name = args->name[i];
        int p = name ? param_index(b, name) : i;
        if (p < 0)
            return fail(in, e, arena_printf(in->arena, "%s() got an unexpected keyword argument '%s'", b->name, name));
        if (!name && b->param[p].keyword_only)
            return fail(in, e, arena_printf(in->arena, "%s() takes at most %d positional argument%s (%d given)", b->name, p,
                                            p == 1 ? "" : "s", n));
        given[p] = true;
        if (b->param[p].type == BT_ITEM)
            cell_add(self->u.cell, args->type[i]);
        else if (!accepts(args->type[i], b->param[p].type))
            return type_mistake(in, e, args->type[i],
                                arena_printf(in->arena, "%s(): argument '%s' must be %s, not '%s'", b->name, b->param[p].name,
                                             wanted_text(b->param[p].type), type_text(in->arena, args->type[i])),
                                refused_text(in, b->param[p].type, args->type[i]));
    }
    for (int p = 0; p < b->params; p++)
        if (!given[p] && !b->param[p].optional)
            return call_mistake(in, e, arena_printf(in->arena, "%s() missing the argument '%s'", b->name, b->param[p].name),
                                row_count_text(in, b, n));
    return row_result(in, e, b, self);
}

/* ---- specials ---- */

/* sys.stdout, sys.stderr; or None. */
static bool is_stream(const Type *t)
{
    return t->kind == TY_NONE || t->kind == TY_NEVER ||
           (t->kind == TY_INST && t->u.class->module && t->u.class->module->library && strcmp(t->u.class->name, "_Stream") == 0);
}

/* print(..., file=x): x.write() of each piece. */
static const Type *print_to_object(Infer *in, const Expr *e, Target *t, const Type *file)
{
    const Type *piece = type_str;

    for (int i = 0; i < t->args->n; i++) {
        if (t->args->bind[i].kind == BIND_STAR_ALL)
            return fail(in, e, "the number of arguments of print() to an object is not known at compile time");
        if (t->args->name[i] && strcmp(t->args->name[i], "flush") == 0)
            return fail(in, e, "print() to an object does not flush it: call its flush()");
        if (t->args->name[i] && (strcmp(t->args->name[i], "sep") == 0 || strcmp(t->args->name[i], "end") == 0) && t->args->type[i]->kind != TY_STR)
            return fail(in, e, arena_printf(in->arena, "%s must be a string, not '%s', where print() is to an object",
                                            t->args->name[i], type_text(in->arena, t->args->type[i])));
    }
    for (int i = 0; i < type_atoms(file); i++)
        if (!has_method(type_norm(type_atom(file, i)), intern("write")))
            return fail(in, e, arena_printf(in->arena, "'%s' object has no attribute 'write'", type_class_name(type_atom(file, i))));
    return infer_method(in, e, file, intern("write"), &piece, 1, &t->method)->kind == TY_ERROR ? type_error : type_none;
}

static const Type *special_print(Infer *in, const Expr *e, Target *t)
{
    const CallArgs *args = t->args;
    const Type *file = type_none;

    for (int i = 0; i < args->n; i++) {
        const char *name = args->name[i];
        if (!name || strcmp(name, "flush") == 0)
            continue;
        if (strcmp(name, "file") == 0) {
            file = args->type[i];
            continue;
        }
        if (strcmp(name, "sep") != 0 && strcmp(name, "end") != 0)
            return fail(in, e, arena_printf(in->arena, "print() got an unexpected keyword argument '%s'", name));
        if (!one_of(args->type[i], TY_STR, TY_NONE, TY_NONE))
            return fail(in, e, arena_printf(in->arena, "%s must be None or a string, not '%s'", name, type_text(in->arena, args->type[i])));
    }
    return is_stream(file) ? type_none : print_to_object(in, e, t, file);
}

bool plain_args(Infer *in, const Expr *e, const CallArgs *args, const char *name, int least, int most)
{
    for (int i = 0; i < args->n; i++)
        if (args->name[i] || bind_is_open(&args->bind[i])) {
            fail(in, e, arena_printf(in->arena, "%s() takes plain positional arguments only", name));
            return false;
        }
    if (args->n < least || args->n > most) {
        call_mistake(in, e, arena_printf(in->arena, "%s() takes %s%d argument%s (%d given)", name, least == most ? "" : "at least ", least,
                                         least == 1 ? "" : "s", args->n), count_text(in, name, least, most, args->n));
        return false;
    }
    return true;
}

/* The methods of that name that the first argument's classes have: target->method. NULL: no class has. */
static const Type *ask_class(Infer *in, const Expr *e, Target *target, const char *name)
{
    CallInfo *call = NULL;
    const Type *t = infer_special_unary(in, &call, e, target->args->type[0], intern(name));

    if (t)
        target->method = call;
    return t;
}

/* One argument, and a second one that may be given by name. */
static bool named_args(Infer *in, const Expr *e, const CallArgs *args, const char *name, const char *second)
{
    CallArgs unnamed = *args;
    const char *none[2] = { NULL, NULL };

    if (args->n == 2 && !args->name[0] && args->name[1] && strcmp(args->name[1], second) == 0)
        unnamed.name = none;
    return plain_args(in, e, &unnamed, name, 1, 2);
}

static const Type *special_len(Infer *in, const Expr *e, Target *target)
{
    const Type *t = target->args->type[0];

    if (ask_class(in, e, target, "__len__"))
        return type_int;
    if (type_has(t, TY_DICT) || type_has(t, TY_VIEW) || type_has(t, TY_SET) || type_has(t, TY_FROZENSET))
        return type_int;
    if (one_of(t, TY_STR, TY_LIST, TY_TUPLE) || type_has(t, TY_RANGE) || one_of(t, TY_BYTES, TY_BYTEARRAY, TY_MEMORYVIEW))
        return type_int;
    if (infer_expected(in, e->span, MISTAKE_TYPE))
        return type_int;
    return fail(in, e, arena_printf(in->arena, "object of type '%s' has no len()", type_text(in->arena, t)));
}

static const Type *special_range(Infer *in, const Expr *e, const CallArgs *args)
{
    for (int i = 0; i < args->n; i++)
        if (!accepts(args->type[i], BT_INT))
            return refuse_argument(in, e, "'%s' object cannot be interpreted as an integer", args->type[i]);
    return type_range;
}

bool is_classes(const Type *t)
{
    if (t->kind == TY_TUPLE && !t->u.parts.open) {
        for (int i = 0; i < t->u.parts.n; i++)
            if (!is_classes(t->u.parts.at[i]))
                return false;
        return true;
    }
    return (t->kind == TY_CLASS && strcmp(t->u.class->name, "type") != 0) || t->kind == TY_NEVER || t->kind == TY_ERROR;
}

/* A class, or a tuple of classes, which ones shows at run time. */
static bool may_be_classes(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        if (a->kind == TY_CLASS || (a->kind == TY_TUPLE && may_be_classes(tuple_all(a))))
            return true;
    }
    return t->kind == TY_NEVER || t->kind == TY_ERROR;
}

static bool derives_from_some(const ClassInfo *c, const Type *classes)
{
    bool yes = classes->kind == TY_CLASS && class_derives(c, classes->u.class);

    for (int i = 0; classes->kind == TY_TUPLE && i < classes->u.parts.n; i++)
        yes |= derives_from_some(c, classes->u.parts.at[i]);
    return yes;
}

static const Type *special_isinstance(Infer *in, const Expr *e, const CallArgs *args)
{
    if (!is_classes(args->type[1]) && !may_be_classes(args->type[1]))
        return call_mistake(in, e, "isinstance() needs a class, or a tuple of classes", "isinstance() arg 2 must be a type, a tuple of types, or a union");
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

static const Type *special_abs(Infer *in, const Expr *e, Target *target)
{
    const CallArgs *args = target->args;
    const Type *t = numbers_of(args->type[0]), *special = ask_class(in, e, target, "__abs__");
    if (special)
        return type_join(t, special);
    if (t->kind == TY_NEVER && args->type[0]->kind != TY_NEVER)
        return refuse_argument(in, e, "bad operand type for abs(): '%s'", args->type[0]);
    return t;
}

/* By a function of the library's module builtins; NULL: it is not loaded. */
static const Type *by_library(Infer *in, const Expr *e, Target *t, const char *name, const Type **args, int n)
{
    FuncInfo *f = library_function(in, "builtins", intern(name));

    return f ? infer_apply(in, e, type_func(f), args, n, &t->method) : NULL;
}

static const Type *special_sum(Infer *in, const Expr *e, Target *target)
{
    const CallArgs *args = target->args;
    const Type *elem = iter_elem(in, args->type[0], e->span);
    const Type *start = args->n == 2 ? args->type[1] : type_int;

    if (elem->kind == TY_ERROR)
        return elem;
    if (start->kind == TY_STR || type_is_bytes(start))
        return fail(in, e, arena_printf(in->arena, "sum() can't sum %s [use %s.join(seq) instead]", start->kind == TY_STR ? "strings" : type_class_name(start),
                                        start->kind == TY_STR ? "''" : "b''"));
    if (type_has(elem, TY_INST) || type_has(start, TY_INST)) {
        const Type *given[2] = { args->type[0], start };
        return by_library(in, e, target, "_sum", given, 2);
    }
    const Type *total = type_join(start->kind == TY_BOOL ? type_int : start, numbers_of(elem));
    if (numbers_of(elem)->kind == TY_NEVER && elem->kind != TY_NEVER) {
        const Type *joined = infer_binary(in, BIN_ADD, start, elem, e, false);
        return joined->kind == TY_ERROR ? joined : type_join(start, joined);
    }
    return total;
}

/* The object among the arguments whose class has the method answers; NULL: it has none. */
static const Type *delegated(Infer *in, const Expr *e, Target *t, int object, const char *name)
{
    const CallArgs *args = t->args;
    const Type *other = args->n == 2 ? args->type[1 - object] : NULL;

    if (object >= args->n || args->type[object]->kind != TY_INST || !has_method(args->type[object], intern(name)))
        return NULL;
    return infer_method(in, e, args->type[object], intern(name), &other, args->n - 1, &t->method);
}

static const Type *special_round(Infer *in, const Expr *e, Target *target)
{
    const CallArgs *args = target->args;
    const Type *own = delegated(in, e, target, 0, "__round__");
    if (own)
        return own;
    const Type *t = numbers_of(args->type[0]);
    if (t->kind == TY_NEVER && args->type[0]->kind != TY_NEVER)
        return refuse_argument(in, e, "type %s doesn't define __round__ method", args->type[0]);
    return args->n == 1 || args->type[1]->kind == TY_NONE ? type_int : t;
}

static const Type *special_divmod(Infer *in, const Expr *e, Target *t)
{
    const CallArgs *args = t->args;
    const Type *parts[2], *own = delegated(in, e, t, 0, "__divmod__");
    if (!own)
        own = delegated(in, e, t, 1, "__rdivmod__");
    if (own)
        return own;
    parts[0] = infer_binary(in, BIN_FLOORDIV, args->type[0], args->type[1], e, false);
    parts[1] = parts[0];
    return parts[0]->kind == TY_ERROR || parts[0]->kind == TY_NEVER ? parts[0] : type_tuple(parts, 2);
}

/* sort and sorted take key= and reverse= only. The key function's results need an order of their own. */
static bool sort_keywords(Infer *in, const Expr *e, Target *t, int first, const Type *elem)
{
    const CallArgs *args = t->args;

    for (int i = first; i < args->n; i++) {
        if (!args->name[i] || (strcmp(args->name[i], "reverse") != 0 && strcmp(args->name[i], "key") != 0)) {
            fail(in, e, args->name[i] ? arena_printf(in->arena, "'%s' is an invalid keyword argument for sort()", args->name[i])
                                      : "sort() takes keyword arguments only: key=, reverse=");
            return false;
        }
        if (strcmp(args->name[i], "key") == 0 && args->type[i]->kind != TY_NONE)
            t->key = infer_apply(in, e, args->type[i], &elem, 1, &t->method);
    }
    if (!t->key || t->key->kind != TY_ERROR)
        classes_compared(in, t->key ? t->key : elem);
    return !t->key || t->key->kind != TY_ERROR;
}

static const Type *special_sorted(Infer *in, const Expr *e, Target *t)
{
    if (t->args->n == 0 || t->args->name[0])
        return fail(in, e, "sorted() missing its argument");
    const Type *elem = iter_elem(in, t->args->type[0], e->span);
    return sort_keywords(in, e, t, 1, elem) ? cell_list_of(in, e, elem) : type_error;
}

/* ---- iterators ---- */

static const Type *iter_of(Infer *in, const Expr *e, const Type *elem)
{
    Cell *cell = expr_cell(in, e);

    if (elem->kind == TY_ERROR)
        return elem;
    cell_add(cell, elem);
    return type_iter(cell);
}

static bool atom_has_order(const Type *a)
{
    return one_of(a, TY_LIST, TY_TUPLE, TY_STR) || one_of(a, TY_DICT, TY_VIEW, TY_RANGE) || type_is_bytes(a);
}

/* Whether reversed() takes it: of several types, some of them; the others raise at run time. */
static bool has_order(const Type *t)
{
    bool some = t->kind == TY_NEVER;

    for (int i = 0; i < type_atoms(t) && !type_has(t, TY_INST); i++)
        some |= atom_has_order(type_atom(t, i));
    return some;
}

static const Type *special_reversed(Infer *in, const Expr *e, Target *t)
{
    const CallArgs *args = t->args;
    const Type *own = delegated(in, e, t, 0, "__reversed__");

    if (own)
        return own;
    if (args->type[0]->kind == TY_INST && has_method(args->type[0], intern("__len__")) && has_method(args->type[0], intern("__getitem__"))) {
        const Type *given[1] = { args->type[0] }, *items = by_library(in, e, t, "_reversed", given, 1);
        if (items)
            return items;
    }
    if (!has_order(args->type[0]))
        return refuse_argument(in, e, "'%s' object is not reversible", args->type[0]);
    return iter_of(in, e, iter_elem(in, args->type[0], e->span));
}

/* zip(a, b, ..., strict=False) */
static const Type *special_zip(Infer *in, const Expr *e, const CallArgs *args)
{
    const Type **parts = arena_array(in->arena, const Type *, args->n + 1), *all = type_never;
    bool open = false;
    int n = 0;

    for (int i = 0; i < args->n; i++) {
        open |= args->bind[i].kind == BIND_STAR_ALL;
        if (args->name[i] && strcmp(args->name[i], "strict") != 0)
            return fail(in, e, arena_printf(in->arena, "'%s' is an invalid keyword argument for zip()", args->name[i]));
        if (args->name[i])
            continue;
        parts[n] = iter_elem(in, args->type[i], e->span);
        if (parts[n]->kind == TY_ERROR)
            return type_error;
        all = type_join(all, parts[n++]);
    }
    return iter_of(in, e, open ? type_tuple_open(all) : n ? type_tuple(parts, n) : type_never);
}

static const Type *special_enumerate(Infer *in, const Expr *e, const CallArgs *args)
{
    if (args->n == 0 || args->n > 2 || args->name[0] || (args->n == 2 && args->name[1] && strcmp(args->name[1], "start") != 0))
        return fail(in, e, "enumerate() takes an iterable and, if need be, start=");
    if (args->n == 2 && !accepts(args->type[1], BT_INT))
        return refuse_argument(in, e, "'%s' object cannot be interpreted as an integer", args->type[1]);
    const Type *parts[2] = { type_int, iter_elem(in, args->type[0], e->span) };
    return parts[1]->kind == TY_ERROR ? type_error : iter_of(in, e, type_tuple(parts, 2));
}

/* What becomes of an awaitable as a task: Task[its result]. */
static const Type *task_of(Infer *in, const Expr *e, const Type *t)
{
    const Type *result = type_never;

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        if (await_generator(in, a))
            return type_never;
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

/* A function that captures nothing is one static object: it has one name. */
static const Type *special_wraps(Infer *in, const Expr *e, const Type *wrapper)
{
    if (wrapper->kind == TY_CLOSURE || wrapper->kind == TY_NEVER || wrapper->kind == TY_ERROR)
        return wrapper;
    return fail(in, e, "functools.wraps is compiled for a nested function that uses what it wraps");
}

static const Type *special_hook(Infer *in, const Expr *e, Target *target)
{
    const Type *params[2] = { type_inst(builtin_class(intern("BaseException"))), type_task(expr_cell(in, e)) };
    const Type *f = target->args->type[0];

    if (f->kind != TY_FUNC || f->u.func->ast->params.n != 2)
        return fail(in, e, "a function of two parameters is needed here");
    target->instance = instance_get(in, f->u.func, params, 2);
    return type_none;
}

static const Type *special_extend(Infer *in, const Expr *e, const Type *self, const CallArgs *args)
{
    cell_add(self->u.cell, iter_elem(in, args->type[0], e->span));
    return type_none;
}

static const Type *special_sort(Infer *in, const Expr *e, Target *t, const Type *self)
{
    return sort_keywords(in, e, t, 0, elem_read(in, self)) ? type_none : type_error;
}

static const Type *special_callable(Infer *in, const Expr *e, const CallArgs *args)
{
    bool yes = callable_part(args->type[0], true)->kind != TY_NEVER, no = callable_part(args->type[0], false)->kind != TY_NEVER;

    if (yes != no)
        info_of(in, e)->flags |= yes ? XF_ALWAYS_TRUE : XF_ALWAYS_FALSE;
    return type_bool;
}

static bool integral(const Type *t)
{
    return t->kind == TY_INT || t->kind == TY_BOOL || t->kind == TY_NEVER;
}

static const Type *special_pow(Infer *in, const Expr *e, const CallArgs *args)
{
    const Expr *power = args->bind[1].kind == BIND_ARG ? e->u.call.args.at[args->bind[1].arg].value : NULL;
    bool ints = integral(args->type[0]) && integral(args->type[1]);

    if (args->n == 3 && !(ints && integral(args->type[2])))
        return call_mistake(in, e, "pow() 3rd argument not allowed unless all arguments are integers",
                            "pow() 3rd argument not allowed unless all arguments are integers");
    if (args->n == 2 && ints && power && power->kind == EXPR_UNARY && power->u.unary.op == UN_NEG)
        return type_float;                          /* pow(2, -1) */
    return args->n == 3 ? type_int : infer_binary(in, BIN_POW, args->type[0], args->type[1], e, false);
}

/* issubclass(A, B) of classes known at compile time is decided there. */
static const Type *special_issubclass(Infer *in, const Expr *e, const CallArgs *args)
{
    const Type *c = args->type[0], *classes = args->type[1];

    if (c->kind == TY_NEVER || classes->kind == TY_NEVER)
        return type_never;
    if (!may_be_classes(c) || type_has(c, TY_TUPLE) || !may_be_classes(classes))
        return call_mistake(in, e, "issubclass() needs a class, and a class or tuple of classes",
                            may_be_classes(c) ? "issubclass() arg 2 must be a class, a tuple of classes, or a union" : "issubclass() arg 1 must be a class");
    if (is_classes(c) && is_classes(classes) && c->kind == TY_CLASS)
        info_of(in, e)->flags |= derives_from_some(c->u.class, classes) ? XF_ALWAYS_TRUE : XF_ALWAYS_FALSE;
    return type_bool;
}

static const Type *format_map(Infer *in, const Expr *e, const CallArgs *args)
{
    const Type *t = args->type[0];

    if (t->kind == TY_DICT || t->kind == TY_NEVER)
        return type_str;
    return fail(in, e, arena_printf(in->arena, "format_map() takes a dict, not '%s'", type_text(in->arena, t)));
}

/* May it be an object of a class of the program? */
static bool has_own_class(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++) {
        const Type *atom = type_atom(t, i);
        if (atom->kind == TY_INST && atom->u.class->ast)
            return true;
    }
    return false;
}

/* Does a field of the template ask for an attribute: {0.name}? */
static bool asks_attribute(const Expr *template)
{
    bool in_field = false;

    for (uint32_t i = 0; i < template->u.string.length; i++) {
        char c = template->u.string.bytes[i];
        if (in_field && c == '.')
            return true;
        in_field = c == '{' ? !in_field : in_field && c != ':' && c != '!' && c != '}';
    }
    return false;
}

/* Objects have their attributes at compile time only; what the runtime finds by name is in format_template.c. */
static const Type *str_format(Infer *in, const Expr *e, const CallArgs *args)
{
    const Expr *func = e->u.call.func, *template = func->kind == EXPR_ATTR ? func->u.attr.object : NULL;

    if (!template || template->kind != EXPR_STR || !asks_attribute(template))
        return type_str;
    for (int i = 0; i < args->n; i++)
        if (has_own_class(args->type[i]))
            return fail(in, e, "an attribute in a format string is not compiled yet: give its value to format(), or write an f-string");
    return type_str;
}

static const Type *special_call(Infer *in, const Expr *e, Target *t, const Type *self)
{
    const Builtin *b = t->builtin;
    const CallArgs *args = t->args;

    switch (b->special) {
    case SPECIAL_PRINT:     return special_print(in, e, t);
    case SPECIAL_LEN:       return plain_args(in, e, args, "len", 1, 1) ? special_len(in, e, t) : type_error;
    case SPECIAL_RANGE:     return plain_args(in, e, args, "range", 1, 3) ? special_range(in, e, args) : type_error;
    case SPECIAL_ISINSTANCE: return plain_args(in, e, args, "isinstance", 2, 2) ? special_isinstance(in, e, args) : type_error;
    case SPECIAL_ISSUBCLASS: return plain_args(in, e, args, "issubclass", 2, 2) ? special_issubclass(in, e, args) : type_error;
    case SPECIAL_CALLABLE:  return plain_args(in, e, args, "callable", 1, 1) ? special_callable(in, e, args) : type_error;
    case SPECIAL_HASATTR:   return plain_args(in, e, args, "hasattr", 2, 2) ? infer_hasattr(in, e, args) : type_error;
    case SPECIAL_GETATTR:   return plain_args(in, e, args, "getattr", 2, 3) ? infer_getattr(in, e, args) : type_error;
    case SPECIAL_SETATTR:   return plain_args(in, e, args, "setattr", 3, 3) ? infer_setattr(in, e, args) : type_error;
    case SPECIAL_DELATTR:   return plain_args(in, e, args, "delattr", 2, 2) ? infer_delattr(in, e, args) : type_error;
    case SPECIAL_ABS:       return plain_args(in, e, args, "abs", 1, 1) ? special_abs(in, e, t) : type_error;
    case SPECIAL_MIN:
    case SPECIAL_MAX:       return infer_best(in, e, t);
    case SPECIAL_SUM:       return named_args(in, e, args, "sum", "start") ? special_sum(in, e, t) : type_error;
    case SPECIAL_ROUND:     return named_args(in, e, args, "round", "ndigits") ? special_round(in, e, t) : type_error;
    case SPECIAL_DIVMOD:    return plain_args(in, e, args, "divmod", 2, 2) ? special_divmod(in, e, t) : type_error;
    case SPECIAL_POW:       return plain_args(in, e, args, "pow", 2, 3) ? special_pow(in, e, args) : type_error;
    case SPECIAL_SORTED:    return special_sorted(in, e, t);
    case SPECIAL_LIBRARY_CONST:
    case SPECIAL_CONST:     return plain_args(in, e, args, "const", 1, 1) ? args->type[0] : type_error;
    case SPECIAL_ENSURE_TASK: return plain_args(in, e, args, b->name, 1, 1) ? task_of(in, e, args->type[0]) : type_error;
    case SPECIAL_RUN_UNTIL:
    case SPECIAL_TASK_RESULT: return plain_args(in, e, args, b->name, 1, 1) ? special_task_result(in, e, args->type[0]) : type_error;
    case SPECIAL_WRAPS:     return special_wraps(in, e, args->type[0]);
    case SPECIAL_SET_HOOK:  return plain_args(in, e, args, b->name, 1, 1) ? special_hook(in, e, t) : type_error;
    case SPECIAL_STR_FORMAT: return str_format(in, e, args);
    case SPECIAL_STR_FORMAT_MAP: return plain_args(in, e, args, b->name, 1, 1) ? format_map(in, e, args) : type_error;
    case SPECIAL_DICT_FROMKEYS: return plain_args(in, e, args, b->name, 1, 2) ? infer_fromkeys(in, e, args) : type_error;
    case SPECIAL_STR_MAKETRANS: return plain_args(in, e, args, b->name, 1, 3) ? infer_maketrans(in, e, args) : type_error;
    case SPECIAL_DICT_KEYS: case SPECIAL_DICT_VALUES: case SPECIAL_DICT_ITEMS: case SPECIAL_DICT_POPITEM:
    case SPECIAL_DICT_CLEAR: case SPECIAL_DICT_COPY:
        return plain_args(in, e, args, b->name, 0, 0) ? infer_dict_method(in, e, t, self) : type_error;
    case SPECIAL_DICT_GET: case SPECIAL_DICT_POP: case SPECIAL_DICT_SETDEFAULT:
        return plain_args(in, e, args, b->name, 1, 2) ? infer_dict_method(in, e, t, self) : type_error;
    case SPECIAL_DICT_UPDATE: return infer_dict_method(in, e, t, self);
    case SPECIAL_SET_ADD: case SPECIAL_SET_POP: case SPECIAL_SET_COPY: case SPECIAL_SET_UPDATE: case SPECIAL_SET_INTERSECTION_UPDATE:
    case SPECIAL_SET_DIFFERENCE_UPDATE: case SPECIAL_SET_SYMMETRIC_DIFFERENCE_UPDATE: case SPECIAL_SET_UNION: case SPECIAL_SET_INTERSECTION:
    case SPECIAL_SET_DIFFERENCE: case SPECIAL_SET_SYMMETRIC_DIFFERENCE: case SPECIAL_FROZENSET_COPY: case SPECIAL_FROZENSET_UNION:
    case SPECIAL_FROZENSET_INTERSECTION: case SPECIAL_FROZENSET_DIFFERENCE: case SPECIAL_FROZENSET_SYMMETRIC_DIFFERENCE:
        return infer_set_method(in, e, t, self);
    case SPECIAL_LIST_EXTEND: return plain_args(in, e, args, "extend", 1, 1) ? special_extend(in, e, self, args) : type_error;
    case SPECIAL_LIST_SORT: return special_sort(in, e, t, self);
    case SPECIAL_GEN_NEXT: case SPECIAL_GEN_ITER: case SPECIAL_GEN_SEND: case SPECIAL_GEN_THROW: case SPECIAL_GEN_CLOSE:
    case SPECIAL_CORO_SEND: case SPECIAL_CORO_THROW: case SPECIAL_CORO_CLOSE:
        return infer_generator_method(in, e, t, self);
    case SPECIAL_AGEN_OFFER: case SPECIAL_AGEN_ITEM: return infer_async_generator(in, t);
    case SPECIAL_AWAIT_ITSELF: case SPECIAL_TASK_AWAIT_ITSELF:
        return plain_args(in, e, args, b->name, 0, 0) ? self : type_error;
    case SPECIAL_TASK_RESULT_METHOD: return special_task_result(in, e, self);
    case SPECIAL_TASK_EXCEPTION:
        return type_join(type_none, type_inst(builtin_class(intern("BaseException"))));
    case SPECIAL_ENUMERATE: return special_enumerate(in, e, args);
    case SPECIAL_ZIP:       return special_zip(in, e, args);
    case SPECIAL_REVERSED:  return plain_args(in, e, args, "reversed", 1, 1) ? special_reversed(in, e, t) : type_error;
    case SPECIAL_ITER:      return infer_iter(in, e, t);
    case SPECIAL_MAP:       return infer_map(in, e, t);
    case SPECIAL_FILTER:    return infer_filter(in, e, t);
    case SPECIAL_NEXT:      return plain_args(in, e, args, "next", 1, 2) ? infer_next(in, e, args) : type_error;
    case SPECIAL_SUPER:     return fail(in, e, "super() is no value: in a method, write super().name(...)");
    default:                return fail(in, e, arena_printf(in->arena, "%s() is not compiled yet", b->name));
    }
}

/* print, min, max, zip and str.format take any number of arguments, also one that is known only at run time. */
static bool takes_rest(const Builtin *b)
{
    return b->special == SPECIAL_PRINT || b->special == SPECIAL_MIN || b->special == SPECIAL_MAX || b->special == SPECIAL_ZIP || b->special == SPECIAL_STR_FORMAT;
}

/* t->builtin, t->args and, of a method, `self` are set: gives the call's type, and sets what else is in t. */
const Type *infer_builtin_call(Infer *in, const Expr *e, Target *t, const Type *self)
{
    for (int i = 0; i < t->args->n; i++) {
        if (t->args->bind[i].kind == BIND_MAPPING && t->builtin->special != SPECIAL_DICT_UPDATE && t->builtin->special != SPECIAL_STR_FORMAT)
            return fail(in, e, arena_printf(in->arena, "the names of the arguments of %s() after ** are not known at compile time", t->builtin->name));
        if (t->args->bind[i].kind == BIND_STAR_ALL && !takes_rest(t->builtin))
            return fail(in, e, arena_printf(in->arena, "the number of arguments of %s() after * is not known at compile time", t->builtin->name));
        if (t->args->type[i]->kind == TY_ERROR)
            return type_error;
    }
    return t->builtin->special ? special_call(in, e, t, self) : row_call(in, e, t->builtin, self, t->args);
}

/* ---- int(x), str(x), list(x) ... ---- */

/* int(x) and float(x): the class may have a method for it. */
static const Type *convert_number(Infer *in, const Expr *e, const ClassInfo *c, Target *t, const Type *result)
{
    const CallArgs *args = t->args;
    const char *const methods[2] = { result->kind == TY_INT ? "__int__" : "__float__", result->kind == TY_INT ? "__trunc__" : "__index__" };

    if (args->n == 0)
        return result;
    for (int i = 0; i < 2 && args->n == 1; i++)
        if (ask_class(in, e, t, methods[i]))
            return result;
    if (result->kind == TY_INT && has_method(args->type[0], intern("__index__")))
        return result;
    if (!one_of(args->type[0], TY_INT, TY_FLOAT, TY_STR) && !one_of(args->type[0], TY_BOOL, TY_BYTES, TY_BYTEARRAY))
        return type_mistake(in, e, args->type[0],
                            arena_printf(in->arena, "%s() argument must be a string or a number, not '%s'", c->name,
                                         type_text(in->arena, args->type[0])),
                            arena_printf(in->arena, "%s() argument must be a string%s a real number, not '%s'", c->name,
                                         result->kind == TY_INT ? ", a bytes-like object or" : " or", type_class_name(args->type[0])));
    return result;
}

static const Type *convert_list(Infer *in, const Expr *e, const CallArgs *args)
{
    return cell_list_of(in, e, args->n ? iter_elem(in, args->type[0], e->span) : type_never);
}

static const Type *convert_tuple(Infer *in, const Expr *e, const CallArgs *args)
{
    if (args->n == 0)
        return type_tuple(NULL, 0);
    return args->type[0]->kind == TY_TUPLE ? args->type[0] : type_tuple_open(iter_elem(in, args->type[0], e->span));
}

static const Type *class_of_value(Infer *in, const Expr *e, const Type *t)
{
    const ClassInfo *c = t->kind == TY_INST ? t->u.class : builtin_class_of(t->kind);
    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return t;
    if (type_has(t, TY_ITER)) {
        infer_report(in, e->span, "type() of an iterator is not compiled");
        return type_error;
    }
    if (type_atoms(t) != 1 || !c || c->is_exception)
        return type_class(builtin_class(intern("type")));       /* which one is known at run time only */
    (void)in;
    (void)e;
    return type_class((ClassInfo *)c);
}

/* A class that is known at run time only has the type of `type` itself: type(x), map(type, xs), but not type(x)(y). */
static bool by_built_in_name(Infer *in, const Expr *e)
{
    return e->kind == EXPR_CALL && e->u.call.func->kind == EXPR_NAME && !names_of(in->names, e->u.call.func);
}

/* t->args are the arguments; t->method is set when the class of the first has one for it. */
const Type *infer_class_call(Infer *in, const Expr *e, ClassInfo *c, Target *t)
{
    const CallArgs *args = t->args;
    int n = args->n;
    if (strcmp(c->name, "dict") == 0)
        return infer_dict_call(in, e, t);
    int most = strcmp(c->name, "int") == 0 ? 2 : 1;

    for (int i = 0; i < n; i++)
        if (args->type[i]->kind == TY_ERROR)
            return type_error;
    if (!plain_args(in, e, args, c->name, 0, most))
        return type_error;
    if (strcmp(c->name, "int") == 0)
        return convert_number(in, e, c, t, type_int);
    if (strcmp(c->name, "float") == 0)
        return convert_number(in, e, c, t, type_float);
    if (strcmp(c->name, "str") == 0)
        return type_str;
    if (strcmp(c->name, "bool") == 0)
        return type_bool;
    if (strcmp(c->name, "list") == 0)
        return convert_list(in, e, args);
    if (strcmp(c->name, "set") == 0 || strcmp(c->name, "frozenset") == 0)
        return infer_set_call(in, e, c->name[0] == 'f', args);
    if (strcmp(c->name, "tuple") == 0)
        return convert_tuple(in, e, args);
    if (strcmp(c->name, "type") == 0 && n == 1 && by_built_in_name(in, e))
        return class_of_value(in, e, args->type[0]);
    if (strcmp(c->name, "type") == 0 && n > 0)
        return fail(in, e, "calling a class that is known at run time only is not compiled: call it by its name");
    return fail(in, e, arena_printf(in->arena, "calling '%s' is not compiled yet", c->name));
}
