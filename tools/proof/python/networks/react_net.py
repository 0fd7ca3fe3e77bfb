"""A network in the manner of ReActNet (Liu et al., arXiv:2003.03488): a learned shift before each sign, RPReLU after
each sum, weights of one magnitude per filter, signs written with `detach` as its users write them, with Bi-Real Net's
polynomial as what gradients pass through."""

import torch
from torch import nn
from torch.nn import functional

SHAPE = (3, 64, 64)


def make(small=False):
    return ReActNet(16 if small else 32, classes=10)


class ReActNet(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width))
        self.blocks = nn.Sequential(
            Block(width, 2 * width, 1), Block(2 * width, 4 * width, 2), Block(4 * width, 4 * width, 1)
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(4 * width, classes)

    def forward(self, image):
        return self.head(torch.flatten(self.pool(self.blocks(self.stem(image))), 1))


class Block(nn.Module):
    """3 x 3, then 1 x 1; where channels double, two 1 x 1 layers whose outputs are concatenated."""

    def __init__(self, channels, width, stride):
        super().__init__()
        self.spatial = Binary(channels, channels, 3, stride)
        self.pool = nn.AvgPool2d(2, 2) if stride == 2 else nn.Identity()
        self.first = RPReLU(channels)
        self.pointwise = nn.ModuleList(Binary(channels, channels, 1, 1) for _ in range(width // channels))
        self.second = RPReLU(width)

    def forward(self, x):
        x = self.first(self.spatial(x) + self.pool(x))
        return self.second(torch.cat([layer(x) + x for layer in self.pointwise], dim=1))


class Binary(nn.Module):
    """RSign, a 1-bit convolution that is padded with zeros, batch norm."""

    def __init__(self, channels, width, kernel, stride):
        super().__init__()
        self.shift = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.weight = nn.Parameter(torch.empty(width, channels, kernel, kernel).uniform_(-1, 1))
        self.norm = nn.BatchNorm2d(width)
        self.stride, self.padding = stride, kernel // 2

    def forward(self, x):
        weight = binary_weight(self.weight)
        return self.norm(functional.conv2d(soft_sign(x + self.shift), weight, None, self.stride, self.padding))


def binary_weight(weight):
    scale = weight.abs().mean(dim=(1, 2, 3), keepdim=True).detach()
    soft = torch.clamp(weight, -1.0, 1.0)
    return (scale * torch.sign(weight)).detach() - soft.detach() + soft


def soft_sign(x):
    inside = torch.where(x < 0, x * x + 2 * x, 2 * x - x * x)
    soft = torch.where(x.abs() < 1, inside, torch.sign(x))
    return torch.sign(x).detach() - soft.detach() + soft


class RPReLU(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.before = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.slopes = nn.PReLU(channels)
        self.after = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def forward(self, x):
        return self.slopes(x - self.before) + self.after
