/* bare_port.h: what the ports of bare metal have in common: cortexm, riscv, template. Included once, by port.c, which adds
 * the counter, the interrupts and the sleep.
 *
 * No count is lost, whatever AC_CLOCK_HZ is: in lowest terms a millisecond is AC_MS_PARTS parts, of which a count has
 * AC_COUNT_PARTS, and what is less than a millisecond is kept in parts. At 32,768 Hz they are 4096 and 125, at 25 MHz
 * 25,000 and 1.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BARE_PORT_H
#define ASYNCC_BARE_PORT_H

#include "bare.h"
#include "port.h"

#ifndef AC_CLOCK_HZ
#error "AC_CLOCK_HZ: how often the clock of the port counts in a second"
#endif

#define AC_HZ          ((uint32_t)(AC_CLOCK_HZ))
#define AC_HZ_TWOS     (AC_HZ % 8u == 0u ? 8u : AC_HZ % 4u == 0u ? 4u : AC_HZ % 2u == 0u ? 2u : 1u)
#define AC_HZ_FIVES    (AC_HZ % 125u == 0u ? 125u : AC_HZ % 25u == 0u ? 25u : AC_HZ % 5u == 0u ? 5u : 1u)
#define AC_COUNT_PARTS (1000u / (AC_HZ_TWOS * AC_HZ_FIVES))
#define AC_MS_PARTS    (AC_HZ / (AC_HZ_TWOS * AC_HZ_FIVES))
#define AC_PARTS_FIT   ((uint64_t)AC_MS_PARTS * (AC_COUNT_PARTS + 1u) <= UINT32_MAX)

/* The whole milliseconds in so many counts. */
#define AC_MS_IN(COUNTS) ((uint64_t)(COUNTS) * AC_COUNT_PARTS / AC_MS_PARTS)

const bool ac_port_has_interrupts = true;

static uint32_t ac_ms, ac_turns;          /* milliseconds that have gone by, and how often they wrapped */
static uint32_t ac_rest;                  /* parts of one more */
static volatile bool ac_woken;

/* ---- the clock ------------------------------------------------------------------------------- */

/* How many milliseconds more they are with so many counts; *rest: the parts that are left. AC_MS_PARTS counts are
 * AC_COUNT_PARTS milliseconds; the parts of what is less fit into 32 bits at most frequencies: a division of 64 is a large
 * function. */
static uint32_t ac_whole_ms(uint32_t counts, uint32_t *rest)
{
    uint64_t parts = ac_rest + (uint64_t)(counts % AC_MS_PARTS) * AC_COUNT_PARTS;
    uint32_t whole = AC_PARTS_FIT ? (uint32_t)parts / AC_MS_PARTS : (uint32_t)(parts / AC_MS_PARTS);

    *rest = (uint32_t)parts - whole * AC_MS_PARTS;
    return counts / AC_MS_PARTS * AC_COUNT_PARTS + whole;
}

/* So many counts have gone by since the last call. Interrupts are disabled. */
static void ac_pass(uint32_t counts)
{
    uint32_t more = ac_whole_ms(counts, &ac_rest);

    if (ac_ms + more < more)
        ac_turns++;
    ac_ms += more;
}

/* Counts from then until `wait` milliseconds have begun, one or more. Interrupts are disabled. */
static uint32_t ac_counts_to(uint32_t wait)
{
    return (uint32_t)(((uint64_t)wait * AC_MS_PARTS - ac_rest + AC_COUNT_PARTS - 1u) / AC_COUNT_PARTS);
}

int64_t ac_port_epoch_us(void)
{
    return 0;
}

/* ---- idle ------------------------------------------------------------------------------------ */

void ac_port_delay_us(uint32_t us)
{
    uint64_t end = ac_port_now_us() + us;

    while (ac_port_now_us() < end)
        continue;
}

void ac_port_wake(void)
{
    ac_woken = true;
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

/* ---- what a board may replace; port.c has ac_board_exit -------------------------------------- */

__attribute__((weak)) void ac_board_start(void)
{
}

__attribute__((weak)) void ac_board_write(int fd, const char *bytes, size_t n)
{
    (void)fd, (void)bytes, (void)n;
}

#endif
