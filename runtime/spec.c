/* spec.c: the format specification mini-language: parsing, and laying out.
 * SPDX-License-Identifier: MIT */
#include "spec.h"

#include <limits.h>

#include "float_text.h"

typedef struct { const char *at, *end; } Reader;

static void parse_align(Reader *r, Spec *s, bool *fill_given);
static AcStatus parse_grouping(Reader *r, Spec *s);
static AcStatus parse_precision(Reader *r, Spec *s);
static AcStatus parse_number(Reader *r, ac_int *out);
static AcStatus check_grouping(const Spec *s, char default_type);
static void add_grouped(Text *t, const Spec *s, const Number *n, size_t digits);
static size_t grouped_length(const Spec *s, size_t digits);
static size_t split_digits(const char *bytes, size_t n);
static bool all_zero(const char *bytes, size_t n);

/* ---- parsing --------------------------------------------------------------------------------- */

static bool take(Reader *r, char c)
{
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

AcStatus spec_parse(AcStr *text, AcValue v, char default_align, char default_type, Spec *s)
{
    Reader r = { text->data, text->data + text->bytes };
    bool fill_given = false;
    Spec none = { ' ', 0, 0, false, false, 0, 0, -1, 0 };

    *s = none;
    parse_align(&r, s, &fill_given);
    if (r.at < r.end && (*r.at == '+' || *r.at == '-' || *r.at == ' '))
        s->sign = *r.at++;
    s->no_negative_zero = take(&r, 'z');
    s->alternate = take(&r, '#');
    if (!fill_given && take(&r, '0')) {
        s->fill = '0';
        if (!s->align && default_align == '>')
            s->align = '=';
    }
    if (!s->align)
        s->align = default_align;
    if (parse_number(&r, &s->width) != AC_OK || parse_grouping(&r, s) != AC_OK || parse_precision(&r, s) != AC_OK)
        return AC_RAISED;
    if (r.at < r.end)
        s->type = utf8_next(&r.at);
    if (r.at < r.end)
        return ac_raise_format(&ac_ValueError, "Invalid format specifier '%S' for object of type '%T'", text, v);
    return check_grouping(s, default_type);
}

static bool is_align(char c)
{
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* A fill character is one only before an alignment. */
static void parse_align(Reader *r, Spec *s, bool *fill_given)
{
    const char *behind = r->at;
    uint32_t fill = r->at < r->end ? utf8_next(&behind) : 0;

    if (behind < r->end && is_align(*behind)) {
        s->fill = fill;
        s->align = *behind;
        r->at = behind + 1;
        *fill_given = true;
    } else if (r->at < r->end && is_align(*r->at))
        s->align = *r->at++;
}

static AcStatus parse_number(Reader *r, ac_int *out)
{
    ac_int n = 0;

    for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
        if (n > (AC_INT_MAX - 9) / 10)
            return ac_raise_text(&ac_ValueError, "Too many decimal digits in format string");
        n = n * 10 + (*r->at - '0');
    }
    *out = n;
    return AC_OK;
}

static AcStatus parse_grouping(Reader *r, Spec *s)
{
    bool comma = take(r, ','), underscore = take(r, '_');

    s->grouping = underscore ? '_' : comma ? ',' : 0;
    if (underscore && (comma || (r->at < r->end && *r->at == ',')))
        return ac_raise_text(&ac_ValueError, "Cannot specify both ',' and '_'.");
    return AC_OK;
}

static AcStatus parse_precision(Reader *r, Spec *s)
{
    if (!take(r, '.'))
        return AC_OK;
    if (r->at == r->end || *r->at < '0' || *r->at > '9')
        return ac_raise_text(&ac_ValueError, "Format specifier missing precision");
    return parse_number(r, &s->precision);
}

static AcStatus check_grouping(const Spec *s, char default_type)
{
    uint32_t type = s->type ? s->type : (unsigned char)default_type;
    char separator = s->grouping;

    if (!separator)
        return AC_OK;
    switch (type) {
    case 'd': case 'e': case 'f': case 'g': case 'E': case 'F': case 'G': case '%': case 0:
        return AC_OK;
    case 'b': case 'o': case 'x': case 'X':
        if (separator == '_')
            return AC_OK;
        break;
    default:
        break;
    }
    if (type > 32 && type < 128)
        return ac_raise_format(&ac_ValueError, "Cannot specify '%c' with '%c'.", separator, (int)type);
    return ac_raise_format(&ac_ValueError, "Cannot specify '%c' with that type.", separator);
}

/* ---- layout ---------------------------------------------------------------------------------- */

/* `n` fill characters. */
static void add_fill(Text *t, const Spec *s, size_t n)
{
    char bytes[4];

    text_repeat(t, bytes, utf8_put(s->fill, bytes), n);
}

/* Divides what is missing to the width among the left side, the place behind the sign, and the right side. */
static void divide_padding(const Spec *s, size_t length, size_t part[3])
{
    size_t missing = (ac_uint)s->width > length ? (size_t)s->width - length : 0;

    part[0] = s->align == '>' ? missing : s->align == '^' ? missing / 2 : 0;
    part[1] = s->align == '=' ? missing : 0;
    part[2] = missing - part[0] - part[1];
}

void spec_add_text(Text *t, const Spec *s, const AcStr *text)
{
    size_t chars = s->precision >= 0 && (ac_uint)s->precision < text->chars ? (size_t)s->precision : text->chars;
    size_t pad[3];

    divide_padding(s, chars, pad);
    add_fill(t, s, pad[0]);
    text_add(t, text->data, (size_t)(str_at(text, chars) - text->data));
    add_fill(t, s, pad[2]);
}

void spec_add_bytes(Text *t, const Spec *s, const char *data, size_t n)
{
    size_t pad[3];

    n = s->precision >= 0 && (ac_uint)s->precision < n ? (size_t)s->precision : n;
    divide_padding(s, n, pad);
    add_fill(t, s, pad[0]);
    text_add(t, data, n);
    add_fill(t, s, pad[2]);
}

/* Zeros that fill the width are grouped as digits are. */
void spec_add_number(Text *t, const Spec *s, const Number *n)
{
    char sign = n->negative ? '-' : s->sign == '-' ? 0 : s->sign;
    size_t fixed = (sign != 0) + strlen(n->prefix) + utf8_count(n->rest, n->rest_n), digits = n->digits_n;
    size_t pad[3];

    if (s->fill == '0' && s->align == '=' && digits > 0)
        while (fixed + grouped_length(s, digits) < (ac_uint)s->width)
            digits++;
    divide_padding(s, fixed + grouped_length(s, digits), pad);
    add_fill(t, s, pad[0]);
    if (sign)
        text_add_char(t, sign);
    text_add_c(t, n->prefix);
    add_fill(t, s, pad[1]);
    add_grouped(t, s, n, digits);
    text_add(t, n->rest, n->rest_n);
    add_fill(t, s, pad[2]);
}

static size_t group_size(const Spec *s)
{
    return s->type == 'b' || s->type == 'o' || s->type == 'x' || s->type == 'X' ? 4 : 3;
}

static size_t grouped_length(const Spec *s, size_t digits)
{
    return s->grouping && digits ? digits + (digits - 1) / group_size(s) : digits;
}

static void add_grouped(Text *t, const Spec *s, const Number *n, size_t digits)
{
    for (size_t left = digits; left > 0; left--) {
        text_add_char(t, left > n->digits_n ? '0' : n->digits[n->digits_n - left]);
        if (s->grouping && left > 1 && (left - 1) % group_size(s) == 0)
            text_add_char(t, s->grouping);
    }
}

/* ---- numbers --------------------------------------------------------------------------------- */

void spec_add_int(Text *t, const Spec *s, ac_int value, ac_int min_digits)
{
    bool hex = s->type == 'x' || s->type == 'X';
    unsigned base = hex ? 16 : s->type == 'o' ? 8 : s->type == 'b' ? 2 : 10;
    char buffer[INT_TEXT_MAX], *end = buffer + sizeof buffer;
    char *at = int_digits(value < 0 ? 0 - (ac_uint)value : (ac_uint)value, base, end);
    Text zeros = { NULL, 0, 0, false };
    Number n = { value < 0, "", at, (size_t)(end - at), "", 0 };

    if (s->type == 'X')
        for (char *c = at; c < end; c++)
            *c = *c >= 'a' ? (char)(*c - 'a' + 'A') : *c;
    if (s->alternate && base != 10)
        n.prefix = base == 2 ? "0b" : base == 8 ? "0o" : s->type == 'x' ? "0x" : "0X";
    if (min_digits > (ac_int)n.digits_n) {
        text_repeat(&zeros, "0", 1, (size_t)min_digits - n.digits_n);
        text_add(&zeros, at, n.digits_n);
        t->failed |= zeros.failed;
        n.digits = zeros.failed ? at : (const char *)(zeros.s + 1);
        n.digits_n = zeros.failed ? n.digits_n : zeros.n;
    }
    spec_add_number(t, s, &n);
    text_drop(&zeros);
}

AcStatus spec_add_code(Text *t, const Spec *s, ac_int code_point)
{
    char bytes[4];
    Number n = { false, "", "", 0, bytes, 0 };

    if (code_point < 0 || code_point > 0x10FFFF)
        return ac_raise_text(&ac_OverflowError, "%c arg not in range(0x110000)");
    n.rest_n = utf8_put((uint32_t)code_point, bytes);
    spec_add_number(t, s, &n);
    return AC_OK;
}

AcStatus spec_add_float(Text *t, const Spec *s, ac_float f)
{
    FloatForm form = { (char)s->type, s->precision < 0 ? 6 : (int)s->precision, s->alternate, s->type == 0 };
    Text body = { NULL, 0, 0, false };
    Number n = { float_is_negative(f) && f == f, "", NULL, 0, NULL, 0 };

    if (s->precision > INT_MAX)
        return ac_raise_text(&ac_ValueError, "precision too big");
    if (s->type == 0)
        form.type = s->precision < 0 ? 'r' : 'g';
    else if (s->type == 'n' || s->type == '%')
        form.type = s->type == 'n' ? 'g' : 'f';
    text_add_float_form(&body, s->type == '%' ? f * 100 : f, &form);
    if (s->type == '%')
        text_add_char(&body, '%');
    if (!body.failed) {
        n.digits = (const char *)(body.s + 1);
        n.digits_n = split_digits(n.digits, body.n);
        n.rest = n.digits + n.digits_n;
        n.rest_n = body.n - n.digits_n;
        n.negative = n.negative && !(s->no_negative_zero && all_zero(n.digits, body.n));
        spec_add_number(t, s, &n);
    }
    t->failed |= body.failed;
    text_drop(&body);
    return AC_OK;
}

/* How many digits come first. */
static size_t split_digits(const char *bytes, size_t n)
{
    size_t i = 0;

    while (i < n && bytes[i] >= '0' && bytes[i] <= '9')
        i++;
    return i;
}

/* 0.00, 0e+00, 0% */
static bool all_zero(const char *bytes, size_t n)
{
    size_t i = 0;

    while (i < n && (bytes[i] == '0' || bytes[i] == '.'))
        i++;
    return i == n || bytes[i] == 'e' || bytes[i] == 'E' || bytes[i] == '%';
}
