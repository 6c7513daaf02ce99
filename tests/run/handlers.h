/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
void TIMER_IRQHandler(void);
void on_edge(void);
#ifdef __cplusplus
}
#endif

/* What the hardware would do. */
static inline void fire(uint8_t n) { while (n-- > 0) TIMER_IRQHandler(); }
static inline void edge(void) { on_edge(); }
static inline uint8_t level(void) { static uint8_t n; return n++ & 3; }
