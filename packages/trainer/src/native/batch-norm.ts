// Batch normalisation in training. TensorFlow.js builds it of moments and some twenty other operations, inside its
// layer, so the layer's own method is replaced; saved models and everything else of the layer stay as they are.
import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';
import { normGroup, sharedBatchNorm } from './shared-batch-norm';

/** What TensorFlow.js 4.22's layer has inside. */
interface BatchNormalization {
  readonly name: string;
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma: tf.LayerVariable | undefined;
  readonly beta: tf.LayerVariable | undefined;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

type Call = (this: BatchNormalization, inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }) => tf.Tensor;

const REPLACED = Symbol('bitplane: native batch norm');

/** Makes every BatchNormalization of the process train by the native op; the twin is the method that was there. */
export function useNativeBatchNorm(): void {
  const prototype = Object.getPrototypeOf(tf.layers.batchNormalization({})) as { call: Call; [REPLACED]?: true };
  if (prototype[REPLACED] === true) return;
  const original = prototype.call;
  prototype[REPLACED] = true;
  prototype.call = function (inputs, options) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const isLastAxis = this.axis === -1 || this.axis === x.rank - 1;
    const applies = options.training === true && isLastAxis && x.dtype === 'float32' && hasNativeOps();
    if (!applies || this.gamma === undefined || this.beta === undefined) return original.call(this, inputs, options);
    const weights: [tf.Tensor, tf.Tensor] = [this.gamma.read(), this.beta.read()];
    const ranks = normGroup();
    if (ranks === null) return normalize(this, x, weights);
    return sharedBatchNorm(ranks, { name: this.name, epsilon: this.epsilon, onStatistics: mover(this) }, [
      x,
      ...weights,
    ]);
  };
}

/**
 * y = gamma·(x − mean)/√(variance + epsilon) + beta by the batch's own statistics, biased variance; moves the layer's
 * moving statistics. x: [..., C]. Ioffe and Szegedy, arXiv:1502.03167, algorithm 1.
 */
function normalize(layer: BatchNormalization, x: tf.Tensor, [gamma, beta]: [tf.Tensor, tf.Tensor]): tf.Tensor {
  const forward = tf.customGrad((...args) => {
    const [input, scale, shift] = args as tf.Tensor[];
    const save = args[3] as unknown as (tensors: tf.Tensor[]) => void;
    const settings = tf.tensor1d([layer.epsilon, 1 - layer.momentum]);
    const moving = [layer.movingMean, layer.movingVariance];
    const inputs = [input, scale, shift, ...moving.map((variable) => variable.read()), settings];
    const [value, mean, inverseDeviation, ...next] = runNative({ name: 'BatchNorm', inputs, numOutputs: 5 });
    moving.forEach((variable, i) => variable.write(next[i]));
    save([input, scale, mean, inverseDeviation]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runNative({ name: 'BatchNormGradient', inputs: [...saved, dy], numOutputs: 3 }),
    };
  });
  return forward(x, gamma, beta);
}

/** moving ← moving − (moving − batch's)·(1 − momentum), as the native op does. */
const mover = (layer: BatchNormalization) => (mean: tf.Tensor, variance: tf.Tensor) => {
  const pairs = [
    [layer.movingMean, mean],
    [layer.movingVariance, variance],
  ] as const;
  for (const [moving, value] of pairs) {
    const now = moving.read();
    moving.write(now.sub(now.sub(value).mul(1 - layer.momentum)));
  }
};
