import { EITHER, type QuantizerKind } from './quantizer';

/**
 * No quantizer: q(x) = x, ∂q/∂x = 1. With it for inputs and kernels a binary layer is an ordinary one of float32, and a
 * network its own float32 twin; for kernels alone it is the first of two stages that binarise activations first, after
 * Martinez et al., "Training Binary Neural Networks with Real-to-Binary Convolutions", arXiv:2003.11535.
 */
export const NONE: QuantizerKind<Record<string, never>> = {
  roles: EITHER,
  settings: () => ({}),
  create: () => ({ range: [-Infinity, Infinity], numBits: FLOAT_BITS, quantize: (x) => x }),
};

/** Bits of an operand that is not quantized. */
export const FLOAT_BITS = 32;
