"""A library that Python calls, as a peer of the layer bench: the same layers, answers and lines of output as
packages/runtime-c/bench/layer_bench.c.

python PEER.py --problems DIR --probe LIBRARY --rounds N --milliseconds N"""

import argparse
import json
import os
import statistics
import sys

import numpy as np

from core_gate import CoreGate, batches


class Layer:
    """A layer of packages/runtime-c/bench/problem.c, read from what bitplane-problem-files wrote."""

    def __init__(self, folder, name, height, width, channels, filters, size):
        self.folder, self.name, self.size, self.pad = folder, name, size, size // 2
        self.height, self.width, self.channels, self.filters = height, width, channels, filters
        self.image = self._read("image", np.int8, (height, width, channels))
        self.weights = self._read("weights", np.int8, (filters, size, size, channels))
        self.sums = self._read("sums", np.int32, (height, width, filters))

    def _read(self, what, kind, shape):
        return np.fromfile(os.path.join(self.folder, f"{self.name}.{what}"), kind).reshape(shape)


def read_layers(folder):
    with open(os.path.join(folder, "layers.jsonl")) as lines:
        shapes = [json.loads(line) for line in lines]
    return [Layer(folder, shape.pop("layer"), **shape) for shape in shapes]


class Peer:
    """What a library's file defines. A network's layer is prepared once: weights packed, kernels chosen."""

    name = None

    def __init__(self, layer):
        """Prepares the layer and takes the image over in the library's own form."""

    def run(self):
        """One image."""

    def is_right(self, layer):
        """Whether what run() left is what the layer gives."""

    def kernel(self):
        """What the library ran, or None if it does not say."""

    def measure(self, _milliseconds):
        """A function that returns nanoseconds per image."""
        return batches(self.run)

    def reach(self):
        """None, or a call that costs what reaching the library costs and computes next to nothing."""


def bench(Peer):
    options = argparse.ArgumentParser()
    options.add_argument("--problems", required=True)
    options.add_argument("--probe", required=True)
    options.add_argument("--rounds", type=int, default=14)
    options.add_argument("--milliseconds", type=int, default=60)
    given = options.parse_args()
    layers = read_layers(given.problems)
    peers = [Peer(layer) for layer in layers]
    for layer, peer in zip(layers, peers):
        peer.run()
        if not peer.is_right(layer):
            sys.exit(f"{peer.name}: {layer.name} is wrong")
    gate = CoreGate(given.probe)
    samples = [([], []) for _ in peers]
    for _ in range(given.rounds):
        for peer, (times, reaches) in zip(peers, samples):
            times += gate.samples(peer.measure(given.milliseconds), given.milliseconds)[0]
            if peer.reach() is not None:
                reaches += gate.samples(batches(peer.reach()), given.milliseconds / 4)[0]
    for layer, peer, (times, reaches) in zip(layers, peers, samples):
        print(json.dumps(line(layer, peer, times, reaches)))


def line(layer, peer, times, reaches):
    """median_ns: less what reaching the library costs; null where the core never was ours."""
    common = {"schema": "bitplane-layer-bench/1", "peer": peer.name, "layer": layer.name, "kernel": peer.kernel()}
    reach = None if peer.reach() is None else statistics.median(reaches) if reaches else None
    if not times or (peer.reach() is not None and reach is None):
        return {**common, "kept": 0, "median_ns": None}
    ns = statistics.median(times) - (reach or 0)
    return {**common, "kept": len(times), "reach_ns": reach and round(reach), "median_ns": round(ns) if ns > 0 else None}
