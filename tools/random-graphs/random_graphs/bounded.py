"""Numbers in float64 with a bound of how far a correct computation in float32 may lie from them.

The bound is 0 as long as every step is exact in float32 whatever the order of its sums is: then all runtimes have the
same bits. Else it is a running error analysis (Higham, Accuracy and Stability of Numerical Algorithms, section 3.3).
"""
from dataclasses import dataclass

import numpy as np

UNIT = 2.0**-24
# A converter may merge multiplications and additions that follow each other, and rounds what it merged once more.
ROUNDINGS = 4
# Of the 24 bits of a float32: two are left for offsets that a converter merges into a sum.
MAX_BITS = 22


@dataclass
class Bounded:
    values: np.ndarray
    errors: np.ndarray
    # How large a number may be on the way to the value: where 0 and 1 are computed as ±½ + ½, an offset that takes part
    # in what follows.
    reach: np.ndarray = None

    def __post_init__(self):
        if self.reach is None:
            self.reach = np.abs(self.values)

    @property
    def is_exact(self):
        return not self.errors.any()


def exact(values):
    values = np.asarray(values, np.float64)
    return Bounded(values, np.zeros_like(values))


def granularity(values):
    """The largest power of two of which all values are multiples; infinite where all are 0."""
    values = values[values != 0]
    if values.size == 0:
        return np.inf
    mantissas, exponents = np.frexp(values)
    whole = np.ldexp(mantissas, 53).astype(np.int64)
    lowest = np.log2((whole & -whole).astype(np.float64))
    return float(2.0 ** np.min(lowest + exponents - 53))


def computed(values, magnitudes, grain, carried, roundings=ROUNDINGS):
    """What an operation makes.

    magnitudes: bounds of all numbers on the way; grain: of which power of two all of these are multiples; carried: the
    error that the operands had.
    """
    magnitudes = np.broadcast_to(magnitudes, values.shape)
    is_exact = not np.any(carried) and (magnitudes.size == 0 or np.max(magnitudes) < grain * 2.0**MAX_BITS)
    errors = carried if is_exact else carried + roundings * UNIT * magnitudes
    return Bounded(values, np.array(np.broadcast_to(errors, values.shape)), magnitudes)


def add(a, b):
    grain = min(granularity(a.values), granularity(b.values))
    return computed(a.values + b.values, a.reach + b.reach, grain, a.errors + b.errors)


def negate(a):
    return Bounded(-a.values, a.errors, a.reach)


def is_power_of_two(values):
    return bool(np.all(np.abs(np.frexp(values)[0]) == 0.5))


def multiply(a, b):
    values = a.values * b.values
    carried = np.abs(a.values) * b.errors + np.abs(b.values) * a.errors + a.errors * b.errors
    reach = a.reach * b.reach
    # No rounding, however far apart the numbers of a tensor are: what a concatenation joins need not have one grain.
    if is_power_of_two(a.values) or is_power_of_two(b.values):
        return Bounded(values, carried, reach)
    return computed(values, reach, granularity(a.values) * granularity(b.values), carried)


def divide(a, divisor):
    """By constants. Exact only by powers of two: a converter multiplies by the reciprocal."""
    values, carried, reach = a.values / divisor, a.errors / np.abs(divisor), a.reach / np.abs(divisor)
    return Bounded(values, carried, reach) if is_power_of_two(divisor) else computed(values, reach, 0.0, carried)
