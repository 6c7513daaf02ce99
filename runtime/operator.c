/* operator.c: operators on values whose types are known only at run time.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

static AcStatus int_binary(AcBinary op, ac_int a, ac_int b, AcValue *out);
static AcStatus int_to_int(AcBinary op, ac_int a, ac_int b, ac_int *out);
static AcStatus bool_binary(AcBinary op, bool a, bool b, AcValue *out);
static AcStatus float_binary(AcBinary op, AcValue a, AcValue b, AcValue *out);
static AcStatus add(AcBinary op, AcValue a, AcValue b, bool inplace, AcValue *out);
static AcStatus repeat(AcBinary op, AcValue a, AcValue b, bool inplace, AcValue *out);
static AcStatus repeat_sequence(AcValue sequence, AcValue times, AcValue *out);
static AcStatus binary(AcBinary op, AcValue a, AcValue b, bool inplace, AcValue *out);
static bool is_sequence(AcValue v);
static bool is_bytes(AcValue v);
static bool is_bytearray(AcValue v);
static AcStatus raise_operands(AcBinary op, AcValue a, AcValue b, bool inplace);
static AcStatus give_int(AcStatus status, const ac_int *n, AcValue *out);

AcStatus ac_value_binary(AcBinary op, AcValue a, AcValue b, AcValue *out)
{
    return binary(op, a, b, false, out);
}

/* The items many times change places with the items once. */
static AcStatus repeat_list(AcList *l, ac_int n)
{
    AcList *many, once = *l;

    if (ac_list_mul(l, n, &many) != AC_OK)
        return AC_RAISED;
    l->n = many->n;
    l->cap = many->cap;
    l->data = many->data;
    many->n = once.n;
    many->cap = once.cap;
    many->data = once.data;
    ac_release(many);
    return AC_OK;
}

/* Lists and bytearrays change: += extends, *= repeats. */
AcStatus ac_value_inplace(AcBinary op, AcValue a, AcValue b, AcValue *out)
{
    AcList *l = value_list(a);
    bool done = false;

    if (set_inplace(op, a, b, &done) != AC_OK)
        return AC_RAISED;
    if (done) {
        ac_retain_value(a);
        *out = a;
        return AC_OK;
    }
    if (value_dict(a) && op == AC_OR) {
        if (ac_dict_update(value_dict(a), b) != AC_OK)
            return AC_RAISED;
        ac_retain_value(a);
        *out = a;
        return AC_OK;
    }
    if (is_bytearray(a) && (op == AC_ADD || (op == AC_MUL && value_is_int(b)))) {
        AcStatus status = op == AC_ADD ? ac_bytearray_add_to(value_bytes(a), b)
                                       : ac_bytearray_repeat_to(value_bytes(a), value_int(b));
        if (status == AC_OK)
            ac_retain_value(a);
        *out = a;
        return status;
    }
    if (l && op == AC_MUL && value_is_int(b)) {
        if (repeat_list(l, value_int(b)) != AC_OK)
            return AC_RAISED;
        ac_retain(l);
        *out = a;
        return AC_OK;
    }
    if (!l || op != AC_ADD)
        return binary(op, a, b, true, out);
    if (ac_list_extend(l, b) != AC_OK)
        return AC_RAISED;
    ac_retain(l);
    *out = a;
    return AC_OK;
}

