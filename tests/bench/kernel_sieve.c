/* kernel_sieve.c ROUNDS: the same as kernel_sieve.async.
 * SPDX-License-Identifier: MIT */
#include "kernel.h"

#include <stdbool.h>
#include <string.h>

static long primes(long n)
{
    bool *flags = malloc((size_t)n + 1);
    long count = 0;

    memset(flags, true, (size_t)n + 1);
    flags[0] = flags[1] = false;
    for (long i = 2; i * i <= n; i++)
        if (flags[i])
            for (long k = i * i; k <= n; k += i)
                flags[k] = false;
    for (long i = 0; i <= n; i++)
        count += flags[i];
    free(flags);
    return count;
}

static long turn(void)
{
    return primes(100000);
}
