import * as tf from '@tensorflow/tfjs';
import type { QuantizerConfig } from '../quantizers';
import { invalid, oneOf, positive } from './attributes';
import { BinaryOperands } from './binary-operands';
import { convolveDepthwise } from './convolve';
import { KERNEL_ATTRIBUTES, KernelLayer, type KernelLayerArgs, type LayerCost } from './kernel-layer';
import { outputSize, readWindow, WINDOW_ATTRIBUTES, type Window, type WindowArgs } from './window';

export interface BinaryDepthwiseConv2DArgs extends KernelLayerArgs, WindowArgs {
  /** Filters of each channel; default 1. */
  readonly depthMultiplier?: number;
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
export class BinaryDepthwiseConv2D extends KernelLayer {
  static readonly className = 'BinaryDepthwiseConv2D';
  static readonly attributes = [
    ...KERNEL_ATTRIBUTES,
    ...WINDOW_ATTRIBUTES,
    ...['depthMultiplier', 'padValue', 'inputQuantizer', 'depthwiseQuantizer'],
  ];
  readonly window: Window;
  readonly depthMultiplier: number;
  readonly padValue: 0 | 1 | -1;
  readonly #operands: BinaryOperands;

  constructor(args: BinaryDepthwiseConv2DArgs) {
    super(args);
    const layer = this.name;
    this.window = readWindow(layer, args);
    this.depthMultiplier = positive({ layer, name: 'depthMultiplier' }, args.depthMultiplier ?? 1);
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

  /** Throws E_LAYER for an input that is no image. */
  override build(inputShape: tf.Shape): void {
    const channels = inputShape[3];
    if (inputShape.length !== 4 || channels === null) {
      const got = `[${inputShape.join(', ')}]`;
      throw invalid({ layer: this.name, name: 'the input' }, '[N, height, width, channels]', got);
    }
    const { kernelSize } = this.window;
    const filters = channels * this.depthMultiplier;
    this.addKernel('depthwise_kernel', [...kernelSize, channels, this.depthMultiplier], filters);
    const shapes = { input: inputShape.slice(1), kernel: [...kernelSize, 1, filters] };
    this.#operands.build(shapes, (name, length, trainable) =>
      this.addWeight(name, [length], 'float32', tf.initializers.zeros(), undefined, trainable),
    );
    super.build(inputShape);
  }

  protected override compute(x: tf.Tensor4D, kernel: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const bits = this.#operands.input.apply(x, training);
    const [rows, columns, channels, multiplier] = kernel.shape;
    const filters = kernel.reshape<tf.Tensor4D>([rows, columns, 1, channels * multiplier]);
    const weights = this.#operands.kernel.apply(filters, training).reshape<tf.Tensor4D>(kernel.shape);
    return convolveDepthwise(bits, weights, this);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const size = outputSize(this.name, this.window, inputShape);
    return [inputShape[0], ...size, (inputShape[3] ?? 0) * this.depthMultiplier];
  }

  override cost(): LayerCost {
    const [, height, width] = this.outputShape as number[];
    return this.#operands.cost(height * width * this.numWeights());
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { depthMultiplier, padValue } = this;
    const { input, kernel } = this.#operands;
    const quantizers = { inputQuantizer: input.config, depthwiseQuantizer: kernel.config };
    const config = { ...super.getConfig(), ...this.window, depthMultiplier, padValue, ...quantizers };
    return config as tf.serialization.ConfigDict;
  }
}
