"""Quantizes an ONNX network to 8 bits after training, by onnxruntime's static quantization.

quantize.py MODEL IMAGES HEIGHT WIDTH CHANNELS METHOD OUT: IMAGES are raw uint8, the network's input [N, H, W, C].
uint8 activations, int8 weights with a scale per filter, quantizers written as QDQ, which onnxruntime fuses.
"""

import logging
import os
import sys
import tempfile

import numpy
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

BATCH = 16


class Images(CalibrationDataReader):
    def __init__(self, images):
        self.batches = iter([{"input": images[k : k + BATCH]} for k in range(0, len(images), BATCH)])

    def get_next(self):
        return next(self.batches, None)


def main(model, images, height, width, channels, method, out):
    logging.disable(logging.WARNING)
    pixels = numpy.fromfile(images, numpy.uint8).reshape(-1, int(height), int(width), int(channels))
    with tempfile.TemporaryDirectory() as folder:
        prepared = os.path.join(folder, "prepared.onnx")
        quant_pre_process(model, prepared, skip_symbolic_shape=True)
        quantize_static(
            prepared,
            out,
            Images(pixels),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod[method],
        )


main(*sys.argv[1:])
