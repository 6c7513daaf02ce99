/* kernel.h: what the kernels in C share: PROGRAM ROUNDS prints the sum of so many turns.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdio.h>
#include <stdlib.h>

static long turn(void);

int main(int argc, char **argv)
{
    long total = 0, rounds = argc > 1 ? atol(argv[1]) : 1;

    for (long i = 0; i < rounds; i++)
        total += turn();
    printf("%ld\n", total);
    return 0;
}

#endif
