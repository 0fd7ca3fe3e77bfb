// What the networks of the list are made of: stock layers with the settings that all of them share, and first weights
// by the seed.
import * as tf from '@tensorflow/tfjs';
import { IMAGE_SHAPE, type NetworkStart } from './network';

/** Bytes to 0 … 1, exactly: the converter makes them the first layer's integers. */
export const rescale = ({ inputShape = IMAGE_SHAPE }: NetworkStart): tf.layers.Layer =>
  tf.layers.rescaling({ name: 'rescale', scale: 1 / 256, inputShape: [...inputShape] });

/** Momentum 0.9, so that a network trained for few epochs ends with moving means of its last weights. */
export const norm = (name: string): tf.layers.Layer =>
  tf.layers.batchNormalization({ name, momentum: 0.9, epsilon: 1e-3 });

/** 3×3 with stride 2, without padding. */
export const overlappingPool = (name: string): tf.layers.Layer =>
  tf.layers.maxPooling2d({ name, poolSize: 3, strides: 2, padding: 'valid' });

/** Initializers for one network: each kernel has a seed of its own, which follows from the run's. */
export class FirstWeights {
  readonly #start: NetworkStart;
  #numKernels = 0;

  constructor(start: NetworkStart) {
    this.#start = start;
  }

  kernel(): ReturnType<typeof tf.initializers.glorotUniform> {
    return tf.initializers.glorotUniform({ seed: this.#start.seed + this.#numKernels++ });
  }

  /** As the recipe says. */
  slopes(): ReturnType<typeof tf.initializers.constant> {
    const { initialSlopes } = this.#start;
    return initialSlopes === 'glorot-uniform' ? this.kernel() : tf.initializers.constant({ value: initialSlopes });
  }

  /** A PReLU with one slope for each channel. */
  prelu(name: string): tf.layers.Layer {
    return tf.layers.prelu({ name, sharedAxes: [1, 2], alphaInitializer: this.slopes() });
  }
}
