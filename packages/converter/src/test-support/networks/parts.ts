// What the small networks for tests are made of: configurations and weight shapes as the trainer saves them.
import type { LayerConfig, WeightShapes } from '../layers-model-files';

/** Class, configuration and weights of one layer. */
export type Part = readonly [className: string, config: LayerConfig, weights?: WeightShapes];

export interface ConvolutionOptions {
  readonly size?: number;
  readonly stride?: number;
  readonly bias?: boolean;
  /** input_quantizer, kernel_quantizer, pad_value, groups … */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Weights of the quantizers. */
  readonly weights?: WeightShapes;
}

type Channels = readonly [from: number, to: number];

const geometry = (name: string, filters: number, { size = 3, stride = 1, bias = true }: ConvolutionOptions) => ({
  ...{ name, filters, kernel_size: [size, size], strides: [stride, stride], padding: 'same' },
  ...{ dilation_rate: [1, 1], use_bias: bias },
});

export function firstConv(name: string, filters: number, options: ConvolutionOptions = {}): Part {
  const { size = 3, bias = true } = options;
  const weights = { kernel: [size, size, 3, filters], ...(bias ? { bias: [filters] } : {}) };
  return ['QuantizedConv2D', { ...geometry(name, filters, options), kernel_bits: 8 }, weights];
}

export function binaryConv(name: string, [from, to]: Channels, options: ConvolutionOptions = {}): Part {
  const { size = 3, bias = true, more = {}, weights = {} } = options;
  const quantizers = { pad_value: 0, groups: 1, input_quantizer: 'approx-sign', kernel_quantizer: 'sign' };
  return [
    'BinaryConv2D',
    { ...geometry(name, to, options), ...quantizers, ...more },
    { kernel: [size, size, from, to], ...(bias ? { bias: [to] } : {}), ...weights },
  ];
}

export const binaryDense = (name: string, [from, to]: Channels): Part => [
  'BinaryDense',
  { name, units: to, use_bias: false, input_quantizer: 'sign', kernel_quantizer: 'sign' },
  { kernel: [from, to] },
];

export const quantizedDense = (name: string, [from, to]: Channels): Part => [
  'QuantizedDense',
  { name, units: to, use_bias: true, kernel_bits: 8 },
  { kernel: [from, to], bias: [to] },
];

export function norm(name: string, channels: number): Part {
  const each = [channels];
  return [
    'BatchNormalization',
    { name, axis: -1, epsilon: 1e-3, center: true, scale: true },
    { gamma: each, beta: each, moving_mean: each, moving_variance: each },
  ];
}

export const shift = (name: string, channels: number): Part => ['LearnedShift', { name }, { shift: [channels] }];

export const slopes = (name: string, channels: number): Part => [
  'PReLU',
  { name, shared_axes: [1, 2] },
  { alpha: [1, 1, channels] },
];

export const pool = (kind: 'Max' | 'Average', name: string, size: number, padding = 'valid'): Part => [
  `${kind}Pooling2D`,
  { name, pool_size: [size, size], strides: [2, 2], padding, data_format: 'channels_last' },
];

export const rescale: Part = ['Rescaling', { name: 'rescale', scale: 1 / 256, offset: 0 }];
export const relu = (name: string): Part => ['ReLU', { name, max_value: null }];
export const flatten = (name: string): Part => ['Flatten', { name }];
export const globalAverage: Part = ['GlobalAveragePooling2D', { name: 'average', data_format: 'channels_last' }];
export const outputScale: Part = ['OutputScale', { name: 'scale' }, { scale: [10] }];
