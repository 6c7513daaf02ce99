/* frame_sizes.c: the numbers of the table, in its order, and what they come to.
 * SPDX-License-Identifier: MIT */
#include "frame_sizes.h"

#include <string.h>
#include "core/core_walk.h"
#include "core/live.h"

typedef struct Reader { Arena *arena; const char *at, *end; Sizes *out; } Reader;

static void settle(Arena *a, const Sizes *all, FrameSize *f);

/* ---- reading ---- */

static long number(Reader *r)
{
    long n = 0;

    for (int i = 0; i < SIZES_DIGITS && r->at < r->end; i++)
        n = 10 * n + (*r->at++ - '0');
    return n;
}

static void read_part(Reader *r, const CoreVar *var, const CoreFn *callee)
{
    FramePart part = { .var = var, .callee = callee, .at = number(r) };

    part.bytes = callee ? 0 : number(r);
    part.align = callee ? 0 : number(r);
    vec_push(r->arena, &vec_last(&r->out->frames).parts, part);
}

static void read_item(void *context, SizeItem item)
{
    Reader *r = context;

    switch (item.kind) {
    case SIZE_HEAD:  r->out->head = number(r); return;
    case SIZE_BLOCK: r->out->block = number(r); return;
    case SIZE_CLASS: vec_push(r->arena, &r->out->classes, ((ClassSize){ item.class, number(r) })); return;
    case SIZE_POOL:  vec_push(r->arena, &r->out->pools, ((PoolSize){ item.pool, number(r) })); return;
    case SIZE_OBJECT: vec_push(r->arena, &r->out->objects, ((ObjectSize){ item.object, number(r) })); return;
    case SIZE_FRAME: vec_push(r->arena, &r->out->frames, ((FrameSize){ .fn = item.fn, .bytes = number(r) })); return;
    case SIZE_VAR: case SIZE_RESULT: read_part(r, item.var, NULL); return;
    case SIZE_CALLEE: read_part(r, NULL, item.callee); return;
    }
}

static const char *find(const char *text, size_t length, const char *mark)
{
    size_t n = strlen(mark);

    for (size_t i = 0; i + n <= length; i++)
        if (memcmp(text + i, mark, n) == 0)
            return text + i + n;
    return NULL;
}

bool sizes_read(Arena *a, const char *object, size_t length, const Core *core, Sizes *out)
{
    Reader r = { .arena = a, .at = find(object, length, SIZES_MARK), .end = object + length, .out = out };

    *out = (Sizes){ 0 };
    if (!r.at)
        return false;
    sizes_each(core, read_item, &r);
    for (int i = 0; i < out->frames.n; i++)
        settle(a, out, &out->frames.at[i]);
    return true;
}

/* ---- what is needed where ---- */

static long bytes_of(const Sizes *all, const CoreFn *fn)
{
    for (int i = 0; i < all->frames.n; i++)
        if (all->frames.at[i].fn == fn)
            return all->frames.at[i].bytes;
    return 0;
}

typedef struct Awaits { Arena *arena; FrameSize *frame; int *line; } Awaits;

static void find_callees(CoreStmts *body, void *context)
{
    Awaits *w = context;

    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        if (s->kind == CS_AWAIT || s->kind == CS_YIELD)
            w->line[core_state(s)] = s->line;
        for (int k = 0; s->kind == CS_AWAIT && s->u.await.kind == AWAIT_CALL && k < w->frame->parts.n; k++)
            if (w->frame->parts.at[k].callee == s->u.await.fn)
                w->frame->parts.at[k].needed[s->u.await.state] = true;
        core_each_body(s, find_callees, w);
    }
}

/* A parameter is there when the coroutine begins: state 0. */
static void find_needed(Arena *a, FrameSize *f)
{
    CoreFn *fn = (CoreFn *)f->fn;
    const VarSet *alive = live_at_awaits(a, fn);
    Awaits w = { a, f, arena_array(a, int, fn->awaits + 1) };

    for (int i = 0; i < f->parts.n; i++) {
        FramePart *p = &f->parts.at[i];
        p->needed = arena_array(a, bool, fn->awaits + 1);
        for (int state = 1; p->var && p->var->kind != VAR_RESULT && state <= fn->awaits; state++)
            p->needed[state] = vars_has(alive[state], p->var);
        p->needed[0] = p->var && p->var->kind == VAR_PARAM;
    }
    find_callees(&fn->body, &w);
    f->line = w.line;
}

/* ---- colouring: the largest first, each as low as it may lie ---- */

static bool apart(const FrameSize *f, const FramePart *x, const FramePart *y)
{
    for (int state = 0; state <= f->fn->awaits; state++)
        if (x->needed[state] && y->needed[state])
            return true;
    return false;
}

static long rounded(long n, long align)
{
    return align > 1 ? (n + align - 1) / align * align : n;
}

/* The lowest place for part `me` among the first `placed` of `order`, which lie at `at`. */
static long lowest(const FrameSize *f, const int *order, int placed, const long *at, const FramePart *me)
{
    long place = 0;

    for (int i = 0; i < placed; i++) {
        const FramePart *other = &f->parts.at[order[i]];
        if (apart(f, me, other) && at[i] < place + me->bytes && place < at[i] + other->bytes) {
            place = rounded(at[i] + other->bytes, me->align);
            i = -1;
        }
    }
    return place;
}

static void sort_by_size(const FrameSize *f, int *order)
{
    for (int i = 0; i < f->parts.n; i++) {
        int k = i;
        for (; k > 0 && f->parts.at[order[k - 1]].bytes < f->parts.at[i].bytes; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
}

static void settle(Arena *a, const Sizes *all, FrameSize *f)
{
    int *order = arena_array(a, int, f->parts.n + 1);
    long *at = arena_array(a, long, f->parts.n + 1), end = 0, align = 1, head = f->fn->host ? 0 : all->head;

    find_needed(a, f);
    f->apart = head;
    for (int i = 0; i < f->parts.n; i++) {
        FramePart *p = &f->parts.at[i];
        if (p->callee) {
            p->bytes = bytes_of(all, p->callee);
            p->align = p->bytes % 8 == 0 ? 8 : 4;
        }
        f->apart = rounded(f->apart, p->align) + p->bytes;
    }
    sort_by_size(f, order);
    for (int i = 0; i < f->parts.n; i++) {
        const FramePart *p = &f->parts.at[order[i]];
        at[i] = lowest(f, order, i, at, p);
        end = at[i] + p->bytes > end ? at[i] + p->bytes : end;
        align = p->align > align ? p->align : align;
    }
    f->apart = rounded(f->apart, f->bytes % 8 == 0 ? 8 : 4);
    f->packed = rounded(head + end, f->bytes % 8 == 0 && head % 8 == 0 ? 8 : 4);
    if (f->packed > f->bytes)
        f->packed = f->bytes;
}
