"""The layers in PyTorch: each is made of a layer's settings and weights, and is a function of the tensors that it reads.

Images are [N, C, H, W] in memory of channels_last; kernels are [filters, channels, rows, columns], dense ones
[units, inputs]. `twin/description.ts` says what a description has, `twin/layer-settings.ts` what each kind's settings
are.
"""

import torch
import torch.nn.functional as functional

from quantizers import quantizer


def per_channel(vector, x):
    return vector.view(1, -1, 1, 1) if x.dim() == 4 else vector


def variables_of(weights, role):
    """A quantizer's own weights: `scale` for the layer's `input_scale`."""
    return {name[len(role) + 1 :]: weight for name, weight in weights.items() if name.startswith(role + "_")}


def operands(settings, weights):
    """Functions that quantize the layer's input, and its kernel."""

    def quantize(role):
        apply = quantizer(settings[role + "Quantizer"], role)
        variables = variables_of(weights, role)
        return lambda operand: apply(operand, variables)

    return quantize("input"), quantize("kernel")


def activate(settings):
    return functional.relu if settings["activation"] == "relu" else lambda x: x


def padding_of(settings, value=0.0, built_in=0.0):
    """The padding that an operation of PyTorch does itself, with `built_in` and the same on opposite sides; and a pass
    before it, for any other."""
    (top, bottom), (left, right) = settings["pads"]
    if value == built_in and top == bottom and left == right:
        return (top, left), lambda x: x
    pads = (left, right, top, bottom)
    return (0, 0), lambda x: functional.pad(x, pads, value=value)


def convolution(settings, weights, kernel="kernel", groups=None):
    quantize_input, quantize_kernel = operands(settings, weights)
    kernel, bias = weights[kernel], weights.get("bias")
    padding, pad = padding_of(settings, float(settings["padValue"]))
    activation = activate(settings)
    stride, dilation, groups = tuple(settings["strides"]), tuple(settings["dilation"]), groups or settings["groups"]

    def call(x):
        # The padding's pixels are added to the quantized image: they have values of their own.
        image = pad(quantize_input(x))
        y = functional.conv2d(image, quantize_kernel(kernel), bias, stride, padding, dilation, groups)
        return activation(y)

    return call


def depthwise_convolution(settings, weights):
    # The kernel of channels·multiplier filters is [channels·multiplier, 1, rows, columns].
    groups = weights["depthwise_kernel"].shape[0] // settings["multiplier"]
    return convolution(settings, weights, "depthwise_kernel", groups)


def dense(settings, weights):
    quantize_input, quantize_kernel = operands(settings, weights)
    kernel, bias = weights["kernel"], weights.get("bias")
    activation = activate(settings)
    return lambda x: activation(functional.linear(quantize_input(x), quantize_kernel(kernel), bias))


def batch_norm(settings, weights):
    mean, variance = weights["moving_mean"], weights["moving_variance"]
    gamma, beta = weights.get("gamma"), weights.get("beta")
    # PyTorch's momentum is the share of the new statistics, Keras's that of the old ones.
    momentum, epsilon = 1 - settings["momentum"], settings["epsilon"]
    return lambda x: functional.batch_norm(x, mean, variance, gamma, beta, True, momentum, epsilon)


def prelu(settings, weights):
    alpha = weights["alpha"]
    if alpha[0].numel() == alpha.shape[1]:
        return lambda x: functional.prelu(x, alpha.view(-1))
    return lambda x: torch.where(x > 0, x, alpha * x)


def max_pool(settings, weights):
    lowest = float("-inf")
    padding, pad = padding_of(settings, lowest, built_in=lowest)
    size, strides = tuple(settings["size"]), tuple(settings["strides"])
    return lambda x: functional.max_pool2d(pad(x), size, strides, padding)


def average_pool(settings, weights):
    padding, pad = padding_of(settings)
    size, strides = tuple(settings["size"]), tuple(settings["strides"])
    if not any(map(any, settings["pads"])):
        return lambda x: functional.avg_pool2d(x, size, strides)

    def call(x):
        # The mean is over pixels of the image alone.
        pool = lambda image: functional.avg_pool2d(pad(image), size, strides, padding, divisor_override=1)
        return pool(x) / pool(torch.ones_like(x[:1, :1]))

    return call


def channel_shuffle(settings, weights):
    groups = settings["groups"]

    def call(x):
        parts = x.view(x.shape[0], groups, x.shape[1] // groups, *x.shape[2:])
        return parts.transpose(1, 2).reshape(x.shape)

    return call


def flatten(settings, weights):
    # In the order of rows, columns, channels, which is that of the memory.
    return lambda x: x.permute(0, 2, 3, 1).reshape(x.shape[0], -1) if x.dim() == 4 else x.flatten(1)


def of_weight(name, compute):
    """compute(x, weight), with one number of the weight for each channel."""
    return lambda settings, weights: lambda x: compute(x, per_channel(weights[name], x))


def simple(compute):
    return lambda settings, weights: compute


LAYERS = {
    "rescale": lambda settings, weights: lambda x: x * settings["scale"] + settings["offset"],
    "convolution": convolution,
    "depthwise-convolution": depthwise_convolution,
    "dense": dense,
    "batch-norm": batch_norm,
    "shift": of_weight("shift", torch.add),
    "scale": of_weight("scale", torch.mul),
    "linear": simple(lambda x: x),
    "relu": simple(functional.relu),
    "prelu": prelu,
    "max-pool": max_pool,
    "average-pool": average_pool,
    "global-average": simple(lambda x: x.mean((2, 3))),
    "add": simple(lambda *terms: sum(terms[1:], terms[0])),
    "concatenate": simple(lambda *parts: torch.cat(parts, 1)),
    "channel-shuffle": channel_shuffle,
    "flatten": flatten,
}
