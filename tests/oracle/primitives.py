# SPDX-License-Identifier: MIT
"""The modules `primitives`, `asyn` and `aswitch` as the oracle has them: micropython-async in its plainest form.

Where the first version polled, these wait; a task that is cancelled while it waits at a barrier has not come to it.
"""
import asyncio
import inspect
import types

import clock
import loop


def launch(func, args=()):
    result = func(*args)
    return loop.create_task(result) if inspect.iscoroutine(result) else result


class Barrier:
    def __init__(self, participants, func=None, args=()):
        self.participants = participants
        self.call = func and (lambda: launch(func, args))
        self.came = 0
        self.waiting = []
        self.value = None

    def __await__(self):
        if not self.trigger():
            future = loop.Future()
            self.waiting.append(future)
            try:
                yield from future.__await__()
            except loop.CancelledError:
                if future.cancelled():
                    self.waiting.remove(future)
                    self.came -= 1
                raise

    def trigger(self):
        self.came += 1
        if self.came < self.participants:
            return False
        self.came = 0
        if self.call:
            self.value = self.call()
        waiting, self.waiting = self.waiting, []
        for future in waiting:
            future.set_result(None)
        return True

    def busy(self):
        return self.came > 0

    def result(self):
        return self.value


class Delay_ms:
    def __init__(self, func=None, args=(), duration=1000):
        self.callback(func, args)
        self.duration = duration
        self.round = 0              # a timer of an earlier round does nothing
        self.active = False
        self.closed = False
        self.value = None
        self.event = loop.Event()
        self.set, self.clear = self.event.set, self.event.clear

    def callback(self, func=None, args=()):
        self.call = func and (lambda: launch(func, args))

    def trigger(self, duration=0):
        if self.closed:
            raise RuntimeError("Delay_ms.deinit() has run.")
        self.clear()
        self.round += 1
        self.active, self.value = True, None
        ms = duration if duration > 0 else self.duration
        loop.the_loop.call_at(loop.the_loop.time() + ms / 1000, self.end, self.round)

    def end(self, round):
        if self.active and round == self.round:
            self.active = False
            self.set()
            if self.call:
                self.value = self.call()

    def stop(self):
        self.active = False
        self.clear()

    def running(self):
        return self.active

    __call__ = running

    def rvalue(self):
        return self.value

    def deinit(self):
        self.stop()
        self.closed = True

    async def wait(self):
        await self.event.wait()


class Callbacks:
    """Functions by name; None makes an Event of that name, which they set."""

    def __init__(self):
        self.calls = {}

    def choose(self, name, func, args):
        if func is None:
            setattr(self, name, loop.Event())
            func = getattr(self, name).set
        self.calls[name] = func and (lambda: launch(func, args))

    def has(self, name):
        return bool(self.calls.get(name))

    def run(self, name):
        if self.has(name):
            self.calls[name]()


class Switch(Callbacks):
    debounce_ms = 50

    def __init__(self, pin):
        super().__init__()
        self.pin = pin
        self.switchstate = pin.value()
        self.task = loop.create_task(self.look())

    def open_func(self, func, args=()):
        self.choose("open", func, args)

    def close_func(self, func, args=()):
        self.choose("close", func, args)

    def __call__(self):
        return self.switchstate

    def deinit(self):
        self.task.cancel()

    async def look(self):
        while True:
            now = self.pin.value()
            if now != self.switchstate:
                self.switchstate = now
                self.run({0: "close", 1: "open"}[now])
            await loop.sleep_ms(Switch.debounce_ms)


