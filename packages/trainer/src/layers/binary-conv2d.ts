import * as tf from '@tensorflow/tfjs';
import { quantizerNamed } from '../quantizers';
import { KernelConv2D, type ConvolutionCost, type KernelConv2DArgs } from './kernel-conv2d';

export interface BinaryConv2DArgs extends KernelConv2DArgs {
  /** What a tap outside the image contributes: 0 is exact and the default, ±1 are the other choices. */
  readonly padValue?: 0 | 1 | -1;
  /** Channels and filters are split into this many parts that do not see each other. */
  readonly groups?: number;
  readonly inputQuantizer?: string;
  readonly kernelQuantizer?: string;
}

/**
 * Binary convolution: y = conv2d(inputQuantizer(x), kernelQuantizer(kernel)) + bias.
 * x: [N, H, W, C]; y: [N, H', W', filters]. Both operands are ±1, so that y − bias is an integer; the float kernel is the latent weight
 * that the pseudo-gradient moves.
 *
 * Courbariaux et al., "Binarized Neural Networks", arXiv:1602.02830, algorithm 1.
 */
export class BinaryConv2D extends KernelConv2D {
  static readonly className = 'BinaryConv2D';
  readonly padValue: 0 | 1 | -1;
  protected override readonly groups: number;
  readonly inputQuantizer: string;
  readonly kernelQuantizer: string;

  constructor(args: BinaryConv2DArgs) {
    super(args);
    this.padValue = this.oneOf('padValue', args.padValue ?? 0, [0, 1, -1]);
    this.groups = this.positive('groups', args.groups ?? 1);
    this.inputQuantizer = args.inputQuantizer ?? 'sign';
    this.kernelQuantizer = args.kernelQuantizer ?? 'sign';
    quantizerNamed(this.inputQuantizer, `${this.name}: inputQuantizer`);
    quantizerNamed(this.kernelQuantizer, `${this.name}: kernelQuantizer`);
  }

  protected override convolve(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
    const bits = quantizerNamed(this.inputQuantizer, this.name)(x) as tf.Tensor4D;
    const weights = quantizerNamed(this.kernelQuantizer, this.name)(kernel) as tf.Tensor4D;
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

  override cost(): ConvolutionCost {
    return { binaryMacs: this.macs(), integerMacs: 0, binaryWeights: this.numWeights(), int8Weights: 0 };
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { padValue, groups, inputQuantizer, kernelQuantizer } = this;
    return { ...super.getConfig(), padValue, groups, inputQuantizer, kernelQuantizer };
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
