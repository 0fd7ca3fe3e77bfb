#!/bin/sh
# qonnx runs a network on zeros where an input's name is misspelt, without a word.
#
# qonnx 1.0.0 from PyPI. execute_onnx(model, inputs) takes a dictionary by tensor names. A key that no input of the
# graph has is ignored, an input without a key is an array of zeros of its shape, and so is every input of an empty
# dictionary. Raw files of exporters name their input "inp.1", "onnx::Reshape_0" or after the argument of `forward`,
# depending on exporter and version, so a comparison with a fixed name compares with the scores of a black image. A way
# around it: ask the model, model.graph.input[0].name, and compare the keys before. Seen on Linux with Python 3.11. Ends
# with 0 while this is so, with 1 once it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target packages \
  attrs==26.1.0 bitstring==5.0.0 clize==5.0.2 docutils==0.23 flatbuffers==25.12.19 lazy-importer==0.1.0 \
  ml_dtypes==0.6.0 numpy==2.4.6 od==2.0.2 onnx==1.23.2 onnx-ir==1.1.0 onnxruntime==1.32.0 onnxscript==0.7.2 \
  packaging==26.4 protobuf==7.36.2 qonnx==1.0.0 sigtools==4.0.1 tibs==2.0.2 toposort==1.10 typing_extensions==4.15.0

cat > run.py <<'SCRIPT'
import numpy as np
from onnx import TensorProto, helper
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx

image, scores = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 3]) for name in ("image", "scores"))
graph = helper.make_graph([helper.make_node("Relu", ["image"], ["scores"])], "graph", [image], [scores])
model = ModelWrapper(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]))
ones = np.ones((1, 3), np.float32)
for inputs in ({"image": ones}, {"input": ones}, {}):
    print(list(inputs), execute_onnx(model, inputs)["scores"].tolist())
SCRIPT

cat > expected <<'EXPECTED'
['image'] [[1.0, 1.0, 1.0]]
['input'] [[0.0, 0.0, 0.0]]
[] [[0.0, 0.0, 0.0]]
EXPECTED
PYTHONPATH=packages python3 run.py > seen
cat seen
cmp -s seen expected || { echo "qonnx 1.0.0 behaves in another way than described"; exit 1; }
