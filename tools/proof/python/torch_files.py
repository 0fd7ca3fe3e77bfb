"""Writes networks of Brevitas and PyTorch as their users export them, with the scores of their own runtimes.

python torch_files.py FOLDER [--small] NETWORK …; NETWORK is a name in NETWORKS, and becomes a folder in FOLDER with
what written.py says: one ONNX file per exporter, with the scores of qonnx or onnxruntime."""

import argparse
import logging
import os
import warnings

import numpy as np
import onnxruntime
import torch
from brevitas.export import export_onnx_qcdq, export_qonnx
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx
from qonnx.transformation.infer_shapes import InferShapes
from qonnx.util.cleanup import cleanup_model

from images import as_floats, draw_images
from networks import brevitas_cnv, brevitas_tfc, padded, react_net
from written import Written

IMAGES = 6


def qonnx_raw(network, shape, path):
    export_qonnx(network, torch.rand((1,) + shape), path)


def qonnx_cleaned(network, shape, path):
    export_qonnx(network, torch.rand((1,) + shape), path)
    cleanup_model(ModelWrapper(path)).save(path)


def qcdq(network, shape, path):
    export_onnx_qcdq(network, torch.rand((1,) + shape), path, opset_version=13)


def torchscript(network, shape, path):
    axes = {"input": {0: "n"}, "scores": {0: "n"}}
    names = {"input_names": ["input"], "output_names": ["scores"], "dynamic_axes": axes}
    torch.onnx.export(network, (torch.rand((2,) + shape),), path, opset_version=17, dynamo=False, **names)


def dynamo(network, shape, path):
    # The exporter takes a batch of 1 as fixed.
    options = {"external_data": False, "verbose": False, "dynamic_shapes": ({0: torch.export.Dim("n")},)}
    torch.onnx.export(network, (torch.rand((2,) + shape),), path, dynamo=True, **options)


def run_qonnx(path, x):
    # The executor wants every shape; what it is not given by name it takes as zeros.
    model = ModelWrapper(path).transform(InferShapes())
    name, output = model.graph.input[0].name, model.graph.output[0].name
    return np.concatenate([execute_onnx(model, {name: image[None]})[output] for image in x])


def run_onnxruntime(path, x):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Optimised, it folds norms, which moves numbers that are on a threshold.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return np.concatenate([session.run(None, {name: image[None]})[0] for image in x])


QONNX = [(qonnx_raw, "qonnx", run_qonnx), (qonnx_cleaned, "qonnx", run_qonnx)]
QCDQ = [(qcdq, "onnxruntime", run_onnxruntime)]
PLAIN = [(torchscript, "onnxruntime", run_onnxruntime), (dynamo, "onnxruntime", run_onnxruntime)]
BITS = ((1, 1), (1, 2), (2, 2))
PADS = (("with-0", 0.0), ("with-minus-1", -1.0), ("with-plus-1", 1.0))


def brevitas(module, weight_bits, activation_bits):
    """QCDQ knows no numbers of 1 bit."""
    exporters = QONNX + (QCDQ if weight_bits > 1 else [])
    return module.SHAPE, lambda small: module.make(weight_bits, activation_bits, small), exporters


NETWORKS = {
    **{f"cnv-{w}w{a}a": brevitas(brevitas_cnv, w, a) for w, a in BITS},
    **{f"tfc-{w}w{a}a": brevitas(brevitas_tfc, w, a) for w, a in BITS},
    "react-net": (react_net.SHAPE, react_net.make, PLAIN),
    **{f"padded-{name}": (padded.SHAPE, lambda _, value=value: padded.make(value), QONNX) for name, value in PADS},
}


def build(name, small):
    """With random weights, slopes and shifts; norms have gammas of both signs and one 0, statistics from batches."""
    torch.manual_seed(11)
    shape, make, _ = NETWORKS[name]
    network = make(small).train()
    for parameter_name, parameter in network.named_parameters():
        if parameter_name.endswith((".shift", ".before", ".after")):
            parameter.data.uniform_(-0.3, 0.3)
    for module in network.modules():
        if isinstance(module, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
            module.momentum = 0.5
            module.weight.data.uniform_(-0.5, 1.5)
            module.weight.data[3] = 0.0
            module.bias.data.uniform_(-0.4, 0.4)
        if isinstance(module, torch.nn.PReLU):
            module.weight.data.uniform_(-0.2, 0.5)
    for seed in range(8):
        network(torch.from_numpy(as_floats(draw_images(16, *shape[1:], shape[0], seed))))
    if hasattr(network, "settled"):
        network.settled()
    return network.eval()


def write(name, folder, small):
    shape, _, exporters = NETWORKS[name]
    network = build(name, small)
    images = draw_images(padded.IMAGES if name.startswith("padded") else IMAGES, *shape[1:], shape[0])
    written = Written(folder, images, "u8/255")
    for export, runtime, run in exporters:
        file = f"{name}-{export.__name__.replace('_', '-')}.onnx"
        export(network, shape, written.path(file))
        written.add(file, runtime, run(written.path(file), as_floats(images)))
    written.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("networks", nargs="+", choices=NETWORKS)
    parser.add_argument("--small", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    onnxruntime.set_default_logger_severity(3)
    for name in arguments.networks:
        write(name, os.path.join(arguments.folder, name), arguments.small)


if __name__ == "__main__":
    main()
