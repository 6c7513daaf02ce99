/* spec.h: format specifications, and numbers laid out by them. Shared by format() and %. Private to the runtime.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SPEC_H
#define ASYNCC_SPEC_H

#include "objects.h"

/* [[fill]align][sign][z][#][0][width][grouping][.precision][type] */
typedef struct {
    uint32_t fill;
    char     align;               /* < > ^ =; 0: as the type likes */
    char     sign;                /* + - blank; 0: none given */
    bool     no_negative_zero, alternate;
    ac_int   width;               /* 0: none */
    char     grouping;            /* , _ or 0 */
    ac_int   precision;           /* -1: none */
    uint32_t type;                /* 0: none given */
} Spec;

/* `v` is what will be formatted, for messages; default_type stands for a missing one in them. */
AC_MUST_CHECK AcStatus spec_parse(AcStr *text, AcValue v, char default_align, char default_type, Spec *out);

/* A number without sign, in pieces. */
typedef struct {
    bool        negative;
    const char *prefix;           /* "0x" or "" */
    const char *digits;           /* before the point: these are grouped */
    size_t      digits_n;
    const char *rest;             /* point and what follows; all of it when there are no digits */
    size_t      rest_n;
} Number;

void spec_add_number(Text *t, const Spec *s, const Number *n);
void spec_add_text(Text *t, const Spec *s, const AcStr *text);   /* cut to the precision, padded to the width */
void spec_add_bytes(Text *t, const Spec *s, const char *data, size_t n);        /* the same in bytes */
/* As an int of base 2, 8, 10 or 16, by s->type: b o x X, else decimal; at least min_digits. */
void spec_add_int(Text *t, const Spec *s, ac_int n, ac_int min_digits);
AC_MUST_CHECK AcStatus spec_add_float(Text *t, const Spec *s, ac_float f);   /* by s->type: e f g E F G % n, 0 */
AC_MUST_CHECK AcStatus spec_add_code(Text *t, const Spec *s, ac_int code_point);

#endif
