/* infer_container.c: displays, iteration, subscripts.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

/* ---- displays ---- */

const Type *infer_items(Infer *in, const ExprVec *items)
{
    const Type *all = type_never;

    for (int i = 0; i < items->n; i++) {
        const Expr *item = items->at[i];
        const Type *t = infer_expr(in, item->kind == EXPR_STARRED ? item->u.operand : item);
        if (item->kind == EXPR_STARRED) {
            info_of(in, item)->type = t;
            t = iter_elem(in, t, item->span);
        }
        all = type_join(all, t);
    }
    return all;
}

const Type *infer_list(Infer *in, const Expr *e)
{
    Cell *cell = expr_cell(in, e);

    cell_add(cell, infer_items(in, &e->u.list));
    return type_list(cell);
}

static int nesting(const Type *t)
{
    int deepest = 0;
    if (t->kind != TY_TUPLE && t->kind != TY_UNION)
        return 0;
    for (int i = 0; i < t->u.parts.n; i++) {
        int d = nesting(t->u.parts.at[i]);
        deepest = d > deepest ? d : deepest;
    }
    return deepest + (t->kind == TY_TUPLE);
}

const Type *infer_tuple(Infer *in, const Expr *e)
{
    const Type **parts = arena_array(in->arena, const Type *, e->u.list.n + 1);
    const Type *all = type_never;       /* of an open one: joining makes one type of its lists */
    bool open = false;
    int deepest = 0;

    for (int i = 0; i < e->u.list.n; i++) {
        const Expr *item = e->u.list.at[i];
        if (item->kind == EXPR_STARRED) {
            const Type *t = infer_expr(in, item->u.operand);
            info_of(in, item)->type = t;
            parts[i] = iter_elem(in, t, item->span);
            open = true;
        } else {
            parts[i] = infer_expr(in, item);
        }
        deepest = nesting(parts[i]) > deepest ? nesting(parts[i]) : deepest;
    }
    if (deepest > 8) {
        infer_report(in, e->span, "a tuple that is nested without bound is not compiled");
        return type_error;
    }
    for (int i = 0; open && i < e->u.list.n; i++)
        all = type_join(all, parts[i]);
    return open ? type_tuple_open(all) : type_tuple(parts, e->u.list.n);
}

static bool constant_index(const Expr *e, int64_t *value)
{
    if (e->kind == EXPR_INT && !e->u.integer.too_big) {
        *value = e->u.integer.value;
        return true;
    }
    if (e->kind == EXPR_UNARY && e->u.unary.op == UN_NEG && constant_index(e->u.unary.operand, value)) {
        *value = -*value;
        return true;
    }
    return false;
}

static const Type *tuple_item(Infer *in, const Type *t, const Expr *e)
{
    int64_t i;

    if (t->u.parts.open || !constant_index(e->u.subscript.index, &i))
        return tuple_all(t);
    if (i < 0)
        i += t->u.parts.n;
    if (i < 0 || i >= t->u.parts.n) {
        if (infer_expected(in, e->span, MISTAKE_INDEX))
            return type_never;
        infer_report(in, e->span, "tuple index out of range: it has %d item%s", t->u.parts.n, t->u.parts.n == 1 ? "" : "s");
        return type_error;
    }
    return t->u.parts.at[i];
}

static const Type *subscript_atom(Infer *in, const Type *t, const Type *index, const Expr *e, CallInfo *call)
{
    CallInfo *one = NULL;
    const Type *args[1] = { index };

    switch (t->kind) {
    case TY_DICT:  return dict_value_read(in, t);
    case TY_STR:   return type_str;
    case TY_LIST:  return elem_read(in, t);
    case TY_RANGE:
    case TY_BYTES: case TY_BYTEARRAY: case TY_MEMORYVIEW: return type_int;
    case TY_TUPLE: return tuple_item(in, t, e);
    case TY_INST:
        if (!has_method(t, intern("__getitem__")))
            return NULL;
        t = infer_method(in, e, t, intern("__getitem__"), args, 1, &one);
        for (int i = 0; i < one->targets.n; i++)
            vec_push(call_arena(in), &call->targets, one->targets.at[i]);
        return t;
    default:       return NULL;
    }
}

static bool is_index(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++)
        if (is_integral(type_atom(t, i)) || has_method(type_atom(t, i), intern("__index__")))
            return true;
    return t->kind == TY_ERROR || t->kind == TY_NEVER;
}

static const Type *slice_atom(const Type *t)
{
    if (t->kind == TY_TUPLE)
        return type_tuple_open(tuple_all(t));
    return t->kind == TY_STR || t->kind == TY_LIST || t->kind == TY_RANGE || type_is_bytes(t) ? t : NULL;
}

