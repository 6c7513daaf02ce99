/* clock.c: a port's clock beside another one of the machine's, which counts as fast: in 40 seconds, most of them asleep, the
 * two agree to some hundred counts, whatever the port is told that a second has.
 * SPDX-License-Identifier: MIT */
#include "bare.h"
#include "port.h"

#ifdef __arm__
#define TIMER_CTRL   (*(volatile uint32_t *)0x40000000u)  /* of mps2-an385 */
#define TIMER_RELOAD (*(volatile uint32_t *)0x40000008u)
#define CLOCK        (*(volatile uint32_t *)0x40028018u)

/* Where SysTick is the only event there is, QEMU's clock goes on to the second as soon as the first: a timer that interrupts
 * nobody has one each 10 microseconds. */
static void begin_clock(void)
{
    TIMER_RELOAD = 250;
    TIMER_CTRL = 1;
}
#else
#define CLOCK (*(volatile uint32_t *)0x0200BFF8u)         /* mtime, low half */

static void begin_clock(void)
{
}
#endif

#define OFF_MAX ((int64_t)(500u * UINT64_C(1000000) / AC_CLOCK_HZ))

static void say_number(int64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t left = n < 0 ? (uint64_t)-n : (uint64_t)n;

    do {
        digits[--at] = (char)('0' + left % 10u);
        left /= 10u;
    } while (left);
    if (n < 0)
        digits[--at] = '-';
    ac_port_write(1, digits + at, sizeof digits - at);
}

int main(int argc, char **argv)
{
    static const uint32_t waits[] = { 3, 997, 9001, 30000 };
    uint32_t begun, before;
    int64_t passed, off;

    (void)argc;
    (void)argv;
    begin_clock();
    ac_port_start();
    begun = CLOCK;
    passed = -(int64_t)ac_port_now_us();
    before = ac_port_now();
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        ac_port_idle(waits[i]);
        if (ac_port_now() - before < waits[i])
            ac_port_write(1, "early ", 6);
        before = ac_port_now();
    }
    passed += (int64_t)ac_port_now_us();
    off = passed - (int64_t)((uint64_t)(CLOCK - begun) * 1000000u / AC_CLOCK_HZ);
    if (off > OFF_MAX || off < -OFF_MAX) {
        say_number(off);
        ac_port_write(1, " microseconds off\n", 18);
    } else {
        ac_port_write(1, "exact\n", 6);
    }
    ac_port_exit(0);
}
