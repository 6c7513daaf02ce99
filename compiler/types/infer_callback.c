/* infer_callback.c: built-ins that call a function of the program: map, filter, iter with a sentinel, min and max.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <string.h>

static const Type *fail(Infer *in, const Expr *e, const char *text)
{
    infer_report(in, e->span, "%s", text);
    return type_error;
}

/* Whether no argument is given by name and, if `closed`, each one is written. */
static bool positional(const CallArgs *args)
{
    for (int i = 0; i < args->n; i++)
        if (args->name[i] || bind_is_open(&args->bind[i]))
            return false;
    return true;
}

static const Type *iterator_of(Infer *in, const Expr *e, const Type *elem)
{
    Cell *cell = expr_cell(in, e);

    if (elem->kind == TY_ERROR)
        return elem;
    cell_add(cell, elem);
    return type_iter(cell);
}

/* What calling `callee` with values of these types gives: t->key, and how in t->method. */
static const Type *call_back(Infer *in, const Expr *e, Target *t, const Type *callee, const Type **given, int n)
{
    t->given = given;
    t->given_n = n;
    t->key = infer_apply(in, e, callee, given, n, &t->method);
    return t->key;
}

static const Type **one_given(Infer *in, const Type *item)
{
    const Type **given = arena_array(call_arena(in), const Type *, 1);
    given[0] = item;
    return given;
}

const Type *infer_map(Infer *in, const Expr *e, Target *t)
{
    const CallArgs *args = t->args;
    const Type **given = arena_array(call_arena(in), const Type *, args->n + 1);

    if (!positional(args) || args->n < 2)
        return fail(in, e, "map() takes a function and at least one iterable");
    for (int i = 1; i < args->n; i++) {
        given[i - 1] = iter_elem(in, args->type[i], e->span);
        if (given[i - 1]->kind == TY_ERROR)
            return type_error;
    }
    return iterator_of(in, e, call_back(in, e, t, args->type[0], given, args->n - 1));
}

const Type *infer_filter(Infer *in, const Expr *e, Target *t)
{
    const CallArgs *args = t->args;

    if (!positional(args) || args->n != 2)
        return fail(in, e, "filter() takes a function, or None, and an iterable");
    const Type *item = iter_elem(in, args->type[1], e->span);
    if (item->kind != TY_ERROR && args->type[0]->kind != TY_NONE &&
        call_back(in, e, t, args->type[0], one_given(in, item), 1)->kind == TY_ERROR)
        return type_error;
    return iterator_of(in, e, item);
}

/* iter(items); iter(function, sentinel) */
const Type *infer_iter(Infer *in, const Expr *e, Target *t)
{
    const CallArgs *args = t->args;

    if (!positional(args) || args->n < 1 || args->n > 2)
        return fail(in, e, "iter() takes an iterable, or a function and a sentinel");
    if (args->n == 1 && args->type[0]->kind == TY_GEN)
        return args->type[0];
    if (args->n == 1 && args->type[0]->kind == TY_INST && has_method(args->type[0], intern("__iter__")) && iter_atom(in, args->type[0]))
        return infer_method(in, e, args->type[0], intern("__iter__"), NULL, 0, &t->method);
    if (args->n == 1)
        return iterator_of(in, e, iter_elem(in, args->type[0], e->span));
    const Type *item = call_back(in, e, t, args->type[0], one_given(in, type_never), 0);
    if (item->kind != TY_ERROR)
        classes_compared(in, type_join(item, args->type[1]));
    return iterator_of(in, e, item);
}

/* ---- min, max ---- */

static bool best_keywords(Infer *in, const Expr *e, Target *t, const Type **callee, const Type **fallback, int *positionals)
{
    const CallArgs *args = t->args;

    for (int i = 0; i < args->n; i++) {
        const char *name = args->name[i];
        if (!name) {
            ++*positionals;
        } else if (strcmp(name, "key") == 0) {
            *callee = args->type[i]->kind == TY_NONE ? NULL : args->type[i];
        } else if (strcmp(name, "default") == 0) {
            *fallback = args->type[i];
        } else {
            fail(in, e, arena_printf(in->arena, "'%s' is an invalid keyword argument for %s()", name, t->builtin->name));
            return false;
        }
    }
    return true;
}

/* What it chooses from: an iterable's items or several arguments; after *, either. */
static const Type *candidates(Infer *in, const Expr *e, const CallArgs *args, int positionals)
{
    const Type *item = type_never;

    for (int i = 0; i < args->n; i++) {
        if (args->name[i])
            continue;
        if (positionals == 1 && args->bind[i].kind != BIND_STAR_ALL)
            return iter_elem(in, args->type[i], e->span);
        item = type_join(item, args->type[i]);
        for (int k = 0; positionals == 1 && k < type_atoms(args->type[i]); k++) {
            const Type *inner = iter_atom(in, type_norm(type_atom(args->type[i], k)));
            item = inner ? type_join(item, inner) : item;
        }
    }
    return item;
}

const Type *infer_best(Infer *in, const Expr *e, Target *t)
{
    const Type *callee = NULL, *fallback = NULL;
    int positionals = 0;

    if (!best_keywords(in, e, t, &callee, &fallback, &positionals))
        return type_error;
    if (positionals == 0)
        return fail(in, e, arena_printf(in->arena, "%s expected at least 1 argument, got 0", t->builtin->name));
    if (fallback && positionals > 1)
        return fail(in, e, arena_printf(in->arena, "Cannot specify a default for %s() with multiple positional arguments", t->builtin->name));
    const Type *item = candidates(in, e, t->args, positionals);
    if (item->kind == TY_ERROR)
        return item;
    if (callee && call_back(in, e, t, callee, one_given(in, item), 1)->kind == TY_ERROR)
        return type_error;
    classes_compared(in, callee ? t->key : item);
    return fallback ? type_join(item, fallback) : item;
}
