"""Runs lines of Python that a page prints, with a trained network as `network`, in the working folder.

python run_path.py NETWORK LINES; NETWORK is a name in larq_files or torch_files, or keras for one of Keras 3. Writes
names.txt, the names of its classes, too."""

import os
import sys

import numpy as np


def plain_keras():
    # Larq's packages have Keras 3 beside the Keras 2 that Larq needs.
    os.environ["TF_USE_LEGACY_KERAS"] = "0"
    import keras

    layers = [keras.layers.Rescaling(1 / 127.5, offset=-1), keras.layers.Conv2D(8, 3, strides=2, activation="relu")]
    layers += [keras.layers.BatchNormalization(), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10)]
    network = keras.Sequential([keras.Input((16, 16, 3)), *layers])
    for weight in network.layers[-1].weights:
        weight.assign(np.random.default_rng(1).normal(size=weight.shape))
    return network


def trained(name):
    if name == "keras":
        return plain_keras()
    try:
        import torch_files as files
    except ImportError:
        import larq_files as files
    return files.build(name, True)


name, lines = sys.argv[1:]
with open("names.txt", "w") as names:
    names.write("".join(f"class {number}\n" for number in range(10)))
exec(lines, {"network": trained(name)})
