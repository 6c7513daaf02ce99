/* ac_struct.h: what runtime/lib/struct.async has in C.
 * SPDX-License-Identifier: MIT */
#ifndef AC_STRUCT_H
#define AC_STRUCT_H

#include "asyncc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A wrong format and values that do not fit it are ValueErrors, of which the module makes struct.error. */
AC_MUST_CHECK AcStatus ac_struct_size(AcValue format, ac_int *out);
AC_MUST_CHECK AcStatus ac_struct_pack(AcValue format, AcTuple *values, AcBytes **out);
/* What is packed replaces the bytes of `buffer` from `offset` on. */
AC_MUST_CHECK AcStatus ac_struct_pack_into(AcValue format, AcValue buffer, ac_int offset, AcTuple *values);
AC_MUST_CHECK AcStatus ac_struct_unpack(AcValue format, AcValue buffer, AcTuple **out);
AC_MUST_CHECK AcStatus ac_struct_unpack_from(AcValue format, AcValue buffer, ac_int offset, AcTuple **out);

#ifdef __cplusplus
}
#endif

#endif
