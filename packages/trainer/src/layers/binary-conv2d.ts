import * as tf from '@tensorflow/tfjs';
import { latentConv2D } from '../native/sign-conv2d';
import { registerQuantizer, type QuantizerConfig } from '../quantizers';
import { oneOf, positive } from './attributes';
import { BinaryOperands } from './binary-operands';
import { convolve } from './convolve';
import { KernelConv2D, type KernelConv2DArgs } from './kernel-conv2d';
import { KERNEL_ATTRIBUTES, type LayerCost } from './kernel-layer';
import { isSamePadding, WINDOW_ATTRIBUTES } from './window';

export interface BinaryConv2DArgs extends KernelConv2DArgs {
  /** What a tap outside the image contributes: 0 is exact and the default, ±1 are the other choices. */
  readonly padValue?: 0 | 1 | -1;
  /** Channels and filters are split into this many parts that do not see each other. */
  readonly groups?: number;
  /** A name, or an object with a name and settings: docs/quantizers.md lists them. Default sign. */
  readonly inputQuantizer?: QuantizerConfig;
  readonly kernelQuantizer?: QuantizerConfig;
}

/**
 * Binary convolution: y = conv2d(inputQuantizer(x), kernelQuantizer(kernel)) + bias.
 * x: [N, H, W, C]; y: [N, H', W', filters]; padding 'same' where none is given, other than in Keras. The float kernel
 * is the latent weight that the pseudo-gradient moves. With quantizers whose values are ±1, as by default, y − bias is
 * an integer.
 * A quantizer's own variables are weights of the layer: `input_shift` of react-sign, `input_scale` of the residual
 * ones.
 *
 * Courbariaux et al., "Binarized Neural Networks", arXiv:1602.02830, algorithm 1.
 */
export class BinaryConv2D extends KernelConv2D {
  static readonly className = 'BinaryConv2D';
  static readonly attributes = [
    ...KERNEL_ATTRIBUTES,
    ...WINDOW_ATTRIBUTES,
    ...['filters', 'groups', 'padValue', 'inputQuantizer', 'kernelQuantizer'],
  ];
  /** Here, so that a network file that gets only the layers can add a quantizer of its own. */
  static readonly registerQuantizer = registerQuantizer;
  readonly padValue: 0 | 1 | -1;
  protected override readonly groups: number;
  readonly #operands: BinaryOperands;

  constructor(args: BinaryConv2DArgs) {
    super(args);
    const layer = this.name;
    this.padValue = oneOf({ layer, name: 'padValue' }, args.padValue ?? 0, [0, 1, -1]);
    this.groups = positive({ layer, name: 'groups' }, args.groups ?? 1);
    this.#operands = new BinaryOperands(layer, { input: args.inputQuantizer, kernel: args.kernelQuantizer });
  }

  override get latentWeights(): readonly tf.LayerVariable[] {
    return [this.kernel];
  }

  override build(inputShape: tf.Shape): void {
    super.build(inputShape);
    this.#operands.build({ input: inputShape.slice(1), kernel: this.kernel.shape }, (name, length, trainable) =>
      this.addWeight(name, [length], 'float32', tf.initializers.zeros(), undefined, trainable),
    );
  }

  protected override compute(x: tf.Tensor4D, kernel: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const weights = this.#operands.kernel.apply(kernel, training);
    const inOneGo = this.#convolveLatents(x, weights, { training, shift: null });
    if (inOneGo !== null) return inOneGo;
    const bits = this.#operands.input.apply(x, training);
    if (this.groups === 1) return convolve(bits, weights, this);
    const images = tf.split<tf.Tensor4D>(bits, this.groups, 3);
    const filters = tf.split<tf.Tensor4D>(weights, this.groups, 3);
    return tf.concat(
      images.map((image, group) => convolve(image, filters[group], this)),
      3,
    );
  }

  /** What `products` gives for x + shift in training, in one go; null where that is not possible. shift: [C]. */
  productsOfShifted(x: tf.Tensor4D, shift: tf.Tensor): tf.Tensor4D | null {
    const weights = this.#operands.kernel.apply(this.kernel.read() as tf.Tensor4D, true);
    return this.#convolveLatents(x, weights, { training: true, shift });
  }

  #convolveLatents(
    x: tf.Tensor4D,
    filter: tf.Tensor4D,
    { training, shift }: { training: boolean; shift: tf.Tensor | null },
  ): tf.Tensor4D | null {
    const { window, padValue, groups } = this;
    const sign = this.#operands.input.sign(training);
    const isPadded = window.padding !== 'valid';
    if (sign === null || groups !== 1 || (shift !== null && sign.shift !== null)) return null;
    if (isPadded && (padValue !== 0 || !isSamePadding(window, x.shape))) return null;
    return latentConv2D({
      ...{ x, filter, derivative: sign.derivative, shift: shift ?? sign.shift },
      ...{ strides: window.strides, dilations: window.dilationRate, padding: isPadded ? 'same' : 'valid' },
    });
  }

  override cost(): LayerCost {
    return this.#operands.cost(this.macs());
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { padValue, groups } = this;
    const { input, kernel } = this.#operands;
    const quantizers = { inputQuantizer: input.config, kernelQuantizer: kernel.config };
    return { ...super.getConfig(), padValue, groups, ...quantizers } as tf.serialization.ConfigDict;
  }
}
