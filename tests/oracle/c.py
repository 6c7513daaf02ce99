# SPDX-License-Identifier: MIT
"""asyncc under CPython: the body of an @extern function stands in for the C function; numbers are tested as asyncc's
programs test them. A Python program can use it as its module `asyncc`."""
import functools
import gc
import inspect
import os
import struct
import traceback
import weakref

HOST = {"ac_host_environment": os.environ.get, "ac_host_text": lambda path: open(path, encoding="utf-8").read()}


def bounds(number, what):
    low, high = number.low, number.high
    if issubclass(number, float):
        return f"'{what}' is too large for {number.__name__}"
    if high is None:
        return f"'{what}' must be at least {low}"
    return f"'{what}' must be from {low} to {high}" if low is not None else f"'{what}' must be at most {high}"


def fits(number, value):
    if issubclass(number, float):
        return number.high is None or not number.high < abs(value) < float("inf")
    return (number.low is None or value >= number.low) and (number.high is None or value <= number.high)


def is_number(annotation):
    return isinstance(annotation, type) and hasattr(annotation, "high")


class callback:
    """The decorator leaves a function as it is; C that calls it back sees no exceptions."""
    low = high = None

    def __new__(cls, name):
        return export(name)


def called_back(function):
    gives = inspect.signature(function).return_annotation

    def call(*args):
        try:
            result = function(*args) or 0
            return passed(function, "result", gives, result) if is_number(gives) else result
        except Exception:
            traceback.print_exc()
            return 0
    return call


def passed(function, name, number, value):
    if issubclass(number, callback):
        return called_back(value)
    if issubclass(number, str):
        if not isinstance(value, str):
            raise TypeError(f"must be str, not {type(value).__name__}")
        if "\0" in value:
            raise ValueError("embedded null character")
        return value
    if issubclass(number, (bytes, bytearray)):
        writable = isinstance(value, bytearray) or isinstance(value, memoryview) and not value.readonly
        if not writable and (issubclass(number, bytearray) or not isinstance(value, (bytes, memoryview))):
            kind = "a read-write bytes-like" if issubclass(number, bytearray) and isinstance(value, (bytes, memoryview)) else "a bytes-like"
            raise TypeError(f"{kind} object is required, not '{type(value).__name__}'")
        return memoryview(value)
    if not fits(number, value):
        raise OverflowError(f"{function.__name__}(): {bounds(number, name)}")
    return converted(number, value)


def converted(number, value):
    if issubclass(number, str):
        return value
    if number is NUMBERS["f32"]:
        return struct.unpack("f", struct.pack("f", value))[0]
    return float(value) if issubclass(number, float) else int(value)


def stand_in(function):
    """It is given what C would be given."""
    parameters = inspect.signature(function)
    numbers = {name: p.annotation for name, p in parameters.parameters.items() if is_number(p.annotation)}
    gives = parameters.return_annotation

    @functools.wraps(function)
    def call(*args, **kwargs):
        given = parameters.bind(*args, **kwargs)
        for name, number in numbers.items():
            if name in given.arguments:
                given.arguments[name] = passed(function, name, number, given.arguments[name])
        result = function(*given.args, **given.kwargs)
        return converted(gives, result) if is_number(gives) else result
    return call if numbers or is_number(gives) else function


class Variables(type):
    """Of C; what the class assigns them stands in for what they are."""

    def __setattr__(cls, name, value):
        number = cls.__annotations__[name]
        if is_number(number) and not fits(number, value):
            raise OverflowError(bounds(number, name))
        super().__setattr__(name, converted(number, value) if is_number(number) else value)


def structure(declared):
    """Its objects begin with zeros."""
    kinds = declared.__annotations__

    def assign(self, name, value):
        number = kinds.get(name)
        if number and is_number(number) and not fits(number, value):
            raise OverflowError(bounds(number, name))
        object.__setattr__(self, name, converted(number, value) if number and is_number(number) else value)
    for name, kind in kinds.items():
        setattr(declared, name, converted(kind, 0) if is_number(kind) else kind())
    declared.__setattr__ = assign
    return declared


def extern(name="", type="", header="", raises=False, interrupt_safe=False, low=None, high=None, struct=""):
    def declare(declared):
        if struct:
            return structure(declared)
        if inspect.isclass(declared) and "__annotations__" in declared.__dict__:
            return Variables(declared.__name__, (), dict(declared.__dict__))
        if inspect.isclass(declared):
            declared.low, declared.high = low, high
            return declared
        return HOST.get(name) or stand_in(declared)
    return declare


def export(name):
    """@export, or @export("c_name")"""
    return name if callable(name) else lambda function: function


interrupt = export


pooled = weakref.WeakSet()      # coroutines


def pool(n):
    """At most n of the function's coroutines at a time: as long as one, or its task, is referred to or not done."""
    def declare(function):
        there = weakref.WeakSet()

        @functools.wraps(function)
        def call(*args, **kwargs):
            if len(there) == n:
                gc.collect()        # an exception and the frames that it came through refer to each other
            if len(there) == n:
                raise MemoryError
            coro = function(*args, **kwargs)
            there.add(coro)
            pooled.add(coro)
            return coro
        return call
    return declare


def blocking(instead):
    return None


def number(name, base, low=None, high=None):
    return extern(low=low, high=high)(type(name, (base,), {}))


NUMBERS = {f"{sign}{bits}": number(f"{sign}{bits}", int, *((0, 2 ** bits - 1) if sign == "u" else (-2 ** (bits - 1), 2 ** (bits - 1) - 1)))
           for sign in "ui" for bits in (8, 16, 32)}
NUMBERS |= {"u64": number("u64", int, 0), "i64": number("i64", int), "ptr": number("ptr", int),
            "f32": number("f32", float, high=3.4028234663852886e38), "f64": number("f64", float)}
globals().update(NUMBERS)


cstr, cbytes, cbuffer = (extern()(type(name, (base,), {})) for name, base in (("cstr", str), ("cbytes", bytes), ("cbuffer", bytearray)))


# ---- registers -------------------------------------------------------------------------------------------------------

class Value(int):
    """What a register was when it was read. A field is written with the rest of it."""

    def __new__(cls, value, device, register):
        made = super().__new__(cls, value)
        made.__dict__.update(device=device, register=register)
        return made

    def __getattr__(self, name):
        field = self.register.fields[name]
        return int(self) >> field.low & field.mask

    def __setattr__(self, name, value):
        field = self.register.fields[name]
        if not 0 <= value <= field.mask:
            raise OverflowError(f"'{name}' must be from 0 to {field.mask}")
        self.device._write(self.register, int(self) & ~(field.mask << field.low) | value << field.low)


class bits:
    def __init__(self, low, width=1):
        self.low, self.mask = low, 2 ** width - 1


class reg:
    def __init__(self, number, offset, access="rw", **fields):
        self.number, self.offset, self.access, self.fields = number, offset, access, fields

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, device, owner):
        return self if device is None else Value(device._read(self), device, self)

    def __set__(self, device, value):
        if not fits(self.number, value):
            raise OverflowError(bounds(self.number, self.name))
        device._write(self, int(value))


class registers:
    """`memory` holds what was written, by address; `log` each access: ("r" or "w", address, value)."""
    memory, log = {}, []

    def __init__(self, address):
        self._address = address

    def _read(self, register):
        at = self._address + register.offset
        value = registers.memory.get(at, 0)
        registers.log.append(("r", at, value))
        return value

    def _write(self, register, value):
        at = self._address + register.offset
        registers.memory[at] = value
        registers.log.append(("w", at, value))
