/* ticks.c: time.ticks_ms and its like, with or without a heap.
 * SPDX-License-Identifier: MIT */
#include "ac_ints.h"
#include "port.h"

/* The period of ticks_ms and ticks_us, a power of two: MicroPython's small int. */
#define TICKS_PERIOD 0x40000000

ac_int ac_ticks_ms(void)
{
    return (ac_int)(ac_port_now() & (TICKS_PERIOD - 1));
}

ac_int ac_ticks_us(void)
{
    return (ac_int)(ac_port_now_us() & (TICKS_PERIOD - 1));
}

/* From b to a, in [-period / 2, period / 2). Differences wrap by way of unsigned numbers. */
ac_int ac_ticks_diff(ac_int a, ac_int b)
{
    ac_uint ahead = ((ac_uint)a - (ac_uint)b + TICKS_PERIOD / 2) & (TICKS_PERIOD - 1);

    return (ac_int)ahead - TICKS_PERIOD / 2;
}

ac_int ac_ticks_add(ac_int a, ac_int b)
{
    return (ac_int)(((ac_uint)a + (ac_uint)b) & (TICKS_PERIOD - 1));
}
