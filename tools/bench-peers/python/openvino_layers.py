"""OpenVINO's BinaryConvolution, signs in, float sums out.

Its inputs are quantized to the levels 0 and 1: with -1 and 1 every bit is the same, and nothing says so. The times are
those of its own counters, without the nodes that quantize and reorder. They count whole microseconds, rounded down, so
that several images are run per call where the sums of a layer are small."""

import time

import numpy as np
import openvino
from openvino import opset15 as op

from layer_peer import Peer, bench

SUMS_NBYTES = 1 << 18
MAX_IMAGES = 64


class OpenVino(Peer):
    name = "openvino"
    core = openvino.Core()

    def __init__(self, layer):
        self.layer = layer
        sums_nbytes = 4 * layer.height * layer.width * layer.filters
        self.images = int(np.clip(SUMS_NBYTES // sums_nbytes, 1, MAX_IMAGES))
        # A u1 constant does not keep the array that it is made of.
        self.bits = np.packbits((layer.weights.transpose(0, 3, 1, 2) > 0).reshape(-1), bitorder="little")
        image = layer.image.transpose(2, 0, 1)[None].astype(np.float32)
        self.input = np.repeat(image, self.images, axis=0)
        self._compile()

    def _compile(self):
        layer, pads = self.layer, [self.layer.pad] * 2
        image = op.parameter(self.input.shape, np.float32)
        zeros, ones = (op.constant(np.full((1, layer.channels, 1, 1), x, np.float32)) for x in (0, 1))
        levels = op.fake_quantize(image, zeros, zeros, zeros, ones, 2)
        shape = openvino.Shape([layer.filters, layer.channels, layer.size, layer.size])
        weights = openvino.op.Constant(openvino.Tensor(self.bits, shape, openvino.Type.u1))
        sums = op.binary_convolution(levels, weights, [1, 1], pads, pads, [1, 1], "xnor-popcount", 0.0)
        options = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "PERF_COUNT": True}
        self.request = self.core.compile_model(openvino.Model([sums], [image]), "CPU", options).create_infer_request()

    def run(self):
        self.outputs = self.request.infer({0: self.input})

    def is_right(self, layer):
        return bool((self.outputs[0] == layer.sums.transpose(2, 0, 1)).all())

    def _counter(self):
        [counter] = [each for each in self.request.profiling_info if each.node_type == "BinaryConvolution"]
        return counter

    def kernel(self):
        return self._counter().exec_type

    def measure(self, milliseconds):
        def measure():
            # The counters are means since the network was compiled.
            self._compile()
            end = time.perf_counter() + milliseconds / 3000
            while time.perf_counter() < end:
                self.request.infer({0: self.input})
            return self._counter().real_time.total_seconds() * 1e9 / self.images

        return measure


bench(OpenVino)
