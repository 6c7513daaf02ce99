# SPDX-License-Identifier: MIT
"""The modules `socket` and `select` as the oracle has them: CPython's sockets with MicroPython's streams, and
MicroPython's poll, on the virtual clock: it moves when nothing is ready, by a millisecond as long as an object is asked.
"""
import errno
import os
import select
import socket
import types

import clock

GRACE_MS = 1                # the system may take so long to move what was sent


class Socket(socket.socket):
    def accept(self):
        connection, peer = super().accept()
        return wrap(connection), peer

    def try_recv(self, n, flags=0):
        try:
            return self.recv(n, flags)
        except BlockingIOError:
            return None

    def read(self, n=-1):
        parts = []
        while n < 0 or sum(map(len, parts)) < n:
            part = self.try_recv(n - sum(map(len, parts)) if n >= 0 else 1000)
            if part is None and not parts:
                return None
            if not part:
                break
            parts.append(part)
        return b"".join(parts)

    def readinto(self, buffer, n=-1):
        data = self.read(len(buffer) if n < 0 else min(n, len(buffer)))
        if data is not None:
            buffer[:len(data)] = data
            return len(data)

    def readline(self, limit=-1):
        line = b""
        while len(line) != limit and not line.endswith(b"\n"):
            byte = self.try_recv(1)
            if byte is None and not line:
                return None
            if not byte:
                break
            line += byte
        return line

    def write(self, data):
        written = 0
        while written < len(data):
            try:
                written += self.send(data[written:])
            except BlockingIOError:
                return written or None
        return written


def wrap(connection):
    return Socket(fileno=connection.detach())


def make_socket():
    module = types.ModuleType("socket")
    module.__dict__.update({name: value for name, value in vars(socket).items() if not name.startswith("__")})
    module.socket = Socket
    module.socketpair = lambda *args: tuple(map(wrap, socket.socketpair(*args)))
    return module


# ---- select ----

def events_of(thing, mask):
    if hasattr(thing, "ioctl"):
        return thing.ioctl(3, mask) & (mask | select.POLLERR | select.POLLHUP) if mask else 0
    poller = select.poll()
    poller.register(thing, mask)
    return poller.poll(0)[0][1] if poller.poll(0) else 0


def wait_for(things, ms):
    """Real time, for those of the system."""
    poller = select.poll()
    for thing, mask in things:
        if not hasattr(thing, "ioctl"):
            poller.register(thing, mask)
    poller.poll(ms)


def look(things, ms):
    """[(thing, mask)]: the events of each, once there are some."""
    end = None if ms is None or ms < 0 else clock.now_ms() + int(ms)
    asks = any(hasattr(thing, "ioctl") for thing, _ in things)
    while True:
        events = [events_of(*entry) for entry in things]
        if any(events) or clock.now_ms() == end:
            return events
        wait_for(things, None if end is None and not asks else GRACE_MS)
        if not any(events_of(*entry) for entry in things if not hasattr(entry[0], "ioctl")):
            clock.advance_to_ms(clock.now_ms() + 1 if asks else end)


class Poll:
    def __init__(self):
        self.entries = []           # [thing, mask]

    def entry(self, thing):
        return next((entry for entry in self.entries if entry[0] is thing), None)

    def register(self, thing, mask=select.POLLIN | select.POLLPRI | select.POLLOUT):
        if self.entry(thing):
            self.entry(thing)[1] = mask
        else:
            if not hasattr(thing, "ioctl"):
                select.poll().register(thing)           # raises what is to be raised
            self.entries.append([thing, mask])

    def modify(self, thing, mask):
        if not self.entry(thing):
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        self.entry(thing)[1] = mask

    def unregister(self, thing):
        if not self.entry(thing):
            raise KeyError(thing)
        self.entries.remove(self.entry(thing))

    def poll(self, timeout=-1):
        return [(entry[0], events) for entry, events in zip(self.entries, look(self.entries, timeout)) if events]

    def ipoll(self, timeout=-1, flags=0):
        found = self.poll(timeout)
        for thing, _ in found if flags & 1 else []:
            self.entry(thing)[1] = 0
        return iter(found)


def select_select(rlist, wlist, xlist, timeout=None):
    if timeout is not None and timeout < 0:
        raise ValueError("timeout must be non-negative")
    lists = [(rlist, select.POLLIN, select.POLLHUP | select.POLLERR), (wlist, select.POLLOUT, select.POLLERR), (xlist, select.POLLPRI, 0)]
    things = [(thing, mask) for group, mask, _ in lists for thing in group]
    events = iter(look(things, None if timeout is None else timeout * 1000))
    return tuple([thing for thing in group if next(events) & (mask | more)] for group, mask, more in lists)


def make_select():
    module = types.ModuleType("select")
    for name in "POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL".split():
        setattr(module, name, getattr(select, name))
    module.error, module.poll, module.select = OSError, Poll, select_select
    return module


def make_modules():
    sockets, selects = make_socket(), make_select()
    return {"socket": sockets, "usocket": sockets, "select": selects, "uselect": selects}
