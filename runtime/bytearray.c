/* bytearray.c: bytearray: bytes that change and grow. While a memoryview looks at them they stay where they are.
 * SPDX-License-Identifier: MIT */
#include "bytes.h"

static AcStatus bytearray_repr(AcObj *o, AcStr **out);
static void bytearray_drop(AcObj *o);
static AcStatus replace(AcBuffer *b, size_t start, size_t old_n, const char *data, size_t n);
static AcStatus replace_each(AcBuffer *b, const Slice *s, const Text *by);

const AcType ac_type_bytearray = {
    .obj = AC_TYPE_OBJ, .name = "bytearray", .base = &ac_type_object, .size = sizeof(AcBuffer),
    .drop = bytearray_drop, .repr = bytearray_repr, .eq = bytes_eq, .truth = bytes_truth
};

/* ---- the object ------------------------------------------------------------------------------ */

AcStatus bytearray_new(const char *data, size_t n, AcBytes **out)
{
    AcBuffer *b;

    if (ac_new(&ac_type_bytearray, sizeof *b, &b) != AC_OK)
        return AC_RAISED;
    b->bytes.data = "";
    if (bytearray_resize(b, n) != AC_OK) {
        ac_release(b);
        return AC_RAISED;
    }
    if (n)
        memcpy(b->room, data, n);
    *out = &b->bytes;
    return AC_OK;
}

AcStatus bytearray_resize(AcBuffer *b, size_t n)
{
    size_t cap = b->cap ? b->cap : 16;
    char *room;

    if (n != b->bytes.n && b->exports)
        return ac_raise_text(&ac_BufferError, "Existing exports of data: object cannot be re-sized");
    if (n > b->cap) {
        while (cap < n)
            cap += cap / 2;
        room = cap < AC_SIZE_MAX ? ac_mem_resize(b->room, cap) : NULL;
        if (!room)
            return exc_raise_memory();
        b->room = room;
        b->bytes.data = room;
        b->cap = (ac_size)cap;
    }
    b->bytes.n = (ac_size)n;
    return AC_OK;
}

static AcStatus bytearray_repr(AcObj *o, AcStr **out)
{
    Text t = { NULL, 0, 0, false };

    text_add_c(&t, "bytearray(");
    text_add_bytes(&t, (AcBytes *)o);
    text_add_char(&t, ')');
    return text_finish(&t, out);
}

static void bytearray_drop(AcObj *o)
{
    AcBuffer *b = (AcBuffer *)o;

    ac_mem_free(b->room);
    b->room = NULL;
}

/* ---- items and slices ------------------------------------------------------------------------ */

/* Of a bytearray, or of a memoryview. */
AcStatus ac_bytes_set(AcBytes *bytes, ac_int i, AcValue item)
{
    AcBuffer *b = buffer_of(bytes);
    char c = 0;

    if (bytes->obj.type == &ac_type_memoryview)
        return view_set(b, i, item);
    if (bytes->obj.type != &ac_type_bytearray)
        return ac_raise_format(&ac_TypeError, "'%T' object does not support item assignment", ac_from_ref(bytes));
    if (slice_index(&i, bytes->n, "bytearray index out of range") != AC_OK || bytes_need_byte(item, &c) != AC_OK)
        return AC_RAISED;
    b->room[i] = c;
    return AC_OK;
}

