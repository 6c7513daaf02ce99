/* raise.c: exceptions by their text: the formatter, and the messages that several files or generated code need.
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>

#include "objects.h"

enum { REPR_MAX = 200 };

static AcStatus format_text(Text *t, const char *format, va_list *args);
static AcStatus format_one(Text *t, const char **at, va_list *args);

AcStatus ac_raise_format(const AcType *type, const char *format, ...)
{
    Text t = { NULL, 0, 0, false };
    AcStr *s;
    AcValue arg;
    AcStatus status;
    va_list args;

    va_start(args, format);
    status = format_text(&t, format, &args);
    va_end(args);
    if (text_end(&t, status, &s) != AC_OK)
        return AC_RAISED;
    arg = ac_from_ref(s);
    (void)ac_raise_new(type, 1, &arg);
    ac_release(s);
    return AC_RAISED;
}

/* At most REPR_MAX characters of it. */
static AcStatus add_short_repr(Text *t, AcValue v)
{
    AcStr *s;
    const char *at;
    size_t chars = 0;

    if (ac_value_repr(v, &s) != AC_OK)
        return AC_RAISED;
    for (at = s->data; at < s->data + s->bytes && chars < REPR_MAX; chars++)
        (void)utf8_next(&at);
    text_add(t, s->data, (size_t)(at - s->data));
    ac_release(s);
    return AC_OK;
}

static AcStatus format_text(Text *t, const char *format, va_list *args)
{
    const char *plain = format;

    for (; *format; plain = format) {
        while (*format && *format != '%')
            format++;
        text_add(t, plain, (size_t)(format - plain));
        if (*format && format_one(t, &format, args) != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

static AcStatus format_one(Text *t, const char **at, va_list *args)
{
    char kind = (*at)[1];

    *at += kind == 'l' ? 3 : 2;
    switch (kind) {
    case 's': text_add_c(t, va_arg(*args, const char *)); break;
    case 'd': text_add_int(t, va_arg(*args, int)); break;
    case 'l': text_add_int(t, (ac_int)va_arg(*args, long)); break;
    case 'i': text_add_int(t, va_arg(*args, ac_int)); break;
    case 'c': text_add_char(t, (char)va_arg(*args, int)); break;
    case 'S': text_add_str(t, va_arg(*args, AcStr *)); break;
    case 'T': text_add_c(t, value_type_name(va_arg(*args, AcValue))); break;
    case 'R': return text_add_repr(t, va_arg(*args, AcValue));
    case 'r': return add_short_repr(t, va_arg(*args, AcValue));
    default:  text_add_char(t, '%'); break;
    }
    return AC_OK;
}

/* ---- numbers and indices --------------------------------------------------------------------- */

AcStatus ac_raise_overflow(void)
{
    return ac_raise_text(&ac_OverflowError, "integer overflow");
}

AcStatus ac_raise_overflow_text(const char *text)
{
    return ac_raise_text(&ac_OverflowError, text);
}

AcStatus ac_raise_zero_division(const char *text)
{
    return ac_raise_text(&ac_ZeroDivisionError, text);
}

AcStatus ac_raise_index(const char *text)
{
    return ac_raise_text(&ac_IndexError, text);
}

/* ---- names and types ------------------------------------------------------------------------- */

AcStatus ac_raise_no_attribute(AcValue a, const char *name)
{
    const AcType *t = value_as(a, &ac_type_type);

    if (t)
        return ac_raise_format(&ac_AttributeError, "type object '%s' has no attribute '%s'", t->name, name);
    return ac_raise_format(&ac_AttributeError, "'%T' object has no attribute '%s'", a, name);
}

AcStatus ac_raise_not_callable(AcValue a)
{
    return ac_raise_format(&ac_TypeError, "'%T' object is not callable", a);
}

AcStatus ac_raise_unbound_local(const char *name)
{
    return ac_raise_format(&ac_UnboundLocalError,
                           "cannot access local variable '%s' where it is not associated with a value", name);
}

AcStatus ac_raise_unbound_free(const char *name)
{
    return ac_raise_format(&ac_NameError,
                           "cannot access free variable '%s' where it is not associated with a value in enclosing scope", name);
}

AcStatus ac_raise_name(const char *name)
{
    return ac_raise_format(&ac_NameError, "name '%s' is not defined", name);
}

AcStatus ac_raise_unpack(ac_int wanted, ac_int got)
{
    if (got > wanted)
        return ac_raise_format(&ac_ValueError, "too many values to unpack (expected %i)", wanted);
    return ac_raise_format(&ac_ValueError, "not enough values to unpack (expected %i, got %i)", wanted, got);
}

AcStatus ac_raise_not_awaitable(AcValue a)
{
    return ac_raise_format(&ac_TypeError, "object %T can't be used in 'await' expression", a);
}

AcStatus ac_raise_recursion(void)
{
    return ac_raise_text(&ac_RecursionError, "maximum recursion depth exceeded");
}

/* ---- arguments ------------------------------------------------------------------------------- */

AcStatus ac_need_int(AcValue a, const char *what, ac_int *out)
{
    if (ac_value_ref(a) && ac_value_ref(a)->type->index)
        return ac_value_ref(a)->type->index(ac_value_ref(a), out);
    if (!value_is_int(a))
        return ac_raise_format(&ac_TypeError, what, a);
    *out = value_int(a);
    return AC_OK;
}

AcStatus ac_need_float(AcValue a, const char *what, ac_float *out)
{
    if (!value_is_number(a))
        return ac_raise_format(&ac_TypeError, what, a);
    *out = value_float(a);
    return AC_OK;
}

AcStatus ac_need_bool(AcValue a, const char *what, bool *out)
{
    if (!value_is_int(a))
        return ac_raise_format(&ac_TypeError, what, a);
    *out = value_int(a) != 0;
    return AC_OK;
}

AcStatus ac_need_ref(AcValue a, const AcType *type, bool none, const char *what, void *out)
{
    AcObj *o = ac_value_ref(a);
    bool fits = o ? ac_subtype(o->type, type) : none && a.tag == AC_TAG_NONE;

    if (!fits)
        return ac_raise_format(&ac_TypeError, what, a);
    memcpy(out, &o, sizeof o);
    return AC_OK;
}

AcStatus raise_key(AcValue key)
{
    return ac_raise_new(&ac_KeyError, 1, &key);
}
