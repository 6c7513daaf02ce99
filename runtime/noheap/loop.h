/* loop.h: what the files of the runtime without a heap share of the loop: the bits of AcTask.arrival, what its next resume
 * must look at first, and the places where a task stands.
 * SPDX-License-Identifier: MIT */
#ifndef ASYNCC_NOHEAP_LOOP_H
#define ASYNCC_NOHEAP_LOOP_H

#include "asyncc_noheap.h"

#define ARRIVE_CANCELLED 1u       /* CancelledError is thrown */
#define ARRIVE_JOINED    2u       /* the awaited task, in `waits`, failed: its exception is thrown */
#define ARRIVE_FLAGGED   4u       /* the flag in `waits` is reset */
#define ARRIVE_FAILED    8u       /* it is done: when its turn comes, has anybody asked for its exception? */
#define ARRIVE_LEFT     16u       /* not looked at on arrival: it was cancelled in the queue in which it waited last */
#define ARRIVE_POOLED   32u       /* not looked at on arrival: it is of a pool, an AcSlot */
#define ARRIVE_ACTS (ARRIVE_CANCELLED | ARRIVE_JOINED | ARRIVE_FLAGGED | ARRIVE_FAILED)

extern AcExc loop_cancelled;
extern AcQueue loop_parked;               /* those that wait for a flag, or await a task */
void loop_make_ready(AcTask *t);
void loop_take(AcQueue *q, const AcTask *t);          /* out of the queue in which it is; */
void loop_take_ready(const AcTask *t);                /* of those that are ready; */
void loop_take_timer(const AcTask *t);                /* of those that sleep */
AcStatus loop_park(AcFrame *f, AcTaskState state, AcQueue *q, void *waits);

#endif
