/* check_task.c: tasks: their order, end, cancellation; runs, one inside the other.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "fake_port.h"
#include "suite.h"


/* Everything is given back: no object outlives a test. */
static void assert_nothing_left(void)
{
    ac_loop_reset();
    ck_assert_uint_eq(ac_live_objects, 0);
}

START_TEST(result_reaches_the_caller_of_run)
{
    const Step answer[] = { DO_N(SLEEP, 0), DO_N(RETURN, 42) };

    fake_reset(0);
    ck_assert_int_eq(run_task(spawn(answer)), 42);
    assert_nothing_left();
}
END_TEST

START_TEST(exception_reaches_the_caller_of_run)
{
    const Step raises[] = { DO_N(SLEEP, 0), DO_AT(RAISE, (void *)&ac_ValueError), END };

    fake_reset(0);
    run_task(spawn(raises));
    assert_trace("ValueError");
    assert_nothing_left();
}
END_TEST

/* The end of a run leaves other tasks where they are; the next one goes on with them. */
START_TEST(other_tasks_outlive_a_run)
{
    const Step other[] = { SAYS("o1"), DO_N(SLEEP, 0), SAYS("o2"), DO_N(SLEEP, 10), SAYS("o3"), END };
    const Step first[] = { SAYS("first"), END };
    const Step second[] = { SAYS("second"), DO_N(SLEEP, 20), END };

    fake_reset(0);
    let_go(spawn(other));
    run_task(spawn(first));
    say("|");
    run_task(spawn(second));
    assert_trace("o1 first | o2 second idle:10 o3 idle:10");
    assert_nothing_left();
}
END_TEST

/* CancelledError ends the sleep now and arrives at the await. */
START_TEST(cancel_ends_a_sleep)
{
    AcTask *victim;
    const Step sleeper[] = { TRY_N(SLEEP, 1000), SAYS("cleanup"), DO_N(SLEEP, 5), SAYS("end"), END };
    const Step canceller[] = { DO_N(SLEEP, 3), DO_AT(CANCEL, &victim), SAYS("cancelled"), DO_AT(JOIN, &victim), END };

    fake_reset(0);
    victim = spawn(sleeper);
    run_task(spawn(canceller));
    assert_trace("idle:3 cancelled CancelledError cleanup idle:5 end");
    let_go(victim);
    assert_nothing_left();
}
END_TEST

START_TEST(cancel_before_the_start_skips_the_body)
{
    AcTask *victim;
    const Step never[] = { SAYS("never"), END };
    const Step canceller[] = { DO_AT(CANCEL, &victim), DO_N(SLEEP, 0), END };
    AcTask *first;

    fake_reset(0);
    first = spawn(canceller);
    victim = spawn(never);
    run_task(first);
    assert_trace("");
    ck_assert(ac_task_cancelled(victim));
    let_go(victim);
    assert_nothing_left();
}
END_TEST

START_TEST(cancel_of_oneself_raises)
{
    AcTask *self;
    const Step steps[] = { TRY_AT(CANCEL, &self), END };

    fake_reset(0);
    self = spawn(steps);
    ac_retain(self);
    run_task(self);
    assert_trace("RuntimeError");
    let_go(self);
    assert_nothing_left();
}
END_TEST

START_TEST(cancel_of_a_done_task_says_false)
{
    const Step steps[] = { END };
    bool cancelled = true;
    AcTask *t;

    fake_reset(0);
    t = spawn(steps);
    ac_retain(t);
    run_task(t);
    ck_assert_int_eq(ac_task_cancel(t, &cancelled), AC_OK);
    ck_assert(!cancelled);
    let_go(t);
    assert_nothing_left();
}
END_TEST

/* Cancelled twice before its turn: one CancelledError. Once more in its clean-up: one more. */
START_TEST(each_cancel_is_seen_once_at_most)
{
    AcTask *victim;
    const Step stubborn[] = { TRY_N(SLEEP, 1000), TRY_N(SLEEP, 1000), SAYS("end"), END };
    const Step canceller[] = { DO_N(SLEEP, 1), DO_AT(CANCEL, &victim), DO_AT(CANCEL, &victim), DO_N(SLEEP, 1),
                               DO_AT(CANCEL, &victim), DO_AT(JOIN, &victim), END };

    fake_reset(0);
    victim = spawn(stubborn);
    run_task(spawn(canceller));
    assert_trace("idle:1 CancelledError idle:1 CancelledError end");
    let_go(victim);
    assert_nothing_left();
}
END_TEST

