/* riscv.c: a machine for runtime/template: a RISC-V's mtime, of which it sees the low half, and its compare register.
 * SPDX-License-Identifier: MIT */
#include "template/machine.h"

#define MTIME_LOW     (*(volatile uint32_t *)0x0200BFF8u)
#define MTIME_HIGH    (*(volatile uint32_t *)0x0200BFFCu)
#define MTIMECMP_LOW  (*(volatile uint32_t *)0x02004000u)
#define MTIMECMP_HIGH (*(volatile uint32_t *)0x02004004u)
#define MIE           8u

void machine_start(void)
{
    __asm volatile("csrs mie, %0" :: "r"(0x80u));
}

uint32_t machine_count(void)
{
    return MTIME_LOW;
}

/* The interrupt is pending as long as the time is not before what is compared: none goes by. */
void machine_alarm(uint32_t counts)
{
    uint32_t high = MTIME_HIGH, low = MTIME_LOW;

    if (high != MTIME_HIGH) {
        high = MTIME_HIGH;
        low = MTIME_LOW;
    }
    MTIMECMP_LOW = 0xFFFFFFFFu;
    MTIMECMP_HIGH = high + (low + counts < low);
    MTIMECMP_LOW = low + counts;
}

bool machine_disable(void)
{
    uint32_t was;

    __asm volatile("csrrci %0, mstatus, 8" : "=r"(was) :: "memory");
    return (was & MIE) != 0;
}

void machine_enable(void)
{
    __asm volatile("csrsi mstatus, 8" ::: "memory");
}

void machine_sleep(void)
{
    __asm volatile("wfi" ::: "memory");
}
