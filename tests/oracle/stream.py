# SPDX-License-Identifier: MIT
"""Streams as the oracle has them: Python's sockets without blocking, and objects with ioctl, looked at between two tasks.

The clock is virtual: it moves when nothing can be read or written, by one millisecond as long as an object is asked,
since that may be ready when the clock says so.
"""
import errno
import os
import select
import socket

import clock
import loop

waiting = []                # tasks, in the order of their waits
checks = {}                 # task -> what tells whether it may go on: a socket with its event, or a function
GRACE = 0.001               # seconds that the system has to move what was sent
LINE_MAX = 65536
UNWRITTEN_MAX = 16777216
ACCEPTS_MAX = 16


def poll():
    """Makes ready the tasks that may go on."""
    for task in [task for task in waiting if is_ready(checks[task])]:
        waiting.remove(task)
        loop.queue.push(task)


def is_ready(check, seconds=0):
    if callable(check):
        return check()
    descriptor, event = check
    if descriptor.fileno() < 0:
        return True
    poller = select.poll()
    poller.register(descriptor, event)
    return bool(poller.poll(seconds * 1000))


def moves_clock(due):
    """Nothing is ready until `due`, or ever (None): waits for the streams. True: look at them again."""
    if not waiting:
        return False
    if any(callable(checks[task]) for task in waiting):
        clock.advance_to_ms(clock.now_ms() + 1)
        return True
    return wait_for_sockets(None if due is None else GRACE)


def wait_for_sockets(seconds):
    poller = select.poll()
    for task in waiting:
        descriptor, event = checks[task]
        if descriptor.fileno() < 0:
            return True
        poller.register(descriptor, event)
    return bool(poller.poll(None if seconds is None else seconds * 1000))


async def until(check):
    checks[loop.current] = check
    await loop.wait_in(waiting)


class Connection:
    """A socket; what has come and was not asked for stays in `kept`."""

    def __init__(self, device):
        self.socket = device
        self.socket.setblocking(False)
        if self.socket.family != socket.AF_UNIX and self.socket.type == socket.SOCK_STREAM:     # or what is written waits for the other side's answer
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kept = b""
        self.unwritten = b""
        self.closing = None
        self.ends = False

    async def more(self):
        """Another piece: bytes, empty at the end."""
        while True:
            await until((self.socket, select.POLLIN))
            try:
                return self.socket.recv(65536)
            except BlockingIOError:
                pass

    def give(self, n):
        given, self.kept = self.kept[:n], self.kept[n:]
        return given

    async def read(self, n=-1):
        if n < 0:
            while part := await self.more():
                self.kept += part
            return self.give(len(self.kept))
        if n and not self.kept:
            self.kept = await self.more()
        return self.give(n)

    async def readinto(self, buffer):
        data = await self.read(len(buffer))
        buffer[:len(data)] = data
        return len(data)

    async def readexactly(self, n):
        if n < 0:
            raise ValueError("readexactly size can not be less than zero")
        while len(self.kept) < n:
            part = await self.more()
            if not part:
                raise EOFError
            self.kept += part
        return self.give(n)

    async def readline(self):
        while True:
            n = self.kept.find(b"\n") + 1
            if (n or len(self.kept)) > LINE_MAX:
                self.give(n or len(self.kept))
                raise ValueError("the line is longer than the stream's limit")
            if n:
                return self.give(n)
            part = await self.more()
            if not part:
                return self.give(len(self.kept))
            self.kept += part

    def write(self, data):
        if self.is_closing():
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        if self.ends:
            raise OSError(errno.EPIPE, os.strerror(errno.EPIPE))
        if len(self.unwritten) + len(data) > UNWRITTEN_MAX:
            raise OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS))
        self.unwritten += bytes(data)
        self.flush()

    def flush(self):
        while self.unwritten:
            try:
                sent = self.socket.send(self.unwritten)
            except BlockingIOError:
                return
            except OSError:
                self.unwritten = b""
                raise
            self.unwritten = self.unwritten[sent:]
        if self.ends:
            self.socket.shutdown(socket.SHUT_WR)

    async def drain(self):
        if not self.unwritten:
            await loop.sleep_ms(0)
        await self.send_rest()

    async def send_rest(self):
        while self.unwritten:
            await until((self.socket, select.POLLOUT))
            self.flush()

    def write_eof(self):
        self.ends = True
        if self.unwritten:
            loop.create_task(self.send_end())
        else:
            self.socket.shutdown(socket.SHUT_WR)

    async def send_end(self):
        try:
            await self.send_rest()
        except OSError:
            pass

    def get_extra_info(self, name):
        return {"peername": self.socket.getpeername, "sockname": self.socket.getsockname}[name]()[:2]

    async def finish(self):
        try:
            await loop.wait_for(self.send_end(), 10)
        except loop.TimeoutError:
            pass
        finally:
            self.socket.close()

    def close(self):
        if not self.unwritten:
            self.socket.close()
        elif not self.closing:
            self.closing = loop.create_task(self.finish())

    async def wait_closed(self):
        self.close()
        if self.closing:
            await loop.join([self.closing])

    def is_closing(self):
        return self.socket.fileno() < 0 or self.closing is not None

    def is_ready(self, events):
        return is_ready((self.socket, events))


