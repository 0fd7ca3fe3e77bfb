import * as tf from '@tensorflow/tfjs';
import type { QuantizerConfig } from '../quantizers';
import { BinaryOperands } from './binary-operands';
import { KernelDense, type KernelDenseArgs } from './kernel-dense';
import { KERNEL_ATTRIBUTES, type LayerCost } from './kernel-layer';

export interface BinaryDenseArgs extends KernelDenseArgs {
  /** A name, or an object with a name and settings: docs/quantizers.md lists them. Default sign. */
  readonly inputQuantizer?: QuantizerConfig;
  readonly kernelQuantizer?: QuantizerConfig;
}

/**
 * Binary dense layer: y = inputQuantizer(x) · kernelQuantizer(kernel) + bias; x: [N, inputs], y: [N, units].
 * With quantizers whose values are ±1, as by default, y − bias is an integer. On an image, put tf.layers.flatten before
 * it: the board then runs a binary convolution whose window is the whole image.
 *
 * Courbariaux et al., "Binarized Neural Networks", arXiv:1602.02830, algorithm 1.
 */
export class BinaryDense extends KernelDense {
  static readonly className = 'BinaryDense';
  static readonly attributes = [...KERNEL_ATTRIBUTES, ...['units', 'inputQuantizer', 'kernelQuantizer']];
  readonly #operands: BinaryOperands;

  constructor(args: BinaryDenseArgs) {
    super(args);
    this.#operands = new BinaryOperands(this.name, { input: args.inputQuantizer, kernel: args.kernelQuantizer });
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

  protected override compute(x: tf.Tensor2D, kernel: tf.Tensor2D, training: boolean): tf.Tensor2D {
    return tf.matMul(this.#operands.input.apply(x, training), this.#operands.kernel.apply(kernel, training));
  }

  override cost(): LayerCost {
    return this.#operands.cost(this.numWeights());
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { input, kernel } = this.#operands;
    const quantizers = { inputQuantizer: input.config, kernelQuantizer: kernel.config };
    return { ...super.getConfig(), ...quantizers } as tf.serialization.ConfigDict;
  }
}
