"""Times that count: a sample is kept if a probe before and after it saw the core issue as fast as it can."""

import ctypes
import time

QUIET = 0.94
CALIBRATION_NS = 200_000_000
BATCH_NS = 50_000


class CoreGate:
    """The probe of packages/runtime-c/tools/core_probe.c, built as the library `path`."""

    def __init__(self, path):
        self.probe = ctypes.CDLL(path).probe_core_ns
        self.probe.restype = ctypes.c_uint64
        end = time.perf_counter_ns() + CALIBRATION_NS
        self.best = self.probe()
        while time.perf_counter_ns() < end:
            self.best = min(self.best, self.probe())

    def is_quiet(self):
        return self.probe() * QUIET <= self.best

    def samples(self, measure, milliseconds):
        """Calls measure(), which returns nanoseconds per image, for that long, up to four times as long where no sample
        counts. Returns the samples that count, and how many do not."""
        kept, rejected = [], 0
        start = time.perf_counter_ns()
        was_quiet = self.is_quiet()
        while True:
            ms = (time.perf_counter_ns() - start) / 1e6
            if ms >= milliseconds and (kept or ms >= 4 * milliseconds):
                return kept, rejected
            sample = measure()
            is_quiet = self.is_quiet()
            if was_quiet and is_quiet:
                kept.append(sample)
            else:
                rejected += 1
            was_quiet = is_quiet


def batches(run):
    """A measure() of run() in batches of at least 50 µs."""
    run()
    start = time.perf_counter_ns()
    run()
    calls = range(BATCH_NS // (time.perf_counter_ns() - start + 1) + 1)

    def measure():
        start = time.perf_counter_ns()
        for _ in calls:
            run()
        return (time.perf_counter_ns() - start) / len(calls)

    return measure