class Device:
    """An object with ioctl(3, events), whose read, readline, readinto and write do not wait. An answer with anything but
    the other direction's event is one, as in MicroPython. What a cancelled read had got stays in `kept`."""

    def __init__(self, device):
        self.device = device
        self.kept = b""
        self.unwritten = b""
        self.closing = self.closed = False

    def is_ready(self, events):
        """8 and 16: it failed, the other end is gone; MicroPython's poll tells of them unasked."""
        return self.device.ioctl(3, events) & (events | 8 | 16)

    async def ready(self, event):
        if self.closed:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        await (loop.sleep_ms(0) if self.is_ready(event) else until(lambda: self.is_ready(event)))

    def get_extra_info(self, name):
        raise KeyError(name)

    def give(self, n):
        given, self.kept = self.kept[:n], self.kept[n:]
        return given

    async def more(self, read, *args):
        """Another piece: bytes, empty at the end."""
        while True:
            await self.ready(1)
            part = read(*args)
            if part is not None:
                return part

    async def read(self, n=-1):
        if n < 0:
            while part := await self.more(self.device.read, n):
                self.kept += part
            return self.give(len(self.kept))
        if n and not self.kept:
            return await self.more(self.device.read, n)
        return self.give(n)

    async def readinto(self, buffer):
        if not self.kept:
            return await self.more(self.device.readinto, buffer)
        data = self.give(len(buffer))
        buffer[:len(data)] = data
        return len(data)

    async def readexactly(self, n):
        if n < 0:
            raise ValueError("readexactly size can not be less than zero")
        while len(self.kept) < n:
            part = await self.more(self.device.read, n - len(self.kept))
            if not part:
                raise EOFError
            self.kept += part
        return self.give(n)

    async def readline(self):
        while True:
            n = self.kept.find(b"\n") + 1
            if (n or len(self.kept)) > LINE_MAX:
                self.give(n or len(self.kept))
                raise ValueError("the line is longer than the stream's limit")
            if n:
                return self.give(n)
            part = await self.more(self.device.readline)
            if not part:
                return self.give(len(self.kept))
            self.kept += part

    def write(self, data):
        if self.closing:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        if len(self.unwritten) + len(data) > UNWRITTEN_MAX:
            raise OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS))
        if not self.unwritten:
            data = data[self.device.write(data) or 0:]
        self.unwritten += data

    async def drain(self):
        if not self.unwritten:
            await loop.sleep_ms(0)
        await self.send_rest()

    async def send_rest(self):
        while self.unwritten:
            await self.ready(4)
            self.unwritten = self.unwritten[self.device.write(self.unwritten) or 0:]

    def write_eof(self):
        pass

    def close(self):
        self.closing = True

    def is_closing(self):
        return self.closing

    async def wait_closed(self):
        self.closing = True
        try:
            await self.send_rest()
        except OSError:
            pass
        if not self.closed:
            self.closed = True
            self.device.close()


class StreamWriter:
    events = select.POLLOUT         # that asyncio.sched looks for

    def __init__(self, device, extra={}):
        self.s = (Connection if isinstance(device, socket.socket) else Device)(device)
        for name in "read readinto readexactly readline write drain write_eof get_extra_info close wait_closed is_closing".split():
            if hasattr(self.s, name):
                setattr(self, name, getattr(self.s, name))

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    async def awrite(self, data, off=0, sz=-1):
        data = data.encode() if isinstance(data, str) else data
        self.write(data[off:] if sz < 0 else data[off:off + sz])
        await self.drain()

    async def aclose(self):
        await self.wait_closed()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await self.wait_closed()


class Stream(StreamWriter):
    events = select.POLLIN


def addresses(host, port, flags=0):
    if not 0 <= port <= 65535:
        raise OverflowError("port must be 0-65535.")
    return socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=flags)


async def open_connection(host, port):
    failure = None
    for family, kind, protocol, _, address in addresses(host, port):
        device = socket.socket(family, kind, protocol)
        device.setblocking(False)
        device.connect_ex(address)
        await until((device, select.POLLOUT))
        number = device.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number == 0:
            stream = Stream(device)
            return stream, stream
        device.close()
        failure = number
    raise OSError(failure, os.strerror(failure))


class Server:
    def __init__(self, listening, callback):
        self.sockets = listening
        self.tasks = [loop.create_task(self.serve(device, callback)) for device in listening]

    async def serve(self, device, callback):
        while True:
            await until((device, select.POLLIN))
            for _ in range(ACCEPTS_MAX):
                try:
                    stream = Stream(device.accept()[0])
                except BlockingIOError:
                    break
                loop.create_task(callback(stream, stream))

    def close(self):
        for task in self.tasks:
            task.cancel()
        for device in self.sockets:
            device.close()

    async def wait_closed(self):
        await loop.join(self.tasks)

    def is_serving(self):
        return self.sockets[0].fileno() >= 0

    async def serve_forever(self):
        async with self:
            for task in self.tasks:
                await task

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        self.close()
        await self.wait_closed()


async def start_server(callback, host, port, backlog=5):
    listening = []
    for family, kind, protocol, _, address in addresses(host, port, socket.AI_PASSIVE):
        device = socket.socket(family, kind, protocol)
        device.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            device.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        device.setblocking(False)
        device.bind(address)
        device.listen(backlog)
        listening.append(device)
    return Server(listening, callback)


def add_to(asyncio):
    """The names of this module; the loop looks at the streams from now on."""
    loop.pollers.append((poll, moves_clock))
    asyncio.StreamReader = Stream
    for name in ("Stream", "StreamWriter", "Server", "open_connection", "start_server"):
        setattr(asyncio, name, globals()[name])
