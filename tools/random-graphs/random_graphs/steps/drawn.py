"""Parameters of one step: dyadic ones, with which all sums stay exact, or any."""
import numpy as np


class Drawn:
    def __init__(self, step):
        self.rng = np.random.default_rng(step["seed"])
        self.is_dyadic = step["numbers"] == "dyadic"

    def numbers(self, *shape):
        """About as large as 1, of both signs."""
        if self.is_dyadic:
            return self.rng.integers(-8, 9, shape) / 8
        return self.rng.standard_normal(shape).astype(np.float32).astype(np.float64)

    def positive(self, *shape):
        if self.is_dyadic:
            return 2.0 ** self.rng.integers(-1, 2, shape)
        return (0.5 + self.rng.random(shape)).astype(np.float32).astype(np.float64)

    def near(self, size):
        """A number above 0 of about that size."""
        size = max(float(size), 2.0**-20)
        if self.is_dyadic:
            return 2.0 ** np.round(np.log2(size))
        return float(np.float32(size * self.rng.uniform(0.75, 1.5)))

    def rounded(self, values, step):
        """In the dyadic numbers to multiples of the step, a power of two."""
        if self.is_dyadic:
            return np.round(np.asarray(values) / step) * step
        return np.asarray(values, np.float32).astype(np.float64)

    def permutation(self, length):
        return self.rng.permutation(length)