static AcStatus binary(AcBinary op, AcValue a, AcValue b, bool inplace, AcValue *out)
{
    AcSet *set = NULL;

    if (value_is_number(a) && value_is_number(b)) {
        if (a.tag == AC_TAG_FLOAT || b.tag == AC_TAG_FLOAT)
            return op >= AC_LSHIFT ? raise_operands(op, a, b, inplace) : float_binary(op, a, b, out);
        if (op == AC_MATMUL)
            return raise_operands(op, a, b, inplace);
        if (a.tag == AC_TAG_BOOL && b.tag == AC_TAG_BOOL && op >= AC_AND)
            return bool_binary(op, a.u.b, b.u.b, out);
        return int_binary(op, value_int(a), value_int(b), out);
    }
    if (op == AC_ADD)
        return add(op, a, b, inplace, out);
    if (op == AC_MUL)
        return repeat(op, a, b, inplace, out);
    if (op == AC_MOD && value_str(a)) {
        AcStr *s = NULL;

        return value_give(ac_str_percent(value_str(a), b, &s), &s, out);
    }
    if (op == AC_MOD && value_bytes(a) && ac_typeof(a) != &ac_type_memoryview) {
        AcBytes *bytes = NULL;

        return value_give(ac_bytes_percent(value_bytes(a), b, &bytes), &bytes, out);
    }
    if (op == AC_OR && value_dict(a) && value_dict(b)) {
        AcDict *both = NULL;

        return value_give(ac_dict_merge(value_dict(a), value_dict(b), &both), &both, out);
    }
    if (set_operator(op, a, b, &set) != AC_OK)
        return AC_RAISED;
    if (set) {
        *out = ac_from_ref(set);
        return AC_OK;
    }
    return raise_operands(op, a, b, inplace);
}

/* ---- numbers --------------------------------------------------------------------------------- */

static AcStatus int_binary(AcBinary op, ac_int a, ac_int b, AcValue *out)
{
    ac_int r = 0;

    if (op == AC_TRUEDIV) {
        ac_float f;

        if (ac_int_truediv(a, b, &f) != AC_OK)
            return AC_RAISED;
        *out = ac_from_float(f);
        return AC_OK;
    }
    if (op == AC_POW && b < 0)
        return float_binary(op, ac_from_int(a), ac_from_int(b), out);
    return give_int(int_to_int(op, a, b, &r), &r, out);
}

static AcStatus int_to_int(AcBinary op, ac_int a, ac_int b, ac_int *out)
{
    switch (op) {
    case AC_ADD:      return ac_int_add(a, b, out);
    case AC_SUB:      return ac_int_sub(a, b, out);
    case AC_MUL:      return ac_int_mul(a, b, out);
    case AC_FLOORDIV: return ac_int_floordiv(a, b, out);
    case AC_MOD:      return ac_int_mod(a, b, out);
    case AC_POW:      return ac_int_pow(a, b, out);
    case AC_LSHIFT:   return ac_int_lshift(a, b, out);
    case AC_RSHIFT:   return ac_int_rshift(a, b, out);
    case AC_AND:      *out = a & b; break;
    case AC_OR:       *out = a | b; break;
    case AC_XOR:      *out = a ^ b; break;
    case AC_TRUEDIV:
    case AC_MATMUL:
    default:          break;
    }
    return AC_OK;
}

static AcStatus bool_binary(AcBinary op, bool a, bool b, AcValue *out)
{
    *out = ac_from_bool(op == AC_AND ? a && b : op == AC_OR ? a || b : a != b);
    return AC_OK;
}

static AcStatus float_binary(AcBinary op, AcValue a, AcValue b, AcValue *out)
{
    ac_float x = value_float(a), y = value_float(b), r = 0;
    AcStatus status = AC_OK;

    switch (op) {
    case AC_ADD:      r = x + y; break;
    case AC_SUB:      r = x - y; break;
    case AC_MUL:      r = x * y; break;
    case AC_TRUEDIV:  status = ac_float_truediv(x, y, &r); break;
    case AC_FLOORDIV: status = ac_float_floordiv(x, y, &r); break;
    case AC_MOD:      status = ac_float_mod(x, y, &r); break;
    default:          status = ac_float_pow(x, y, &r); break;
    }
    if (status == AC_OK)
        *out = ac_from_float(r);
    return status;
}

/* ---- sequences ------------------------------------------------------------------------------- */

static AcStatus add(AcBinary op, AcValue a, AcValue b, bool inplace, AcValue *out)
{
    AcStr *s = NULL;
    AcList *l = NULL;
    AcTuple *t = NULL;
    AcBytes *bytes = NULL;

    if (!is_sequence(a))
        return raise_operands(op, a, b, inplace);
    if (is_bytes(a))
        return value_give(ac_bytes_add(value_bytes(a), b, &bytes), &bytes, out);
    if (ac_typeof(a) != ac_typeof(b))
        return ac_raise_format(&ac_TypeError, "can only concatenate %T (not \"%T\") to %T", a, b, a);
    if (value_str(a))
        return value_give(ac_str_add(value_str(a), value_str(b), &s), &s, out);
    if (value_list(a))
        return value_give(ac_list_add(value_list(a), value_list(b), &l), &l, out);
    return value_give(ac_tuple_add(value_tuple(a), value_tuple(b), &t), &t, out);
}

