/* group.c: what a traceback says of an exception group besides its message: its parts, one after the other. Linked where
 * a group is made.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#include <string.h>

static void print_parts(const AcExc *e, int fd);
static bool is_group(const AcType *type);
static void print_line(ac_int n, int fd);

void ac_exception_group_made(void)
{
    exc_print_parts = print_parts;
}

static void print_parts(const AcExc *e, int fd)
{
    AcTuple *parts;

    if (!is_group(e->obj.type) || e->args->n != 2)
        return;
    if (ac_tuple_from(e->args->item[1], &parts) != AC_OK) {
        ac_clear(ac_pending);
        return;
    }
    for (uint32_t i = 0; i < parts->n; i++) {
        print_line((ac_int)i + 1, fd);
        ac_print_exception((const AcExc *)parts->item[i].u.o, fd);
    }
    out_write_c(fd, "+------------------------------------\n");
    ac_release(parts);
}

/* The class is the library's: by its name, under which no class of a program stands without a module. */
static bool is_group(const AcType *type)
{
    for (; type; type = type->base)
        if (!type->module && strcmp(type->name, "BaseExceptionGroup") == 0)
            return true;
    return false;
}

static void print_line(ac_int n, int fd)
{
    AcStr *number;

    out_write_c(fd, "+---------------- ");
    if (ac_value_str(ac_from_int(n), &number) == AC_OK) {
        out_write(fd, number->data, number->bytes);
        ac_release(number);
    } else {
        ac_clear(ac_pending);
    }
    out_write_c(fd, " ----------------\n");
}
