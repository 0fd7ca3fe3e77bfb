"""ONNX's nodes, each with what it makes of its tensors."""
import numpy as np
from onnx import TensorProto

from . import operators as of
from .bounded import add, divide, multiply, negate


def is_legal_window(x, kernel, dilations, pads):
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilations)]
    fits = all(r <= s + pads[a] + pads[a + 2] for a, (r, s) in enumerate(zip(reach, x.size)))
    return x.rank == 4 and fits


def binary(g, op, a, b):
    made = {
        "Add": lambda: add(a.bounded, b.bounded),
        "Sub": lambda: add(a.bounded, negate(b.bounded)),
        "Mul": lambda: multiply(a.bounded, b.bounded),
        "Div": lambda: divide(a.bounded, b.bounded.values),
    }[op]()
    result = g.node(op, [a, b], made)
    result.order = a.order if b.order is None else b.order
    return result


def conv(g, x, weights, bias, window, auto_pad=None):
    """window: group, strides, dilations, pads"""
    made = of.conv(x.bounded, weights.bounded, None if bias is None else bias.bounded, **window)
    inputs = [x, weights] if bias is None else [x, weights, bias]
    attributes = {**window, "pads": None, "auto_pad": auto_pad} if auto_pad else window
    result = g.node("Conv", inputs, made, kernel_shape=list(weights.bounded.values.shape[2:]), **attributes)
    result.order = None
    return result


def gemm(g, x, matrix, bias):
    """matrix: [units, inputs]"""
    inputs = [x, matrix] if bias is None else [x, matrix, bias]
    made = of.dense(x.bounded, matrix.bounded, None if bias is None else bias.bounded, trans_b=True)
    result = g.node("Gemm", inputs, made, transB=1)
    result.order = None
    return result


def mat_mul(g, x, matrix):
    """matrix: [inputs, units]"""
    result = g.node("MatMul", [x, matrix], of.dense(x.bounded, matrix.bounded))
    result.order = None
    return result


def batch_norm(g, x, gamma, beta, mean, variance, epsilon):
    parts = [g.constant(x.lay(np.asarray(part))) for part in (gamma, beta, mean, variance)]
    made = of.batch_norm(x.bounded, *[part.bounded for part in parts], epsilon)
    return g.node("BatchNormalization", [x, *parts], made, epsilon=epsilon)


def clip(g, x, lower, upper):
    bounds = [g.constant(np.float32(bound)) for bound in (lower, upper)]
    return g.node("Clip", [x, *bounds], of.clip(x.bounded, lower, upper))


def concat(g, parts):
    result = g.node("Concat", parts, of.concat([part.bounded for part in parts]), axis=1)
    result.order = None
    return result


def transpose(g, x, axes):
    return g.node("Transpose", [x], of.rearranged(x.bounded, lambda v: v.transpose(axes)), perm=list(axes))


def reshape(g, x, dims, first=1):
    """dims: without the batch, which is written as `first`"""
    shape = g.constant([first, *dims], np.int64)
    return g.node("Reshape", [x, shape], of.rearranged(x.bounded, lambda v: v.reshape(len(v), *dims)))


def flatten(g, x):
    return g.node("Flatten", [x], of.rearranged(x.bounded, lambda v: v.reshape(len(v), -1)), axis=1)


def same(g, op, x):
    return g.node(op, [x], x.bounded, to=TensorProto.FLOAT if op == "Cast" else None)
