import * as tf from '@tensorflow/tfjs';
import { int8Kernel } from '../quantizers/int8-kernel';
import { oneOf } from './attributes';
import { KernelDense, type KernelDenseArgs } from './kernel-dense';
import { KERNEL_ATTRIBUTES, type LayerCost } from './kernel-layer';

export interface QuantizedDenseArgs extends KernelDenseArgs {
  /** Bits of a weight in the exported model. */
  readonly kernelBits?: 8;
}

/**
 * Dense layer with 8-bit weights, one scale for each unit: y = x · int8Kernel(kernel) + bias.
 * x: [N, inputs] float32; y: [N, units]. The classifier at a network's end.
 */
export class QuantizedDense extends KernelDense {
  static readonly className = 'QuantizedDense';
  static readonly attributes = [...KERNEL_ATTRIBUTES, ...['units', 'kernelBits']];
  readonly kernelBits: 8;

  constructor(args: QuantizedDenseArgs) {
    super(args);
    this.kernelBits = oneOf({ layer: this.name, name: 'kernelBits' }, args.kernelBits ?? 8, [8]);
  }

  protected override compute(x: tf.Tensor2D, kernel: tf.Tensor2D): tf.Tensor2D {
    return tf.matMul(x, int8Kernel(kernel));
  }

  override cost(): LayerCost {
    return { binaryMacs: 0, integerMacs: this.numWeights(), floatMacs: 0, inputBits: 32, kernelBits: this.kernelBits };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), kernelBits: this.kernelBits };
  }
}
