import * as tf from '@tensorflow/tfjs';
import type { QuantizerConfig } from '../quantizers';
import { oneOf } from './attributes';
import { BinaryOperands } from './binary-operands';
import { convolveDepthwise } from './convolve';
import { KernelDepthwiseConv2D, type KernelDepthwiseConv2DArgs } from './kernel-depthwise-conv2d';
import { KERNEL_ATTRIBUTES, type LayerCost } from './kernel-layer';
import { WINDOW_ATTRIBUTES } from './window';

export interface BinaryDepthwiseConv2DArgs extends KernelDepthwiseConv2DArgs {
  /** What a tap outside the image contributes: 0 is exact and the default, ±1 are the other choices. */
  readonly padValue?: 0 | 1 | -1;
  /** A name, or an object with a name and settings: docs/quantizers.md lists them. Default sign. */
  readonly inputQuantizer?: QuantizerConfig;
  readonly depthwiseQuantizer?: QuantizerConfig;
}

/**
 * Binary convolution in which a filter sees one channel: y = depthwiseConv2d(inputQuantizer(x),
 * depthwiseQuantizer(kernel)) + bias. x: [N, H, W, C], kernel: [rows, columns, C, multiplier]; y: [N, H', W',
 * C·multiplier], the filters of the first channel first; padding 'same' where none is given, other than in Keras.
 * A filter of the quantizer is one of the C·multiplier.
 *
 * Larq's QuantDepthwiseConv2D; Chollet, "Xception", arXiv:1610.02357 (depthwise convolutions).
 */
export class BinaryDepthwiseConv2D extends KernelDepthwiseConv2D {
  static readonly className = 'BinaryDepthwiseConv2D';
  static readonly attributes = [
    ...KERNEL_ATTRIBUTES,
    ...WINDOW_ATTRIBUTES,
    ...['depthMultiplier', 'padValue', 'inputQuantizer', 'depthwiseQuantizer'],
  ];
  readonly padValue: 0 | 1 | -1;
  readonly #operands: BinaryOperands;

  constructor(args: BinaryDepthwiseConv2DArgs) {
    super(args);
    const layer = this.name;
    this.padValue = oneOf({ layer, name: 'padValue' }, args.padValue ?? 0, [0, 1, -1]);
    this.#operands = new BinaryOperands(layer, {
      input: args.inputQuantizer,
      kernel: args.depthwiseQuantizer,
      kernelAttribute: 'depthwiseQuantizer',
    });
  }

  override get latentWeights(): readonly tf.LayerVariable[] {
    return [this.kernel];
  }

  override build(inputShape: tf.Shape): void {
    super.build(inputShape);
    const filters = inputShape[3]! * this.depthMultiplier;
    const shapes = { input: inputShape.slice(1), kernel: [...this.window.kernelSize, 1, filters] };
    this.#operands.build(shapes, (name, length, trainable) =>
      this.addWeight(name, [length], 'float32', tf.initializers.zeros(), undefined, trainable),
    );
  }

  protected override compute(x: tf.Tensor4D, kernel: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const bits = this.#operands.input.apply(x, training);
    const weights = this.#operands.kernel.apply(this.byFilters(kernel), training).reshape<tf.Tensor4D>(kernel.shape);
    return convolveDepthwise(bits, weights, this);
  }

  override cost(): LayerCost {
    return this.#operands.cost(this.macs());
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { padValue } = this;
    const { input, kernel } = this.#operands;
    const quantizers = { inputQuantizer: input.config, depthwiseQuantizer: kernel.config };
    return { ...super.getConfig(), padValue, ...quantizers } as tf.serialization.ConfigDict;
  }
}
