import type * as tf from '@tensorflow/tfjs';
import { int8Kernel } from '../quantizers/int8-kernel';
import { oneOf } from './attributes';
import { convolveDepthwise } from './convolve';
import { KernelDepthwiseConv2D, type KernelDepthwiseConv2DArgs } from './kernel-depthwise-conv2d';
import { KERNEL_ATTRIBUTES, type LayerCost } from './kernel-layer';
import { WINDOW_ATTRIBUTES } from './window';

export interface QuantizedDepthwiseConv2DArgs extends KernelDepthwiseConv2DArgs {
  /** Bits of a weight in the exported model. */
  readonly kernelBits?: 8;
}

/**
 * Depthwise convolution with 8-bit weights, one scale for each filter of each channel: y = depthwiseConv2d(x,
 * int8Kernel(kernel)) + bias, padded with zeros; padding 'same' where none is given, other than in Keras.
 * x: [N, H, W, C], kernel: [rows, columns, C, multiplier]; y: [N, H', W', C·multiplier]. It reads the image, or a
 * QuantizedActivation; on other numbers it is exported as a convolution of floats.
 */
export class QuantizedDepthwiseConv2D extends KernelDepthwiseConv2D {
  static readonly className = 'QuantizedDepthwiseConv2D';
  static readonly attributes = [...KERNEL_ATTRIBUTES, ...WINDOW_ATTRIBUTES, ...['depthMultiplier', 'kernelBits']];
  readonly kernelBits: 8;

  constructor(args: QuantizedDepthwiseConv2DArgs) {
    super(args);
    this.kernelBits = oneOf({ layer: this.name, name: 'kernelBits' }, args.kernelBits ?? 8, [8]);
  }

  protected override compute(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
    const weights = int8Kernel(this.byFilters(kernel)).reshape<tf.Tensor4D>(kernel.shape);
    return convolveDepthwise(x, weights, { window: this.window, padValue: 0 });
  }

  override cost(): LayerCost {
    const { kernelBits } = this;
    return { binaryMacs: 0, integerMacs: this.macs(), floatMacs: 0, inputBits: 8, kernelBits };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), kernelBits: this.kernelBits };
  }
}
