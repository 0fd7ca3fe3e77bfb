"""The quantizers in PyTorch, with the pseudo-gradients that packages/trainer/src/quantizers/ has the formulas of.

A quantizer is a function of its settings that returns a function of (operand, variables): `variables` are the layer's
weights for it by name, e.g. `scale`. Kernels have their filters at axis 0.
"""

import torch


class PseudoGradient(torch.autograd.Function):
    """y = forward(x), dL/dx = dL/dy * derivative(x); no other operand has a gradient."""

    @staticmethod
    def forward(context, x, forward, derivative):
        context.save_for_backward(x)
        context.derivative = derivative
        return forward(x)

    @staticmethod
    def backward(context, dy):
        (x,) = context.saved_tensors
        return dy * context.derivative(x), None, None


def signs(x):
    return torch.where(x >= 0, 1.0, -1.0)


def window(clip):
    return lambda x: x.abs() <= clip


def elementwise(forward, derivative):
    return lambda x, variables: PseudoGradient.apply(x, forward, derivative)


def per_filter(values):
    """Mean over all axes but the filters', broadcast to the kernel."""
    return values.mean(tuple(range(1, values.dim())), keepdim=True)


def sign(role, clip=1):
    return elementwise(signs, window(clip))


def parabola(x):
    return (2 - 2 * x.abs()).clamp_(min=0)


def approx_sign(role):
    return elementwise(signs, parabola)


def react_sign(role):
    def quantize(x, variables):
        shift = variables["shift"]
        return PseudoGradient.apply(x - (shift.view(1, -1, 1, 1) if x.dim() == 4 else shift), signs, parabola)

    return quantize


def swish_sign(role, beta=5):
    def derivative(x):
        scaled = beta * x
        return beta * (2 - scaled * torch.tanh(scaled / 2)) / (1 + torch.cosh(scaled))

    return elementwise(signs, derivative)


def magnitude_aware_sign(role, clip=1):
    return elementwise(
        lambda w: signs(w) * per_filter(w.abs()),
        lambda w: (w.abs() <= clip) * per_filter(w.abs()),
    )


class Residual(torch.autograd.Function):
    """Sum of scaled signs, each of what the ones before it left over; given scales have a gradient."""

    @staticmethod
    def forward(context, x, bits, mean, given):
        context.save_for_backward(x, given)
        context.bits = bits
        total, scales = 0, []
        for plane, scale in residual_planes(x, bits, mean, given):
            total = total + plane * scale
            scales.append(scale.reshape(-1))
        scales = torch.stack(scales)
        context.mark_non_differentiable(scales)
        return total, scales

    @staticmethod
    def backward(context, dy, _):
        x, given = context.saved_tensors
        dx = dy * (x.abs() <= context.bits)
        if given is None or not context.needs_input_grad[3]:
            return dx, None, None, None
        return dx, None, None, torch.stack([(dy * plane).sum() for plane, _ in residual_planes(x, context.bits, None, given)])


def residual_planes(x, bits, mean, given):
    rest = x
    for i in range(bits):
        plane = signs(rest)
        scale = mean(rest.abs()) if given is None else given[i]
        yield plane, scale
        rest = rest - plane * scale


MOMENTUM = 0.9


def residual_sign(role, bits=2, scale=None):
    # A kernel's scales are always those of the kernel at hand.
    source = scale or ("live" if role == "kernel" else "frozen")

    def quantize(x, variables):
        y, scales = Residual.apply(x, bits, torch.mean, variables["scale"] if source == "learned" else None)
        if source == "frozen":
            with torch.no_grad():
                variables["scale"].mul_(MOMENTUM).add_(scales.view(-1), alpha=1 - MOMENTUM)
        return y

    return quantize


def residual_sign_kernel(role, bits=2):
    return lambda w, variables: Residual.apply(w, bits, per_filter, None)[0]


def on_levels(x, bits):
    steps = 2**bits - 1
    return torch.round(x * steps) / steps


def dorefa(role, bits=2):
    if role == "input":
        return elementwise(lambda x: on_levels(x.clamp(0, 1), bits), lambda x: (x >= 0) & (x <= 1))

    def largest(w):
        largest = torch.tanh(w).abs().max()
        return torch.where(largest > 0, largest, 1.0)

    return elementwise(
        lambda w: on_levels((torch.tanh(w) / largest(w) + 1) / 2, bits) * 2 - 1,
        lambda w: (1 - torch.tanh(w) ** 2) / largest(w),
    )


def ste_tern(role, threshold=0.05, adaptive=False, clip=1):
    def forward(x):
        delta = 0.7 * x.abs().mean() if adaptive else threshold
        return (x > delta).float() - (-x > delta).float()

    return elementwise(forward, window(clip))


def ste_heaviside(role, clip=1):
    return elementwise(lambda x: (x > 0).float(), window(clip))


def int8(role):
    def forward(w):
        scale = w.abs().amax(tuple(range(1, w.dim())), keepdim=True) / 127
        scale = torch.where(scale > 0, scale, 1.0)
        return torch.clamp(torch.round(w / scale), -127, 127) * scale

    return lambda w, variables: StraightThrough.apply(w, forward)


class StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(context, x, forward):
        return forward(x)

    @staticmethod
    def backward(context, dy):
        return dy, None


def none(role):
    return lambda x, variables: x


QUANTIZERS = {
    "sign": sign,
    "approx-sign": approx_sign,
    "swish-sign": swish_sign,
    "react-sign": react_sign,
    "magnitude-aware-sign": magnitude_aware_sign,
    "residual-sign": residual_sign,
    "residual-sign-kernel": residual_sign_kernel,
    "dorefa": dorefa,
    "ste-tern": ste_tern,
    "ste-heaviside": ste_heaviside,
    "none": none,
    "int8": int8,
}


def quantizer(config, role):
    settings = dict(config)
    return QUANTIZERS[settings.pop("name")](role, **settings)
