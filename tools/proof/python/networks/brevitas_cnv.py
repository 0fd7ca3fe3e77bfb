"""CNV, the VGG-like CIFAR-10 network of FINN (Umuroglu et al., arXiv:1612.07119), by the class that Brevitas ships."""

from brevitas_examples.bnn_pynq.models import CNV

SHAPE = (3, 32, 32)
CHANNELS = [(64, False), (64, True), (128, False), (128, True), (256, False), (256, False)]


def make(weight_bits, activation_bits, small=False):
    """With a quarter of the channels where small: the class takes them from its module."""
    parts = 4 if small else 1
    CNV.CNV_OUT_CH_POOL = [(channels // parts, has_pool) for channels, has_pool in CHANNELS]
    CNV.INTERMEDIATE_FC_FEATURES = [(256 // parts, 512 // parts), (512 // parts, 512 // parts)]
    CNV.LAST_FC_IN_FEATURES = 512 // parts
    return CNV.CNV(10, weight_bits, activation_bits, 8, 3)
