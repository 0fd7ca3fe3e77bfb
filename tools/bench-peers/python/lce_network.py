"""A network of signs in Larq Compute Engine."""

import numpy as np

from lce_interpreter import KERNEL, interpreter_of
from network_engine import bench


def open_network(path, image):
    interpreter = interpreter_of(path)
    pixels = np.fromfile(image, np.uint8).reshape(interpreter.input_shapes[0])
    numbers = [pixels.astype(np.float32) / np.float32(256)]
    return lambda: interpreter.predict(numbers)[0], lambda: KERNEL


bench(open_network)
