"""A 1-bit network of Brevitas whose convolutions are padded with zeros, which are no value that 1 bit has, or, with the
same weights and norms, with -1 or +1."""

import torch
from brevitas.nn import QuantConv2d, QuantIdentity, QuantLinear
from brevitas.quant import SignedBinaryActPerTensorConst, SignedBinaryWeightPerTensorConst
from torch import nn
from torch.nn import functional

SHAPE = (3, 16, 16)
IMAGES = 64


def make(pad_value):
    return Padded(pad_value)


class Padded(nn.Module):
    def __init__(self, pad_value, width=16):
        super().__init__()
        self.pad_value, self.wanted_pad_value = 0, pad_value
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width))
        self.signs = nn.ModuleList(sign() for _ in range(3))
        self.convolutions = nn.ModuleList(convolution(width) for _ in range(2))
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for _ in range(2))
        self.head = QuantLinear(width * 4 * 4, 10, bias=True, weight_quant=SignedBinaryWeightPerTensorConst)

    def settled(self):
        """Its norms are those of padding with zeros."""
        self.pad_value = self.wanted_pad_value
        for layer in self.convolutions:
            layer.padding = (1, 1) if self.pad_value == 0 else (0, 0)

    def forward(self, image):
        x = self.stem(image)
        for sign_of, layer, norm in zip(self.signs, self.convolutions, self.norms):
            x = sign_of(x)
            if self.pad_value != 0:
                x = functional.pad(x, (1, 1, 1, 1), value=self.pad_value)
            x = functional.max_pool2d(norm(layer(x)), 2)
        return self.head(torch.flatten(self.signs[2](x), 1))


def convolution(width):
    return QuantConv2d(width, width, 3, padding=1, bias=False, weight_quant=SignedBinaryWeightPerTensorConst)


def sign():
    return QuantIdentity(act_quant=SignedBinaryActPerTensorConst, scaling_init=1.0)
