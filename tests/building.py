# SPDX-License-Identifier: MIT
"""Programs that the test scripts run: from .async to a binary."""
import os
import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[1]
SANITIZED = ["-g", "-DAC_DEBUG", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]


def build(source, program, archive="virtual", flags=("-O2",)):
    """Compiles with the compiler of build/; `archive`: which of the runtimes, "posix-debug", say."""
    subprocess.run([TOP / "build/asyncc", source, "-o", f"{program}.c"], check=True)
    subprocess.run([os.environ.get("CC", "cc"), *flags, f"-I{TOP}/runtime", f"{program}.c",
                    TOP / f"build/runtime/libasyncc-{archive}.a", "-lm", "-o", program], check=True)
