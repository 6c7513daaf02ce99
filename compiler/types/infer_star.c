/* infer_star.c: except*. What it does with the exception that was caught stands in the library: class Handling of
 * exceptiongroup.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

static bool catches_groups(const Type *t)
{
    if (t->kind == TY_CLASS)
        return class_member(t->u.class, intern("subgroup")) != NULL;
    for (int i = 0; t->kind == TY_TUPLE && i < t->u.parts.n; i++)
        if (catches_groups(t->u.parts.at[i]))
            return true;
    return false;
}

static const Type *method(Infer *in, const Expr *at, const Type *handling, const char *name, const Type *arg, CallRole role)
{
    CallInfo *call;
    const Type *t = infer_method(in, at, handling, intern(name), &arg, arg ? 1 : 0, &call);

    call_set(in, at, role, call);
    return t;
}

static const Type *begin(Infer *in, const Expr *at)
{
    const Type *caught = type_inst(builtin_class(intern("BaseException")));
    ClassInfo *handling = library_class(in, "exceptiongroup", intern("Handling"));
    CallInfo *call;
    const Type *t = infer_apply(in, at, type_class(handling), &caught, 1, &call);

    call_set(in, at, CALL_STAR_BEGIN, call);
    method(in, at, t, "end", NULL, CALL_STAR_END);
    return t;
}

static void handler(Infer *in, const Handler *h, const Type *handling)
{
    const Type *classes = infer_expr(in, h->type), *part = type_error;
    const Symbol *s = h->name ? map_get(&in->names->symbol_of, h) : NULL;

    if (!handler_inst(classes))
        infer_report(in, h->type->span, "except* needs an exception class, or a tuple of them, known at compile time");
    else if (catches_groups(classes))
        infer_report(in, h->type->span, "catching ExceptionGroup with except* is not allowed. Use except instead.");
    else
        part = type_norm(type_without(method(in, h->type, handling, "part", classes, CALL_STAR_PART), type_none));
    method(in, h->type, handling, "failed", type_inst(builtin_class(intern("BaseException"))), CALL_STAR_FAILED);
    if (s)
        symbol_assign(in, s, part);
    infer_block(in, &h->body);
    if (s)
        symbol_delete(in, s);
}

/* Some of the handlers run, one after the other; one that raises keeps the others from nothing. */
void infer_star_handlers(Infer *in, const Stmt *s, Env thrown, Env *after)
{
    const Type *handling = type_error;

    for (int i = 0; i < s->u.try.handlers.n; i++) {
        const Handler *h = &s->u.try.handlers.at[i];
        in->env = env_copy(in, thrown);
        if (i == 0)
            handling = begin(in, h->type);
        handler(in, h, handling);
        *after = env_join(in, *after, in->env);
        in->env = thrown;
        infer_loosen(in, &h->body);
        thrown = in->env;
    }
}
