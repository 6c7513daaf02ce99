/* cortexm.h: of QEMU's mps2-an385: its UART makes the interrupt, CLOCK counts on its own.
 * SPDX-License-Identifier: MIT */
#define TIMER_CTRL   (*(volatile uint32_t *)0x40000000u)
#define TIMER_RELOAD (*(volatile uint32_t *)0x40000008u)
#define UART_DATA  (*(volatile uint32_t *)0x40004000u)
#define UART_CTRL  (*(volatile uint32_t *)0x40004008u)
#define UART_CLEAR (*(volatile uint32_t *)0x4000400Cu)
#define NVIC_ISER  (*(volatile uint32_t *)0xE000E100u)
#define CLOCK      (*(volatile uint32_t *)0x40028018u)
#define CLOCK_MS   25000u
#define TICKS_LEFT() (*(volatile uint32_t *)0xE000E018u)
#define INJECT()   ((void)(UART_DATA = 'A'))

static inline void enable_interrupt(void)
{
    UART_CTRL = 5;                      /* transmitter, and its interrupt */
    NVIC_ISER = 2;
    TIMER_RELOAD = CLOCK_MS / 10;
    TIMER_CTRL = 1;
}

void Injected_Handler(void);
void Injected_Handler(void)
{
    UART_CLEAR = 1;
    interrupt();
}
