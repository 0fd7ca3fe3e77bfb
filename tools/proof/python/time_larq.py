"""Prints the median nanoseconds of one image a call on one thread.

python time_larq.py RUNTIME FILE IMAGES SECONDS [--small]; RUNTIME is lce (a .tflite file in Larq Compute Engine), keras
or tflite (FILE is a name in larq_files.NETWORKS, as a compiled function or converted to plain TensorFlow Lite)."""

import os
import sys

os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from larq_files import as_numbers, build
from median import median_nanoseconds

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)


def main():
    runtime, file, images, seconds = sys.argv[1:5]
    call = {"lce": lce, "keras": keras, "tflite": tflite}[runtime](file, images)
    print(median_nanoseconds(call, float(seconds)))


def first_image(images, shape):
    pixels = np.fromfile(images, np.uint8, int(np.prod(shape)))
    return as_numbers(pixels.reshape((1,) + tuple(shape)))


def lce(file, images):
    from larq_compute_engine.tflite.python.interpreter import Interpreter

    with open(file, "rb") as data:
        interpreter = Interpreter(data.read(), num_threads=1)
    x = first_image(images, interpreter.input_shapes[0][1:])
    return lambda: interpreter.predict(x)


def keras(name, images):
    model = build(name, "--small" in sys.argv)
    x = tf.constant(first_image(images, model.input_shape[1:]))
    function = tf.function(lambda image: model(image, training=False))
    return lambda: function(x).numpy()


def tflite(name, images):
    model = build(name, "--small" in sys.argv)
    data = tf.lite.TFLiteConverter.from_keras_model(model).convert()
    interpreter = tf.lite.Interpreter(model_content=data, num_threads=1)
    interpreter.allocate_tensors()
    place = interpreter.get_input_details()[0]["index"]
    x = first_image(images, model.input_shape[1:])

    def call():
        interpreter.set_tensor(place, x)
        interpreter.invoke()

    return call


if __name__ == "__main__":
    main()
