/* lm3s6965evb.c: the board: output on its first UART; status and end by semihosting, as an emulator or a debugger takes it.
 * SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>

#include "bare.h"

#define UART0_DR (*(volatile uint32_t *)0x4000C000u)
#define UART0_FR (*(volatile uint32_t *)0x4000C018u)
#define FR_FULL  0x20u
#define SYS_EXIT_EXTENDED 0x20u
#define EXIT_OK           0x20026u

void ac_board_write(int fd, const char *bytes, size_t n)
{
    (void)fd;
    for (size_t i = 0; i < n; i++) {
        while (UART0_FR & FR_FULL)
            continue;
        UART0_DR = (uint8_t)bytes[i];
    }
}

void ac_board_exit(int status)
{
    const uint32_t arguments[2] = { EXIT_OK, (uint32_t)status };
    register uint32_t operation __asm("r0") = SYS_EXIT_EXTENDED;
    register const uint32_t *given __asm("r1") = arguments;

    __asm volatile("bkpt 0xab" :: "r"(operation), "r"(given) : "memory");
    for (;;)
        continue;
}
