"""What ONNX's operators make of bounded numbers. Tensors have all images along their first axis."""
import numpy as np

from .bounded import Bounded, UNIT, add, computed, granularity, is_power_of_two, multiply, negate
from .illegal import Illegal


def windows(values, kernel, strides=(1, 1), dilations=(1, 1), pads=(0, 0, 0, 0), fill=0.0):
    """[N, C, H, W] → [N, C, rows, columns, kernel height, kernel width]"""
    top, left, bottom, right = pads
    padded = np.pad(values, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=fill)
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilations)]
    seen = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    return seen[:, :, :: strides[0], :: strides[1], :: dilations[0], :: dilations[1]]


# A tensor of no more different numbers may be computed as planes of bits, or as bytes.
FEW = 256


def dot(x, weights, subscripts):
    """A sum of products in any order.

    Rounding errors of n summands add up to about the root of n times the unit (Higham and Mary, A New Approach to
    Probabilistic Rounding Error Analysis, 2019, theorem 2.8 with a factor of 6), and to n times at most.
    """
    values = np.einsum(subscripts, x.values, weights.values, optimize=True)
    sizes = np.abs(weights.values)
    # Planes and bytes are as large as the largest number, also where the number itself is 0.
    has_few = np.unique(x.values).size <= FEW
    reach = np.full_like(x.values, np.abs(x.values).max(initial=0)) if has_few else np.abs(x.values)
    carried = np.einsum(subscripts, x.errors, sizes, optimize=True)
    length = weights.values[0].size
    grain = granularity(x.values) * granularity(weights.values)
    magnitudes = np.einsum(subscripts, reach, sizes, optimize=True)
    return computed(values, magnitudes, grain, carried, 4 + min(length, 6 * length**0.5))


def conv(x, weights, bias=None, group=1, strides=(1, 1), dilations=(1, 1), pads=(0, 0, 0, 0)):
    kernel = weights.values.shape[2:]
    seen = [windows(part, kernel, strides, dilations, pads) for part in (x.values, x.errors)]
    size, filters = x.values.shape[1] // group, weights.values.shape[0] // group
    parts = []
    for g in range(group):
        of_group = Bounded(*(part[:, g * size : (g + 1) * size] for part in seen))
        rows = slice(g * filters, (g + 1) * filters)
        own = Bounded(weights.values[rows], weights.errors[rows])
        parts.append(dot(of_group, own, "nchwij,fcij->nfhw"))
    sums = concat(parts)
    return sums if bias is None else add(sums, Bounded(bias.values[:, None, None], bias.errors[:, None, None]))


def dense(x, matrix, bias=None, trans_b=False):
    weights = Bounded(matrix.values, matrix.errors) if trans_b else Bounded(matrix.values.T, matrix.errors.T)
    sums = dot(x, weights, "nc,fc->nf")
    return sums if bias is None else add(sums, bias)


def batch_norm(x, gamma, beta, mean, variance, epsilon):
    column = (1, -1) + (1,) * (x.values.ndim - 2)
    # The sum and the root as a runtime has them: a variance that makes a power of two with epsilon stays exact.
    deviation = np.sqrt((variance.values.astype(np.float32) + np.float32(epsilon)).astype(np.float64))
    scale = gamma.values / deviation
    shifts = [Bounded(part.values.reshape(column), part.errors.reshape(column)) for part in (beta, mean)]
    roundings = 0 if is_power_of_two(deviation) else 4
    factor = Bounded(scale.reshape(column), roundings * UNIT * np.abs(scale.reshape(column)))
    # As x·scale + (beta − mean·scale), and as (x − mean)·scale + beta: the bound is that of both.
    centred = add(multiply(x, factor), negate(multiply(shifts[1], factor)))
    return add(centred, shifts[0])


def pooled(x, kernel, pads, strides, ceil, fill):
    height, width = x.values.shape[2:]
    pads = list(pads)
    if ceil:
        for axis, size in enumerate((height, width)):
            over = -(size + pads[axis] + pads[axis + 2] - kernel[axis]) % strides[axis]
            last = size + pads[axis] + pads[axis + 2] + over - kernel[axis]
            if over and last >= size + pads[axis]:
                raise Illegal("a window beyond the image, which onnx counts and onnxruntime does not")
            pads[axis + 2] += over
    return windows(x.values, kernel, strides, pads=pads, fill=fill), windows(x.errors, kernel, strides, pads=pads)


def max_pool(x, kernel, pads=(0, 0, 0, 0), strides=(1, 1), ceil=False):
    values, errors = pooled(x, kernel, pads, strides, ceil, -np.inf)
    return Bounded(values.max((-1, -2)), errors.max((-1, -2)))


def average(values, errors, counts):
    """values, errors: [..., taps]; counts: how many of them each mean is of."""
    means = values.sum((-1, -2)) / counts
    reach = np.abs(values).sum((-1, -2))
    grain = granularity(values) if is_power_of_two(counts) else 0.0
    taps = values.shape[-1] * values.shape[-2]
    return computed(means, reach / counts, grain / np.max(counts), errors.sum((-1, -2)) / counts, taps + 4)


def average_pool(x, kernel, pads=(0, 0, 0, 0), strides=(1, 1), count_include_pad=False):
    values, errors = pooled(x, kernel, pads, strides, False, 0.0)
    inside = windows(np.ones_like(x.values), kernel, strides, pads=pads)
    counts = np.full(values.shape[:-2], kernel[0] * kernel[1]) if count_include_pad else inside.sum((-1, -2))
    return average(values, errors, counts)


def global_average(x):
    counts = np.full(x.values.shape[:2], x.values.shape[2] * x.values.shape[3])
    means = average(x.values, x.errors, counts)
    return Bounded(means.values[..., None, None], means.errors[..., None, None])


def global_max(x):
    return Bounded(x.values.max((2, 3), keepdims=True), x.errors.max((2, 3), keepdims=True))


def concat(parts):
    both = [(part.values, part.errors, part.reach) for part in parts]
    return Bounded(*(np.concatenate(arrays, 1) for arrays in zip(*both)))


def rectify(x, slopes):
    below = multiply(x, slopes)
    largest = np.maximum(x.errors, below.errors)
    # Where the error reaches over 0, the number may be on either side: both are right within the larger error.
    is_below = x.values < 0
    errors = np.where(is_below, below.errors, x.errors) if x.is_exact else largest
    return Bounded(np.where(is_below, below.values, x.values), errors)


def clip(x, lower=-np.inf, upper=np.inf):
    """A number beyond the bounds by more than its error has none any more."""
    values = np.clip(x.values, lower, upper)
    above, below = np.clip(x.values + x.errors, lower, upper), np.clip(x.values - x.errors, lower, upper)
    return Bounded(values, np.maximum(above - values, values - below))


def pad(x, pads, value=0.0):
    top, left, bottom, right = pads
    around = ((0, 0), (0, 0), (top, bottom), (left, right))
    return Bounded(np.pad(x.values, around, constant_values=value), np.pad(x.errors, around))


def rearranged(x, change):
    return Bounded(change(x.values), change(x.errors), change(x.reach))

