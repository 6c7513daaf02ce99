/* core_check.c: the invariants that the emitter relies on.
 * SPDX-License-Identifier: MIT */
#include "core/core.h"

#include <assert.h>
#include "core/core_walk.h"

typedef struct Inside { const struct Inside *outer; const CoreBlock *block; } Inside;

static void check_body(const CoreFn *f, const CoreStmts *body, const Inside *in);

/* Control goes only to the end of an enclosing block. */
static void check_target(const CoreBlock *to, const Inside *in)
{
    for (; to && in; in = in->outer)
        if (in->block == to)
            return;
    assert(!to && "a jump goes to the end of an enclosing block");
}

/* An owned result goes to a temporary, never over something that is held. */
static void check_dest(const CoreVar *dest)
{
    assert(!dest || !type_counted(dest->type) || dest->kind == VAR_TEMP);
}

static void check_stmt(const CoreFn *f, const CoreStmt *s, const Inside *in)
{
    Inside inner = { in, s->kind == CS_BLOCK ? s->u.block : NULL };

    switch (s->kind) {
    case CS_LEAVE:   check_target(s->u.leave.block, in); break;
    case CS_OP:      check_target(s->u.op.to, in); check_dest(s->u.op.dest); break;
    case CS_CALL:    check_target(s->u.call.to, in); check_dest(s->u.call.dest); break;
    case CS_NEW:     check_target(s->u.new.to, in); check_dest(s->u.new.dest); break;
    case CS_MAKE:    check_target(s->u.make.to, in); check_dest(s->u.make.dest); break;
    case CS_AWAIT:
        assert(f->is_coroutine && "only coroutines await");
        check_target(s->u.await.to, in);
        check_dest(s->u.await.dest);
        break;
    case CS_RAISE:   check_target(s->u.raise.to, in); break;
    case CS_RERAISE: check_target(s->u.reraise.to, in); break;
    case CS_IF:
        check_body(f, &s->u.branch.then, in);
        check_body(f, &s->u.branch.els, in);
        break;
    case CS_LOOP:    check_body(f, &s->u.loop.body, in); break;
    case CS_COUNT:
        assert(s->u.count.step != 0 && "a counted loop has a step");
        check_body(f, &s->u.count.body, in);
        break;
    case CS_BLOCK:   check_body(f, &s->u.block->body, &inner); break;
    default: break;
    }
}

static void check_body(const CoreFn *f, const CoreStmts *body, const Inside *in)
{
    for (int i = 0; i < body->n; i++)
        check_stmt(f, body->at[i], in);
}

/* What an interrupt handler runs neither allocates nor counts references; calls go down a tree, as none of it is recursive. */
static void check_uncounted(CoreStmts *body, void *context)
{
    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        const CoreVar *dest = s->kind == CS_SET ? s->u.set.var : core_dest(s);
        assert(s->kind != CS_NEW && s->kind != CS_MAKE && s->kind != CS_AWAIT && s->kind != CS_SETFIELD && s->kind != CS_SETITEM &&
               "an interrupt handler makes and awaits nothing");
        assert((!dest || !core_counted(dest)) && "an interrupt handler counts no references");
        if (s->kind == CS_CALL)
            check_uncounted(&s->u.call.fn->body, context);
        core_each_body(s, check_uncounted, context);
    }
}

void core_check_fn(const CoreFn *fn)
{
    check_body(fn, &fn->body, NULL);
}

void core_check_handlers(const Core *core)
{
    for (int i = 0; i < core->exports.n; i++)
        if (core->exports.at[i]->interrupt)
            check_uncounted(&core->exports.at[i]->fn->body, NULL);
}
