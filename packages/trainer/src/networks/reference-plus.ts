import * as tf from '@tensorflow/tfjs';
import { BinaryConv2D, LearnedShift, OutputScale, QuantizedConv2D } from '../layers';
import type { QuantizerConfig } from '../quantizers';
import { NUM_CLASSES, type NetworkStart } from './network';
import { FirstWeights, norm, overlappingPool, rescale } from './parts';

/**
 * The reference network's convolutions at the same integer and binary cost, with one slope per channel instead of one
 * per element; images [N, 32, 32, 3] of 0 … 255 → scores [N, 10].
 *
 *     ÷256 · conv 3×3, 64 · ReLU · max-pool 3×3/2 · batch norm                                   → 15×15×64
 *     shift · binary conv 3×3, 128 · PReLU · max-pool 3×3/2 · batch norm                         → 7×7×128
 *     shift · binary conv 3×3, 128 · PReLU · max-pool 3×3/2 · batch norm                         → 3×3×128
 *     shift · binary conv 1×1, 10 · PReLU · average over 3×3 · one learned scale per class       → 10
 *
 * Activations go through approx-sign. All that lies between two binary convolutions becomes one integer threshold a
 * channel, so that a whole exported file has about 32 kB where the slopes of the reference network alone take twice as
 * much.
 */
export const referencePlus = (start: NetworkStart): tf.LayersModel =>
  referencePlusOf(start, { name: 'reference-plus', inputQuantizer: 'approx-sign', kernelQuantizer: 'sign' });

/** What a variant may choose. */
export interface Variant {
  readonly name: string;
  readonly inputQuantizer: QuantizerConfig;
  readonly kernelQuantizer: QuantizerConfig;
}

/** The same layers with these quantizers in every binary convolution. */
export function referencePlusOf(start: NetworkStart, { name, ...quantizers }: Variant): tf.LayersModel {
  const first = new FirstWeights(start);
  const binaryConv = (layer: string, filters: number, kernelSize: number) =>
    new BinaryConv2D({ name: layer, filters, kernelSize, kernelInitializer: first.kernel(), ...quantizers });

  return tf.sequential({
    name,
    layers: [
      rescale(start),
      new QuantizedConv2D({ name: 'conv1', filters: 64, kernelSize: 3, kernelInitializer: first.kernel() }),
      tf.layers.reLU({ name: 'relu1' }),
      overlappingPool('pool1'),
      norm('norm1'),
      new LearnedShift({ name: 'shift2' }),
      binaryConv('conv2', 128, 3),
      first.prelu('prelu2'),
      overlappingPool('pool2'),
      norm('norm2'),
      new LearnedShift({ name: 'shift3' }),
      binaryConv('conv3', 128, 3),
      first.prelu('prelu3'),
      overlappingPool('pool3'),
      norm('norm3'),
      new LearnedShift({ name: 'shift4' }),
      binaryConv('conv4', start.numClasses ?? NUM_CLASSES, 1),
      first.prelu('prelu4'),
      tf.layers.globalAveragePooling2d({ name: 'average' }),
      new OutputScale({ name: 'scale', initialScale: start.initialOutputScale }),
    ],
  });
}
