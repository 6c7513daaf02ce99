/* share.h: which parts of a frame may lie in the same bytes, and how they are put together.
 *
 * Parts are the variables, the result, and the union of the frames of the coroutines that are awaited. Two may share
 * bytes when neither is ever assigned while the other is still to be read; the callees' are in use during their
 * awaits. What owns a reference is in use until that is released, and what the end releases from wherever control may
 * still come there: its bytes tell that it is empty. A drop knows by the state which of them have their bytes
 * (CoreVars kept). What closes a generator, and a result that owns a reference, share nothing. A parameter that no await
 * needs is taken out of the frame at once.
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

/* Sets are bits by CoreVar.number. `alive`: at some await; `alone`: share nothing. The frames of the callees are settled before. */
Share *share_begin(Arena *a, CoreFn *fn, const uint64_t *alive, const uint64_t *alone);
bool   share_possible(const Share *s);                                      /* else nothing need be told of the following: */
void   share_defined(Share *s, const CoreVar *v, const uint64_t *live);     /* v is assigned while those are live */
void   share_called(Share *s, const uint64_t *live);                        /* a coroutine is awaited while those are */
void   share_params(Share *s, const uint64_t *live);                        /* it is entered, and those are read later */
void   share_result(Share *s, const uint64_t *held);                        /* those are released after the result is there */
void   share_apart(Share *s, const CoreVar *a, const CoreVar *b);
void   share_apart_from_callees(Share *s, const CoreVar *v);
void   share_end(Arena *a, Share *s);          /* fills CoreVar.seat and .arrives, CoreFn.callee_seat, .roomy_callees, .unions and .room */

#endif
