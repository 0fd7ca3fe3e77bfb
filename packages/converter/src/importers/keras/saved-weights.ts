// The order in which Keras's layers save their weights.
import type { LayerEntry } from './network';

/** Weight → the attribute without which a layer has none of it. */
const OPTIONAL: Readonly<Record<string, string>> = { gamma: 'scale', beta: 'center', bias: 'use_bias' };

const KERNEL = ['kernel', 'bias'];
const DEPTHWISE = ['depthwise_kernel', 'bias'];
const SEPARABLE = ['depthwise_kernel', 'pointwise_kernel', 'bias'];
const NORM = ['gamma', 'beta', 'moving_mean', 'moving_variance'];

const WEIGHTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Conv2D', KERNEL],
  ['Dense', KERNEL],
  ['DepthwiseConv2D', DEPTHWISE],
  ['SeparableConv2D', SEPARABLE],
  ['QuantConv2D', KERNEL],
  ['QuantDense', KERNEL],
  ['QuantDepthwiseConv2D', DEPTHWISE],
  ['QuantSeparableConv2D', SEPARABLE],
  ['BatchNormalization', NORM],
  ['PReLU', ['alpha']],
  ['Normalization', ['mean', 'variance', 'count']],
]);

/** The names of a layer's weights, trainable ones first; none for a class that has none. */
export const savedWeights = ({ className, config }: Pick<LayerEntry, 'className' | 'config'>): readonly string[] =>
  (WEIGHTS.get(className) ?? []).filter((name) => !Object.hasOwn(OPTIONAL, name) || config[OPTIONAL[name]] !== false);
