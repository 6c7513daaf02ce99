/* cortexm/startup.c: the vector table, and what runs before main().
 *
 * A board's interrupts stand in a file that -DAC_VECTORS='"vectors.def"' names, a line for each: AC_VECTOR(5, UART0_Handler),
 * 5 being its number as the chip's manual counts them. Those that are not there, and the core's own that nobody defines,
 * stop the program: in a debugger ac_unexpected_interrupt shows.
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "bare.h"

extern uint32_t ac_stack_top, ac_data_load, ac_data_start, ac_data_end, ac_bss_start, ac_bss_end;

typedef union { void (*handler)(void); const uint32_t *stack; } Vector;

void Reset_Handler(void);
void ac_unexpected_interrupt(void);

#define WEAK __attribute__((weak, alias("ac_unexpected_interrupt")))
void NMI_Handler(void) WEAK;
void HardFault_Handler(void) WEAK;
void MemManage_Handler(void) WEAK;
void BusFault_Handler(void) WEAK;
void UsageFault_Handler(void) WEAK;
void SVC_Handler(void) WEAK;
void DebugMon_Handler(void) WEAK;
void PendSV_Handler(void) WEAK;
void SysTick_Handler(void) WEAK;

#ifdef AC_VECTORS
/* In a bundle the program's own handlers stand in the same file, where C takes no default beside them: AC_DEFINES_name, a
 * comma, says of each that it is there. */
#define AC_THIRD(a, b, c, ...) c
#define AC_WEAK_UNLESS(...) AC_THIRD(__VA_ARGS__, , WEAK, )
#define AC_VECTOR(number, name) void name(void) AC_WEAK_UNLESS(AC_DEFINES_##name);
#include AC_VECTORS
#undef AC_VECTOR
#endif

__attribute__((section(".vectors"), used)) static const Vector vectors[] = {
    [0]  = { .stack = &ac_stack_top },
    [1]  = { Reset_Handler },
    [2]  = { NMI_Handler },
    [3]  = { HardFault_Handler },
    [4]  = { MemManage_Handler },
    [5]  = { BusFault_Handler },
    [6]  = { UsageFault_Handler },
    [11] = { SVC_Handler },
    [12] = { DebugMon_Handler },
    [14] = { PendSV_Handler },
    [15] = { SysTick_Handler },
#ifdef AC_VECTORS
#define AC_VECTOR(number, name) [16 + (number)] = { name },
#include AC_VECTORS
#undef AC_VECTOR
#endif
};

/* Interrupts are enabled when the board is ready; they wake nobody before the loop runs, and nothing is lost. */
void Reset_Handler(void)
{
    const uint32_t *from = &ac_data_load;

    __asm volatile("cpsid i");
    for (volatile uint32_t *to = &ac_data_start; to < &ac_data_end; to++)     /* volatile: no memcpy() is needed for it */
        *to = *from++;
    for (volatile uint32_t *to = &ac_bss_start; to < &ac_bss_end; to++)
        *to = 0;
    ac_board_start();
    __asm volatile("cpsie i");
    ac_board_exit(main(0, NULL));
    for (;;)
        continue;
}

void ac_unexpected_interrupt(void)
{
    for (;;)
        continue;
}
