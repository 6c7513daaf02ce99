/* digits.h: floats as decimal digits and back, exactly: 0.d1d2d3... * 10^point.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_DIGITS_H
#define ASYNCC_DIGITS_H

#include "asyncc.h"

/* No float, and no number half-way between two floats, has more than 767 digits. */
#define DIGITS_MAX 780

/* Of the fewest digits that read back as the float. */
#define DIGITS_SHORTEST_MAX 20

/* The last digit is not '0'; no digits: zero. Whoever makes some has a place for as many as there can be. */
typedef struct { int n, point; char *digit; } Digits;

/* Of f > 0, finite. The fewest digits that read back as f, and of those the nearest. */
void digits_shortest(ac_float f, Digits *out);
/* Rounded to n significant digits, or to `places` behind the decimal point (before it, if negative); what lies
 * half-way goes to the even digit. */
void digits_significant(ac_float f, int n, Digits *out);
void digits_places(ac_float f, int places, Digits *out);
/* The nearest float; infinity when there is none so large. */
ac_float digits_value(const Digits *d);
/* Appends a digit; what is beyond DIGITS_MAX only counts as not being zero. */
void digits_push(Digits *d, char digit);
void digits_trim(Digits *d);                                  /* no zeros at the end */

#endif
