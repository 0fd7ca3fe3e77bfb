"""Larq Compute Engine's LceBconv2d, packed signs in, float sums out. Its wheel for x86-64 has portable kernels only."""

import os

import numpy as np

from layer_peer import Peer, bench
from lce_interpreter import KERNEL, interpreter_of
from packed_words import pack_words


class Lce(Peer):
    name = "lce"
    number = None

    def __init__(self, layer):
        self.interpreter = interpreter_of(os.path.join(layer.folder, f"{layer.name}.lce.tflite"))
        self.input = [pack_words(layer.image)[None]]
        if Lce.number is None:
            Lce.number = interpreter_of(os.path.join(layer.folder, "number.lce.tflite"))

    def run(self):
        [self.sums] = self.interpreter.predict(self.input)

    def is_right(self, layer):
        return bool((self.sums[0] == layer.sums).all())

    def kernel(self):
        return KERNEL

    def reach(self):
        word = [np.zeros((1, 1, 1, 1), np.int32)]
        return lambda: Lce.number.predict(word)


bench(Lce)
