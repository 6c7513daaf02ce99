/* Registers that are no memory of their own: what is read and written is told, and kept in a small table.
 * SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>

#undef AC_REG_READ
#undef AC_REG_WRITE
#define AC_REG_READ(T, address) ((T)simulated_read((uint32_t)(address)))
#define AC_REG_WRITE(T, address, value) simulated_write((uint32_t)(address), (uint32_t)(value))

static struct { uint32_t address, value; } simulated[32];
static unsigned simulated_n;
static char simulated_log[512];
static unsigned simulated_at;

static inline uint32_t *simulated_place(uint32_t address)
{
    unsigned i = 0;

    while (i < simulated_n && simulated[i].address != address)
        i++;
    if (i == simulated_n)
        simulated[simulated_n++].address = address;
    return &simulated[i].value;
}

static inline uint32_t simulated_read(uint32_t address)
{
    uint32_t value = *simulated_place(address);

    simulated_at += (unsigned)snprintf(simulated_log + simulated_at, sizeof simulated_log - simulated_at, "r %x %x; ", (unsigned)address, (unsigned)value);
    return value;
}

static inline void simulated_write(uint32_t address, uint32_t value)
{
    *simulated_place(address) = value;
    simulated_at += (unsigned)snprintf(simulated_log + simulated_at, sizeof simulated_log - simulated_at, "w %x %x; ", (unsigned)address, (unsigned)value);
}

/* The next byte of the log; 0: there is no more, and it begins again. */
static inline uint8_t accesses(void)
{
    static unsigned at;

    if (at < simulated_at)
        return (uint8_t)simulated_log[at++];
    at = simulated_at = 0;
    return 0;
}
