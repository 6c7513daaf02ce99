# SPDX-License-Identifier: MIT
"""asyncc under CPython: the body of an @extern function stands in for the C function; numbers are tested as asyncc's
programs test them. A Python program can use it as its module `asyncc`."""
import functools
import inspect
import os
import struct

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


def passed(function, name, number, value):
    if not fits(number, value):
        raise OverflowError(f"{function.__name__}(): {bounds(number, name)}")
    return converted(number, value)


def converted(number, value):
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


def extern(name="", type="", header="", raises=False, interrupt_safe=False, low=None, high=None):
    def declare(declared):
        if inspect.isclass(declared):
            declared.low, declared.high = low, high
            return declared
        return HOST.get(name) or stand_in(declared)
    return declare


def export(name):
    """@export, or @export("c_name")"""
    return name if callable(name) else lambda function: function


interrupt = export


def blocking(instead):
    return None


def number(name, base, low=None, high=None):
    return extern(low=low, high=high)(type(name, (base,), {}))


NUMBERS = {f"{sign}{bits}": number(f"{sign}{bits}", int, *((0, 2 ** bits - 1) if sign == "u" else (-2 ** (bits - 1), 2 ** (bits - 1) - 1)))
           for sign in "ui" for bits in (8, 16, 32)}
NUMBERS |= {"u64": number("u64", int, 0), "i64": number("i64", int), "ptr": number("ptr", int),
            "f32": number("f32", float, high=3.4028234663852886e38), "f64": number("f64", float)}
globals().update(NUMBERS)
