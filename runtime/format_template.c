/* format_template.c: "{} {name!r:>{width}}".format(...).
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#define NESTING_MAX 2             /* a template, and the fields in its specifications */

typedef enum { NUMBERING_OPEN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } Numbering;

typedef struct {
    size_t         positional, named;
    const AcValue *args;
    AcStr *const  *names;
    AcDict        *mapping;       /* has the other names; NULL: there is none */
    Numbering      numbering;
    ac_int         next;          /* automatic */
} Arguments;

typedef struct { const char *at, *end; } Span;

/* {name!conversion:spec} */
typedef struct { Span name, spec; uint32_t conversion; bool nested; } Field;

static AcStatus expand(Arguments *a, Span s, int depth, Text *out);
static AcStatus read_literal(Span *s, Text *out, bool *field);
static AcStatus read_field(Span *s, Field *f);
static bool read_name(Span *s, Field *f, char *end);
static AcStatus read_conversion(Span *s, Field *f, bool *done);
static AcStatus read_spec(Span *s, Field *f);
static AcStatus render(Arguments *a, const Field *f, int depth, Text *out);
static AcStatus convert(uint32_t conversion, AcValue *v);
static AcStatus find_value(Arguments *a, Span name, AcValue *out);
static AcStatus find_argument(Arguments *a, Span name, AcValue *out);
static AcStatus choose_numbering(Arguments *a, Numbering wanted);
static AcStatus find_named(const Arguments *a, Span name, AcValue *out);
static AcStatus take_part(Span *rest, AcValue *v);
static AcStatus attribute(AcValue v, Span name, AcValue *out);
static AcStatus subscript(AcValue v, Span key, AcValue *out);
static AcStatus read_index(Span s, ac_int *out);

AcStatus ac_str_format(AcStr *template_text, size_t positional, size_t named, const AcValue *args,
                       AcStr *const *names, AcStr **out)
{
    return ac_str_format_map(template_text, positional, named, args, names, NULL, out);
}

AcStatus ac_str_format_map(AcStr *template_text, size_t positional, size_t named, const AcValue *args,
                           AcStr *const *names, AcDict *mapping, AcStr **out)
{
    Arguments a = { positional, named, args, names, mapping, NUMBERING_OPEN, 0 };
    Span s = { template_text->data, template_text->data + template_text->bytes };
    Text t = { NULL, 0, 0, false };

    return text_end(&t, expand(&a, s, NESTING_MAX, &t), out);
}

static AcStatus raise(const char *text)
{
    return ac_raise_text(&ac_ValueError, text);
}

