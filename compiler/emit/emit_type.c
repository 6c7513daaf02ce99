/* emit_type.c: C types, classes, frames.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

#include <string.h>
#include "types/program.h"

static const char *struct_of_info(Emitter *e, const ClassInfo *c)
{
    if (c->c_struct)
        return c->c_struct;
    const char *module = c->module->name;
    return arena_printf(e->arena, "struct %s", name_class(e->names, strcmp(module, "__main__") == 0
                            ? c->own_name : arena_printf(e->arena, "%s_%s", module, c->own_name)));
}

static const char *pointer(Emitter *e, const Type *t)
{
    const Type *bare = type_has(t, TY_NONE) ? type_without(t, type_none) : t;

    switch (core_ref_kind(t)) {
    case TY_STR:   return "AcStr *";
    case TY_LIST:  return "AcList *";
    case TY_TUPLE: return "AcTuple *";
    case TY_RANGE: return "AcRange *";
    case TY_BYTES: case TY_BYTEARRAY: case TY_MEMORYVIEW: return "AcBytes *";
    case TY_TASK:  return "AcTask *";
    case TY_CORO: case TY_GEN: case TY_AGEN: return "AcCoro *";
    case TY_FUNC:  return "AcFunc *";
    case TY_METHOD: return "AcMethod *";
    case TY_ITER:  return "AcIter *";
    case TY_DICT:  return "AcDict *";
    case TY_SET: case TY_FROZENSET: return "AcSet *";
    case TY_VIEW:  return "AcDictView *";
    case TY_INST:  return arena_printf(e->arena, "%s *", struct_of_info(e, bare->u.class));
    default:       return "AcObj *";
    }
}

const char *ctype(Emitter *e, const Type *t)
{
    switch (type_rep(t)) {
    case REP_BOOL:  return "bool ";
    case REP_INT:   return "ac_int ";
    case REP_FLOAT: return "ac_float ";
    case REP_VALUE: return "AcValue ";
    default:        return pointer(e, t);
    }
}

const char *rep_constant(const Type *t)
{
    static const char *const names[] = { "AC_REP_BOOL", "AC_REP_INT", "AC_REP_FLOAT", "AC_REP_REF", "AC_REP_VALUE", "AC_REP_NONE" };
    return names[type_rep(t)];
}

const char *class_name(Emitter *e, const CoreClass *c)
{
    return name_class(e->names, !c->module || strcmp(c->module, "__main__") == 0 ? c->name : arena_printf(e->arena, "%s_%s", c->module, c->name));
}

const char *class_struct(Emitter *e, const CoreClass *c)
{
    return c->struct_name ? c->struct_name : arena_printf(e->arena, "struct %s", class_name(e, c));
}

const char *class_type(Emitter *e, const CoreClass *c)
{
    return c->type_name ? c->type_name : arena_printf(e->arena, "%s_type", class_name(e, c));
}

void emit_class_struct(Emitter *e, const CoreClass *c)
{
    out(e->out, "%s {\n%s base;", class_struct(e, c), class_struct(e, c->base));
    for (int i = 0; i < c->fields.n; i++)
        if (c->fields.at[i]->ctype)
            out(e->out, "%s %s;", c->fields.at[i]->ctype, name_member(e->names, c->fields.at[i]->name));
        else
            out(e->out, "%s%s;", ctype(e, c->fields.at[i]->type), name_member(e->names, c->fields.at[i]->name));
    out(e->out, "};\n\n");
}

static bool owns_fields(const CoreClass *c)
{
    for (int i = 0; i < c->fields.n; i++)
        if (type_counted(c->fields.at[i]->type))
            return true;
    return false;
}

static void emit_class_drop(Emitter *e, const CoreClass *c)
{
    out(e->out, "static void %s_drop(AcObj *object)\n{\n%s *self = (%s *)object;\n", class_name(e, c), class_struct(e, c), class_struct(e, c));
    for (int i = 0; i < c->fields.n; i++) {
        const CoreField *f = c->fields.at[i];
        if (type_counted(f->type))
            out(e->out, type_rep(f->type) == REP_VALUE ? "ac_clear_value(self->%s);" : "ac_clear(self->%s);", name_member(e->names, f->name));
    }
    if (c->base->base)                          /* object owns nothing */
        out(e->out, "if (%s.drop)\n    %s.drop(object);\n", class_type(e, c->base), class_type(e, c->base));
    out(e->out, "}\n\n");
}

static void emit_slot(Emitter *e, const char *slot, const CoreFn *f)
{
    if (f)
        out(e->out, ".%s = %s,", slot, name_file(e->names, f, f->name));
}

/* The whole order of a class with several bases. */
static void emit_mro(Emitter *e, const CoreClass *c)
{
    out(e->out, "static const AcType *const %s_mro[] = {", class_name(e, c));
    for (int i = 0; i < c->mro.n; i++)
        out(e->out, " &%s,", class_type(e, c->mro.at[i]));
    out(e->out, " NULL };\n\n");
}

