/* check_exc.c: exceptions: text, chains, tracebacks.
 * SPDX-License-Identifier: MIT */
#include "values.h"

static const AcCode main_code = { .name = "<module>", .file = "prog.async" };
static const AcCode f_code = { .name = "f", .file = "prog.async" };
static const AcType my_error = {
    .obj = AC_TYPE_OBJ, .name = "MyError", .module = "__main__", .base = &ac_KeyError,
    .size = sizeof(AcExc)
};

static AcExc *exc(const AcType *type, size_t n, const AcValue *args)
{
    AcExc *e;

    ck_assert_int_eq(ac_exc_new(type, n, args, &e), AC_OK);
    return e;
}

static void check_text(const AcType *type, size_t n, const AcValue *args, const char *text, const char *repr)
{
    AcExc *e = exc(type, n, args);
    AcStr *s;

    ck_assert_int_eq(ac_value_str(ac_from_ref(e), &s), AC_OK);
    check_str(s, text);
    check_repr(ac_from_ref(e), repr);
}

START_TEST(str_and_repr_by_the_number_of_arguments)
{
    AcStr *x = str("x"), *text = str("No such file");
    AcValue one[] = { ac_from_ref(x) }, two[] = { I(1), ac_from_ref(x) }, os[] = { I(2), ac_from_ref(text) };

    check_text(&ac_ValueError, 0, NULL, "", "ValueError()");
    check_text(&ac_ValueError, 1, one, "x", "ValueError('x')");
    check_text(&ac_ValueError, 2, two, "(1, 'x')", "ValueError(1, 'x')");
    check_text(&ac_KeyError, 1, one, "'x'", "KeyError('x')");
    check_text(&my_error, 1, one, "'x'", "MyError('x')");
    check_text(&ac_OSError, 2, os, "[Errno 2] No such file", "FileNotFoundError(2, 'No such file')");
    ac_release(x);
    ac_release(text);
}
END_TEST

START_TEST(classes_match_their_bases)
{
    AcExc *e = exc(&my_error, 0, NULL);

    ck_assert(ac_exc_matches(e, &ac_LookupError) && ac_exc_matches(e, &ac_BaseException));
    ck_assert(!ac_exc_matches(e, &ac_IndexError));
    ac_release(e);
}
END_TEST

START_TEST(traceback_lists_the_outermost_first_and_folds)
{
    AcExc *e;

    ck_assert_int_eq(ac_raise_text(&my_error, "x"), AC_RAISED);
    ac_trace(&f_code, 3);
    for (int i = 0; i < 5; i++)
        ac_trace(&f_code, 4);
    ac_trace(&main_code, 9);
    ac_trace(&main_code, 0);
    e = ac_catch();
    capture(2);
    ac_print_exception(e, 2);
    ck_assert_str_eq(captured(), "Traceback (most recent call last):\n"
                                 "  File \"prog.async\", line 9, in <module>\n"
                                 "  File \"prog.async\", line 4, in f\n"
                                 "  File \"prog.async\", line 4, in f\n"
                                 "  File \"prog.async\", line 4, in f\n"
                                 "  [Previous line repeated 2 more times]\n"
                                 "  File \"prog.async\", line 3, in f\n"
                                 "MyError: 'x'\n");
    ac_release(e);
}
END_TEST

static const char *printed(AcExc *e)
{
    capture(2);
    ac_print_exception(e, 2);
    return captured();
}

START_TEST(causes_and_contexts_are_printed_before)
{
    AcExc *first, *second;

    (void)ac_raise_text(&ac_ValueError, "first");
    first = ac_catch();
    (void)ac_raise_type(&ac_CancelledError);
    ac_chain(first);
    second = ac_catch();
    ck_assert_str_eq(printed(second),
                     "ValueError: first\n\nDuring handling of the above exception, another exception occurred:\n\n"
                     "asyncio.exceptions.CancelledError\n");
    (void)ac_raise_from(second, NULL);
    ac_release(ac_catch());
    ck_assert_str_eq(printed(second), "asyncio.exceptions.CancelledError\n");
    (void)ac_raise_from(second, first);
    ac_release(ac_catch());
    ck_assert_str_eq(printed(second),
                     "ValueError: first\n\nThe above exception was the direct cause of the following exception:\n\n"
                     "asyncio.exceptions.CancelledError\n");
    ac_release(first);
    ac_release(second);
}
END_TEST

/* Raising what is being handled, or what led to it, must not make a ring: nobody would release it. */
START_TEST(chains_do_not_become_rings)
{
    AcExc *a, *b;

    (void)ac_raise_text(&ac_ValueError, "a");
    a = ac_catch();
    (void)ac_raise(a);
    ac_chain(a);
    ck_assert_ptr_null(a->context);
    ac_release(ac_catch());
    (void)ac_raise_text(&ac_ValueError, "b");
    ac_chain(a);
    b = ac_catch();
    (void)ac_raise(a);
    ac_chain(b);
    ck_assert_ptr_eq(a->context, b);
    ck_assert_ptr_null(b->context);
    ac_release(ac_catch());
    ac_release(a);
    ac_release(b);
}
END_TEST

START_TEST(an_inner_handlers_exception_keeps_its_context)
{
    AcExc *outer, *inner;

    (void)ac_raise_text(&ac_ValueError, "outer");
    outer = ac_catch();
    (void)ac_raise_text(&ac_ValueError, "inner");
    inner = ac_catch();
    (void)ac_raise_text(&ac_ValueError, "last");
    ac_chain(inner);
    ac_chain(outer);
    ck_assert_ptr_eq(ac_pending->context, inner);
    ck_assert_ptr_eq(inner->context, outer);
    ac_release(ac_catch());
    ac_release(inner);
    ac_release(outer);
}
END_TEST

static AcStatus exit_with_300(void) { return ac_sys_exit(I(300)); }
static AcStatus exit_with_none(void) { return ac_sys_exit(NONE); }
static AcStatus raise_interrupt(void) { return ac_raise_type(&ac_KeyboardInterrupt); }
static AcStatus end_well(void) { return AC_OK; }

START_TEST(programs_end_with_a_status)
{
    static const struct { AcStatus (*program)(void); int status; } cases[] = {
        { end_well, 0 }, { exit_with_300, 44 }, { exit_with_none, 0 }, { raise_interrupt, 130 }
    };
    char name[] = "prog", *argv[] = { name, NULL };

    capture(2);
    ck_assert_int_eq(ac_main(1, argv, cases[_i].program), cases[_i].status);
    ck_assert_str_eq(captured(), cases[_i].status == 130 ? "KeyboardInterrupt\n" : "");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, str_and_repr_by_the_number_of_arguments);
    tcase_add_test(tests, classes_match_their_bases);
    tcase_add_test(tests, traceback_lists_the_outermost_first_and_folds);
    tcase_add_test(tests, causes_and_contexts_are_printed_before);
    tcase_add_test(tests, chains_do_not_become_rings);
    tcase_add_test(tests, an_inner_handlers_exception_keeps_its_context);
    tcase_add_loop_test(tests, programs_end_with_a_status, 0, 4);
}

int main(void)
{
    return run_tests("exc", add);
}
