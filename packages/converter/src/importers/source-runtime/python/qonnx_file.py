"""An ONNX file with the quantizers of Brevitas and QONNX, in qonnx."""
from importlib.metadata import version

from worker import serve

OLD_DOMAIN = "onnx.brevitas"
DOMAIN = "qonnx.custom_op.general"


class Network:
    def __init__(self, path):
        from qonnx.core.modelwrapper import ModelWrapper
        from qonnx.core.onnx_exec import execute_onnx
        from qonnx.transformation.infer_shapes import InferShapes

        self.execute = execute_onnx
        model = ModelWrapper(path)
        for node in model.graph.node:
            if node.domain == OLD_DOMAIN:
                node.domain = DOMAIN
        if any(opset.domain == OLD_DOMAIN for opset in model.model.opset_import):
            model.model.opset_import.add(domain=DOMAIN, version=1)
        self.model = model.transform(InferShapes())
        weights = {tensor.name for tensor in model.graph.initializer}
        [image] = [tensor for tensor in model.graph.input if tensor.name not in weights]
        self.image = image.name
        self.output = model.graph.output[0].name
        self.batch, *shape = self.model.get_tensor_shape(self.image)
        self.inputs = [shape]
        self.name = f"qonnx {version('qonnx')}"
        self.finish = None

    def run(self, arrays, layers, _bytes):
        # A batch that is fixed: the image is all of it.
        batch = arrays[0].repeat(max(1, self.batch), axis=0)
        tensors = self.execute(self.model, {self.image: batch}, return_full_exec_context=True)
        made = {output for node in self.model.graph.node for output in node.output}
        rows = [(name, array[:1]) for name, array in tensors.items() if name in made and array is not None and array.ndim]
        return tensors[self.output][:1], rows if layers else []


serve(Network, "qonnx")
