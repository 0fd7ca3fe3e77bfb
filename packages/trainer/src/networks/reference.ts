import * as tf from '@tensorflow/tfjs';
import { BinaryConv2D, OutputScale, QuantizedConv2D } from '../layers';
import { NUM_CLASSES, type NetworkStart } from './network';
import { FirstWeights, norm, overlappingPool, rescale } from './parts';

/**
 * Topology of CNTK's example "BinaryConvolution" for CIFAR-10, 8-bit first layer; images [N, 32, 32, 3] of 0 … 255 →
 * scores [N, 10].
 *
 *     ÷256 · conv 3×3, 64 · ReLU · max-pool 3×3/2 · batch norm                          → 15×15×64
 *     binary conv 3×3, 128 · PReLU · max-pool 3×3/2 · batch norm                        → 7×7×128
 *     binary conv 3×3, 128 · PReLU · max-pool 3×3/2 · batch norm                        → 3×3×128
 *     binary conv 1×1, 10 · PReLU · average over 3×3 · one learned scale per class      → 10
 *
 * Convolutions pad with zeros, pools do not pad; every PReLU has one slope per element, as in the example.
 * Deviations from CNTK: unscaled sign with sign(0) = +1, no mean image, first layer of 8 bits.
 */
export function reference(start: NetworkStart): tf.LayersModel {
  const first = new FirstWeights(start);
  const slopes = (name: string) => tf.layers.prelu({ name, alphaInitializer: first.slopes() });
  const binaryConv = (name: string, filters: number, kernelSize: number) =>
    new BinaryConv2D({ name, filters, kernelSize, kernelInitializer: first.kernel() });

  return tf.sequential({
    name: 'reference',
    layers: [
      rescale(start),
      new QuantizedConv2D({ name: 'conv1', filters: 64, kernelSize: 3, kernelInitializer: first.kernel() }),
      tf.layers.reLU({ name: 'relu1' }),
      overlappingPool('pool1'),
      norm('norm1'),
      binaryConv('conv2', 128, 3),
      slopes('prelu2'),
      overlappingPool('pool2'),
      norm('norm2'),
      binaryConv('conv3', 128, 3),
      slopes('prelu3'),
      overlappingPool('pool3'),
      norm('norm3'),
      binaryConv('conv4', start.numClasses ?? NUM_CLASSES, 1),
      slopes('prelu4'),
      tf.layers.globalAveragePooling2d({ name: 'average' }),
      new OutputScale({ name: 'scale', initialScale: start.initialOutputScale }),
    ],
  });
}
