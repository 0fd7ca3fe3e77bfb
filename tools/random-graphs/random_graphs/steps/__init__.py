"""A plan's steps: plain data, each with its kind, a seed of its own and what it needs. A new kind is a line here."""
from ..illegal import Illegal
from . import branches, convolution, pointwise, quantize, spatial

BUILD = {
    "conv": convolution.build_conv,
    "dense": convolution.build_dense,
    "quantize": quantize.build,
    "norm": pointwise.build_norm,
    "rectify": pointwise.build_rectify,
    "arithmetic": pointwise.build_arithmetic,
    "nothing": pointwise.build_nothing,
    "pool": spatial.build_pool,
    "shuffle": spatial.build_shuffle,
    "flatten": spatial.build_flatten,
}
BRANCHES = {"residual": branches.build_residual, "concat": branches.build_concat, "dead": branches.build_dead}
# What these do to a channel depends on no other channel.
CHANNELWISE = ("quantize", "norm", "rectify", "arithmetic", "nothing", "pool", "flatten")
NOTHING = ("Identity", "Dropout", "Cast", "one", "two-halves", "Unsqueeze", "Transpose")
VARIANTS = ("permuted", "doubled", "grouped", "identity")


def build_all(g, x, steps):
    for index, step in enumerate(steps):
        g.tag = step.get("tag", "node")
        if step["kind"] in BRANCHES:
            x = BRANCHES[step["kind"]](g, x, step, build_all)
        elif step["kind"] == "conv" and g.variant == "permuted" and may_permute(steps[index + 1 :]):
            x = convolution.build_conv(g, x, step, is_permuted=step["group"] == 1)
        else:
            x = BUILD[step["kind"]](g, x, step)
        x = varied(g, x, step)
    return x


def may_permute(following):
    """Whether the next steps, up to one that reads all channels, treat each channel by itself."""
    for step in following:
        if step["kind"] == "dense" or (step["kind"] == "conv" and step["group"] == 1):
            return True
        if step["kind"] not in CHANNELWISE:
            return False
    return False


def varied(g, x, step):
    """What a variant of the graph has after each step, which changes no score."""
    if g.variant == "identity" and x.rank == 4:
        return pointwise.build_nothing(g, x, {"form": NOTHING[step["seed"] % len(NOTHING)]})
    if g.variant == "doubled" and step["kind"] in ("norm", "rectify"):
        return pointwise.build_nothing(g, x, {"form": "two-halves"})
    return x


__all__ = ["BUILD", "BRANCHES", "NOTHING", "VARIANTS", "Illegal", "build_all"]
