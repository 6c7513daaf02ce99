/* raising.c: which functions let exceptions out: those with a statement that may raise to nowhere, and who calls them.
 * SPDX-License-Identifier: MIT */
#include "core/raising.h"

#include "core/callers.h"
#include "core/core_walk.h"

/* callers: of functions that are not known to raise, those that would let their exceptions out. */
typedef struct Raising { Arena *arena; CoreFn *fn; Callers callers; VEC(CoreFn *) found; } Raising;

static bool escapes(Raising *r, const CoreStmts *body);

static bool call_escapes(Raising *r, const CoreStmt *s)
{
    CoreFn *callee = s->u.call.fn;

    if (!s->u.call.to && !callee->raises)
        callers_add(&r->callers, callee, r->fn);
    return !s->u.call.to && callee->raises;
}

/* Does an exception of the statement leave the function? */
static bool stmt_escapes(Raising *r, CoreStmt *s)
{
    CoreBlock *to = NULL;

    switch (s->kind) {
    case CS_OP:      return s->u.op.raises && !s->u.op.to;
    case CS_CALL:    return call_escapes(r, s);
    case CS_NEW:     return !s->u.new.to;
    case CS_MAKE:    return core_raises(s, &to) && !to;
    case CS_AWAIT:   return !s->u.await.to;
    case CS_YIELD:   return !s->u.yield.to;
    case CS_RAISE:   return !s->u.raise.to;
    case CS_RERAISE: return !s->u.reraise.to;
    case CS_IF:      return escapes(r, &s->u.branch.then) | escapes(r, &s->u.branch.els);
    case CS_LOOP:    return escapes(r, &s->u.loop.body);
    case CS_COUNT:   return escapes(r, &s->u.count.body);
    case CS_BLOCK:   return escapes(r, &s->u.block->body);
    default:         return false;
    }
}

static bool escapes(Raising *r, const CoreStmts *body)
{
    bool yes = false;
    for (int i = 0; i < body->n; i++)
        yes |= stmt_escapes(r, body->at[i]);
    return yes;
}

static void set_raising(Raising *r, CoreFn *f)
{
    if (f->raises)
        return;
    f->raises = true;
    vec_push(r->arena, &r->found, f);
}

static void forget(Core *core)
{
    for (int i = 0; i < core->fns.n; i++) {
        CoreFn *f = core->fns.at[i];
        if (!core->raising_known)
            f->always_raises = f->raises;
        f->raises = f->always_raises;
    }
    core->raising_known = true;
}

void raising(Arena *a, Core *core)
{
    Raising r = { .arena = a };

    forget(core);
    callers_begin(&r.callers, a);
    for (int i = 0; i < core->fns.n; i++) {
        r.fn = core->fns.at[i];
        if (!r.fn->raises && (r.fn->guard || escapes(&r, &r.fn->body)))
            set_raising(&r, r.fn);
    }
    while (r.found.n > 0)
        for (const Caller *c = callers_of(&r.callers, r.found.at[--r.found.n]); c; c = c->next)
            set_raising(&r, c->fn);
}
