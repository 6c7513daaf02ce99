/* value.c: what every value can be asked: its truth, hash, length, text, identity; int() and float() of it.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus raise_unhashable(AcValue a);
static AcStatus object_hash(AcObj *o, ac_int *out);
static AcStatus object_repr(AcObj *o, AcStr **out);
static AcStatus call_repr(const AcType *t, AcObj *o, AcStr **out);

static AcStr none_text = AC_STR_INIT("None", 4, 4);
static AcStr true_text = AC_STR_INIT("True", 4, 4);
static AcStr false_text = AC_STR_INIT("False", 5, 5);

/* ---- what it is ------------------------------------------------------------------------------ */

const char *value_type_name(AcValue v)
{
    return ac_typeof(v)->name;
}

/* The object that a pointer variable holds, if status says that there is one. Not the pointer itself is passed:
 * it would be read before the call that sets it. */
AcStatus value_give(AcStatus status, const void *variable, AcValue *out)
{
    AcObj *o;

    if (status != AC_OK)
        return status;
    memcpy(&o, variable, sizeof o);
    *out = ac_from_ref(o);
    return AC_OK;
}

/* A float is itself also when it is nan. */
bool ac_value_is(AcValue a, AcValue b)
{
    if (a.tag != b.tag)
        return false;
    switch (a.tag) {
    case AC_TAG_NONE:  return true;
    case AC_TAG_BOOL:  return a.u.b == b.u.b;
    case AC_TAG_INT:   return a.u.i == b.u.i;
    case AC_TAG_FLOAT: return memcmp(&a.u.f, &b.u.f, sizeof a.u.f) == 0;
    case AC_TAG_REF:
    default:           break;
    }
    return a.u.o == b.u.o || function_is(a.u.o, b.u.o);
}

AcStatus ac_value_truth(AcValue a, bool *out)
{
    const AcType *t;

    switch (a.tag) {
    case AC_TAG_NONE:  *out = false; return AC_OK;
    case AC_TAG_BOOL:  *out = a.u.b; return AC_OK;
    case AC_TAG_INT:   *out = a.u.i != 0; return AC_OK;
    case AC_TAG_FLOAT: *out = a.u.f < 0 || a.u.f > 0 || a.u.f != a.u.f; return AC_OK;
    case AC_TAG_REF:
    default:           break;
    }
    t = type_with_truth(a.u.o->type);
    if (t)
        return t->truth(a.u.o, out);
    *out = true;
    return AC_OK;
}

AcStatus ac_value_len(AcValue a, ac_int *out)
{
    Items items;
    AcStr *s = value_str(a);
    AcRange *r = value_range(a);
    const AcBytes *b = value_bytes(a);

    if (s)
        *out = (ac_int)s->chars;
    else if (b)
        *out = (ac_int)b->n;
    else if (items_of(a, &items))
        *out = (ac_int)items.n;
    else if (r)
        *out = ac_range_len(r);
    else if (value_dict(a))
        *out = (ac_int)value_dict(a)->n;
    else if (value_set(a))
        *out = (ac_int)value_set(a)->n;
    else if (value_dict_view(a))
        *out = (ac_int)value_dict_view(a)->dict->n;
    else
        return ac_raise_format(&ac_TypeError, "object of type '%T' has no len()", a);
    return AC_OK;
}

/* ---- hash ------------------------------------------------------------------------------------ */

AcStatus ac_value_hash(AcValue a, ac_int *out)
{
    switch (a.tag) {
    case AC_TAG_NONE:  *out = 0x5F0E; return AC_OK;
    case AC_TAG_BOOL:
    case AC_TAG_INT:   *out = num_hash_int(value_int(a)); return AC_OK;
    case AC_TAG_FLOAT: *out = num_hash_float(a.u.f); return AC_OK;
    case AC_TAG_REF:
    default:           break;
    }
    if (value_str(a)) {
        *out = str_hash(value_str(a));
        return AC_OK;
    }
    if (value_tuple(a))
        return num_hash_items(value_tuple(a)->item, value_tuple(a)->n, out);
    return object_hash(a.u.o, out);
}

/* A class that says what is equal but not how to hash cannot be hashed. */
static AcStatus object_hash(AcObj *o, ac_int *out)
{
    const AcType *hash = type_with_hash(o->type), *eq = type_with_eq(o->type);

    if (eq && eq != hash && (!hash || ac_subtype(eq, hash)))
        return raise_unhashable(ac_from_ref(o));
    if (hash)
        return hash->hash(o, out);
    *out = (ac_int)((uintptr_t)o >> 4);
    return AC_OK;
}

static AcStatus raise_unhashable(AcValue a)
{
    return ac_raise_format(&ac_TypeError, "unhashable type: '%T'", a);
}

/* ---- text ------------------------------------------------------------------------------------ */

AcStatus ac_value_repr(AcValue a, AcStr **out)
{
    switch (a.tag) {
    case AC_TAG_NONE:  *out = &none_text; return AC_OK;
    case AC_TAG_BOOL:  *out = a.u.b ? &true_text : &false_text; return AC_OK;
    case AC_TAG_INT:   return ac_int_repr(a.u.i, out);
    case AC_TAG_FLOAT: return ac_float_repr(a.u.f, out);
    case AC_TAG_REF:
    default:           break;
    }
    return object_repr(a.u.o, out);
}

