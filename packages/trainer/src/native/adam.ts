import * as tf from '@tensorflow/tfjs';
import { hasNativeOps, runNative } from './op';

export interface AdamState {
  readonly weights: tf.Variable;
  readonly mean: tf.Variable;
  readonly square: tf.Variable;
}

export interface AdamNumbers {
  /** With the correction of the moments' bias. */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; w ← w − rate·m/(√v + ε), float32, each operation rounded.
 * Native in one pass, equal to the twin to the bit.
 */
export function adamStep({ weights, mean, square }: AdamState, gradient: tf.Tensor, numbers: AdamNumbers): void {
  const { rate, beta1, beta2, epsilon } = numbers;
  tf.tidy(() => {
    if (hasNativeOps()) {
      const settings = tf.tensor1d([rate, beta1, 1 - beta1, beta2, 1 - beta2, epsilon]);
      const inputs = [weights, mean, square, gradient, settings];
      const next = runNative({ name: 'Adam', inputs, numOutputs: 3 });
      [weights, mean, square].forEach((variable, i) => variable.assign(next[i]));
      return;
    }
    mean.assign(mean.mul(beta1).add(gradient.mul(1 - beta1)));
    square.assign(square.mul(beta2).add(gradient.square().mul(1 - beta2)));
    weights.assign(weights.sub(mean.mul(rate).div(square.sqrt().add(epsilon))));
  });
}
