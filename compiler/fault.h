/* fault.h: how asyncc ends, also when the fault is its own.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_FAULT_H
#define ASYNCC_FAULT_H

enum {
    STATUS_FINE,
    STATUS_SOURCE,                /* errors in the program */
    STATUS_USAGE,                 /* the command line, or a file that cannot be read or written */
    STATUS_FAULT                  /* asyncc's own */
};

/* From now on an assertion that fails and a wild pointer tell the version and how to report, and end with
 * STATUS_FAULT. */
void fault_catch(void);

#endif
