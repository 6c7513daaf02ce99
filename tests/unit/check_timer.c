/* check_timer.c: sleeping: order, ties, the clock's wrap.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "fake_port.h"
#include "suite.h"

/* Deadlines decide, not the order of creation; the port waits once for each. */
START_TEST(sleepers_wake_by_deadline)
{
    const Step late[] = { DO_N(SLEEP, 20), SAYS("late"), END };
    const Step soon[] = { DO_N(SLEEP, 5), SAYS("soon"), END };
    AcTask *main_task;

    fake_reset(0);
    main_task = spawn(late);
    let_go(spawn(soon));
    run_task(main_task);
    assert_trace("idle:5 soon idle:15 late");
}
END_TEST

START_TEST(equal_deadlines_are_first_come_first_served)
{
    static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" };
    Step steps[10][3];
    AcTask *last = NULL;

    fake_reset(0);
    for (int i = 0; i < 10; i++) {
        const Step script[] = { DO_N(SLEEP, 7), SAYS(names[i]), END };

        for (int k = 0; k < 3; k++)
            steps[i][k] = script[k];
        if (last)
            let_go(last);
        last = spawn(steps[i]);
    }
    run_task(last);
    assert_trace("idle:7 a b c d e f g h i j");
}
END_TEST

/* A thousand deadlines in a scrambled order come out sorted, whatever the start of the clock. */
START_TEST(heap_sorts_across_the_wrap)
{
    static const uint32_t starts[] = { 0, 0xFFFFFF00u, 0x7FFFFF00u };
    static Step steps[1000][2];
    AcTask *tasks[1000];
    uint32_t last = 0;

    fake_reset(starts[_i]);
    for (int i = 0; i < 1000; i++) {
        const Step script[] = { DO_N(SLEEP, 1 + i * 367 % 1000), END };

        steps[i][0] = script[0];
        steps[i][1] = script[1];
        tasks[i] = spawn(steps[i]);
    }
    while (ac_run_once() != AC_NEVER) {
        ck_assert(fake_now - starts[_i] >= last);
        last = fake_now - starts[_i];
        fake_now++;
    }
    ck_assert_uint_eq(fake_now - starts[_i], 1000);
    for (int i = 0; i < 1000; i++)
        let_go(tasks[i]);
}
END_TEST

/* Deadlines 1 to 100, of which only every tenth is waited for; the others' timers do not wake anybody. */
START_TEST(sleep_that_ends_early_leaves_no_deadline)
{
    static Step steps[100][2];
    AcTask *tasks[100];
    uint32_t wait;
    bool cancelled;

    fake_reset(0xFFFFFFC0u);
    for (int i = 0; i < 100; i++) {
        const Step script[] = { DO_N(SLEEP, 1 + i * 37 % 100), END };

        steps[i][0] = script[0];
        steps[i][1] = script[1];
        tasks[i] = spawn(steps[i]);
    }
    ck_assert_uint_eq(ac_run_once(), 1);
    for (int i = 0; i < 100; i++)
        if ((1 + i * 37 % 100) % 10 != 0)
            ck_assert_int_eq(ac_task_cancel(tasks[i], &cancelled), AC_OK);
    for (int i = 0; i < 100; i++)
        let_go(tasks[i]);
    ck_assert_uint_eq(ac_run_once(), 10);
    while ((wait = ac_run_once()) != AC_NEVER) {
        ck_assert_uint_eq(wait, 10);
        fake_now += wait;
    }
    ck_assert_uint_eq(fake_now - 0xFFFFFFC0u, 100);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

START_TEST(longest_sleep_works_and_longer_raises)
{
    const Step longest[] = { DO_N(SLEEP, 0x7FFFFFFF), SAYS("woke"),
                             TRY_N(SLEEP, (ac_int)0x7FFFFFFF + 1), END };

    fake_reset(0xFFFFFFF0u);
    run_task(spawn(longest));
    assert_trace("idle:2147483647 woke OverflowError");
}
END_TEST

/* sleep(0) and less go round once, without the clock. */
START_TEST(sleep_of_nothing_yields_once)
{
    const Step a[] = { SAYS("a1"), DO_N(SLEEP, 0), SAYS("a2"),
                       DO_N(SLEEP, -5), SAYS("a3"), END };
    const Step b[] = { SAYS("b1"), DO_N(SLEEP, 0), SAYS("b2"),
                       END };
    AcTask *main_task;

    fake_reset(0);
    main_task = spawn(a);
    let_go(spawn(b));
    run_task(main_task);
    assert_trace("a1 b1 a2 b2 a3");
}
END_TEST

/* A timer that fell due while others computed goes before those made ready after it. */
START_TEST(timer_is_sorted_in_by_its_deadline)
{
    const Step sleeper[] = { DO_N(SLEEP, 5), SAYS("timer"), END };
    const Step busy[] = { DO_N(SPEND, 10), DO_N(SLEEP, 1), END };
    const Step spins[] = { SAYS("s1"), DO_N(SLEEP, 0), SAYS("s2"),
                           DO_N(SLEEP, 0), SAYS("s3"), DO_N(SLEEP, 20),
                           END };
    AcTask *main_task;

    fake_reset(0);
    let_go(spawn(sleeper));
    let_go(spawn(busy));
    main_task = spawn(spins);
    run_task(main_task);
    assert_trace("s1 timer s2 s3 idle:1 idle:19");
}
END_TEST

/* The first sleep after days without a timer does not run at once. */
START_TEST(old_ready_tasks_do_not_pull_deadlines)
{
    const Step old[] = { DO_N(SPEND, 0x7FFFFFF0), DO_N(SLEEP, 100), SAYS("slept"),
                         END };
    const Step other[] = { SAYS("other"), END };
    AcTask *main_task;

    fake_reset(0);
    main_task = spawn(old);
    let_go(spawn(other));
    run_task(main_task);
    assert_trace("other idle:100 slept");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("timer");

    tcase_add_test(tests, sleepers_wake_by_deadline);
    tcase_add_test(tests, equal_deadlines_are_first_come_first_served);
    tcase_add_loop_test(tests, heap_sorts_across_the_wrap, 0, 3);
    tcase_add_test(tests, sleep_that_ends_early_leaves_no_deadline);
    tcase_add_test(tests, longest_sleep_works_and_longer_raises);
    tcase_add_test(tests, sleep_of_nothing_yields_once);
    tcase_add_test(tests, timer_is_sorted_in_by_its_deadline);
    tcase_add_test(tests, old_ready_tasks_do_not_pull_deadlines);
    return run_suite("timer", tests);
}
