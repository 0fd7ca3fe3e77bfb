"""A .tflite file in Larq Compute Engine's interpreter, or, where it has no operator of its, in LiteRT's or TensorFlow's."""
import os
from importlib.metadata import version

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")

from worker import one_line, serve

INSTALL = "larq-compute-engine for files that have its operators, or ai-edge-litert or tensorflow-cpu for others"


class LarqComputeEngine:
    def __init__(self, data):
        import numpy
        from larq_compute_engine.tflite.python.interpreter import Interpreter

        self.interpreter = Interpreter(data)
        self.name = f"Larq Compute Engine {version('larq-compute-engine')}"
        inputs = zip(self.interpreter.input_types, self.interpreter.input_scales, self.interpreter.input_zero_points)
        self.details = [(numpy.dtype(kind), scale or 0, zero or 0) for kind, scale, zero in inputs]
        self.inputs = [list(shape[1:]) for shape in self.interpreter.input_shapes]

    def run(self, arrays, _layers):
        return self.interpreter.predict(arrays if len(arrays) > 1 else arrays[0], verbose=0), []

    def output_quantization(self):
        [scale], [zero] = self.interpreter.output_scales, self.interpreter.output_zero_points
        return scale or 0, zero or 0


class TensorFlowLite:
    def __init__(self, data):
        import numpy

        try:
            from ai_edge_litert import interpreter as litert

            self.name, Interpreter = f"LiteRT {version('ai-edge-litert')}", litert.Interpreter
        except ImportError:
            import tensorflow

            self.name, Interpreter = f"TensorFlow Lite {tensorflow.__version__}", tensorflow.lite.Interpreter
        self.interpreter = Interpreter(model_content=data, experimental_preserve_all_tensors=True)
        self.interpreter.allocate_tensors()
        details = self.interpreter.get_input_details()
        self.details = [(numpy.dtype(each["dtype"]), *each["quantization"]) for each in details]
        self.inputs = [[int(size) for size in each["shape"][1:]] for each in details]

    def run(self, arrays, layers):
        for detail, array in zip(self.interpreter.get_input_details(), arrays):
            self.interpreter.set_tensor(detail["index"], array)
        self.interpreter.invoke()
        [output] = self.interpreter.get_output_details()
        return self.interpreter.get_tensor(output["index"]), self.tensors() if layers else []

    def tensors(self):
        """Numbers under the names of their layers, and bytes, those of an image's kind, under NAME/bytes."""
        rows = []
        for detail in self.interpreter.get_tensor_details():
            name, kind = detail["name"].split(";")[0], detail["dtype"].__name__
            if not name or kind not in ("float32", "int8", "uint8"):
                continue
            try:
                array = self.interpreter.get_tensor(detail["index"])
            except ValueError:
                continue  # Tensors of a delegate's inside are not kept.
            if kind == "int8":
                array = array.astype("float32") + 128
            rows.append((name if kind == "float32" else f"{name}/bytes", array))
        return rows

    def output_quantization(self):
        return self.interpreter.get_output_details()[0]["quantization"]


class Network:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        reasons = []
        for Runtime in (LarqComputeEngine, TensorFlowLite) if b"LceBconv2d" in data else (TensorFlowLite, LarqComputeEngine):
            try:
                self.runtime = Runtime(data)
                break
            except Exception as error:
                reasons.append(one_line(error))
        else:
            raise ImportError(f"no runtime here can read it ({'; '.join(reasons)})")
        self.name, self.inputs, self.finish = self.runtime.name, self.runtime.inputs, None

    def run(self, arrays, layers, are_bytes):
        given = [stored(array, detail, are_bytes) for array, detail in zip(arrays, self.runtime.details)]
        scores, rows = self.runtime.run(given, layers)
        scale, zero = self.runtime.output_quantization()
        return (scores.astype("float32") - zero) * scale if scale else scores, rows


def stored(array, detail, are_bytes):
    """An image's byte − 128 is what an int8 has of it."""
    import numpy

    dtype, scale, zero = detail
    if dtype == numpy.float32:
        return array
    if are_bytes:
        return (array - (128 if dtype == numpy.int8 else 0)).astype(dtype)
    bounds = numpy.iinfo(dtype)
    return numpy.clip(numpy.rint(array / numpy.float32(scale)) + zero, bounds.min, bounds.max).astype(dtype)


serve(Network, INSTALL)
