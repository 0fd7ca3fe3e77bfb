// The two quantized operands of a binary layer, its input and its kernel.
import type * as tf from '@tensorflow/tfjs';
import type { QuantizerConfig } from '../quantizers';
import { FLOAT_BITS } from '../quantizers/none';
import type { LayerCost } from './kernel-layer';
import { LayerQuantizer, type AddVariable } from '../quantizers/layer-quantizer';

export interface OperandConfigs {
  readonly input?: QuantizerConfig;
  readonly kernel?: QuantizerConfig;
  /** The layer's name for the kernel's quantizer, e.g. "depthwiseQuantizer". */
  readonly kernelAttribute?: string;
}

export interface OperandShapes {
  /** Without the batch. */
  readonly input: tf.Shape;
  readonly kernel: tf.Shape;
}

/** Throws E_LAYER for a configuration that names no quantizer for its operand. */
export class BinaryOperands {
  readonly input: LayerQuantizer;
  readonly kernel: LayerQuantizer;

  constructor(layer: string, { input = 'sign', kernel = 'sign', kernelAttribute = 'kernelQuantizer' }: OperandConfigs) {
    this.input = new LayerQuantizer(input, { role: 'input', where: `${layer}: inputQuantizer` });
    this.kernel = new LayerQuantizer(kernel, { role: 'kernel', where: `${layer}: ${kernelAttribute}` });
  }

  /** In the layer's build, after its own weights: the quantizers' variables become weights of the layer. */
  build(shapes: OperandShapes, addVariable: AddVariable): void {
    this.input.build(shapes.input, addVariable);
    this.kernel.build(shapes.kernel, addVariable);
  }

  /**
   * What a kernel of this many multiply-adds costs. A product of n planes by m planes is n·m binary ones; one of an
   * operand that is not quantized is one of floats.
   */
  cost(macs: number): LayerCost {
    const { input, kernel } = this;
    const isBinary = Math.max(input.numBits, kernel.numBits) < FLOAT_BITS;
    return {
      binaryMacs: isBinary ? macs * input.numPlanes * kernel.numPlanes : 0,
      integerMacs: 0,
      floatMacs: isBinary ? 0 : macs,
      inputBits: input.numBits,
      kernelBits: kernel.numBits,
    };
  }
}
