import type * as tf from '@tensorflow/tfjs';
import { invalid, positive } from './attributes';
import { KernelLayer, type KernelLayerArgs } from './kernel-layer';

export interface KernelDenseArgs extends KernelLayerArgs {
  readonly units: number;
}

/**
 * What the dense layers with quantized kernels have in common. x: [N, inputs], kernel: [inputs, units], y: [N, units].
 */
export abstract class KernelDense extends KernelLayer {
  readonly units: number;

  constructor(args: KernelDenseArgs) {
    super(args);
    this.units = positive({ layer: this.name, name: 'units' }, args.units);
  }

  /** Throws E_LAYER for an input that is not flat. */
  override build(inputShape: tf.Shape): void {
    const inputs = inputShape[1];
    if (inputShape.length !== 2 || inputs === null) {
      const expected = 'a row of numbers (put tf.layers.flatten or a global pool before it)';
      throw invalid({ layer: this.name, name: 'the input' }, expected, `[${inputShape.join(', ')}]`);
    }
    this.addKernel('kernel', [inputs, this.units], this.units);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [inputShape[0], this.units];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units };
  }
}