static AcStatus repeat(AcBinary op, AcValue a, AcValue b, bool inplace, AcValue *out)
{
    if (is_sequence(a))
        return repeat_sequence(a, b, out);
    if (is_sequence(b) && !(inplace && (value_set(a) || value_dict(a))))     /* these are asked as sequences first, in vain */
        return repeat_sequence(b, a, out);
    return raise_operands(op, a, b, inplace);
}

static AcStatus repeat_sequence(AcValue sequence, AcValue times, AcValue *out)
{
    AcStr *s = NULL;
    AcList *l = NULL;
    AcTuple *t = NULL;
    AcBytes *bytes = NULL;

    if (!value_is_int(times))
        return ac_raise_format(&ac_TypeError, "can't multiply sequence by non-int of type '%T'", times);
    if (is_bytes(sequence))
        return value_give(ac_bytes_mul(value_bytes(sequence), value_int(times), &bytes), &bytes, out);
    if (value_str(sequence))
        return value_give(ac_str_mul(value_str(sequence), value_int(times), &s), &s, out);
    if (value_list(sequence))
        return value_give(ac_list_mul(value_list(sequence), value_int(times), &l), &l, out);
    return value_give(ac_tuple_mul(value_tuple(sequence), value_int(times), &t), &t, out);
}

/* bytes or bytearray: what + and * know. */
static bool is_bytes(AcValue v)
{
    return value_bytes(v) && v.u.o->type != &ac_type_memoryview;
}

static bool is_bytearray(AcValue v)
{
    return v.tag == AC_TAG_REF && v.u.o->type == &ac_type_bytearray;
}

static bool is_sequence(AcValue v)
{
    return value_str(v) || value_list(v) || value_tuple(v) || is_bytes(v);
}

static AcStatus give_int(AcStatus status, const ac_int *n, AcValue *out)
{
    if (status == AC_OK)
        *out = ac_from_int(*n);
    return status;
}

static AcStatus raise_operands(AcBinary op, AcValue a, AcValue b, bool inplace)
{
    static const char *const names[] = { "+", "-", "*", "/", "//", "%", "** or pow()", "<<", ">>", "&", "|",
                                         "^", "@" };
    const char *name = op == AC_POW && inplace ? "**" : names[op];

    return ac_raise_format(&ac_TypeError, "unsupported operand type(s) for %s%s: '%T' and '%T'", name,
                           inplace ? "=" : "", a, b);
}

/* ---- one operand ----------------------------------------------------------------------------- */

static AcStatus raise_operand(const char *name, AcValue a)
{
    return ac_raise_format(&ac_TypeError, "bad operand type for %s: '%T'", name, a);
}

AcStatus ac_value_neg(AcValue a, AcValue *out)
{
    ac_int r = 0;

    if (a.tag == AC_TAG_FLOAT) {
        *out = ac_from_float(-a.u.f);
        return AC_OK;
    }
    if (!value_is_int(a))
        return raise_operand("unary -", a);
    return give_int(ac_int_neg(value_int(a), &r), &r, out);
}

AcStatus ac_value_pos(AcValue a, AcValue *out)
{
    if (!value_is_number(a))
        return raise_operand("unary +", a);
    *out = a.tag == AC_TAG_FLOAT ? a : ac_from_int(value_int(a));
    return AC_OK;
}

AcStatus ac_value_invert(AcValue a, AcValue *out)
{
    if (!value_is_int(a))
        return raise_operand("unary ~", a);
    *out = ac_from_int(~value_int(a));
    return AC_OK;
}

AcStatus ac_value_abs(AcValue a, AcValue *out)
{
    ac_int r = 0;

    if (a.tag == AC_TAG_FLOAT) {
        *out = ac_from_float(float_abs(a.u.f));
        return AC_OK;
    }
    if (!value_is_int(a))
        return raise_operand("abs()", a);
    return give_int(ac_int_abs(value_int(a), &r), &r, out);
}
