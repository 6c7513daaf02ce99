/* left.c: linked to a program with -DAC_ARENA: tells at its end when something is left in the arena.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "arena.h"

__attribute__((destructor)) static void tell(void)
{
    if (arena_used())
        fprintf(stderr, "arena: %zu bytes are left\n", arena_used());
}
