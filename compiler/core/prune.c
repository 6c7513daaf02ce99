/* prune.c: what nothing comes to is taken out, and the blocks that something leaves are marked.
 * SPDX-License-Identifier: MIT */
#include "core/prune.h"
#include "core/core_walk.h"

/* ---- which blocks are left, by LEAVE or by an exception ---- */

static void mark_body(CoreStmts *body, void *context);

static void mark_stmt(CoreStmt *s)
{
    CoreBlock *to = NULL;

    if (core_raises(s, &to) && to)
        to->landing = to->left = true;
    if (s->kind == CS_LEAVE)
        s->u.leave.block->left = true;
    if (s->kind == CS_BLOCK)
        s->u.block->landing = s->u.block->left = false;     /* what leaves it stands inside */
    core_each_body(s, mark_body, NULL);
}

static void mark_body(CoreStmts *body, void *context)
{
    (void)context;
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
        mark_body(&fn->body, NULL);
        fn->falls_off = ends_after(&fn->body, &pruned);
    }
}

/* ---- modules of the library of which nothing is left to do ---- */

static bool is_idle(const CoreFn *top)
{
    return top->library && (top->body.n == 0 || (top->body.n == 1 && top->body.at[0]->kind == CS_RETURN));
}

static void drop_fn(Core *core, const CoreFn *fn)
{
    int n = 0;

    for (int i = 0; i < core->fns.n; i++)
        if (core->fns.at[i] != fn)
            core->fns.at[n++] = core->fns.at[i];
    core->fns.n = n;
}

void prune_tops(Core *core)
{
    int n = 0;

    for (int i = 0; i < core->tops.n; i++) {
        CoreFn *top = core->tops.at[i];
        if (is_idle(top))
            drop_fn(core, top);
        else
            core->tops.at[n++] = top;
    }
    core->tops.n = n;
}

void prune(Core *core)
{
    for (int i = 0; i < core->fns.n; i++)
        prune_fn(core->fns.at[i]);
    prune_tops(core);
}
