"""Times a function."""

import statistics
import time

WARM_UP_CALLS = 3


def median_nanoseconds(call, seconds):
    """Of as many calls as fit, at least five."""
    for _ in range(WARM_UP_CALLS):
        call()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter_ns()
        call()
        times.append(time.perf_counter_ns() - start)
    return int(statistics.median(times))
