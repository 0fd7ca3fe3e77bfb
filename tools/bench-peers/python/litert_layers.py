"""LiteRT's CONV_2D of int8, which its XNNPACK runs: sums divided by 32, rounded and clamped."""

import os

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from layer_peer import Peer, bench

SUM_SCALE = 32


def interpreter_of(path):
    interpreter = Interpreter(model_path=path, num_threads=1)
    interpreter.allocate_tensors()
    return interpreter


class LiteRt(Peer):
    name = "litert-int8"
    number = None

    def __init__(self, layer):
        self.interpreter = interpreter_of(os.path.join(layer.folder, f"{layer.name}.int8.tflite"))
        self.interpreter.set_tensor(self.interpreter.get_input_details()[0]["index"], layer.image[None])
        self.run = self.interpreter.invoke
        if LiteRt.number is None:
            LiteRt.number = interpreter_of(os.path.join(layer.folder, "number.int8.tflite"))

    def is_right(self, layer):
        sums = self.interpreter.get_tensor(self.interpreter.get_output_details()[0]["index"])[0]
        exact = np.clip(layer.sums / SUM_SCALE, -128, 127)
        return bool((np.abs(sums - exact) <= 0.5).all())

    def kernel(self):
        """Whether a delegate took the operator: XNNPACK, which does not say which of its kernels it runs."""
        taken = any(operator["op_name"] == "DELEGATE" for operator in self.interpreter._get_ops_details())
        return "XNNPACK" if taken else "CONV_2D without XNNPACK"

    def reach(self):
        return LiteRt.number.invoke


bench(LiteRt)
