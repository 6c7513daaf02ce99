/* big.h: non-negative integers of many bits, on the stack: what exact conversion between binary and decimal needs.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BIG_H
#define ASYNCC_BIG_H

#include <stdbool.h>
#include <stdint.h>

/* The word of lowest value first; the last one is not 0. Whoever makes one knows how many there will be:
 *     uint32_t words[40];
 *     Big b = { 0, words };                    */
typedef struct { uint32_t n, *word; } Big;

void big_set(Big *b, uint64_t value);
void big_copy(Big *b, const Big *from);
void big_multiply(Big *b, uint32_t factor, uint32_t plus);    /* b * factor + plus */
void big_multiply_power(Big *b, int exponent);                /* b * 10^exponent */
void big_shift(Big *b, int bits);                             /* to the left */
void big_subtract(Big *b, const Big *less);                   /* less <= b */
void big_sum(const Big *a, const Big *b, Big *out);
int  big_compare(const Big *a, const Big *b);                 /* -1, 0, 1 */
int  big_bits(const Big *b);                                  /* 0 for 0 */

#endif
