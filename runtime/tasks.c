/* tasks.c: what a program may know of its tasks: which there are, their names, how often they were
 * cancelled, whose a coroutine is.
 *
 * Few tasks have names, so these lie in a dict by the task's id, which is there while one of them is.
 * SPDX-License-Identifier: MIT */
#include "loop.h"
#include "objects.h"

static void unname(const AcTask *t);
static AcTask *task_of(const AcCoro *coro);
static bool stands_in(const AcTask *t, const AcFrame *f);

static AcDict *names;

/* ---- names ----------------------------------------------------------------------------------- */

AcStatus ac_task_set_name(AcTask *t, AcValue name)
{
    AcStr *text = NULL;
    AcStatus status = ac_value_str(name, &text);

    if (status == AC_OK && !names)
        status = ac_dict_new(0, NULL, &names);
    if (status == AC_OK)
        status = ac_dict_set(names, ac_from_int((ac_int)t->id), ac_from_ref(text));
    if (status == AC_OK) {
        t->named = true;
        task_unname = unname;
    }
    ac_release(text);
    return status;
}

AcStatus ac_task_get_name(AcTask *t, AcStr **out)
{
    AcValue name;
    AcStr *parts[2];
    AcStatus status;

    if (t->named) {
        status = ac_dict_get(names, ac_from_int((ac_int)t->id), &name);
        *out = (AcStr *)name.u.o;
        return status;
    }
    if (ac_value_str(ac_from_int((ac_int)t->id), &parts[1]) != AC_OK)
        return AC_RAISED;
    status = ac_str_new("Task-", 5, &parts[0]);
    if (status == AC_OK) {
        status = ac_str_join_n(2, parts, out);
        ac_release(parts[0]);
    }
    ac_release(parts[1]);
    return status;
}

static void unname(const AcTask *t)
{
    if (ac_dict_delete(names, ac_from_int((ac_int)t->id)) == AC_OK && names->n == 0)
        ac_clear(names);
}

/* ---- how often they were cancelled ------------------------------------------------------------ */

ac_int ac_task_cancelling(const AcTask *t)
{
    return t->cancels;
}

ac_int ac_task_uncancel(AcTask *t)
{
    t->cancels = (uint8_t)(t->cancels - (t->cancels > 0));
    return t->cancels;
}

/* ---- all of them, the first made first -------------------------------------------------------- */

AcStatus ac_all_tasks(AcList **out)
{
    AcList *list;

    if (ac_list_new(AC_REP_REF, 0, NULL, &list) != AC_OK)
        return AC_RAISED;
    for (AcTask *t = loop_first_task(); t; t = t->u.live.before)
        if (!t->helper && ac_list_append(list, &t) != AC_OK) {
            ac_release(list);
            return AC_RAISED;
        }
    *out = list;
    return AC_OK;
}

/* ---- by a coroutine -------------------------------------------------------------------------- */

AcStatus ac_coroutine_cancel(AcCoro *coro, bool *out)
{
    AcTask *t = task_of(coro);

    *out = false;
    return t ? ac_task_cancel(t, out) : AC_OK;
}

AcTask *ac_coroutine_task(AcCoro *coro)
{
    AcTask *t = task_of(coro);

    ac_retain(t);
    return t;
}

/* The task that it is, or whose chain of awaits it stands in; NULL: it has ended, or nobody runs it. */
static AcTask *task_of(const AcCoro *coro)
{
    AcTask *own = coro_task(coro);

    if (coro->frame.state == AC_STATE_DONE || !coro->frame.awaited)
        return NULL;
    if (own->obj.type == &ac_type_task)
        return own->state == AC_TASK_DONE ? NULL : own;
    for (AcTask *t = ac_loop.all; t; t = t->u.live.after)
        if (t != ac_current && t->state != AC_TASK_RUNNING && stands_in(t, &coro->frame))
            return t;
    return ac_current;
}

static bool stands_in(const AcTask *t, const AcFrame *f)
{
    const AcFrame *at = t->leaf, *root = &task_coro(t)->frame;

    while (at != f && at != root)
        at = at->caller;
    return at == f;
}
