/* machine.h: what a machine has to offer to port.c beside it. Copy both into a directory of your own and fill this one in:
 * as inline functions, or as here as functions of a board's file. README.md beside it says how, and what to mind.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_MACHINE_H
#define ASYNCC_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/* How often the counter counts in a second; any number. */
#ifndef AC_CLOCK_HZ
#error "AC_CLOCK_HZ: how often the machine's counter counts in a second"
#endif

/* Where the counter wraps: all bits of its last value. */
#ifndef MACHINE_COUNT_MAX
#define MACHINE_COUNT_MAX 0xFFFFFFFFu
#endif

/* Once, before any other: the counter runs, the alarm's interrupt is enabled in its device. */
void machine_start(void);

/* A counter that goes up all the time, while the core sleeps too, and wraps. */
uint32_t machine_count(void);

/* Interrupts are disabled. An interrupt comes after so many counts, 1 to MACHINE_COUNT_MAX / 2, instead of the one that was
 * asked for before: not earlier, and also if that moment has gone by while it is set. */
void machine_alarm(uint32_t counts);

/* The alarm's interrupt calls this, and nothing else has to. */
void ac_timer_interrupt(void);

/* Disables interrupts; whether they were enabled. */
bool machine_disable(void);
void machine_enable(void);

/* Interrupts are disabled. Returns when one is pending, at once if one is already; it is handled here or when they are
 * enabled again. */
void machine_sleep(void);

#endif
