import * as tf from '@tensorflow/tfjs';
import { BinaryConv2D, LearnedShift, OutputScale, QuantizedConv2D } from '../layers';
import type { NetworkStart } from './network';

/**
 * The reference network's convolutions at the same integer and binary cost, with one slope for a channel in place of one for an element;
 * images [N, 32, 32, 3] of 0 … 255 → scores [N, 10].
 *
 *     ÷256 · conv 3×3, 64 · ReLU · max-pool 3×3/2 · batch norm                                   → 15×15×64
 *     shift · binary conv 3×3, 128 · PReLU · max-pool 3×3/2 · batch norm                         → 7×7×128
 *     shift · binary conv 3×3, 128 · PReLU · max-pool 3×3/2 · batch norm                         → 3×3×128
 *     shift · binary conv 1×1, 10 · PReLU · average over 3×3 · one learned scale per class       → 10
 *
 * Activations go through approx-sign. All that lies between two binary convolutions becomes one integer threshold a channel, so that a
 * whole exported file has about 32 kB where the slopes of the reference network alone take twice as much.
 */
export function referencePlus({ seed, initialSlopes, initialOutputScale }: NetworkStart): tf.LayersModel {
  let numKernels = 0;
  const kernelInitializer = () => tf.initializers.glorotUniform({ seed: seed + numKernels++ });
  const slopes = (name: string) =>
    tf.layers.prelu({
      name,
      sharedAxes: [1, 2],
      alphaInitializer:
        initialSlopes === 'glorot-uniform' ? kernelInitializer() : tf.initializers.constant({ value: initialSlopes }),
    });
  const pool = (name: string) => tf.layers.maxPooling2d({ name, poolSize: 3, strides: 2, padding: 'valid' });
  const norm = (name: string) => tf.layers.batchNormalization({ name, momentum: 0.9, epsilon: 1e-3 });
  const binaryConv = (name: string, filters: number, kernelSize: number) =>
    new BinaryConv2D({
      name,
      filters,
      kernelSize,
      inputQuantizer: 'approx-sign',
      kernelInitializer: kernelInitializer(),
    });

  return tf.sequential({
    name: 'reference-plus',
    layers: [
      tf.layers.rescaling({ name: 'rescale', scale: 1 / 256, inputShape: [32, 32, 3] }),
      new QuantizedConv2D({ name: 'conv1', filters: 64, kernelSize: 3, kernelInitializer: kernelInitializer() }),
      tf.layers.reLU({ name: 'relu1' }),
      pool('pool1'),
      norm('norm1'),
      new LearnedShift({ name: 'shift2' }),
      binaryConv('conv2', 128, 3),
      slopes('prelu2'),
      pool('pool2'),
      norm('norm2'),
      new LearnedShift({ name: 'shift3' }),
      binaryConv('conv3', 128, 3),
      slopes('prelu3'),
      pool('pool3'),
      norm('norm3'),
      new LearnedShift({ name: 'shift4' }),
      binaryConv('conv4', 10, 1),
      slopes('prelu4'),
      tf.layers.globalAveragePooling2d({ name: 'average' }),
      new OutputScale({ name: 'scale', initialScale: initialOutputScale }),
    ],
  });
}
