/* bytes.h: what the files of bytes, bytearray and memoryview share. Private to the runtime.
 *
 * All three begin with AcBytes, which says where the bytes lie; so what only reads takes any of them.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_BYTES_H
#define ASYNCC_BYTES_H

#include "objects.h"

/* A bytearray, or a memoryview: what can change. */
typedef struct {
    AcBytes   bytes;              /* bytes.data == room, or read-only */
    char     *room;               /* where to write; NULL: read-only, or an empty bytearray */
    ac_size   cap;                /* of a bytearray */
    ac_size   exports;            /* of a bytearray: the memoryviews that look at it */
    AcBytes  *owner;              /* of a memoryview: whose bytes they are */
} AcBuffer;

extern AcBytes bytes_empty;

AcBuffer *value_bytearray(AcValue v);                         /* NULL: it is none */
AcBuffer *value_view(AcValue v);
static inline AcBuffer *buffer_of(AcBytes *b) { return (AcBuffer *)(void *)b; }
/* The object when v is bytes-like; else TypeError "a bytes-like object is required, not 'str'". */
AC_MUST_CHECK AcStatus bytes_need(AcValue v, AcBytes **out);
/* An int in range(0, 256). */
AC_MUST_CHECK AcStatus bytes_need_byte(AcValue v, char *out);
/* What a method of `like` gives: a bytearray when that is one, else bytes. */
AC_MUST_CHECK AcStatus bytes_like(const AcBytes *like, const char *data, size_t n, AcBytes **out);
/* The same of what was gathered as text; on a failed status it is dropped. */
AC_MUST_CHECK AcStatus bytes_end(Text *t, AcStatus status, const AcBytes *like, AcBytes **out);
/* The bytes gathered from bytes-like objects and iterables of ints. `text`: the message for a wrong int. */
AC_MUST_CHECK AcStatus bytes_gather(Text *t, AcValue source, const char *text);
void text_add_bytes(Text *t, const AcBytes *b);               /* b'...' */
/* What compares, hashes and tells the truth of each of the three. */
AcStatus bytes_eq(AcObj *o, AcValue other, bool *out);
AcStatus bytes_hash(AcObj *o, ac_int *out);
AcStatus bytes_truth(AcObj *o, bool *out);
AC_MUST_CHECK AcStatus bytearray_new(const char *data, size_t n, AcBytes **out);
/* n bytes from `start` on, seen through a memoryview. */
AC_MUST_CHECK AcStatus view_of(AcBytes *b, ac_int start, ac_int n, AcBytes **out);
AC_MUST_CHECK AcStatus view_set(AcBuffer *view, ac_int i, AcValue item);
AC_MUST_CHECK AcStatus view_set_slice(AcBuffer *view, AcValue start, AcValue stop, AcValue step, AcValue source);
/* Makes room for n bytes in all and sets the length; BufferError when a memoryview looks at it. */
AC_MUST_CHECK AcStatus bytearray_resize(AcBuffer *b, size_t n);

#endif
