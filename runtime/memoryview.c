/* memoryview.c: memoryview: a part of the bytes of another object, without a copy.
 *
 * A bytearray that is looked at does not change its length, so that `room` stays right.
 * SPDX-License-Identifier: MIT */
#include "bytes.h"

static AcStatus view_hash(AcObj *o, ac_int *out);
static AcStatus view_repr(AcObj *o, AcStr **out);
static void view_drop(AcObj *o);

const AcType ac_type_memoryview = {
    .obj = AC_TYPE_OBJ, .name = "memoryview", .base = &ac_type_object, .size = sizeof(AcBuffer),
    .drop = view_drop, .repr = view_repr, .eq = bytes_eq, .hash = view_hash, .truth = bytes_truth
};

static bool is_writable(const AcBytes *b)
{
    return b->obj.type == &ac_type_bytearray;
}

/* ---- making ---------------------------------------------------------------------------------- */

/* A view of a view looks at what that looks at. */
AcStatus view_of(AcBytes *b, ac_int start, ac_int n, AcBytes **out)
{
    AcBytes *owner = b->obj.type == &ac_type_memoryview ? buffer_of(b)->owner : b;
    AcBuffer *view;

    if (ac_new(&ac_type_memoryview, sizeof *view, &view) != AC_OK)
        return AC_RAISED;
    view->bytes.n = (ac_size)n;
    view->bytes.data = b->data + start;
    view->owner = owner;
    ac_retain(owner);
    if (is_writable(owner)) {
        view->room = buffer_of(b)->room ? buffer_of(b)->room + start : NULL;
        buffer_of(owner)->exports++;
    }
    *out = &view->bytes;
    return AC_OK;
}

AcStatus ac_memoryview_new(AcValue source, AcBytes **out)
{
    AcBytes *b = value_bytes(source);

    if (!b)
        return ac_raise_format(&ac_TypeError, "memoryview: a bytes-like object is required, not '%T'", source);
    return view_of(b, 0, (ac_int)b->n, out);
}

/* ---- slots ----------------------------------------------------------------------------------- */

static void view_drop(AcObj *o)
{
    AcBuffer *view = (AcBuffer *)o;

    if (view->owner && is_writable(view->owner))
        buffer_of(view->owner)->exports--;
    ac_clear(view->owner);
}

static AcStatus view_hash(AcObj *o, ac_int *out)
{
    if (is_writable(((AcBuffer *)o)->owner))
        return ac_raise_text(&ac_ValueError, "cannot hash writable memoryview object");
    return bytes_hash(o, out);
}

static AcStatus view_repr(AcObj *o, AcStr **out)
{
    (void)o;
    return ac_str_new("<memory>", 8, out);
}

/* ---- items and slices ------------------------------------------------------------------------ */

static AcStatus check_writable(const AcBuffer *view)
{
    return is_writable(view->owner) ? AC_OK : ac_raise_text(&ac_TypeError, "cannot modify read-only memory");
}

AcStatus view_set(AcBuffer *view, ac_int i, AcValue item)
{
    if (check_writable(view) != AC_OK || slice_index(&i, view->bytes.n, "index out of bounds on dimension 1") != AC_OK)
        return AC_RAISED;
    if (!value_is_int(item))
        return ac_raise_text(&ac_TypeError, "memoryview: invalid type for format 'B'");
    if (value_int(item) < 0 || value_int(item) > 255)
        return ac_raise_text(&ac_ValueError, "memoryview: invalid value for format 'B'");
    view->room[i] = (char)(unsigned char)value_int(item);
    return AC_OK;
}

/* Source and target may be the same bytes. */
AcStatus view_set_slice(AcBuffer *view, AcValue start, AcValue stop, AcValue step, AcValue source)
{
    AcBytes *by;
    Slice s;

    if (check_writable(view) != AC_OK || bytes_need(source, &by) != AC_OK ||
        slice_of(start, stop, step, view->bytes.n, &s) != AC_OK)
        return AC_RAISED;
    if (s.step != 1)
        return ac_raise_text(&ac_NotImplementedError, "a slice of a memoryview with a step");
    if ((ac_int)by->n != s.n)
        return ac_raise_text(&ac_ValueError, "memoryview assignment: lvalue and rvalue have different structures");
    if (by->n)
        memmove(view->room + s.start, by->data, by->n);
    return AC_OK;
}

/* ---- methods --------------------------------------------------------------------------------- */

AcStatus ac_bytes_tobytes(AcBytes *b, AcBytes **out)
{
    return ac_bytes_new(b->data, b->n, out);
}

AcStatus ac_bytes_tolist(AcBytes *b, AcList **out)
{
    return ac_list_from(AC_REP_INT, ac_from_ref(b), out);
}
