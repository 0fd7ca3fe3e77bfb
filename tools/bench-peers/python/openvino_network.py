"""A network of signs in OpenVINO: its binary convolutions by BinaryConvolution, the 8-bit first one on quantized numbers,
the rest in float32."""

import numpy as np
import openvino
from openvino import opset15 as op

from network_engine import bench
from network_file import Network, batch_norm, pads_of

# Without it, CPUs with bfloat16 round to that.
FLOAT32 = {"INFERENCE_PRECISION_HINT": "f32"}
BYTES, STEPS = 256, 255


class Writer:
    def __init__(self, network):
        self.network = network
        height, width, channels = network.input
        self.image = op.parameter([1, channels, height, width], np.float32)
        self.made = {"input": self.image}
        # A u1 constant does not keep the array that it is made of.
        self.kept = []

    def model(self):
        for layer in self.network.layers:
            inputs = [self.made[name] for name in layer["inputs"]]
            self.made[layer["name"]] = getattr(self, layer["kind"].replace("-", "_"))(layer, *inputs)
        return openvino.Model([self.made[self.network.layers[-1]["name"]]], [self.image])

    def normalize(self, layer, x):
        """The image comes as numbers; 256 levels let the convolution after it compute with bytes."""
        least, greatest = (np.float32(level * layer["scale"]) for level in (0, BYTES - 1))
        return op.fake_quantize(x, least, greatest, least, greatest, BYTES)

    def conv2d(self, layer, x):
        filters, groups = layer["filters"], layer["groups"]
        weights = layer["weights"].reshape(filters, *layer["window"]["size"], -1).transpose(0, 3, 1, 2)
        w = op.constant(np.ascontiguousarray(weights))
        if layer["weightBits"] == 8:
            greatest = np.abs(weights).max(axis=(1, 2, 3), keepdims=True)
            w = op.fake_quantize(w, -greatest, greatest, -greatest, greatest, STEPS)
        if groups == 1:
            return op.convolution(x, w, *self._window(layer))
        shape = [groups, filters // groups, *weights.shape[1:]]
        return op.group_convolution(x, op.reshape(w, op.constant(shape), False), *self._window(layer))

    def sign(self, _layer, x):
        """To the levels 0 and 1: with -1 and 1 every bit would be the same."""
        shape = [1, channels_of(x), 1, 1]
        # The greatest number below 0, since a number has to be above the limit to be 1, and 0 has the sign +1.
        limit = op.constant(np.full(shape, np.nextafter(np.float32(0), np.float32(-1))))
        zeros, ones = (op.constant(np.full(shape, x, np.float32)) for x in (0, 1))
        return op.fake_quantize(x, limit, limit, zeros, ones, 2)

    def binary_conv2d(self, layer, x):
        size = layer["window"]["size"]
        shape = [layer["filters"], *size, channels_of(x)]
        signs = layer["weights"].reshape(shape).transpose(0, 3, 1, 2)
        self.kept.append(np.packbits((signs > 0).reshape(-1), bitorder="little"))
        tensor = openvino.Tensor(self.kept[-1], openvino.Shape(list(signs.shape)), openvino.Type.u1)
        weights = openvino.op.Constant(tensor)
        return op.binary_convolution(x, weights, *self._window(layer), "xnor-popcount", float(layer["padValue"]))

    def batch_norm(self, layer, x):
        scale, offset = (numbers.astype(np.float32).reshape(1, -1, 1, 1) for numbers in batch_norm(layer))
        return op.add(op.multiply(x, op.constant(scale)), op.constant(offset))

    def relu(self, _layer, x):
        return op.relu(x)

    def add(self, _layer, a, b):
        return op.add(a, b)

    def max_pool(self, layer, x):
        strides, before, after, dilations = self._window(layer)
        return op.max_pool(x, strides, dilations, before, after, layer["window"]["size"], index_element_type="i64").output(0)

    def average_pool(self, layer, x):
        strides, before, after, _ = self._window(layer)
        return op.avg_pool(x, strides, before, after, layer["window"]["size"], True)

    def int8_dense(self, layer, x):
        weights = layer["weights"].reshape(layer["filters"], -1).astype(np.float32) * layer["scale"].astype(np.float32)[:, None]
        return op.matmul(op.reshape(x, op.constant([1, -1]), False), op.constant(weights), False, True)

    def _window(self, layer):
        before, after = pads_of(layer)
        return layer["window"]["stride"], before, after, layer["window"]["dilation"]


def channels_of(x):
    """x: a node with one output, or an output."""
    return (x if isinstance(x, openvino.Output) else x.output(0)).get_shape()[1]


def open_network(folder, image):
    network = Network(folder)
    writer = Writer(network)
    options = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, **FLOAT32}
    compiled = openvino.Core().compile_model(writer.model(), "CPU", options)
    request = compiled.create_infer_request()
    pixels = np.fromfile(image, np.uint8).reshape(1, *network.input).transpose(0, 3, 1, 2)
    request.set_input_tensor(openvino.Tensor(np.ascontiguousarray(pixels.astype(np.float32) / np.float32(BYTES))))

    def run():
        request.infer()
        return request.get_output_tensor().data

    def kernel():
        nodes = compiled.get_runtime_model().get_ops()
        binary = {str(node.get_rt_info()["primitiveType"].astype(str)) for node in nodes if is_binary(node)}
        return ", ".join(sorted(binary)) or None

    return run, kernel


def is_binary(node):
    return "layerType" in node.get_rt_info() and node.get_rt_info()["layerType"].astype(str) == "BinaryConvolution"


bench(open_network)