/* A child cancels its parent, which awaits the child: it goes to the child itself, while that runs, and is
 * delivered where the child parks next, even though nobody would wake it there. */
START_TEST(cancel_passed_on_to_the_running_task_is_not_lost)
{
    AcTask *parent, *child;
    const Step child_steps[] = { DO_N(SLEEP, 1), DO_AT(CANCEL, &parent), TRY_N(NEVER, 0), SAYS("child"), END };
    const Step parent_steps[] = { DO_AT(JOIN, &child), SAYS("parent"), END };

    fake_reset(0);
    parent = spawn(parent_steps);
    child = spawn(child_steps);
    run_task(parent);
    assert_trace("idle:1 CancelledError child parent");
    let_go(child);
    assert_nothing_left();
}
END_TEST

/* As above, but the child ends first: then the cancellation is how it ended. */
START_TEST(cancel_at_the_end_of_the_running_task_is_not_lost)
{
    AcTask *parent, *child;
    const Step child_steps[] = { DO_N(SLEEP, 1), DO_AT(CANCEL, &parent), SAYS("child"), END };
    const Step parent_steps[] = { DO_AT(JOIN, &child), SAYS("parent"), END };

    fake_reset(0);
    parent = spawn(parent_steps);
    child = spawn(child_steps);
    run_task(parent);
    assert_trace("idle:1 child CancelledError");
    let_go(child);
    assert_nothing_left();
}
END_TEST

static AcStatus hook(AcExc *e, AcTask *t)
{
    (void)t;
    say("hook:%s", e->obj.type->name);
    return AC_OK;
}

/* The handler is called one turn after the failure. */
START_TEST(unretrieved_failure_goes_to_the_hook)
{
    const Step fails[] = { DO_AT(RAISE, (void *)&ac_ValueError), END };
    const Step main_steps[] = { SAYS("m1"), DO_N(SLEEP, 0), SAYS("m2"), DO_N(SLEEP, 0), SAYS("m3"), END };

    fake_reset(0);
    ac_exception_hook = hook;
    let_go(spawn(fails));
    run_task(spawn(main_steps));
    assert_trace("m1 hook:ValueError m2 m3");
    assert_nothing_left();
}
END_TEST

START_TEST(failure_retrieved_in_time_is_silent)
{
    AcTask *child;
    const Step fails[] = { DO_AT(RAISE, (void *)&ac_ValueError), END };
    const Step main_steps[] = { TRY_AT(JOIN, &child), DO_N(SLEEP, 0), DO_N(SLEEP, 0), END };

    fake_reset(0);
    ac_exception_hook = hook;
    child = spawn(fails);
    run_task(spawn(main_steps));
    assert_trace("ValueError");
    let_go(child);
    assert_nothing_left();
}
END_TEST

START_TEST(cancellation_is_no_failure)
{
    AcTask *victim;
    const Step sleeper[] = { DO_N(SLEEP, 1000), END };
    const Step canceller[] = { DO_N(SLEEP, 1), DO_AT(CANCEL, &victim), DO_N(SLEEP, 1), END };

    fake_reset(0);
    ac_exception_hook = hook;
    victim = spawn(sleeper);
    run_task(spawn(canceller));
    assert_trace("idle:1 idle:1");
    let_go(victim);
    assert_nothing_left();
}
END_TEST

START_TEST(system_exit_leaves_the_loop)
{
    const Step exits[] = { DO_AT(RAISE, (void *)&ac_SystemExit), END };
    const Step main_steps[] = { DO_N(SLEEP, 1000), SAYS("no"), END };
    AcTask *main_task;

    fake_reset(0);
    main_task = spawn(main_steps);
    let_go(spawn(exits));
    run_task(main_task);
    assert_trace("SystemExit");
    assert_nothing_left();
}
END_TEST

static void interrupt(void)
{
    fake_interrupted = true;
    ac_attention = 1;
}

START_TEST(interrupt_arrives_where_the_loop_was_started)
{
    const Step steps[] = { TRY_N(SLEEP, 1000), SAYS("no"), END };

    fake_reset(0);
    fake_on_idle = interrupt;
    run_task(spawn(steps));
    assert_trace("idle:1000 KeyboardInterrupt");
    assert_nothing_left();
}
END_TEST

START_TEST(run_forever_ends_when_nothing_is_left)
{
    const Step steps[] = { DO_N(SLEEP, 5), SAYS("end"), END };

    fake_reset(0);
    let_go(spawn(steps));
    ck_assert_int_eq(ac_run_forever(), AC_OK);
    assert_trace("idle:5 end");
    assert_nothing_left();
}
END_TEST

