/* cortexm/port.c: Cortex-M0 to M33. SysTick is the clock, WFI waits.
 *
 * While nothing is to be done SysTick is set to the next deadline, so that it is the only interrupt that the clock
 * makes; a deadline further away than its 24 bits can count is reached in several parts. Setting it anew loses the
 * cycles between the reading of the old count and the start of the new one; RELOAD_CYCLES makes up for them.
 * SPDX-License-Identifier: MIT */
#include "bare_port.h"

#define COUNT_MAX     0x1000000u                          /* cycles that SysTick counts at most */
#define MS_MAX        AC_MS_IN(COUNT_MAX)
#define RELOAD_CYCLES 8u
#define COUNT_MIN     64u

#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)
#define SCB_ICSR (*(volatile uint32_t *)0xE000ED04u)
#define CSR_ON        7u                                  /* counts, interrupts, the core's clock */
#define ICSR_TICKED   (1u << 26)                          /* SysTick's interrupt is pending */
#define ICSR_FORGET   (1u << 25)                          /* written: it no longer is */

void SysTick_Handler(void);

static volatile uint32_t count;           /* SysTick counts so many cycles; 0: it does not run yet */
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

#ifdef __ARM_FP
AC_SAVES(SysTick_Handler, 108);           /* 26 words, and what aligns them */
#else
AC_SAVES(SysTick_Handler, 36);            /* 8 words */
#endif

void SysTick_Handler(void)
{
    ac_pass(count);
}

/* Cycles since the start of the count, up to which time has passed. Interrupts are disabled: a count that came to its end meanwhile is still pending. */
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
    begin_count(COUNT_MAX);
    SYST_CSR = CSR_ON;
}

/* Milliseconds more than ac_ms; *rest: the parts that are left. Interrupts are disabled. */
static uint32_t ms_since(uint32_t *rest)
{
    return ac_whole_ms(count ? elapsed() : 0, rest);
}

uint32_t ac_port_now(void)
{
    uint32_t now, rest;

    ac_port_enter_critical();
    now = ac_ms + ms_since(&rest);
    ac_port_leave_critical();
    return now;
}

uint64_t ac_port_now_us(void)
{
    uint64_t whole;
    uint32_t part;

    ac_port_enter_critical();
    whole = ((uint64_t)ac_turns << 32 | ac_ms) + ms_since(&part);
    ac_port_leave_critical();
    return whole * 1000u + (uint64_t)part * 1000u / AC_MS_PARTS;
}

/* ---- idle ------------------------------------------------------------------------------------ */

/* The count is set so that it ends when `left` milliseconds have begun from now on. */
static void count_to(uint32_t left)
{
    uint32_t cycles;

    ac_pass(elapsed() + RELOAD_CYCLES);
    cycles = left >= MS_MAX ? COUNT_MAX : ac_counts_to(left);
    begin_count(cycles < COUNT_MIN ? COUNT_MIN : cycles);
}

/* With interrupts disabled WFI ends when one is pending, so that a wake between the look at `ac_woken` and the sleep is
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
        if (ac_woken || (wait != AC_NEVER && gone >= wait))
            break;
        if (!(SCB_ICSR & ICSR_TICKED)) {
            count_to(wait == AC_NEVER ? wait : wait - gone);
            sleep();
        }
        enable();
    }
    ac_woken = false;
    enable();
}

/* ---- interrupts ------------------------------------------------------------------------------ */

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

/* What a board may replace. */
__attribute__((weak)) void ac_board_exit(int status)
{
    (void)status;
    disable();
    for (;;)
        sleep();
}
