import * as tf from '@tensorflow/tfjs';
import { registerQuantizer, type QuantizerConfig } from '../quantizers';
import { LayerQuantizer, type AddVariable } from '../quantizers/layer-quantizer';
import { KernelConv2D, type ConvolutionCost, type KernelConv2DArgs } from './kernel-conv2d';

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
 * x: [N, H, W, C]; y: [N, H', W', filters]. The float kernel is the latent weight that the pseudo-gradient moves.
 * With quantizers whose values are ±1, as by default, y − bias is an integer.
 * A quantizer's own variables are weights of the layer: `input_shift` of react-sign, `input_scale` of the residual ones.
 *
 * Courbariaux et al., "Binarized Neural Networks", arXiv:1602.02830, algorithm 1.
 */
export class BinaryConv2D extends KernelConv2D {
  static readonly className = 'BinaryConv2D';
  /** Here, so that a network file that gets only the layers can add a quantizer of its own. */
  static readonly registerQuantizer = registerQuantizer;
  readonly padValue: 0 | 1 | -1;
  protected override readonly groups: number;
  readonly #inputQuantizer: LayerQuantizer;
  readonly #kernelQuantizer: LayerQuantizer;

  constructor(args: BinaryConv2DArgs) {
    super(args);
    this.padValue = this.oneOf('padValue', args.padValue ?? 0, [0, 1, -1]);
    this.groups = this.positive('groups', args.groups ?? 1);
    this.#inputQuantizer = new LayerQuantizer(args.inputQuantizer ?? 'sign', {
      role: 'input',
      where: `${this.name}: inputQuantizer`,
    });
    this.#kernelQuantizer = new LayerQuantizer(args.kernelQuantizer ?? 'sign', {
      role: 'kernel',
      where: `${this.name}: kernelQuantizer`,
    });
  }

  override build(inputShape: tf.Shape): void {
    super.build(inputShape);
    const addVariable: AddVariable = (name, length, trainable) =>
      this.addWeight(name, [length], 'float32', tf.initializers.zeros(), undefined, trainable);
    this.#inputQuantizer.build(inputShape.slice(1), addVariable);
    this.#kernelQuantizer.build(this.kernel.shape, addVariable);
  }

  protected override convolve(x: tf.Tensor4D, kernel: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const bits = this.#inputQuantizer.apply(x, training);
    const weights = this.#kernelQuantizer.apply(kernel, training);
    const explicit = this.padding === 'same' && this.padValue !== 0;
    const padded = explicit ? this.pad(bits, this.padValue) : bits;
    const padding = explicit ? 'valid' : this.padding;
    const convolveGroup = (image: tf.Tensor4D, filters: tf.Tensor4D): tf.Tensor4D =>
      tf.conv2d(image, filters, this.strides, padding, 'NHWC', this.dilationRate);
    if (this.groups === 1) return convolveGroup(padded, weights);
    const images = tf.split<tf.Tensor4D>(padded, this.groups, 3);
    const filters = tf.split<tf.Tensor4D>(weights, this.groups, 3);
    return tf.concat(
      images.map((image, group) => convolveGroup(image, filters[group])),
      3,
    );
  }

  /** A multiply-add of n-bit by m-bit operands is n·m binary ones. */
  override cost(): ConvolutionCost {
    const planes = this.#inputQuantizer.numBits * this.#kernelQuantizer.numBits;
    return {
      binaryMacs: Math.round(this.macs() * planes),
      integerMacs: 0,
      binaryWeights: this.numWeights(),
      int8Weights: 0,
    };
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { padValue, groups } = this;
    const quantizers = { inputQuantizer: this.#inputQuantizer.config, kernelQuantizer: this.#kernelQuantizer.config };
    return { ...super.getConfig(), padValue, groups, ...quantizers } as tf.serialization.ConfigDict;
  }

  private pad(x: tf.Tensor4D, value: number): tf.Tensor4D {
    const around = (axis: 0 | 1): [number, number] => {
      const size = x.shape[1 + axis];
      const extent = (this.kernelSize[axis] - 1) * this.dilationRate[axis] + 1;
      const total = Math.max((Math.ceil(size / this.strides[axis]) - 1) * this.strides[axis] + extent - size, 0);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    };
    return tf.pad(x, [[0, 0], around(0), around(1), [0, 0]], value);
  }
}