/* stop() lets those that are ready have their turn. */
START_TEST(stop_ends_run_forever)
{
    const Step stops[] = { SAYS("stop"), DO(STOP), DO_N(SLEEP, 0), SAYS("no"), END };
    const Step other[] = { SAYS("other"), DO_N(NEVER, 0), END };

    fake_reset(0);
    let_go(spawn(stops));
    let_go(spawn(other));
    ck_assert_int_eq(ac_run_forever(), AC_OK);
    assert_trace("stop other");
    assert_nothing_left();
}
END_TEST

START_TEST(run_once_tells_when_to_come_back)
{
    const Step steps[] = { SAYS("1"), DO_N(SLEEP, 0), SAYS("2"), DO_N(SLEEP, 7), SAYS("3"), END };

    fake_reset(0xFFFFFFFEu);
    let_go(spawn(steps));
    ck_assert_uint_eq(ac_run_once(), 0);
    ck_assert_uint_eq(ac_run_once(), 7);
    fake_now += 3;
    ck_assert_uint_eq(ac_run_once(), 4);
    fake_now += 4;
    ck_assert_uint_eq(ac_run_once(), AC_NEVER);
    assert_trace("1 2 3");
    assert_nothing_left();
}
END_TEST

START_TEST(forgotten_tasks_give_everything_back)
{
    AcQueue *queue;
    AcTask *waiting;
    const Step waits[] = { DO_AT(WAIT, &queue), END };
    const Step sleeps[] = { DO_N(SLEEP, 1000), END };
    const Step joins[] = { DO_AT(JOIN, &waiting), END };
    const Step main_steps[] = { DO_N(SLEEP, 1), END };

    fake_reset(0);
    ck_assert_int_eq(ac_queue_new(&queue), AC_OK);
    waiting = spawn(waits);
    let_go(spawn(sleeps));
    let_go(spawn(joins));
    run_task(spawn(main_steps));
    let_go(waiting);
    ck_assert_uint_ne(ac_live_objects, 0);
    ac_loop_reset();
    ac_release(queue);
    assert_nothing_left();
}
END_TEST

START_TEST(coroutine_is_awaited_once)
{
    AcCoro *coro;
    const Step inner[] = { SAYS("inner"), DO_N(SLEEP, 1), SAYS("end"), END };
    const Step main_steps[] = { DO_AT(CALL, &coro), SAYS("back"), TRY_AT(CALL, &coro), END };

    fake_reset(0);
    coro = script_coro(inner);
    run_task(spawn(main_steps));
    assert_trace("inner idle:1 end back RuntimeError");
    ac_release(coro);
    assert_nothing_left();
}
END_TEST

/* Nothing can run: the report goes to stderr, status 1. */
START_TEST(deadlock_ends_the_program)
{
    AcTask *child;
    const Step waits[] = { DO_N(NEVER, 0), END };
    const Step main_steps[] = { DO_AT(JOIN, &child), END };

    fake_reset(0);
    child = spawn(waits);
    run_task(spawn(main_steps));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("task");

    tcase_add_test(tests, result_reaches_the_caller_of_run);
    tcase_add_test(tests, exception_reaches_the_caller_of_run);
    tcase_add_test(tests, other_tasks_outlive_a_run);
    tcase_add_test(tests, cancel_ends_a_sleep);
    tcase_add_test(tests, cancel_before_the_start_skips_the_body);
    tcase_add_test(tests, cancel_of_oneself_raises);
    tcase_add_test(tests, cancel_of_a_done_task_says_false);
    tcase_add_test(tests, each_cancel_is_seen_once_at_most);
    tcase_add_test(tests, cancel_passed_on_to_the_running_task_is_not_lost);
    tcase_add_test(tests, cancel_at_the_end_of_the_running_task_is_not_lost);
    tcase_add_test(tests, unretrieved_failure_goes_to_the_hook);
    tcase_add_test(tests, failure_retrieved_in_time_is_silent);
    tcase_add_test(tests, cancellation_is_no_failure);
    tcase_add_test(tests, system_exit_leaves_the_loop);
    tcase_add_test(tests, interrupt_arrives_where_the_loop_was_started);
    tcase_add_test(tests, run_forever_ends_when_nothing_is_left);
    tcase_add_test(tests, stop_ends_run_forever);
    tcase_add_test(tests, run_once_tells_when_to_come_back);
    tcase_add_test(tests, forgotten_tasks_give_everything_back);
    tcase_add_test(tests, coroutine_is_awaited_once);
    tcase_add_exit_test(tests, deadlock_ends_the_program, 1);
    return run_suite("task", tests);
}
