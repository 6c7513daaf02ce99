/* percent.c: "%d" % x, and b"%d" % x, whose pieces are gathered as bytes.
 * SPDX-License-Identifier: MIT */
#include "bytes.h"
#include "spec.h"

/* Where the template is, and which arguments are left: those of a tuple, or one value. */
typedef struct {
    const AcStr   *text;          /* NULL: of bytes */
    const char    *start, *at, *end;
    const AcValue *args;
    size_t         n, used;
    AcDict        *mapping;       /* what %(name)s looks into; NULL: there is none */
    AcValue        named;         /* what the last (name) found, owned; */
    bool           by_name;       /* it is the conversion's argument */
    Text           out;
} Percent;

static AcStatus expand(Percent *p);
static AcStatus conversion(Percent *p);
static void parse_flags(Percent *p, Spec *s, bool *zero);
static AcStatus parse_size(Percent *p, const char *what, ac_int *out);
static AcStatus next_arg(Percent *p, AcValue *out);
static AcStatus convert(Percent *p, Spec *s, bool zero);
static AcStatus convert_text(Percent *p, Spec *s, AcValue v);
static AcStatus convert_int(Percent *p, Spec *s, AcValue v);
static AcStatus convert_float(Percent *p, const Spec *s, AcValue v);
static AcStatus convert_char(Percent *p, Spec *s, AcValue v);
static AcStatus convert_byte(Percent *p, Spec *s, AcValue v);
static AcStatus convert_bytes(Percent *p, Spec *s, AcValue v);
static AcStatus raise_character(const Percent *p, uint32_t c);

static AcStatus gather(Percent *p, const AcValue *args)
{
    const AcTuple *t = value_tuple(*args);
    bool mapping = value_list(*args) || value_range(*args) || value_dict(*args) || (p->text && value_bytes(*args));
    AcStatus status;

    p->args = t ? t->item : args;
    p->n = t ? t->n : 1;
    p->mapping = value_dict(*args);
    status = expand(p);
    ac_release_value(p->named);
    if (status == AC_OK && p->used < p->n && !mapping)
        status = ac_raise_text(&ac_TypeError, p->text ? "not all arguments converted during string formatting"
                                                      : "not all arguments converted during bytes formatting");
    return status;
}

AcStatus ac_str_percent(AcStr *template_text, AcValue args, AcStr **out)
{
    Percent p = { template_text, template_text->data, template_text->data, template_text->data + template_text->bytes, NULL, 0, 0,
                  NULL, ac_from_none(), false, { NULL, 0, 0, false } };
    AcStatus status = gather(&p, &args);

    return text_end(&p.out, status, out);
}

AcStatus ac_bytes_percent(AcBytes *template_bytes, AcValue args, AcBytes **out)
{
    Percent p = { NULL, template_bytes->data, template_bytes->data, template_bytes->data + template_bytes->n, NULL, 0, 0,
                  NULL, ac_from_none(), false, { NULL, 0, 0, false } };
    AcStatus status = gather(&p, &args);

    return bytes_end(&p.out, status, template_bytes, out);
}

static AcStatus expand(Percent *p)
{
    while (p->at < p->end) {
        const char *plain = p->at;

        while (p->at < p->end && *p->at != '%')
            p->at++;
        text_add(&p->out, plain, (size_t)(p->at - plain));
        if (p->at < p->end) {
            p->at++;
            if (conversion(p) != AC_OK)
                return AC_RAISED;
        }
    }
    return AC_OK;
}

