# SPDX-License-Identifier: MIT
"""What CPython's asyncio has and MicroPython's lacks: CPython's own code, run by the oracle's loop.

A future wakes its waiter as MicroPython's primitives do, so these fit into its order without change. Where CPython 3.11
has a fault that later versions mended, the mended form stands here. shield, wait and as_completed are written out:
like gather, they wake who waits directly, and do not wait for what is done.
"""
import asyncio
import asyncio.events
import asyncio.locks
import asyncio.queues
import asyncio.taskgroups
import asyncio.timeouts

import loop


def running_loop():
    loop.current_task()
    return loop.the_loop


asyncio.events._get_running_loop = asyncio.events.get_running_loop = running_loop
asyncio.tasks.current_task = lambda of=None: loop.current_task()
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


class OrderedSet(dict):
    """The group's tasks are cancelled in the order in which they were made, not in that of their addresses."""

    def add(self, item):
        self[item] = True

    def discard(self, item):
        self.pop(item, None)


class TaskGroup(asyncio.taskgroups.TaskGroup):
    """3.11 keeps the group's own cancellation counted when a task fails after the body has ended."""

    def __init__(self):
        super().__init__()
        self._tasks = OrderedSet()

    async def __aexit__(self, kind, error, traceback):
        self._exiting = True
        if error is not None and self._is_base_error(error) and self._base_error is None:
            self._base_error = error
        cancelled = error if kind is loop.CancelledError else None
        if kind is not None and not self._aborting:
            self._abort()
        while self._tasks:
            self._on_completed_fut = loop.Future()
            try:
                await self._on_completed_fut
            except loop.CancelledError as late:
                if not self._aborting:
                    cancelled = late
                    self._abort()
            self._on_completed_fut = None
        if self._parent_cancel_requested and self._parent_task.uncancel() == 0:
            cancelled = None
        if self._base_error is not None:
            raise self._base_error
        if cancelled and not self._errors:
            raise cancelled
        if kind is not None and kind is not loop.CancelledError:
            self._errors.append(error)
        errors, self._errors = self._errors, []
        if errors:
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", errors) from None


# ---- written out ----

def all_tasks(of=None):
    return {task for task in loop.tasks if not task.finished and not task.helper}


def awaited_by(coro):
    while coro is not None:
        yield coro
        coro = getattr(coro, "cr_await", None)


def cancel(coro):
    for task in loop.tasks:
        if not task.finished and any(inner is coro for inner in awaited_by(task.coro)):
            return task.cancel()
    return False


def shield(awaitable):
    task = loop.ensure_task(awaitable)

    async def wait():
        if not task.finished:
            await loop._wait_for_group(loop.Gather([task], True), cancels_children=False)
        return task.result()

    return wait()


async def wait(tasks, *, timeout=None, return_when="ALL_COMPLETED"):
    tasks = set(tasks)
    if not tasks:
        raise ValueError("Set of Tasks/Futures is empty.")
    if return_when not in ("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"):
        raise ValueError(f"Invalid return_when value: {return_when}")

    def enough():
        ended = [task for task in tasks if task.finished]
        failed = [task for task in ended if not task.cancelled() and task.exception() is not None]
        return len(ended) == len(tasks) or ended and return_when == "FIRST_COMPLETED" \
            or failed and return_when == "FIRST_EXCEPTION"

    def look(ended=None):
        if not future.done() and (ended is None or enough()):
            future.set_result(None)

    if not enough():
        future = loop.Future()
        helpers = [task.add_done_callback(look) for task in tasks if not task.finished]
        if timeout is not None:
            helpers.append(loop.the_loop.call_at(loop.the_loop.time() + timeout, look))
        try:
            await future
        finally:
            for helper in helpers:
                helper.cancel()
    return {task for task in tasks if task.finished}, {task for task in tasks if not task.finished}


def as_completed(awaitables, *, timeout=None):
    tasks = list({loop.ensure_task(awaitable): True for awaitable in awaitables})
    ended = asyncio.Queue()
    helpers = []

    def end(task):
        ended.put_nowait(task)
        missing.remove(task)
        if not missing and timer:
            timer.cancel()

    def time_out():
        for helper in helpers:
            helper.cancel()
        for _ in missing:
            ended.put_nowait(None)

    async def next_one():
        task = await ended.get()
        if task is None:
            raise loop.TimeoutError
        return task.result()

    missing = set(tasks)
    for task in tasks:
        helpers.append(task.add_done_callback(end))
    timer = None if timeout is None else loop.the_loop.call_at(loop.the_loop.time() + timeout, time_out)
    for _ in tasks:
        yield next_one()


CPYTHONS = """Barrier BoundedSemaphore BrokenBarrierError LifoQueue PriorityQueue Queue QueueEmpty QueueFull Semaphore
timeout timeout_at Timeout ALL_COMPLETED FIRST_COMPLETED FIRST_EXCEPTION""".split()
OURS = [Condition, TaskGroup, all_tasks, as_completed, cancel, shield, wait]


def add_to(module):
    for name in CPYTHONS:
        setattr(module, name, getattr(asyncio, name))
    for thing in OURS:
        setattr(module, thing.__name__, thing)
