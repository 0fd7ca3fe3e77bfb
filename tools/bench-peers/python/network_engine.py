"""Times a network in an engine that Python calls: one line of JSON with the time per image, the time until the first
result, the memory that is then in use, and the scores.

python ENGINE.py NETWORK IMAGE MILLISECONDS; IMAGE is raw bytes [height, width, channels]"""

import ctypes
import gc
import json
import os
import sys
import time

WARM_UP = 10


class Usage(ctypes.Structure):
    """glibc's struct mallinfo2."""

    _fields_ = [(name, ctypes.c_size_t) for name in
                ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]


def allocated():
    """Bytes that malloc has given out, large blocks included; None where the C library does not count them."""
    try:
        mallinfo2 = ctypes.CDLL(None).mallinfo2
    except AttributeError:
        return None
    mallinfo2.restype = Usage
    gc.collect()
    usage = mallinfo2()
    return usage.uordblks + usage.hblkhd


def bench(open_network):
    """open_network(path, image): a function that runs the image and returns scores, and one that returns what the engine
    says that it runs."""
    path, image, milliseconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    before = allocated()
    start = time.perf_counter_ns()
    run, kernel = open_network(path, image)
    scores = run()
    load_ns = time.perf_counter_ns() - start
    after = allocated()
    times = []
    for _ in range(WARM_UP):
        run()
    end = time.perf_counter_ns() + milliseconds * 1e6
    while not times or time.perf_counter_ns() < end:
        start = time.perf_counter_ns()
        run()
        times.append(time.perf_counter_ns() - start)
    times.sort()
    median = (times[(len(times) - 1) // 2] + times[len(times) // 2]) / 2
    memory = None if before is None else after - before
    numbers = [float(score) for score in scores.reshape(-1)]
    sample = {"median_ns": median, "load_ns": load_ns, "memory_nbytes": memory, "kernel": kernel(), "scores": numbers}
    print(json.dumps(sample))
    sys.stdout.flush()
    # Without the destructors of libraries that share threads.
    os._exit(0)