/* The new bytes are copied first: they may be its own. */
AcStatus ac_bytes_set_slice(AcBytes *bytes, AcValue start, AcValue stop, AcValue step, AcValue source)
{
    AcBuffer *b = buffer_of(bytes);
    Text by = { NULL, 0, 0, false };
    Slice s;
    AcStatus status;

    if (bytes->obj.type == &ac_type_memoryview)
        return view_set_slice(b, start, stop, step, source);
    if (bytes->obj.type != &ac_type_bytearray)
        return ac_raise_format(&ac_TypeError, "'%T' object does not support item assignment", ac_from_ref(bytes));
    if (slice_of(start, stop, step, bytes->n, &s) != AC_OK)
        return AC_RAISED;
    if (value_is_number(source) || value_str(source))
        return ac_raise_text(&ac_TypeError, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    status = bytes_gather(&by, source, "byte must be in range(0, 256)");
    if (status == AC_OK && by.failed)
        status = exc_raise_memory();
    if (status == AC_OK)
        status = slice_of(start, stop, step, bytes->n, &s);      /* going over the source may have changed it */
    if (status == AC_OK)
        status = s.step == 1 ? replace(b, (size_t)s.start, (size_t)s.n, text_bytes(&by), by.n) : replace_each(b, &s, &by);
    text_drop(&by);
    return status;
}

static AcStatus replace(AcBuffer *b, size_t start, size_t old_n, const char *data, size_t n)
{
    size_t total = b->bytes.n, rest = total - start - old_n;

    if (n > old_n && bytearray_resize(b, total + n - old_n) != AC_OK)
        return AC_RAISED;
    if (n < old_n && b->exports)
        return bytearray_resize(b, total + n - old_n);
    if (rest && n != old_n)
        memmove(b->room + start + n, b->room + start + old_n, rest);
    if (n)
        memcpy(b->room + start, data, n);
    return bytearray_resize(b, total + n - old_n);
}

static AcStatus replace_each(AcBuffer *b, const Slice *s, const Text *by)
{
    if (by->n == 0)
        return ac_bytes_delete_slice(&b->bytes, ac_from_int(s->start), ac_from_int(s->stop), ac_from_int(s->step));
    if ((ac_int)by->n != s->n)
        return ac_raise_format(&ac_ValueError, "attempt to assign bytes of size %i to extended slice of size %i",
                               (ac_int)by->n, s->n);
    for (ac_int i = 0; i < s->n; i++)
        b->room[s->start + i * s->step] = text_bytes(by)[i];
    return AC_OK;
}

AcStatus ac_bytes_delete(AcBytes *bytes, ac_int i)
{
    if (slice_index(&i, bytes->n, "bytearray index out of range") != AC_OK)
        return AC_RAISED;
    return replace(buffer_of(bytes), (size_t)i, 1, NULL, 0);
}

AcStatus ac_bytes_delete_slice(AcBytes *bytes, AcValue start, AcValue stop, AcValue step)
{
    AcBuffer *b = buffer_of(bytes);
    size_t kept = 0;
    ac_int next = 0;
    Slice s;

    if (slice_of(start, stop, step, bytes->n, &s) != AC_OK)
        return AC_RAISED;
    if (s.n == 0)
        return AC_OK;
    if (b->exports)
        return bytearray_resize(b, bytes->n - (size_t)s.n);
    if (s.step < 0) {
        s.start += (s.n - 1) * s.step;
        s.step = -s.step;
    }
    for (uint32_t i = 0; i < bytes->n; i++)
        if (next < s.n && (ac_int)i == s.start + next * s.step)
            next++;
        else
            b->room[kept++] = b->room[i];
    return bytearray_resize(b, kept);
}

/* ---- methods --------------------------------------------------------------------------------- */

AcStatus ac_bytearray_append(AcBytes *b, AcValue item)
{
    char c = 0;

    if (bytes_need_byte(item, &c) != AC_OK)
        return AC_RAISED;
    return replace(buffer_of(b), b->n, 0, &c, 1);
}

AcStatus ac_bytearray_extend(AcBytes *b, AcValue source)
{
    Text by = { NULL, 0, 0, false };
    AcStatus status;

    if (!value_bytes(source) && ac_value_check_iterable(source) != AC_OK) {
        ac_clear(ac_pending);
        return ac_raise_format(&ac_TypeError, "can't extend bytearray with %T", source);
    }
    status = bytes_gather(&by, source, "byte must be in range(0, 256)");
    if (status == AC_OK && by.failed)
        status = exc_raise_memory();
    if (status == AC_OK)
        status = replace(buffer_of(b), b->n, 0, by.n ? text_bytes(&by) : NULL, by.n);
    text_drop(&by);
    return status;
}

/* b += source: the same bytearray. */
AcStatus ac_bytearray_add_to(AcBytes *b, AcValue source)
{
    if (!value_bytes(source))
        return ac_raise_format(&ac_TypeError, "can't concat %T to bytearray", source);
    return ac_bytearray_extend(b, source);
}

AcStatus ac_bytearray_repeat_to(AcBytes *b, ac_int n)
{
    AcBytes *many;
    AcStatus status;

    if (ac_bytes_mul(b, n, &many) != AC_OK)
        return AC_RAISED;
    status = replace(buffer_of(b), 0, b->n, many->data, many->n);
    ac_release(many);
    return status;
}

AcStatus ac_bytearray_insert(AcBytes *b, ac_int i, AcValue item)
{
    ac_int n = (ac_int)b->n;
    char c = 0;

    if (bytes_need_byte(item, &c) != AC_OK)
        return AC_RAISED;
    i = i < 0 ? i + n : i;
    return replace(buffer_of(b), (size_t)(i < 0 ? 0 : i > n ? n : i), 0, &c, 1);
}

AcStatus ac_bytearray_pop(AcBytes *b, ac_int i, ac_int *out)
{
    if (b->n == 0)
        return ac_raise_index("pop from empty bytearray");
    if (slice_index(&i, b->n, "pop index out of range") != AC_OK)
        return AC_RAISED;
    *out = (unsigned char)b->data[i];
    return replace(buffer_of(b), (size_t)i, 1, NULL, 0);
}

AcStatus ac_bytearray_remove(AcBytes *b, AcValue item)
{
    const char *at;
    char c = 0;

    if (bytes_need_byte(item, &c) != AC_OK)
        return AC_RAISED;
    at = bytes_find(b->data, b->n, &c, 1);
    if (!at)
        return ac_raise_text(&ac_ValueError, "value not found in bytearray");
    return replace(buffer_of(b), (size_t)(at - b->data), 1, NULL, 0);
}

AcStatus ac_bytearray_clear(AcBytes *b)
{
    return bytearray_resize(buffer_of(b), 0);
}

void ac_bytearray_reverse(AcBytes *b)
{
    char *room = buffer_of(b)->room;

    for (uint32_t i = 0; i < b->n / 2; i++) {
        char c = room[i];
        room[i] = room[b->n - 1 - i];
        room[b->n - 1 - i] = c;
    }
}

AcStatus ac_bytearray_copy(AcBytes *b, AcBytes **out)
{
    return bytearray_new(b->data, b->n, out);
}
