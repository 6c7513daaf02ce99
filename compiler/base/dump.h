/* dump.h: indented text, for every --dump.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_DUMP_H
#define ASYNCC_BASE_DUMP_H

#include <stdio.h>

typedef struct Dump { FILE *out; int indent; } Dump;

void dump_line(Dump *d, const char *format, ...) __attribute__((format(printf, 2, 3)));   /* indented, with newline */
void dump_in(Dump *d);
void dump_out(Dump *d);
void dump_quoted(FILE *out, const char *bytes, size_t length);   /* "..." with C escapes, ASCII only */

#endif
