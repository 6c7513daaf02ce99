/* riscv.h: of QEMU's riscv32 virt: its UART makes the interrupt, CLOCK counts on its own.
 * SPDX-License-Identifier: MIT */
#define UART_IER      (*(volatile uint8_t *)0x10000001u)
#define PLIC_PRIORITY (*(volatile uint32_t *)0x0C000028u)
#define PLIC_ENABLE   (*(volatile uint32_t *)0x0C002000u)
#define PLIC_CLAIM    (*(volatile uint32_t *)0x0C200004u)
#define CLOCK         (*(volatile uint32_t *)0x0200BFF8u)
#define CLOCK_MS      10000u
#define TICKS_LEFT()  0u
#define INJECT()      ((void)(UART_IER = 2))

static inline void enable_interrupt(void)
{
    PLIC_PRIORITY = 1;
    PLIC_ENABLE = 1u << 10;
    __asm volatile("csrs mie, %0" :: "r"(0x800u));
}

void ac_external_interrupt(void);
void ac_external_interrupt(void)
{
    uint32_t source = PLIC_CLAIM;

    UART_IER = 0;
    interrupt();
    PLIC_CLAIM = source;
}
