# SPDX-License-Identifier: MIT
"""An emulated machine that is single-stepped through QEMU's stub of gdb, and whose states are saved and put back."""
import json
import re
import subprocess
import time

import machines                         # tests/machines.py

SECONDS = 5                             # until nothing more is expected of QEMU
STEPS = "Qqemu.sstep=5"                 # with interrupts, but no clock
TIMED = "Qqemu.sstep=1"                 # with both
ALONE = "Qqemu.sstep=7"                 # nor interrupts
PHYSICAL = "Qqemu.PhyMemMode:1"         # what is written reaches devices


def little(value, size=4):
    return value.to_bytes(size, "little").hex()


MTIME, MTIMECMP = "200bff8,8", "2004000,8"
TIMER_CTRL, TIMER_VALUE = "40000000,4", "40000004,4"


def lose_time_by_timer(machine, ticks):
    """QEMU's clock goes on to the event of a device that interrupts nobody; later ones come as before."""
    left = machine.word("ticks_left") - ticks
    if left > 0:
        machine.write(TIMER_CTRL, little(0))
        machine.write(TIMER_VALUE, little(left))
        machine.write(TIMER_CTRL, little(1))
        machine.ask(TIMED)
        machine.ask("s")
        machine.ask(STEPS)


def set_mtime(machine, ticks):
    now = machine.number(MTIMECMP) - ticks
    if now > machine.number(MTIME):
        machine.write(MTIME, little(now, 8))


# "pc": its number among the registers; "width": of WFI, in bytes; "shift": an instruction takes 2^shift ns; "ticks": how many
# of the clock that are; "kept": registers that older QEMUs do not save with the state; "inject": what makes a device interrupt,
# written where.
#
# QEMU's clock goes on to the next event of any device when a breakpoint stops it, or a step that is TIMED. On Cortex-M a timer
# that interrupts nobody has one soon; on RISC-V there is the port's next deadline. (Where SysTick is the only event there is, it
# goes on to the second as soon as the first.)
MACHINES = {
    "cortexm": {"tools": "arm-none-eabi-", "pc": 15, "width": 2, "shift": 6, "ticks": 1.6, "kept": [],
                "inject": ("40004000,4", "41000000"), "lose": lose_time_by_timer},
    "riscv": {"tools": "riscv64-unknown-elf-", "pc": 32, "width": 4, "shift": 7, "ticks": 1.28, "kept": [MTIME],
              "inject": ("10000001,1", "02"), "lose": set_mtime},
}


def must(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"FAIL target: {' '.join(map(str, command))[:300]}\n{done.stderr[:2000]}")
    return done.stdout


def symbols(program, tools):
    """Addresses by name, (address, end) of functions by name; "wfi": of that instruction."""
    addresses, functions = {}, {}
    for line in must(tools + "nm", "-S", program).splitlines():
        words = line.split()
        addresses[words[-1]] = int(words[0], 16) & ~(len(words) == 4 and words[2] in "tTW")
        if len(words) == 4:
            functions[words[3]] = addresses[words[3]], addresses[words[3]] + int(words[1], 16)
    code = must(tools + "objdump", "-d", "--disassemble=ac_port_idle", program)
    addresses["wfi"] = int(re.search(r"^\s*([0-9a-f]+):.*\bwfi\b", code, re.M)[1], 16)
    return addresses, functions


# ---- the machine ----

