# SPDX-License-Identifier: MIT
"""What CPython's asyncio has and MicroPython's lacks: CPython's own code, run by the oracle's loop.

A future wakes its waiter as MicroPython's primitives do, so these fit into its order without change. Where CPython 3.11
has a fault that later versions mended, the mended form stands here.
"""
import asyncio
import asyncio.events
import asyncio.locks
import asyncio.queues

import loop


def running_loop():
    loop.current_task()
    return loop.the_loop


asyncio.events._get_running_loop = asyncio.events.get_running_loop = running_loop
asyncio.locks.Lock = loop.Lock
asyncio.locks.Event = loop.Event


class Condition(asyncio.locks.Condition):
    """3.11 loses the wake-up of a waiter that is cancelled before it has run again."""

    async def wait(self):
        if not self.locked():
            raise RuntimeError("cannot wait on un-acquired lock")
        self.release()
        woken = loop.Future()
        self._waiters.append(woken)
        cancelled = False
        try:
            await woken
        except loop.CancelledError:
            cancelled = True
        self._waiters.remove(woken)
        while True:
            try:
                await self.acquire()
                break
            except loop.CancelledError:
                cancelled = True
        if cancelled:
            if not woken.cancelled():
                self.notify(1)
            raise loop.CancelledError
        return True


asyncio.locks.Condition = Condition

NAMES = """Barrier BoundedSemaphore BrokenBarrierError LifoQueue PriorityQueue Queue QueueEmpty QueueFull Semaphore""".split()


def add_to(module):
    for name in NAMES:
        setattr(module, name, getattr(asyncio, name))
    module.Condition = Condition