AcStatus ac_value_str(AcValue a, AcStr **out)
{
    const AcType *t;

    if (a.tag != AC_TAG_REF)
        return ac_value_repr(a, out);
    if (a.u.o->type == &ac_type_str) {
        ac_retain(a.u.o);
        *out = (AcStr *)a.u.o;
        return AC_OK;
    }
    t = type_with_str(a.u.o->type);
    return t ? t->str(a.u.o, out) : object_repr(a.u.o, out);
}

static AcStatus object_repr(AcObj *o, AcStr **out)
{
    Text text = { NULL, 0, 0, false };
    const AcType *t = type_with_repr(o->type);

    if (t)
        return call_repr(t, o, out);
    text_add_char(&text, '<');
    text_add_c(&text, o->type->name);
    text_add_c(&text, " object>");
    return text_finish(&text, out);
}

/* Nested as deep as calls may be. */
static AcStatus call_repr(const AcType *t, AcObj *o, AcStr **out)
{
    AcStatus status;

    if (ac_enter() != AC_OK) {
        ac_clear(ac_pending);
        return ac_raise_text(&ac_RecursionError,
                             "maximum recursion depth exceeded while getting the repr of an object");
    }
    status = t->repr(o, out);
    ac_leave();
    return status;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* int() and float() take bytes and bytearrays for text. */
static AcBytes *bytes_text(AcValue a)
{
    return value_bytes(a) && a.u.o->type != &ac_type_memoryview ? value_bytes(a) : NULL;
}

/* The bytes as a string, and false when they are none; `s` lasts as long as they do. */
static bool as_ascii(const AcBytes *b, AcStr *s)
{
    AcStr text = AC_STR_INIT(b->data, b->n, b->n);

    *s = text;
    return ac_bytes_isascii(b);
}

static AcStatus raise_literal(const AcBytes *b, ac_int base)
{
    AcBytes *text;
    AcStatus status;

    if (ac_bytes_new(b->data, b->n, &text) != AC_OK)
        return AC_RAISED;
    status = ac_raise_format(&ac_ValueError, "invalid literal for int() with base %i: %r", base, ac_from_ref(text));
    ac_release(text);
    return status;
}

/* int(a, base) */
AcStatus ac_int_of(AcValue a, AcValue base, ac_int *out)
{
    const AcBytes *b = bytes_text(a);
    ac_int n = 10;
    AcStr text;

    if (ac_need_int(base, "'%T' object cannot be interpreted as an integer", &n) != AC_OK)
        return AC_RAISED;
    if (!b && !value_str(a))
        return ac_raise_text(&ac_TypeError, "int() can't convert non-string with explicit base");
    if (!b)
        return ac_int_parse(value_str(a), n, out);
    if (n == 0 || (n >= 2 && n <= 36)) {
        if (as_ascii(b, &text) && ac_int_parse(&text, n, out) == AC_OK)
            return AC_OK;
        if (ac_pending && ac_exc_matches(ac_pending, &ac_OverflowError))
            return AC_RAISED;
        ac_clear(ac_pending);
        return raise_literal(b, n);
    }
    return ac_int_parse(&str_empty, n, out);
}

/* float() of bytes. */
static AcStatus float_of(AcValue a, ac_float *out)
{
    AcStr text;

    if (as_ascii(bytes_text(a), &text) && ac_float_parse(&text, out) == AC_OK)
        return AC_OK;
    ac_clear(ac_pending);
    return ac_raise_format(&ac_ValueError, "could not convert string to float: %R", a);
}

AcStatus ac_value_int(AcValue a, ac_int *out)
{
    if (value_is_int(a)) {
        *out = value_int(a);
        return AC_OK;
    }
    if (a.tag == AC_TAG_FLOAT)
        return ac_int_from_float(a.u.f, out);
    if (value_is_index(a))
        return ac_need_int(a, "", out);
    if (value_str(a) || bytes_text(a))
        return ac_int_of(a, ac_from_int(10), out);
    return ac_raise_format(&ac_TypeError,
                           "int() argument must be a string, a bytes-like object or a real number, not '%T'", a);
}

AcStatus ac_value_float(AcValue a, ac_float *out)
{
    if (value_is_number(a)) {
        *out = value_float(a);
        return AC_OK;
    }
    if (value_str(a))
        return ac_float_parse(value_str(a), out);
    if (bytes_text(a))
        return float_of(a, out);
    return ac_raise_format(&ac_TypeError, "float() argument must be a string or a real number, not '%T'", a);
}

AcStatus ac_value_round_to(AcValue a, ac_int digits, AcValue *out)
{
    ac_int n;
    ac_float f;

    if (value_is_int(a)) {
        if (ac_int_round(value_int(a), digits, &n) != AC_OK)
            return AC_RAISED;
        *out = ac_from_int(n);
        return AC_OK;
    }
    if (a.tag != AC_TAG_FLOAT)
        return ac_raise_format(&ac_TypeError, "type %T doesn't define __round__ method", a);
    if (ac_float_round(a.u.f, digits, &f) != AC_OK)
        return AC_RAISED;
    *out = ac_from_float(f);
    return AC_OK;
}

AcStatus ac_value_round(AcValue a, AcValue *out)
{
    ac_int n;

    if (value_is_int(a))
        n = value_int(a);
    else if (a.tag != AC_TAG_FLOAT)
        return ac_raise_format(&ac_TypeError, "type %T doesn't define __round__ method", a);
    else if (ac_float_round_int(a.u.f, &n) != AC_OK)
        return AC_RAISED;
    *out = ac_from_int(n);
    return AC_OK;
}
