"""Writes networks of Larq as its users save them, with the scores of their own runtimes.

python larq_files.py FOLDER [--small] NETWORK …; NETWORK is a name in NETWORKS, and becomes a folder in FOLDER with
what written.py says: .h5, .keras and a SavedModel folder with the scores of Keras, .tflite by Larq Compute Engine with
those of its interpreter."""

import argparse
import os

os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import larq_compute_engine
import numpy as np
import tensorflow as tf
from larq_compute_engine.tflite.python.interpreter import Interpreter

from images import draw_images
from networks import binary_net, bireal_net, quicknet
from written import Written

NETWORKS = {"quicknet": quicknet, "binary-net": binary_net, "bireal-net": bireal_net}
IMAGES = {True: 6, False: 4}


def build(name, small):
    """With random weights; norms have gammas of both signs and one 0, means and variances from batches of images."""
    tf.keras.utils.set_random_seed(11)
    rng = np.random.default_rng(11)
    model = NETWORKS[name].make(**(NETWORKS[name].SMALL if small else {}))
    norms = [layer for layer in model.layers if isinstance(layer, tf.keras.layers.BatchNormalization)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.5
        if norm.scale:
            gamma = rng.uniform(-0.5, 1.5, norm.gamma.shape)
            gamma[3] = 0
            norm.gamma.assign(gamma)
        if norm.center:
            norm.beta.assign(rng.uniform(-0.4, 0.4, norm.beta.shape))
    for seed in range(8):
        model(as_numbers(draw_images(8, *model.input_shape[1:], seed)), training=True)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
    return model


def as_numbers(images):
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)


def write(name, folder, small):
    model = build(name, small)
    images = draw_images(IMAGES[small], *model.input_shape[1:])
    x = as_numbers(images)
    written = Written(folder, images, "u8/127.5-1")
    scores = model.predict(x, verbose=0, batch_size=1)
    for ending in ("h5", "keras"):
        model.save(written.path(f"{name}.{ending}"))
        written.add(f"{name}.{ending}", "Keras", scores, "softmax")
    model.save(written.path(f"{name}-folder"), save_format="tf")
    written.add(f"{name}-folder", "Keras", scores, "softmax")
    data = larq_compute_engine.convert_keras_model(model)
    with open(written.path(f"{name}.tflite"), "wb") as out:
        out.write(data)
    written.add(f"{name}.tflite", "Larq Compute Engine", Interpreter(data).predict(x), "softmax")
    written.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("networks", nargs="+", choices=NETWORKS)
    parser.add_argument("--small", action="store_true")
    arguments = parser.parse_args()
    for name in arguments.networks:
        write(name, os.path.join(arguments.folder, name), arguments.small)


if __name__ == "__main__":
    main()
