"""Step functions: their codes are exact, unless a number lies within its error of a step."""
from dataclasses import dataclass

import numpy as np

from .bounded import Bounded, add, exact, multiply


def away_from_zero(rounding):
    return lambda x: np.sign(x) * rounding(np.abs(x))


ROUNDINGS = {
    "ROUND": np.rint,
    "HALF_EVEN": np.rint,
    "HALF_UP": away_from_zero(lambda x: np.floor(x + 0.5)),
    "HALF_DOWN": away_from_zero(lambda x: np.ceil(x - 0.5)),
    "UP": away_from_zero(np.ceil),
    "DOWN": np.trunc,
    "ROUND_TO_ZERO": np.trunc,
    "CEIL": np.ceil,
    "FLOOR": np.floor,
}


def code_range(bits, signed, narrow):
    if signed:
        return -(2 ** (bits - 1)) + narrow, 2 ** (bits - 1) - 1
    return 0, 2**bits - 1 - narrow


@dataclass
class Stepped:
    codes: Bounded
    # Where a number lies within its error of a step: nobody can say which code is right.
    is_near: np.ndarray
    # Where a number lies exactly on a step whose side is not promised.
    is_on: np.ndarray

    def times(self, scale):
        return Stepped(multiply(self.codes, exact(np.asarray(scale, np.float64))), self.is_near, self.is_on)

    def plus(self, offset):
        return Stepped(add(self.codes, exact(np.asarray(offset, np.float64))), self.is_near, self.is_on)


def steps(x, step, has_loose_ties=False):
    codes = step(x.values)
    is_near = (step(x.values - x.errors) != codes) | (step(x.values + x.errors) != codes)
    # Nearer than any two numbers that are multiples of what exact numbers are multiples of.
    little = np.maximum(np.abs(x.values), 1.0) * 2.0**-40
    is_on = (step(x.values - little) != step(x.values + little)) & has_loose_ties
    # A converter may compute codes as planes of ±1 and an offset, which reach as far as the largest.
    largest = np.full_like(codes, np.abs(codes).max(initial=0))
    return Stepped(Bounded(codes, np.zeros_like(codes), largest), is_near & (x.errors > 0), is_on)


def sign(x):
    """ONNX's: 0 at 0, which is +1 in Bitplane; that is a tie too."""
    stepped = steps(x, np.sign)
    return Stepped(stepped.codes, stepped.is_near | (x.values == 0), stepped.is_on)


def bipolar(x):
    return steps(x, lambda values: np.where(values >= 0, 1.0, -1.0))


def compare(x, bound, comparison):
    return steps(x, lambda values: comparison(values, bound).astype(np.float64))


# Bitplane promises ties of up to this many levels, and of those beyond that round half to even.
MANY_LEVELS = 4


def quant(x, bits, signed, narrow, mode, is_moved=False):
    """The code of x, which was divided by the scale; is_moved: an odd zero point was added, so evens became odd."""
    if bits == 1 and signed:
        return bipolar(x)
    lowest, highest = code_range(bits, signed, narrow)
    if mode == "UP" and (lowest, highest) == (-1, 1):
        return sign(Bounded(np.clip(x.values, -1, 1), x.errors))
    has_loose_ties = highest - lowest >= MANY_LEVELS and (is_moved or mode not in ("ROUND", "HALF_EVEN"))
    return steps(x, lambda values: ROUNDINGS[mode](np.clip(values, lowest, highest)), has_loose_ties)


def linear(x, zero_point, lowest, highest):
    return steps(x, lambda values: np.clip(np.rint(values) + zero_point, lowest, highest))


def multi_threshold(x, thresholds):
    """thresholds: [1 or C, T] → how many of them are ≤ x"""
    column = (1, thresholds.shape[0]) + (1,) * (x.values.ndim - 2)
    return steps(x, lambda values: sum((values >= row.reshape(column)).astype(np.float64) for row in thresholds.T))
