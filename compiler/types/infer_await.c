/* infer_await.c: await, and async for.
 *
 * Coroutines and tasks are awaited as they are. An object with __await__ (or, as in MicroPython, with __iter__ alone)
 * is asked for what is to be awaited. A generator that gives way by `yield`, or that says `yield from` to a coroutine,
 * is a coroutine written in the old way.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

/* A generator that is awaited is a coroutine in the old way, wherever it is called. */
bool await_generator(Infer *in, const Type *t)
{
    const Func *f = t->kind == TY_GEN ? t->u.instance->func->ast : NULL;

    if (!f || in->reporting || strcmp(f->name, "<genexpr>") == 0)
        return false;
    map_put(in->awaited, f, in);
    in->awaits_more = true;
    return true;
}

static const Type *await_atom(Infer *in, const Type *t)
{
    if (await_generator(in, t))
        return type_never;
    if (t->kind == TY_CORO)
        return instance_result(in, t->u.instance);
    return t->kind == TY_TASK ? elem_read(in, t) : NULL;
}

/* The method that an await of the object calls; NULL: it has none. */
static const char *await_method(const Type *t)
{
    const Member *m = NULL;

    if (t->kind != TY_INST)
        return NULL;
    if (has_method(t, intern("__await__")))
        return intern("__await__");
    m = class_member(t->u.class, intern("__iter__"));
    return m && m->func && m->func->ast->has_yield ? intern("__iter__") : NULL;
}

/* What its methods give to be awaited, of the objects in t; noted on e. */
static const Type *await_objects(Infer *in, const Expr *e, const Type *t)
{
    const Type *objects = type_never;
    const char *name = NULL;
    CallInfo *call = NULL;

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_norm(type_atom(t, i));
        const char *method = await_method(a);
        if (!method || (name && name != method))
            continue;
        name = method;
        class_member(a->u.class, name)->func->awaits |= class_member(a->u.class, name)->func->ast->has_yield;
        objects = type_join(objects, a);
    }
    if (!name)
        return type_never;
    const Type *awaited = infer_method(in, e, objects, name, NULL, 0, &call);
    call_set(in, e, CALL_AS_WRITTEN, call);
    return awaited;
}

static void report_await(Infer *in, const Expr *e, const Type *t)
{
    infer_report(in, e->span, "object of type '%s' cannot be awaited", type_text(in->arena, t));
    if (t->kind == TY_FUNC && t->u.func->ast->is_async)
        infer_help(in, "call it: await %s()", t->u.func->name);
}

static const Type *await_atoms(Infer *in, const Type *t, bool *some)
{
    const Type *result = type_never;

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *r = await_atom(in, type_norm(type_atom(t, i)));
        *some |= r != NULL;
        if (r)
            result = type_join(result, r);
    }
    return result;
}

const Type *infer_await(Infer *in, const Expr *e)
{
    const Type *t = infer_expr(in, e->u.operand);
    bool some = false;

    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return t;
    const Type *objects = await_objects(in, e, t);
    if (objects->kind == TY_ERROR)
        return objects;
    const Type *result = type_join(await_atoms(in, t, &some), await_atoms(in, objects, &some));
    if (!some && call_of(info_of(in, e), CALL_AS_WRITTEN) && objects->kind == TY_NEVER)
        return type_never;                      /* it is still to come */
    if (!some) {
        report_await(in, e, t);
        return type_error;
    }
    if (result->kind == TY_NEVER && in->reporting)
        in->env.at = NULL;                      /* it never ends */
    return result;
}

bool is_awaitable(const Type *t)
{
    for (int i = 0; i < type_atoms(t); i++) {
        TypeKind k = type_atom(t, i)->kind;
        if (k == TY_CORO || k == TY_TASK)
            return true;
    }
    return t->kind == TY_INST && has_method(t, intern("__await__"));
}

/* `yield` in a coroutine: others run; a number is a pause in milliseconds. One that is driven by hand gives it to whoever
 * does, and gets what is sent. */
const Type *infer_give_way(Infer *in, const Expr *e)
{
    const Type *t = e->u.operand ? infer_expr(in, e->u.operand) : type_none;

    cell_add(in->program->given, t);
    cell_read(in->program->sent, in->now);
    if (in->program->drives)
        return type_join(type_none, cell_find(in->program->sent)->content);
    if (t->kind != TY_NONE && t->kind != TY_INT && t->kind != TY_NEVER && t->kind != TY_ERROR)
        infer_report(in, e->span, "a coroutine can yield nothing but milliseconds, not '%s'", type_text(in->arena, t));
    return type_none;
}

/* ---- async for ---- */

static const Type *not_async_iterable(Infer *in, const Expr *e, const Type *t)
{
    infer_report(in, e->span, "'async for' requires an object with __aiter__ method, got '%s'", type_text(in->arena, t));
    for (int i = 0; i < type_atoms(t); i++)
        if (iter_atom(in, type_norm(type_atom(t, i)))) {
            infer_help(in, "write 'for'");
            break;
        }
    return type_error;
}

static const Type *all_yielded(Infer *in, const Type *t)
{
    const Type *result = type_never;

    for (int i = 0; i < type_atoms(t); i++) {
        const Type *a = type_atom(t, i);
        if (a->kind != TY_AGEN)
            return NULL;
        result = type_join(result, instance_yielded(in, a->u.instance));
    }
    return result;
}

static bool all_have(const Type *t, const char *method)
{
    for (int i = 0; i < type_atoms(t); i++)
        if (!has_method(type_norm(type_atom(t, i)), method))
            return false;
    return true;
}

/* By __anext__ of the iterator, until StopAsyncIteration. */
static const Type *awaited_next(Infer *in, const Expr *e, const Type *iterator)
{
    CallInfo *next = NULL;
    bool some = false;

    if (!all_have(iterator, intern("__anext__"))) {
        infer_report(in, e->span, "'async for' received an object from __aiter__ that does not implement __anext__: '%s'",
                     type_text(in->arena, iterator));
        if (iterator->kind == TY_CORO)
            infer_help(in, "write 'def __aiter__', without 'async'");
        return type_error;
    }
    const Type *awaited = infer_method(in, e, iterator, intern("__anext__"), NULL, 0, &next);
    call_set(in, e, CALL_ANEXT, next);
    if (awaited->kind == TY_NEVER || awaited->kind == TY_ERROR)
        return awaited;
    const Type *item = await_atoms(in, awaited, &some);
    return some ? item : not_async_iterable(in, e, iterator);
}

const Type *async_elem(Infer *in, const Expr *e, const Type *t)
{
    CallInfo *iter = NULL;

    if (t->kind == TY_NEVER || t->kind == TY_ERROR)
        return t;
    if (all_yielded(in, t))
        return all_yielded(in, t);
    if (!all_have(t, intern("__aiter__")))
        return not_async_iterable(in, e, t);
    const Type *iterator = infer_method(in, e, t, intern("__aiter__"), NULL, 0, &iter);
    call_set(in, e, CALL_AITER, iter);
    if (iterator->kind == TY_NEVER || iterator->kind == TY_ERROR)
        return iterator;
    const Type *yielded = all_yielded(in, iterator);
    return yielded ? yielded : awaited_next(in, e, iterator);
}
