/* kernel_bits.c ROUNDS: the same as kernel_bits.async.
 * SPDX-License-Identifier: MIT */
#include "kernel.h"

static long place(unsigned all, unsigned columns, unsigned left, unsigned right)
{
    long count = 0;

    if (columns == all)
        return 1;
    for (unsigned free = all & ~(columns | left | right), bit; free; free ^= bit) {
        bit = free & -free;
        count += place(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return count;
}

static long turn(void)
{
    return place(255, 0, 0, 0);
}
