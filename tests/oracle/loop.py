# SPDX-License-Identifier: MIT
"""The module `asyncio` as the oracle has it: CPython's coroutines, driven in MicroPython's order.

There is one queue, ordered by the time at which a task is due; equal times are first come, first served.
A ready task is due since the moment it was made ready, a sleeping one at its deadline. The loop takes the
first task of the queue, moves the clock to its time and runs it up to its next suspension. Everything else
is a place where a task stands when it is not in the queue:

    task.place      it is                        how a cancellation takes it out
    None            in the queue, or running     it is moved to the front of its time, if asleep
    a list          in that list of waiters      it leaves the list
    a Future        waiting for it               the future is cancelled
    a Task          awaiting that task           the cancellation goes on to that task
    a Gather        gathering                    it is made ready

Two things differ from MicroPython on purpose: a cancellation that reaches the running task by way of its
waiters is kept until that task suspends, and `await` and gather() may share a task.
"""
import heapq
import itertools
import sys
import traceback
import types

import c
import clock
from asyncio.exceptions import CancelledError

TimeoutError = TimeoutError


class Deadlock(SystemExit):
    """Nothing can ever run again."""


PATIENCE = 10000            # turns after which tasks that only poll make the clock move


class Queue:
    def __init__(self):
        self.entries = []
        self.numbers = itertools.count()
        self.turns = 0              # since the clock moved

    def push(self, task, due=None):
        self.remove(task)
        task.place = None
        task.entry = [clock.now_ms() if due is None else due, next(self.numbers), task]
        heapq.heappush(self.entries, task.entry)

    def remove(self, task):
        if task.entry:
            task.entry[2] = None
        task.entry = None

    def pop(self):
        """The first task, at its time; None if there is none."""
        self.turns += 1
        if self.turns > PATIENCE:
            self.end_polling()
        while self.entries:
            due, _, task = heapq.heappop(self.entries)
            if task:
                task.entry = None
                if due > clock.now_ms():
                    self.turns = 0
                clock.advance_to_ms(due)
                return task
        return None

    def first_due(self):
        while self.entries and not self.entries[0][2]:
            heapq.heappop(self.entries)
        return self.entries[0][0] if self.entries else None

    def end_polling(self):
        """Computing takes no time here, so tasks that poll with sleep(0) would wait for ever."""
        later = [due for due, _, task in self.entries if task and due > clock.now_ms()]
        if later:
            clock.advance_to_ms(min(later))
        self.turns = 0


queue = Queue()
current = None              # the running task
tasks = []                  # all that were made: none is lost while it waits
numbers = itertools.count(1)
flags = []                  # ThreadSafeFlags with a waiter, in the order of their waits
pollers = []                # streams: what makes their tasks ready, and what waits for them
stopper = None              # what stop() puts into the queue


@types.coroutine
def suspend():
    yield


