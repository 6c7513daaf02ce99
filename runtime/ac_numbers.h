/* ac_numbers.h: numbers on their way to C and back, with or without a heap.
 * SPDX-License-Identifier: MIT */
#ifndef AC_NUMBERS_H
#define AC_NUMBERS_H

#include "ac_ints.h"

/* A variable of C. */
#define AC_C_SET(place, value) ((place) = (value))

/* What fits nothing raises OverflowError with `text`. */
static inline AcStatus ac_c_fit(ac_int x, int64_t low, int64_t high, const char *text)
{
    return x < low || x > high ? AC_RAISES(ac_raise_overflow_text(text)) : AC_OK;
}

/* Infinity and what is no number fit. */
static inline AcStatus ac_c_fit_float(ac_float x, double most, const char *text)
{
    return (x > most || x < -most) && x - x == 0 ? AC_RAISES(ac_raise_overflow_text(text)) : AC_OK;
}

/* What C gives, as an int. */
static inline AcStatus ac_c_unsigned(uint64_t x, ac_int *out)
{
    if (x > (uint64_t)AC_INT_MAX)
        return AC_RAISES(ac_raise_overflow_text("a number of C does not fit into an int"));
    *out = (ac_int)x;
    return AC_OK;
}

static inline AcStatus ac_c_signed(int64_t x, ac_int *out)
{
#if AC_INT_BITS != 64
    if (x > AC_INT_MAX || x < AC_INT_MIN)
        return AC_RAISES(ac_raise_overflow_text("a number of C does not fit into an int"));
#endif
    *out = (ac_int)x;
    return AC_OK;
}

#endif
