# SPDX-License-Identifier: MIT
"""The virtual clock, and the module `time` (also `utime`) that reads it.

It counts microseconds from 0, stands still while the program computes, and moves when the loop has nothing
to do or the program sleeps without await.
"""
import calendar
import time
import types

TICKS_PERIOD = 1 << 30

now_us = 0


def now_ms():
    return now_us // 1000


def advance_to_ms(due):
    global now_us
    now_us = max(now_us, due * 1000)


def _sleep_us(us):
    global now_us
    now_us += max(0, int(us))


def make_module():
    module = types.ModuleType("time")
    module.ticks_ms = lambda: now_ms() % TICKS_PERIOD
    module.ticks_us = lambda: now_us % TICKS_PERIOD
    module.ticks_add = lambda ticks, delta: (ticks + delta) % TICKS_PERIOD
    module.ticks_diff = lambda end, start: (end - start + TICKS_PERIOD // 2) % TICKS_PERIOD - TICKS_PERIOD // 2
    module.ticks_cpu = module.ticks_us
    module.time = module.monotonic = module.perf_counter = module.process_time = lambda: now_us / 1e6
    module.time_ns = module.monotonic_ns = module.perf_counter_ns = module.process_time_ns = lambda: now_us * 1000
    module.struct_time = time.struct_time
    module.gmtime = module.localtime = lambda secs=None: time.gmtime(now_us / 1e6 if secs is None else secs)
    module.mktime = lambda t: float(calendar.timegm(t))
    module.sleep = lambda s: _sleep_us(int(s * 1000) * 1000)
    module.sleep_ms = lambda ms: _sleep_us(int(ms) * 1000)
    module.sleep_us = _sleep_us
    return module
