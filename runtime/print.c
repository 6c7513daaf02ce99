/* print.c: print(), and the program's output: stdout is gathered in a buffer, stderr goes out at once, and
 * after what stdout still has.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#ifndef AC_OUT_SIZE
#define AC_OUT_SIZE 4096
#endif

static AcStatus print_value(int fd, AcValue v);

static char buffer[AC_OUT_SIZE];
static size_t buffered;
Text *out_text;

void ac_flush(void)
{
    size_t n = buffered;

    buffered = 0;
    if (n)
        ac_port_write(1, buffer, n);
}

void out_write(int fd, const char *bytes, size_t n)
{
    if (fd == OUT_TEXT) {
        text_add(out_text, bytes, n);
        return;
    }
    if (fd != 1 || n > sizeof buffer - buffered)
        ac_flush();
    if (fd != 1 || n > sizeof buffer) {
        ac_port_write(fd, bytes, n);
        return;
    }
    memcpy(buffer + buffered, bytes, n);
    buffered += n;
}

void out_write_c(int fd, const char *c_string)
{
    out_write(fd, c_string, strlen(c_string));
}

ac_int ac_sys_write(ac_int fd, AcStr *s)
{
    out_write((int)fd, s->data, s->bytes);
    return (ac_int)s->chars;
}

AcStatus ac_print(size_t n, const AcValue *args, AcStr *sep, AcStr *end)
{
    return ac_print_to(false, n, args, sep, end);
}

AcStatus ac_print_to(bool to_stderr, size_t n, const AcValue *args, AcStr *sep, AcStr *end)
{
    int fd = to_stderr ? 2 : 1;

    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            out_write(fd, sep ? sep->data : " ", sep ? sep->bytes : 1);
        if (print_value(fd, args[i]) != AC_OK)
            return AC_RAISED;
    }
    out_write(fd, end ? end->data : "\n", end ? end->bytes : 1);
    return AC_OK;
}

/* What is a string already, or an int, needs no memory. */
static AcStatus print_value(int fd, AcValue v)
{
    char digits[INT_TEXT_MAX], *last = digits + sizeof digits, *first;
    AcStr *s = value_str(v);

    if (v.tag == AC_TAG_INT) {
        first = int_digits(v.u.i < 0 ? 0 - (ac_uint)v.u.i : (ac_uint)v.u.i, 10, last);
        if (v.u.i < 0)
            *--first = '-';
        out_write(fd, first, (size_t)(last - first));
        return AC_OK;
    }
    if (s) {
        out_write(fd, s->data, s->bytes);
        return AC_OK;
    }
    if (ac_value_str(v, &s) != AC_OK)
        return AC_RAISED;
    out_write(fd, s->data, s->bytes);
    ac_release(s);
    return AC_OK;
}
