/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdint.h>

static inline int32_t c_sum(uint8_t a, int8_t b, uint16_t c, int16_t d) { return a + b + c + d; }
static inline uint32_t c_next(uint32_t x) { return x + 1u; }
static inline uint64_t c_big(uint64_t x) { return 2 * x; }
static inline int64_t c_negate(int64_t x) { return -x; }
static inline float c_half(float x) { return x / 2; }
static inline double c_third(double x, bool ready) { return ready ? x / 3 : -1; }
static inline void *c_first(void) { static char room[16]; return room; }
static inline void *c_step(void *at, uint16_t n) { return (char *)at + n; }
static inline unsigned c_digit(unsigned d) { return (d + 3) % 10; }
