"""Prints the median nanoseconds of one image a call on one thread.

python time_torch.py RUNTIME FILE IMAGES SECONDS [--small]; RUNTIME is onnxruntime (an ONNX file, optimised) or torch
(FILE is a name in torch_files.NETWORKS, and the network runs as it was built)."""

import logging
import sys
import warnings

import numpy as np
import onnxruntime
import torch

from images import as_floats
from median import median_nanoseconds
from torch_files import NETWORKS, build


def main():
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    runtime, file, images, seconds = sys.argv[1:5]
    call = run_onnxruntime(file, images) if runtime == "onnxruntime" else run_torch(file, images, "--small" in sys.argv)
    print(median_nanoseconds(call, float(seconds)))


def first_image(images, shape):
    channels, height, width = shape
    pixels = np.fromfile(images, np.uint8, channels * height * width)
    return as_floats(pixels.reshape(1, height, width, channels))


def run_onnxruntime(file, images):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    place = session.get_inputs()[0]
    x = first_image(images, place.shape[1:])
    return lambda: session.run(None, {place.name: x})


def run_torch(name, images, small):
    network = build(name, small)
    x = torch.from_numpy(first_image(images, NETWORKS[name][0]))

    def call():
        with torch.inference_mode():
            network(x)

    return call


if __name__ == "__main__":
    main()