class Task:
    def __init__(self, coro, helper=False):
        self.coro = coro
        self.name = f"Task-{next(numbers)}"
        self.helper = helper        # made by the library for itself
        self.cancels = 0            # less the calls of uncancel()
        self.entry = None           # in the queue
        self.place = None           # see above
        self.error_to_throw = None
        self.late_cancel = False    # cancelled while it ran
        self.waiters = []
        self.gathers = []
        self.finished = False
        self.value = self.error = None
        self.retrieved = False
        tasks.append(self)
        queue.push(self)

    def done(self):
        return self.finished

    def cancelled(self):
        return isinstance(self.error, CancelledError)

    def result(self):
        if not self.finished:
            raise RuntimeError("Result is not set.")
        self.retrieved = True
        if self.error is not None:
            raise self.error
        return self.value

    def exception(self):
        if not self.finished:
            raise RuntimeError("Exception is not set.")
        self.retrieved = True
        if self.cancelled():
            raise self.error
        return self.error

    def cancel(self):
        if self.finished:
            return False
        if self is current:
            raise RuntimeError("can't cancel self")
        for task in self.chain():
            task.cancels += 1
        self.pass_cancel_on()
        return True

    def chain(self):
        """Itself, the task that it awaits, and so on. Tasks that await each other in a ring have no last one."""
        chain = [self]
        while isinstance(chain[-1].place, Task) and chain[-1].place is not self:
            if chain[-1].place in chain:
                return [self]
            chain.append(chain[-1].place)
        return chain if not isinstance(chain[-1].place, Task) else [self]

    def pass_cancel_on(self):
        last = self.chain()[-1]
        if last is current:
            last.late_cancel = True
        else:
            last.throw(CancelledError())

    def cancelling(self):
        return self.cancels

    def uncancel(self):
        self.cancels = max(0, self.cancels - 1)
        return self.cancels

    def get_name(self):
        return self.name

    def set_name(self, name):
        self.name = str(name)

    def add_done_callback(self, callback):
        """Called in a turn of its own, as if it belonged to a task that awaits this one."""
        async def call():
            callback(self)
        helper = Task(call(), helper=True)
        if not self.finished:
            queue.remove(helper)
            self.waiters.append(helper)
            helper.place = self.waiters
        return helper

    def throw(self, error):
        """Makes it ready now, if it is not, with an exception at its await."""
        if isinstance(self.place, list):
            self.place.remove(self)
        elif isinstance(self.place, Task):          # in a ring
            self.place.waiters.remove(self)
        if isinstance(self.place, Future):
            self.place.state = "cancelled"
        if self.place is not None or self.entry[0] > clock.now_ms():
            queue.push(self)
        self.error_to_throw = error

    def __await__(self):
        if self is current:
            raise RuntimeError("task can't await itself")
        if not self.finished:
            self.waiters.append(current)
            current.place = self
            yield
        return self.result()

    def step(self):
        error, self.error_to_throw = self.error_to_throw, None
        try:
            if error is None:
                self.coro.send(None)
            else:
                self.coro.throw(error)
        except StopIteration as end:
            self.finish(end.value, CancelledError() if self.late_cancel else None)
        except (Exception, CancelledError) as failure:
            self.finish(None, failure)
        else:
            if self.late_cancel:
                self.late_cancel = False
                self.cancel_parked()

    def cancel_parked(self):
        global current
        me, current = current, None
        self.pass_cancel_on()
        current = me

    def finish(self, value, error):
        self.finished, self.value, self.error = True, value, error
        if self.coro in c.pooled:
            tasks.remove(self)
        wanted = self.retrieved or bool(self.waiters)
        for waiter in self.waiters:
            queue.push(waiter)
        for gather in self.gathers:
            wanted = True
            gather.child_done(self)
        if isinstance(error, Exception) and not wanted:
            queue.push(self)

    def report(self):
        """Its turn after it failed: has nobody asked in the meantime?"""
        if not self.retrieved:
            self.retrieved = True
            context = {"message": "Task exception wasn't retrieved", "exception": self.error, "future": self}
            the_loop.call_exception_handler(context)


class Future:
    """For CPython's modules, see cpython.py. One task waits for it."""

    def __init__(self):
        self.state = "pending"
        self.waiter = None

    def done(self):
        return self.state != "pending"

    def cancelled(self):
        return self.state == "cancelled"

    def cancel(self):
        if self.state == "pending":
            self.state = "cancelled"

    def set_result(self, value):
        assert self.state == "pending"
        self.state, self.value = "done", value
        if self.waiter:
            queue.push(self.waiter)

    def __await__(self):
        if self.state == "pending":
            self.waiter = current
            current.place = self
            yield
        return self.value


class Stopper:
    """Stands in the queue like a task; the loop ends when its turn comes."""
    entry = place = None


# ---- running ----

async def close_generator(generator):
    await generator.aclose()


def run_until(end):
    """Runs tasks until `end`, a Task or a Stopper, has had its turn; False: nothing is left to run."""
    global current
    outer = current
    sys.set_asyncgen_hooks(finalizer=lambda generator: create_task(close_generator(generator)))
    try:
        while not getattr(end, "finished", False):
            poll_flags()
            current = None
            for poll, _ in pollers:
                poll()
            due = queue.first_due()
            if (due is None or due > clock.now_ms()) and any(moves_clock(due) for _, moves_clock in pollers):
                continue
            task = queue.pop()
            if task is None:
                return False
            if task is end:
                if isinstance(end, Stopper):
                    return True
            if task.finished:
                task.report()
                continue
            current = task
            task.step()
        return True
    finally:
        current = outer


