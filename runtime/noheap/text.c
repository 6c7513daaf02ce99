/* text.c: print() and what is said of an exception that nobody caught, written piece by piece.
 * SPDX-License-Identifier: MIT */
#include "noheap/text.h"

#include "port.h"

#define DIGITS_MAX 20

static void write_c(int fd, const char *text)
{
    while (*text)
        ac_port_write(fd, text++, 1);
}

static void write_int(ac_int i)
{
    char digits[DIGITS_MAX + 1], *at = digits + sizeof digits;
    ac_uint rest = i < 0 ? 0u - (ac_uint)i : (ac_uint)i;

    do {
        *--at = (char)('0' + rest % 10u);
        rest /= 10u;
    } while (rest);
    if (i < 0)
        *--at = '-';
    ac_port_write(1, at, (size_t)(digits + sizeof digits - at));
}

static void write_value(AcValue v)
{
    const AcStr *s = (const AcStr *)(const void *)v.u.o;

    if (v.tag == AC_TAG_REF)
        ac_port_write(1, s->data, s->bytes);
    else if (v.tag == AC_TAG_INT)
        write_int(v.u.i);
    else
        write_c(1, v.tag == AC_TAG_NONE ? "None" : v.u.b ? "True" : "False");
}

static void write_str(const AcStr *s, const char *otherwise)
{
    if (s)
        ac_port_write(1, s->data, s->bytes);
    else
        write_c(1, otherwise);
}

AcStatus ac_print(size_t n, const AcValue *args, AcStr *sep, AcStr *end)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            write_str(sep, " ");
        write_value(args[i]);
    }
    write_str(end, "\n");
    return AC_OK;
}

#ifndef AC_NO_TEXT
void text_exception(AcExc *e)
{
    write_c(2, e->obj.type->name);
    if (e->text) {
        write_c(2, ": ");
        write_c(2, e->text);
    }
    write_c(2, "\n");
}

void text_line(const char *text)
{
    write_c(2, text);
    write_c(2, "\n");
}
#endif
