/* board.c: the same for the three programs; nothing is linked besides.
 * SPDX-License-Identifier: MIT */
#include "board.h"

#define LEDS  ((volatile uint32_t *)0x40002000u)
#define TICKS (*(volatile uint32_t *)0x40001000u)

void Reset_Handler(void);

__attribute__((section(".vectors"), used)) static void (*const vectors[])(void) = { Reset_Handler, button_pressed };

void board_led(int n, bool on)
{
    LEDS[n] = on;
}

uint32_t board_ticks(void)
{
    return TICKS;
}

void board_sleep(volatile bool *woken)
{
    __asm volatile("cpsid i" ::: "memory");
    if (!*woken)
        __asm volatile("wfi" ::: "memory");
    *woken = false;
    __asm volatile("cpsie i" ::: "memory");
}

void Reset_Handler(void)
{
    (void)main();
    for (;;)
        continue;
}