class Machine:
    """QEMU with its stub of gdb, and its monitor for the states that are saved."""

    def __init__(self, machine, program):
        self.what, self.folder, self.kept = MACHINES[machine], program.parent, {}
        self.names, self.functions = symbols(program, self.what["tools"])
        places = {"gdb": program.with_suffix(".gdb"), "qmp": program.with_suffix(".qmp")}
        sockets = [f"socket,path={path},server=on,wait=off,id={name}" for name, path in places.items()]
        command = machines.command(machine, program, "-S", "-icount", f"shift={self.what['shift']},sleep=off", "-serial", "null",
                                   "-chardev", sockets[0], "-gdb", "chardev:gdb", "-chardev", sockets[1], "-mon", "chardev=qmp,mode=control")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.monitor = machines.connected(places["qmp"], SECONDS).makefile("rw")
        self.stub, self.rest = machines.connected(places["gdb"], SECONDS), b""
        self.monitor.readline()
        self.order("qmp_capabilities")
        self.make_disk(self.folder / "states.qcow2")
        for text in STEPS, PHYSICAL:
            assert self.ask(text) == "OK", text

    def stop(self):
        self.process.kill()
        self.process.wait()

    def function(self, address):
        return next((name for name, (start, end) in self.functions.items() if start <= address < end), hex(address))

    # -- states

    def order(self, command, **arguments):
        self.monitor.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.monitor.flush()
        while True:
            answer = json.loads(self.monitor.readline())
            assert "error" not in answer, answer
            if "return" in answer:
                return answer["return"]

    def make_disk(self, path):
        """Where states are saved."""
        path.touch()
        self.order("blockdev-add", **{"driver": "file", "filename": str(path), "node-name": "file", "cache": {"no-flush": True}})
        self.order("blockdev-create", **{"job-id": "made", "options": {"driver": "qcow2", "file": "file", "size": 0}})
        while self.order("query-jobs")[0]["status"] != "concluded":
            time.sleep(0.01)
        self.order("job-dismiss", id="made")
        self.order("blockdev-add", **{"driver": "qcow2", "file": "file", "node-name": "states", "cache": {"no-flush": True}})

    def save(self, name):
        self.kept[name] = [(place, self.ask("m" + place)) for place in self.what["kept"]]
        assert not self.order("human-monitor-command", **{"command-line": f"savevm {name}"})

    def load(self, name):
        """Not twice before it runs again: QEMU 7.2 ends."""
        assert not self.order("human-monitor-command", **{"command-line": f"loadvm {name}"})
        for place, value in self.kept[name]:
            self.write(place, value)

    # -- the stub of gdb

    def ask(self, text):
        self.stub.sendall(b"$%s#%02x" % (text.encode(), sum(text.encode()) % 256))
        return self.answer()

    def answer(self):
        while True:
            packet = re.search(rb"\$([^#]*)#..", self.rest)
            if packet:
                self.rest = self.rest[packet.end():]
                self.stub.sendall(b"+")
                return packet[1].decode()
            more = self.stub.recv(4096)
            assert more, "QEMU has ended"
            self.rest += more

    def number(self, place):
        return int.from_bytes(bytes.fromhex(self.ask(f"m{place}")), "little")

    def word(self, name):
        return self.number(f"{self.names[name]:x},4")

    def pc(self):
        at = self.what["pc"] * 8
        return int.from_bytes(bytes.fromhex(self.ask("g")[at:at + 8]), "little")

    def write(self, place, value):
        assert self.ask(f"M{place}:{value}") == "OK"

    def set_word(self, name, value):
        self.write(f"{self.names[name]:x},4", little(value))

    def inject(self):
        self.write(*self.what["inject"])

    def step(self):
        """One instruction; a sleep to its end, with the interrupt if nothing else ends it."""
        if self.pc() != self.names["wfi"]:
            self.ask("s")
        elif self.word("only_interrupt"):
            self.inject()
            self.ask("s")
        else:
            self.run_to(self.names["wfi"] + self.what["width"])

    def lose_time(self, ticks):
        """The clock's next interrupt is due in so many."""
        self.what["lose"](self, ticks)

    def leave(self):
        """One instruction further: an interrupt would return to this one."""
        self.ask(ALONE)
        self.ask("s")
        self.ask(STEPS)

    def run_to(self, address):
        """Whether it gets there, though it be there now."""
        if self.pc() == address:
            self.leave()
        assert self.ask(f"Z0,{address:x},2") == "OK"
        try:
            self.ask("c")
        except TimeoutError:
            self.stub.sendall(b"\x03")
            self.answer()
        assert self.ask(f"z0,{address:x},2") == "OK"
        return self.pc() == address