def deadlock():
    sys.stdout.flush()
    print("asyncc: nothing can run any more", file=sys.stderr)
    raise Deadlock(1)


def run(coro):
    return the_loop.run_until_complete(coro)


def current_task():
    if current is None:
        raise RuntimeError("no running event loop")
    return current


def ensure_task(awaitable):
    if isinstance(awaitable, Task):
        return awaitable
    if not isinstance(awaitable, types.CoroutineType):
        raise TypeError(f"a coroutine was expected, got {awaitable!r}")
    return Task(awaitable)


def create_task(coro, *, name=None):
    task = ensure_task(coro)
    if name is not None:
        task.set_name(name)
    return task


# ---- time ----

async def sleep_ms(t):
    queue.push(current, clock.now_ms() + max(0, int(t)))
    await suspend()


async def sleep(t, result=None):
    await sleep_ms(int(t * 1000))
    return result


def answer_wanted(answer):
    """Not when the waiter was cancelled: MicroPython would end the sleep of its clean-up, which is a fault of its own."""
    return "gone" not in answer


async def _tell(waiter, task, answer):
    """Waits for the task on behalf of a waiter that sleeps, and ends its sleep."""
    try:
        answer.append((await task, None))
    except BaseException as error:
        answer.append((None, error))
    if answer_wanted(answer) and waiter.place is None and waiter.entry and not waiter.error_to_throw:
        if waiter.entry[0] > clock.now_ms():
            queue.push(waiter)


async def wait_for_ms(awaitable, timeout):
    task = ensure_task(awaitable)
    if timeout is None:
        return await task
    answer = []
    teller = Task(_tell(current, task, answer), helper=True)
    try:
        await sleep_ms(timeout)
    except CancelledError:
        answer.append("gone")
        teller.cancel()
        raise
    if not answer:
        teller.cancel()
        try:
            await join([teller])
        except CancelledError:
            answer.append("gone")
            raise
        raise TimeoutError
    value, error = answer[0]
    if error is not None:
        raise error
    return value


async def wait_for(awaitable, timeout):
    return await wait_for_ms(awaitable, None if timeout is None else int(timeout * 1000))


# ---- gather ----

class Gather:
    def __init__(self, children, keep_exceptions):
        self.waiter = current
        self.keep_exceptions = keep_exceptions
        self.missing = [child for child in children if not child.finished]
        self.first_error = None

    def child_done(self, child):
        """The last child makes the waiter ready, or the first that fails."""
        self.missing.remove(child)
        if self.waiter.place is not self:
            return
        if child.error is not None and not self.keep_exceptions:
            self.first_error = child.error
            queue.push(self.waiter)
        elif not self.missing:
            queue.push(self.waiter)


async def gather(*awaitables, return_exceptions=False):
    children = [ensure_task(awaitable) for awaitable in awaitables]
    failed = [child.error for child in children if child.error is not None]
    group = Gather(children, return_exceptions)
    if group.missing and (return_exceptions or not failed):
        await _wait_for_group(group)
    for child in children:
        child.retrieved = child.retrieved or child.finished
    if not return_exceptions and (failed or group.first_error is not None):
        raise failed[0] if failed else group.first_error
    return [child.value if child.error is None else child.error for child in children]


async def _wait_for_group(group, cancels_children=True):
    for child in group.missing:
        child.gathers.append(group)
    current.place = group
    try:
        await suspend()
    except CancelledError:
        for child in list(group.missing):
            child.gathers.remove(group)
            if cancels_children:
                child.cancel()
        raise
    for child in group.missing:
        child.gathers.remove(group)


async def join(tasks):
    """Until all are done. Not `await task`, which would pass the cancellation of who waits on to it, and lose it."""
    group = Gather(tasks, True)
    if group.missing:
        await _wait_for_group(group, False)


# ---- synchronisation ----

class Event:
    def __init__(self):
        self.flag = False
        self.waiting = []

    def is_set(self):
        return self.flag

    def set(self):
        self.flag = True
        while self.waiting:
            queue.push(self.waiting.pop(0))

    def clear(self):
        self.flag = False

    async def wait(self):
        if not self.flag:
            await wait_in(self.waiting)
        return True


