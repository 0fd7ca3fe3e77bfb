"""The int8 twin in LiteRT."""

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from network_engine import bench


def open_network(path, image):
    interpreter = Interpreter(model_path=path, num_threads=1)
    interpreter.allocate_tensors()
    [given], [scores] = interpreter.get_input_details(), interpreter.get_output_details()
    pixels = np.fromfile(image, np.uint8).reshape(given["shape"])
    interpreter.set_tensor(given["index"], (pixels ^ 128).view(np.int8))

    def run():
        interpreter.invoke()
        return interpreter.get_tensor(scores["index"])

    def kernel():
        """Operators that a delegate took are still listed; those that it left run as they are."""
        operators = [operator["op_name"] for operator in interpreter._get_ops_details()]
        return "XNNPACK" if "DELEGATE" in operators else "without XNNPACK"

    return run, kernel


bench(open_network)
