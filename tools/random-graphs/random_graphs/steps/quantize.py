"""Signs and quantizers of activations, in the idioms of the tools."""
import numpy as np
from onnx import TensorProto

from .. import nodes, quantizers
from ..bounded import add, divide, exact, granularity
from ..graph import QONNX
from .drawn import Drawn

SIGNS = ("sign", "sign-clipped", "where", "where-less", "cast", "detach", "tf", "bipolar")
LEVELS = ("zero-one", "quant", "qcdq", "multi-threshold")


def build(g, x, step):
    form = step["form"]
    if form in SIGNS:
        return SIGN_FORMS[form](g, prepared(g, x, form), step)
    return LEVEL_FORMS[form](g, x, Drawn(step), step)


def prepared(g, x, form):
    """Numbers without zeros where these would be ties.

    ONNX's Sign is 0 at 0; and a sum that is 0 but for roundings has either sign.
    """
    values, size = np.abs(x.bounded.values), spread(x)
    if not x.bounded.is_exact:
        # Whatever the errors are, which differ between variants.
        if np.any(values <= size * 1e-4):
            x = nodes.binary(g, "Add", x, g.constant(np.float32(size / 7)))
    elif np.any(values == 0) and form not in ("where", "where-less", "cast", "bipolar"):
        x = nodes.binary(g, "Add", x, g.constant(np.float32(min(granularity(x.bounded.values), 1.0) / 2)))
    if g.variant == "doubled":
        x = nodes.binary(g, "Mul", x, g.constant(np.float32(2)))
    return x


def scalar(g, value):
    return g.constant(np.float32(value))


def sign(g, x):
    return g.quantizer("Sign", [x], quantizers.sign(x.bounded))


def sign_clipped(g, x, _):
    return sign(g, nodes.clip(g, x, -1, 1))


def condition(g, x, op, comparison):
    return g.quantizer(op, [x, scalar(g, 0)], quantizers.compare(x.bounded, 0, comparison))


def where(g, x, _, op="GreaterOrEqual", comparison=np.greater_equal, values=(1, -1)):
    is_so = condition(g, x, op, comparison)
    made = exact(np.where(is_so.bounded.values > 0, *values))
    return g.node("Where", [is_so, *(scalar(g, value) for value in values)], made)


def where_less(g, x, step):
    return where(g, x, step, "Less", np.less, (-1, 1))


def zero_or_one(g, x):
    is_so = condition(g, x, "GreaterOrEqual", np.greater_equal)
    return g.node("Cast", [is_so], is_so.bounded, to=TensorProto.FLOAT)


def cast(g, x, _):
    return nodes.binary(g, "Sub", nodes.binary(g, "Mul", zero_or_one(g, x), scalar(g, 2)), scalar(g, 1))


def detach(g, x, _):
    """c + (sign(x) − c), which is ±1 exactly."""
    clipped = nodes.clip(g, x, -1, 1)
    signs = sign(g, clipped)
    gradient = nodes.binary(g, "Sub", signs, clipped)
    result = nodes.binary(g, "Add", gradient, clipped)
    result.bounded = signs.bounded
    return result


def tf(g, x, _):
    shifted = nodes.binary(g, "Add", sign(g, x), scalar(g, 0.1))
    return g.node("Sign", [shifted], exact(np.sign(shifted.bounded.values)))


def bipolar(g, x, step):
    scale = scalar(g, Drawn(step).positive())
    return g.quantizer("BipolarQuant", [x, scale], quantizers.bipolar(x.bounded).times(scale.bounded.values), QONNX)


def spread(x):
    return float(np.std(x.bounded.values)) or 1.0


def scale_for(x, draw, bits, signed):
    return float(np.float32(draw.near(3 * spread(x) / 2 ** (bits - (1 if signed else 0)))))


def quant(g, x, draw, step):
    bits, signed, narrow, mode = (step[each] for each in ("bits", "signed", "narrow", "mode"))
    size, zero = scale_for(x, draw, bits, signed), step["zero_point"]
    scale = scalar(g, size)
    scaled = divide(x.bounded, size)
    shifted = add(scaled, exact(np.float64(zero))) if zero else scaled
    stepped = quantizers.quant(shifted, bits, signed, narrow, mode, zero % 2 == 1).plus(-zero).times(size)
    inputs = [x, scale, scalar(g, zero), scalar(g, bits)]
    attributes = {"signed": int(signed), "narrow": int(narrow), "rounding_mode": mode}
    return g.quantizer("Quant", inputs, stepped, QONNX, **attributes)


def qcdq(g, x, draw, step):
    bits, signed = step["bits"], step["signed"]
    element = np.int8 if signed else np.uint8
    lowest, highest = quantizers.code_range(bits, signed, step["narrow"])
    size = scale_for(x, draw, bits, signed)
    scale, zero = scalar(g, size), g.constant(0, element)
    stepped = quantizers.linear(divide(x.bounded, size), 0, lowest, highest)
    stored = g.quantizer("QuantizeLinear", [x, scale, zero], stepped)
    clipped = g.node("Clip", [stored, *(g.constant(each, element) for each in (lowest, highest))], stepped.codes)
    return g.node("DequantizeLinear", [clipped, scale, zero], stepped.times(size).codes)


def multi_threshold(g, x, draw, step):
    rows = x.channels if step["per_channel"] else 1
    size = draw.near(spread(x) / 2)
    # Steps of different widths: each row ascends by at least one size.
    widths = size * draw.rng.integers(1, 3, (rows, step["levels"]))
    bounds = draw.rounded(np.cumsum(widths, 1) - size * step["levels"] * 0.75, size / 4)
    if not draw.is_dyadic:
        bounds = (bounds * 1.0123).astype(np.float32).astype(np.float64)
    laid = x.lay(bounds) if step["per_channel"] else bounds
    scale, bias = float(np.float32(draw.positive())), float(np.float32(draw.numbers()))
    stepped = quantizers.multi_threshold(x.bounded, laid).times(scale).plus(bias)
    attributes = {"out_scale": scale, "out_bias": bias, "data_layout": "NCHW" if x.rank == 4 else "NC"}
    return g.quantizer("MultiThreshold", [x, g.constant(laid)], stepped, QONNX, **attributes)


SIGN_FORMS = {
    "sign": lambda g, x, _: sign(g, x),
    "sign-clipped": sign_clipped,
    "where": where,
    "where-less": where_less,
    "cast": cast,
    "detach": detach,
    "tf": tf,
    "bipolar": bipolar,
}
LEVEL_FORMS = {
    "zero-one": lambda g, x, *_: zero_or_one(g, x),
    "quant": quant,
    "qcdq": qcdq,
    "multi-threshold": multi_threshold,
}
