/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t (*visitor)(uint8_t i, void *context);
typedef void (*listener)(uint32_t event, float level);

/* The sum of what the visitor gives for 0 .. n - 1. */
static inline int32_t c_visit(uint8_t n, visitor f, void *context)
{
    int32_t sum = 0;

    for (uint8_t i = 0; i < n; i++)
        sum += f(i, context);
    return sum;
}

static listener listening;

static inline void c_listen(listener f) { listening = f; }
static inline void c_event(uint32_t event) { if (listening) listening(event, 1.5f); }

static inline int c_sort(uint8_t *bytes, size_t n, bool (*less)(uint8_t, uint8_t))
{
    int swaps = 0;

    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && less(bytes[k], bytes[k - 1]); k--, swaps++) {
            uint8_t t = bytes[k];
            bytes[k] = bytes[k - 1];
            bytes[k - 1] = t;
        }
    return swaps;
}
