/* dict_view.c: d.keys(), d.values(), d.items(): they show the dictionary as it is at the time.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static void view_drop(AcObj *o);
static AcStatus view_repr(AcObj *o, AcStr **out);
static AcStatus view_eq(AcObj *o, AcValue other, bool *out);
static AcStatus view_truth(AcObj *o, bool *out);

#define VIEW_TYPE(C_NAME, NAME)                                                                \
    const AcType C_NAME = { \
        .obj = AC_TYPE_OBJ, .name = NAME, .base = &ac_type_object, .size = sizeof(AcDictView), \
        .drop = view_drop, .repr = view_repr, .eq = view_eq, .hash = ac_refuse_hash, \
        .truth = view_truth \
    }

VIEW_TYPE(ac_type_dict_keys, "dict_keys");
VIEW_TYPE(ac_type_dict_values, "dict_values");
VIEW_TYPE(ac_type_dict_items, "dict_items");

static AcStatus view_new(AcDict *d, DictPart part, AcDictView **out)
{
    static const AcType *const types[] = { &ac_type_dict_keys, &ac_type_dict_values, &ac_type_dict_items };
    AcDictView *v;

    if (ac_new(types[part], sizeof *v, &v) != AC_OK)
        return AC_RAISED;
    ac_retain(d);
    v->dict = d;
    v->part = (uint8_t)part;
    *out = v;
    return AC_OK;
}

AcStatus ac_dict_keys(AcDict *d, AcDictView **out) { return view_new(d, DICT_KEYS, out); }
AcStatus ac_dict_values(AcDict *d, AcDictView **out) { return view_new(d, DICT_VALUES, out); }
AcStatus ac_dict_items(AcDict *d, AcDictView **out) { return view_new(d, DICT_ITEMS, out); }

AcDictView *value_dict_view(AcValue v)
{
    AcObj *o = ac_value_ref(v);
    bool is = o && (o->type == &ac_type_dict_keys || o->type == &ac_type_dict_values || o->type == &ac_type_dict_items);

    return is ? (AcDictView *)o : NULL;
}

static void view_drop(AcObj *o)
{
    ac_clear(((AcDictView *)o)->dict);
}

static AcStatus view_repr(AcObj *o, AcStr **out)
{
    AcDictView *v = (AcDictView *)o;
    Text t = { NULL, 0, 0, false };
    AcStatus status;

    text_add_c(&t, o->type->name);
    text_add_c(&t, "([");
    status = dict_add_repr(&t, v->dict, (DictPart)v->part, false);
    text_add_c(&t, "])");
    return text_end(&t, status, out);
}

/* Is each key or item also in `other`, which has as many? */
static AcStatus same_in_set(AcDictView *v, AcSet *other, bool *out)
{
    ac_int position = 0;

    for (*out = true; *out;) {
        AcValue item = ac_from_none();
        bool more = false;
        AcStatus status = dict_next(v->dict, (DictPart)v->part, &position, &more, &item);
        if (status != AC_OK || !more)
            return status;
        status = ac_set_contains(other, item, out);
        ac_release_value(item);
        if (status != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

/* Keys and items are equal to what has the same ones; values only to themselves. */
static AcStatus view_eq(AcObj *o, AcValue other, bool *out)
{
    AcDictView *v = (AcDictView *)o, *that = value_dict_view(other);
    ac_int position = 0;
    bool more = true;

    *out = that == v;
    if (value_set(other) && v->part != DICT_VALUES && value_set(other)->n == v->dict->n)
        return same_in_set(v, value_set(other), out);
    if (!that || *out || v->part != that->part || v->part == DICT_VALUES || v->dict->n != that->dict->n)
        return AC_OK;
    for (*out = true; *out;) {
        AcValue item = ac_from_none();
        AcStatus status = dict_next(v->dict, (DictPart)v->part, &position, &more, &item);
        if (status != AC_OK || !more)
            return status;
        status = dict_view_contains(that, item, out);
        ac_release_value(item);
        if (status != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

AcStatus dict_view_contains(AcDictView *v, AcValue item, bool *out)
{
    ac_int position = 0;

    if (v->part == DICT_KEYS)
        return ac_dict_contains(v->dict, item, out);
    for (*out = false; !*out;) {
        AcValue have = ac_from_none();
        bool more = false;
        AcStatus status = dict_next(v->dict, (DictPart)v->part, &position, &more, &have);
        if (status != AC_OK || !more)
            return status;
        status = value_same(have, item, out);
        ac_release_value(have);
        if (status != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

static AcStatus view_truth(AcObj *o, bool *out)
{
    *out = ((AcDictView *)o)->dict->n != 0;
    return AC_OK;
}
