"""Executes QONNX files by qonnx: reads a list of {"model": path, "images": [[bytes, NCHW]]} and prints the scores of each image of each.

With "cleanup" in a job its file goes through what users of FINN and hls4ml run first.
"""

import json
import sys

import numpy
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx
from qonnx.util.cleanup import cleanup_model

results = []
for job in json.load(open(sys.argv[1])):
    model = ModelWrapper(job["model"])
    if job["cleanup"]:
        model = cleanup_model(model)
    [input_name] = [tensor.name for tensor in model.graph.input]
    [output_name] = [tensor.name for tensor in model.graph.output]
    shape = model.get_tensor_shape(input_name)
    scores = []
    for image in job["images"]:
        tensor = numpy.array(image, numpy.float32).reshape(shape)
        scores.append(execute_onnx(model, {input_name: tensor})[output_name].flatten().tolist())
    results.append(scores)
print(json.dumps(results))
