import * as tf from '@tensorflow/tfjs';
import { runNorm, type AffineNorm } from './batch-norm';
import { runNative } from './op';

export interface NormPrelu {
  /** [..., C] */
  readonly x: tf.Tensor;
  /** As many as channels. */
  readonly slopes: tf.Tensor;
  /** x's shape; null: none. */
  readonly shortcut: tf.Tensor | null;
}

/**
 * y = z where z ≥ 0, else slope·z, with z = batch norm of x + shortcut, by the batch's own statistics; moves those of
 * the layer. Twin: the layers one by one, which round alike. What stands between them is computed anew for the
 * gradients instead of being kept.
 */
export function normPrelu(layer: AffineNorm, { x, slopes, shortcut }: NormPrelu): tf.Tensor {
  const added = shortcut === null ? [] : [shortcut];
  const forward = tf.customGrad((...args) => {
    const [input, gamma, beta, alpha, other = tf.tensor1d([])] = args.slice(0, 4 + added.length) as tf.Tensor[];
    const save = args[4 + added.length] as unknown as (tensors: tf.Tensor[]) => void;
    const [value, mean, scale] = runNorm(layer, 'NormPrelu', input, [alpha, other]);
    save([input, gamma, beta, mean, scale, alpha, other]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runNative({ name: 'NormPreluGradient', inputs: [...saved, dy], numOutputs: 5 }).slice(0, 4 + added.length),
    };
  });
  return forward(x, layer.gamma.read(), layer.beta.read(), slopes, ...added);
}
