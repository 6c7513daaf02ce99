/* group.c: exception groups: tracebacks as CPython 3.11 prints them, and what a part of a group has of the whole one.
 * Linked where a group is made.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#include <string.h>

enum { PARTS_MAX = 15, DEPTH_MAX = 10 };        /* no more are printed */

static bool is_group(const AcExc *e);
static void print_margin(int fd);
static void print_header(int fd);
static void print_group(const AcExc *e, int fd);
static void print_parts(const AcTuple *parts, int fd);
static void print_part(const AcTuple *parts, ac_size i, int fd);
static void print_number(size_t n, int fd);
static void indent(int fd);

static const ExcGroups groups = { is_group, print_margin, print_header, print_group };
static int depth;                 /* of the groups around what is printed */
static bool open_box;             /* the line under the last part is still to come */

void ac_exception_group_made(void)
{
    exc_groups = &groups;
}

/* The class is the library's: by its name, under which no class of a program stands without a module. */
static bool is_group(const AcExc *e)
{
    for (const AcType *type = e->obj.type; type; type = type->base)
        if (!type->module && strcmp(type->name, "BaseExceptionGroup") == 0)
            return true;
    return false;
}

/* ---- printing -------------------------------------------------------------------------------- */

static void print_margin(int fd)
{
    indent(fd);
    if (depth > 0)
        out_write_c(fd, "| ");
}

static void print_header(int fd)
{
    indent(fd);
    out_write_c(fd, depth == 1 ? "+ " : "| ");
    out_write_c(fd, "Exception Group Traceback (most recent call last):\n");
}

static void print_group(const AcExc *e, int fd)
{
    AcTuple *parts;
    bool outermost = depth == 0;

    if (depth > DEPTH_MAX) {
        print_margin(fd);
        out_write_c(fd, "... (max_group_depth is 10)\n");
        return;
    }
    depth += outermost;
    exc_print_one(e, fd);
    if (e->args->n == 2 && ac_tuple_from(e->args->item[1], &parts) == AC_OK) {
        print_parts(parts, fd);
        ac_release(parts);
    }
    ac_clear(ac_pending);
    depth -= outermost;
}

static void print_parts(const AcTuple *parts, int fd)
{
    ac_size n = parts->n <= PARTS_MAX ? parts->n : PARTS_MAX + 1;

    open_box = false;
    for (ac_size i = 0; i < n; i++) {
        if (i == n - 1)
            open_box = true;
        print_part(parts, i, fd);
    }
}

/* The last part may be a group, whose own box ends this one, too. */
static void print_part(const AcTuple *parts, ac_size i, int fd)
{
    indent(fd);
    out_write_c(fd, i == 0 ? "+-+---------------- " : "  +---------------- ");
    if (i < PARTS_MAX)
        print_number(i + 1, fd);
    else
        out_write_c(fd, "...");
    out_write_c(fd, " ----------------\n");
    depth++;
    if (i < PARTS_MAX) {
        exc_print((const AcExc *)parts->item[i].u.o, fd);
    } else {
        print_margin(fd);
        out_write_c(fd, "and ");
        print_number(parts->n - PARTS_MAX, fd);
        out_write_c(fd, parts->n - PARTS_MAX == 1 ? " more exception\n" : " more exceptions\n");
    }
    if (open_box) {
        indent(fd);
        out_write_c(fd, "+------------------------------------\n");
        open_box = false;
    }
    depth--;
}

static void print_number(size_t n, int fd)
{
    char digits[INT_TEXT_MAX], *end = digits + sizeof digits, *start = int_digits((ac_uint)n, 10, end);

    out_write(fd, start, (size_t)(end - start));
}

static void indent(int fd)
{
    for (int i = 0; i < depth; i++)
        out_write_c(fd, "  ");
}

/* ---- parts ----------------------------------------------------------------------------------- */

void ac_exception_group_copy(const AcExc *whole, AcExc *part)
{
    ac_set(AcExc *, part->cause, whole->cause);
    ac_set(AcExc *, part->context, whole->context);
    part->suppress_context = whole->suppress_context;
    exc_copy_trace(whole, part);
}

bool ac_exception_group_same(const AcExc *whole, const AcExc *part)
{
    return whole->cause == part->cause && whole->context == part->context && exc_same_trace(whole, part);
}
