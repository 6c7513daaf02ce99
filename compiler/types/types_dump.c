/* types_dump.c: --dump=types.
 * SPDX-License-Identifier: MIT */
#include "types/infer.h"

static void dump_call(Dump *out, Arena *a, const Target *t)
{
    if (t->kind == TARGET_FAILS)
        dump_line(out, "fails: %s", t->message);
    else if (t->instance)
        dump_line(out, "calls %s -> %s", t->instance->func->name, type_text(a, t->result));
}

static void dump_instance(Dump *out, Arena *a, const Instance *i)
{
    const Func *f = i->func->ast;
    const char *params = "";

    for (int p = 0; p < i->params; p++)
        params = arena_printf(a, "%s%s%s: %s", params, p ? ", " : "", f->params.at[p].name, type_text(a, i->param[p]));
    dump_line(out, "%s%s%s%s(%s) -> %s", f->is_async ? "async " : "", i->func->owner ? i->func->owner->name : "",
              i->func->owner ? "." : "", i->func->name, params, type_text(a, i->result));
    dump_in(out);
    for (int k = 0; k < i->func->scope->symbols.n; k++) {
        const Symbol *s = i->func->scope->symbols.at[k];
        if (!s->is_param && i->func->scope->kind == SCOPE_FUNC && s->scope == i->func->scope)
            dump_line(out, "%s: %s%s", s->name, type_text(a, i->var[k].type), i->var[k].needs_flag ? ", may be unbound" : "");
    }
    for (int k = 0; k < f->end_id - f->first_id; k++)
        for (const CallInfo *c = i->expr[k].call; c; c = c->next)
            for (int t = 0; t < c->targets.n; t++)
                dump_call(out, a, &c->targets.at[t]);
    dump_out(out);
}

static void dump_global(Dump *out, Arena *a, const Global *g)
{
    if (!type_static(g->type) && g->type->kind != TY_NEVER)
        dump_line(out, "%s: %s%s", g->symbol->name, type_text(a, g->type), g->needs_flag ? ", may be unbound" : "");
}

static void dump_class(Dump *out, Arena *a, const ClassInfo *c)
{
    dump_line(out, "class %s(%s)", c->name, c->base ? c->base->name : "");
    dump_in(out);
    for (int i = 0; i < c->fields.n; i++)
        dump_line(out, "%s: %s%s", c->fields.at[i]->name, type_text(a, c->fields.at[i]->type),
                  c->fields.at[i]->needs_flag ? ", may be unset" : "");
    dump_out(out);
}

void types_dump(Dump *out, const Program *p, bool library)
{
    Arena *a = arena_create();

    for (int i = 0; i < p->classes.n; i++)
        if (p->classes.at[i]->ast && (library || !p->classes.at[i]->module->library))
            dump_class(out, a, p->classes.at[i]);
    for (int i = 0; i < p->globals.n; i++)
        if (library || !p->globals.at[i]->symbol->scope->module->library)
            dump_global(out, a, p->globals.at[i]);
    for (int i = 0; i < p->instances.n; i++)
        if (library || !p->instances.at[i]->func->module->library)
            dump_instance(out, a, p->instances.at[i]);
    arena_destroy(a);
}
