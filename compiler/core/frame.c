/* frame.c: places and states.
 * SPDX-License-Identifier: MIT */
#include "core/frame.h"

#include <stdio.h>

static void number_pauses(CoreFn *fn)
{
    for (int i = 0; i < fn->pauses.n; i++) {
        CoreStmt *s = fn->pauses.at[i];
        *(s->kind == CS_AWAIT ? &s->u.await.state : &s->u.yield.state) = ++fn->awaits;
    }
}

/* Without a heap: those of a pool that nobody awaits. They have not begun. */
static bool unbegun_drops(const CoreFn *fn)
{
    for (int i = 0; fn->pool && i < fn->params.n; i++)
        if (core_counted(fn->params.at[i]))
            return true;
    return false;
}

/* A host is looked at before its lodgers, and calls for them; what has its own head before whoever awaits it. */
static void find_drops(CoreFn *fn)
{
    if (fn->frame_known)
        return;
    if (fn->host && !fn->host->frame_known) {
        find_drops(fn->host);
        return;
    }
    fn->frame_known = true;
    if (types_counted != COUNT_ALL) {
        fn->drops = fn->holds = unbegun_drops(fn);
        return;
    }
    fn->drops = fn->pool || (fn->host && fn->host->drops) || (fn->result && type_counted(fn->result->type));
    for (int i = 0; i < fn->vars.n && !fn->drops; i++)
        fn->drops = fn->vars.at[i]->place == PLACE_FRAME && core_counted(fn->vars.at[i]);
    for (int i = 0; i < fn->callees.n; i++)
        if (!fn->callees.at[i]->host) {
            find_drops(fn->callees.at[i]);
            fn->drops |= fn->callees.at[i]->holds;
        }
    fn->holds = fn->drops;
    for (int i = 0; i < fn->callees.n; i++)
        if (fn->callees.at[i]->host) {
            find_drops(fn->callees.at[i]);
            fn->holds |= fn->callees.at[i]->holds;
        }
}

void frame(Core *core)
{
    for (int i = 0; i < core->fns.n; i++) {
        CoreFn *fn = core->fns.at[i];
        fn->number = i + 1;
        if (!fn->is_coroutine)
            continue;
        number_pauses(fn);
        for (int k = 0; k < fn->vars.n; k++) {
            CoreVar *v = fn->vars.at[k];
            if (v->alive || (v->kind == VAR_PARAM && !v->arrives))
                v->place = PLACE_FRAME;
        }
    }
    for (int i = 0; i < core->fns.n; i++)
        if (core->fns.at[i]->is_coroutine)
            find_drops(core->fns.at[i]);
}

static const char *rep_name(const Type *t)
{
    static const char *const names[] = { "bool", "int", "float", "reference", "value", "none" };
    return names[type_rep(t)];
}

static const char *var_name(const CoreVar *v) { return v->name ? v->name : "temporary"; }

static bool share_bytes(CoreSeat x, CoreSeat y)
{
    return x.share && x.share == y.share && (!x.beside || x.beside != y.beside);
}

typedef struct Sharing { char text[400]; size_t n; } Sharing;

static void add_sharer(Sharing *s, const char *name)
{
    if (s->n + 1 < sizeof s->text)
        s->n += (size_t)snprintf(s->text + s->n, sizeof s->text - s->n, "%s%s", s->n ? ", " : ", shares its bytes with ", name);
}

/* ", shares its bytes with count" */
static Sharing sharing(const CoreFn *fn, const CoreVar *me, CoreSeat seat)
{
    Sharing s = { .n = 0 };

    for (int i = 0; i < fn->vars.n; i++)
        if (fn->vars.at[i] != me && core_in_frame(fn->vars.at[i]) && share_bytes(seat, fn->vars.at[i]->seat))
            add_sharer(&s, var_name(fn->vars.at[i]));
    if (fn->result && fn->result != me && share_bytes(seat, fn->result->seat))
        add_sharer(&s, "the result");
    if (me && share_bytes(seat, fn->callee_seat))
        add_sharer(&s, "the callees");
    return s;
}

static void dump_frame(Dump *d, const CoreFn *fn)
{
    for (int k = 0; k < fn->vars.n; k++) {
        const CoreVar *v = fn->vars.at[k];
        if (core_in_frame(v))
            dump_line(d, "%s: %s%s%s", var_name(v), rep_name(v->type), v->arrives ? ", taken out at the start" : "", sharing(fn, v, v->seat).text);
    }
    if (fn->result && fn->result->seat.share)
        dump_line(d, "result: %s%s", rep_name(fn->result->type), sharing(fn, fn->result, fn->result->seat).text);
    for (int k = 0; k < fn->callees.n; k++)
        dump_line(d, "callee %s%s%s", fn->callees.at[k]->name, fn->callees.n > 1 ? ", shares its bytes with the other callees" : "",
                  sharing(fn, NULL, fn->callee_seat).text);
}

void frame_dump(Dump *d, const Core *core)
{
    for (int i = 0; i < core->fns.n; i++) {
        const CoreFn *fn = core->fns.at[i];
        if (!fn->is_coroutine)
            continue;
        dump_line(d, "%s: %d await%s%s%s", fn->name, fn->awaits, fn->awaits == 1 ? "" : "s", fn->host ? ", has the head of " : "", fn->host ? fn->host->name : "");
        dump_in(d);
        dump_frame(d, fn);
        dump_out(d);
    }
}
