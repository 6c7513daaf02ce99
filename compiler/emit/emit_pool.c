/* emit_pool.c: @pool(n): with a heap a count of the coroutine objects that there are, without one their places.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

static const char *pool_name(Emitter *e, const CorePool *p)
{
    return name_fn(e->names, p->fns.at[0]);
}

/* Of one function its frame, of several a union. */
static void emit_slot(Emitter *e, const CorePool *p)
{
    out(e->out, "struct %s_slot {\nAcSlot slot;", pool_name(e, p));
    if (p->fns.n > 1)
        out(e->out, "union {");
    for (int i = 0; i < p->fns.n; i++) {
        const char *name = name_fn(e->names, p->fns.at[i]);
        out(e->out, "struct %s_frame %s;", name, p->fns.n > 1 ? name : "frame");
    }
    if (p->fns.n > 1)
        out(e->out, "} frame;");
    out(e->out, "};\n");
}

static void emit_static_pool(Emitter *e, const CorePool *p)
{
    const char *name = pool_name(e, p);

    emit_slot(e, p);
    out(e->out, "static struct %s_slot %s_slots[%d];", name, name, p->n);
    out(e->out, "static const AcPool %s_pool = { &%s_slots[0].slot, sizeof(struct %s_slot), offsetof(struct %s_slot, frame), %d };", name, name, name, name, p->n);
    for (int i = 0; i < p->fns.n; i++) {
        const char *of = name_fn(e->names, p->fns.at[i]);
        out(e->out, p->fns.at[i]->drops ? "static const AcPooled %s_pooled = { &%s_pool, &%s_code, %s_drop };\n"
                                        : "static const AcPooled %s_pooled = { &%s_pool, &%s_code, NULL };\n", of, name, of, of);
    }
}

void emit_pools(Emitter *e)
{
    for (int i = 0; i < e->core->pools.n; i++)
        if (e->options->no_heap)
            emit_static_pool(e, e->core->pools.at[i]);
        else
            out(e->out, "static AcPool %s_pool = { %d, 0 };\n", pool_name(e, e->core->pools.at[i]), e->core->pools.at[i]->n);
}

void emit_take(Emitter *e, const CoreStmt *s)
{
    const CoreFn *fn = s->u.make.fn;
    const char *name = name_fn(e->names, fn), *dest = cplace(e, s->u.make.dest);
    const char *of = e->options->no_heap ? arena_printf(e->arena, "&%s_pooled", name)
                                         : arena_printf(e->arena, "&%s_pool, &%s_code", pool_name(e, fn->pool), name);

    emit_checked(e, arena_printf(e->arena, "ac_coro_take(%s, &%s)", of, dest), s->line, s->u.make.to);
    out(e->out, e->options->no_heap ? "%s_start((struct %s_frame *)%s->leaf%s%s);" : "%s_start((struct %s_frame *)&%s->frame%s%s);",
        name, name, dest, s->u.make.args.n ? ", " : "", cargs(e, &s->u.make.args));
}

void emit_give(Emitter *e, const CoreFn *f)
{
    out(e->out, "ac_pool_give(&%s_pool, &%s);", pool_name(e, f->pool), in_frame(e, "ac_pooled"));
}
