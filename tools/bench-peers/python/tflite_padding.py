"""What TensorFlow Lite calls the padding of a window."""

from network_file import same_pads
from tflite_graph import schema


def padding_of(what, shape, size, stride, pads):
    """shape: of the input, [1, height, width, channels]; pads: [top, left], [bottom, right]."""
    if pads == ([0, 0], [0, 0]):
        return schema.Padding.VALID
    if pads == same_pads(shape[1], shape[2], size, stride):
        return schema.Padding.SAME
    raise ValueError(f"{what}: expected padding as same or valid have it, got {pads}")
