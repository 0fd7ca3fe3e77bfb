"""Writes a network as Larq Compute Engine's converter does: signs packed, batch norms in the convolution before them.

python write_lce_network.py FOLDER OUT; FOLDER is what write-network.ts wrote"""

import sys

import numpy as np

from network_file import Network, batch_norm, pads_of
from packed_words import WORD, pack_words
from tflite_graph import Graph, schema
from tflite_padding import padding_of

RELU = schema.ActivationFunctionType.RELU
NO_ACTIVATION = schema.ActivationFunctionType.NONE


class Writer:
    def __init__(self, network):
        self.network, self.graph = network, Graph()
        shape = (1, *network.input)
        self.image = self.graph.tensor("image", shape, "float32")
        # By layer: the tensor with its result, and its shape.
        self.made = {"input": (self.image, shape)}

    def write(self, path):
        for layer in self.network.layers:
            if layer["name"] not in self.made:
                self.made[layer["name"]] = getattr(self, layer["kind"].replace("-", "_"))(layer)
        output = self.made[self.network.layers[-1]["name"]][0]
        self.graph.write(path, [self.image], [output])

    def inputs(self, layer):
        return [self.made[name] for name in layer["inputs"]]

    def normalize(self, layer):
        """The image comes as numbers."""
        return self.made["input"]

    def conv2d(self, layer):
        [(x, shape)] = self.inputs(layer)
        filters, groups = layer["filters"], layer["groups"]
        weights = layer["weights"].reshape(filters, *layer["window"]["size"], -1)
        bias = np.zeros(filters, np.float32)
        norm = self.network.only_reader(layer, "batch-norm")
        if norm is not None:
            scale, bias = batch_norm(norm)
            weights = weights * scale[:, None, None, None]
        bias = self.graph.constant(f"{layer['name']}/bias", bias.astype(np.float32))
        options, dims = self._window(layer, shape)
        y = self.graph.tensor(layer["name"], (*dims, filters), "float32")
        if groups == 1:
            w = self.graph.constant(f"{layer['name']}/weights", weights.astype(np.float32))
            self.graph.operator("CONV_2D", [x, w, bias], y, "Conv2DOptions", **options)
        else:
            w = self.graph.constant(f"{layer['name']}/weights", weights.transpose(3, 1, 2, 0).astype(np.float32))
            options["depthMultiplier"] = filters // shape[3]
            self.graph.operator("DEPTHWISE_CONV_2D", [x, w, bias], y, "DepthwiseConv2DOptions", **options)
        return self._with_names((y, (*dims, filters)), norm)

    def sign(self, layer):
        [(x, shape)] = self.inputs(layer)
        words = self.graph.tensor(layer["name"], (*shape[:3], -(-shape[3] // WORD)), "int32")
        return self.graph.custom("LceQuantize", [x], words), shape

    def binary_conv2d(self, layer):
        [(x, shape)] = self.inputs(layer)
        filters = layer["filters"]
        weights = layer["weights"].reshape(filters, *layer["window"]["size"], shape[3])
        relu = self.network.only_reader(layer, "relu")
        norm = self.network.only_reader(relu or layer, "batch-norm")
        scale, offset = (np.ones(filters), np.zeros(filters)) if norm is None else batch_norm(norm)
        name = layer["name"]
        parameters = [
            self.graph.constant(f"{name}/weights", pack_words(weights)),
            self.graph.constant(f"{name}/scale", scale.astype(np.float32)),
            self.graph.constant(f"{name}/offset", offset.astype(np.float32)),
            -1,
        ]
        options, dims = self._window(layer, shape)
        y = self.graph.tensor(name, (*dims, filters), "float32")
        self.graph.custom(
            "LceBconv2d",
            [x, *parameters],
            y,
            channels_in=shape[3],
            dilation_height_factor=1,
            dilation_width_factor=1,
            fused_activation_function=int(NO_ACTIVATION if relu is None else RELU),
            pad_values=layer["padValue"],
            padding=int(options["padding"]),
            stride_height=options["strideH"],
            stride_width=options["strideW"],
        )
        return self._with_names((y, (*dims, filters)), relu, norm)

    def batch_norm(self, layer):
        [(x, shape)] = self.inputs(layer)
        scale, offset = (numbers.astype(np.float32) for numbers in batch_norm(layer))
        for code, numbers in (("MUL", scale), ("ADD", offset)):
            y = self.graph.tensor(f"{layer['name']}/{code}", shape, "float32")
            constant = self.graph.constant(f"{layer['name']}/{code}/numbers", numbers)
            x = self.graph.operator(code, [x, constant], y, f"{code.capitalize()}Options")
        return x, shape

    def relu(self, layer):
        [(x, shape)] = self.inputs(layer)
        return self.graph.operator("RELU", [x], self.graph.tensor(layer["name"], shape, "float32")), shape

    def add(self, layer):
        (a, shape), (b, _) = self.inputs(layer)
        return self.graph.operator("ADD", [a, b], self.graph.tensor(layer["name"], shape, "float32"), "AddOptions"), shape

    def max_pool(self, layer):
        return self._pool(layer, "MAX_POOL_2D")

    def average_pool(self, layer):
        return self._pool(layer, "AVERAGE_POOL_2D")

    def int8_dense(self, layer):
        [(x, shape)] = self.inputs(layer)
        filters = layer["filters"]
        depth = int(np.prod(shape))
        weights = layer["weights"].reshape(filters, depth).astype(np.float32) * layer["scale"].astype(np.float32)[:, None]
        flat = self.graph.tensor(f"{layer['name']}/flat", (1, depth), "float32")
        dims = self.graph.constant(f"{layer['name']}/dims", np.array([1, depth], np.int32))
        self.graph.operator("RESHAPE", [x, dims], flat, "ReshapeOptions", newShape=[1, depth])
        w = self.graph.constant(f"{layer['name']}/weights", weights)
        bias = self.graph.constant(f"{layer['name']}/bias", np.zeros(filters, np.float32))
        y = self.graph.tensor(layer["name"], (1, filters), "float32")
        return self.graph.operator("FULLY_CONNECTED", [flat, w, bias], y, "FullyConnectedOptions"), (1, filters)

    def _pool(self, layer, code):
        [(x, shape)] = self.inputs(layer)
        options, dims = self._window(layer, shape)
        height, width = layer["window"]["size"]
        pool = {key: options[key] for key in ("padding", "strideH", "strideW")}
        y = self.graph.tensor(layer["name"], (*dims, shape[3]), "float32")
        self.graph.operator(code, [x], y, "Pool2DOptions", filterHeight=height, filterWidth=width, **pool)
        return y, (*dims, shape[3])

    def _window(self, layer, shape):
        """The options of a window, and the shape of what it makes without the channels."""
        size, stride = layer["window"]["size"], layer["window"]["stride"]
        before, after = pads_of(layer)
        options = {
            "padding": padding_of(layer["name"], shape, size, stride, (before, after)),
            **{"strideH": stride[0], "strideW": stride[1], "dilationHFactor": 1, "dilationWFactor": 1},
        }
        sides = [(shape[1 + k] + before[k] + after[k] - size[k]) // stride[k] + 1 for k in range(2)]
        return options, (1, *sides)

    def _with_names(self, made, *fused):
        for layer in fused:
            if layer is not None:
                self.made[layer["name"]] = made
        return made


def main(folder, out):
    Writer(Network(folder)).write(out)


main(*sys.argv[1:])
