/* bare.h: what a board without an operating system adds to the ports cortexm and riscv. Each of these functions has a
 * default, which a board's own file replaces by defining a function of that name.
 *
 * With the compiler's options a board says
 *   AC_CLOCK_HZ   cycles a second of the clock that the port counts: of SysTick, or of mtime. Any number is exact.
 *   AC_ARENA      bytes of a heap of its own, see arena.c; without it a program that is not compiled with --no-heap takes
 *                 the C library's malloc
 * and with the linker's --defsym where its memory lies: see sections.ld beside the port.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BARE_H
#define ASYNCC_BARE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Before main(), interrupts disabled: clocks, pins, the interrupts that the board uses. Default: nothing. */
void ac_board_start(void);

/* The program's output, fd 1, and its errors, fd 2. Default: nobody reads them. */
void ac_board_write(int fd, const char *bytes, size_t n);

/* The program ended; does not return. Default: sleeps for ever, interrupts disabled. */
void ac_board_exit(int status);

/* How many bytes the processor saves on the stack before the port's own handler runs: a symbol that takes no memory, for
 * asyncc size. */
#define AC_SAVES(HANDLER, BYTES) __asm(".globl ac_saves_" #HANDLER "\n.set ac_saves_" #HANDLER ", " #BYTES)

#ifdef __cplusplus
}
#endif

/* What startup.c calls when data and bss are in place. */
int main(int argc, char **argv);

#endif
