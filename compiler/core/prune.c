/* prune.c: what nothing comes to is taken out, and the blocks that something leaves are marked.
 * SPDX-License-Identifier: MIT */
#include "core/prune.h"

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

/* ---- constants of the library that nobody reads ---- */

static void note_read(CoreExpr *e, void *read)
{
    if ((e->kind == CE_VAR || e->kind == CE_ADDR) && e->u.var->kind == VAR_GLOBAL)
        map_put(read, e->u.var, e->u.var);
    core_each_operand(e, note_read, read);
}

static void note_reads(CoreStmts *body, void *read)
{
    for (int i = 0; i < body->n; i++) {
        CoreVar *dest = core_dest(body->at[i]);
        if (dest && dest->kind == VAR_GLOBAL)
            map_put(read, dest, dest);          /* assigned in a function, or what a call gives: as if read */
        core_each_expr(body->at[i], note_read, read);
        core_each_body(body->at[i], note_reads, read);
    }
}

/* x = y at the top level of a module of the library, which only defines x. */
static bool is_definition(const CoreStmt *s)
{
    return s->kind == CS_SET && s->u.set.var->kind == VAR_GLOBAL && !s->u.set.owned;
}

static void note_reads_of_top(CoreFn *top, Map *read)
{
    for (int i = 0; i < top->body.n; i++) {
        CoreStmts one = { &top->body.at[i], 1, 1 };
        if (is_definition(top->body.at[i]))
            note_read(top->body.at[i]->u.set.value, read);
        else
            note_reads(&one, read);
    }
}

static bool is_top(const Core *core, const CoreFn *fn)
{
    for (int i = 0; i < core->tops.n; i++)
        if (core->tops.at[i] == fn)
            return true;
    return false;
}

static bool drop_definitions(CoreFn *top, const Map *read)
{
    int n = 0, before = top->body.n;

    for (int i = 0; i < top->body.n; i++)
        if (!is_definition(top->body.at[i]) || map_get(read, top->body.at[i]->u.set.var))
            top->body.at[n++] = top->body.at[i];
    top->body.n = n;
    return n < before;
}

/* What is dropped may have been all that read another one: the top levels of the library are looked at again. */
static void prune_constants(Arena *a, Core *core)
{
    Map read, of_program;
    bool dropped = true;
    int n = 0;

    map_init(&of_program, a);
    for (int i = 0; i < core->fns.n; i++)
        if (!core->fns.at[i]->library || !is_top(core, core->fns.at[i]))
            note_reads(&core->fns.at[i]->body, &of_program);
    while (dropped) {
        dropped = false;
        map_init(&read, a);
        for (int i = 0; i < of_program.n; i++)
            map_put(&read, of_program.entry[i].key, of_program.entry[i].value);
        for (int i = 0; i < core->tops.n; i++)
            if (core->tops.at[i]->library)
                note_reads_of_top(core->tops.at[i], &read);
        for (int i = 0; i < core->tops.n; i++)
            if (core->tops.at[i]->library)
                dropped |= drop_definitions(core->tops.at[i], &read);
    }
    for (int i = 0; i < core->globals.n; i++)
        if (map_get(&read, core->globals.at[i]))
            core->globals.at[n++] = core->globals.at[i];
    core->globals.n = n;
}

/* ---- modules of the library that only define: their top levels do nothing ---- */

static bool does_nothing(const CoreFn *top)
{
    return top->library && (top->body.n == 0 || top->body.at[0]->kind == CS_RETURN);
}

static void prune_tops(Core *core)
{
    int fns = 0, tops = 0;

    for (int i = 0; i < core->fns.n; i++) {
        if (!is_top(core, core->fns.at[i]) || !does_nothing(core->fns.at[i]))
            core->fns.at[fns++] = core->fns.at[i];
    }
    for (int i = 0; i < core->tops.n; i++)
        if (!does_nothing(core->tops.at[i]))
            core->tops.at[tops++] = core->tops.at[i];
    core->fns.n = fns;
    core->tops.n = tops;
}

void prune(Arena *a, Core *core)
{
    for (int i = 0; i < core->fns.n; i++)
        prune_fn(core->fns.at[i]);
    prune_constants(a, core);
    prune_tops(core);
}
