/* port.c: runtime/port.h on this board. The wake-up of asyncc's flag is the interrupt's.
 * SPDX-License-Identifier: MIT */
#include "board.h"
#include "port.h"

const bool ac_port_has_interrupts = true;

static volatile bool woken;

void ac_port_start(void)
{
}

uint32_t ac_port_now(void)
{
    return board_ticks();
}

void ac_port_idle(uint32_t ms)
{
    (void)ms;
    board_sleep(&woken);
}

void ac_port_wake(void)
{
    woken = true;
}

void ac_port_order(void)
{
}

void ac_port_write(int fd, const char *bytes, size_t n)
{
    (void)fd, (void)bytes, (void)n;
}
