"""An ONNX network, whose image is uint8 [1, height, width, channels], in onnxruntime."""

import numpy as np
import onnxruntime

from network_engine import bench


def open_network(path, image):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    [given], [scores] = session.get_inputs(), session.get_outputs()
    binding = session.io_binding()
    binding.bind_cpu_input(given.name, np.fromfile(image, np.uint8).reshape(given.shape))
    binding.bind_output(scores.name)

    def run():
        session.run_with_iobinding(binding)
        return binding.get_outputs()[0].numpy()

    return run, lambda: None


bench(open_network)
