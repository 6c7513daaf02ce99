/* utf8.h: UTF-8 in source text: what is valid, what a name may hold, what would deceive a reader.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_UTF8_H
#define ASYNCC_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes the character at p has; 0 when it is none. */
size_t utf8_length(const char *p, size_t left);

/* Its number. */
unsigned long utf8_code_point(const char *p, size_t n);

/* The first byte that is not valid UTF-8, or NULL. */
const char *utf8_invalid(const char *text, size_t length);

/* A character that turns the direction of the text around it, in [from, to); NULL when there is none. */
const char *bidi_control(const char *from, const char *to);

/* The first character of a name that Python refuses in names or would rewrite (NFKC), or NULL. Beyond the
 * ranges of punctuation, symbols and compatibility forms every character counts as a letter: coarser than
 * XID_Continue, but no two names that Python takes for one are taken for two. */
const char *name_invalid(const char *from, const char *to);

#endif
