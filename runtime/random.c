/* random.c: the Mersenne twister of Matsumoto and Nishimura.
 * SPDX-License-Identifier: MIT */
#include "ac_random.h"

#include "loop.h"

#define WORDS AC_RANDOM_WORDS
#define FAR 397

const AcType ac_type_random = { .obj = AC_TYPE_OBJ, .name = "Random", .base = &ac_type_object, .size = sizeof(AcRandom) };

AcStatus ac_random_new(AcRandom **out)
{
    if (ac_new(&ac_type_random, sizeof(AcRandom), out) != AC_OK)
        return AC_RAISED;
    ac_random_seed(*out, 0, false);
    return AC_OK;
}

static void seed_by_word(AcRandom *r, uint32_t n)
{
    r->word[0] = n;
    for (uint32_t i = 1; i < WORDS; i++)
        r->word[i] = 1812433253u * (r->word[i - 1] ^ r->word[i - 1] >> 30) + i;
    r->used = WORDS;
}

static void seed_by_key(AcRandom *r, const uint32_t *key, uint32_t n)
{
    uint32_t *w = r->word, i = 1, j = 0;

    seed_by_word(r, 19650218u);
    for (uint32_t k = WORDS; k > 0; k--) {
        w[i] = (w[i] ^ (w[i - 1] ^ w[i - 1] >> 30) * 1664525u) + key[j] + j;
        if (++i >= WORDS) {
            w[0] = w[WORDS - 1];
            i = 1;
        }
        if (++j >= n)
            j = 0;
    }
    for (uint32_t k = WORDS - 1; k > 0; k--) {
        w[i] = (w[i] ^ (w[i - 1] ^ w[i - 1] >> 30) * 1566083941u) - i;
        if (++i >= WORDS) {
            w[0] = w[WORDS - 1];
            i = 1;
        }
    }
    w[0] = 0x80000000u;
}

void ac_random_seed(AcRandom *r, ac_int n, bool hash)
{
    uint64_t bits = n < 0 && !hash ? 0 - (uint64_t)n : (uint64_t)n;
    uint32_t key[2];

    key[0] = (uint32_t)bits;
    key[1] = (uint32_t)(bits >> 32);
    seed_by_key(r, key, key[1] ? 2 : 1);
}

ac_int ac_random_clock(void)
{
    return (ac_int)(((uint64_t)ac_port_epoch_us() + ac_port_now_us()) & (uint64_t)AC_INT_MAX);
}

static void refill(AcRandom *r)
{
    uint32_t *w = r->word;

    for (uint32_t i = 0; i < WORDS; i++) {
        uint32_t y = (w[i] & 0x80000000u) | (w[(i + 1) % WORDS] & 0x7FFFFFFFu);
        w[i] = w[(i + FAR) % WORDS] ^ y >> 1 ^ (y & 1 ? 0x9908B0DFu : 0);
    }
    r->used = 0;
}

static uint32_t word(AcRandom *r)
{
    uint32_t y;

    if (r->used >= WORDS)
        refill(r);
    y = r->word[r->used++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
}

ac_float ac_random_float(AcRandom *r)
{
    uint32_t a = word(r) >> 5, b = word(r) >> 6;

    return ((ac_float)a * (ac_float)67108864 + (ac_float)b) * ((ac_float)1 / (ac_float)9007199254740992);
}

AcStatus ac_random_bits(AcRandom *r, ac_int bits, ac_int *out)
{
    uint64_t n = 0;
    unsigned at = 0;

    if (bits < 0)
        return ac_raise_text(&ac_ValueError, "number of bits must be non-negative");
    if (bits >= AC_INT_BITS)
        return ac_raise_overflow();
    for (; bits > 0; bits -= 32, at += 32)
        n |= (uint64_t)(bits < 32 ? word(r) >> (32 - bits) : word(r)) << at;
    *out = (ac_int)n;
    return AC_OK;
}
