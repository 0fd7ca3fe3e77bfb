// The floor of a step: TensorFlow's own convolutions of a network, forward and both gradients, nothing else.
import * as tf from '@tensorflow/tfjs';
import { KernelConv2D } from '../layers/kernel-conv2d';
import { allLayers } from '../networks/all-layers';
import { median } from './statistics';

const REPEATS = 5;

/**
 * Milliseconds of all convolutions of a step, the median of a few repeats each; those whose filters see one channel
 * only, and dense layers, are not among them. The gradient to an input is the forward convolution that computes it
 * where the stride is 1, the fastest way that TensorFlow has; the first layer needs none.
 */
export function convolutionFloor(model: tf.LayersModel, batchSize: number): number {
  const convolutions = allLayers(model).filter((layer) => layer instanceof KernelConv2D);
  return convolutions.reduce((total, layer, i) => total + tf.tidy(() => floorOf(layer, batchSize, i > 0)), 0);
}

function floorOf(layer: KernelConv2D, batchSize: number, hasInputGradient: boolean): number {
  const { kernelSize, strides, padding } = layer.window;
  const [rows, columns] = kernelSize;
  const [imageHeight, imageWidth, allChannels] = (layer.input as tf.SymbolicTensor).shape.slice(1) as number[];
  const [height, width] = (layer.outputShape as number[]).slice(1);
  const [channels, allFilters] = (layer.kernel.shape as number[]).slice(2);
  const groups = allChannels / channels;
  const filters = allFilters / groups;
  // A window that is placed in any other way makes as many products as one on an image of just the size that it needs.
  const size =
    padding === 'same'
      ? [imageHeight, imageWidth]
      : [(height - 1) * strides[0] + rows, (width - 1) * strides[1] + columns];
  const place = { strides, pad: padding === 'same' ? ('same' as const) : ('valid' as const) };
  const x = tf.ones<tf.Rank.R4>([batchSize, size[0], size[1], channels]);
  const w = tf.ones<tf.Rank.R4>([rows, columns, channels, filters]);
  const dy = tf.ones<tf.Rank.R4>([batchSize, height, width, filters]);
  const flipped = tf.ones<tf.Rank.R4>([rows, columns, filters, channels]);
  let total = time(() => tf.conv2d(x, w, strides, place.pad));
  total += time(() => kernelCall(tf.Conv2DBackpropFilter, { x, dy }, { ...place, filterShape: w.shape }));
  if (hasInputGradient) {
    total += strides.every((stride) => stride === 1)
      ? time(() => tf.conv2d(dy, flipped, 1, 'same'))
      : time(() => kernelCall(tf.Conv2DBackpropInput, { dy, filter: w }, { ...place, inputShape: x.shape }));
  }
  return total * groups;
}

function kernelCall(name: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor {
  const all = { dataFormat: 'NHWC', dimRoundingMode: undefined, ...attributes };
  return tf.engine().runKernel<tf.Tensor>(name, inputs, all as unknown as tf.NamedAttrMap);
}

function time(compute: () => tf.Tensor): number {
  const times = Array.from({ length: REPEATS + 1 }, () => {
    const began = performance.now();
    compute().dispose();
    return performance.now() - began;
  });
  return median(times.slice(1));
}
