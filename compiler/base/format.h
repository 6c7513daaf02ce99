/* format.h: vsnprintf, fast for what the compiler's templates are made of.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_FORMAT_H
#define ASYNCC_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Writes at most `room` bytes, the NUL included, and gives the length of the whole. */
size_t format_text(char *to, size_t room, const char *format, va_list args) __attribute__((format(printf, 3, 0)));

/* Writes the digits, without a NUL, and gives their number. */
enum { FORMAT_INT_MAX = 12 };
size_t format_int(char *to, int value);

#endif
