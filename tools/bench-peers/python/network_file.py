"""Reads a network that tools/bench-growth/write-network.ts wrote: layers of floats and signs, as training leaves them."""

import json
import os
from collections import Counter

import numpy as np


class Network:
    """layers: dicts with kind, name, inputs and what the kind has; arrays are numpy's. The image is called input."""

    def __init__(self, folder):
        with open(os.path.join(folder, "network.json")) as file:
            described = json.load(file)
        self.name, self.input = described["name"], described["input"]
        blob = np.fromfile(os.path.join(folder, "network.bin"), np.uint8)
        self.layers = [{key: read(value, blob) for key, value in layer.items()} for layer in described["layers"]]
        self.readers = Counter(name for layer in self.layers for name in layer["inputs"])

    def only_reader(self, layer, kind):
        """The layer of that kind which alone reads `layer`, or None."""
        if layer is None or self.readers[layer["name"]] != 1:
            return None
        [reader] = [each for each in self.layers if layer["name"] in each["inputs"]]
        return reader if reader["kind"] == kind else None


def read(value, blob):
    if not isinstance(value, dict) or "offset" not in value:
        return value
    kind = np.dtype(value["type"])
    return blob[value["offset"] : value["offset"] + value["length"] * kind.itemsize].view(kind)


def batch_norm(layer):
    """scale and offset of y = scale x + offset."""
    scale = layer["gamma"] / np.sqrt(layer["variance"] + layer["epsilon"])
    return scale, layer["beta"] - layer["mean"] * scale


def pads_of(layer):
    """[top, left], [bottom, right]"""
    padding = layer["window"]["padding"]
    return [padding["top"], padding["left"]], [padding["bottom"], padding["right"]]


def same_pads(height, width, size, stride):
    """[top, left], [bottom, right] of padding that is called same."""
    before, after = [], []
    for extent, taps, step in zip((height, width), size, stride):
        pads = max(0, (-(-extent // step) - 1) * step + taps - extent)
        before.append(pads // 2)
        after.append(pads - pads // 2)
    return before, after
