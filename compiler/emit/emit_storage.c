/* emit_storage.c: programs without a heap: their objects, and what is shorter in runtime/asyncc_noheap.h.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

static const char *object_name(Emitter *e, const CoreObject *o)
{
    return name_other(e->names, o, o->name);
}

/* Of several: the next. */
static const char *object_element(Emitter *e, const CoreObject *o, const char *after)
{
    const char *name = object_name(e, o);

    return o->n == 1 ? name : arena_printf(e->arena, "%s[%s_made%s]", name, name, after);
}

const char *object_place(Emitter *e, const CoreObject *o)
{
    return arena_printf(e->arena, "&%s%s", object_element(e, o, "++"), o->fn ? ".task" : "");
}

/* { { &Lock_type }, false, NULL }: the object's head lies in the structs of its bases. */
static const char *initial(Emitter *e, const CoreClass *of, const CoreClass *c)
{
    static const char *const zero[] = { "false", "0", "0", "NULL", "{ AC_TAG_NONE, { false } }", "NULL" };
    const char *text = arena_printf(e->arena, "{ &%s }", class_type(e, of));

    if (c->type_name || c->struct_name)
        return text;
    text = initial(e, of, c->base);
    for (int i = 0; i < c->fields.n; i++)
        text = arena_printf(e->arena, "%s, %s", text, c->fields.at[i]->ctype ? "AC_ZERO" : zero[type_rep(c->fields.at[i]->type)]);
    return arena_printf(e->arena, "{ %s }", text);
}

static void emit_object(Emitter *e, const CoreObject *o)
{
    const char *name = object_name(e, o), *number = o->n == 1 ? "" : arena_printf(e->arena, "[%d]", o->n), *text = "";

    if (o->is_exception) {
        text = o->text->kind == CE_NONE ? "NULL" : arena_printf(e->arena, "\"%s\"", literal_text(e, o->text->u.string.bytes, o->text->u.string.length));
        out(e->out, "static AcExc %s = AC_EXC_INIT(&%s, %s);", name, class_type(e, o->class), text);
    } else if (o->fn) {
        out(e->out, "static struct { AcTask task; struct %s_frame frame; } %s%s;", name_fn(e->names, o->fn), name, number);
    } else if (o->struct_name) {
        out(e->out, "static %s %s%s;", o->struct_name, name, number);
    } else {
        for (int i = 0; i < o->n; i++)
            text = arena_printf(e->arena, "%s%s%s", text, i ? ", " : "", initial(e, o->class, o->class));
        out(e->out, o->n == 1 ? "static %s %s%s = %s;" : "static %s %s%s = { %s };", class_struct(e, o->class), name, number, text);
    }
    if (o->n > 1)
        out(e->out, "static uint16_t %s_made;", name);
}

void emit_objects(Emitter *e)
{
    for (int i = 0; i < e->core->objects.n; i++)
        emit_object(e, e->core->objects.at[i]);
    if (e->core->objects.n)
        out(e->out, "\n");
}

static void emit_within(Emitter *e, const CoreStmt *s)
{
    const char *name = name_fn(e->names, s->u.make.fn);
    const char *place = in_frame(e, arena_printf(e->arena, "ac_%s", name));

    out(e->out, "%s_start(&%s.frame%s%s);", name, place, s->u.make.args.n ? ", " : "", cargs(e, &s->u.make.args));
    out(e->out, "%s = ac_coro_again(&%s.task, &%s.frame.head, &%s_code);", cplace(e, s->u.make.dest), place, place, name);
}

void emit_place(Emitter *e, const CoreStmt *s)
{
    const CoreObject *o = s->u.make.place;

    if (!o) {
        emit_within(e, s);
        return;
    }
    const char *name = name_fn(e->names, s->u.make.fn), *element = object_element(e, o, "");

    out(e->out, "%s_start(&%s.frame%s%s);", name, element, s->u.make.args.n ? ", " : "", cargs(e, &s->u.make.args));
    if (s->u.make.dest)
        out(e->out, "%s = ac_coro_place(&%s.task, &%s.frame.head, &%s_code);", cplace(e, s->u.make.dest), element, element, name);
    else
        out(e->out, "(void)ac_coro_place(&%s.task, &%s.frame.head, &%s_code);", element, element, name);
    if (o->n > 1)
        out(e->out, "%s_made++;", object_name(e, o));
}

void emit_static_type(Emitter *e, const CoreClass *c)
{
    out(e->out, "const AcType %s_type = AC_TYPE_INIT(\"%s\", &%s);\n", class_name(e, c), c->python_name, class_type(e, c->base));
}

void emit_static_code(Emitter *e, const CoreFn *f)
{
    const char *name = name_fn(e->names, f);

    if (f->result && !f->host)
        out(e->out, "static const AcCode %s_code = { %s_resume, offsetof(struct %s_frame, %s), %s };", name, name, name, result_place(e, f), rep_constant(f->result->type));
    else
        out(e->out, "static const AcCode %s_code = { %s_resume, 0, AC_REP_NONE };", name, name);
}
