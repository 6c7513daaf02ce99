/* manual.h: what others read of the command line: the manual page, and completion. Both derive from options.def.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_MANUAL_H
#define ASYNCC_MANUAL_H

#include "options.h"

/* On standard output, in mdoc(7). */
void manual_print(void);

/* completion.c: on standard output, the script for that shell. */
void completion_print(Shell shell);

#endif
