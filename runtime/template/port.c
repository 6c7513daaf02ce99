/* template/port.c: the port of a machine that has a counter, an alarm, and a way to sleep: machine.h.
 *
 * Milliseconds are made of the differences between two looks at the counter, so a look must come before it has wrapped:
 * the alarm is never further away than half its period.
 * SPDX-License-Identifier: MIT */
#include "machine.h"
#include "bare_port.h"

#define COUNTS_MAX ((uint32_t)(MACHINE_COUNT_MAX) / 2u)
#define MS_MAX     AC_MS_IN(COUNTS_MAX)

typedef char alarm_reaches_a_millisecond[MS_MAX >= 2u ? 1 : -1];

static uint32_t seen;                     /* the counter at the last look */
static volatile bool started;
static uint32_t depth;                    /* of critical sections */
static bool enabled;                      /* whether the outermost found interrupts enabled */

/* ---- the clock ------------------------------------------------------------------------------- */

/* Interrupts are disabled. */
static void look(void)
{
    uint32_t now = machine_count();

    ac_pass((now - seen) & (uint32_t)(MACHINE_COUNT_MAX));
    seen = now;
}

/* Counts until `wait` milliseconds have begun; interrupts are disabled. */
static uint32_t counts_to(uint32_t wait)
{
    return wait >= MS_MAX ? COUNTS_MAX : ac_counts_to(wait);
}

void ac_timer_interrupt(void)
{
    look();
    machine_alarm(COUNTS_MAX);
}

void ac_port_start(void)
{
    if (started)
        return;
    machine_start();
    ac_port_enter_critical();
    seen = machine_count();
    started = true;
    machine_alarm(COUNTS_MAX);
    ac_port_leave_critical();
}

uint32_t ac_port_now(void)
{
    uint32_t now;

    ac_port_enter_critical();
    if (started)
        look();
    now = ac_ms;
    ac_port_leave_critical();
    return now;
}

uint64_t ac_port_now_us(void)
{
    uint64_t whole;
    uint32_t part;

    ac_port_enter_critical();
    if (started)
        look();
    part = ac_rest;
    whole = (uint64_t)ac_turns << 32 | ac_ms;
    ac_port_leave_critical();
    return whole * 1000u + (uint64_t)part * 1000u / AC_MS_PARTS;
}

/* ---- idle ------------------------------------------------------------------------------------ */

/* Between the look at `ac_woken` and the sleep interrupts are disabled: one that comes there is pending, so the sleep ends
 * at once. The alarm's own interrupts do not end the wait before its time. */
void ac_port_idle(uint32_t wait)
{
    uint32_t start;

    ac_port_start();
    start = ac_port_now();
    for (;;) {
        uint32_t gone;

        (void)machine_disable();
        gone = ac_port_now() - start;
        if (ac_woken || (wait != AC_NEVER && gone >= wait))
            break;
        machine_alarm(counts_to(wait == AC_NEVER ? wait : wait - gone));
        machine_sleep();
        machine_enable();
    }
    ac_woken = false;
    machine_enable();
}

/* ---- interrupts ------------------------------------------------------------------------------ */

void ac_port_enter_critical(void)
{
    bool was = machine_disable();

    if (depth++ == 0)
        enabled = was;
}

void ac_port_leave_critical(void)
{
    if (--depth == 0 && enabled)
        machine_enable();
}

/* What a board may replace. */
__attribute__((weak)) void ac_board_exit(int status)
{
    (void)status;
    (void)machine_disable();
    for (;;)
        machine_sleep();
}
