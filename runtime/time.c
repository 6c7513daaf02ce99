/* time.c: the program's view of the clock.
 * SPDX-License-Identifier: MIT */
#include "loop.h"

ac_float ac_time(void)
{
    return (ac_float)((int64_t)ac_port_now_us() + ac_port_epoch_us()) / (ac_float)1000000;
}

ac_float ac_monotonic(void)
{
    return (ac_float)ac_port_now_us() / (ac_float)1000000;
}

/* In pieces, as ac_port_idle may return early; what woke it is still marked for the loop. It counts whole milliseconds of
 * the clock: what is left after the last of them is held up for. */
AcStatus ac_blocking_sleep_ms(ac_int ms)
{
    uint64_t end, left = 0;

    if (ms < 0)
        return ac_raise_text(&ac_ValueError, "sleep length must be non-negative");
    if (ms > 0)
        ac_flush();                             /* what was printed is seen while the program waits */
    end = ac_port_now_us() + (uint64_t)ms * 1000;
    for (uint64_t whole = (uint64_t)ms; whole > 0; whole = left / 1000) {
        uint64_t now;

        ac_port_idle(whole < 0x7FFFFFFF ? (uint32_t)whole : 0x7FFFFFFFu);
        if (ac_runs && ac_port_interrupted())
            return ac_raise_type(&ac_KeyboardInterrupt);
        now = ac_port_now_us();
        left = now < end ? end - now : 0;
    }
    if (left > 0)
        ac_port_delay_us((uint32_t)left);
    loop_refresh();
    return AC_OK;
}

AcStatus ac_blocking_sleep_us(ac_int us)
{
    uint64_t end = ac_port_now_us() + (uint64_t)us, now;

    if (ac_blocking_sleep_ms(us < 0 ? -1 : us < 2000 ? 0 : us / 1000 - 1) != AC_OK)      /* may take a little longer */
        return AC_RAISED;
    now = ac_port_now_us();
    if (now < end)
        ac_port_delay_us((uint32_t)(end - now));
    loop_refresh();
    return AC_OK;
}
