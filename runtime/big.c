/* big.c: see big.h.
 * SPDX-License-Identifier: MIT */
#include "big.h"

#include <string.h>

static void trim(Big *b)
{
    while (b->n > 0 && b->word[b->n - 1] == 0)
        b->n--;
}

void big_set(Big *b, uint64_t value)
{
    b->n = 2;
    b->word[0] = (uint32_t)value;
    b->word[1] = (uint32_t)(value >> 32);
    trim(b);
}

void big_copy(Big *b, const Big *from)
{
    b->n = from->n;
    memcpy(b->word, from->word, (size_t)from->n * sizeof *b->word);
}

void big_multiply(Big *b, uint32_t factor, uint32_t plus)
{
    uint64_t carry = plus;

    for (uint32_t i = 0; i < b->n; i++) {
        carry += (uint64_t)b->word[i] * factor;
        b->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        b->word[b->n++] = (uint32_t)carry;
}

void big_multiply_power(Big *b, int exponent)
{
    for (; exponent >= 9; exponent -= 9)
        big_multiply(b, 1000000000u, 0);
    for (; exponent > 0; exponent--)
        big_multiply(b, 10, 0);
}

void big_shift(Big *b, int bits)
{
    size_t words = (size_t)bits / 32;

    if (b->n == 0 || bits <= 0)
        return;
    memmove(b->word + words, b->word, (size_t)b->n * sizeof *b->word);
    memset(b->word, 0, words * sizeof *b->word);
    b->n += (uint32_t)words;
    if (bits % 32)
        big_multiply(b, (uint32_t)1 << bits % 32, 0);
}

void big_subtract(Big *b, const Big *less)
{
    uint64_t borrow = 0;

    for (uint32_t i = 0; i < b->n; i++) {
        uint64_t word = (uint64_t)b->word[i] - (i < less->n ? less->word[i] : 0) - borrow;

        b->word[i] = (uint32_t)word;
        borrow = word >> 63;
    }
    trim(b);
}

void big_sum(const Big *a, const Big *b, Big *out)
{
    const Big *longer = a->n >= b->n ? a : b, *shorter = longer == a ? b : a;
    uint64_t carry = 0;

    out->n = longer->n;
    for (uint32_t i = 0; i < longer->n; i++) {
        carry += (uint64_t)longer->word[i] + (i < shorter->n ? shorter->word[i] : 0);
        out->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        out->word[out->n++] = (uint32_t)carry;
}

int big_compare(const Big *a, const Big *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (uint32_t i = a->n; i-- > 0; )
        if (a->word[i] != b->word[i])
            return a->word[i] < b->word[i] ? -1 : 1;
    return 0;
}

int big_bits(const Big *b)
{
    int bits = (int)b->n * 32;

    if (b->n == 0)
        return 0;
    for (uint32_t top = b->word[b->n - 1]; !(top & 0x80000000u); top <<= 1)
        bits--;
    return bits;
}
