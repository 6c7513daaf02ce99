/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdint.h>

#define BOARD_LED 13
#define BOARD_NAME "b\303\266ard"
enum { BOARD_PINS = 40 };
static const float BOARD_VOLT = 3.25f;

static volatile uint32_t BOARD_ticks = 4000000000u;
static uint8_t BOARD_level = 7;
static bool BOARD_ready;
static int16_t offset = -300;
static double gain = 0.5;
static uint64_t large = 5;

static inline void board_tick(void) { BOARD_ticks++; }
