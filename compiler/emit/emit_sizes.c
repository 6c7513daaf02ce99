/* emit_sizes.c: what the C compiler knows of frames and objects, as text in the object file that it makes.
 *
 * asyncc reads it there and runs nothing, so the compiler may be one for another machine. Every number is a constant
 * expression, written as its digits: a table of characters looks the same in every format and byte order.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

static void of_coroutine(const CoreFn *f, void (*visit)(void *context, SizeItem item), void *context)
{
    visit(context, (SizeItem){ .kind = SIZE_FRAME, .fn = f });
    for (int i = 0; i < f->vars.n; i++)
        if (core_in_frame(f->vars.at[i]))
            visit(context, (SizeItem){ .kind = SIZE_VAR, .fn = f, .var = f->vars.at[i] });
    if (f->result)
        visit(context, (SizeItem){ .kind = SIZE_RESULT, .fn = f, .var = f->result });
    for (int i = 0; i < f->callees.n; i++)
        if (f->callees.at[i]->room)
            visit(context, (SizeItem){ .kind = SIZE_CALLEE, .fn = f, .callee = f->callees.at[i] });
}

void sizes_each(const Core *core, void (*visit)(void *context, SizeItem item), void *context)
{
    visit(context, (SizeItem){ .kind = SIZE_HEAD });
    visit(context, (SizeItem){ .kind = SIZE_BLOCK });
    for (int i = 0; i < core->classes.n; i++)
        if (!core->classes.at[i]->type_name && !core->classes.at[i]->struct_name)
            visit(context, (SizeItem){ .kind = SIZE_CLASS, .class = core->classes.at[i] });
    for (int i = 0; i < core->pools.n; i++)
        visit(context, (SizeItem){ .kind = SIZE_POOL, .pool = core->pools.at[i] });
    for (int i = 0; i < core->objects.n; i++)
        visit(context, (SizeItem){ .kind = SIZE_OBJECT, .object = core->objects.at[i] });
    for (int i = 0; i < core->fns.n; i++)
        if (core->fns.at[i]->is_coroutine && !core->fns.at[i]->value_only)
            of_coroutine(core->fns.at[i], visit, context);
}

static void print_var(Emitter *e, const CoreFn *f, const char *place, const Type *type)
{
    const char *c = ctype(e, type);

    out(e->out, "AC_SIZE(offsetof(struct %s_frame, %s)), AC_SIZE(sizeof(%s)), AC_SIZE(offsetof(struct { char before; %sit; }, it)),",
        name_fn(e->names, f), place, c, c);
}

/* With a heap one of its coroutine objects, as they are allocated. */
static void print_pool(Emitter *e, const CorePool *p)
{
    if (e->options->no_heap) {
        out(e->out, "AC_SIZE(sizeof(struct %s_slot)),", name_fn(e->names, p->fns.at[0]));
        return;
    }
    out(e->out, "AC_SIZE(TASK_ROOM + offsetof(AcCoro, frame) + sizeof(union { ");
    for (int i = 0; i < p->fns.n; i++)
        out(e->out, "struct %s_frame of_%d; ", name_fn(e->names, p->fns.at[i]), i);
    out(e->out, "})),");
}

static void print_item(void *context, SizeItem item)
{
    static const int behind_f = 3;           /* "f->" */
    Emitter *e = context;
    const char *name = item.fn ? name_fn(e->names, item.fn) : "";

    switch (item.kind) {
    case SIZE_HEAD:  out(e->out, "AC_SIZE(sizeof(AcFrame)),"); return;
    case SIZE_BLOCK: out(e->out, e->options->no_heap ? "AC_SIZE(sizeof(AcTask))," : "AC_SIZE(TASK_ROOM + offsetof(AcCoro, frame)),"); return;
    case SIZE_CLASS: out(e->out, "AC_SIZE(sizeof(%s)),", class_struct(e, item.class)); return;
    case SIZE_POOL:  print_pool(e, item.pool); return;
    case SIZE_OBJECT: out(e->out, "AC_SIZE(sizeof(%s)),", name_other(e->names, item.object, item.object->name)); return;
    case SIZE_FRAME:
        name_begin_function(e->names, item.fn);
        if (item.fn->room)
            out(e->out, "AC_SIZE(sizeof(struct %s_frame)),", name);
        else
            out(e->out, "AC_SIZE(0),");
        return;
    case SIZE_VAR:    print_var(e, item.fn, frame_place(e, item.var) + behind_f, item.var->type); return;
    case SIZE_RESULT: print_var(e, item.fn, result_place(e, item.fn), item.var->type); return;
    case SIZE_CALLEE:
        out(e->out, "AC_SIZE(offsetof(struct %s_frame, %s)),", name, member_of_callees(e, item.fn, item.callee));
        return;
    }
}

void emit_sizes(Emitter *e)
{
    out(e->out, e->options->no_heap ? "\n" : "\n#include \"loop.h\"");
    out(e->out, "#define AC_DIGIT(n, unit) (char)('0' + (unsigned long)(n) / unit %% 10)\n"
                "#define AC_SIZE(n) AC_DIGIT(n, 100000000), AC_DIGIT(n, 10000000), AC_DIGIT(n, 1000000), AC_DIGIT(n, 100000), \\\n"
                "    AC_DIGIT(n, 10000), AC_DIGIT(n, 1000), AC_DIGIT(n, 100), AC_DIGIT(n, 10), AC_DIGIT(n, 1)\n"
                "extern const char asyncc_sizes[];\n"
                "const char asyncc_sizes[] = {");
    for (const char *p = SIZES_MARK; *p; p++)
        out(e->out, "'%c',", *p);
    sizes_each(e->core, print_item, e);
    out(e->out, "'.'\n};");
}
