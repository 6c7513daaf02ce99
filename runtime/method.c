/* method.c: functions bound to an object.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

bool ac_is_generator_method(AcValue v, const AcFunc *func, const AcCode *code)
{
    const AcMethod *m = value_as(v, &ac_type_method);

    return m && m->func == func && ac_is_coroutine_of(ac_value_ref(m->self), code);
}

static void method_drop(AcObj *o);
static AcStatus method_eq(AcObj *o, AcValue other, bool *out);
static AcStatus method_hash(AcObj *o, ac_int *out);
static AcStatus method_repr(AcObj *o, AcStr **out);

const AcType ac_type_method = {
    .obj = AC_TYPE_OBJ, .name = "method", .base = &ac_type_object, .size = sizeof(AcMethod),
    .drop = method_drop, .repr = method_repr, .eq = method_eq, .hash = method_hash
};

AcStatus ac_method_new(AcFunc *func, AcValue self, AcMethod **out)
{
    AcMethod *m;

    if (ac_new(&ac_type_method, sizeof *m, &m) != AC_OK)
        return AC_RAISED;
    ac_retain(func);
    m->func = func;
    m->self = self;
    ac_retain_value(self);
    *out = m;
    return AC_OK;
}

AcStatus ac_bind(AcValue v, AcValue self, AcValue *out)
{
    AcFunc *func = value_as(v, &ac_type_function);
    AcMethod *m = NULL;

    if (!func) {
        ac_retain_value(v);
        *out = v;
        return AC_OK;
    }
    return value_give(ac_method_new(func, self, &m), &m, out);
}

bool ac_is_method(AcValue v, const AcFunc *func, const AcType *self)
{
    const AcMethod *m = value_as(v, &ac_type_method);

    return m && ac_is_function(m->func, func) && (ac_typeof(m->self) == self || (ac_subtype(self, &ac_BaseException) && ac_isinstance(m->self, self)));
}

bool ac_is_class_method(AcValue v, const AcFunc *func, const AcType *class)
{
    const AcMethod *m = value_as(v, &ac_type_method);

    return m && m->func == func && (const void *)ac_value_ref(m->self) == class;
}

static void method_drop(AcObj *o)
{
    ac_clear_value(((AcMethod *)o)->self);
    ac_clear(((AcMethod *)o)->func);
}

static AcStatus method_eq(AcObj *o, AcValue other, bool *out)
{
    const AcMethod *m = (AcMethod *)o, *that = value_as(other, &ac_type_method);

    *out = that && m->func == that->func && ac_value_is(m->self, that->self);
    return AC_OK;
}

static AcStatus method_hash(AcObj *o, ac_int *out)
{
    const AcMethod *m = (AcMethod *)o;

    return ac_value_hash(ac_from_ref(m->func), out);
}

static AcStatus method_repr(AcObj *o, AcStr **out)
{
    Text text = { NULL, 0, 0, false };

    text_add_c(&text, "<bound method ");
    text_add_c(&text, ((AcMethod *)o)->func->name);
    text_add_char(&text, '>');
    return text_finish(&text, out);
}
