"""BinaryNet for CIFAR-10 (Courbariaux et al., arXiv:1602.02830), the network of Larq's tutorial."""

import larq
import tensorflow as tf

layers = tf.keras.layers

SHAPE, CLASSES, INPUT = (32, 32, 3), 10, "u8/127.5-1"
SMALL = {"filters": (32, 64, 64), "features": 64}


def make(shape=SHAPE, classes=CLASSES, filters=(128, 256, 512), features=1024):
    binary = {
        "input_quantizer": "ste_sign",
        "kernel_quantizer": "ste_sign",
        "kernel_constraint": "weight_clip",
        "use_bias": False,
    }
    first = {**binary, "input_quantizer": None, "input_shape": shape}
    norm = lambda: layers.BatchNormalization(momentum=0.999, scale=False)
    model = tf.keras.Sequential(name="binary_net")
    for stage, width in enumerate(filters):
        model.add(larq.layers.QuantConv2D(width, 3, padding="same", **(first if stage == 0 else binary)))
        model.add(norm())
        model.add(larq.layers.QuantConv2D(width, 3, padding="same", **binary))
        model.add(layers.MaxPool2D(2))
        model.add(norm())
    model.add(layers.Flatten())
    for width in (features, features, classes):
        model.add(larq.layers.QuantDense(width, **binary))
        model.add(norm())
    model.add(layers.Activation("softmax"))
    return model
