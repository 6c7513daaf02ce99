/* values.h: for tests of the objects: making them from C, comparing their text, and what was raised.
 * SPDX-License-Identifier: MIT */
#ifndef VALUES_H
#define VALUES_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asyncc.h"
#include "suite.h"

#define I(n) ac_from_int(n)
#define F(f) ac_from_float(f)
#define NONE ac_from_none()

/* Each test ends with nothing alive: what `str` and `list_of_ints` made is released by the caller. */
static inline AcStr *str(const char *text)
{
    AcStr *s;

    ck_assert_int_eq(ac_str_new(text, strlen(text), &s), AC_OK);
    return s;
}

static inline AcList *ints(size_t n, const ac_int *items)
{
    AcList *l;

    ck_assert_int_eq(ac_list_new(AC_REP_INT, n, items, &l), AC_OK);
    return l;
}
#define INTS(...) ints(sizeof (ac_int[]){ __VA_ARGS__ } / sizeof(ac_int), (ac_int[]){ __VA_ARGS__ })

/* The value's repr is `text`; the value is released. */
static inline void check_repr(AcValue v, const char *text)
{
    AcStr *s;

    ck_assert_int_eq(ac_value_repr(v, &s), AC_OK);
    ck_assert_str_eq(s->data, text);
    ac_release(s);
    ac_release_value(v);
}

/* A string is `text`; it is released. */
static inline void check_str(AcStr *s, const char *text)
{
    ck_assert_str_eq(s->data, text);
    ac_release(s);
}

/* The call raised, and the exception is "Type: message". */
static inline void check_raised(AcStatus status, const char *text)
{
    AcExc *e = ac_catch();
    char shown[300];
    AcStr *s;

    ck_assert_int_eq(status, AC_RAISED);
    ck_assert_ptr_nonnull(e);
    ck_assert_int_eq(ac_exc_str(e, &s), AC_OK);
    (void)snprintf(shown, sizeof shown, "%s: %s", e->obj.type->name, s->data);
    ac_release(s);
    ac_release(e);
    ck_assert_str_eq(shown, text);
}

/* What the program writes to fd 1 or 2 between these two calls; valid until the next. */
static int captured_fd, saved_fd;
static inline void capture(int fd)
{
    FILE *file = tmpfile();

    ck_assert_ptr_nonnull(file);
    ac_flush();
    (void)fflush(NULL);
    captured_fd = fd;
    saved_fd = dup(fd);
    ck_assert_int_ge(dup2(fileno(file), fd), 0);
}

static inline const char *captured(void)
{
    static char text[4096];
    ssize_t n;

    ac_flush();
    (void)fflush(NULL);
    (void)lseek(captured_fd, 0, SEEK_SET);
    n = read(captured_fd, text, sizeof text - 1);
    text[n > 0 ? n : 0] = '\0';
    (void)dup2(saved_fd, captured_fd);
    (void)close(saved_fd);
    return text;
}

static inline void check_nothing_lives(void)
{
    ck_assert_uint_eq(ac_live_objects, 0);
}

/* The main of a test program. `add` adds its tests. */
static inline int run_tests(const char *name, void (*add)(TCase *tests))
{
    TCase *tests = tcase_create(name);

    tcase_add_checked_fixture(tests, NULL, check_nothing_lives);
    add(tests);
    return run_suite(name, tests);
}

#endif
