# SPDX-License-Identifier: MIT
"""The scheduler of generators, asyncio.sched, as the oracle has it.

A task is due at a time; of those that are due the one with the smallest prio runs, then the one due first, then the one
that has stood longest. The clock moves to the next task when none is due.
"""
import itertools

import clock
import select
import stream

numbers = itertools.count(1)


class SystemCall:
    def __init__(self, *args, **named):
        self.args, self.named = args, named


class GetTask(SystemCall):
    pass


class GetTasks(SystemCall):
    pass


class KillTask(SystemCall):
    pass


class CreateTask(SystemCall):
    pass


class KillOs(SystemCall):
    pass


class SendSignal(SystemCall):
    pass


class WaitSignal(SystemCall):
    pass


class SendAndWait(SystemCall):
    pass


class StreamWait(SystemCall):
    pass


class StreamReaderWriter(stream.Stream):
    events = select.POLLIN | select.POLLOUT


class Task:
    pass


class Scheduler:
    def __init__(self):
        self.queue = []                 # those that are due at the same time: in this order
        self.alive = False

    def task(self, target, name=None, period=None, prio=10, time2run=None, params=None):
        task = Task()
        task.tid, task.target, task.prio, task.period, task.params = next(numbers), target, prio, period or 0, params
        task.name = name or f"task{task.tid}"
        first = time2run if time2run is not None else max(task.period, 0)
        task.time2run, task.signal, task.begun = clock.now_ms() + first, None, False
        task.streams, task.sits = {}, False         # device -> stream; is it waiting for one of these?
        self.queue.append(task)
        return task

    def mainloop(self, stopOnError=False):
        self.alive = True
        while self.alive:
            ready = [task for task in self.queue if task.signal is None and not task.sits]
            if not ready:
                return
            clock.advance_to_ms(max(clock.now_ms(), min(task.time2run for task in ready)))
            due = [task for task in ready if task.time2run <= clock.now_ms()]
            self.step(min(due, key=lambda task: (task.prio, task.time2run)), stopOnError)

    def step(self, task, stop_on_error):
        sent, task.params = (task.params, None) if task.begun else (None, task.params)
        task.begun = True
        try:
            wish = task.target.send(sent)
        except Exception as error:
            self.drop(task)
            if stop_on_error and not isinstance(error, StopIteration):
                raise
            return
        if isinstance(wish, SystemCall):
            answer = self.carry_out(task, type(wish).__name__, *wish.args, **wish.named)
            if answer is not None:
                task.params = answer
        if isinstance(wish, stream.StreamWriter):
            task.streams[getattr(wish.s, "socket", None) or wish.s.device] = wish
        if task.period < 0:
            self.drop(task)
        elif task.period > 0:
            task.time2run += task.period
        else:
            task.time2run = clock.now_ms()
            if task in self.queue:
                self.queue.append(self.queue.pop(self.queue.index(task)))

    def drop(self, task):
        if task in self.queue:
            self.queue.remove(task)

    def carry_out(self, task, what, *args, **named):
        if what == "GetTask":
            return task
        if what == "GetTasks":
            return list(self.queue)
        if what == "CreateTask":
            return self.task(*args, **named)
        if what == "KillTask":
            doomed = [other for other in self.queue if other.tid == args[0]]
            for other in doomed:
                self.drop(other)
            return bool(doomed)
        if what == "KillOs":
            self.alive = False
        if what == "StreamWait":
            task.sits = True
        if what == "WaitSignal":
            task.signal = args[0]
        if what == "SendAndWait":
            task.signal = named.get("response") or args[0] + ".response"
        if what in ("SendSignal", "SendAndWait"):
            return self.wake(what, *args[:2])

    def wake(self, what, name, content=None):
        woken = [task for task in self.queue if task.signal == name]
        for task in woken:
            task.signal, task.params, task.time2run = None, content, clock.now_ms()
        return len(woken) if what == "SendSignal" else None

    def idle(self, name, ms):
        def nothing():
            while True:
                yield
        return self.task(nothing(), name, ms)

    def enablePolling(self, ms=100):
        def poll():
            while True:
                for task in self.queue[:]:
                    if task.sits and any(one.s.is_ready(one.events) for one in task.streams.values()):
                        task.sits, task.time2run = False, clock.now_ms()
                yield
        return self.task(poll(), "poller", ms)

    def enableGC(self, ms=100):
        return self.idle("gc", ms)


sched = Scheduler()
NAMES = "sched SystemCall GetTask GetTasks KillTask CreateTask KillOs SendSignal WaitSignal SendAndWait StreamWait StreamReaderWriter".split()


def add_to(asyncio):
    for name in NAMES:
        setattr(asyncio, name, globals()[name])
