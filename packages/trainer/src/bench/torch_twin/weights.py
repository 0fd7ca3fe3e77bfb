"""Weights of TensorFlow's layouts as PyTorch's, and gradients back."""

import torch

# Axes of PyTorch's layout by the name of a weight in its layer and its rank in TensorFlow.
AXES = {
    ("kernel", 4): (3, 2, 0, 1),
    ("kernel", 2): (1, 0),
    # PReLU's slopes: [rows, columns, channels].
    ("alpha", 3): (2, 0, 1),
}


def own_name(weight):
    return weight["name"].rsplit("/", 1)[-1]


def to_torch(weight, values):
    values = values.view(weight["shape"])
    name = own_name(weight)
    if name == "depthwise_kernel":
        # The filters of the first channel first.
        values = values.permute(2, 3, 0, 1).reshape(-1, 1, *values.shape[:2])
    elif (name, values.dim()) in AXES:
        values = values.permute(AXES[name, values.dim()])
    if name == "alpha":
        values = values.unsqueeze(0)
    return values.contiguous(memory_format=torch.channels_last if values.dim() == 4 else torch.contiguous_format)


def to_tensorflow(weight, values):
    """The values in the order of TensorFlow's layout, in one row."""
    name, rank = own_name(weight), len(weight["shape"])
    if name == "alpha":
        values = values.squeeze(0)
    if name == "depthwise_kernel":
        rows, columns, channels, multiplier = weight["shape"]
        values = values.view(channels, multiplier, rows, columns).permute(2, 3, 0, 1)
    elif (name, rank) in AXES:
        axes = AXES[name, rank]
        values = values.permute([axes.index(axis) for axis in range(rank)])
    return values.reshape(-1)
