"""Norms, rectifiers, arithmetic with constants, and nodes that do nothing."""
import numpy as np

from .. import nodes, operators
from ..bounded import exact, negate
from .drawn import Drawn

GAMMAS = {
    "positive": lambda signs: np.ones_like(signs),
    "negative": lambda signs: -np.ones_like(signs),
    "mixed": lambda signs: np.where(np.arange(signs.size) % 2 == 0, 1.0, -1.0),
    "zero": lambda signs: np.where(np.arange(signs.size) % 2 == 0, 0.0, signs),
}


def build_norm(g, x, step):
    draw = Drawn(step)
    channels = x.channels
    back = np.arange(channels) if x.order is None else np.argsort(x.order)
    axes = tuple(axis for axis in range(x.rank) if axis != 1)
    deviation = draw.near(np.std(x.bounded.values) or 1.0)
    mean = draw.rounded(x.bounded.values.mean(axes)[back], deviation / 4)
    signs = GAMMAS[step["gamma"]](draw.rng.choice([-1.0, 1.0], channels))
    gamma, beta = draw.positive(channels) * signs, draw.rounded(draw.numbers(channels), 1 / 4)
    if step["form"] == "BatchNormalization":
        # A variance that makes a power of four with epsilon, where the deviation is a power of two.
        epsilon = float(np.float32(deviation**2 / 1024))
        variance = np.full(channels, deviation**2 - epsilon) * (1 if draw.is_dyadic else draw.positive(channels))
        return nodes.batch_norm(g, x, gamma, beta, mean, variance, epsilon)
    if step["form"] == "tensor":
        parts = [np.reshape(part, 1) for part in (mean.mean() if not draw.is_dyadic else mean[0], deviation)]
    else:
        parts = [x.column(mean), x.column(np.full(channels, deviation))]
    centred = nodes.binary(g, "Sub", x, g.constant(parts[0]))
    scaled = nodes.binary(g, "Mul", nodes.binary(g, "Div", centred, g.constant(parts[1])), g.constant(x.column(gamma)))
    return nodes.binary(g, "Add", scaled, g.constant(x.column(beta)))


def build_rectify(g, x, step):
    draw = Drawn(step)
    form = step["form"]
    if form == "Relu":
        return g.node("Relu", [x], operators.clip(x.bounded, 0.0))
    if form == "LeakyRelu":
        slope = float(np.float32(draw.positive() / 8))
        return g.node("LeakyRelu", [x], operators.rectify(x.bounded, exact(np.float64(slope))), alpha=slope)
    if form == "HardTanh":
        return nodes.clip(g, x, -1, 1)
    if form == "Clip":
        return nodes.clip(g, x, -draw.near(np.std(x.bounded.values)), draw.near(2 * np.std(x.bounded.values)))
    if form == "PRelu of elements" and x.rank == 4:
        drawn = draw.numbers(x.channels, *x.size)
        slopes = g.constant(x.lay(drawn))
    else:
        signs = GAMMAS[step["slopes"]](draw.rng.choice([-1.0, 1.0], x.channels))
        slopes = g.constant(x.column(draw.positive(x.channels) / 4 * signs)[0])
    return g.node("PRelu", [x, slopes], operators.rectify(x.bounded, slopes.bounded))


def build_arithmetic(g, x, step):
    draw = Drawn(step)
    op = step["form"]
    if op == "Neg":
        return g.node("Neg", [x], negate(x.bounded))
    is_scalar = step["is_scalar"]
    shape = () if is_scalar else (x.channels,)
    numbers = draw.positive(*shape) if op in ("Mul", "Div") else draw.numbers(*shape)
    if op == "Mul":
        numbers = numbers * draw.rng.choice([-1.0, 1.0], shape)
    constant = g.constant(np.float32(numbers) if is_scalar else x.column(numbers))
    return nodes.binary(g, op, *((constant, x) if step["is_left"] and op != "Div" else (x, constant)))


def build_nothing(g, x, step):
    form = step["form"]
    if form in ("Identity", "Dropout", "Cast"):
        return nodes.same(g, form, x)
    if form == "one":
        return nodes.binary(g, "Mul", x, g.constant(np.float32(1)))
    if form == "two-halves":
        return nodes.binary(g, "Mul", nodes.binary(g, "Mul", x, g.constant(np.float32(2))), g.constant(np.float32(0.5)))
    if form == "Unsqueeze" or x.rank == 2:
        order = x.order
        axes = g.constant([2], np.int64)
        longer = g.node("Unsqueeze", [x, axes], operators.rearranged(x.bounded, lambda v: np.expand_dims(v, 2)))
        result = g.node("Squeeze", [longer, axes], x.bounded)
        result.order = order
        return result
    order = x.order
    there = nodes.transpose(g, x, (0, 2, 3, 1))
    result = nodes.transpose(g, there, (0, 3, 1, 2))
    result.order = order
    return result
