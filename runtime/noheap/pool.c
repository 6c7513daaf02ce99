/* pool.c: coroutines of which there are at most so many. A place is free when nobody refers to it, and the task that was in
 * it is done and told of; the loop itself need not know that there are pools.
 * SPDX-License-Identifier: MIT */
#include "asyncc_noheap.h"

#include "noheap/loop.h"

static AcSlot *slot_at(const AcPool *p, uint16_t i)
{
    return (AcSlot *)(void *)((char *)p->slots + (size_t)i * p->size);
}

static bool is_free(const AcSlot *s)
{
    const AcTask *t = &s->task;

    if (s->count)
        return false;
    return t->obj.type != &ac_type_task || (t->state == AC_TASK_DONE && !(t->arrival & ARRIVE_FAILED));
}

/* As long as it is no task, `waits` says what it is of. */
AcStatus ac_coro_take(const AcPooled *of, AcCoro **out)
{
    static AcExc empty = AC_EXC_INIT(&ac_MemoryError, NULL);

    for (uint16_t i = 0; i < of->pool->n; i++) {
        AcSlot *s = slot_at(of->pool, i);
        if (!is_free(s))
            continue;
        s->count = 1;
        *out = ac_coro_again(&s->task, (AcFrame *)(void *)((char *)s + of->pool->frame), of->code);
        s->task.arrival = ARRIVE_POOLED;
        s->task.waits = (void *)(uintptr_t)of;
        return AC_OK;
    }
    return ac_raise(&empty);
}

/* NULL: it is not of a pool. */
static AcSlot *slot_of(const void *object)
{
    const AcObj *o = object;
    AcTask *t = (AcTask *)(uintptr_t)object;

    return o && (o->type == &ac_type_task || o->type == &ac_type_coroutine) && (t->arrival & ARRIVE_POOLED) ? (AcSlot *)(void *)t : NULL;
}

void ac_retain(const void *object)
{
    AcSlot *s = slot_of(object);

    if (s)
        s->count++;
}

/* Of a coroutine that was never awaited, what it was given is let go. */
void ac_release(const void *object)
{
    AcSlot *s = slot_of(object);
    const AcPooled *of;

    if (!s || --s->count || s->task.obj.type != &ac_type_coroutine || s->task.retrieved)
        return;
    of = s->task.waits;
    if (of->drop)
        of->drop(s->task.leaf);
}
