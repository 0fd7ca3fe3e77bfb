"""Pools, shuffles, and the end of the image."""
import numpy as np

from .. import nodes, operators
from ..illegal import Illegal


def build_pool(g, x, step):
    kernel, strides, pads = step["kernel"], step["strides"], step["pads"]
    if not nodes.is_legal_window(x, kernel, (1, 1), [0, 0, 0, 0]) or max(pads) >= min(kernel):
        raise Illegal("a pool that is larger than the image, or one that pads more than it reads")
    attributes = {"kernel_shape": kernel, "strides": strides, "pads": pads}
    if step["form"] == "MaxPool":
        made = operators.max_pool(x.bounded, kernel, pads, strides, step["ceil"])
        return g.node("MaxPool", [x], made, ceil_mode=int(step["ceil"]), **attributes)
    made = operators.average_pool(x.bounded, kernel, pads, strides, step["count_include_pad"])
    return g.node("AveragePool", [x], made, count_include_pad=int(step["count_include_pad"]), **attributes)


def build_shuffle(g, x, step):
    groups = step["groups"]
    if x.rank != 4 or x.channels % groups != 0:
        raise Illegal("a shuffle of groups that do not divide the channels")
    size = list(x.size)
    split = nodes.reshape(g, x, [groups, x.channels // groups, *size])
    turned = nodes.transpose(g, split, (0, 2, 1, 3, 4))
    return nodes.reshape(g, turned, [x.channels, *size], first=step["first"])


def build_flatten(g, x, step):
    """The image as a row, in the plan's order of its elements."""
    if x.rank != 4:
        raise Illegal("a row, flattened")
    form, order = step["form"], x.order
    if form == "ReduceMean":
        means = operators.rearranged(operators.global_average(x.bounded), lambda v: v[:, :, 0, 0])
        if g.opset < 18:
            result = g.node("ReduceMean", [x], means, axes=[2, 3], keepdims=0)
        else:
            result = g.node("ReduceMean", [x, g.constant([2, 3], np.int64)], means, keepdims=0)
        result.order = order
        return result
    if form.startswith("Global"):
        op, flat = form.split("+")
        pooled = operators.global_max if op == "GlobalMaxPool" else operators.global_average
        x = g.node(op, [x], pooled(x.bounded))
        order = x.order
        form = flat
    elements = np.arange(np.prod(x.bounded.values.shape[1:])).reshape(x.bounded.values.shape[1:])
    if order is not None:
        elements = elements[order]
    result = flattened(g, x, form)
    if form == "rows first":
        elements = elements.transpose(1, 2, 0)
    result.order = elements.ravel()
    return result


def flattened(g, x, form):
    if form == "Squeeze":
        squeezed = operators.rearranged(x.bounded, lambda v: v[:, :, 0, 0])
        return g.node("Squeeze", [x, g.constant([2, 3], np.int64)], squeezed)
    if form == "Reshape":
        return nodes.reshape(g, x, [-1], first=1)
    if form == "rows first":
        return nodes.flatten(g, nodes.transpose(g, x, (0, 2, 3, 1)))
    return nodes.flatten(g, x)
