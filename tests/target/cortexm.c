/* cortexm.c: the C library's files are the host's, by semihosting; runtime/virtual is the port.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "bare.h"

void initialise_monitor_handles(void);
void _init(void);
void _fini(void);

void ac_board_start(void)
{
    initialise_monitor_handles();
}

void ac_board_exit(int status)
{
    exit(status);
}

void _init(void)
{
}

void _fini(void)
{
}
