/* set.h: what set.c and set_ops.c share.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_SET_H
#define ASYNCC_SET_H

#include "objects.h"

enum { SET_FREE, SET_FULL, SET_GONE };
struct AcSetEntry { AcValue key; ac_int hash; uint8_t state; };

/* A table of more than `above` places, without the removed ones. */
AC_MUST_CHECK AcStatus set_resize(AcSet *s, size_t above);
AC_MUST_CHECK AcStatus set_shrink_to_fit(AcSet *s);
/* Room for as many more at once. */
AC_MUST_CHECK AcStatus set_reserve(AcSet *s, size_t more);
/* The place of the element, or the free one where its search ends. */
AC_MUST_CHECK AcStatus set_find(AcSet *s, AcValue key, ac_int hash, struct AcSetEntry **out);
AC_MUST_CHECK AcStatus set_put(AcSet *s, AcValue key, ac_int hash);
void set_take_out(AcSet *s, struct AcSetEntry *at);
/* Is every element of s one of `other`? */
AC_MUST_CHECK AcStatus set_within(AcSet *s, AcSet *other, bool *out);

#endif
