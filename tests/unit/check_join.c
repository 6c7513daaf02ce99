/* check_join.c: waiting for the end of tasks, one and many.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "fake_port.h"
#include "suite.h"


START_TEST(awaited_task_gives_its_end_to_all)
{
    AcTask *child;
    const Step child_steps[] = { DO_N(SLEEP, 5), SAYS("child"), END };
    const Step a[] = { DO_AT(JOIN, &child), SAYS("a"), END };
    const Step b[] = { DO_AT(JOIN, &child), SAYS("b"), END };
    const Step late[] = { DO_N(SLEEP, 9), DO_AT(JOIN, &child), SAYS("late"), END };

    fake_reset(0);
    child = spawn(child_steps);
    let_go(spawn(a));
    let_go(spawn(b));
    run_task(spawn(late));
    assert_trace("idle:5 child a b idle:4 late");
    let_go(child);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

START_TEST(failure_reaches_every_waiter)
{
    AcTask *child;
    const Step child_steps[] = { DO_N(SLEEP, 5), DO_AT(RAISE, (void *)&ac_KeyError), END };
    const Step a[] = { TRY_AT(JOIN, &child), SAYS("a"), END };
    const Step b[] = { TRY_AT(JOIN, &child), SAYS("b"), TRY_AT(JOIN, &child), END };

    fake_reset(0);
    child = spawn(child_steps);
    let_go(spawn(a));
    run_task(spawn(b));
    assert_trace("idle:5 KeyError a KeyError b KeyError");
    let_go(child);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

/* The cancel goes to the innermost task; the waiters see how that one ends. */
START_TEST(cancel_of_a_waiter_goes_to_the_awaited)
{
    AcTask *inner, *middle, *outer;
    const Step inner_steps[] = { TRY_N(SLEEP, 1000), SAYS("inner"), DO_N(SLEEP, 2), DO_AT(RAISE, (void *)&ac_CancelledError),
                                 END };
    const Step middle_steps[] = { DO_AT(JOIN, &inner), SAYS("no"), END };
    const Step outer_steps[] = { TRY_AT(JOIN, &middle), SAYS("outer"), END };
    const Step main_steps[] = { DO_N(SLEEP, 1), DO_AT(CANCEL, &outer), DO_AT(JOIN, &outer), END };

    fake_reset(0);
    inner = spawn(inner_steps);
    middle = spawn(middle_steps);
    outer = spawn(outer_steps);
    run_task(spawn(main_steps));
    assert_trace("idle:1 CancelledError inner idle:2 CancelledError outer");
    let_go(inner);
    let_go(middle);
    let_go(outer);
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

/* The awaited task has ended and the waiter is ready: its cancellation is its own. */
START_TEST(cancel_in_the_turn_of_the_end_is_not_lost)
{
    AcTask *child, *waiter;
    const Step child_steps[] = { DO_N(SLEEP, 1), SAYS("child"), END };
    const Step canceller[] = { DO_N(SLEEP, 1), DO_AT(CANCEL, &waiter), SAYS("cancel"), END };
    const Step waiter_steps[] = { TRY_AT(JOIN, &child), SAYS("waiter"), END };
    AcTask *cancels;
    const Step main_steps[] = { DO_AT(JOIN, &waiter), END };

    fake_reset(0);
    child = spawn(child_steps);
    cancels = spawn(canceller);
    waiter = spawn(waiter_steps);
    run_task(spawn(main_steps));
    assert_trace("idle:1 child cancel CancelledError waiter");
    let_go(child);
    let_go(waiter);
    let_go(cancels);
    ac_loop_reset();
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

START_TEST(task_cannot_await_itself)
{
    AcTask *self;
    const Step steps[] = { TRY_AT(JOIN, &self), END };

    fake_reset(0);
    self = spawn(steps);
    run_task(self);
    assert_trace("RuntimeError");
    ck_assert_uint_eq(ac_live_objects, 0);
}
END_TEST

static AcTask *tasks[3];
static AcList *list;

/* Three tasks that end after the given times; `failing` of them (-1: none) with ValueError. */
static void make_three(Step steps[3][3], const int ms[3], int failing)
{
    static const char *const names[] = { "a", "b", "c" };

    for (int i = 0; i < 3; i++) {
        const Step end = END, sleep = DO_N(SLEEP, ms[i]), says = SAYS(names[i]);
        const Step raises = DO_AT(RAISE, (void *)&ac_ValueError);

        steps[i][0] = sleep;
        steps[i][1] = i == failing ? raises : says;
        steps[i][2] = end;
        tasks[i] = spawn(steps[i]);
    }
    list = list_of(3, tasks);
}

static void drop_three(void)
{
    for (int i = 0; i < 3; i++)
        let_go(tasks[i]);
    ac_loop_reset();
    ac_release(list);
    ck_assert_uint_eq(ac_live_objects, 0);
}

START_TEST(gather_wakes_at_the_last_end)
{
    static const int orders[3][3] = { { 1, 2, 3 }, { 3, 2, 1 }, { 2, 3, 1 } };
    static const char *const expected[] = { "idle:1 a idle:1 b idle:1 c all", "idle:1 c idle:1 b idle:1 a all",
                                            "idle:1 c idle:1 a idle:1 b all" };
    const Step gathers[] = { DO_AT(GATHER, &list), SAYS("all"), END };
    Step steps[3][3];

    fake_reset(0);
    make_three(steps, orders[_i], -1);
    run_task(spawn(gathers));
    assert_trace(expected[_i]);
    drop_three();
}
END_TEST

static AcStatus hook(AcExc *e, AcTask *t)
{
    (void)t;
    say("hook:%s", e->obj.type->name);
    return AC_OK;
}

/* With `first` the failure wakes at once, wherever it stands; without it all are waited for. In neither case is
 * it reported as one that nobody retrieved. */
START_TEST(gather_meets_a_failure)
{
    static const int ms[] = { 2, 4, 6 };
    static const char *const first[] = { "idle:2 woke idle:2 b idle:2 c", "idle:2 a idle:2 woke idle:2 c",
                                         "idle:2 a idle:2 b idle:2 woke" };
    static const char *const all[] = { "idle:2 idle:2 b idle:2 c woke", "idle:2 a idle:2 idle:2 c woke",
                                       "idle:2 a idle:2 b idle:2 woke" };
    const Step gathers[] = { DO_AT(_i < 3 ? GATHER_FIRST : GATHER, &list), SAYS("woke"), DO_N(SLEEP, 0), DO_AT(GATHER, &list), END };
    Step steps[3][3];

    fake_reset(0);
    ac_exception_hook = hook;
    make_three(steps, ms, _i % 3);
    run_task(spawn(gathers));
    assert_trace((_i < 3 ? first : all)[_i % 3]);
    drop_three();
}
END_TEST

/* A task that is already awaited, and gathered by another, may be gathered too; each sees the failure. */
START_TEST(gathers_share_tasks)
{
    static const int ms[] = { 2, 4, 6 };
    const Step other[] = { DO_AT(GATHER_FIRST, &list), SAYS("other"), END };
    const Step waits[] = { TRY_AT(JOIN, &tasks[1]), SAYS("waiter"), END };
    const Step gathers[] = { DO_AT(GATHER_FIRST, &list), SAYS("main"), DO_AT(JOIN, &tasks[2]), END };
    Step steps[3][3];

    fake_reset(0);
    ac_exception_hook = hook;
    make_three(steps, ms, 1);
    let_go(spawn(other));
    let_go(spawn(waits));
    run_task(spawn(gathers));
    assert_trace("idle:2 a idle:2 ValueError waiter main other idle:2 c");
    drop_three();
}
END_TEST

/* The gatherer alone is cancelled; its tasks run on, and a later failure is nobody's. */
START_TEST(cancelled_gather_leaves_its_tasks)
{
    static const int ms[] = { 2, 4, 6 };
    AcTask *gatherer;
    const Step gathers[] = { TRY_AT(GATHER_FIRST, &list), SAYS("gatherer"), END };
    const Step main_steps[] = { DO_N(SLEEP, 3), DO_AT(CANCEL, &gatherer), DO_N(SLEEP, 9), END };
    Step steps[3][3];

    fake_reset(0);
    ac_exception_hook = hook;
    make_three(steps, ms, 1);
    gatherer = spawn(gathers);
    run_task(spawn(main_steps));
    assert_trace("idle:2 a idle:1 CancelledError gatherer idle:1 hook:ValueError idle:2 c idle:6");
    let_go(gatherer);
    drop_three();
}
END_TEST

START_TEST(gather_of_ended_tasks_does_not_wait)
{
    static const int ms[] = { 1, 1, 1 };
    const Step sleeps[] = { DO_N(SLEEP, 2), END };
    const Step gathers[] = { DO_AT(GATHER, &list), DO_AT(GATHER_FIRST, &list), SAYS("at once"), END };
    Step steps[3][3];

    fake_reset(0);
    make_three(steps, ms, -1);
    run_task(spawn(sleeps));
    run_task(spawn(gathers));
    assert_trace("idle:1 a b c idle:1 at once");
    drop_three();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("join");

    tcase_add_test(tests, awaited_task_gives_its_end_to_all);
    tcase_add_test(tests, failure_reaches_every_waiter);
    tcase_add_test(tests, cancel_of_a_waiter_goes_to_the_awaited);
    tcase_add_test(tests, cancel_in_the_turn_of_the_end_is_not_lost);
    tcase_add_test(tests, task_cannot_await_itself);
    tcase_add_loop_test(tests, gather_wakes_at_the_last_end, 0, 3);
    tcase_add_loop_test(tests, gather_meets_a_failure, 0, 6);
    tcase_add_test(tests, gathers_share_tasks);
    tcase_add_test(tests, cancelled_gather_leaves_its_tasks);
    tcase_add_test(tests, gather_of_ended_tasks_does_not_wait);
    return run_suite("join", tests);
}
