"""TFC, the three-layer perceptron of FINN for MNIST (Umuroglu et al., arXiv:1612.07119), by the class that Brevitas
ships. Its input has as many bits as its activations, as in Brevitas's own configurations."""

from brevitas_examples.bnn_pynq.models.FC import FC

SHAPE = (1, 28, 28)


def make(weight_bits, activation_bits, small=False):
    return FC(10, weight_bits, activation_bits, activation_bits, 1, [64, 64, 64])
