/* ac_c.h: numbers, text and bytes on their way to C and back.
 * SPDX-License-Identifier: MIT */
#ifndef AC_C_H
#define AC_C_H

#include "asyncc.h"

/* A variable of C. */
#define AC_C_SET(place, value) ((place) = (value))

/* What fits nothing raises OverflowError with `text`. */
static inline AcStatus ac_c_fit(ac_int x, int64_t low, int64_t high, const char *text)
{
    return x < low || x > high ? ac_raise_text(&ac_OverflowError, text) : AC_OK;
}

/* Infinity and what is no number fit. */
static inline AcStatus ac_c_fit_float(ac_float x, double most, const char *text)
{
    return (x > most || x < -most) && x - x == 0 ? ac_raise_text(&ac_OverflowError, text) : AC_OK;
}

/* What C gives, as an int. */
static inline AcStatus ac_c_unsigned(uint64_t x, ac_int *out)
{
    if (x > (uint64_t)AC_INT_MAX)
        return ac_raise_text(&ac_OverflowError, "a number of C does not fit into an int");
    *out = (ac_int)x;
    return AC_OK;
}

static inline AcStatus ac_c_signed(int64_t x, ac_int *out)
{
#if AC_INT_BITS != 64
    if (x > AC_INT_MAX || x < AC_INT_MIN)
        return ac_raise_text(&ac_OverflowError, "a number of C does not fit into an int");
#endif
    *out = (ac_int)x;
    return AC_OK;
}

/* The bytes of a str, with a NUL behind them; of bytes, a bytearray or a memoryview. */
static inline const char *ac_c_chars(const AcStr *s) { return s->data; }
static inline const uint8_t *ac_c_data(const AcBytes *b) { return (const uint8_t *)b->data; }
static inline uint8_t *ac_c_room(const AcBytes *b) { return (uint8_t *)(uintptr_t)b->data; }
static inline size_t ac_c_length(const AcBytes *b) { return b->n; }

AC_MUST_CHECK AcStatus ac_c_need_text(const AcStr *s);        /* ValueError if a NUL is in it */
AC_MUST_CHECK AcStatus ac_c_bytes(AcValue v, AcBytes **out);  /* TypeError if it is not bytes-like */
AC_MUST_CHECK AcStatus ac_c_need_room(const AcBytes *b);      /* TypeError if it cannot be written to */
AC_MUST_CHECK AcStatus ac_c_str(const char *text, AcStr **out);       /* ValueError if it is NULL */

#endif
