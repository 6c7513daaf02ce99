/* share.h: which variables of a frame may lie in the same bytes.
 *
 * Two may when neither is ever assigned while the other is still to be read. Only plain numbers and
 * truth values share: what holds a reference is released when it is overwritten or at the end, not where
 * it is read last, so its bytes are in use for longer than its value is.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_CORE_SHARE_H
#define ASYNCC_CORE_SHARE_H

#include "core/core.h"

typedef struct Share Share;

/* Sets are bits by CoreVar.number. NULL: nothing can share. */
Share *share_begin(Arena *a, CoreFn *fn, const uint64_t *alive);
void   share_defined(Share *s, const CoreVar *v, const uint64_t *live);     /* v is assigned while those are live */
void   share_apart(Share *s, const CoreVar *a, const CoreVar *b);
void   share_end(Arena *a, Share *s);                                       /* fills CoreVar.share and CoreFn.unions */

#endif
