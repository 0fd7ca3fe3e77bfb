"""Signs as Larq Compute Engine has them."""

import numpy as np

WORD = 32


def pack_words(signs):
    """Words of 32 signs along the last axis, the last one filled up with +1; bit 1 is -1."""
    short = -signs.shape[-1] % WORD
    filled = np.pad(signs, [(0, 0)] * (signs.ndim - 1) + [(0, short)], constant_values=1)
    return np.packbits(filled < 0, axis=-1, bitorder="little").view(np.int32)
