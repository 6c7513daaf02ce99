# SPDX-License-Identifier: MIT
"""PlatformIO: compiles the project's program to C before each build, and adds it and the runtime's port to what is built.

In platformio.ini, beside lib_deps:
    custom_asyncc_program = main.async        the program, in src/
    custom_asyncc_port = virtual              a directory of the runtime; with a / in it: of the project
    custom_asyncc_options = --slow=50
    custom_asyncc = asyncc                    the compiler
C that did not change keeps its time, so that nothing else is built for it.
"""
import os
import shlex
import subprocess

Import("env")  # noqa: F821: what SCons gives to a script


def option(name, default):
    return env.GetProjectOption("custom_asyncc" + name, default)  # noqa: F821


def compile_program():
    """To a directory of its own, which is given back."""
    source = os.path.join(env.subst("$PROJECT_SRC_DIR"), option("_program", "main.async"))  # noqa: F821
    directory = os.path.join(env.subst("$BUILD_DIR"), "asyncc", "program")  # noqa: F821
    name = os.path.splitext(os.path.basename(source))[0] + ".c"
    os.makedirs(directory, exist_ok=True)
    done = subprocess.run([option("", "asyncc"), source, "-o", os.path.join(directory, name), "--if-changed", *shlex.split(option("_options", ""))])
    if done.returncode != 0:
        env.Exit(1)  # noqa: F821
    return directory


def add_sources():
    runtime = subprocess.run([option("", "asyncc"), "--print-include-dir"], check=True, capture_output=True, encoding="utf-8").stdout.strip()
    port = option("_port", "posix")
    directory = os.path.join(env.subst("$PROJECT_DIR"), port) if "/" in port else os.path.join(runtime, port)  # noqa: F821
    env.Append(CPPPATH=[runtime, env.subst("$PROJECT_SRC_DIR")])  # noqa: F821
    build = os.path.join("$BUILD_DIR", "asyncc")
    env.BuildSources(os.path.join(build, "c"), compile_program())  # noqa: F821
    env.BuildSources(os.path.join(build, "port"), directory)  # noqa: F821
    with open(os.path.join(directory, "port.c"), encoding="utf-8") as text:
        has = text.read()
        if "ac_port_wake_fd(" in has and '"bare.h"' not in has:          # streams
            env.BuildSources(os.path.join(build, "host"), os.path.join(runtime, "host"))  # noqa: F821


add_sources()
