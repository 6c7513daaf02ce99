/* compare.c: == and the order of values. Containers take an item that is identical for equal, so that a list
 * with nan in it equals itself.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus equal_objects(AcValue a, AcValue b, bool *out);
static AcStatus equal_built_in(AcValue a, AcValue b, bool *out);
static bool answers_first(const AcType *b, const AcType *a);
static AcStatus call_eq(const AcType *t, AcValue a, AcValue b, bool *out);
static bool numbers_hold(AcCompare op, AcValue a, AcValue b);
static int order_of_numbers(AcValue a, AcValue b);
static bool holds(AcCompare op, int order);
static AcStatus raise_order(AcCompare op, AcValue a, AcValue b);
static AcStatus raise_deep(void);
static AcStatus compare_items(AcCompare op, AcObj *a, AcObj *b, bool *out);

/* ---- == -------------------------------------------------------------------------------------- */

AcStatus ac_value_eq(AcValue a, AcValue b, bool *out)
{
    if (value_is_number(a) && value_is_number(b)) {
        *out = order_of_numbers(a, b) == 0;
        return AC_OK;
    }
    if (a.tag == AC_TAG_REF || b.tag == AC_TAG_REF)
        return equal_objects(a, b, out);
    *out = ac_value_is(a, b);
    return AC_OK;
}

AcStatus value_same(AcValue a, AcValue b, bool *out)
{
    if (ac_value_is(a, b)) {
        *out = true;
        return AC_OK;
    }
    return ac_value_eq(a, b, out);
}

/* Strings, and tuples as far as their items are such, ints or the same. */
KeyMatch key_match_objects(const AcObj *a, const AcObj *b)
{
    const AcTuple *t = (const AcTuple *)a, *u = (const AcTuple *)b;
    KeyMatch m = KEY_SAME;

    if (a->type == &ac_type_str && b->type == &ac_type_str)
        return str_same((const AcStr *)a, (const AcStr *)b) ? KEY_SAME : KEY_OTHER;
    if (a->type != &ac_type_tuple || b->type != &ac_type_tuple)
        return KEY_ASK;
    if (t->n != u->n)
        return KEY_OTHER;
    for (uint32_t i = 0; i < t->n && m == KEY_SAME; i++)
        m = key_match(t->item[i], u->item[i]);
    return m;
}

/* Asks the classes of both for their methods, a derived class first. *answered false: none had an answer. */
static AcStatus ask_classes(AcCompare op, AcValue a, AcValue b, bool *out, bool *answered)
{
    static const AcCompare reflected[] = { AC_GT, AC_GE, AC_LT, AC_LE, AC_EQ, AC_NE };
    const AcType *left = a.tag == AC_TAG_REF ? type_with_compare(a.u.o->type) : NULL;
    const AcType *right = b.tag == AC_TAG_REF ? type_with_compare(b.u.o->type) : NULL;
    bool right_first = left && right && left != right && ac_subtype(b.u.o->type, a.u.o->type);

    *answered = false;
    for (int turn = 0; turn < 2 && !*answered; turn++) {
        bool ask_right = right_first == (turn == 0);
        const AcType *t = ask_right ? right : left;
        AcValue answer = ac_from_none();
        AcStatus status;

        if (!t)
            continue;
        if (ac_enter() != AC_OK)
            return raise_deep();
        status = ask_right ? t->compare(b.u.o, (ac_int)reflected[op], a, &answer) : t->compare(a.u.o, (ac_int)op, b, &answer);
        ac_leave();
        if (status != AC_OK)
            return AC_RAISED;
        if (ac_value_ref(answer) == &ac_not_implemented)
            continue;
        *answered = true;
        status = ac_value_truth(answer, out);
        ac_release_value(answer);
        if (status != AC_OK)
            return AC_RAISED;
    }
    return AC_OK;
}

/* The left one is asked, or the right one when the left has no answer for it. */
static AcStatus equal_objects(AcValue a, AcValue b, bool *out)
{
    bool answered;

    if (ask_classes(AC_EQ, a, b, out, &answered) != AC_OK)
        return AC_RAISED;
    return answered ? AC_OK : equal_built_in(a, b, out);
}

static AcStatus equal_built_in(AcValue a, AcValue b, bool *out)
{
    const AcType *left = a.tag == AC_TAG_REF ? type_with_eq(a.u.o->type) : NULL;
    const AcType *right = b.tag == AC_TAG_REF ? type_with_eq(b.u.o->type) : NULL;

    if (right && (!left || answers_first(right, left)))
        return call_eq(right, b, a, out);
    if (left)
        return call_eq(left, a, b, out);
    *out = ac_value_is(a, b);
    return AC_OK;
}

/* Built-in classes know only themselves; a derived class is asked before its base. */
static bool answers_first(const AcType *b, const AcType *a)
{
    return a != b && (!a->module || ac_subtype(b, a));
}

static AcStatus call_eq(const AcType *t, AcValue a, AcValue b, bool *out)
{
    AcStatus status;

    if (ac_enter() != AC_OK)
        return raise_deep();
    status = t->eq(a.u.o, b, out);
    ac_leave();
    return status;
}

/* A memoryview has no order. */
static bool is_ordered_bytes(AcValue v)
{
    return value_bytes(v) && v.u.o->type != &ac_type_memoryview;
}

/* ---- < <= > >= ------------------------------------------------------------------------------- */

