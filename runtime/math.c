/* math.c: the functions of C's mathematics library, with Python's exceptions.
 * SPDX-License-Identifier: MIT */
#include <math.h>

#include "ac_math.h"
#include "objects.h"

#ifdef AC_FLOAT_SINGLE
#define MATH(NAME) NAME##f
#else
#define MATH(NAME) NAME
#endif

#define GAMMA_INT_MAX 23          /* (n - 1)! of smaller n is exact */
#define GAMMA_RANGE 200           /* gamma of what lies farther from 0 overflows, or is 0 */
#define LANCZOS_G ((ac_float)6.024680040776729583740234375)
#define LANCZOS_N 13

static AcStatus checked(ac_float x, ac_float r, bool overflows, ac_float *out);
static ac_float lanczos(ac_float x);
static int powers(ac_float x);
static ac_float sine_of_turns(ac_float x);

static AcStatus raise_domain(void)
{
    return ac_raise_text(&ac_ValueError, "math domain error");
}

static AcStatus raise_math_range(void)
{
    return ac_raise_text(&ac_OverflowError, "math range error");
}

/* ---- functions of one number ----------------------------------------------------------------- */

#define FUNCTION(NAME, OVERFLOWS)                             \
    AcStatus ac_math_##NAME(ac_float x, ac_float *out)        \
    {                                                         \
        return checked(x, MATH(NAME)(x), OVERFLOWS, out);     \
    }
FUNCTION(sqrt, false)
FUNCTION(exp, true)
FUNCTION(exp2, true)
FUNCTION(expm1, true)
FUNCTION(log, false)
FUNCTION(log2, false)
FUNCTION(log10, false)
FUNCTION(log1p, false)
FUNCTION(cbrt, false)
FUNCTION(sin, false)
FUNCTION(cos, false)
FUNCTION(tan, false)
FUNCTION(asin, false)
FUNCTION(acos, false)
FUNCTION(atan, false)
FUNCTION(sinh, true)
FUNCTION(cosh, true)
FUNCTION(tanh, false)
FUNCTION(asinh, false)
FUNCTION(acosh, false)
FUNCTION(atanh, false)
#undef FUNCTION

/* r is f(x): nan of a number and infinity of a finite one are exceptions. */
static AcStatus checked(ac_float x, ac_float r, bool overflows, ac_float *out)
{
    if (isnan(r) && !isnan(x))
        return raise_domain();
    if (isinf(r) && isfinite(x))
        return overflows ? raise_math_range() : raise_domain();
    *out = r;
    return AC_OK;
}

#define PLAIN(NAME) ac_float ac_math_##NAME(ac_float x) { return MATH(NAME)(x); }
PLAIN(erf)
PLAIN(erfc)
PLAIN(fabs)
PLAIN(floor)
PLAIN(ceil)
PLAIN(trunc)
#undef PLAIN

bool ac_math_isnan(ac_float x)
{
    return isnan(x) != 0;
}

bool ac_math_isinf(ac_float x)
{
    return isinf(x) != 0;
}

bool ac_math_isfinite(ac_float x)
{
    return isfinite(x) != 0;
}

/* ---- functions of two ------------------------------------------------------------------------ */

AcStatus ac_math_pow(ac_float x, ac_float y, ac_float *out)
{
    ac_float r = MATH(pow)(x, y);

    if (isfinite(x) && isfinite(y)) {
        if (isnan(r) || (isinf(r) && x == 0))
            return raise_domain();
        if (isinf(r))
            return raise_math_range();
    }
    *out = r;
    return AC_OK;
}

AcStatus ac_math_fmod(ac_float x, ac_float y, ac_float *out)
{
    ac_float r = MATH(fmod)(x, y);

    if (isnan(r) && !isnan(x) && !isnan(y))
        return raise_domain();
    *out = r;
    return AC_OK;
}

AcStatus ac_math_remainder(ac_float x, ac_float y, ac_float *out)
{
    ac_float r = MATH(remainder)(x, y);

    if (isnan(r) && !isnan(x) && !isnan(y))
        return raise_domain();
    *out = r;
    return AC_OK;
}

AcStatus ac_math_ldexp(ac_float x, ac_int exponent, ac_float *out)
{
    int e = exponent > 10000 ? 10000 : exponent < -10000 ? -10000 : (int)exponent;
    ac_float r = MATH(ldexp)(x, e);

    if (isinf(r) && isfinite(x))
        return raise_math_range();
    *out = r;
    return AC_OK;
}

ac_float ac_math_atan2(ac_float y, ac_float x)
{
    return MATH(atan2)(y, x);
}

ac_float ac_math_copysign(ac_float x, ac_float sign)
{
    return MATH(copysign)(x, sign);
}

ac_float ac_math_nextafter(ac_float x, ac_float toward)
{
    return MATH(nextafter)(x, toward);
}

ac_float ac_math_mantissa(ac_float x)
{
    int exponent;

    return isfinite(x) ? MATH(frexp)(x, &exponent) : x;
}

ac_int ac_math_exponent(ac_float x)
{
    int exponent = 0;

    if (isfinite(x))
        (void)MATH(frexp)(x, &exponent);
    return exponent;
}

