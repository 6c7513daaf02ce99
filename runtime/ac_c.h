/* ac_c.h: text and bytes on their way to C and back; numbers: ac_numbers.h.
 * SPDX-License-Identifier: MIT */
#ifndef AC_C_H
#define AC_C_H

#include "asyncc.h"

#include "ac_numbers.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The bytes of a str, with a NUL behind them; of bytes, a bytearray or a memoryview. */
static inline const char *ac_c_chars(const AcStr *s) { return s->data; }
static inline const uint8_t *ac_c_data(const AcBytes *b) { return (const uint8_t *)b->data; }
static inline uint8_t *ac_c_room(const AcBytes *b) { return (uint8_t *)(uintptr_t)b->data; }
static inline size_t ac_c_length(const AcBytes *b) { return b->n; }

AC_MUST_CHECK AcStatus ac_c_need_text(const AcStr *s);        /* ValueError if a NUL is in it */
AC_MUST_CHECK AcStatus ac_c_bytes(AcValue v, AcBytes **out);  /* TypeError if it is not bytes-like */
AC_MUST_CHECK AcStatus ac_c_need_room(const AcBytes *b);      /* TypeError if it cannot be written to */
AC_MUST_CHECK AcStatus ac_c_str(const char *text, AcStr **out);       /* ValueError if it is NULL */

#ifdef __cplusplus
}
#endif

#endif
