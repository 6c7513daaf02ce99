/* check_wait.c: queues of waiting tasks, and flags set by interrupts.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "fake_port.h"
#include "suite.h"


START_TEST(waiters_wake_first_come_first_served)
{
    AcQueue *queue;
    const Step a[] = { DO_AT(WAIT, &queue), SAYS("a"), END };
    const Step b[] = { DO_AT(WAIT, &queue), SAYS("b"), END };
    const Step c[] = { DO_AT(WAIT, &queue), SAYS("c"), END };
    const Step wakes[] = { DO_AT(WAKE_ONE, &queue), SAYS("one"), DO_N(SLEEP, 0), DO_AT(WAKE_ALL, &queue),
                           SAYS("all"), DO_N(SLEEP, 0), END };

    fake_reset(0);
    ck_assert_int_eq(ac_queue_new(&queue), AC_OK);
    let_go(spawn(a));
    let_go(spawn(b));
    let_go(spawn(c));
    run_task(spawn(wakes));
    assert_trace("one a all b c");
    ck_assert(ac_queue_empty(queue));
    ac_release(queue);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

/* Whoever is cancelled leaves the queue, wherever he stands in it. */
START_TEST(cancelled_waiter_leaves_the_queue)
{
    AcQueue *queue;
    AcTask *tasks[3], *victim;
    const Step a[] = { TRY_AT(WAIT, &queue), SAYS("a"), END };
    const Step b[] = { TRY_AT(WAIT, &queue), SAYS("b"), END };
    const Step c[] = { TRY_AT(WAIT, &queue), SAYS("c"), END };
    const Step cancels[] = { DO_AT(CANCEL, &victim), DO_N(SLEEP, 0), DO_AT(WAKE_ALL, &queue), DO_N(SLEEP, 0), END };
    static const char *const expected[] = { "CancelledError a b c", "CancelledError b a c", "CancelledError c a b" };

    fake_reset(0);
    ck_assert_int_eq(ac_queue_new(&queue), AC_OK);
    tasks[0] = spawn(a);
    tasks[1] = spawn(b);
    tasks[2] = spawn(c);
    victim = tasks[_i];
    run_task(spawn(cancels));
    assert_trace(expected[_i]);
    for (int i = 0; i < 3; i++)
        let_go(tasks[i]);
    ac_release(queue);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

/* Woken and then cancelled before it ran: it sees CancelledError, and can pass the wake on. */
START_TEST(cancelled_after_the_wake_sees_the_cancellation)
{
    AcQueue *queue;
    AcTask *first;
    const Step heir[] = { TRY_AT(WAIT, &queue), DO_AT(WAKE_ONE, &queue), SAYS("passed"), END };
    const Step next[] = { DO_AT(WAIT, &queue), SAYS("next"), END };
    const Step wakes[] = { DO_AT(WAKE_ONE, &queue), DO_AT(CANCEL, &first), DO_N(SLEEP, 1), END };

    fake_reset(0);
    ck_assert_int_eq(ac_queue_new(&queue), AC_OK);
    first = spawn(heir);
    let_go(spawn(next));
    run_task(spawn(wakes));
    assert_trace("CancelledError passed next idle:1");
    let_go(first);
    ac_release(queue);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

START_TEST(wake_ends_a_sleep_or_a_standstill_only)
{
    AcQueue *queue;
    AcTask *sleeper;
    const Step sleeps[] = { DO_N(SLEEP, 1000), SAYS("woken"), DO_N(NEVER, 0), SAYS("again"), DO_AT(WAIT, &queue), SAYS("no"), END };
    const Step wakes[] = { DO_N(SLEEP, 1), DO_AT(WAKE, &sleeper), DO_N(SLEEP, 1), DO_AT(WAKE, &sleeper),
                           DO_N(SLEEP, 1), DO_AT(WAKE, &sleeper), DO_N(SLEEP, 1), END };

    fake_reset(0);
    ck_assert_int_eq(ac_queue_new(&queue), AC_OK);
    sleeper = spawn(sleeps);
    run_task(spawn(wakes));
    assert_trace("idle:1 woken idle:1 again idle:1 idle:1");
    let_go(sleeper);
    ac_loop_reset();
    ac_release(queue);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

static AcFlag *flag;

static void set_flag(void)
{
    ac_flag_set(flag);
}

START_TEST(flag_set_before_gives_at_once)
{
    const Step steps[] = { DO_AT(SET, &flag), DO_AT(SET, &flag), DO_AT(FLAG, &flag), SAYS("1"), DO_AT(FLAG, &flag),
                           SAYS("2"), END };

    fake_reset(0);
    ck_assert_int_eq(ac_flag_new(&flag), AC_OK);
    fake_on_idle = set_flag;
    run_task(spawn(steps));
    assert_trace("1 idle 2");
    ac_release(flag);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

/* Set by a task, the flag wakes one place later than an event: behind the setter, who is ready again. */
START_TEST(flag_wakes_behind_the_setter)
{
    const Step waits[] = { DO_AT(FLAG, &flag), SAYS("flag"), END };
    const Step sets[] = { DO_AT(SET, &flag), DO_N(SLEEP, 0), SAYS("setter"), DO_N(SLEEP, 0), END };

    fake_reset(0);
    ck_assert_int_eq(ac_flag_new(&flag), AC_OK);
    let_go(spawn(waits));
    run_task(spawn(sets));
    assert_trace("setter flag");
    ac_release(flag);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

START_TEST(cancelled_flag_waiter_leaves_it_set)
{
    AcTask *first;
    const Step waits[] = { TRY_AT(FLAG, &flag), SAYS("first"), END };
    const Step main_steps[] = { DO_AT(SET, &flag), DO_N(SLEEP, 0), DO_AT(CANCEL, &first), DO_AT(FLAG, &flag),
                                SAYS("second"), DO_N(SLEEP, 0), END };

    fake_reset(0);
    ck_assert_int_eq(ac_flag_new(&flag), AC_OK);
    first = spawn(waits);
    run_task(spawn(main_steps));
    assert_trace("second CancelledError first");
    let_go(first);
    ac_release(flag);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

START_TEST(flag_has_one_waiter)
{
    const Step waits[] = { DO_AT(FLAG, &flag), END };
    const Step main_steps[] = { TRY_AT(FLAG, &flag), END };

    fake_reset(0);
    ck_assert_int_eq(ac_flag_new(&flag), AC_OK);
    let_go(spawn(waits));
    run_task(spawn(main_steps));
    assert_trace("RuntimeError");
    ac_loop_reset();
    ac_release(flag);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("wait");

    tcase_add_test(tests, waiters_wake_first_come_first_served);
    tcase_add_loop_test(tests, cancelled_waiter_leaves_the_queue, 0, 3);
    tcase_add_test(tests, cancelled_after_the_wake_sees_the_cancellation);
    tcase_add_test(tests, wake_ends_a_sleep_or_a_standstill_only);
    tcase_add_test(tests, flag_set_before_gives_at_once);
    tcase_add_test(tests, flag_wakes_behind_the_setter);
    tcase_add_test(tests, cancelled_flag_waiter_leaves_it_set);
    tcase_add_test(tests, flag_has_one_waiter);
    return run_suite("wait", tests);
}
