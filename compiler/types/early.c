/* early.c: functions of a module that may run before a def or class further down has run.
 *
 *     def main(): helper()
 *     main()                       helper has no value yet: NameError
 *     def helper(): ...
 *
 * The top-level statements are numbered in the order in which they run. From the calls of each one follows which
 * instances may run from then on; a name that is read in one of these and bound later needs a flag. A coroutine
 * counts as running from where it is made.
 * SPDX-License-Identifier: MIT */
#include "types/infer_impl.h"

#include <limits.h>

void early_call(Infer *in, const CallInfo *c)
{
    if (in->reporting && in->now->func->scope->kind == SCOPE_MODULE)
        vec_push(in->arena, &in->launches, ((Launch){ c, in->top_statement }));
}

void early_bound(Infer *in, const Symbol *s)
{
    if (in->reporting && s->constant)
        global_of(in, s)->bound_at = in->top_statement;
}

void early_read(Infer *in, const Symbol *s, const Expr *at)
{
    if (in->reporting && at && s->scope->kind == SCOPE_MODULE && in->now->func->scope != s->scope)
        vec_push(in->arena, &in->late_reads, ((LateRead){ in->now, global_of(in, s), at }));
}

typedef struct Reach { Infer *in; VEC(Instance *) stack; int statement; } Reach;

static void reach_instance(Reach *r, Instance *i)
{
    if (!i || (i->runs_from && i->runs_from <= r->statement))
        return;
    i->runs_from = r->statement;
    vec_push(r->in->arena, &r->stack, i);
}

static void reach_target(void *context, const Target *t)
{
    Reach *r = context;

    reach_instance(r, t->instance);
    for (int i = 0; t->class && i < CLASS_SLOTS; i++)
        reach_instance(r, t->class->slot[i]);
    for (int i = 0; t->class && i < 6; i++)
        reach_instance(r, t->class->compare[i]);
}

static void reach_callees(Reach *r)
{
    while (r->stack.n)
        each_call_target(r->stack.at[--r->stack.n], reach_target, r);
}

static void reach_all(Reach *r, const CallInfo *c, int statement)
{
    r->statement = statement;
    each_target(c, reach_target, r);
    reach_callees(r);
}

/* C may call what is exported while the module's text runs, from its def on; of a program that is a library, when the
 * text has run. An interrupt handler is asked for when the names that it uses have values. */
static void reach_exports(Reach *r)
{
    for (int i = 0; i < r->in->program->exports.n; i++) {
        const Export *x = r->in->program->exports.at[i];
        const Symbol *s = scope_lookup(x->func->module->scope, x->func->name);
        r->statement = r->in->names->is_library || x->interrupt ? INT_MAX : global_of(r->in, s)->bound_at + 1;
        reach_instance(r, x->instance);
        reach_callees(r);
    }
}

void early_finish(Infer *in)
{
    Reach r = { .in = in };

    for (int i = 0; i < in->launches.n; i++)
        reach_all(&r, in->launches.at[i].call, in->launches.at[i].statement);
    reach_exports(&r);
    for (int i = 0; i < in->late_reads.n; i++) {
        const LateRead *read = &in->late_reads.at[i];
        if (read->instance->runs_from > read->global->bound_at)
            continue;
        read->global->needs_flag = true;
        read->instance->expr[read->at->id - read->instance->func->ast->first_id].flags |= XF_MAYBE_UNBOUND;
    }
}
