/* closure.c: functions as values: static ones, and closures, made of a static one with the variables it captured.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static void function_drop(AcObj *o);
static AcStatus function_repr(AcObj *o, AcStr **out);
static AcStatus builtin_repr(AcObj *o, AcStr **out);

const AcType ac_type_function = {
    .obj = AC_TYPE_OBJ, .name = "function", .base = &ac_type_object, .size = sizeof(AcFunc),
    .drop = function_drop, .repr = function_repr
};

const AcType ac_type_builtin = {
    .obj = AC_TYPE_OBJ, .name = "builtin_function_or_method", .base = &ac_type_object, .size = sizeof(AcFunc), .repr = builtin_repr
};

AcStatus ac_closure_new(const AcFunc *of, AcObj *cells, bool once, AcFunc **out)
{
    AcFunc *f;

    if (ac_new(&ac_type_function, sizeof *f, &f) != AC_OK)
        return AC_RAISED;
    ac_retain(cells);
    f->name = of->name;
    f->of = of;
    f->cells = cells;
    f->once = once;
    *out = f;
    return AC_OK;
}

AcStatus ac_function_named(const AcFunc *f, AcValue other, AcFunc **out)
{
    const AcFunc *named = value_as(other, &ac_type_function);

    if (!named)
        named = value_as(other, &ac_type_builtin);

    if (ac_closure_new(f->of ? f->of : f, f->cells, false, out) != AC_OK)
        return AC_RAISED;
    (*out)->name = named ? named->name : f->name;
    return AC_OK;
}

AcStatus ac_function_name(const AcFunc *f, AcStr **out)
{
    return ac_str_new(f->name, strlen(f->name), out);
}

bool ac_is_function(const void *o, const AcFunc *f)
{
    const AcFunc *value = (const AcFunc *)o;

    return value == f || (value && value->obj.type == &ac_type_function && value->of == f);
}

/* A def that runs once for its variables gives one function, however often a value of it is made. */
bool function_is(const AcObj *a, const AcObj *b)
{
    const AcFunc *f = (const AcFunc *)a, *g = (const AcFunc *)b;

    return a->type == &ac_type_function && b->type == &ac_type_function && f->once && f->of && f->of == g->of && f->cells == g->cells;
}

static void function_drop(AcObj *o)
{
    ac_clear(((AcFunc *)o)->cells);
}

static AcStatus repr(const AcFunc *f, const char *kind, AcStr **out)
{
    Text text = { NULL, 0, 0, false };

    text_add_c(&text, kind);
    text_add_c(&text, f->name);
    text_add_char(&text, '>');
    return text_finish(&text, out);
}

static AcStatus function_repr(AcObj *o, AcStr **out)
{
    return repr((AcFunc *)o, "<function ", out);
}

static AcStatus builtin_repr(AcObj *o, AcStr **out)
{
    return repr((AcFunc *)o, "<built-in function ", out);
}