class Pushbutton(Callbacks):
    debounce_ms = 50
    long_press_ms = 1000
    double_click_ms = 400

    def __init__(self, pin, suppress=False, sense=None):
        super().__init__()
        self.pin, self.suppress = pin, suppress
        self.sense = pin.value() if sense is None else sense
        self.state = self.rawstate()
        self.long_timer = Delay_ms(self.run, ("long",))
        self.double_timer = Delay_ms(self.single)
        self.pending = self.doubled = False
        self.task = loop.create_task(self.look())

    def press_func(self, func=False, args=()):
        self.choose("press", func, args)

    def release_func(self, func=False, args=()):
        self.choose("release", func, args)

    def double_func(self, func=False, args=()):
        self.choose("double", func, args)

    def long_func(self, func=False, args=()):
        self.choose("long", func, args)

    def rawstate(self):
        return bool(self.pin.value() ^ self.sense)

    def __call__(self):
        return self.state

    def deinit(self):
        self.task.cancel()
        self.long_timer.stop()
        self.double_timer.stop()

    async def look(self):
        while True:
            now = self.rawstate()
            if now != self.state:
                self.state = now
                self.down() if now else self.up()
            await loop.sleep_ms(Pushbutton.debounce_ms)

    def down(self):
        self.run("press")
        if self.has("long"):
            self.long_timer.trigger(Pushbutton.long_press_ms)
        if self.has("double"):
            if self.double_timer():
                self.double_timer.stop()
                self.pending, self.doubled = False, True
                self.run("double")
            else:
                self.double_timer.trigger(Pushbutton.double_click_ms)
                self.pending = True

    def up(self):
        was_long = self.has("long") and not self.long_timer()
        if not self.suppress or not (was_long or self.pending or self.doubled):
            self.run("release")
        self.long_timer.stop()
        self.doubled = False

    def single(self):
        self.pending = False
        if self.suppress and not self.state and not self.long_timer():
            self.run("release")


class RingbufQueue(asyncio.Queue):
    """One place stays free, and nothing is refused: the oldest goes."""

    def __init__(self, buf):
        super().__init__((buf if isinstance(buf, int) else len(buf)) - 1)

    def peek(self):
        if self.empty():
            raise IndexError
        return self._queue[0]

    def get_nowait(self):
        self.peek()
        return super().get_nowait()

    def put_nowait(self, item):
        if self.full():
            self._queue.popleft()
            super().put_nowait(item)
            raise IndexError
        super().put_nowait(item)

    def __aiter__(self):
        return self

    async def __anext__(self):
        return await self.get()


class WaitAny:
    def __init__(self, events):
        self.events = events
        self.first = None

    async def wait(self):
        future = loop.Future()

        async def watch(event):
            await event.wait()
            if not future.done():
                self.first = event
                future.set_result(None)

        tasks = [loop.create_task(watch(event)) for event in self.events]
        try:
            await future
        finally:
            for task in tasks:
                task.cancel()
        return self.first

    def event(self):
        return self.first

    def clear(self):
        for event in self.events:
            event.clear()


class WaitAll(WaitAny):
    async def wait(self):
        async def watch(event):
            await event.wait()
        await loop.gather(*[watch(event) for event in self.events])


class Encoder:
    TURN = [(0, 0), (0, 1), (1, 1), (1, 0)]         # x, y: forwards

    def __init__(self, x, y, v=0, div=1, vmin=None, vmax=None, mod=None, callback=lambda value, delta: None, args=(), delay=100):
        if vmin is not None and v < vmin or vmax is not None and v > vmax:
            raise ValueError("Incompatible args: must have vmin <= v <= vmax")
        self.pins = x, y
        self.now = v
        self.steps = v * div
        self.waiting = []
        self.task = loop.create_task(self.look(div, vmin, vmax, mod, callback, args, delay))

    def value(self):
        return self.now

    def position(self):
        return self.steps

    def deinit(self):
        self.task.cancel()

    async def look(self, div, vmin, vmax, mod, callback, args, delay):
        place = self.TURN.index(tuple(pin.value() for pin in self.pins))
        told, due = self.now, None
        while True:
            await loop.sleep_ms(1)
            now = self.TURN.index(tuple(pin.value() for pin in self.pins))
            step = {1: -1, 3: 1}.get((now - place) % 4, 0)
            place = now
            self.steps += step
            if step and due is None:
                due = clock.now_ms() + delay
            if due is not None and clock.now_ms() >= due:
                due = None
                scaled = round(self.steps / div)
                value = self.now + scaled - told
                told = scaled
                value = value if vmax is None else min(value, vmax)
                value = value if vmin is None else max(value, vmin)
                value = value if mod is None else value % mod
                if value != self.now:
                    delta, self.now = value - self.now, value
                    callback(value, delta, *args)
                    waiting, self.waiting = self.waiting, []
                    for future in waiting:
                        if not future.done():
                            future.set_result(None)

    def __aiter__(self):
        return self

    async def __anext__(self):
        future = loop.Future()
        self.waiting.append(future)
        await future
        return self.now


# ---- asyn ----

