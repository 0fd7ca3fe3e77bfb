// What TensorFlow.js 4.22's own layers have inside, as far as blocks compute it in their place.
import type * as tf from '@tensorflow/tfjs';
import type { Place } from './graph';

/** The slopes [1, …, C] or [H, W, C]. */
export const slopesOf = ({ layer }: Place): tf.Tensor =>
  (layer as unknown as { readonly alpha: tf.LayerVariable }).alpha.read();

/** Whether a ReLU has no upper limit. */
export const isPlainRelu = ({ layer }: Place): boolean => {
  const { maxValue } = layer as unknown as { readonly maxValue?: number | null };
  return maxValue === undefined || maxValue === null;
};
