"""Random legal ONNX and QONNX graphs, with the scores that they must have and how far float32 may lie from them."""
