/* kernel_sieve.c ROUNDS: the same as kernel_sieve.async.
 * SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
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

int main(int argc, char **argv)
{
    long total = 0, rounds = argc > 1 ? atol(argv[1]) : 1;

    for (long i = 0; i < rounds; i++)
        total += primes(100000);
    printf("%ld\n", total);
    return 0;
}
