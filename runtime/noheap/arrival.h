/* arrival.h: what a task's next resume must look at first: the bits of AcTask.arrival. Private to the runtime without a heap.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_NOHEAP_ARRIVAL_H
#define ASYNCC_NOHEAP_ARRIVAL_H

#define ARRIVE_CANCELLED 1u       /* CancelledError is thrown */
#define ARRIVE_JOINED    2u       /* the awaited task, in `waits`, failed: its exception is thrown */
#define ARRIVE_FLAGGED   4u       /* the flag in `waits` is reset */
#define ARRIVE_FAILED    8u       /* it is done: when its turn comes, has anybody asked for its exception? */
#define ARRIVE_LEFT     16u       /* not looked at on arrival: it was cancelled in the queue in which it waited last */
#define ARRIVE_POOLED   32u       /* not looked at on arrival: it is of a pool, an AcSlot */
#define ARRIVE_ACTS (ARRIVE_CANCELLED | ARRIVE_JOINED | ARRIVE_FLAGGED | ARRIVE_FAILED)

#endif
