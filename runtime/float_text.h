/* float_text.h: floats as text in the forms of format() and %. Private to the runtime.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_FLOAT_TEXT_H
#define ASYNCC_FLOAT_TEXT_H

#include "objects.h"

typedef struct {
    char type;                    /* e f g E F G; r: the shortest that reads back */
    int  precision;               /* not for r */
    bool alternate;               /* '#': a point always, and for g the zeros at the end */
    bool point_zero;              /* a number without point gets ".0"; g is early with exponents then */
} FloatForm;

/* Adds |f|. */
void text_add_float_form(Text *t, ac_float f, const FloatForm *form);

#endif
