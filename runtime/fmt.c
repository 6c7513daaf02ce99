/* fmt.c: format(v, spec): what each type makes of a specification.
 * SPDX-License-Identifier: MIT */
#include "spec.h"

static AcStatus format_str(Text *t, AcStr *s, AcStr *spec);
static AcStatus format_int(Text *t, AcValue v, AcStr *spec);
static AcStatus format_char(Text *t, const Spec *s, ac_int code_point);
static AcStatus format_float(Text *t, AcValue v, AcStr *spec);
static AcStatus raise_code(uint32_t code, AcValue v);
static bool is_float_code(uint32_t code);

AcStatus ac_format(AcValue v, AcStr *spec, AcStr **out)
{
    Text t = { NULL, 0, 0, false };

    if (ac_value_ref(v) && ac_value_ref(v)->type->format)
        return ac_value_ref(v)->type->format(ac_value_ref(v), spec ? spec : &str_empty, out);
    if (!spec || spec->bytes == 0)
        return ac_value_str(v, out);
    if (value_is_int(v))
        return text_end(&t, format_int(&t, v, spec), out);
    if (v.tag == AC_TAG_FLOAT)
        return text_end(&t, format_float(&t, v, spec), out);
    if (value_str(v))
        return text_end(&t, format_str(&t, value_str(v), spec), out);
    return ac_raise_format(&ac_TypeError, "unsupported format string passed to %T.__format__", v);
}

static AcStatus refuse(const char *what, const char *where)
{
    return ac_raise_format(&ac_ValueError, "%s not allowed %s format specifier", what, where);
}

static AcStatus format_str(Text *t, AcStr *text, AcStr *spec)
{
    AcValue v = ac_from_ref(text);
    Spec s;

    if (spec_parse(spec, v, '<', 's', &s) != AC_OK)
        return AC_RAISED;
    if (s.type && s.type != 's')
        return raise_code(s.type, v);
    if (s.sign)
        return refuse(s.sign == ' ' ? "Space" : "Sign", "in string");
    if (s.no_negative_zero)
        return refuse("Negative zero coercion (z)", "in string");
    if (s.alternate)
        return refuse("Alternate form (#)", "in string");
    if (s.align == '=')
        return refuse("'=' alignment", "in string");
    spec_add_text(t, &s, text);
    return AC_OK;
}

static AcStatus format_int(Text *t, AcValue v, AcStr *spec)
{
    Spec s;

    if (spec_parse(spec, v, '>', 'd', &s) != AC_OK)
        return AC_RAISED;
    if (is_float_code(s.type))
        return spec_add_float(t, &s, value_float(v));
    switch (s.type) {
    case 0: case 'b': case 'c': case 'd': case 'n': case 'o': case 'x': case 'X': break;
    default: return raise_code(s.type, v);
    }
    if (s.precision >= 0)
        return refuse("Precision", "in integer");
    if (s.no_negative_zero)
        return refuse("Negative zero coercion (z)", "in integer");
    if (s.type == 'c')
        return format_char(t, &s, value_int(v));
    spec_add_int(t, &s, value_int(v), 0);
    return AC_OK;
}

static AcStatus format_char(Text *t, const Spec *s, ac_int code_point)
{
    if (s->sign)
        return ac_raise_text(&ac_ValueError, "Sign not allowed with integer format specifier 'c'");
    if (s->alternate)
        return ac_raise_text(&ac_ValueError, "Alternate form (#) not allowed with integer format specifier 'c'");
    return spec_add_code(t, s, code_point);
}

static AcStatus format_float(Text *t, AcValue v, AcStr *spec)
{
    Spec s;

    if (spec_parse(spec, v, '>', 0, &s) != AC_OK)
        return AC_RAISED;
    if (s.type && s.type != 'n' && !is_float_code(s.type))
        return raise_code(s.type, v);
    return spec_add_float(t, &s, v.u.f);
}

static bool is_float_code(uint32_t code)
{
    return code == 'e' || code == 'f' || code == 'g' || code == 'E' || code == 'F' || code == 'G' || code == '%';
}

static AcStatus raise_code(uint32_t code, AcValue v)
{
    char hex[8], *end = hex + sizeof hex - 1, *at;

    if (code > 32 && code < 128)
        return ac_raise_format(&ac_ValueError, "Unknown format code '%c' for object of type '%T'", (int)code, v);
    *end = '\0';
    at = int_digits(code, 16, end);
    return ac_raise_format(&ac_ValueError, "Unknown format code '\\x%s' for object of type '%T'", at, v);
}
