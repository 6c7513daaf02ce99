# SPDX-License-Identifier: MIT
"""machine, pyb and asyncc.board: the library's own text, which is Python, run by CPython.

So the oracle says what the language makes of it; what a board has to do stands in the tests as assertions.
"""
import os
import types

import c

LIBRARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "runtime", "lib")
FILES = {"asyncc.board": "asyncc/board.async", "machine": "machine.async", "pyb": "pyb.async"}


def add_to(modules):
    """Called when a program first imports one of them."""
    modules["asyncc"] = c
    modules["asyncio"]._hide = lambda task: setattr(task, "helper", True)
    modules["stream"] = types.SimpleNamespace(_Connection=None, _Descriptor=None, _read=None, _read_line=None, _write=None)
    for name, file in FILES.items():
        path = os.path.join(LIBRARY, file)
        module = modules[name] = types.ModuleType(name)
        module.__file__ = path
        if name == "asyncc.board":
            modules["asyncc"].board = module
        with open(path, encoding="utf-8") as text:
            exec(compile(text.read(), path, "exec", dont_inherit=True), module.__dict__)
