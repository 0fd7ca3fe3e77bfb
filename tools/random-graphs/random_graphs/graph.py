"""A graph that computes while it is built: each tensor has its numbers for all images."""
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .bounded import Bounded, exact

QONNX = "qonnx.custom_op.general"


@dataclass
class Tensor:
    name: str
    bounded: Bounded
    # Which of the plan's channels each channel is; None for all in their order.
    order: np.ndarray = None

    @property
    def channels(self):
        return self.bounded.values.shape[1]

    @property
    def size(self):
        return self.bounded.values.shape[2:]

    @property
    def rank(self):
        return self.bounded.values.ndim

    def lay(self, per_channel):
        """The plan's numbers, one for each channel, in the order of the tensor's channels."""
        return per_channel if self.order is None else per_channel[self.order]

    def column(self, per_channel):
        """Numbers for channels in the shape that ONNX repeats along all other axes."""
        return self.lay(np.asarray(per_channel)).reshape((1, -1) + (1,) * (self.rank - 2))


class Graph:
    def __init__(self, table, images, opset, variant):
        """table: [256] float32, what each byte is for the graph; images: [N, C, H, W] bytes"""
        self.nodes = []
        self.initializers = []
        self.opset = opset
        self.variant = variant
        self.tag = "node"
        self.ties, self.on_steps = np.zeros((2, len(images)), bool)
        self.image = Tensor("image", exact(table.astype(np.float64)[images]))

    def constant(self, values, dtype=np.float32):
        array = np.asarray(values, dtype)
        name = f"constant{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(array, name))
        return Tensor(name, exact(array))

    def node(self, op, inputs, bounded, domain="", **attributes):
        """inputs: tensors, None for one that is left out"""
        label = f"{self.tag}.{len(self.nodes)}"
        names = ["" if each is None else each.name for each in inputs]
        kept = {name: value for name, value in attributes.items() if value is not None}
        self.nodes.append(helper.make_node(op, names, [f"{label}.out"], name=f"{label}.{op}", domain=domain, **kept))
        first = inputs[0]
        keeps_order = bounded.values.ndim > 1 and first.order is not None and first.order.size == bounded.values.shape[1]
        return Tensor(f"{label}.out", bounded, first.order if keeps_order else None)

    def quantizer(self, op, inputs, stepped, domain="", **attributes):
        """Of an activation: what is known of its images' ties is kept."""
        for flags, found in ((self.ties, stepped.is_near), (self.on_steps, stepped.is_on)):
            flags |= found.reshape(len(flags), -1).any(1)
        return self.node(op, inputs, stepped.codes, domain, **attributes)

    def to_model(self, output):
        shape = [1, *self.image.bounded.values.shape[1:]]
        graph = helper.make_graph(
            self.nodes,
            "random",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info(output.name, TensorProto.FLOAT, [1, output.channels])],
            self.initializers,
        )
        opsets = [helper.make_opsetid("", self.opset), helper.make_opsetid(QONNX, 2)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="random-graphs")
        model.ir_version = 8 if self.opset <= 18 else 10
        return model


def check(model):
    """Throws what onnx throws for a graph that is not legal. It does not know the nodes of QONNX."""
    if all(node.domain == "" for node in model.graph.node):
        onnx.checker.check_model(model, full_check=True)
