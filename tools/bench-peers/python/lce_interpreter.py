"""Larq Compute Engine's interpreter without its package, whose converter imports TensorFlow."""

import importlib.util
import os
import sys

# What the wheel has for every CPU but 64-bit ARM, as its documentation says.
KERNEL = "portable C++"


def interpreter_of(path):
    with open(path, "rb") as file:
        data = file.read()
    return _wrapper().LiteInterpreter(data, 1, False, False, True)


def _wrapper():
    name = "interpreter_wrapper_lite"
    if name not in sys.modules:
        files = (os.path.join(folder, "larq_compute_engine/tflite/python", f"{name}.so") for folder in sys.path)
        spec = importlib.util.spec_from_file_location(name, next(file for file in files if os.path.exists(file)))
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