static const Type *slice_type(Infer *in)
{
    ClassInfo *c = library_class(in, "builtins", intern("slice"));
    return c ? type_inst(c) : type_never;
}

/* A slice that is an object hangs on its expression as a call. */
const Type *infer_slice_object(Infer *in, const Expr *slice)
{
    const Expr *bounds[3] = { slice->u.slice.start, slice->u.slice.stop, slice->u.slice.step };
    const Type *args[3];
    CallInfo *call = NULL;

    for (int i = 0; i < 3; i++)
        args[i] = bounds[i] ? infer_expr(in, bounds[i]) : type_none;
    const Type *t = infer_apply(in, slice, type_class(library_class(in, "builtins", intern("slice"))), args, 3, &call);
    if (call->targets.n)
        call_set(in, slice, CALL_AS_WRITTEN, call);
    return t;
}

static const Type *plain_slice(Infer *in, const Expr *e, const Type *object)
{
    const Expr *slice = e->u.subscript.index;
    const Expr *bounds[3] = { slice->u.slice.start, slice->u.slice.stop, slice->u.slice.step };

    for (int i = 0; i < 3; i++)
        if (bounds[i])
            infer_expr(in, bounds[i]);
    info_of(in, slice)->type = type_none;
    if (type_has(object, TY_MEMORYVIEW) && slice->u.slice.step && info_of(in, slice->u.slice.step)->type->kind != TY_NONE)
        infer_report(in, e->span, "a slice of a memoryview with a step is not compiled");
    return type_none;
}

const Type *infer_index(Infer *in, const Expr *e, const Type *object, const char *method)
{
    bool taken = e->u.subscript.index->kind != EXPR_SLICE;

    for (int i = 0; i < type_atoms(object); i++)
        taken |= has_method(type_atom(object, i), method);
    return taken ? infer_expr(in, e->u.subscript.index) : plain_slice(in, e, object);
}

int index_kinds(Infer *in, const Expr *index, const Type *t)
{
    const Type *slice = slice_type(in);
    int kinds = index->kind == EXPR_SLICE ? BY_SLICE : is_index(t) ? BY_ITEM : 0;

    for (int i = 0; i < type_atoms(t) && index->kind != EXPR_SLICE; i++)
        kinds |= type_same(type_atom(t, i), slice) ? BY_SLICE : 0;
    return kinds;
}

static const Type *report_index(Infer *in, const Expr *e, const Type *atom, const Type *index)
{
    if (infer_expected(in, e->span, MISTAKE_TYPE))
        return type_never;
    infer_report(in, e->span, "%s indices must be integers or slices, not %s", type_class_name(atom), type_text(in->arena, index));
    return type_error;
}

const Type *infer_subscript(Infer *in, const Expr *e)
{
    const Type *object = infer_expr(in, e->u.subscript.object), *result = type_never, *unfit = NULL;
    CallInfo *call = type_has(object, TY_INST) ? call_new(in) : NULL;

    if (object->kind == TY_NEVER || object->kind == TY_ERROR)
        return object;
    const Type *index = infer_index(in, e, object, intern("__getitem__"));
    int kinds = index_kinds(in, e->u.subscript.index, index);
    for (int i = 0; i < type_atoms(object); i++) {
        const Type *atom = type_norm(type_atom(object, i)), *t = NULL;
        bool by_key = atom->kind == TY_INST || atom->kind == TY_DICT;
        if (!by_key && !kinds && (slice_atom(atom) && atom->kind != TY_RANGE))
            unfit = atom;
        if (!by_key && kinds & BY_SLICE && slice_atom(atom))
            result = type_join(result, slice_atom(atom));
        if (by_key ? e->u.subscript.index->kind != EXPR_SLICE || atom->kind == TY_INST : kinds & BY_ITEM)
            t = subscript_atom(in, atom, index, e, call);
        if (t && t->kind == TY_NEVER && atom->kind != TY_INST && (atom->kind != TY_TUPLE || type_atoms(object) == 1))
            return type_never;
        if (t)
            result = type_join(result, t);
    }
    if (call && call->targets.n) {
        call->on_receiver = true;
        call_set(in, e, CALL_AS_WRITTEN, call);
    }
    if (result->kind != TY_NEVER || (call && call->targets.n))
        return result;
    if (unfit)
        return report_index(in, e, unfit, index);
    if (infer_expected(in, e->span, MISTAKE_TYPE))
        return type_never;
    infer_report(in, e->span, "'%s' object is not subscriptable", type_text(in->arena, object));
    return type_error;
}

/* Subscript with an element that is not known yet gives NEVER, which is no error: see above. */
