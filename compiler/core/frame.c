/* frame.c: places and states.
 * SPDX-License-Identifier: MIT */
#include "core/frame.h"

#include <stdio.h>

static void add_callee(Arena *a, CoreFn *fn, CoreFn *callee)
{
    for (int i = 0; i < fn->callees.n; i++)
        if (fn->callees.at[i] == callee)
            return;
    vec_push(a, &fn->callees, callee);
}

static void number_awaits(Arena *a, CoreFn *fn, const CoreStmts *body)
{
    for (int i = 0; i < body->n; i++) {
        CoreStmt *s = body->at[i];
        switch (s->kind) {
        case CS_AWAIT:
            s->u.await.state = ++fn->awaits;
            if (s->u.await.kind == AWAIT_CALL)
                add_callee(a, fn, s->u.await.fn);
            break;
        case CS_YIELD: s->u.yield.state = ++fn->awaits; break;
        case CS_IF:
            number_awaits(a, fn, &s->u.branch.then);
            number_awaits(a, fn, &s->u.branch.els);
            break;
        case CS_LOOP:  number_awaits(a, fn, &s->u.loop.body); break;
        case CS_COUNT: number_awaits(a, fn, &s->u.count.body); break;
        case CS_BLOCK: number_awaits(a, fn, &s->u.block->body); break;
        default: break;
        }
    }
}

/* Its callees are looked at first. */
static bool find_drops(CoreFn *fn)
{
    if (fn->frame_known)
        return fn->drops;
    fn->frame_known = true;
    fn->drops = fn->result && type_counted(fn->result->type);
    for (int i = 0; i < fn->vars.n && !fn->drops; i++)
        fn->drops = fn->vars.at[i]->place == PLACE_FRAME && core_counted(fn->vars.at[i]);
    for (int i = 0; i < fn->callees.n; i++)
        fn->drops |= find_drops(fn->callees.at[i]);
    return fn->drops;
}

void frame(Arena *a, Core *core)
{
    for (int i = 0; i < core->fns.n; i++) {
        CoreFn *fn = core->fns.at[i];
        if (!fn->is_coroutine)
            continue;
        number_awaits(a, fn, &fn->body);
        for (int k = 0; k < fn->vars.n; k++) {
            CoreVar *v = fn->vars.at[k];
            if (v->alive || v->kind == VAR_PARAM)
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

/* "total: int, shares its bytes with count" */
static void dump_var(Dump *d, const CoreFn *fn, const CoreVar *v)
{
    char others[200] = "";
    size_t n = 0;

    for (int i = 0; v->share && i < fn->vars.n && n + 1 < sizeof others; i++)
        if (fn->vars.at[i] != v && fn->vars.at[i]->share == v->share)
            n += (size_t)snprintf(others + n, sizeof others - n, "%s%s", n ? ", " : ", shares its bytes with ", var_name(fn->vars.at[i]));
    dump_line(d, "%s: %s%s", var_name(v), rep_name(v->type), others);
}

void frame_dump(Dump *d, const Core *core)
{
    for (int i = 0; i < core->fns.n; i++) {
        const CoreFn *fn = core->fns.at[i];
        if (!fn->is_coroutine)
            continue;
        dump_line(d, "%s: %d await%s", fn->name, fn->awaits, fn->awaits == 1 ? "" : "s");
        dump_in(d);
        for (int k = 0; k < fn->vars.n; k++)
            if (fn->vars.at[k]->place == PLACE_FRAME)
                dump_var(d, fn, fn->vars.at[k]);
        for (int k = 0; k < fn->callees.n; k++)
            dump_line(d, "callee %s%s", fn->callees.at[k]->name, fn->callees.n > 1 ? ", shares its bytes with the other callees" : "");
        dump_out(d);
    }
}
