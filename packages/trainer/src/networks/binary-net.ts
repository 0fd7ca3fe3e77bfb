import * as tf from '@tensorflow/tfjs';
import { BinaryConv2D, BinaryDense, QuantizedConv2D } from '../layers';
import { NUM_CLASSES, type NetworkStart } from './network';
import { FirstWeights, norm, rescale } from './parts';

/**
 * BinaryNet, the network of Larq's tutorial, with 8 bits in its first layer; images [N, 32, 32, 3] of 0 … 255 → scores
 * [N, 10].
 *
 *     ÷256 · 8-bit conv 3×3, 128 · batch norm                                                    → 32×32×128
 *     binary conv 3×3, 128 · max-pool 2×2 · batch norm                                           → 16×16×128
 *     binary conv 3×3, 256 · batch norm · binary conv 3×3, 256 · max-pool 2×2 · batch norm       → 8×8×256
 *     binary conv 3×3, 512 · batch norm · binary conv 3×3, 512 · max-pool 2×2 · batch norm       → 4×4×512
 *     binary dense 1024 · batch norm · binary dense 1024 · batch norm · binary dense 10 · batch norm → 10
 *
 * Deviations from the tutorial: the first kernel has 8 bits instead of 1, batch norms have a scale.
 *
 * Courbariaux et al., "Binarized Neural Networks", arXiv:1602.02830.
 */
export function binaryNet(start: NetworkStart): tf.LayersModel {
  const first = new FirstWeights(start);
  const conv = (name: string, filters: number) =>
    new BinaryConv2D({ name, filters, kernelSize: 3, useBias: false, kernelInitializer: first.kernel() });
  const dense = (name: string, units: number) =>
    new BinaryDense({ name, units, useBias: false, kernelInitializer: first.kernel() });
  const pool = (name: string) => tf.layers.maxPooling2d({ name, poolSize: 2 });
  const kernelInitializer = first.kernel();

  return tf.sequential({
    name: 'binary-net',
    layers: [
      rescale(start),
      new QuantizedConv2D({ name: 'conv1', filters: 128, kernelSize: 3, useBias: false, kernelInitializer }),
      norm('norm1'),
      conv('conv2', 128),
      pool('pool2'),
      norm('norm2'),
      conv('conv3', 256),
      norm('norm3'),
      conv('conv4', 256),
      pool('pool4'),
      norm('norm4'),
      conv('conv5', 512),
      norm('norm5'),
      conv('conv6', 512),
      pool('pool6'),
      norm('norm6'),
      tf.layers.flatten({ name: 'flatten' }),
      dense('dense7', 1024),
      norm('norm7'),
      dense('dense8', 1024),
      norm('norm8'),
      dense('dense9', start.numClasses ?? NUM_CLASSES),
      norm('norm9'),
    ],
  });
}