async def sleep(t, granularity=100):
    if granularity <= 0:
        raise ValueError("sleep granularity must be > 0")
    await loop.sleep(t)


class Lock(loop.Lock):
    def __init__(self, delay_ms=0):
        super().__init__()

    async def __aenter__(self):
        await self.acquire()
        return self


class Event(loop.Event):
    def __init__(self, delay_ms=0):
        super().__init__()
        self.data = None

    def set(self, data=None):
        self.data = data
        super().set()

    def clear(self):
        self.data = None
        super().clear()

    def value(self):
        return self.data

    def __await__(self):
        yield from self.wait().__await__()


class Condition(asyncio.locks.Condition):       # cpython.py has put its own there
    def __await__(self):
        yield from self.acquire().__await__()
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.release()


class Gatherable:
    def __init__(self, coro, *args, timeout=None, **kwargs):
        self.make = lambda: coro(*args, **kwargs)
        self.timeout = timeout

    async def run(self):
        if self.timeout is None:
            return await self.make()
        try:
            return await loop.wait_for(self.make(), self.timeout)
        except TimeoutError:
            return None


class Gather:
    def __init__(self, gatherables):
        self.tasks = [loop.create_task(gatherable.run()) for gatherable in gatherables]

    def __await__(self):
        return (yield from loop.gather(*self.tasks).__await__())


class Cancellable:
    running = []

    def __init__(self, gf, *args, group=0, **kwargs):
        self.group, self.barrier, self.ended = group, None, loop.Event()
        self.task = None                # that runs it
        self.coro = gf(self, *args, **kwargs)
        Cancellable.running.append(self)

    def __call__(self):
        return self.coro

    def __await__(self):
        return self.coro.__await__()

    def end(self, task=None):
        if self in Cancellable.running:
            Cancellable.running.remove(self)
            self.ended.set()
            if self.barrier:
                self.barrier.trigger()

    @classmethod
    async def cancel_all(cls, group=0, nowait=False):
        found = [one for one in Cancellable.running if one.group == group]
        for one in found:
            tasks = [one.task] if one.task else [task for task in loop.tasks if task.coro is one.coro]
            for task in tasks:
                task.cancel()
                task.add_done_callback(one.end)
            if not tasks:
                one.end()
        if not nowait:
            for one in found:
                await one.ended.wait()


class NamedTask(Cancellable):
    def __init__(self, name, gf, *args, barrier=None, **kwargs):
        if self.is_running(name):
            raise ValueError(f'Task name "{name}" already exists.')
        super().__init__(gf, *args, group=name, **kwargs)
        self.barrier = barrier

    @classmethod
    async def cancel(cls, name, nowait=True):
        running = cls.is_running(name)
        if running:
            await cls.cancel_all(name, nowait)
        return running

    @staticmethod
    def is_running(name):
        return any(one.group == name for one in Cancellable.running)


class cancellable:
    """The Cancellable comes before the function's arguments, behind the object of a method."""

    def __init__(self, f):
        self.f = f

    def __get__(self, object, owner):
        return cancellable(types.MethodType(self.f, object))

    async def __call__(self, one, *args, **kwargs):
        one.task = loop.current
        try:
            return await self.f(*args, **kwargs)
        finally:
            one.end()


# ---- modules ----

def module(name, *things, **more):
    made = types.ModuleType(name)
    for thing in things:
        setattr(made, thing.__name__, thing)
    made.__dict__.update(more)
    return made


class OldDelay_ms(Delay_ms):
    def __init__(self, func=None, args=(), can_alloc=True, duration=1000):
        super().__init__(func, args, duration)


def make_modules(asyncio_module):
    mine = [asyncio_module.Queue, asyncio_module.Semaphore, asyncio_module.BoundedSemaphore]
    return {
        "primitives": module("primitives", *mine, asyncio_module.Condition, launch, Barrier, Delay_ms, Switch, Pushbutton,
                             RingbufQueue, WaitAny, WaitAll, Encoder),
        "aswitch": module("aswitch", Switch, Pushbutton, launch, Delay_ms=OldDelay_ms),
        "asyn": module("asyn", *mine[1:], launch, sleep, Lock, Event, Condition, Barrier, Gather, Gatherable, Cancellable,
                       NamedTask, cancellable, gather=Gather, namedtask=cancellable, StopTask=loop.CancelledError),
    }
