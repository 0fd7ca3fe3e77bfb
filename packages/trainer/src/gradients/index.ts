// Faster gradients for TensorFlow.js operations: the same values (see each file), the same layers, less time.
import * as tf from '@tensorflow/tfjs';
import { conv2dGradient } from './conv2d';
import { reluGradient } from './relu';

let registered = false;

/**
 * Replaces TensorFlow.js's own gradients of these operations, for every layer of the process. Calling it again changes
 * nothing.
 */
export function registerFastGradients(): void {
  if (registered) return;
  registered = true;
  for (const gradient of [conv2dGradient(tf.getGradient(tf.Conv2D)), reluGradient]) {
    tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}
