"""Convolutions and dense layers."""
import numpy as np

from ..illegal import Illegal
from .. import nodes
from .. import operators
from .drawn import Drawn
from .kernels import WITH_ZEROS, kernel


# Of bytes by weights of 8 bits: sums of more may not be exact in the float32 of an exported ONNX file.
MAX_BYTE_PRODUCTS = 2**24 // (255 * 127)


def kernel_of(g, step, shape, order, rows):
    """The step's weights [filters, channels, …] for input channels in this order, and those of its filters."""
    draw = Drawn(step)
    latent = draw.numbers(*shape)
    scales = draw.positive(shape[0])
    bits = step["bits"] if np.prod(shape[1:]) < MAX_BYTE_PRODUCTS else min(step["bits"], 4)
    step_size = draw.positive() / 2 ** (bits - 1)
    if order is not None:
        latent = latent[:, order]
    return kernel(g, step["weights"], latent[rows], scales[rows], (step_size, bits))


def bias_of(g, step, filters, rows):
    if not step["bias"]:
        return None
    return g.constant(Drawn({**step, "seed": step["seed"] + 1}).numbers(filters)[rows])


def build_conv(g, x, step, is_permuted=False):
    groups, filters = shape_of(x, step)
    shape = (filters, x.channels // groups, *step["kernel"])
    if not nodes.is_legal_window(x, step["kernel"], step["dilations"], step["pads"]):
        raise Illegal("a window that is larger than the image")
    order = x.order if groups == 1 else None
    if g.variant == "grouped" and groups == 1 and filters > 1:
        halves = np.array_split(np.arange(filters), 2)
        parts = [one_conv(g, x, step, kernel_of(g, step, shape, order, rows), (1, filters, rows)) for rows in halves]
        return nodes.concat(g, parts)
    if g.variant == "grouped" and groups > 1 and step["weights"] in WITH_ZEROS:
        return one_conv(g, x, step, ungrouped(g, step, shape, groups), (1, filters, np.arange(filters)))
    rows = Drawn(step).permutation(filters) if is_permuted else np.arange(filters)
    result = one_conv(g, x, step, kernel_of(g, step, shape, order, rows), (groups, filters, rows))
    if is_permuted:
        result.order = rows
    return result


def shape_of(x, step):
    """Groups and filters. A group has the same number of both."""
    if x.rank != 4:
        raise Illegal("a convolution of a row")
    if step["group"] == "depthwise":
        return x.channels, x.channels
    groups = step["group"]
    filters = x.channels if step["filters"] == "same" else step["filters"]
    if x.channels % groups != 0 or filters % groups != 0:
        raise Illegal("groups that do not divide the channels")
    return groups, filters


def ungrouped(g, step, shape, groups):
    """The same weights for all channels, with zeros where a group does not read them."""
    used = kernel_of(g, step, shape, None, np.arange(shape[0])).bounded.values
    g.initializers.pop()
    whole = np.zeros((shape[0], shape[1] * groups, *shape[2:]))
    for f in range(shape[0]):
        first = f // (shape[0] // groups) * shape[1]
        whole[f, first : first + shape[1]] = used[f]
    return g.constant(whole)


def one_conv(g, x, step, weights, rows_of):
    groups, filters, rows = rows_of
    bias = bias_of(g, step, filters, rows)
    window = {"group": groups, "strides": step["strides"], "dilations": step["dilations"], "pads": step["pads"]}
    if step["auto_pad"]:
        window["pads"] = same_pads(x.size, step)
        return nodes.conv(g, x, weights, bias, window, step["auto_pad"])
    if step["pad_node"] and any(step["pads"]):
        top, left, bottom, right = step["pads"]
        pads = g.constant([0, 0, top, left, 0, 0, bottom, right], np.int64)
        x = g.node("Pad", [x, pads], operators.pad(x.bounded, step["pads"]))
        window["pads"] = [0, 0, 0, 0]
    return nodes.conv(g, x, weights, bias, window)


def same_pads(size, step):
    pads = []
    for length, kernel_size, stride in zip(size, step["kernel"], step["strides"]):
        total = max(0, (-(-length // stride) - 1) * stride + kernel_size - length)
        smaller, larger = total // 2, total - total // 2
        pads.append((smaller, larger) if step["auto_pad"] == "SAME_UPPER" else (larger, smaller))
    return [pads[0][0], pads[1][0], pads[0][1], pads[1][1]]


def build_dense(g, x, step):
    if x.rank != 2:
        raise Illegal("a dense layer of an image")
    units = step["units"]
    rows = np.arange(units)
    weights = kernel_of(g, step, (units, x.channels), x.order, rows)
    bias = bias_of(g, step, units, rows)
    if step["form"] == "Gemm":
        return nodes.gemm(g, x, weights, bias)
    sums = nodes.mat_mul(g, x, nodes.transpose(g, weights, (1, 0)))
    return sums if bias is None else nodes.binary(g, "Add", sums, bias)
