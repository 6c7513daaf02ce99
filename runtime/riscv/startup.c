/* riscv/startup.c: what runs before main(), and where traps lead. The core's timer belongs to the port, its external
 * interrupt to the board's ac_external_interrupt, which asks the interrupt controller for the source; any other trap
 * stops the program in ac_unexpected_trap.
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "bare.h"

extern uint32_t ac_data_load, ac_data_start, ac_data_end, ac_bss_start, ac_bss_end;

void ac_reset(void);
void ac_reset_in_c(void);
void ac_trap(void);
void ac_unexpected_trap(void);
void ac_timer_interrupt(void);
void ac_external_interrupt(void);

#define INTERRUPT ((uintptr_t)1 << (sizeof(uintptr_t) * 8 - 1))
enum { CAUSE_TIMER = 7, CAUSE_EXTERNAL = 11 };

/* Only the first hart runs. */
__attribute__((section(".reset"), naked)) void ac_reset(void)
{
    __asm volatile(
        "csrci mstatus, 8\n"
        "csrr  t0, mhartid\n"
        "1: bnez t0, 1b\n"
        ".option push\n"
        ".option norelax\n"
        "la    gp, ac_global_pointer\n"
        ".option pop\n"
        "la    sp, ac_stack_top\n"
        "la    tp, ac_thread\n"
        "la    t0, ac_trap\n"
        "csrw  mtvec, t0\n"
        "j     ac_reset_in_c\n");
}

void ac_reset_in_c(void)
{
    const uint32_t *from = &ac_data_load;

    if (from != &ac_data_start)           /* volatile: no memcpy() is needed for it */
        for (volatile uint32_t *to = &ac_data_start; to < &ac_data_end; to++)
            *to = *from++;
    for (volatile uint32_t *to = &ac_bss_start; to < &ac_bss_end; to++)
        *to = 0;
    ac_board_start();
    __asm volatile("csrsi mstatus, 8");
    ac_board_exit(main(0, NULL));
    for (;;)
        continue;
}

AC_SAVES(ac_trap, 0);                     /* it saves all registers itself */

__attribute__((interrupt("machine"), aligned(4))) void ac_trap(void)
{
    uintptr_t cause;

    __asm volatile("csrr %0, mcause" : "=r"(cause));
    if (cause == (INTERRUPT | CAUSE_TIMER))
        ac_timer_interrupt();
    else if (cause == (INTERRUPT | CAUSE_EXTERNAL))
        ac_external_interrupt();
    else
        ac_unexpected_trap();
}

__attribute__((weak)) void ac_timer_interrupt(void)
{
    ac_unexpected_trap();
}

__attribute__((weak)) void ac_external_interrupt(void)
{
    ac_unexpected_trap();
}

void ac_unexpected_trap(void)
{
    for (;;)
        continue;
}
