# SPDX-License-Identifier: MIT
"""Runs a .async program under CPython, with the oracle's asyncio, time and sys.

usage: python3 tests/oracle/run.py PROGRAM.async [ARGUMENTS]
"""
import builtins
import importlib
import importlib.machinery
import io
import os
import sys
import traceback
import types
import warnings

import board
import clock
import cpython
import lean
import loop
import primitives
import sockets
import stream

THE_SAME = ["math", "errno", "collections", "struct", "binascii", "io", "random", "json", "heapq", "array"]         # under MicroPython's names too
real_import = builtins.__import__
modules = {}


def make_sys(argv):
    module = types.ModuleType("sys")
    module.argv = argv
    module.platform = "linux"
    module.byteorder = "little"
    module.maxsize = sys.maxsize
    module.implementation = types.SimpleNamespace(name="micropython", version=(1, 24, 0, ""))
    module.exit = sys.exit
    module.stdin, module.stdout, module.stderr = sys.stdin, sys.stdout, sys.stderr
    module.print_exception = lambda error, file=None: print(report(error), end="", file=file or sys.stdout)
    module.path, module.intern = [""], sys.intern
    module.version, module.version_info, module.hexversion = sys.version, sys.version_info, sys.hexversion
    return module


class Schedule:
    """MicroPython's: a call is made as soon as none of the others runs; the queue has room for some."""

    def __init__(self):
        self.calls, self.runs = [], False

    def __call__(self, function, argument):
        if len(self.calls) == 8:
            raise RuntimeError("schedule queue full")
        self.calls.append((function, argument))
        while self.calls and not self.runs:
            self.runs = True
            function, argument = self.calls.pop(0)
            try:
                function(argument)
            except Exception as error:
                print(report(error), end="")
            self.runs = False


def make_micropython():
    module = types.ModuleType("micropython")
    module.const = builtins.const
    level = [0]
    module.opt_level = lambda *new: level[0] if not new else level.__setitem__(0, *new)
    module.native = module.viper = module.bytecode = lambda function: function
    module.alloc_emergency_exception_buf = lambda size: None
    module.schedule = Schedule()
    return module


def make_gc():
    """Without a garbage collector: nothing is ever found."""
    module = types.ModuleType("gc")
    state = {"enabled": True, "threshold": -1}
    module.collect = lambda generation=2: 0
    module.enable = lambda: state.update(enabled=True)
    module.disable = lambda: state.update(enabled=False)
    module.isenabled = lambda: state["enabled"]
    module.threshold = lambda *new: state.update(threshold=max(*new, -1)) if new else state["threshold"]
    module.mem_alloc = module.mem_free = lambda: 0
    return module


def make_modules(argv):
    asyncio = loop.make_module()
    stream.add_to(asyncio)
    lean.add_to(asyncio)
    cpython.add_to(asyncio)
    usr = types.ModuleType("usr")
    usr.uasyncio = asyncio
    asyncio.synchro = asyncio.queues = asyncio
    return {
        "asyncio": asyncio, "uasyncio": asyncio, "uasyncio.synchro": asyncio, "uasyncio.queues": asyncio,
        **dict.fromkeys(["asyncio.locks", "asyncio.queues", "asyncio.tasks", "asyncio.taskgroups", "asyncio.timeouts"], asyncio),
        "usr": usr, "usr.uasyncio": asyncio,
        "time": clock.make_module(), "utime": clock.make_module(),
        "sys": make_sys(argv), "micropython": make_micropython(), "gc": make_gc(),
    } | primitives.make_modules(asyncio) | sockets.make_modules() | {"usys": None} | {"u" + name: importlib.import_module(name) for name in THE_SAME}


def import_module(name, globals=None, locals=None, fromlist=(), level=0):
    """What `import` of a program means; everybody else's goes where it always went."""
    if not globals or not str(globals.get("__file__", "")).endswith(".async"):
        return real_import(name, globals, locals, fromlist, level)
    if (name == "asyncc" or name in board.FILES) and "asyncc" not in modules:
        board.add_to(modules)
    if name not in modules:
        return real_import(name, globals, locals, fromlist, level)
    return modules[name if fromlist else name.partition(".")[0]]


def report(error):
    """The traceback as Python prints it, without the frames of the oracle."""
    text = traceback.TracebackException(type(error), error, error.__traceback__)
    text.stack = traceback.StackSummary.from_list(
        [frame for frame in text.stack if frame.filename.endswith(".async")])
    return "".join(text.format())


def exit_status(stop):
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code & 0xFF
    print(stop.code, file=sys.stderr)
    return 1


def run(path, argv):
    """The exit status. Tasks that wait when the program ends are left alone, as they are on a board."""
    global modules
    builtins.const = lambda value: value
    builtins.__import__ = import_module
    modules = make_modules(argv)
    modules["usys"] = modules["sys"]
    suffixes = (importlib.machinery.SourceFileLoader, [".async"])
    sys.path_hooks.insert(0, importlib.machinery.FileFinder.path_hook(suffixes))
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    try:
        exec(code, {"__name__": "__main__", "__file__": path, "__builtins__": builtins})
    except SystemExit as stop:
        return exit_status(stop)
    except BaseException as error:
        sys.stdout.flush()
        print(report(error), end="", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    sys.setrecursionlimit(20000)
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n")
    status = run(sys.argv[1], sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
