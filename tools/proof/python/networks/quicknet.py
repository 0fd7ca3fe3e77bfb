"""QuickNet (Bannink et al., arXiv:2011.09398), as Larq's users build it: four sections of binary residual blocks, a
float stem, and transitions that blur before they halve the image."""

import larq
import numpy as np
import tensorflow as tf

layers = tf.keras.layers

SHAPE, CLASSES, INPUT = (224, 224, 3), 1000, "u8/127.5-1"
SMALL = {"shape": (48, 48, 3), "classes": 10, "filters": (32, 64, 128), "blocks": 1}


def make(shape=SHAPE, classes=CLASSES, filters=(64, 128, 256, 512), blocks=4):
    image = layers.Input(shape)
    x = stem(image, filters[0])
    for width in filters:
        if width != x.shape[-1]:
            x = transition(x, width)
        for _ in range(blocks):
            x = residual(x)
    x = layers.Activation("relu")(x)
    x = layers.AveragePooling2D(x.shape[1:3])(x)
    x = larq.layers.QuantDense(classes)(layers.Flatten()(x))
    return tf.keras.Model(image, layers.Activation("softmax", dtype="float32")(x), name="quicknet")


def stem(x, width):
    x = larq.layers.QuantConv2D(width // 4, 3, strides=2, padding="same", use_bias=False)(x)
    x = layers.Activation("relu")(layers.BatchNormalization()(x))
    x = larq.layers.QuantDepthwiseConv2D(3, strides=2, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(scale=False, center=False)(x)
    return layers.BatchNormalization()(larq.layers.QuantConv2D(width, 1, use_bias=False)(x))


def residual(x):
    quantizer = larq.quantizers.SteSign(clip_value=1.25)
    y = larq.layers.QuantConv2D(
        x.shape[-1],
        3,
        padding="same",
        pad_values=1.0,
        activation="relu",
        input_quantizer=quantizer,
        kernel_quantizer=quantizer,
        kernel_constraint=larq.constraints.WeightClip(clip_value=1.25),
        use_bias=False,
    )(x)
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(y) + x


def transition(x, width):
    x = layers.MaxPool2D(2, strides=1)(layers.Activation("relu")(x))
    x = layers.DepthwiseConv2D(3, strides=2, padding="same", depthwise_initializer=blur, use_bias=False)(x)
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(larq.layers.QuantConv2D(width, 1, use_bias=False)(x))


def blur(shape, dtype=None):
    """The binomial kernel of Zhang's anti-aliased pooling (arXiv:1904.11486), for every channel."""
    row = np.array([0.25, 0.5, 0.25])
    return tf.constant(np.broadcast_to(np.outer(row, row)[:, :, None, None], shape), dtype)
