/* ac_ints.h: what takes no memory: arithmetic of int, checked (num.c has what is not inline), the clock, the depth of calls.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_INTS_H
#define ASYNCC_INTS_H

#include "ac_base.h"

#ifdef __cplusplus
extern "C" {
#endif

AC_COLD AcStatus ac_raise_overflow(void);                     /* OverflowError: integer overflow */
AC_COLD AcStatus ac_raise_overflow_text(const char *text);
AC_COLD AcStatus ac_raise_zero_division(const char *text);

/* In the library whichever compiler made it: generated code may be compiled by another one. */
bool ac_add_overflows(ac_int a, ac_int b, ac_int *out);
bool ac_sub_overflows(ac_int a, ac_int b, ac_int *out);
bool ac_mul_overflows(ac_int a, ac_int b, ac_int *out);
#if defined(__GNUC__)
#define AC_ADD_OVERFLOWS(a, b, out) __builtin_add_overflow(a, b, out)
#define AC_SUB_OVERFLOWS(a, b, out) __builtin_sub_overflow(a, b, out)
#define AC_MUL_OVERFLOWS(a, b, out) __builtin_mul_overflow(a, b, out)
#else
#define AC_ADD_OVERFLOWS(a, b, out) ac_add_overflows(a, b, out)
#define AC_SUB_OVERFLOWS(a, b, out) ac_sub_overflows(a, b, out)
#define AC_MUL_OVERFLOWS(a, b, out) ac_mul_overflows(a, b, out)
#endif

/* out may be the place of an operand; it is written only on AC_OK. */
static inline AC_MUST_CHECK AcStatus ac_int_add(ac_int a, ac_int b, ac_int *out)
{
    ac_int r;
    if (AC_UNLIKELY(AC_ADD_OVERFLOWS(a, b, &r)))
        return AC_RAISES(ac_raise_overflow());
    *out = r;
    return AC_OK;
}
/* a + step, of a variable that only such steps change from a small constant on: 64 bits are never left. */
static inline AC_MUST_CHECK AcStatus ac_int_count(ac_int a, ac_int step, ac_int *out)
{
#if AC_INT_BITS == 64
    *out = (ac_int)((ac_uint)a + (ac_uint)step);
    return AC_OK;
#else
    return ac_int_add(a, step, out);
#endif
}
/* The next of a range that ends before ints do, or is left by a count of turns. */
static inline ac_int ac_int_step(ac_int i, ac_int step) { return (ac_int)((ac_uint)i + (ac_uint)step); }
static inline AC_MUST_CHECK AcStatus ac_int_sub(ac_int a, ac_int b, ac_int *out)
{
    ac_int r;
    if (AC_UNLIKELY(AC_SUB_OVERFLOWS(a, b, &r)))
        return AC_RAISES(ac_raise_overflow());
    *out = r;
    return AC_OK;
}
static inline AC_MUST_CHECK AcStatus ac_int_mul(ac_int a, ac_int b, ac_int *out)
{
    ac_int r;
    if (AC_UNLIKELY(AC_MUL_OVERFLOWS(a, b, &r)))
        return AC_RAISES(ac_raise_overflow());
    *out = r;
    return AC_OK;
}
static inline AC_MUST_CHECK AcStatus ac_int_neg(ac_int a, ac_int *out)
{
    if (AC_UNLIKELY(a == AC_INT_MIN))
        return AC_RAISES(ac_raise_overflow());
    *out = -a;
    return AC_OK;
}
/* Floor division and modulo with Python's signs; inline for speed. */
static inline AC_MUST_CHECK AcStatus ac_int_floordiv(ac_int a, ac_int b, ac_int *out)
{
    if (AC_UNLIKELY(b == 0))
        return AC_RAISES(ac_raise_zero_division("integer division or modulo by zero"));
    if (AC_UNLIKELY(b == -1))
        return ac_int_neg(a, out);
    *out = a / b - (a % b != 0 && (a % b < 0) != (b < 0));
    return AC_OK;
}
static inline AC_MUST_CHECK AcStatus ac_int_mod(ac_int a, ac_int b, ac_int *out)
{
    ac_int r;
    if (AC_UNLIKELY(b == 0))
        return AC_RAISES(ac_raise_zero_division("integer modulo by zero"));
    r = b == -1 ? 0 : a % b;
    *out = r + ((r != 0 && (r < 0) != (b < 0)) ? b : 0);
    return AC_OK;
}
/* By a negative count, by more than there are bits, or so that bits are lost (OverflowError): */
AC_COLD AC_MUST_CHECK AcStatus ac_int_lshift_far(ac_int a, ac_int b, ac_int *out);
AC_COLD AC_MUST_CHECK AcStatus ac_int_rshift_far(ac_int a, ac_int b, ac_int *out);
/* The shift of a negative number to the right is told without C's, which does not define it. */
static inline AC_MUST_CHECK AcStatus ac_int_rshift(ac_int a, ac_int b, ac_int *out)
{
    if (AC_UNLIKELY((ac_uint)b >= AC_INT_BITS))
        return ac_int_rshift_far(a, b, out);
    *out = a < 0 ? ~(~a >> b) : a >> b;
    return AC_OK;
}
static inline AC_MUST_CHECK AcStatus ac_int_lshift(ac_int a, ac_int b, ac_int *out)
{
    if (AC_UNLIKELY((ac_uint)b >= AC_INT_BITS || a > AC_INT_MAX >> b || a < -(AC_INT_MAX >> b) - 1))
        return ac_int_lshift_far(a, b, out);
    *out = (ac_int)((ac_uint)a << b);
    return AC_OK;
}

/* ---- the clock (ticks.c) ---- */

ac_int ac_ticks_ms(void);                                     /* wraps at 2^30, as time.ticks_ms */
ac_int ac_ticks_us(void);
ac_int ac_ticks_diff(ac_int a, ac_int b);
ac_int ac_ticks_add(ac_int a, ac_int b);

/* ---- recursion ---- */

/* RecursionError guard of recursive plain functions; ac_leave undoes. */
extern uint32_t ac_depth;
#ifndef AC_DEPTH_MAX
#define AC_DEPTH_MAX 1000u
#endif
AC_COLD AcStatus ac_raise_recursion(void);
static inline AC_MUST_CHECK AcStatus ac_enter(void)
{
    if (AC_UNLIKELY(ac_depth >= AC_DEPTH_MAX))
        return AC_RAISES(ac_raise_recursion());
    ac_depth++;
    return AC_OK;
}
static inline void ac_leave(void) { ac_depth--; }

#ifdef __cplusplus
}
#endif

#endif
