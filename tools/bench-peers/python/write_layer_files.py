"""Writes each layer as .tflite files of one operator: L1.int8.tflite for LiteRT, L1.lce.tflite for Larq Compute Engine, and
number.*.tflite, whose operator computes one number.

python write_layer_files.py FOLDER, which has what bitplane-problem-files wrote."""

import os
import sys

import numpy as np

from layer_peer import read_layers
from packed_words import WORD, pack_words
from tflite_graph import Graph, schema

# Of int8 sums; XNNPACK requires more than 2^-8 of it for products of scale 1.
SUM_SCALE = 32


def main(folder):
    for layer in read_layers(folder):
        write_int8(os.path.join(folder, f"{layer.name}.int8.tflite"), layer.image, layer.weights)
        write_lce(os.path.join(folder, f"{layer.name}.lce.tflite"), layer.image, layer.weights)
    one = np.ones((1, 1, 1), np.int8)
    write_int8(os.path.join(folder, "number.int8.tflite"), one, one[None])
    word = np.ones((1, 1, WORD), np.int8)
    write_lce(os.path.join(folder, "number.lce.tflite"), word, word[None])


def write_int8(path, image, weights):
    graph = Graph()
    filters = len(weights)
    x = graph.tensor("image", (1, *image.shape), "int8", 1.0)
    w = graph.constant("weights", weights, np.ones(filters))
    bias = graph.constant("bias", np.zeros(filters, np.int32), np.ones(filters))
    y = graph.tensor("sums", (1, *image.shape[:2], filters), "int8", SUM_SCALE)
    graph.operator("CONV_2D", [x, w, bias], y, "Conv2DOptions", padding=schema.Padding.SAME, strideW=1, strideH=1,
                   dilationWFactor=1, dilationHFactor=1)
    graph.write(path, [x], [y])


def write_lce(path, image, weights):
    graph = Graph()
    filters = len(weights)
    height, width, channels = image.shape
    x = graph.tensor("image", (1, height, width, channels // WORD), "int32")
    w = graph.constant("weights", pack_words(weights))
    ones, zeros = (graph.constant(f"{n}", np.full(filters, n, np.float32)) for n in (1, 0))
    y = graph.tensor("sums", (1, height, width, filters), "float32")
    graph.custom("LceBconv2d", [x, w, ones, zeros, -1], y, channels_in=channels, dilation_height_factor=1,
                 dilation_width_factor=1, fused_activation_function=0, pad_values=0, padding=int(schema.Padding.SAME),
                 stride_height=1, stride_width=1)
    graph.write(path, [x], [y])


if __name__ == "__main__":
    main(sys.argv[1])
