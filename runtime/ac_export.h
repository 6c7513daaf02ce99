/* ac_export.h: what C code needs that calls a program with a heap: ac_calls.h has it. The headers that asyncc writes include
 * this one.
 *
 * An exported function returns AC_OK, or AC_RAISED: then an exception ended it, which the ac_error functions tell of until
 * the next one.
 * SPDX-License-Identifier: MIT */
#ifndef AC_EXPORT_H
#define AC_EXPORT_H

#include "asyncc.h"

#include "ac_calls.h"

#endif
