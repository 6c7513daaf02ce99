/* ac_math.h: what runtime/lib/math.async has in C.
 * SPDX-License-Identifier: MIT */
#ifndef AC_MATH_H
#define AC_MATH_H

#include "asyncc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ValueError: math domain error, where there is no result; OverflowError: math range error, where it is too large. */
#define AC_MATH_FUNCTIONS(F)                                                                                      \
    F(sqrt) F(exp) F(exp2) F(expm1) F(log2) F(log10) F(log1p) F(cbrt) F(sin) F(cos) F(tan) F(asin) F(acos)    \
    F(atan) F(sinh) F(cosh) F(tanh) F(asinh) F(acosh) F(atanh) F(gamma) F(lgamma)
#define AC_MATH_DECLARE(NAME) AC_MUST_CHECK AcStatus ac_math_##NAME(ac_float x, ac_float *out);
AC_MATH_FUNCTIONS(AC_MATH_DECLARE)
#undef AC_MATH_DECLARE
AC_MUST_CHECK AcStatus ac_math_log(ac_float x, ac_float *out);
AC_MUST_CHECK AcStatus ac_math_pow(ac_float x, ac_float y, ac_float *out);
AC_MUST_CHECK AcStatus ac_math_fmod(ac_float x, ac_float y, ac_float *out);
AC_MUST_CHECK AcStatus ac_math_remainder(ac_float x, ac_float y, ac_float *out);
AC_MUST_CHECK AcStatus ac_math_ldexp(ac_float x, ac_int exponent, ac_float *out);
/* frexp() in two parts. */
ac_float ac_math_mantissa(ac_float x);
ac_int   ac_math_exponent(ac_float x);
ac_float ac_math_erf(ac_float x);
ac_float ac_math_erfc(ac_float x);
ac_float ac_math_atan2(ac_float y, ac_float x);
ac_float ac_math_copysign(ac_float x, ac_float sign);
ac_float ac_math_fabs(ac_float x);
ac_float ac_math_floor(ac_float x);
ac_float ac_math_ceil(ac_float x);
ac_float ac_math_trunc(ac_float x);
ac_float ac_math_nextafter(ac_float x, ac_float toward);
bool     ac_math_isnan(ac_float x);
bool     ac_math_isinf(ac_float x);
bool     ac_math_isfinite(ac_float x);

#ifdef __cplusplus
}
#endif

#endif
