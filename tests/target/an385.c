/* an385.c: QEMU's mps2-an385 with the port cortexm: output to the first UART, the end by semihosting.
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "bare.h"

#define UART_DATA  (*(volatile uint32_t *)0x40004000u)
#define UART_STATE (*(volatile uint32_t *)0x40004004u)
#define UART_CTRL  (*(volatile uint32_t *)0x40004008u)
#define UART_BAUD  (*(volatile uint32_t *)0x40004010u)

void ac_board_start(void)
{
    UART_BAUD = 16;
    UART_CTRL = 1;
}

void ac_board_write(int fd, const char *bytes, size_t n)
{
    (void)fd;
    for (size_t i = 0; i < n; i++) {
        while (UART_STATE & 1u)
            continue;
        UART_DATA = (unsigned char)bytes[i];
    }
}

/* SYS_EXIT_EXTENDED: the program has ended, with a status. */
void ac_board_exit(int status)
{
    const uint32_t block[2] = { 0x20026u, (uint32_t)status };
    register uint32_t operation __asm("r0") = 0x20u;
    register const uint32_t *argument __asm("r1") = block;

    __asm volatile("bkpt 0xAB" : "+r"(operation) : "r"(argument) : "memory");
    for (;;)
        continue;
}