static AcStatus expand(Arguments *a, Span s, int depth, Text *out)
{
    if (depth == 0)
        return raise("Max string recursion exceeded");
    while (s.at < s.end) {
        bool is_field;
        Field f = { { NULL, NULL }, { NULL, NULL }, 0, false };

        if (read_literal(&s, out, &is_field) != AC_OK)
            return AC_RAISED;
        if (is_field && (read_field(&s, &f) != AC_OK || render(a, &f, depth, out) != AC_OK))
            return AC_RAISED;
    }
    return AC_OK;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Up to a field, or to a doubled brace, which stands for one. */
static AcStatus read_literal(Span *s, Text *out, bool *field)
{
    const char *start = s->at;
    char brace;

    while (s->at < s->end && *s->at != '{' && *s->at != '}')
        s->at++;
    text_add(out, start, (size_t)(s->at - start));
    *field = false;
    if (s->at == s->end)
        return AC_OK;
    brace = *s->at++;
    if (s->at < s->end && *s->at == brace) {
        s->at++;
        text_add_char(out, brace);
        return AC_OK;
    }
    if (brace == '}')
        return raise("Single '}' encountered in format string");
    if (s->at == s->end)
        return raise("Single '{' encountered in format string");
    *field = true;
    return AC_OK;
}

static AcStatus read_field(Span *s, Field *f)
{
    bool done = false;
    char end = 0;

    if (!read_name(s, f, &end))
        return raise("unexpected '{' in field name");
    if (end == '}')
        return AC_OK;
    if (!end)
        return raise("expected '}' before end of string");
    if (end == '!' && read_conversion(s, f, &done) != AC_OK)
        return AC_RAISED;
    return done ? AC_OK : read_spec(s, f);
}

/* Up to } : or ! outside of brackets; *end 0: there is none. */
static bool read_name(Span *s, Field *f, char *end)
{
    bool bracket = false;

    f->name.at = f->name.end = s->at;
    while (s->at < s->end) {
        char c = *s->at++;

        if (c == '{')
            return false;
        if (c == '[' || c == ']')
            bracket = c == '[';
        if (!bracket && (c == '}' || c == ':' || c == '!')) {
            *end = c;
            break;
        }
        f->name.end = s->at;
    }
    return true;
}

static AcStatus read_conversion(Span *s, Field *f, bool *done)
{
    if (s->at == s->end)
        return raise("end of string while looking for conversion specifier");
    f->conversion = utf8_next(&s->at);
    if (s->at == s->end)
        return AC_OK;
    *done = *s->at == '}';
    return *s->at++ == '}' || s->at[-1] == ':' ? AC_OK : raise("expected ':' after conversion specifier");
}

static AcStatus read_spec(Span *s, Field *f)
{
    int depth = 1;

    for (f->spec.at = s->at; s->at < s->end; ) {
        char c = *s->at++;

        f->nested |= c == '{';
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (depth == 0) {
            f->spec.end = s->at - 1;
            return AC_OK;
        }
    }
    return raise("unmatched '{' in format spec");
}

/* ---- rendering ------------------------------------------------------------------------------- */

static AcStatus make_spec(Arguments *a, const Field *f, int depth, AcStr **out)
{
    Text t = { NULL, 0, 0, false };

    if (f->nested)
        return text_end(&t, expand(a, f->spec, depth - 1, &t), out);
    return ac_str_new(f->spec.at, (size_t)(f->spec.end - f->spec.at), out);
}

static AcStatus render(Arguments *a, const Field *f, int depth, Text *out)
{
    AcStr *spec = NULL, *text = NULL;
    AcValue v;
    AcStatus status;

    if (find_value(a, f->name, &v) != AC_OK)
        return AC_RAISED;
    status = convert(f->conversion, &v);
    if (status == AC_OK)
        status = make_spec(a, f, depth, &spec);
    if (status == AC_OK)
        status = ac_format(v, spec, &text);
    if (status == AC_OK)
        text_add_str(out, text);
    ac_release(text);
    ac_release(spec);
    ac_release_value(v);
    return status;
}

static AcStatus convert(uint32_t conversion, AcValue *v)
{
    AcStr *s = NULL;
    AcStatus status;

    switch (conversion) {
    case 0:   return AC_OK;
    case 'r': status = ac_value_repr(*v, &s); break;
    case 's': status = ac_value_str(*v, &s); break;
    case 'a': status = ac_repr_ascii(*v, &s); break;
    default:  return ac_raise_format(&ac_ValueError, "Unknown conversion specifier %c",
                                     conversion < 127 ? (int)conversion : '?');
    }
    if (status == AC_OK)
        ac_move_value(*v, ac_from_ref(s));
    return status;
}

/* ---- finding the value ----------------------------------------------------------------------- */

/* first.attribute[index]...; owned. */
static AcStatus find_value(Arguments *a, Span name, AcValue *out)
{
    Span first = name;

    while (name.at < name.end && *name.at != '.' && *name.at != '[')
        name.at++;
    first.end = name.at;
    if (find_argument(a, first, out) != AC_OK)
        return AC_RAISED;
    while (name.at < name.end)
        if (take_part(&name, out) != AC_OK) {
            ac_release_value(*out);
            return AC_RAISED;
        }
    return AC_OK;
}

static AcStatus find_argument(Arguments *a, Span name, AcValue *out)
{
    bool automatic = name.at == name.end;
    ac_int i;

    if (read_index(name, &i) != AC_OK)
        return AC_RAISED;
    if (i < 0 && !automatic)
        return find_named(a, name, out);
    if (choose_numbering(a, automatic ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL) != AC_OK)
        return AC_RAISED;
    if (automatic)
        i = a->next++;
    if ((ac_uint)i >= a->positional)
        return ac_raise_format(&ac_IndexError, "Replacement index %i out of range for positional args tuple", i);
    *out = a->args[i];
    ac_retain_value(*out);
    return AC_OK;
}

static AcStatus choose_numbering(Arguments *a, Numbering wanted)
{
    if (a->numbering == NUMBERING_OPEN)
        a->numbering = wanted;
    if (a->numbering == wanted)
        return AC_OK;
    return raise(wanted == NUMBERING_MANUAL
                     ? "cannot switch from automatic field numbering to manual field specification"
                     : "cannot switch from manual field specification to automatic field numbering");
}

static AcStatus find_named(const Arguments *a, Span name, AcValue *out)
{
    size_t n = (size_t)(name.end - name.at);
    AcStr *key;
    AcStatus status;

    for (size_t i = 0; i < a->named; i++)
        if (a->names[i]->bytes == n && memcmp(a->names[i]->data, name.at, n) == 0) {
            *out = a->args[a->positional + i];
            ac_retain_value(*out);
            return AC_OK;
        }
    if (ac_str_new(name.at, n, &key) != AC_OK)
        return AC_RAISED;
    status = a->mapping ? ac_dict_get(a->mapping, ac_from_ref(key), out) : raise_key(ac_from_ref(key));
    ac_release(key);
    return status;
}

/* .name or [key]: the value is replaced by its part. */
static AcStatus take_part(Span *rest, AcValue *v)
{
    bool bracket = *rest->at++ == '[';
    Span part = { rest->at, rest->at };
    AcValue found;

    while (rest->at < rest->end && (bracket ? *rest->at != ']' : *rest->at != '.' && *rest->at != '['))
        rest->at++;
    part.end = rest->at;
    if (bracket && rest->at == rest->end)
        return raise("Missing ']' in format string");
    rest->at += bracket;
    if (part.at == part.end)
        return raise("Empty attribute in format string");
    if (bracket && rest->at < rest->end && *rest->at != '.' && *rest->at != '[')
        return raise("Only '.' or '[' may follow ']' in format field specifier");
    if (bracket ? subscript(*v, part, &found) != AC_OK : attribute(*v, part, &found) != AC_OK)
        return AC_RAISED;
    ac_move_value(*v, found);
    return AC_OK;
}

static bool span_is(Span s, const char *text)
{
    return (size_t)(s.end - s.at) == strlen(text) && memcmp(s.at, text, strlen(text)) == 0;
}

/* Only what the runtime knows by name. */
static AcStatus attribute(AcValue v, Span name, AcValue *out)
{
    AcStr *s;
    AcStatus status;

    if (span_is(name, "args") && ac_isinstance(v, &ac_BaseException)) {
        *out = ac_from_ref(((AcExc *)v.u.o)->args);
        ac_retain_value(*out);
        return AC_OK;
    }
    if (value_is_number(v) && span_is(name, "real")) {
        *out = v.tag == AC_TAG_BOOL ? ac_from_int(v.u.b) : v;
        return AC_OK;
    }
    if (ac_str_new(name.at, (size_t)(name.end - name.at), &s) != AC_OK)
        return AC_RAISED;
    status = ac_raise_no_attribute(v, s->data);
    ac_release(s);
    return status;
}

static AcStatus subscript(AcValue v, Span key, AcValue *out)
{
    AcStr *s;
    ac_int i;
    AcStatus status;

    if (read_index(key, &i) != AC_OK)
        return AC_RAISED;
    if (i >= 0)
        return ac_value_subscript(v, ac_from_int(i), out);
    if (ac_str_new(key.at, (size_t)(key.end - key.at), &s) != AC_OK)
        return AC_RAISED;
    status = ac_value_subscript(v, ac_from_ref(s), out);
    ac_release(s);
    return status;
}

/* -1: not only digits. */
static AcStatus read_index(Span s, ac_int *out)
{
    ac_int n = 0;

    *out = -1;
    for (const char *at = s.at; at < s.end; at++) {
        if (*at < '0' || *at > '9')
            return AC_OK;
        if (n > (AC_INT_MAX - 9) / 10)
            return raise("Too many decimal digits in format string");
        n = n * 10 + (*at - '0');
    }
    if (s.at < s.end)
        *out = n;
    return AC_OK;
}
