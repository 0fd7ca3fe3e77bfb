"""Bi-Real Net's ResNet-18 (Liu et al., arXiv:1808.00278): one shortcut per binary convolution, zero padding, weights
scaled by their mean magnitude, pooled and widened shortcuts where the image is halved."""

import larq
import tensorflow as tf

layers = tf.keras.layers

SHAPE, CLASSES, INPUT = (224, 224, 3), 1000, "u8/127.5-1"
SMALL = {"shape": (64, 64, 3), "classes": 10, "filters": (32, 64), "blocks": 2}


def make(shape=SHAPE, classes=CLASSES, filters=(64, 128, 256, 512), blocks=4):
    image = layers.Input(shape)
    x = layers.BatchNormalization(momentum=0.8)(
        layers.Conv2D(filters[0], 7, strides=2, padding="same", use_bias=False)(image)
    )
    x = layers.MaxPool2D(3, strides=2, padding="same")(x)
    for width in filters:
        for _ in range(blocks):
            x = block(x, width)
    x = layers.Dense(classes)(layers.GlobalAveragePooling2D()(x))
    return tf.keras.Model(image, layers.Activation("softmax", dtype="float32")(x), name="bireal_net")


def block(x, width):
    shortcut, strides = x, 1
    if x.shape[-1] != width:
        shortcut, strides = layers.AvgPool2D(2, strides=2, padding="same")(x), 2
        shortcut = layers.BatchNormalization(momentum=0.8)(layers.Conv2D(width, 1, use_bias=False)(shortcut))
    y = larq.layers.QuantConv2D(
        width,
        3,
        strides=strides,
        padding="same",
        input_quantizer="approx_sign",
        kernel_quantizer="magnitude_aware_sign",
        kernel_constraint="weight_clip",
        use_bias=False,
    )(x)
    return layers.add([layers.BatchNormalization(momentum=0.8)(y), shortcut])
