/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stddef.h>
#include <string.h>

static inline uint32_t c_crc(const uint8_t *data, size_t n)
{
    uint32_t sum = 7;

    for (size_t i = 0; i < n; i++)
        sum = (sum * 31 + data[i]) & 0xFFFFFF;
    return sum;
}

/* What is read, of so many bytes: 10, 11, 12 ... */
static inline uint16_t c_read(uint8_t address, uint8_t *to, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (uint8_t)(address + i);
    return (uint16_t)n;
}

static inline size_t c_transfer(const uint8_t *out, size_t n, uint8_t *in, size_t room)
{
    size_t least = n < room ? n : room;

    for (size_t i = 0; i < least; i++)
        in[i] = (uint8_t)~out[i];
    return least;
}

static inline uint16_t c_length(const char *text) { return (uint16_t)strlen(text); }

static inline const char *c_name(int8_t n)
{
    static const char *const names[] = { "zero", "one", "zw\303\266lf" };

    return n < 0 ? NULL : names[n];
}

static inline int c_compare(const void *a, size_t n, const void *b, size_t m) { return n == m && memcmp(a, b, n) == 0; }
