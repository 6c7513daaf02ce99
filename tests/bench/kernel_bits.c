/* kernel_bits.c ROUNDS: the same as kernel_bits.async.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

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

int main(int argc, char **argv)
{
    long total = 0, rounds = argc > 1 ? atol(argv[1]) : 1;

    for (long i = 0; i < rounds; i++)
        total += place(255, 0, 0, 0);
    printf("%ld\n", total);
    return 0;
}
