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
    return arena_printf(e->arena, "struct %s", name_member(e->names, strcmp(module, "__main__") == 0
                            ? c->name : arena_printf(e->arena, "%s_%s", module, c->name)));
}

static const char *pointer(Emitter *e, const Type *t)
{
    const Type *bare = type_has(t, TY_NONE) ? type_without(t, type_none) : t;

    switch (core_ref_kind(t)) {
    case TY_STR:   return "AcStr *";
    case TY_LIST:  return "AcList *";
    case TY_TUPLE: return "AcTuple *";
    case TY_RANGE: return "AcRange *";
    case TY_TASK:  return "AcTask *";
    case TY_CORO:  return "AcCoro *";
    case TY_FUNC:  return "AcFunc *";
    case TY_METHOD: return "AcMethod *";
    case TY_ITER:  return "AcIter *";
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

static const char *class_name(Emitter *e, const CoreClass *c)
{
    return name_member(e->names, !c->module || strcmp(c->module, "__main__") == 0 ? c->name : arena_printf(e->arena, "%s_%s", c->module, c->name));
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
    out(e->out, "if (%s.drop)\n    %s.drop(object);\n}\n\n", class_type(e, c->base), class_type(e, c->base));
}

static const char *slot_result(Emitter *e, const CoreFn *f, const char *type, const char *value)
{
    return arena_printf(e->arena, f->raises ? "%sr%s;\nif (%s((%s)self%s) != AC_OK)\n    return AC_RAISED;\n"
                                            : "%sr%s = %s((%s)self%s);\n",
                        type, f->raises ? "" : "", name_file(e->names, f, f->name), ctype(e, f->params.at[0]->type),
                        f->raises ? ", &r" : "") + (value ? 0 : 0);
}

/* A slot as AcType wants it around the function that the class defines. */
static void emit_slot(Emitter *e, const CoreClass *c, const CoreFn *f, const char *slot, const char *out_type)
{
    if (!f || !f->result)
        return;
    const char *type = ctype(e, f->result->type), *name = name_file(e->names, f, f->name);
    out(e->out, "static AcStatus %s_%s(AcObj *self, %sout)\n{\n%sr;\n", class_name(e, c), slot, out_type, type);
    if (f->raises)
        out(e->out, "if (%s((%s)self, &r) != AC_OK)\n    return AC_RAISED;", name, ctype(e, f->params.at[0]->type));
    else
        out(e->out, "r = %s((%s)self);", name, ctype(e, f->params.at[0]->type));
    out(e->out, strcmp(slot, "truth") == 0 ? "*out = r != 0;\nreturn AC_OK;\n}\n\n" : "*out = r;\nreturn AC_OK;\n}\n\n");
    (void)slot_result;
}

static bool slot_fits(const CoreFn *f, Rep rep, TypeKind kind)
{
    return f && f->result && type_rep(f->result->type) == rep && (rep != REP_REF || f->result->type->kind == kind);
}

static bool truth_fits(const CoreFn *f)
{
    return slot_fits(f, REP_BOOL, TY_BOOL) || slot_fits(f, REP_INT, TY_INT);
}

void emit_class_type(Emitter *e, const CoreClass *c)
{
    const char *name = class_name(e, c);
    bool repr = slot_fits(c->repr, REP_REF, TY_STR), str = slot_fits(c->str, REP_REF, TY_STR), truth = truth_fits(c->truth), hash = slot_fits(c->hash, REP_INT, TY_INT);

    if (owns_fields(c))
        emit_class_drop(e, c);
    if (repr)
        emit_slot(e, c, c->repr, "repr", "AcStr **");
    if (str)
        emit_slot(e, c, c->str, "str", "AcStr **");
    if (hash)
        emit_slot(e, c, c->hash, "hash", "ac_int *");
    if (truth)
        emit_slot(e, c, c->truth, "truth", "bool *");
    out(e->out, "const AcType %s_type = {\n.obj = AC_TYPE_OBJ,\n.name = \"%s\",\n.module = \"%s\",\n.base = &%s,\n.size = sizeof(%s),",
        name, c->name, c->module, class_type(e, c->base), class_struct(e, c));
    if (owns_fields(c))
        out(e->out, ".drop = %s_drop,", name);
    if (repr)
        out(e->out, ".repr = %s_repr,", name);
    if (str)
        out(e->out, ".str = %s_str,", name);
    if (hash)
        out(e->out, ".hash = %s_hash,", name);
    if (truth)
        out(e->out, ".truth = %s_truth,", name);
    out(e->out, "};\n\n");
}

void emit_frame_struct(Emitter *e, const CoreFn *f)
{
    name_begin_function(e->names);
    out(e->out, "struct %s_frame {\nAcFrame head;", name_file(e->names, f, f->name));
    for (int i = 0; i < f->vars.n; i++)
        if (f->vars.at[i]->place == PLACE_FRAME)
            out(e->out, "%s%s;", ctype(e, f->vars.at[i]->type), name_local(e->names, f->vars.at[i]));
    if (f->result)
        out(e->out, "%sresult;", ctype(e, f->result->type));
    if (f->callees.n == 1)
        out(e->out, "struct %s_frame callee;", name_file(e->names, f->callees.at[0], f->callees.at[0]->name));
    if (f->callees.n > 1) {
        out(e->out, "union {");
        for (int i = 0; i < f->callees.n; i++) {
            const char *name = name_file(e->names, f->callees.at[i], f->callees.at[i]->name);
            out(e->out, "struct %s_frame %s;", name, name);
        }
        out(e->out, "} callee;");
    }
    out(e->out, "};\n\n");
}
