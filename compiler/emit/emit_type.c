/* emit_type.c: C types, classes.
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

/* The whole order of a class with several bases. */
static void emit_mro(Emitter *e, const CoreClass *c)
{
    out(e->out, "static const AcType *const %s_mro[] = {", class_name(e, c));
    for (int i = 0; i < c->mro.n; i++)
        out(e->out, " &%s,", class_type(e, c->mro.at[i]));
    out(e->out, " NULL };\n\n");
}

static const char *slot(Emitter *e, const CoreFn *f)
{
    return f ? name_fn(e->names, f) : "NULL";
}

/* All that AcType has behind drop, in its order. */
static void emit_slots(Emitter *e, const CoreClass *c)
{
    const char *hash = !c->hash && c->unhashable ? "ac_refuse_hash" : slot(e, c->hash);

    if (!c->repr && !c->str && !c->truth && !c->hash && !c->unhashable && !c->compare && !c->iter && !c->step && !c->item && !c->index &&
        !c->format && !c->mro.n) {
        out(e->out, "AC_NO_SLOTS");
        return;
    }
    out(e->out, "NULL, %s, %s, /* free, repr, str */", slot(e, c->repr), slot(e, c->str));
    out(e->out, "NULL, %s, %s, /* eq, hash, truth */", hash, slot(e, c->truth));
    out(e->out, "%s, %s, /* mro, compare */", c->mro.n ? arena_printf(e->arena, "%s_mro", class_name(e, c)) : "NULL", slot(e, c->compare));
    out(e->out, "%s, %s, %s, %s, /* next, iter, step, item */", c->step ? "ac_step_next" : "NULL", slot(e, c->iter), slot(e, c->step), slot(e, c->item));
    out(e->out, "%s, %s, /* index, format */", slot(e, c->index), slot(e, c->format));
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
    out(e->out, "const AcType %s_type = {\nAC_TYPE_OBJ,\n\"%s\",\n%s,\n&%s,\nsizeof(%s),\n%s,",
        name, c->python_name, c->python_module ? arena_printf(e->arena, "\"%s\"", c->python_module) : "NULL", class_type(e, c->base),
        class_struct(e, c), owns_fields(c) ? arena_printf(e->arena, "%s_drop", name) : "NULL");
    emit_slots(e, c);
    out(e->out, "};\n\n");
}
