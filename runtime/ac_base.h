/* ac_base.h: what asyncc.h and asyncc_noheap.h have in common: attributes, int, float, values, static strings.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BASE_H
#define ASYNCC_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ASYNCC_ABI 1

#if defined(__GNUC__)
#define AC_MUST_CHECK __attribute__((warn_unused_result))
#define AC_UNUSED __attribute__((unused))
#define AC_LIKELY(x) __builtin_expect(!!(x), 1)
#define AC_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define AC_COLD __attribute__((cold))
#define AC_NOINLINE __attribute__((noinline))
#define AC_NORETURN __attribute__((noreturn))
#define AC_PREFETCH(at) __builtin_prefetch(at)
#else
#define AC_MUST_CHECK
#define AC_UNUSED
#define AC_LIKELY(x) (x)
#define AC_UNLIKELY(x) (x)
#define AC_COLD
#define AC_NOINLINE
#define AC_NORETURN
#define AC_PREFETCH(at) ((void)0)
#endif
#if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 7)
#define AC_FALLTHROUGH __attribute__((fallthrough))
#else
#define AC_FALLTHROUGH ((void)0)
#endif

/* ---- values ---------------------------------------------------------------------------------- */

/* int of the language: 64 bits, or 32 with -DAC_INT_BITS=32. Never wraps: overflow raises. */
#ifndef AC_INT_BITS
#define AC_INT_BITS 64
#endif
#if AC_INT_BITS == 64
typedef int64_t ac_int;
typedef uint64_t ac_uint;
#define AC_INT_MAX INT64_MAX
#define AC_INT_MIN INT64_MIN
#define AC_INT_C(n) INT64_C(n)
#else
typedef int32_t ac_int;
typedef uint32_t ac_uint;
#define AC_INT_MAX INT32_MAX
#define AC_INT_MIN INT32_MIN
#define AC_INT_C(n) INT32_C(n)
#endif

#ifdef AC_FLOAT_SINGLE
typedef float ac_float;
#else
typedef double ac_float;
#endif

/* Lengths of what lies in memory: 32 bits also where size_t has 64. */
#if SIZE_MAX < UINT32_MAX
typedef uint16_t ac_size;
#define AC_SIZE_MAX UINT16_MAX
#else
typedef uint32_t ac_size;
#define AC_SIZE_MAX UINT32_MAX
#endif

typedef enum { AC_OK = 0, AC_RAISED = 1, AC_PENDING = 2, AC_CALL = 3 } AcStatus;

/* What a function that always raises returns, as a constant: around a call that is not inline the C compiler sees then
 * that nothing goes on behind it, and keeps in registers what the loop around it reads. */
#define AC_RAISES(call) ((void)(call), AC_RAISED)

#define AC_NEVER UINT32_MAX               /* of a number of milliseconds */

typedef struct AcObj AcObj;

/* How a value of a statically known type is stored. */
typedef enum { AC_REP_BOOL, AC_REP_INT, AC_REP_FLOAT, AC_REP_REF, AC_REP_VALUE, AC_REP_NONE } AcRep;

/* A value whose type is known only at run time. A reference's type stands in its object. */
typedef enum { AC_TAG_NONE, AC_TAG_BOOL, AC_TAG_INT, AC_TAG_FLOAT, AC_TAG_REF } AcTag;
typedef struct AcValue {
    AcTag tag;
    union { bool b; ac_int i; ac_float f; AcObj *o; } u;      /* u.o is never NULL under AC_TAG_REF */
} AcValue;

static inline AcValue ac_from_none(void) { AcValue v; v.tag = AC_TAG_NONE; v.u.i = 0; return v; }
static inline AcValue ac_from_bool(bool b) { AcValue v; v.tag = AC_TAG_BOOL; v.u.i = 0; v.u.b = b; return v; }
static inline AcValue ac_from_int(ac_int i) { AcValue v; v.tag = AC_TAG_INT; v.u.i = i; return v; }
static inline AcValue ac_from_float(ac_float f) { AcValue v; v.tag = AC_TAG_FLOAT; v.u.f = f; return v; }
/* NULL becomes None. The count is not touched. Any object pointer may be passed. */
static inline AcValue ac_from_ref(const void *o)
{
    AcValue v;
    v.tag = o ? AC_TAG_REF : AC_TAG_NONE;
    v.u.o = (AcObj *)(uintptr_t)o;
    return v;
}
/* The object of a value known to be a reference or None (then NULL). */
static inline AcObj *ac_value_ref(AcValue v) { return v.tag == AC_TAG_REF ? v.u.o : NULL; }

#endif
