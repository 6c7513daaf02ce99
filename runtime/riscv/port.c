/* riscv/port.c: RV32 and RV64 in machine mode, with a CLINT: mtime is the clock, WFI waits.
 *
 * mtimecmp is set to the next deadline while nothing is to be done, and else to never, so that the clock makes no other
 * interrupts.
 * SPDX-License-Identifier: MIT */
#include "bare_port.h"

#ifndef AC_CLINT
#define AC_CLINT 0x02000000u              /* as on SiFive's and QEMU's chips */
#endif

#define COUNTS_MAX 0x40000000u            /* the low half of mtime is looked at at least so often */
#define MS_MAX     AC_MS_IN(COUNTS_MAX)

#define MTIME_LOW     (*(volatile uint32_t *)((uintptr_t)AC_CLINT + 0xBFF8u))
#define MTIME_HIGH    (*(volatile uint32_t *)((uintptr_t)AC_CLINT + 0xBFFCu))
#define MTIMECMP_LOW  (*(volatile uint32_t *)((uintptr_t)AC_CLINT + 0x4000u))
#define MTIMECMP_HIGH (*(volatile uint32_t *)((uintptr_t)AC_CLINT + 0x4004u))
#define MSTATUS_MIE   8u
#define MIE_MTIE      0x80u

void ac_timer_interrupt(void);            /* startup.c calls it */

static uint32_t seen;                     /* the low half of mtime at the last look */
static bool started;
static uint32_t depth;                    /* of critical sections */
static uintptr_t masked;                  /* mstatus, as the outermost found it */

static inline uintptr_t disable(void)
{
    uintptr_t was;

    __asm volatile("csrrci %0, mstatus, 8" : "=r"(was) :: "memory");
    return was;
}

static inline void enable(void) { __asm volatile("csrsi mstatus, 8" ::: "memory"); }
static inline void sleep(void)  { __asm volatile("wfi" ::: "memory"); }

/* ---- the clock ------------------------------------------------------------------------------- */

static uint64_t ticks(void)
{
    uint32_t high, low;

    do {
        high = MTIME_HIGH;
        low = MTIME_LOW;
    } while (high != MTIME_HIGH);
    return (uint64_t)high << 32 | low;
}

/* Interrupts are disabled. Called before the low half has wrapped once. */
static void look(void)
{
    uint32_t now = MTIME_LOW;

    ac_pass(now - seen);
    seen = now;
}

/* Counts until `wait` milliseconds have begun; interrupts are disabled. */
static uint32_t counts_to(uint32_t wait)
{
    return wait >= MS_MAX ? COUNTS_MAX : ac_counts_to(wait);
}

static void set_deadline(uint64_t at)
{
    MTIMECMP_LOW = 0xFFFFFFFFu;           /* no deadline in between that neither of the two means */
    MTIMECMP_HIGH = (uint32_t)(at >> 32);
    MTIMECMP_LOW = (uint32_t)at;
}

void ac_timer_interrupt(void)
{
    look();
    set_deadline(ticks() + COUNTS_MAX);
}

void ac_port_start(void)
{
    if (started)
        return;
    started = true;
    seen = MTIME_LOW;
    set_deadline(ticks() + COUNTS_MAX);
    __asm volatile("csrs mie, %0" :: "r"(MIE_MTIE));
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
    whole = (uint64_t)ac_turns << 32 | ac_ms;
    part = ac_rest;
    ac_port_leave_critical();
    return whole * 1000u + (uint64_t)part * 1000u / AC_MS_PARTS;
}

/* ---- idle ------------------------------------------------------------------------------------ */

/* With interrupts disabled WFI ends when one is pending, so that a wake between the look at `ac_woken` and the sleep is
 * not lost. The clock's own interrupts do not end the wait before its time. */
void ac_port_idle(uint32_t wait)
{
    uint32_t start;

    ac_port_start();
    start = ac_port_now();
    for (;;) {
        uint32_t gone;

        (void)disable();
        gone = ac_port_now() - start;
        if (ac_woken || (wait != AC_NEVER && gone >= wait))
            break;
        set_deadline(ticks() + counts_to(wait == AC_NEVER ? wait : wait - gone));
        sleep();
        enable();
    }
    ac_woken = false;
    enable();
}

/* ---- interrupts ------------------------------------------------------------------------------ */

void ac_port_enter_critical(void)
{
    uintptr_t was = disable();

    if (depth++ == 0)
        masked = was;
}

void ac_port_leave_critical(void)
{
    if (--depth == 0 && (masked & MSTATUS_MIE))
        enable();
}

/* What a board may replace. */
__attribute__((weak)) void ac_board_exit(int status)
{
    (void)status;
    (void)disable();
    for (;;)
        sleep();
}
