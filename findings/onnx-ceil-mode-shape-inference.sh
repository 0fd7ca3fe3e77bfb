#!/bin/sh
# onnx's shape inference gives MaxPool with ceil_mode one row and one column more than runtimes compute.
#
# onnx 1.23.2 and onnxruntime 1.32.0 from PyPI. A window that would start in the padding after the image is left out by
# onnxruntime and by onnx's own reference evaluator, in every opset; infer_shapes counts it below opset 22 and leaves it
# out from 22 on. So files of older opsets get a wrong value_info from onnx.shape_inference, and from tools that call
# it; onnxruntime warns about it and goes on. Whoever plans buffers by inferred shapes has to compute pooled sizes on
# their own. Seen on Linux with Python 3.11. Ends with 0 while this is so, with 1 once it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check onnx==1.23.2 onnxruntime==1.32.0 numpy==2.3.5

cat > pool.py <<'SCRIPT'
import numpy, onnx, onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

for opset in (12, 17, 22):
    pool = helper.make_node("MaxPool", ["x"], ["y"], kernel_shape=[2, 2], strides=[2, 2], pads=[1] * 4, ceil_mode=1)
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, 5, 5])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    model = helper.make_model(helper.make_graph([pool], "pool", [x], [y]),
                              opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    dims = onnx.shape_inference.infer_shapes(model).graph.output[0].type.tensor_type.shape.dim
    image = {"x": numpy.zeros((1, 1, 5, 5), numpy.float32)}
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    size = lambda shape: "x".join(str(n) for n in list(shape)[2:])
    print(f"opset {opset}: inferred {size(d.dim_value for d in dims)}, "
          f"onnxruntime {size(session.run(None, image)[0].shape)}, "
          f"reference {size(ReferenceEvaluator(model).run(None, image)[0].shape)}")
SCRIPT

cat > expected <<'EXPECTED'
opset 12: inferred 4x4, onnxruntime 3x3, reference 3x3
opset 17: inferred 4x4, onnxruntime 3x3, reference 3x3
opset 22: inferred 3x3, onnxruntime 3x3, reference 3x3
EXPECTED
python/bin/python pool.py > seen
cat seen
cmp -s seen expected || { echo "onnx 1.23.2 or onnxruntime behaves in another way than described"; exit 1; }
