"""Writes .tflite files, by the schema that LiteRT's package has."""

import flatbuffers
from flatbuffers import flexbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

# Of operators that have taken int8 since that version.
VERSIONS = {"CONV_2D": 3, "DEPTHWISE_CONV_2D": 3, "MAX_POOL_2D": 2, "AVERAGE_POOL_2D": 2, "ADD": 2, "MUL": 2, "DEQUANTIZE": 2}
TYPES = {"float32": schema.TensorType.FLOAT32, "int8": schema.TensorType.INT8, "int32": schema.TensorType.INT32}


class Graph:
    """Tensors are known by their numbers."""

    def __init__(self):
        self.model = schema.ModelT()
        self.model.version = 3
        self.model.operatorCodes = []
        self.model.buffers = [schema.BufferT()]
        self.graph = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.model.subgraphs = [self.graph]

    def tensor(self, name, shape, kind, scale=None, zero=0):
        """scale: of all numbers, or one per index of the first axis."""
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.type = name.encode(), list(shape), TYPES[kind]
        tensor.buffer = 0
        if scale is not None:
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = np.atleast_1d(scale).astype(np.float32)
            tensor.quantization.zeroPoint = np.full(len(tensor.quantization.scale), zero, np.int64)
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def constant(self, name, values, scale=None, axis=0):
        index = self.tensor(name, values.shape, str(values.dtype), scale)
        if scale is not None:
            self.graph.tensors[index].quantization.quantizedDimension = axis
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(np.ascontiguousarray(values).tobytes(), np.uint8)
        self.model.buffers.append(buffer)
        self.graph.tensors[index].buffer = len(self.model.buffers) - 1
        return index

    def operator(self, code, inputs, output, options=None, **fields):
        """options: the name of a table of the schema, with its fields."""
        operator = schema.OperatorT()
        operator.opcodeIndex = self._code(getattr(schema.BuiltinOperator, code), version=VERSIONS.get(code, 1))
        operator.inputs, operator.outputs = list(inputs), [output]
        if options is not None:
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            operator.builtinOptions = getattr(schema, f"{options}T")()
            for name, value in fields.items():
                setattr(operator.builtinOptions, name, value)
        self.graph.operators.append(operator)
        return output

    def custom(self, code, inputs, output, **options):
        operator = schema.OperatorT()
        operator.opcodeIndex = self._code(schema.BuiltinOperator.CUSTOM, code.encode())
        operator.inputs, operator.outputs = list(inputs), [output]
        if options:
            operator.customOptions = np.frombuffer(flexbuffers.Dumps(options), np.uint8)
        self.graph.operators.append(operator)
        return output

    def _code(self, builtin, custom=None, version=1):
        for index, known in enumerate(self.model.operatorCodes):
            if (known.builtinCode, known.customCode) == (builtin, custom):
                return index
        code = schema.OperatorCodeT()
        code.builtinCode, code.deprecatedBuiltinCode = builtin, min(builtin, 127)
        code.customCode, code.version = custom, version
        self.model.operatorCodes.append(code)
        return len(self.model.operatorCodes) - 1

    def write(self, path, inputs, outputs):
        self.graph.inputs, self.graph.outputs = list(inputs), list(outputs)
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        with open(path, "wb") as file:
            file.write(builder.Output())
