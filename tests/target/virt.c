/* virt.c: QEMU's riscv32 virt with the port riscv: output to the UART, the end by its test device.
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "bare.h"

#define UART_DATA (*(volatile uint8_t *)0x10000000u)
#define UART_LINE (*(volatile uint8_t *)0x10000005u)
#define TEST      (*(volatile uint32_t *)0x00100000u)

void ac_board_write(int fd, const char *bytes, size_t n)
{
    (void)fd;
    for (size_t i = 0; i < n; i++) {
        while (!(UART_LINE & 0x20u))
            continue;
        UART_DATA = (unsigned char)bytes[i];
    }
}

void ac_board_exit(int status)
{
    TEST = status ? (uint32_t)status << 16 | 0x3333u : 0x5555u;
    for (;;)
        continue;
}
