"""A network of Larq with random weights, softmax at the end and a model in it: as FOLDER/network.h5, .keras, .tflite."""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import larq
import larq_compute_engine
import numpy
import tensorflow as tf
import tf_keras as keras

layers = keras.layers
binary = dict(input_quantizer="ste_sign", kernel_quantizer="ste_sign", kernel_constraint="weight_clip", use_bias=False)
keras.utils.set_random_seed(3)

block_input = layers.Input((10, 10, 8))
x = larq.layers.QuantConv2D(8, 3, padding="same", pad_values=1.0, name="binary", **binary)(block_input)
block = keras.Model(block_input, layers.BatchNormalization(name="norm")(x), name="block")

image = layers.Input((12, 12, 3), name="image")
x = layers.Conv2D(8, 3, name="stem")(image)
x = layers.BatchNormalization(name="stem_norm")(x)
x = layers.Add(name="sum")([x, block(x)])
x = layers.GlobalAveragePooling2D(name="mean")(x)
network = keras.Model(image, layers.Dense(5, activation="softmax", name="scores")(x), name="network")
random = numpy.random.default_rng(3)
for _ in range(20):
    network(random.random((8, 12, 12, 3)).astype("float32"), training=True)

path = os.path.join(sys.argv[1], "network")
network.save(f"{path}.h5")
network.save(f"{path}.keras")
with open(f"{path}.tflite", "wb") as file:
    file.write(larq_compute_engine.convert_keras_model(network))
