// Pseudo-gradients of a sign, each in one pass.
import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';

/** dx = dy where |x| ≤ clip, else 0: the straight-through estimator. */
export function windowGradient(x: tf.Tensor, dy: tf.Tensor, clip: number): tf.Tensor {
  if (!hasNativeOps()) return dy.mul(x.abs().lessEqual(clip).cast('float32'));
  return tf.tidy(() => runNative({ name: 'WindowGradient', inputs: [x, dy, tf.scalar(clip)] })[0]);
}

/** dx = dy·max(2 − 2·|x|, 0): the parabola of Bi-Real Net. */
export function approxSignGradient(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  if (!hasNativeOps()) return dy.mul(x.abs().mul(-2).add(2).relu());
  return runNative({ name: 'ApproxSignGradient', inputs: [x, dy] })[0];
}
