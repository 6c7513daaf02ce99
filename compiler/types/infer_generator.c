/* infer_generator.c: generators: yield, next() and the methods.
 *
 * What comes out of the yields of an instance, and what goes into them by send(), is joined over the whole program.
 * next() sends None, so that is always among it. Coroutines that are driven by hand are not told apart: what is sent to
 * one may come out of the yield of any object that one awaits, and what that yields comes out of every send().
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

static bool pending(const Type *t) { return t->kind == TY_NEVER || t->kind == TY_ERROR; }

const Type *infer_yield(Infer *in, const Expr *e)
{
    if (in->now->func->awaits)
        return infer_give_way(in, e);

    const Type *t = e->u.operand ? infer_expr(in, e->u.operand) : type_none;

    if (pending(t))
        return t;
    yielded_add(in, in->now, t);
    return type_norm(in->now->sent);
}

/* What `yield from` an atom gives in the end: a generator's result. */
static const Type *delegate_result(Infer *in, const Type *atom)
{
    const Type *it = atom->kind == TY_INST ? iterator_of_object(in, atom) : atom, *result = type_never;

    for (int i = 0; it && i < type_atoms(it); i++) {
        const Type *a = type_norm(type_atom(it, i));
        if (a->kind == TY_GEN)
            sent_add(in, a->u.instance, in->now->sent);
        result = type_join(result, a->kind == TY_GEN ? instance_result(in, a->u.instance) : type_none);
    }
    return result;
}

const Type *infer_yield_from(Infer *in, const Expr *e)
{
    if (in->now->func->awaits)
        return infer_await(in, e);
    const Type *t = infer_expr(in, e->u.operand), *result = type_never;
    if (is_awaitable(t)) {
        in->now->func->awaits = in->vars_grew = true;       /* no generator but a coroutine: once more */
        return type_never;
    }
    if (pending(t))
        return t;
    const Type *item = iter_elem(in, t, e->u.operand->span);
    if (item->kind == TY_ERROR)
        return item;
    yielded_add(in, in->now, item);
    for (int i = 0; i < type_atoms(t); i++)
        result = type_join(result, delegate_result(in, type_norm(type_atom(t, i))));
    return result;
}

/* ---- next() and the methods ---- */

const Type *infer_next(Infer *in, const Expr *e, const CallArgs *args)
{
    const Type *iterator = args->type[0], *result = args->n == 2 ? args->type[1] : type_never, *alien = NULL;
    bool some = false;

    if (pending(iterator))
        return iterator;
    for (int i = 0; i < type_atoms(iterator); i++) {
        const Type *atom = type_norm(type_atom(iterator, i)), *item = next_atom(in, atom);
        some |= item != NULL;
        alien = item || atom->kind == TY_NONE ? alien : atom;
        if (item)
            result = type_join(result, item);
    }
    if (some && (!alien || in->expected & MISTAKE_TYPE))
        return result;                          /* what is none raises at run time */
    if (infer_expected(in, e->span, MISTAKE_TYPE))
        return type_never;
    infer_report(in, e->span, "'%s' object is not an iterator", type_text(in->arena, iterator));
    return type_error;
}

/* A coroutine may stand at sleep(0), which gives None. */
static const Type *infer_driven(Infer *in, const Type *sent)
{
    in->program->drives = true;
    cell_add(in->program->sent, sent);
    cell_read(in->program->given, in->now);
    return type_join(type_none, cell_find(in->program->given)->content);
}

static const Type *infer_throw(Infer *in, const Expr *e, const Type *self, const CallArgs *args)
{
    if (e->u.call.args.at[0].star || !infer_raised(in, e->u.call.args.at[0].value, args->type[0]))
        return type_error;
    return self->kind == TY_CORO ? infer_driven(in, type_none) : instance_yielded(in, self->u.instance);
}

const Type *infer_generator_method(Infer *in, const Expr *e, Target *t, const Type *self)
{
    const CallArgs *args = t->args;
    SpecialId special = t->builtin->special;
    bool takes_one = special == SPECIAL_GEN_SEND || special == SPECIAL_GEN_THROW || special == SPECIAL_CORO_SEND || special == SPECIAL_CORO_THROW;

    for (int i = 0; i < args->n; i++)
        if (args->name[i]) {
            infer_report(in, e->span, "%s() takes no keyword arguments", t->builtin->name);
            return type_error;
        }
    if (args->n != takes_one) {
        infer_report(in, e->span, "%s() takes %s (%d given)", t->builtin->name, takes_one ? "one argument" : "no arguments", args->n);
        return type_error;
    }
    switch (special) {
    case SPECIAL_GEN_NEXT:  return instance_yielded(in, self->u.instance);
    case SPECIAL_GEN_SEND:
        sent_add(in, self->u.instance, args->type[0]);
        return instance_yielded(in, self->u.instance);
    case SPECIAL_CORO_SEND: return infer_driven(in, args->type[0]);
    case SPECIAL_GEN_THROW: case SPECIAL_CORO_THROW: return infer_throw(in, e, self, args);
    case SPECIAL_GEN_CLOSE: case SPECIAL_CORO_CLOSE: return type_none;
    default:                return self;        /* __iter__ */
    }
}

/* What the methods of asynchronous generators are made of; only the library calls these. */
const Type *infer_async_generator(Infer *in, const Target *t)
{
    const Type *generator = t->args->n ? t->args->type[0] : type_none, *result = type_never;
    bool offer = t->builtin->special == SPECIAL_AGEN_OFFER;

    for (int i = 0; i < type_atoms(generator); i++) {
        const Type *a = type_norm(type_atom(generator, i));
        if (a->kind != TY_AGEN)
            continue;
        if (offer)
            sent_add(in, a->u.instance, t->args->type[1]);
        result = type_join(result, instance_yielded(in, a->u.instance));
    }
    return offer ? type_none : result;
}
