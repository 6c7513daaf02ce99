/* ac_random.h: what runtime/lib/random.async has in C.
 * SPDX-License-Identifier: MIT */
#ifndef AC_RANDOM_H
#define AC_RANDOM_H

#include "asyncc.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AC_RANDOM_WORDS 624

/* A Mersenne twister (MT19937), seeded and read as CPython's. */
typedef struct AcRandom { AcObj obj; uint32_t word[AC_RANDOM_WORDS]; uint32_t used; } AcRandom;
extern const AcType ac_type_random;

AC_MUST_CHECK AcStatus ac_random_new(AcRandom **out);
/* By the magnitude of n; or, when it is a hash, by its bits. */
void ac_random_seed(AcRandom *r, ac_int n, bool hash);
ac_int ac_random_clock(void);                                 /* something to seed with */
ac_float ac_random_float(AcRandom *r);                        /* [0, 1) */
AC_MUST_CHECK AcStatus ac_random_bits(AcRandom *r, ac_int bits, ac_int *out);

#ifdef __cplusplus
}
#endif

#endif
