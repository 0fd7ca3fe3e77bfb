"""Weights in all the forms that files have them in."""
import numpy as np

from .. import quantizers
from ..bounded import divide, exact, multiply
from ..graph import QONNX
from ..nodes import binary

FORMS = ("real", "signs", "scaled", "ternary", "sign-node", "where-node", "bipolar", "quant", "qcdq")
# Those that a grouped convolution shares with one of all channels, which has zeros between its groups.
WITH_ZEROS = ("real", "signs", "scaled", "ternary")


def kernel(g, form, latent, scales, grid):
    """latent: [filters, …]; scales: [filters]; grid: the step and the bits of whole numbers"""
    column = scales.reshape((-1,) + (1,) * (latent.ndim - 1))
    signs = np.where(latent >= 0, 1.0, -1.0)
    if form == "real":
        return g.constant(latent)
    if form == "signs":
        return g.constant(signs)
    if form == "scaled":
        return g.constant(signs * column)
    if form == "ternary":
        return g.constant(np.where(np.abs(latent) > 0.5, signs, 0.0) * column)
    latents = g.constant(latent)
    if form == "sign-node":
        return binary(g, "Mul", g.constant(column), g.node("Sign", [latents], exact(np.sign(latent))))
    if form == "where-node":
        return where(g, latents, signs)
    if form == "bipolar":
        scale = g.constant(column)
        made = multiply(exact(signs), scale.bounded)
        return g.node("BipolarQuant", [latents, scale], made, QONNX)
    return quantised(g, form, latents, *grid)


def where(g, latents, signs):
    condition = g.node("GreaterOrEqual", [latents, g.constant(np.float32(0))], exact(signs > 0))
    return g.node("Where", [condition, g.constant(np.float32(1)), g.constant(np.float32(-1))], exact(signs))


def quantised(g, form, latents, step, bits):
    step = float(np.float32(step))
    scaled = divide(latents.bounded, step)
    codes = quantizers.quant(exact(scaled.values), bits, True, True, "ROUND").codes
    scale = g.constant(np.float32(step))
    made = multiply(codes, scale.bounded)
    if form == "quant":
        inputs = [latents, scale, g.constant(np.float32(0)), g.constant(np.float32(bits))]
        return g.node("Quant", inputs, made, QONNX, signed=1, narrow=1, rounding_mode="ROUND")
    zero = g.constant(0, np.int8)
    stored = g.node("QuantizeLinear", [latents, scale, zero], codes)
    highest = 2 ** (bits - 1) - 1
    bounds = [g.constant(bound, np.int8) for bound in (-highest, highest)]
    clipped = g.node("Clip", [stored, *bounds], codes)
    return g.node("DequantizeLinear", [clipped, scale, zero], made)


