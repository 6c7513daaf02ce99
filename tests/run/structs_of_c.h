/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdint.h>

struct config { uint32_t baud; uint8_t parity; bool flow; float level; int16_t offset[2]; int16_t trim; };
typedef struct { int32_t x, y; } point_t;

static inline uint32_t configure(const struct config *c) { return c->baud / (c->flow ? 2u : 1u) + c->parity; }
static inline void defaults(struct config *c)
{
    const struct config standard = { 115200, 1, false, 0.5f, { 0, 0 }, -7 };
    *c = standard;
}
static inline void move(point_t *p, int32_t by, const point_t *from) { p->x = from->x + by; p->y = from->y + by; }
