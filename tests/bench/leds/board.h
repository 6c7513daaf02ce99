/* board.h: what the three programs have of their board: LEDs, a millisecond counter, a sleep that interrupts end.
 * SPDX-License-Identifier: MIT */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void     board_led(int n, bool on);
uint32_t board_ticks(void);
void     board_sleep(volatile bool *woken);       /* unless *woken; clears it. The counter wakes it, too */
void     button_pressed(void);                    /* the program's; called by an interrupt */
int      main(void);

#ifdef __cplusplus
}
#endif

#endif