class Lock:
    def __init__(self):
        self.state = 0              # 1: held; a task: handed to it, and it has not run yet
        self.waiting = []

    def locked(self):
        return self.state == 1

    async def acquire(self):
        if self.state != 0:
            try:
                await wait_in(self.waiting)
            except CancelledError:
                if self.state is current:
                    self.state = 1
                    self.release()
                raise
        self.state = 1
        return True

    def release(self):
        if self.state != 1:
            raise RuntimeError("Lock not acquired")
        self.state = 0
        if self.waiting:
            self.state = self.waiting.pop(0)
            queue.push(self.state)

    async def __aenter__(self):
        return await self.acquire()

    async def __aexit__(self, *error):
        self.release()


class ThreadSafeFlag:
    """Seen by the loop between two tasks, as it polls: one round later than an Event."""

    def __init__(self):
        self.flag = False
        self.waiting = []

    def set(self):
        self.flag = True

    def clear(self):
        self.flag = False

    async def wait(self):
        if not self.flag:
            flags.append(self)
            try:
                await wait_in(self.waiting)
            finally:
                if self in flags:
                    flags.remove(self)
        self.flag = False


def poll_flags():
    for flag in list(flags):
        if flag.flag and flag.waiting:
            flags.remove(flag)
            queue.push(flag.waiting.pop(0))


async def wait_in(waiting):
    waiting.append(current)
    current.place = waiting
    await suspend()


def dump_tasks():
    """On standard error, which is not compared."""


# ---- the loop ----

class Loop:
    def __init__(self):
        self.handler = None

    def create_task(self, coro, *, name=None):
        return create_task(coro, name=name)

    def run_until_complete(self, awaitable):
        task = ensure_task(awaitable)
        task.retrieved = True
        if not run_until(task):
            deadlock()
        return task.result()

    def run_forever(self):
        global stopper
        outer, stopper = stopper, Stopper()
        try:
            if not run_until(stopper) and any(not task.finished for task in tasks):
                deadlock()
        finally:
            stopper = outer

    def stop(self):
        if stopper and not stopper.entry:
            queue.push(stopper)

    def close(self):
        pass

    def call_soon(self, callback, *args):
        return self.call_later_ms(None, callback, *args)

    def call_later(self, delay, callback, *args):
        return self.call_later_ms(delay * 1000, callback, *args)

    def create_future(self):
        return Future()

    def time(self):
        return clock.now_us / 1e6

    def call_at(self, when, callback, *args):
        """Never early: a part of a millisecond is a whole one."""
        async def call():
            callback(*args)
        helper = Task(call(), helper=True)
        ms = int((when - self.time()) * 1000 + 0.999)
        if ms > 0:
            queue.push(helper, clock.now_ms() + ms)
        return helper

    def call_later_ms(self, delay, callback, *args):
        async def call():
            if delay is not None:
                await sleep_ms(delay)
            callback(*args)
        return Task(call())

    def set_exception_handler(self, handler):
        self.handler = handler

    def get_exception_handler(self):
        return self.handler

    def default_exception_handler(self, context):
        error = context["exception"]
        print(context["message"], file=sys.stderr)
        traceback.print_exception(type(error), error, error.__traceback__)

    def call_exception_handler(self, context):
        if self.handler is None:
            self.default_exception_handler(context)
        else:
            self.handler(self, context)


the_loop = Loop()


def get_event_loop(runq_len=16, waitq_len=16):
    return the_loop


def get_running_loop():
    current_task()
    return the_loop


def new_event_loop():
    queue.entries.clear()
    tasks[:] = [task for task in tasks if task is current]
    flags.clear()
    return the_loop


NAMES = """CancelledError TimeoutError Task run create_task current_task sleep sleep_ms wait_for wait_for_ms
gather dump_tasks Event Lock ThreadSafeFlag Loop get_event_loop get_running_loop new_event_loop""".split()


def make_module():
    module = types.ModuleType("asyncio")
    for name in NAMES:
        setattr(module, name, globals()[name])
    return module
