/* cortexm/port.c: Cortex-M0 to M33. SysTick is the clock, WFI waits.
 *
 * While nothing is to be done SysTick is set to the next deadline, so that it is the only interrupt that the clock
 * makes; a deadline further away than its 24 bits can count is reached in several parts. Setting it anew loses the
 * cycles between the reading of the old count and the start of the new one; RELOAD_CYCLES makes up for them.
 * SPDX-License-Identifier: MIT */
#include "bare.h"
#include "port.h"

#ifndef AC_CLOCK_HZ
#error "AC_CLOCK_HZ: how many cycles SysTick counts in a second"
#endif

#define CYCLES_PER_MS ((uint32_t)(AC_CLOCK_HZ) / 1000u)
#define COUNT_MAX     0x1000000u                          /* cycles that SysTick counts at most */
#define MS_MAX        (COUNT_MAX / CYCLES_PER_MS - 1u)    /* milliseconds, what is left of the one that runs included */
#define RELOAD_CYCLES 8u
#define COUNT_MIN     64u

#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)
#define SCB_ICSR (*(volatile uint32_t *)0xE000ED04u)
#define CSR_ON        7u                                  /* counts, interrupts, the core's clock */
#define ICSR_TICKED   (1u << 26)                          /* SysTick's interrupt is pending */
#define ICSR_FORGET   (1u << 25)                          /* written: it no longer is */

const bool ac_port_has_interrupts = true;

void SysTick_Handler(void);

static volatile uint32_t ms, turns;       /* milliseconds up to the start of the count, and how often they wrapped */
static volatile uint32_t rest;            /* cycles more than those */
static volatile uint32_t count;           /* SysTick counts so many cycles; 0: it does not run yet */
static volatile bool woken;
static uint32_t depth, masked;            /* of critical sections; whether the outermost found interrupts disabled */

static inline void disable(void) { __asm volatile("cpsid i" ::: "memory"); }
static inline void enable(void)  { __asm volatile("cpsie i\n\tisb" ::: "memory"); }
static inline void sleep(void)   { __asm volatile("dsb\n\twfi" ::: "memory"); }

static inline uint32_t disabled(void)
{
    uint32_t mask;

    __asm volatile("mrs %0, primask" : "=r"(mask));
    return mask;
}

/* ---- the clock ------------------------------------------------------------------------------- */

static void pass(uint32_t cycles)
{
    uint32_t more = (rest + cycles) / CYCLES_PER_MS;

    rest = rest + cycles - more * CYCLES_PER_MS;
    if (ms + more < more)
        turns++;
    ms += more;
}

void SysTick_Handler(void)
{
    pass(count);
}

/* Cycles since the start of the count. Interrupts are disabled: a count that came to its end meanwhile is still pending. */
static uint32_t elapsed(void)
{
    uint32_t left = SYST_CVR;

    if (SCB_ICSR & ICSR_TICKED)
        return count + (count - 1u - SYST_CVR);
    return count - 1u - left;
}

/* The end of the old count may come after its last reading; it is not to be taken for that of the new one. */
static void begin_count(uint32_t cycles)
{
    count = cycles;
    SYST_RVR = cycles - 1u;
    SYST_CVR = 0;
    SCB_ICSR = ICSR_FORGET;
    while ((SYST_CSR & CSR_ON) == CSR_ON && SYST_CVR == 0)
        continue;                         /* it is loaded anew with the next cycle */
}

void ac_port_start(void)
{
    if (count)
        return;
    begin_count(CYCLES_PER_MS * MS_MAX);
    SYST_CSR = CSR_ON;
}

uint32_t ac_port_now(void)
{
    uint32_t now;

    ac_port_enter_critical();
    now = count ? ms + (rest + elapsed()) / CYCLES_PER_MS : 0;
    ac_port_leave_critical();
    return now;
}

uint64_t ac_port_now_us(void)
{
    uint64_t whole;
    uint32_t part;

    ac_port_enter_critical();
    part = count ? rest + elapsed() : 0;
    whole = (uint64_t)turns << 32 | ms;
    ac_port_leave_critical();
    return whole * 1000u + (uint64_t)part * 1000u / CYCLES_PER_MS;
}

int64_t ac_port_epoch_us(void)
{
    return 0;
}

/* ---- idle ------------------------------------------------------------------------------------ */

/* The count is set so that it ends when `left` milliseconds have begun from now on. */
static void count_to(uint32_t left)
{
    uint32_t cycles = elapsed();

    pass(cycles + RELOAD_CYCLES);
    if (left > MS_MAX)
        left = MS_MAX;
    cycles = left * CYCLES_PER_MS - rest;
    begin_count(cycles < COUNT_MIN ? COUNT_MIN : cycles);
}

/* With interrupts disabled WFI ends when one is pending, so that a wake between the look at `woken` and the sleep is
 * not lost. The clock's own interrupts do not end the wait before its time. */
void ac_port_idle(uint32_t wait)
{
    uint32_t start;

    ac_port_start();
    start = ac_port_now();
    for (;;) {
        uint32_t gone;

        disable();
        gone = ac_port_now() - start;
        if (woken || (wait != AC_NEVER && gone >= wait))
            break;
        if (!(SCB_ICSR & ICSR_TICKED)) {
            count_to(wait == AC_NEVER ? MS_MAX : wait - gone);
            sleep();
        }
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
    uint32_t was = disabled();

    disable();
    if (depth++ == 0)
        masked = was;
}

void ac_port_leave_critical(void)
{
    if (--depth == 0 && !masked)
        enable();
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
    disable();
    for (;;)
        sleep();
}
