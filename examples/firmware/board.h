/* board.h: what the programs ask of their board besides runtime/bare.h.
 * SPDX-License-Identifier: MIT */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

uint32_t board_wakes(void);       /* how often ac_port_idle() returned */

#endif