void emit_class_type(Emitter *e, const CoreClass *c)
{
    const char *name = class_name(e, c);

    if (e->options->no_heap) {
        emit_static_type(e, c);
        return;
    }
    if (owns_fields(c))
        emit_class_drop(e, c);
    if (c->mro.n)
        emit_mro(e, c);
    out(e->out, "const AcType %s_type = {\n.obj = AC_TYPE_OBJ,\n.name = \"%s\",\n.module = %s,\n.base = &%s,\n.size = sizeof(%s),",
        name, c->python_name, c->python_module ? arena_printf(e->arena, "\"%s\"", c->python_module) : "NULL", class_type(e, c->base), class_struct(e, c));
    if (owns_fields(c))
        out(e->out, ".drop = %s_drop,", name);
    emit_slot(e, "repr", c->repr);
    emit_slot(e, "str", c->str);
    emit_slot(e, "truth", c->truth);
    emit_slot(e, "hash", c->hash);
    if (!c->hash && c->unhashable)
        out(e->out, ".hash = ac_refuse_hash,");
    emit_slot(e, "compare", c->compare);
    emit_slot(e, "iter", c->iter);
    emit_slot(e, "step", c->step);
    if (c->step)
        out(e->out, ".next = ac_step_next,");
    emit_slot(e, "item", c->item);
    emit_slot(e, "index", c->index);
    emit_slot(e, "format", c->format);
    if (c->mro.n)
        out(e->out, ".mro = %s_mro,", name);
    out(e->out, "};\n\n");
}

/* ---- frames ---- */

/* The frames of the coroutines that it awaits: one at a time. */
static void emit_callees(Emitter *e, const CoreFn *f)
{
    if (f->callees.n == 1)
        out(e->out, "struct %s_frame callee;", name_file(e->names, f->callees.at[0], f->callees.at[0]->name));
    if (f->callees.n < 2)
        return;
    out(e->out, "union {");
    for (int i = 0; i < f->callees.n; i++) {
        const char *name = name_file(e->names, f->callees.at[i], f->callees.at[i]->name);
        out(e->out, "struct %s_frame %s;", name, name);
    }
    out(e->out, "} callee;");
}

static bool sits(CoreSeat seat, int share, int beside)
{
    return seat.share == share && seat.beside == beside;
}

/* The variables with that seat; truth values apart, as they would only be followed by padding. */
static void emit_vars(Emitter *e, const CoreFn *f, int share, int beside, bool truth)
{
    for (int i = 0; i < f->vars.n; i++) {
        const CoreVar *v = f->vars.at[i];
        if (core_in_frame(v) && sits(v->seat, share, beside) && (type_rep(v->type) == REP_BOOL) == truth)
            out(e->out, "%s%s;", ctype(e, v->type), name_local(e->names, v));
    }
}

/* All that has a seat in a union, or in a struct of one. */
static void emit_seated(Emitter *e, const CoreFn *f, int share, int beside)
{
    emit_vars(e, f, share, beside, false);
    if (f->result && sits(f->result->seat, share, beside))
        out(e->out, "%sresult;", ctype(e, f->result->type));
    if (sits(f->callee_seat, share, beside))
        emit_callees(e, f);
    emit_vars(e, f, share, beside, true);
}

static int structs_in(const CoreFn *f, int share)
{
    int most = f->callee_seat.share == share ? f->callee_seat.beside : 0;

    if (f->result && f->result->seat.share == share && f->result->seat.beside > most)
        most = f->result->seat.beside;
    for (int i = 0; i < f->vars.n; i++)
        if (f->vars.at[i]->seat.share == share && f->vars.at[i]->seat.beside > most)
            most = f->vars.at[i]->seat.beside;
    return most;
}

/* What is never needed at the same time. */
static void emit_union(Emitter *e, const CoreFn *f, int share)
{
    out(e->out, "union {");
    emit_seated(e, f, share, 0);
    for (int k = 1; k <= structs_in(f, share); k++) {
        out(e->out, "struct {");
        emit_seated(e, f, share, k);
        out(e->out, "} part%d;", k);
    }
    out(e->out, "} share%d;", share);
}

void emit_frame_struct(Emitter *e, const CoreFn *f)
{
    name_begin_function(e->names, f);
    out(e->out, "struct %s_frame {\nAcFrame head;", name_file(e->names, f, f->name));
    emit_vars(e, f, 0, 0, false);
    for (int k = 1; k <= f->unions; k++)
        emit_union(e, f, k);
    if (f->result && !f->result->seat.share)
        out(e->out, "%sresult;", ctype(e, f->result->type));
    if (!f->callee_seat.share)
        emit_callees(e, f);
    for (int i = 0; i < f->made_within.n; i++) {
        const char *name = name_file(e->names, f->made_within.at[i], f->made_within.at[i]->name);
        out(e->out, "struct { AcTask task; struct %s_frame frame; } ac_%s;", name, name);
    }
    emit_vars(e, f, 0, 0, true);
    if (f->pool && !e->options->no_heap)
        out(e->out, "bool ac_pooled;");
    out(e->out, "};\n\n");
}
