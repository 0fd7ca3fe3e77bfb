"""Images for the networks: smooth ones with noise, so that their scores differ, and two corners, all 0 and all 255."""

import numpy as np


def draw_images(count, height, width, channels, seed=7):
    """uint8 [count, height, width, channels]."""
    rng = np.random.default_rng(seed)
    patches = rng.integers(0, 256, (count, 4, 4, channels)).repeat(-(-height // 4), 1).repeat(-(-width // 4), 2)
    noise = rng.integers(-48, 49, (count, height, width, channels))
    images = np.clip(patches[:, :height, :width] + noise, 0, 255).astype(np.uint8)
    images[-2], images[-1] = 0, 255
    return images


def as_floats(images):
    """As torchvision's ToTensor gives them, float32 [count, channels, height, width] from 0 to 1."""
    return np.ascontiguousarray(images.transpose(0, 3, 1, 2)).astype(np.float32) / np.float32(255)
