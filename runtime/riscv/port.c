/* riscv/port.c: RV32 and RV64 in machine mode, with a CLINT: mtime is the clock, WFI waits.
 *
 * mtimecmp is set to the next deadline while nothing is to be done, and else to never, so that the clock makes no other
 * interrupts.
 * SPDX-License-Identifier: MIT */
#include "bare.h"
#include "port.h"

#ifndef AC_CLOCK_HZ
#error "AC_CLOCK_HZ: how often mtime counts in a second"
#endif
#ifndef AC_CLINT
#define AC_CLINT 0x02000000u              /* as on SiFive's and QEMU's chips */
#endif

#define TICKS_PER_MS ((uint32_t)(AC_CLOCK_HZ) / 1000u)
#define MS_MAX       (0x40000000u / TICKS_PER_MS)         /* the low half of mtime is looked at at least so often */

#define MTIME_LOW     (*(volatile uint32_t *)((uintptr_t)AC_CLINT + 0xBFF8u))
#define MTIME_HIGH    (*(volatile uint32_t *)((uintptr_t)AC_CLINT + 0xBFFCu))
#define MTIMECMP_LOW  (*(volatile uint32_t *)((uintptr_t)AC_CLINT + 0x4000u))
#define MTIMECMP_HIGH (*(volatile uint32_t *)((uintptr_t)AC_CLINT + 0x4004u))
#define MSTATUS_MIE   8u
#define MIE_MTIE      0x80u

const bool ac_port_has_interrupts = true;

void ac_timer_interrupt(void);            /* startup.c calls it */

static uint32_t ms, turns;                /* milliseconds up to `seen`, and how often they wrapped */
static uint32_t rest, seen;               /* ticks more than those; the low half of mtime then */
static volatile bool woken;
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
static void pass(void)
{
    uint32_t now = MTIME_LOW, gone = now - seen, more;

    seen = now;
    more = gone / TICKS_PER_MS;
    rest += gone - more * TICKS_PER_MS;
    if (rest >= TICKS_PER_MS) {
        rest -= TICKS_PER_MS;
        more++;
    }
    if (ms + more < more)
        turns++;
    ms += more;
}

static void set_deadline(uint64_t at)
{
    MTIMECMP_LOW = 0xFFFFFFFFu;           /* no deadline in between that neither of the two means */
    MTIMECMP_HIGH = (uint32_t)(at >> 32);
    MTIMECMP_LOW = (uint32_t)at;
}

void ac_timer_interrupt(void)
{
    pass();
    set_deadline(ticks() + (uint64_t)MS_MAX * TICKS_PER_MS);
}

void ac_port_start(void)
{
    if (started)
        return;
    started = true;
    seen = MTIME_LOW;
    set_deadline(ticks() + (uint64_t)MS_MAX * TICKS_PER_MS);
    __asm volatile("csrs mie, %0" :: "r"(MIE_MTIE));
}

uint32_t ac_port_now(void)
{
    uint32_t now;

    ac_port_enter_critical();
    if (started)
        pass();
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
        pass();
    whole = (uint64_t)turns << 32 | ms;
    part = rest;
    ac_port_leave_critical();
    return whole * 1000u + (uint64_t)part * 1000u / TICKS_PER_MS;
}

int64_t ac_port_epoch_us(void)
{
    return 0;
}

/* ---- idle ------------------------------------------------------------------------------------ */

/* With interrupts disabled WFI ends when one is pending, so that a wake between the look at `woken` and the sleep is
 * not lost. The clock's own interrupts do not end the wait before its time. */
void ac_port_idle(uint32_t wait)
{
    uint32_t start;

    ac_port_start();
    start = ac_port_now();
    for (;;) {
        uint32_t gone, left;

        (void)disable();
        gone = ac_port_now() - start;
        if (woken || (wait != AC_NEVER && gone >= wait))
            break;
        left = wait == AC_NEVER || wait - gone > MS_MAX ? MS_MAX : wait - gone;
        set_deadline(ticks() + (uint64_t)left * TICKS_PER_MS - rest);
        sleep();
        enable();
    }
    woken = false;
    enable();
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
    uintptr_t was = disable();

    if (depth++ == 0)
        masked = was;
}

void ac_port_leave_critical(void)
{
    if (--depth == 0 && (masked & MSTATUS_MIE))
        enable();
}

/* One hart; an interrupt sees what came before it. */
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
    (void)disable();
    for (;;)
        sleep();
}
