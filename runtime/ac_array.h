/* ac_array.h: what runtime/lib/array.async has in C.
 * SPDX-License-Identifier: MIT */
#ifndef AC_ARRAY_H
#define AC_ARRAY_H

#include "asyncc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Item i of `data`, a bytearray that has it, by the type code that `code` begins with. */
AC_MUST_CHECK AcStatus ac_array_get(AcBytes *data, AcStr *code, ac_int i, AcValue *out);
/* OverflowError: the item has no room for the value. */
AC_MUST_CHECK AcStatus ac_array_put(AcBytes *data, AcStr *code, ac_int i, AcValue value);
ac_int ac_array_item_size(AcStr *code);                       /* 0: there is no such type code */

#ifdef __cplusplus
}
#endif

#endif
