/* type.c: the built-in classes that have no file of their own, the order of classes, and the slots.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus type_repr(AcObj *o, AcStr **out);
static AcStatus not_implemented_repr(AcObj *o, AcStr **out);
static AcStatus ellipsis_repr(AcObj *o, AcStr **out);

#define PLAIN_TYPE(C_NAME, NAME, BASE, SIZE, REPR)                                             \
    const AcType C_NAME = { .obj = AC_TYPE_OBJ, .name = NAME, .base = BASE, .size = SIZE, .repr = REPR }

PLAIN_TYPE(ac_type_object, "object", NULL, sizeof(AcObj), NULL);
PLAIN_TYPE(ac_type_type, "type", &ac_type_object, sizeof(AcType), type_repr);
PLAIN_TYPE(ac_type_none, "NoneType", &ac_type_object, 0, NULL);
PLAIN_TYPE(ac_type_int, "int", &ac_type_object, 0, NULL);
PLAIN_TYPE(ac_type_bool, "bool", &ac_type_int, 0, NULL);
PLAIN_TYPE(ac_type_float, "float", &ac_type_object, 0, NULL);
PLAIN_TYPE(ac_type_not_implemented, "NotImplementedType", &ac_type_object, sizeof(AcObj), not_implemented_repr);
PLAIN_TYPE(ac_type_ellipsis, "ellipsis", &ac_type_object, sizeof(AcObj), ellipsis_repr);
AcObj ac_not_implemented = { &ac_type_not_implemented, 0 }, ac_ellipsis = { &ac_type_ellipsis, 0 };

/* ---- the order of classes -------------------------------------------------------------------- */

/* Where the walk along a class's order stands: in an explicit order, or, `rest` NULL, going from base to base. */
typedef struct { const AcType *at; const AcType *const *rest; } Lineage;

static Lineage walk_from(const AcType *t)
{
    Lineage w = { t, t->mro ? t->mro + 1 : NULL };

    return w;
}

static void walk_on(Lineage *w)
{
    if (w->rest)
        w->at = *w->rest++;
    else if (w->at->base)
        *w = walk_from(w->at->base);
    else
        w->at = NULL;
}

bool ac_subtype(const AcType *t, const AcType *base)
{
    for (Lineage w = walk_from(t); w.at; walk_on(&w))
        if (w.at == base)
            return true;
    return false;
}

#define FIND_SLOT(SLOT)                                                                        \
    const AcType *type_with_##SLOT(const AcType *t)                                            \
    {                                                                                          \
        Lineage w = walk_from(t);                                                                 \
                                                                                               \
        while (w.at && !w.at->SLOT)                                                            \
            walk_on(&w);                                                                       \
        return w.at;                                                                           \
    }
FIND_SLOT(drop)
FIND_SLOT(repr)
FIND_SLOT(str)
FIND_SLOT(eq)
FIND_SLOT(hash)
FIND_SLOT(truth)
FIND_SLOT(compare)

/* ---- classes as values ----------------------------------------------------------------------- */

const AcType *ac_typeof(AcValue v)
{
    switch (v.tag) {
    case AC_TAG_NONE:  return &ac_type_none;
    case AC_TAG_BOOL:  return &ac_type_bool;
    case AC_TAG_INT:   return &ac_type_int;
    case AC_TAG_FLOAT: return &ac_type_float;
    case AC_TAG_REF:
    default:           break;
    }
    return v.u.o->type;
}

AcObj *ac_class_of(AcValue a)
{
    return ac_value_ref(ac_from_ref(ac_typeof(a)));
}

AcStatus ac_class_name(AcValue type, AcStr **out)
{
    const AcType *t = value_as(type, &ac_type_type);

    if (!t)
        return ac_raise_no_attribute(type, "__name__");
    return ac_str_new(t->name, strlen(t->name), out);
}

/* Is t, or a class above it, one of them: a class, or a tuple of classes and such tuples? */
static AcStatus is_listed(const AcType *t, AcValue classes, const char *text, bool *out)
{
    const AcTuple *several = value_tuple(classes);
    const AcType *one = value_as(classes, &ac_type_type);

    *out = one && ac_subtype(t, one);
    if (!one && !several)
        return ac_raise_text(&ac_TypeError, text);
    for (size_t i = 0; several && i < several->n && !*out; i++)
        if (is_listed(t, several->item[i], text, out) != AC_OK)
            return AC_RAISED;
    return AC_OK;
}

AcStatus ac_isinstance_of(AcValue v, AcValue classes, bool *out)
{
    return is_listed(ac_typeof(v), classes, "isinstance() arg 2 must be a type, a tuple of types, or a union", out);
}

AcStatus ac_issubclass_of(AcValue class, AcValue classes, bool *out)
{
    const AcType *t = value_as(class, &ac_type_type);

    if (!t)
        return ac_raise_text(&ac_TypeError, "issubclass() arg 1 must be a class");
    return is_listed(t, classes, "issubclass() arg 2 must be a class, a tuple of classes, or a union", out);
}

const char *type_module(const AcType *t)
{
    return t == &ac_CancelledError ? "asyncio.exceptions" : t->module;
}

static AcStatus type_repr(AcObj *o, AcStr **out)
{
    const AcType *t = (const AcType *)(const void *)o;
    Text text = { NULL, 0, 0, false };

    text_add_c(&text, "<class '");
    if (type_module(t)) {
        text_add_c(&text, type_module(t));
        text_add_char(&text, '.');
    }
    text_add_c(&text, t->name);
    text_add_c(&text, "'>");
    return text_finish(&text, out);
}

static AcStatus not_implemented_repr(AcObj *o, AcStr **out)
{
    (void)o;
    return ac_str_new("NotImplemented", 14, out);
}

static AcStatus ellipsis_repr(AcObj *o, AcStr **out)
{
    (void)o;
    return ac_str_new("Ellipsis", 8, out);
}

AcStatus ac_refuse_hash(AcObj *self, ac_int *out)
{
    (void)out;
    return ac_raise_format(&ac_TypeError, "unhashable type: '%T'", ac_from_ref(self));
}

