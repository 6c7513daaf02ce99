/* lodge.c: lists where each function pauses, and counts the awaits of each coroutine.
 * SPDX-License-Identifier: MIT */
#include "core/lodge.h"
#include "core/core_walk.h"

static void give_head(CoreFn *fn)
{
    fn->own_head = true;
    fn->host = NULL;
}

/* The first place takes it in; a second one shows that it needs a head of its own. */
static void take_in(CoreFn *host, CoreStmt *await)
{
    CoreFn *fn = await->u.await.fn;

    if (fn->own_head || fn->host) {
        give_head(fn);
        return;
    }
    fn->host = host;
    fn->awaited = await;
}

typedef struct Search { Arena *arena; CoreFn *fn; } Search;

static void find_pauses(CoreStmts *body, void *context)
{
    const Search *search = context;

    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        if (s->kind == CS_AWAIT || s->kind == CS_YIELD)
            vec_push(search->arena, &search->fn->pauses, s);
        if (s->kind == CS_AWAIT && s->u.await.kind == AWAIT_CALL)
            take_in(search->fn, s);
        if (s->kind == CS_MAKE)
            give_head(s->u.make.fn);
        core_each_body(s, find_pauses, context);
    }
}

void lodge_look(Arena *a, CoreFn *fn)
{
    find_pauses(&fn->body, &(Search){ a, fn });
}

void lodge_end(Core *core)
{
    for (int i = 0; i < core->exports.n; i++)
        give_head(core->exports.at[i]->fn);
    for (int i = 0; i < core->fns.n; i++)
        if (core->fns.at[i]->pool)
            give_head(core->fns.at[i]);
    for (int i = 0; i < core->fns.n; i++)
        if (core->fns.at[i]->host)
            core->fns.at[i]->host->has_lodgers = true;
}
