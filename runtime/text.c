/* text.c: strings under construction.
 *
 * The bytes grow behind a future AcStr, so that the finished string is one block. A failed allocation makes
 * everything that follows do nothing, and text_finish raise MemoryError.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#define TEXT_FIRST 32u

static char *bytes_of(const Text *t)
{
    return (char *)(t->s + 1);
}

bool text_reserve(Text *t, size_t n)
{
    size_t cap = t->cap ? t->cap : TEXT_FIRST;
    AcStr *s;

    if (t->failed || n > AC_SIZE_MAX - 1u - t->n) {
        t->failed = true;
        return false;
    }
    if (t->n + n <= t->cap)
        return true;
    while (cap < t->n + n)
        cap = cap > AC_SIZE_MAX / 2 ? t->n + n : cap + cap / 2;
    s = ac_mem_resize(t->s, sizeof *s + cap + 1);
    if (!s) {
        t->failed = true;
        return false;
    }
    t->s = s;
    t->cap = cap;
    return true;
}

void text_add(Text *t, const char *bytes, size_t n)
{
    if (n == 0 || !text_reserve(t, n))
        return;
    memcpy(bytes_of(t) + t->n, bytes, n);
    t->n += n;
}

void text_add_c(Text *t, const char *c_string)
{
    text_add(t, c_string, strlen(c_string));
}

void text_add_str(Text *t, const AcStr *s)
{
    text_add(t, s->data, s->bytes);
}

void text_add_char(Text *t, char c)
{
    text_add(t, &c, 1);
}

void text_add_code(Text *t, uint32_t code_point)
{
    char bytes[4];

    text_add(t, bytes, utf8_put(code_point, bytes));
}

/* An invalid byte becomes a surrogate, as Python's "surrogateescape" has it. */
void text_add_foreign(Text *t, const char *bytes, size_t n)
{
    for (size_t i = 0, length; i < n; i += length ? length : 1) {
        length = utf8_valid(bytes + i, n - i);
        if (length)
            text_add(t, bytes + i, length);
        else
            text_add_code(t, 0xDC00u + (unsigned char)bytes[i]);
    }
}

void text_add_int(Text *t, ac_int n)
{
    char digits[INT_TEXT_MAX], *end = digits + sizeof digits;
    char *start = int_digits(n < 0 ? 0 - (ac_uint)n : (ac_uint)n, 10, end);

    if (n < 0)
        *--start = '-';
    text_add(t, start, (size_t)(end - start));
}

void text_repeat(Text *t, const char *bytes, size_t n, size_t times)
{
    if (n == 0 || times == 0)
        return;
    if (times > AC_SIZE_MAX / n) {
        t->failed = true;
        return;
    }
    if (!text_reserve(t, n * times))
        return;
    if (n == 1)
        memset(bytes_of(t) + t->n, bytes[0], times);
    else
        for (size_t i = 0; i < times; i++)
            memcpy(bytes_of(t) + t->n + i * n, bytes, n);
    t->n += n * times;
}

const char *text_bytes(const Text *t)
{
    return t->s ? bytes_of(t) : "";
}

AcStatus text_add_value(Text *t, AcValue v)
{
    AcStr *s;

    if (v.tag == AC_TAG_INT) {
        text_add_int(t, v.u.i);
        return AC_OK;
    }
    if (ac_value_str(v, &s) != AC_OK)
        return AC_RAISED;
    text_add_str(t, s);
    ac_release(s);
    return AC_OK;
}

AcStatus text_add_repr(Text *t, AcValue v)
{
    AcStr *s;

    if (v.tag == AC_TAG_INT) {
        text_add_int(t, v.u.i);
        return AC_OK;
    }
    if (ac_value_repr(v, &s) != AC_OK)
        return AC_RAISED;
    text_add_str(t, s);
    ac_release(s);
    return AC_OK;
}

/* The empty string and those of one ASCII character are static. */
AcStatus text_finish(Text *t, AcStr **out)
{
    AcStr *s = t->s;

    if (t->failed) {
        text_drop(t);
        return exc_raise_memory();
    }
    if (t->n == 0 || (t->n == 1 && (unsigned char)bytes_of(t)[0] < 0x80)) {
        *out = t->n == 0 ? &str_empty : str_of_ascii(bytes_of(t)[0]);
        text_drop(t);
        return AC_OK;
    }
    if (t->cap - t->n > TEXT_FIRST) {
        s = ac_mem_resize(t->s, sizeof *s + t->n + 1);
        if (!s)
            s = t->s;
        t->s = s;
    }
    bytes_of(t)[t->n] = '\0';
    s->data = bytes_of(t);
    s->bytes = (ac_size)t->n;
    s->chars = (ac_size)utf8_count(s->data, t->n);
    s->hash = s->room = 0;
    mem_adopt(&s->obj, &ac_type_str);
    t->s = NULL;
    text_drop(t);
    *out = s;
    return AC_OK;
}

void text_drop(Text *t)
{
    Text empty = { NULL, 0, 0, false };

    ac_mem_free(t->s);
    *t = empty;
}

AcStatus text_end(Text *t, AcStatus status, AcStr **out)
{
    if (status == AC_OK)
        return text_finish(t, out);
    text_drop(t);
    return status;
}
