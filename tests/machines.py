# SPDX-License-Identifier: MIT
"""Emulated machines with a port of bare metal: how a program for one is built, and run; the runtime compiled for any machine."""
import pathlib
import shutil
import socket
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
FLAGS = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror", "-DAC_INT_BITS=32", f"-I{TOP}/runtime",
         "-ffunction-sections", "-fdata-sections"]
LINK = ["-nostartfiles", "-Wl,--gc-sections,--no-warn-rwx-segments"]
MACHINES = {
    "cortexm": {"cc": ["arm-none-eabi-gcc", "-mcpu=cortex-m3", "-mthumb", "-DAC_CLOCK_HZ=25000000"], "board": "an385.c",
                "link": ["--specs=nosys.specs", "-Wl,--no-warnings,--defsym=ac_flash_size=4M,--defsym=ac_ram_size=4M"],
                "qemu": ["qemu-system-arm", "-M", "mps2-an385"]},
    "riscv": {"cc": ["riscv64-unknown-elf-gcc", "-march=rv32imac", "-misa-spec=2.2", "-mabi=ilp32", "--specs=picolibc.specs", "-DAC_CLOCK_HZ=10000000"],
              "board": "virt.c", "link": ["-Wl,--defsym=__heap_start=end,--defsym=__heap_end=0x82000000,--defsym=ac_ram_size=60M"],
              "qemu": ["qemu-system-riscv32", "-M", "virt", "-bios", "none"]},
}
# Their time is that of their instructions: a busy host does not change what they do.
QEMU = ["-display", "none", "-monitor", "none", "-icount", "shift=3,sleep=off", "-semihosting-config", "enable=on,target=native"]


def missing(machine):
    """Its tools that are not there."""
    return [m for m in (MACHINES[machine]["cc"][0], MACHINES[machine]["qemu"][0]) if not shutil.which(m)]


def build(machine, sources, program, *flags):
    """The error, or nothing. `sources` without the board's own."""
    what = MACHINES[machine]
    done = subprocess.run([*what["cc"], *FLAGS, *flags, *map(str, sources), TOP / "tests/target" / what["board"], *LINK, *what["link"],
                           f"-T{TOP}/runtime/{machine}/sections.ld", "-lm", "-o", str(program)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8", errors="replace")
    return done.stdout if done.returncode else ""


def command(machine, program, *more):
    return [*MACHINES[machine]["qemu"], *QEMU, *more, "-kernel", str(program)]


def connected(path, seconds):
    """The socket on which QEMU listens, or will soon."""
    end = time.monotonic() + seconds
    while True:
        s = socket.socket(socket.AF_UNIX)
        try:
            s.connect(str(path))
            s.settimeout(seconds)
            return s
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def archive(pool, folder, compiler, sources):
    """The sources as an archive in a folder of its own; its path. The test ends when one does not compile."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    objects = [folder / f"{source.parent.name}_{source.stem}.o" for source in sources]
    for source, done in zip(sources, pool.map(lambda source, made: subprocess.run([*compiler, "-c", source, "-o", made], capture_output=True,
                                                                                 encoding="utf-8", errors="replace"), sources, objects)):
        if done.returncode:
            sys.exit(f"FAIL {source} does not compile with {compiler[0]}: {done.stderr[:2000]}")
    subprocess.run(["ar", "rcs", folder / "lib.a", *objects], check=True)
    return folder / "lib.a"
