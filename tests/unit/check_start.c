/* check_start.c: tasks that begin after a time, or after another task.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "fake_port.h"
#include "suite.h"

static AcTask *later(const Step *script, ac_int ms)
{
    AcCoro *coro = script_coro(script);
    AcTask *t;

    ck_assert_int_eq(ac_start_later(coro, ms, &t), AC_OK);
    ac_release(coro);
    return t;
}

static AcTask *after(const Step *script, AcTask *first)
{
    AcCoro *coro = script_coro(script);
    AcTask *t;

    ck_assert_int_eq(ac_start_after(coro, first, &t), AC_OK);
    ac_release(coro);
    return t;
}

/* Its place among equal deadlines is that of the call, not of a first turn. */
START_TEST(begins_at_its_time_first_come_first_served)
{
    const Step early[] = { SAYS("early"), END }, a[] = { SAYS("a"), END }, now[] = { SAYS("now"), END };
    const Step b[] = { DO_N(SLEEP, 20), SAYS("b"), END };

    fake_reset(0xFFFFFFF8u);
    let_go(later(a, 20));
    let_go(later(early, 5));
    let_go(later(now, 0));
    run_task(spawn(b));
    assert_trace("now idle:5 early idle:15 a b");
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

START_TEST(cancelled_before_its_time_it_never_runs)
{
    AcTask *victim;
    const Step never[] = { SAYS("never"), END };
    const Step main_steps[] = { DO_N(SLEEP, 5), DO_AT(CANCEL, &victim), DO_N(SLEEP, 50), END };

    fake_reset(0);
    victim = later(never, 20);
    run_task(spawn(main_steps));
    ck_assert_str_eq(failure(victim), "CancelledError");
    let_go(victim);
    assert_trace("idle:5 idle:50");
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

/* In the turn of those who await it, in the order of coming; at once after one that has ended. */
START_TEST(begins_after_another_however_that_ended)
{
    AcTask *first, *failing;
    const Step short_one[] = { DO_N(SLEEP, 3), SAYS("first"), END }, fails[] = { DO_AT(RAISE, (void *)&ac_ValueError), END };
    const Step a[] = { SAYS("a"), END }, b[] = { SAYS("b"), END }, c[] = { SAYS("c"), END };
    const Step joins[] = { DO_AT(JOIN, &first), SAYS("joined"), DO_N(SLEEP, 0), END };

    fake_reset(0);
    first = spawn(short_one);
    failing = spawn(fails);
    let_go(after(a, first));
    let_go(after(b, failing));
    run_task(spawn(joins));
    let_go(after(c, first));
    run_task(spawn(joins));
    assert_trace("b idle:3 first a joined c joined");
    ck_assert_str_eq(failure(failing), "ValueError");
    let_go(first);
    let_go(failing);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

/* Nor does the other see anything of it. */
START_TEST(cancelled_it_leaves_the_other_alone)
{
    AcTask *first, *victim;
    const Step short_one[] = { DO_N(SLEEP, 3), SAYS("first"), END }, never[] = { SAYS("never"), END };
    const Step main_steps[] = { DO_AT(CANCEL, &victim), DO_AT(JOIN, &first), END };

    fake_reset(0);
    first = spawn(short_one);
    victim = after(never, first);
    run_task(spawn(main_steps));
    assert_trace("idle:3 first");
    ck_assert_int_eq(ac_task_cancelling(victim), 1);
    ck_assert_int_eq(ac_task_cancelling(first), 0);
    let_go(first);
    let_go(victim);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

START_TEST(without_memory_nothing_begins)
{
    const Step never[] = { SAYS("never"), END }, main_steps[] = { DO_N(SLEEP, 0), DO_N(SLEEP, 0), END };
    AcCoro *coro = script_coro(never);
    AcTask *t;

    fake_reset(0);
    ac_fail_after = 0;
    ck_assert_int_eq(ac_start_later(coro, 5, &t), AC_RAISED);
    ac_fail_after = SIZE_MAX;
    ck_assert(ac_exc_matches(ac_pending, &ac_MemoryError));
    ac_release(ac_catch());
    ac_release(coro);
    run_task(spawn(main_steps));
    assert_trace("");
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

START_TEST(later_than_half_the_clock_is_an_error)
{
    const Step never[] = { END };
    AcCoro *coro = script_coro(never);
    AcTask *t;

    fake_reset(0);
    ck_assert_int_eq(ac_start_later(coro, 0x80000000LL, &t), AC_RAISED);
    ck_assert(ac_exc_matches(ac_pending, &ac_OverflowError));
    ac_release(ac_catch());
    ck_assert(coro->frame.awaited);                         /* nobody warns of it */
    ac_release(coro);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("start");

    tcase_add_test(tests, begins_at_its_time_first_come_first_served);
    tcase_add_test(tests, cancelled_before_its_time_it_never_runs);
    tcase_add_test(tests, begins_after_another_however_that_ended);
    tcase_add_test(tests, cancelled_it_leaves_the_other_alone);
    tcase_add_test(tests, without_memory_nothing_begins);
    tcase_add_test(tests, later_than_half_the_clock_is_an_error);
    return run_suite("start", tests);
}
