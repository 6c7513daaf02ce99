/* wait.c: what is not inline of the queues of waiting tasks, on which the library builds Event, Lock and the rest, and
 * the flag that an interrupt may set.
 *
 * A flag's waiter is not woken by ac_flag_set, which may run in an interrupt, but by the loop, which looks at
 * the flags between two tasks once ac_attention is set: one place later than an Event would wake it, as
 * in MicroPython, whose flag is seen by the poll for input.
 * SPDX-License-Identifier: MIT */
#include "loop.h"

static AcFlag **flag_link(const AcFlag *flag);

const AcType ac_type_queue = {
    .obj = AC_TYPE_OBJ, .name = "Queue", .base = &ac_type_object, .size = sizeof(AcQueue)
};
const AcType ac_type_flag = {
    .obj = AC_TYPE_OBJ, .name = "Flag", .base = &ac_type_object, .size = sizeof(AcFlag)
};

/* ---- queues ---------------------------------------------------------------------------------- */

AcStatus ac_queue_new(AcQueue **out)
{
    return ac_new(&ac_type_queue, sizeof(AcQueue), out);
}

AcStatus ac_never(AcFrame *f)
{
    (void)loop_park(f, AC_TASK_PARKED);
    return AC_PENDING;
}

AcStatus ac_next_pass(AcFrame *f)
{
    ac_attention = ATTENTION_LOOK;
    return ac_queue_wait(f, &ac_loop.passers);
}

ac_int ac_queue_length(const AcQueue *q)
{
    ac_int n = 0;

    for (const AcTask *t = q->head; t; t = t->next)
        n++;
    return n;
}

/* See ac_queue_woken. */
void queue_remove(AcTask *t)
{
    AcQueue *q = t->waits;
    AcTask *prev = t->place.prev;

    if (prev)
        prev->next = t->next;
    else
        q->head = t->next;
    if (t->next)
        t->next->place.prev = prev;
    else
        q->tail = prev;
    t->left = true;
    t->waits = NULL;
}

/* ---- flags ----------------------------------------------------------------------------------- */

AcStatus ac_flag_new(AcFlag **out)
{
    return ac_new(&ac_type_flag, sizeof(AcFlag), out);
}

void ac_flag_set(AcFlag *flag)
{
    flag->set = 1;
    ac_attention = ATTENTION_LOOK;
    ac_port_wake();
}

void ac_flag_clear(AcFlag *flag)
{
    flag->set = 0;
}

AcStatus ac_flag_wait(AcFrame *f, AcFlag *flag)
{
    AcTask *t;

    if (flag_take(flag))
        return AC_OK;
    if (AC_UNLIKELY(flag->waiter))
        return ac_raise_text(&ac_RuntimeError, "another task waits for this flag");
    t = loop_park(f, AC_TASK_FLAG);
    ac_retain(flag);
    t->waits = flag;
    flag->waiter = t;
    flag->next = NULL;
    *flag_link(NULL) = flag;
    return AC_PENDING;
}

/* Only what was seen is reset: a setting that comes in between stays. */
bool flag_take(AcFlag *flag)
{
    if (!flag->set)
        return false;
    flag->set = 0;
    return true;
}

/* A flag keeps its reference in `waits` until its task runs, and is reset only then: what is set in between
 * is one and the same wake-up. */
void flag_poll(void)
{
    AcFlag **link = &ac_loop.flags;

    while (*link) {
        AcFlag *flag = *link;

        if (!flag->set) {
            link = &flag->next;
            continue;
        }
        *link = flag->next;
        flag->waiter->arrival |= ARRIVE_FLAGGED;
        loop_push(flag->waiter);
        flag->waiter = NULL;
    }
}

void flag_remove(AcTask *t)
{
    AcFlag *flag = t->waits;

    *flag_link(flag) = flag->next;
    flag->waiter = NULL;
    t->waits = NULL;
    ac_release(flag);
}

/* The link that points to `flag`; NULL: the end of the list. */
static AcFlag **flag_link(const AcFlag *flag)
{
    AcFlag **link = &ac_loop.flags;

    while (*link != flag)
        link = &(*link)->next;
    return link;
}
