"""Where a tensor is read more than once."""
from .. import nodes
from ..illegal import Illegal


def build_residual(g, x, step, build_all):
    """steps(x) + x, or with steps of the shortcut's own."""
    inner, shortcut = build_all(g, x, step["steps"]), build_all(g, x, step["shortcut"])
    if inner.bounded.values.shape != shortcut.bounded.values.shape:
        raise Illegal("a sum of two shapes")
    pair = (shortcut, inner) if step["is_turned"] else (inner, shortcut)
    return nodes.binary(g, step["join"], *pair)


def build_concat(g, x, step, build_all):
    parts = [build_all(g, x, branch) for branch in step["branches"]]
    if len({part.size for part in parts}) > 1:
        raise Illegal("branches of different sizes side by side")
    return nodes.concat(g, parts)


def build_dead(g, x, step, build_all):
    """Nothing reads what these steps make."""
    build_all(g, x, step["steps"])
    return x
