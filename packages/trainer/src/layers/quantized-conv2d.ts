import type * as tf from '@tensorflow/tfjs';
import { int8Kernel } from '../quantizers/int8-kernel';
import { oneOf } from './attributes';
import { convolve } from './convolve';
import { KernelConv2D, type KernelConv2DArgs } from './kernel-conv2d';
import { KERNEL_ATTRIBUTES, type LayerCost } from './kernel-layer';
import { WINDOW_ATTRIBUTES } from './window';

export interface QuantizedConv2DArgs extends KernelConv2DArgs {
  /** Bits of a weight in the exported model. */
  readonly kernelBits?: 8;
}

/**
 * Convolution with 8-bit weights, one scale for each filter: y = conv2d(x, int8Kernel(kernel)) + bias, padded with
 * zeros; padding 'same' where none is given, other than in Keras.
 * x: [N, H, W, C]; y: [N, H', W', filters]. It reads the image, or a QuantizedActivation; on other numbers it is
 * exported as a convolution of floats.
 */
export class QuantizedConv2D extends KernelConv2D {
  static readonly className = 'QuantizedConv2D';
  static readonly attributes = [...KERNEL_ATTRIBUTES, ...WINDOW_ATTRIBUTES, ...['filters', 'kernelBits']];
  readonly kernelBits: 8;

  constructor(args: QuantizedConv2DArgs) {
    super(args);
    this.kernelBits = oneOf({ layer: this.name, name: 'kernelBits' }, args.kernelBits ?? 8, [8]);
  }

  protected override compute(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
    return convolve(x, int8Kernel(kernel), { window: this.window, padValue: 0 });
  }

  override cost(): LayerCost {
    const { kernelBits } = this;
    return { binaryMacs: 0, integerMacs: this.macs(), floatMacs: 0, inputBits: 8, kernelBits };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), kernelBits: this.kernelBits };
  }
}