/* (name): up to the parenthesis that closes it; others inside of it count. */
static AcStatus take_name(Percent *p)
{
    const char *start = ++p->at;
    AcStr *name = NULL;
    AcBytes *byte_name = NULL;
    AcStatus status;

    if (!p->mapping)
        return ac_raise_text(&ac_TypeError, "format requires a mapping");
    for (int depth = 1; p->at < p->end; p->at++) {
        depth += *p->at == '(' ? 1 : *p->at == ')' ? -1 : 0;
        if (depth == 0)
            break;
    }
    if (p->at == p->end)
        return ac_raise_text(&ac_ValueError, "incomplete format key");
    size_t n = (size_t)(p->at++ - start);
    if (p->text ? ac_str_new(start, n, &name) != AC_OK : ac_bytes_new(start, n, &byte_name) != AC_OK)
        return AC_RAISED;
    ac_clear_value(p->named);
    status = ac_dict_get(p->mapping, p->text ? ac_from_ref(name) : ac_from_ref(byte_name), &p->named);
    ac_release(name);
    ac_release(byte_name);
    return status;
}

/* %(name)[flags][width][.precision][length]type, behind the %. */
static AcStatus conversion(Percent *p)
{
    Spec s = { ' ', '>', 0, false, false, 0, 0, -1, 0 };
    bool zero = false;

    if (p->at < p->end && *p->at == '%') {
        text_add_char(&p->out, *p->at++);
        return AC_OK;
    }
    p->by_name = p->at < p->end && *p->at == '(';
    if (p->by_name && take_name(p) != AC_OK)
        return AC_RAISED;
    parse_flags(p, &s, &zero);
    if (parse_size(p, "width too big", &s.width) != AC_OK)
        return AC_RAISED;
    if (s.width < 0) {
        s.align = '<';
        s.width = -s.width;
    }
    if (p->at < p->end && *p->at == '.') {
        p->at++;
        if (parse_size(p, "precision too big", &s.precision) != AC_OK)
            return AC_RAISED;
        s.precision = s.precision < 0 ? 0 : s.precision;
    }
    if (p->at < p->end && (*p->at == 'h' || *p->at == 'l' || *p->at == 'L'))
        p->at++;
    if (p->at == p->end)
        return ac_raise_text(&ac_ValueError, "incomplete format");
    s.type = p->text ? utf8_next(&p->at) : (uint8_t)*p->at++;
    return convert(p, &s, zero);
}

static void parse_flags(Percent *p, Spec *s, bool *zero)
{
    for (; p->at < p->end; p->at++)
        switch (*p->at) {
        case '-': s->align = '<'; break;
        case '+': s->sign = '+'; break;
        case ' ': s->sign = s->sign ? s->sign : ' '; break;
        case '#': s->alternate = true; break;
        case '0': *zero = true; break;
        default:  return;
        }
}

/* Digits, or * for an argument; neither: 0. */
static AcStatus parse_size(Percent *p, const char *too_big, ac_int *out)
{
    ac_int n = 0;

    if (p->at < p->end && *p->at == '*') {
        AcValue v;

        p->at++;
        if (next_arg(p, &v) != AC_OK || ac_need_int(v, "* wants int", &n) != AC_OK)
            return AC_RAISED;
    }
    for (; p->at < p->end && *p->at >= '0' && *p->at <= '9'; p->at++) {
        if (n > (INT32_MAX - 9) / 10)
            return ac_raise_text(&ac_ValueError, too_big);
        n = n * 10 + (*p->at - '0');
    }
    if (n > INT32_MAX || n < -INT32_MAX)
        return ac_raise_text(&ac_OverflowError, "Python int too large to convert to C int");
    *out = n;
    return AC_OK;
}

static AcStatus next_arg(Percent *p, AcValue *out)
{
    if (p->by_name) {
        *out = p->named;
        return AC_OK;
    }
    if (p->used >= p->n)
        return ac_raise_text(&ac_TypeError, "not enough arguments for format string");
    *out = p->args[p->used++];
    return AC_OK;
}

static AcStatus convert(Percent *p, Spec *s, bool zero)
{
    Spec number = *s;
    AcValue v;

    if (next_arg(p, &v) != AC_OK)
        return AC_RAISED;
    if (zero && s->align != '<') {
        number.fill = '0';
        number.align = '=';
    }
    switch (s->type) {
    case 's':                               return p->text ? convert_text(p, s, v) : convert_bytes(p, s, v);
    case 'r': case 'a':                     return convert_text(p, s, v);
    case 'c':                               return p->text ? convert_char(p, s, v) : convert_byte(p, s, v);
    case 'd': case 'i': case 'u':
    case 'o': case 'x': case 'X':           return convert_int(p, &number, v);
    case 'e': case 'E': case 'f':
    case 'F': case 'g': case 'G':           return convert_float(p, &number, v);
    case 'b':
        if (!p->text)
            return convert_bytes(p, s, v);
        return raise_character(p, s->type);
    default:                                return raise_character(p, s->type);
    }
}

