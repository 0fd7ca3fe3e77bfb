#!/bin/sh
# Exported by torch.onnx's new exporter, 1-bit layers of up to 8192 weights lose their signs, larger ones keep them.
#
# onnxscript 0.7.2 from PyPI, whose optimizer torch.onnx.export runs with dynamo=True. A layer of 1 bit is Sign of its
# latent weights, Conv, BatchNormalization. The optimizer computes Sign of up to 8192 elements (its limit for outputs of
# constant folding), and then folds the norm into what are now plain weights: of ±1 become ±gamma/sqrt(variance),
# another number per filter, with a bias. From 8193 elements on all three nodes stay. So one file has layers of both
# forms, and whoever looks for ±1 finds only the large layers. A way around it: take weights of one magnitude per filter
# as binary. Seen on Linux with Python 3.11. Ends with 0 while this is so, with 1 once it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target packages \
  ml_dtypes==0.6.0 mpmath==1.3.0 numpy==2.4.6 onnx==1.23.2 onnx-ir==1.1.0 onnxscript==0.7.2 packaging==26.4 \
  protobuf==7.36.2 sympy==1.14.0 typing_extensions==4.15.0

cat > optimize.py <<'SCRIPT'
import numpy as np
import onnxscript.optimizer
from onnx import TensorProto, helper, numpy_helper


def layer(inputs, filters):
    rng = np.random.default_rng(1)
    arrays = {"weights": rng.normal(size=(filters, inputs, 1, 1))}
    arrays.update({name: rng.uniform(0.5, 2, filters) for name in ("gamma", "beta", "mean", "variance")})
    nodes = [
        helper.make_node("Sign", ["weights"], ["signs"]),
        helper.make_node("Conv", ["x", "signs"], ["sums"]),
        helper.make_node("BatchNormalization", ["sums", "gamma", "beta", "mean", "variance"], ["y"]),
    ]
    ends = (("x", inputs), ("y", filters))
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size, 8, 8]) for name, size in ends)
    stored = [numpy_helper.from_array(array.astype(np.float32), name) for name, array in arrays.items()]
    graph = helper.make_graph(nodes, "layer", [x], [y], stored)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)


for inputs, filters in ((64, 128), (64, 129)):
    graph = onnxscript.optimizer.optimize(layer(inputs, filters)).graph
    kernel = next(a for a in map(numpy_helper.to_array, graph.initializer) if a.ndim == 4)
    sizes = [len(set(np.abs(weights).ravel())) for weights in kernel]
    print(inputs * filters, [node.op_type for node in graph.node], "magnitudes per filter:", max(sizes))
SCRIPT

cat > expected <<'EXPECTED'
8192 ['Conv'] magnitudes per filter: 1
8256 ['Sign', 'Conv', 'BatchNormalization'] magnitudes per filter: 64
EXPECTED
PYTHONPATH=packages python3 optimize.py > seen
cat seen
cmp -s seen expected || { echo "onnxscript 0.7.2 behaves in another way than described"; exit 1; }
