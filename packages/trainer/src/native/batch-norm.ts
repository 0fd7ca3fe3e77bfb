// Batch normalisation in training. TensorFlow.js builds it of moments and some twenty other operations, inside its
// layer, so the layer's own method is replaced; saved models and everything else of the layer stay as they are.
import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';
import { normGroup, sharedBatchNorm } from './shared-batch-norm';

/** What TensorFlow.js 4.22's layer has inside. */
export interface BatchNormalization {
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
    if (options.training !== true || !canTrainNatively(this, x)) return original.call(this, inputs, options);
    const ranks = normGroup();
    if (ranks === null) return normalize(this, x);
    return sharedBatchNorm(ranks, { name: this.name, epsilon: this.epsilon, onStatistics: mover(this) }, [
      x,
      this.gamma.read(),
      this.beta.read(),
    ]);
  };
}

/** A norm with scales and offsets along the last dimension. */
export type AffineNorm = BatchNormalization & Record<'gamma' | 'beta', tf.LayerVariable>;

/** Whether the native ops compute what this layer computes of x in training. */
export function canTrainNatively(layer: BatchNormalization, x: tf.Tensor): layer is AffineNorm {
  const isLastAxis = layer.axis === -1 || layer.axis === x.rank - 1;
  const hasBoth = layer.gamma !== undefined && layer.beta !== undefined;
  return isLastAxis && hasBoth && x.dtype === 'float32' && hasNativeOps();
}

/**
 * Runs an op that starts with a batch norm of x by the batch's own statistics, and moves the layer's moving ones.
 * more: further inputs of the op. Returns its value, then the mean and 1/√(variance + epsilon).
 */
export function runNorm(layer: AffineNorm, name: string, x: tf.Tensor, more: readonly tf.Tensor[] = []): tf.Tensor[] {
  const settings = tf.tensor1d([layer.epsilon, 1 - layer.momentum]);
  const moving = [layer.movingMean, layer.movingVariance];
  const rows = [layer.gamma, layer.beta, ...moving].map((variable) => variable.read());
  const [value, mean, scale, ...next] = runNative({ name, inputs: [x, ...rows, settings, ...more], numOutputs: 5 });
  moving.forEach((variable, i) => variable.write(next[i]));
  return [value, mean, scale];
}

/**
 * y = gamma·(x − mean)/√(variance + epsilon) + beta by the batch's own statistics, biased variance; moves the layer's
 * moving statistics. x: [..., C]. Ioffe and Szegedy, arXiv:1502.03167, algorithm 1.
 */
function normalize(layer: AffineNorm, x: tf.Tensor): tf.Tensor {
  const forward = tf.customGrad((...args) => {
    const [input, gamma] = args as tf.Tensor[];
    const save = args[3] as unknown as (tensors: tf.Tensor[]) => void;
    const [value, mean, scale] = runNorm(layer, 'BatchNorm', input);
    save([input, gamma, mean, scale]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runNative({ name: 'BatchNormGradient', inputs: [...saved, dy], numOutputs: 3 }),
    };
  });
  return forward(x, layer.gamma.read(), layer.beta.read());
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
