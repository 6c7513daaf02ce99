/* str_translate.c: translate() and the tables for it.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

/* What the table has for a code; *found false: nothing, the character stays. */
static AcStatus look_up(AcValue table, ac_int code, bool *found, AcValue *out)
{
    AcStatus status = ac_value_subscript(table, ac_from_int(code), out);

    *found = status == AC_OK;
    if (status == AC_OK || !ac_subtype(ac_pending->obj.type, &ac_LookupError))
        return status;
    ac_release(ac_catch());
    return AC_OK;
}

static AcStatus add_replacement(Text *t, AcValue v)
{
    if (v.tag == AC_TAG_NONE)
        return AC_OK;
    if (value_str(v)) {
        text_add_str(t, value_str(v));
        return AC_OK;
    }
    if (!value_is_int(v))
        return ac_raise_text(&ac_TypeError, "character mapping must return integer, None or str");
    if (value_int(v) < 0 || value_int(v) > 0x10FFFF)
        return ac_raise_text(&ac_ValueError, "character mapping must be in range(0x110000)");
    text_add_code(t, (uint32_t)value_int(v));
    return AC_OK;
}

AcStatus ac_str_translate(AcStr *s, AcValue table, AcStr **out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status = AC_OK;

    for (const char *at = s->data; at < s->data + s->bytes && status == AC_OK;) {
        uint32_t code = utf8_next(&at);
        AcValue v = ac_from_none();
        bool found = false;
        status = look_up(table, (ac_int)code, &found, &v);
        if (status != AC_OK)
            break;
        if (found)
            status = add_replacement(&t, v);
        else
            text_add_code(&t, code);
        ac_release_value(v);
    }
    return text_end(&t, status, out);
}

/* ---- maketrans ------------------------------------------------------------------------------- */

static AcStatus put_key(AcDict *d, const AcTuple *pair)
{
    AcStr *s = value_str(pair->item[0]);
    const char *at = s ? s->data : NULL;

    if (!s && !value_is_int(pair->item[0]))
        return ac_raise_text(&ac_TypeError, "keys in translate table must be strings or integers");
    if (s && s->chars != 1)
        return ac_raise_text(&ac_ValueError, "string keys in translate table must be of length 1");
    return ac_dict_set(d, s ? ac_from_int((ac_int)utf8_next(&at)) : pair->item[0], pair->item[1]);
}

static AcStatus from_dict(AcDict *from, AcDict *d)
{
    ac_int position = 0;

    for (;;) {
        AcValue pair = ac_from_none();
        bool more = false;
        AcStatus status = dict_next(from, DICT_ITEMS, &position, &more, &pair);
        if (status != AC_OK || !more)
            return status;
        status = put_key(d, value_tuple(pair));
        ac_release_value(pair);
        if (status != AC_OK)
            return AC_RAISED;
    }
}

static AcStatus from_strings(AcStr *from, AcStr *to, AcStr *gone, AcDict *d)
{
    const char *at = from->data, *other = to->data;

    if (from->chars != to->chars)
        return ac_raise_text(&ac_ValueError, "the first two maketrans arguments must have equal length");
    while (at < from->data + from->bytes)
        if (ac_dict_set(d, ac_from_int((ac_int)utf8_next(&at)), ac_from_int((ac_int)utf8_next(&other))) != AC_OK)
            return AC_RAISED;
    for (at = gone ? gone->data : NULL; gone && at < gone->data + gone->bytes;)
        if (ac_dict_set(d, ac_from_int((ac_int)utf8_next(&at)), ac_from_none()) != AC_OK)
            return AC_RAISED;
    return AC_OK;
}

AcStatus ac_str_maketrans(AcValue from, AcValue to, AcValue gone, AcDict **out)
{
    AcStatus status;

    if (ac_dict_new(0, NULL, out) != AC_OK)
        return AC_RAISED;
    if (to.tag == AC_TAG_NONE)
        status = value_dict(from) ? from_dict(value_dict(from), *out)
                                  : ac_raise_text(&ac_TypeError, "if you give only one argument to maketrans it must be a dict");
    else if (!value_str(from) || !value_str(to))
        status = ac_raise_text(&ac_TypeError, "first maketrans argument must be a string if there is a second argument");
    else
        status = from_strings(value_str(from), value_str(to), value_str(gone), *out);
    if (status != AC_OK)
        ac_clear(*out);
    return status;
}
