"""What ONNX itself says of files: raises for one that is not valid, its types and shapes included."""

import sys

import onnx

for path in sys.argv[1:]:
    onnx.checker.check_model(path, full_check=True)
    print("valid")
