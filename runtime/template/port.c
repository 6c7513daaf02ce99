/* template/port.c: the port of a machine that has a counter, an alarm, and a way to sleep: machine.h.
 *
 * Milliseconds are made of the differences between two looks at the counter, so a look must come before it has wrapped:
 * the alarm is never further away than half its period. No count is lost, whatever AC_CLOCK_HZ is: what is left of a
 * millisecond is kept in thousandths of a count.
 * SPDX-License-Identifier: MIT */
#include "bare.h"
#include "machine.h"
#include "port.h"

#define HZ         ((uint32_t)(AC_CLOCK_HZ))
#define COUNTS_MAX ((uint32_t)(MACHINE_COUNT_MAX) / 2u)
#define MS_MAX     ((uint32_t)((uint64_t)COUNTS_MAX * 1000u / HZ))

typedef char alarm_reaches_a_millisecond[MS_MAX >= 2u ? 1 : -1];

const bool ac_port_has_interrupts = true;

static uint32_t ms, turns;                /* milliseconds up to the last look, and how often they wrapped */
static uint32_t rest, seen;               /* thousandths of a count more, less than HZ; the counter then */
static volatile bool started, woken;
static uint32_t depth;                    /* of critical sections */
static bool enabled;                      /* whether the outermost found interrupts enabled */

/* ---- the clock ------------------------------------------------------------------------------- */

/* Interrupts are disabled. */
static void look(void)
{
    uint32_t now = machine_count(), gone = (now - seen) & (uint32_t)(MACHINE_COUNT_MAX), more;
    uint64_t parts = (uint64_t)gone * 1000u + rest;

    seen = now;
    more = parts < HZ ? 0u : (uint32_t)(parts / HZ);
    rest = (uint32_t)(parts - (uint64_t)more * HZ);
    if (ms + more < more)
        turns++;
    ms += more;
}

/* Counts until `wait` milliseconds have begun; interrupts are disabled. */
static uint32_t counts_to(uint32_t wait)
{
    if (wait >= MS_MAX)
        return COUNTS_MAX;
    return (uint32_t)(((uint64_t)wait * HZ - rest + 999u) / 1000u);
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
    now = ms;
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
    part = rest;
    whole = (uint64_t)turns << 32 | ms;
    ac_port_leave_critical();
    return whole * 1000u + (uint64_t)part * 1000u / HZ;
}

int64_t ac_port_epoch_us(void)
{
    return 0;
}

/* ---- idle ------------------------------------------------------------------------------------ */

/* Between the look at `woken` and the sleep interrupts are disabled: one that comes there is pending, so the sleep ends
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
        if (woken || (wait != AC_NEVER && gone >= wait))
            break;
        machine_alarm(counts_to(wait == AC_NEVER ? wait : wait - gone));
        machine_sleep();
        machine_enable();
    }
    woken = false;
    machine_enable();
}

void ac_port_delay_us(uint32_t us)
{
    uint64_t end = ac_port_now_us() + us;

    while (ac_port_now_us() < end)
        continue;
}

void ac_port_wake(void)
{
    woken = true;
}

bool ac_port_interrupted(void)
{
    return false;
}

bool ac_port_dump_wanted(void)
{
    return false;
}

int ac_port_wake_fd(void)
{
    return -1;
}

/* ---- the rest -------------------------------------------------------------------------------- */

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

/* One core; an interrupt sees what came before it. */
void ac_port_order(void)
{
}

void ac_port_write(int fd, const char *bytes, size_t n)
{
    ac_board_write(fd, bytes, n);
}

void ac_port_exit(int status)
{
    ac_board_exit(status);
    for (;;)
        continue;
}

bool ac_port_source_line(const char *path, int line, char *buffer, size_t size)
{
    (void)path, (void)line, (void)buffer, (void)size;
    return false;
}

/* ---- what a board may replace ---------------------------------------------------------------- */

__attribute__((weak)) void ac_board_start(void)
{
}

__attribute__((weak)) void ac_board_write(int fd, const char *bytes, size_t n)
{
    (void)fd, (void)bytes, (void)n;
}

__attribute__((weak)) void ac_board_exit(int status)
{
    (void)status;
    (void)machine_disable();
    for (;;)
        machine_sleep();
}
