/* big.h: non-negative integers of up to 4096 bits, on the stack: what exact conversion between binary and
 * decimal needs. The largest is 10^1127, for a number of 800 digits near the smallest float.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BIG_H
#define ASYNCC_BIG_H

#include <stdbool.h>
#include <stdint.h>

#define BIG_WORDS 128

/* The word of lowest value first; the last one is not 0. */
typedef struct { uint32_t n, word[BIG_WORDS]; } Big;

void big_set(Big *b, uint64_t value);
void big_multiply(Big *b, uint32_t factor, uint32_t plus);    /* b * factor + plus */
void big_multiply_power(Big *b, int exponent);                /* b * 10^exponent */
void big_shift(Big *b, int bits);                             /* to the left */
void big_subtract(Big *b, const Big *less);                   /* less <= b */
void big_sum(const Big *a, const Big *b, Big *out);
int  big_compare(const Big *a, const Big *b);                 /* -1, 0, 1 */
int  big_bits(const Big *b);                                  /* 0 for 0 */

#endif
