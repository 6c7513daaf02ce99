/* ac_heap.h: what the heap tells gc and micropython.
 * SPDX-License-Identifier: MIT */
#ifndef AC_HEAP_H
#define AC_HEAP_H

#include "asyncc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes in use, and bytes that the heap has beside them without asking for more; 0 where nobody knows. */
ac_int ac_heap_used(void);
ac_int ac_heap_left(void);
/* While it is locked every allocation fails; locks nest. */
void   ac_heap_lock(void);
void   ac_heap_unlock(void);
ac_int ac_heap_locks(void);

#ifdef __cplusplus
}
#endif

#endif
