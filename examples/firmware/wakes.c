/* wakes.c: how often the core was woken up. The linker puts it in between: -Wl,--wrap=ac_port_idle.
 * SPDX-License-Identifier: MIT */
#include "board.h"

static uint32_t wakes;

void __real_ac_port_idle(uint32_t ms);
void __wrap_ac_port_idle(uint32_t ms);

void __wrap_ac_port_idle(uint32_t ms)
{
    __real_ac_port_idle(ms);
    wakes++;
}

uint32_t board_wakes(void)
{
    return wakes;
}
