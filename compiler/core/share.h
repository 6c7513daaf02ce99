/* share.h: which parts of a frame may lie in the same bytes, and how they are put together.
 *
 * Parts are the variables, the result, and the union of the frames of the coroutines that are awaited. Two may share
 * bytes when neither is ever assigned while the other is still to be read; the callees' are in use during their
 * awaits. What holds a counted reference shares nothing: it is released when it is overwritten or at the end, not
 * where it is read last, so its bytes are in use for longer than its value is. A parameter that no await needs is taken out of the frame at once.
 *
 * The frame gets unions, and in a union the parts that are needed together lie side by side in a struct:
 *
 *     union {
 *         struct wide_frame callee;
 *         struct { ac_int a; ac_int b; } part1;
 *         ac_float c;
 *     } share1;
 *
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_SHARE_H
#define ASYNCC_CORE_SHARE_H

#include "core/core.h"

typedef struct Share Share;

/* Sets are bits by CoreVar.number. `alive`: at some await. The frames of the callees are settled before. */
Share *share_begin(Arena *a, CoreFn *fn, const uint64_t *alive);
bool   share_possible(const Share *s);                                      /* else nothing need be told of the following: */
void   share_defined(Share *s, const CoreVar *v, const uint64_t *live);     /* v is assigned while those are live */
void   share_called(Share *s, const uint64_t *live);                        /* a coroutine is awaited while those are */
void   share_params(Share *s, const uint64_t *live);                        /* it is entered, and those are read later */
void   share_apart(Share *s, const CoreVar *a, const CoreVar *b);
void   share_apart_from_callees(Share *s, const CoreVar *v);
void   share_end(Arena *a, Share *s);          /* fills CoreVar.seat and .arrives, CoreFn.callee_seat, .unions and .room */

#endif
