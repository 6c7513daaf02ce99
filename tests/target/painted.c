/* painted.c: paints the stack before main() runs, and says afterwards how much of it was written from there on, the
 * handlers of interrupts included. The linker puts it in between: -Wl,--wrap=main.
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "bare.h"

#define PAINT 0xA5A5A5A5u

extern uint32_t ac_bss_end;

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

static void say(uint32_t number)
{
    char text[] = "stack 00000\n";

    for (int i = 10; i > 5; i--) {
        text[i] = (char)('0' + number % 10u);
        number /= 10u;
    }
    ac_board_write(1, text, sizeof text - 1);
}

int __wrap_main(int argc, char **argv)
{
    uint32_t *top;
    volatile uint32_t *p;               /* no function is called to paint */
    int status;

#ifdef __riscv
    __asm volatile("mv %0, sp" : "=r"(top));
#else
    __asm volatile("mov %0, sp" : "=r"(top));
#endif
    for (p = &ac_bss_end; p < top; p++)
        *p = PAINT;
    status = __real_main(argc, argv);
    for (p = &ac_bss_end; *p == PAINT; p++)
        continue;
    say((uint32_t)((uintptr_t)top - (uintptr_t)p));
    return status;
}