AcStatus ac_value_compare(AcCompare op, AcValue a, AcValue b, bool *out)
{
    Items x, y;
    bool answered;

    if (op >= AC_EQ) {
        if (ac_value_eq(a, b, out) != AC_OK)
            return AC_RAISED;
        *out ^= op == AC_NE;
        return AC_OK;
    }
    if (value_is_number(a) && value_is_number(b)) {
        *out = numbers_hold(op, a, b);
        return AC_OK;
    }
    if (value_str(a) && value_str(b)) {
        *out = holds(op, ac_str_compare(value_str(a), value_str(b)));
        return AC_OK;
    }
    if (is_ordered_bytes(a) && is_ordered_bytes(b)) {
        *out = holds(op, ac_bytes_compare(value_bytes(a), value_bytes(b)));
        return AC_OK;
    }
    if (items_of(a, &x) && items_of(b, &y) && x.owner->type == y.owner->type)
        return items_compare(op, x.owner, y.owner, out);
    if (set_compare(op, a, b, out, &answered) != AC_OK)
        return AC_RAISED;
    if (answered)
        return AC_OK;
    if (ask_classes(op, a, b, out, &answered) != AC_OK)
        return AC_RAISED;
    if (answered)
        return AC_OK;
    return raise_order(op, a, b);
}

static bool numbers_hold(AcCompare op, AcValue a, AcValue b)
{
    int order = order_of_numbers(a, b);

    return order != 2 && holds(op, order);
}

/* As ac_compare_int_float: 2 when one is nan. */
static int order_of_numbers(AcValue a, AcValue b)
{
    if (a.tag == AC_TAG_FLOAT && b.tag == AC_TAG_FLOAT)
        return a.u.f < b.u.f ? -1 : a.u.f > b.u.f ? 1 : a.u.f <= b.u.f ? 0 : 2;
    if (b.tag == AC_TAG_FLOAT)
        return ac_compare_int_float(value_int(a), b.u.f);
    if (a.tag == AC_TAG_FLOAT) {
        int order = ac_compare_int_float(value_int(b), a.u.f);

        return order == 2 ? 2 : -order;
    }
    return value_int(a) < value_int(b) ? -1 : value_int(a) > value_int(b);
}

static bool holds(AcCompare op, int order)
{
    switch (op) {
    case AC_LT: return order < 0;
    case AC_LE: return order <= 0;
    case AC_GT: return order > 0;
    case AC_GE: return order >= 0;
    case AC_EQ: return order == 0;
    case AC_NE:
    default:    return order != 0;
    }
}

static AcStatus raise_order(AcCompare op, AcValue a, AcValue b)
{
    static const char *const names[] = { "<", "<=", ">", ">=", "==", "!=" };

    return ac_raise_format(&ac_TypeError, "'%s' not supported between instances of '%T' and '%T'", names[op], a, b);
}

static AcStatus raise_deep(void)
{
    ac_clear(ac_pending);
    return ac_raise_text(&ac_RecursionError, "maximum recursion depth exceeded in comparison");
}

/* ---- lists and tuples ------------------------------------------------------------------------ */

bool items_of(AcValue v, Items *out)
{
    AcList *l = value_list(v);
    AcTuple *t = value_tuple(v);

    if (!l && !t)
        return false;
    out->owner = v.u.o;
    out->n = l ? l->n : t->n;
    return true;
}

AcValue items_get(const Items *items, size_t i)
{
    if (items->owner->type == &ac_type_list)
        return list_value((const AcList *)items->owner, i);
    return ((const AcTuple *)items->owner)->item[i];
}

/* Item i of a container that a comparison may have shortened; owned, as the comparison may also drop it. */
static bool take_item(AcObj *o, size_t i, AcValue *out)
{
    Items items;

    if (!items_of(ac_from_ref(o), &items) || i >= items.n)
        return false;
    *out = items_get(&items, i);
    ac_retain_value(*out);
    return true;
}

/* The first place at which a and b differ; *more false: one of them ends there. Owned x and y. */
static AcStatus first_difference(AcObj *a, AcObj *b, bool *more, AcValue *x, AcValue *y)
{
    bool same = true;

    *more = false;
    for (size_t i = 0; take_item(a, i, x); i++) {
        AcStatus status;

        if (!take_item(b, i, y)) {
            ac_release_value(*x);
            return AC_OK;
        }
        status = value_same(*x, *y, &same);
        if (status == AC_OK && !same) {
            *more = true;
            return AC_OK;
        }
        ac_release_value(*x);
        ac_release_value(*y);
        if (status != AC_OK)
            return status;
    }
    return AC_OK;
}

static size_t length_of(AcObj *o)
{
    Items items;

    (void)items_of(ac_from_ref(o), &items);
    return items.n;
}

AcStatus items_eq(AcObj *a, AcObj *b, bool *out)
{
    AcValue x, y;
    bool more;

    if (length_of(a) != length_of(b)) {
        *out = false;
        return AC_OK;
    }
    if (first_difference(a, b, &more, &x, &y) != AC_OK)
        return AC_RAISED;
    if (more) {
        ac_release_value(x);
        ac_release_value(y);
    }
    *out = !more && length_of(a) == length_of(b);
    return AC_OK;
}

AcStatus items_compare(AcCompare op, AcObj *a, AcObj *b, bool *out)
{
    AcStatus status;

    if (ac_enter() != AC_OK)
        return raise_deep();
    status = compare_items(op, a, b, out);
    ac_leave();
    return status;
}

static AcStatus compare_items(AcCompare op, AcObj *a, AcObj *b, bool *out)
{
    AcValue x, y;
    bool more;
    AcStatus status = AC_OK;

    if (first_difference(a, b, &more, &x, &y) != AC_OK)
        return AC_RAISED;
    if (more) {
        status = ac_value_compare(op, x, y, out);
        ac_release_value(x);
        ac_release_value(y);
    } else
        *out = holds(op, length_of(a) < length_of(b) ? -1 : length_of(a) > length_of(b));
    return status;
}
