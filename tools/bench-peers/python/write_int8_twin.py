"""Writes the int8 twin of a network, an ONNX file of QLinearConv, as the same int8 network of TensorFlow Lite: what is u8
with the zero point z there is int8 with z - 128 here.

python write_int8_twin.py TWIN.onnx OUT.tflite"""

import sys

import numpy as np
import onnx
from onnx import numpy_helper

from tflite_graph import Graph
from tflite_padding import padding_of

# Of a byte as an int8.
SHIFT = 128


class Writer:
    def __init__(self, model):
        self.nodes = list(model.graph.node)
        self.constants = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
        self.graph = Graph()
        dims = model.graph.input[0].type.tensor_type.shape.dim
        self.shape = tuple(each.dim_value for each in dims)
        self.image = None
        # By ONNX name: the tensor, and its shape [1, height, width, channels].
        self.made = {model.graph.input[0].name: (None, self.shape)}

    def write(self, path):
        for node in self.nodes:
            self.made[node.output[0]] = getattr(self, node.op_type)(node)
        self.graph.write(path, [self.image], [self.made[self.nodes[-1].output[0]][0]])

    def Transpose(self, node):
        """TensorFlow Lite has the channels last, as the image has."""
        return self.made[node.input[0]]

    def QLinearConv(self, node):
        name, scale, zero, weights, w_scales, _, y_scale, y_zero, bias = node.input
        x, shape = self._int8(name, scale, zero)
        w = self.constants[weights].transpose(0, 2, 3, 1)
        filters, height, width, own = w.shape
        at = attributes(node)
        before, after = at["pads"][:2], at["pads"][2:]
        stride = at["strides"]
        sides = [(shape[1 + k] + before[k] + after[k] - w.shape[1 + k]) // stride[k] + 1 for k in range(2)]
        made = (1, *sides, filters)
        y = self._quantized(node.output[0], made, y_scale, y_zero)
        w_scales = np.broadcast_to(self.constants[w_scales], filters)
        bias_scales = w_scales * self.constants[scale]
        b = self.graph.constant(bias, self.constants[bias].astype(np.int32), bias_scales)
        options = {
            "padding": padding_of(node.name, shape, (height, width), stride, (before, after)),
            **{"strideH": stride[0], "strideW": stride[1], "dilationHFactor": 1, "dilationWFactor": 1},
        }
        if at.get("group", 1) == 1:
            w = self.graph.constant(weights, w, w_scales)
            self.graph.operator("CONV_2D", [x, w, b], y, "Conv2DOptions", **options)
        else:
            w = self.graph.constant(weights, w.transpose(3, 1, 2, 0), w_scales, axis=3)
            options["depthMultiplier"] = filters // shape[3]
            self.graph.operator("DEPTHWISE_CONV_2D", [x, w, b], y, "DepthwiseConv2DOptions", **options)
        return y, made

    def MaxPool(self, node):
        at = attributes(node)
        return self._pool(node, "MAX_POOL_2D", at["kernel_shape"], at["strides"], at.get("pads", [0] * 4))

    def AveragePool(self, node):
        at = attributes(node)
        return self._pool(node, "AVERAGE_POOL_2D", at["kernel_shape"], at["strides"], at.get("pads", [0] * 4))

    def GlobalAveragePool(self, node):
        _, shape = self.made[node.input[0]]
        return self._pool(node, "AVERAGE_POOL_2D", shape[1:3], [1, 1], [0] * 4)

    def DequantizeLinear(self, node):
        """What follows computes with bytes, or is the end."""
        made = self._int8(*node.input)
        last = [each for each in self.nodes if node.output[0] in each.input]
        if last[0].op_type in ("AveragePool", "GlobalAveragePool", "Add", "QuantizeLinear") and self._is_quantized(last[0]):
            return made
        x, shape = made
        return self.graph.operator("DEQUANTIZE", [x], self.graph.tensor(node.output[0], shape, "float32")), shape

    def QuantizeLinear(self, node):
        """By whatever made it: sums and means of bytes come as bytes."""
        return self.made[node.input[0]]

    def Add(self, node):
        if not self._is_quantized(node):
            return self._elementwise(node, "ADD")
        (a, shape), (b, _) = (self.made[name] for name in node.input)
        _, scale, zero = self._reader(node).input
        y = self._quantized(node.output[0], shape, scale, zero)
        return self.graph.operator("ADD", [a, b], y, "AddOptions"), shape

    def Mul(self, node):
        return self._elementwise(node, "MUL")

    def Flatten(self, node):
        x, shape = self.made[node.input[0]]
        length = int(np.prod(shape))
        dims = self.graph.constant(f"{node.output[0]}/dims", np.array([1, length], np.int32))
        y = self.graph.tensor(node.output[0], (1, length), "float32")
        return self.graph.operator("RESHAPE", [x, dims], y, "ReshapeOptions", newShape=[1, length]), (1, length)

    def _elementwise(self, node, code):
        x, shape = self.made[node.input[0]]
        numbers = self.graph.constant(node.input[1], self.constants[node.input[1]].reshape(-1))
        y = self.graph.tensor(node.output[0], shape, "float32")
        return self.graph.operator(code, [x, numbers], y, f"{code.capitalize()}Options"), shape

    def _pool(self, node, code, size, stride, pads):
        x, shape = self.made[node.input[0]]
        before, after = list(pads[:2]), list(pads[2:])
        sides = [(shape[1 + k] + before[k] + after[k] - size[k]) // stride[k] + 1 for k in range(2)]
        quantization = self.graph.graph.tensors[x].quantization
        y = self.graph.tensor(node.output[0], (1, *sides, shape[3]), "int8", quantization.scale, quantization.zeroPoint[0])
        padding = padding_of(node.name, shape, size, stride, (before, after))
        options = {"filterHeight": size[0], "filterWidth": size[1], "strideH": stride[0], "strideW": stride[1]}
        self.graph.operator(code, [x], y, "Pool2DOptions", padding=padding, **options)
        return y, (1, *sides, shape[3])

    def _is_quantized(self, node):
        reader = self._reader(node)
        return reader is not None and reader.op_type == "QuantizeLinear"

    def _reader(self, node):
        return next((each for each in self.nodes if node.output[0] in each.input), None)

    def _int8(self, name, scale, zero):
        """The tensor with that quantization; the image gets its own from the first one that reads it."""
        x, shape = self.made[name]
        if x is None:
            x = self.image = self._quantized("image", shape, scale, zero)
            self.made = {key: (x, dims) if tensor is None else (tensor, dims) for key, (tensor, dims) in self.made.items()}
        return x, shape

    def _quantized(self, name, shape, scale, zero):
        return self.graph.tensor(name, shape, "int8", self.constants[scale], int(self.constants[zero]) - SHIFT)


def attributes(node):
    return {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}


def main(twin, out):
    Writer(onnx.load(twin)).write(out)


main(*sys.argv[1:])