/* ---- gamma: Lanczos' approximation with Boost's coefficients, as CPython has it ----------------- */

AcStatus ac_math_gamma(ac_float x, ac_float *out)
{
    ac_float far = MATH(fabs)(x), a, y, z, r;

    if (!isfinite(x)) {
        *out = x;
        return isinf(x) && x < 0 ? raise_domain() : AC_OK;
    }
    if (x == 0 || (x < 0 && x == MATH(floor)(x)))
        return raise_domain();
    if (x == MATH(floor)(x) && x <= GAMMA_INT_MAX) {
        for (r = 1, y = 2; y < x; y += 1)
            r *= y;
        *out = r;
        return AC_OK;
    }
    if (far < (ac_float)1e-20)
        return checked(x, 1 / x, true, out);
    if (far > GAMMA_RANGE) {
        if (x > 0)
            return raise_math_range();
        *out = 0 / sine_of_turns(x);
        return AC_OK;
    }
    a = LANCZOS_G - (ac_float)0.5;
    y = far + a;                  /* z is what rounding loses of it */
    z = far > a ? y - far - a : y - a - far;
    z = z * LANCZOS_G / y;
    if (x < 0) {
        r = -(ac_float)3.141592653589793238462643383279502884197 / sine_of_turns(far) / far * MATH(exp)(y) / lanczos(far);
        r -= z * r;
        for (int i = powers(far); i > 0; i--)
            r /= MATH(pow)(y, (far - (ac_float)0.5) / (ac_float)powers(far));
    } else {
        r = lanczos(far) / MATH(exp)(y);
        r += z * r;
        for (int i = powers(far); i > 0; i--)
            r *= MATH(pow)(y, (far - (ac_float)0.5) / (ac_float)powers(far));
    }
    return checked(x, r, true, out);
}

/* In how many steps y^(x - 0.5) is computed, as at once it would overflow. */
static int powers(ac_float x)
{
    return x < 140 ? 1 : 2;
}

AcStatus ac_math_lgamma(ac_float x, ac_float *out)
{
    ac_float far = MATH(fabs)(x), r;

    if (!isfinite(x)) {
        *out = isnan(x) ? x : float_infinity();
        return AC_OK;
    }
    if (x == MATH(floor)(x) && x <= 2) {
        if (x <= 0)
            return raise_domain();
        *out = 0;
        return AC_OK;
    }
    if (far < (ac_float)1e-20) {
        *out = -MATH(log)(far);
        return AC_OK;
    }
    r = MATH(log)(lanczos(far)) - LANCZOS_G;
    r += (far - (ac_float)0.5) * (MATH(log)(far + LANCZOS_G - (ac_float)0.5) - 1);
    if (x < 0)
        r = (ac_float)1.144729885849400174143427351353058711647 - MATH(log)(MATH(fabs)(sine_of_turns(far))) - MATH(log)(far) - r;
    return checked(x, r, true, out);
}

static ac_float lanczos(ac_float x)
{
    static const ac_float above[LANCZOS_N] = {
        (ac_float)23531376880.410759688572007674451636754734846804940, (ac_float)42919803642.649098768957899047001988850926355848959,
        (ac_float)35711959237.355668049440185451547166705960488635843, (ac_float)17921034426.037209699919755754458931112671403265390,
        (ac_float)6039542586.3520280050642916443072979210699388420708, (ac_float)1439720407.3117216736632230727949123939715485786372,
        (ac_float)248874557.86205415651146038641322942321632125127801, (ac_float)31426415.585400194380614231628318205362874684987640,
        (ac_float)2876370.6289353724412254090516208496135991145378768, (ac_float)186056.26539522349504029498971604569928220784236328,
        (ac_float)8071.6720023658162106380029022722506138218516325024, (ac_float)210.82427775157934587250973392071336271166969580291,
        (ac_float)2.5066282746310002701649081771338373386264310793408,
    };
    static const ac_float below[LANCZOS_N] = {
        0, 39916800, 120543840, (ac_float)150917976, (ac_float)105258076, (ac_float)45995730, 13339535, 2637558, 357423, 32670,
        1925, 66, 1,
    };
    ac_float p = 0, q = 0;

    if (x < 5) {
        for (int i = LANCZOS_N - 1; i >= 0; i--) {
            p = p * x + above[i];
            q = q * x + below[i];
        }
    } else {
        for (int i = 0; i < LANCZOS_N; i++) {
            p = p / x + above[i];
            q = q / x + below[i];
        }
    }
    return p / q;
}

/* sin(pi x), without pi's error. */
static ac_float sine_of_turns(ac_float x)
{
    const ac_float pi = (ac_float)3.141592653589793238462643383279502884197;
    ac_float y = MATH(fmod)(MATH(fabs)(x), 2), r;

    switch ((int)MATH(round)(2 * y)) {
    case 0:  r = MATH(sin)(pi * y); break;
    case 1:  r = MATH(cos)(pi * (y - (ac_float)0.5)); break;
    case 2:  r = MATH(sin)(pi * (1 - y)); break;
    case 3:  r = -MATH(cos)(pi * (y - (ac_float)1.5)); break;
    default: r = MATH(sin)(pi * (y - 2)); break;
    }
    return MATH(copysign)(1, x) * r;
}