static AcStatus convert_text(Percent *p, Spec *s, AcValue v)
{
    AcStr *text;

    if (s->type == 's' ? ac_value_str(v, &text) != AC_OK
                       : s->type == 'r' && p->text ? ac_value_repr(v, &text) != AC_OK : ac_repr_ascii(v, &text) != AC_OK)
        return AC_RAISED;
    spec_add_text(&p->out, s, text);
    ac_release(text);
    return AC_OK;
}

/* The precision is a number of digits. A float is cut, for %d only. */
static AcStatus convert_int(Percent *p, Spec *s, AcValue v)
{
    bool decimal = s->type != 'o' && s->type != 'x' && s->type != 'X';
    ac_int n, digits = s->precision;

    if (!value_is_index(v) && !(decimal && v.tag == AC_TAG_FLOAT))
        return ac_raise_format(&ac_TypeError, decimal ? "%%%c format: a real number is required, not %T"
                                                      : "%%%c format: an integer is required, not %T",
                               (int)s->type, v);
    if (ac_value_int(v, &n) != AC_OK)
        return AC_RAISED;
    s->precision = -1;
    spec_add_int(&p->out, s, n, digits);
    return AC_OK;
}

static AcStatus convert_float(Percent *p, const Spec *s, AcValue v)
{
    if (!value_is_number(v))
        return ac_raise_format(&ac_TypeError, "must be real number, not %T", v);
    return spec_add_float(&p->out, s, value_float(v));
}

static AcStatus convert_char(Percent *p, Spec *s, AcValue v)
{
    AcStr *text = value_str(v);

    s->sign = 0;
    if (value_is_int(v))
        return spec_add_code(&p->out, s, value_int(v));
    if (!text || text->chars != 1)
        return ac_raise_text(&ac_TypeError, "%c requires int or char");
    s->precision = -1;
    spec_add_text(&p->out, s, text);
    return AC_OK;
}

/* One byte, as an int or bytes. */
static AcStatus convert_byte(Percent *p, Spec *s, AcValue v)
{
    AcBytes *b = NULL;
    char byte;

    s->precision = -1;
    if (value_is_int(v)) {
        if (value_int(v) < 0 || value_int(v) > 255)
            return ac_raise_text(&ac_OverflowError, "%c arg not in range(256)");
        byte = (char)(unsigned char)value_int(v);
        spec_add_bytes(&p->out, s, &byte, 1);
        return AC_OK;
    }
    b = value_bytes(v);
    if (!b || value_view(v) || b->n != 1)
        return ac_raise_text(&ac_TypeError, "%c requires an integer in range(256) or a single byte");
    spec_add_bytes(&p->out, s, b->data, 1);
    return AC_OK;
}

static AcStatus convert_bytes(Percent *p, Spec *s, AcValue v)
{
    AcBytes *b = value_bytes(v);

    if (!b)
        return ac_raise_format(&ac_TypeError, "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'", v);
    spec_add_bytes(&p->out, s, b->data, b->n);
    return AC_OK;
}

static AcStatus raise_character(const Percent *p, uint32_t c)
{
    char hex[8], *end = hex + sizeof hex - 1, *at;
    const char *place = p->at;

    if (p->text)
        (void)utf8_previous(&place);
    else
        place--;
    *end = '\0';
    at = int_digits(c, 16, end);
    return ac_raise_format(&ac_ValueError, "unsupported format character '%c' (0x%s) at index %i",
                           c >= 31 && c < 126 ? (int)c : '?', at, p->text ? str_place(p->text, place) : (ac_int)(place - p->start));
}
