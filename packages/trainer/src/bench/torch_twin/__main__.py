"""The measured program in PyTorch: serves requests on stdin, as tensorflow-js.ts does."""

import array
import json
import math
import os
import sys
import time

import torch
import torch.nn.functional as functional

from network import Network
from weights import to_tensorflow


def read_numbers(folder, name, dtype=torch.float32):
    with open(os.path.join(folder, name), "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=dtype).clone()


class Adam:
    """PyTorch's, with the latent weights kept in [-1, 1]."""

    def __init__(self, network, settings):
        self.network, self.settings = network, settings
        self.latents = network.of_role("latent")
        betas = (settings["beta1"], settings["beta2"])
        trained = network.of_role("latent", "trained")
        self.optimizer = torch.optim.Adam(trained, lr=settings["rate"], betas=betas, fused=True)
        self.done = 0

    def step(self, images, labels):
        """The loss before it, as a tensor."""
        self.optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(self.network.scores(images), labels)
        loss.backward()
        self.done += 1
        # Ours adds epsilon before the second moment's correction, PyTorch after it.
        for group in self.optimizer.param_groups:
            group["eps"] = self.settings["epsilon"] / math.sqrt(1 - self.settings["beta2"] ** self.done)
        self.optimizer.step()
        with torch.no_grad():
            for latent in self.latents:
                latent.clamp_(-1, 1)
        return loss


class Run:
    def start(self, request):
        torch.set_num_threads(request["threads"])
        self.folder = request["folder"]
        with open(os.path.join(self.folder, "network.json"), encoding="utf-8") as file:
            self.description = json.load(file)
        self.batch = self.read_batch("")
        self.network = Network(self.description, lambda i: read_numbers(self.folder, f"weights-{i}"))
        self.adam = Adam(self.network, self.description["adam"])
        return {"version": torch.__version__, "threads": torch.get_num_threads()}

    def read_batch(self, suffix):
        images = read_numbers(self.folder, "images" + suffix).view(-1, *self.description["imageShape"])
        # [N, H, W, C] in memory is channels_last.
        return images.permute(0, 3, 1, 2), read_numbers(self.folder, "labels" + suffix, torch.int32).long()

    def trial(self, request):
        """First steps with another batch; then the weights are as before. Writes the gradients of the first step."""
        weights = self.network.weights
        values = [weight.detach().clone() for weight in weights]
        adam, batch = Adam(self.network, self.description["adam"]), self.read_batch(f"-{request['index']}")
        losses = []
        for step in range(request["count"]):
            losses.append(adam.step(*batch).item())
            if step == 0:
                self.write_gradients(request["folder"])
        with torch.no_grad():
            for weight, value in zip(weights, values):
                weight.copy_(value)
        return losses

    def write_gradients(self, folder):
        for i, (weight, values) in enumerate(zip(self.network.descriptions, self.network.weights)):
            if weight["role"] == "fixed":
                continue
            gradient = array.array("f", to_tensorflow(weight, values.grad).tolist())
            with open(os.path.join(folder, f"gradient-{i}"), "wb") as file:
                gradient.tofile(file)

    def step(self):
        began = time.perf_counter()
        loss = self.adam.step(*self.batch).item()
        return {"ms": (time.perf_counter() - began) * 1000, "loss": loss}

    def steps(self, request):
        return [self.step() for _ in range(request["count"])]


run = Run()
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(getattr(run, request["do"])(request)), flush=True)
