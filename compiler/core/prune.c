/* prune.c: what nothing comes to is taken out, and the blocks that something leaves are marked.
 * SPDX-License-Identifier: MIT */
#include "core/prune.h"

/* ---- which blocks are left, by LEAVE or by an exception ---- */

static void mark_body(CoreStmts *body);

static void mark(CoreBlock *to, bool raises)
{
    if (raises && to)
        to->landing = to->left = true;
}

static void mark_stmt(CoreStmt *s)
{
    switch (s->kind) {
    case CS_OP:      mark(s->u.op.to, s->u.op.raises); break;
    case CS_CALL:    mark(s->u.call.to, s->u.call.fn->raises); break;
    case CS_NEW:     mark(s->u.new.to, true); break;
    case CS_MAKE:    mark(s->u.make.to, true); break;
    case CS_AWAIT:   mark(s->u.await.to, true); break;
    case CS_YIELD:   mark(s->u.yield.to, true); break;
    case CS_RAISE:   mark(s->u.raise.to, true); break;
    case CS_RERAISE: mark(s->u.reraise.to, true); break;
    case CS_LEAVE:   s->u.leave.block->left = true; break;
    case CS_IF:
        mark_body(&s->u.branch.then);
        mark_body(&s->u.branch.els);
        break;
    case CS_LOOP:    mark_body(&s->u.loop.body); break;
    case CS_COUNT:   mark_body(&s->u.count.body); break;
    case CS_BLOCK:
        s->u.block->landing = s->u.block->left = false;     /* what leaves it stands inside */
        mark_body(&s->u.block->body);
        break;
    default: break;
    }
}

static void mark_body(CoreStmts *body)
{
    for (int i = 0; i < body->n; i++)
        mark_stmt(body->at[i]);
}

/* ---- what nothing comes to ---- */

static bool ends_after(CoreStmts *body, bool *pruned);

/* Can control come to what follows? */
static bool falls_through(CoreStmt *s, bool *pruned)
{
    bool then, els;

    switch (s->kind) {
    case CS_LEAVE: case CS_RETURN: case CS_RAISE: case CS_RERAISE: return false;
    case CS_IF:
        then = ends_after(&s->u.branch.then, pruned);
        els = ends_after(&s->u.branch.els, pruned);
        return then || els;
    case CS_LOOP:
        ends_after(&s->u.loop.body, pruned);
        return s->u.loop.cond != NULL;          /* one for ever is left by LEAVE only */
    case CS_COUNT:
        ends_after(&s->u.count.body, pruned);
        return true;
    case CS_BLOCK: {
        bool end = ends_after(&s->u.block->body, pruned);
        return end || s->u.block->left;
    }
    default: return true;
    }
}

static bool ends_after(CoreStmts *body, bool *pruned)
{
    for (int i = 0; i < body->n; i++) {
        if (falls_through(body->at[i], pruned))
            continue;
        *pruned |= i + 1 < body->n;
        body->n = i + 1;
        return false;
    }
    return true;
}

/* What is taken out may have been all that left a block: marked and looked at again. */
void prune_fn(CoreFn *fn)
{
    bool pruned = true;

    while (pruned) {
        pruned = false;
        mark_body(&fn->body);
        fn->falls_off = ends_after(&fn->body, &pruned);
    }
}

void prune(Core *core)
{
    for (int i = 0; i < core->fns.n; i++)
        prune_fn(core->fns.at[i]);
}
