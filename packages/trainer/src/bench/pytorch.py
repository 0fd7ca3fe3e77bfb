"""The reference network in PyTorch, channels_last: answers requests on stdin, as tensorflow-js.ts does.

Latent weights, sign with the straight-through estimator, 8-bit first kernel, one slope per element: docs of networks/reference.ts.
"""

import json
import os
import sys
import time

import torch
import torch.nn.functional as functional


class Sign(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return torch.where(x >= 0, 1.0, -1.0)

    @staticmethod
    def backward(context, dy):
        (x,) = context.saved_tensors
        return dy * (x.abs() <= 1)


class Int8Kernel(torch.autograd.Function):
    @staticmethod
    def forward(context, w):
        scale = w.abs().amax((1, 2, 3), keepdim=True) / 127
        scale = torch.where(scale > 0, scale, torch.ones_like(scale))
        return torch.clamp(torch.round(w / scale), -127, 127) * scale

    @staticmethod
    def backward(context, dy):
        return dy


class Reference(torch.nn.Module):
    def __init__(self, read):
        super().__init__()
        last = torch.channels_last
        for name, rows, channels, filters in (("conv1", 3, 3, 64), ("conv2", 3, 64, 128), ("conv3", 3, 128, 128), ("conv4", 1, 128, 10)):
            kernel = read(name + ".kernel", (rows, rows, channels, filters)).permute(3, 2, 0, 1)
            self.weight(name + "_kernel", kernel.contiguous(memory_format=last))
            self.weight(name + "_bias", read(name + ".bias", (filters,)))
        for name, size, channels in (("prelu2", 15, 128), ("prelu3", 7, 128), ("prelu4", 3, 10)):
            alpha = read(name + ".alpha", (1, size, size, channels)).permute(0, 3, 1, 2)
            self.weight(name, alpha.contiguous(memory_format=last))
        for name, channels in (("norm1", 64), ("norm2", 128), ("norm3", 128)):
            setattr(self, name, torch.nn.BatchNorm2d(channels, eps=1e-3, momentum=0.1))
        self.weight("scale", read("scale.scale", (10,)))
        self.latents = (self.conv2_kernel, self.conv3_kernel, self.conv4_kernel)

    def weight(self, name, values):
        setattr(self, name, torch.nn.Parameter(values))

    def binary_block(self, x, number, padding):
        kernel, bias = getattr(self, f"conv{number}_kernel"), getattr(self, f"conv{number}_bias")
        x = functional.conv2d(Sign.apply(x), Sign.apply(kernel), bias, padding=padding)
        return torch.where(x >= 0, x, getattr(self, f"prelu{number}") * x)

    def forward(self, x):
        x = functional.conv2d(x / 256, Int8Kernel.apply(self.conv1_kernel), self.conv1_bias, padding=1)
        x = self.norm1(functional.max_pool2d(functional.relu(x), 3, 2))
        x = self.norm2(functional.max_pool2d(self.binary_block(x, 2, 1), 3, 2))
        x = self.norm3(functional.max_pool2d(self.binary_block(x, 3, 1), 3, 2))
        return self.binary_block(x, 4, 0).mean((2, 3)) * self.scale


class Run:
    def start(self, request):
        torch.set_num_threads(request["threads"])
        folder, size = request["folder"], request["batchSize"]

        def read(name, shape, dtype=torch.float32):
            with open(os.path.join(folder, name), "rb") as file:
                return torch.frombuffer(bytearray(file.read()), dtype=dtype).reshape(shape).clone()

        images = read("images", (size, 32, 32, 3)).permute(0, 3, 1, 2)
        self.images = images.contiguous(memory_format=torch.channels_last)
        self.labels = read("labels", (size,), torch.int32).long()
        self.network = Reference(read)
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=1e-3, eps=1e-7, fused=True)
        return {"version": torch.__version__, "threads": torch.get_num_threads()}

    def step(self):
        began = time.perf_counter()
        self.optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(self.network(self.images), self.labels)
        loss.backward()
        self.optimizer.step()
        with torch.no_grad():
            for latent in self.network.latents:
                latent.clamp_(-1, 1)
        value = loss.item()
        return {"ms": (time.perf_counter() - began) * 1000, "loss": value}

    def steps(self, request):
        return [self.step() for _ in range(request["count"])]


run = Run()
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(getattr(run, request["do"])(request)), flush=True)
