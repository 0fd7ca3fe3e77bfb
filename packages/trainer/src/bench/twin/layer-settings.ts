// What each class of layers is to the twin: its kind, and settings without TensorFlow's conventions.
import type * as tf from '@tensorflow/tfjs';
import { padsOf, type Window } from '../../layers/window';
import type { QuantizerConfig } from '../../quantizers';
import { quantizerOf, type Settings, type WindowSettings } from './description';

export interface Meaning {
  readonly kind: string;
  readonly settings: Settings;
}

/** A layer's configuration, as getConfig gives it. */
type Config = Readonly<Record<string, unknown>>;

/** Null where the twin has no layer with such a configuration. input: the shape of the (first) tensor that it reads. */
type Translate = (config: Config, input: tf.Shape) => Meaning | null;

const INT8 = { name: 'int8' };
const NONE = { name: 'none' };

const plain =
  (kind: string): Translate =>
  () => ({ kind, settings: {} });

const activationOf = ({ activation }: Config): string | null =>
  activation === 'linear' || activation === 'relu' ? activation : null;

function windowOf(window: Window, input: tf.Shape): WindowSettings & Settings {
  return { strides: window.strides, pads: padsOf(window, input), dilation: window.dilationRate };
}

const convolution =
  (quantizers: (config: Config) => Settings): Translate =>
  (config, input) => ({
    kind: 'convolution',
    settings: {
      ...windowOf(config as unknown as Window, input),
      padValue: config.padValue ?? 0,
      groups: config.groups ?? 1,
      activation: 'linear',
      ...quantizers(config),
    },
  });

const quantizersOf = (config: Config, kernel = 'kernelQuantizer'): Settings => ({
  inputQuantizer: quantizerOf(config.inputQuantizer as QuantizerConfig),
  kernelQuantizer: quantizerOf(config[kernel] as QuantizerConfig),
});

const dense =
  (quantizers: (config: Config) => Settings): Translate =>
  (config) => ({ kind: 'dense', settings: { activation: 'linear', ...quantizers(config) } });

const float = (): Settings => ({ inputQuantizer: NONE, kernelQuantizer: NONE });
const int8 = (): Settings => ({ inputQuantizer: NONE, kernelQuantizer: INT8 });

/** The same with the activation that TensorFlow.js's own layers have. */
const activated =
  (translate: Translate): Translate =>
  (config, input) => {
    const activation = activationOf(config);
    const meaning = translate(config, input);
    if (activation === null || meaning === null) return null;
    return { ...meaning, settings: { ...meaning.settings, activation } };
  };

const pool =
  (kind: string): Translate =>
  ({ poolSize, strides, padding }, input) => {
    const window = { kernelSize: poolSize, strides, padding, dilationRate: [1, 1] } as Window;
    const { strides: steps, pads } = windowOf(window, input);
    return { kind, settings: { size: poolSize, strides: steps, pads } };
  };

/** Of channels, which the last axis has. */
const isLast = (axis: unknown, { length }: tf.Shape): boolean => axis === -1 || axis === length - 1;

/** By class name. */
const CLASSES: Readonly<Record<string, Translate>> = {
  InputLayer: plain('images'),
  Rescaling: ({ scale, offset }) => ({ kind: 'rescale', settings: { scale, offset } }),
  QuantizedConv2D: convolution(int8),
  BinaryConv2D: convolution((config) => quantizersOf(config)),
  BinaryDepthwiseConv2D: (config, input) => {
    const meaning = convolution((own) => quantizersOf(own, 'depthwiseQuantizer'))(config, input)!;
    const settings = { ...meaning.settings, multiplier: config.depthMultiplier };
    return { kind: 'depthwise-convolution', settings };
  },
  Conv2D: activated(convolution(float)),
  QuantizedDense: dense(int8),
  BinaryDense: dense((config) => quantizersOf(config)),
  Dense: activated(dense(float)),
  BatchNormalization: ({ axis, momentum, epsilon }, input) =>
    isLast(axis, input) ? { kind: 'batch-norm', settings: { momentum, epsilon } } : null,
  LearnedShift: plain('shift'),
  OutputScale: plain('scale'),
  ReLU: ({ maxValue }) => (maxValue === null || maxValue === undefined ? { kind: 'relu', settings: {} } : null),
  Activation: (config) => {
    const activation = activationOf(config);
    return activation === null ? null : { kind: activation, settings: {} };
  },
  PReLU: plain('prelu'),
  MaxPooling2D: pool('max-pool'),
  AveragePooling2D: pool('average-pool'),
  GlobalAveragePooling2D: plain('global-average'),
  Add: plain('add'),
  Concatenate: ({ axis }, input) => (isLast(axis, input) ? { kind: 'concatenate', settings: {} } : null),
  ChannelShuffle: ({ groups }) => ({ kind: 'channel-shuffle', settings: { groups } }),
  Flatten: plain('flatten'),
};

export const KNOWN_CLASSES: readonly string[] = Object.keys(CLASSES).filter((name) => name !== 'InputLayer');

/** Null for a class or a configuration that the twin does not know. */
export function meaningOf(layer: tf.layers.Layer, input: tf.Shape): Meaning | null {
  const name = layer.getClassName();
  if (!Object.hasOwn(CLASSES, name)) return null;
  const config = layer.getConfig() as Config;
  // Images are [N, H, W, C] for all layers of the twin.
  return config.dataFormat === 'channelsFirst' ? null : CLASSES[name](config, input);
}

/** Quantizers of torch_twin/quantizers.py; bit maps and those of a network file are not among them. */
export const KNOWN_QUANTIZERS: readonly string[] = [
  ...['sign', 'approx-sign', 'swish-sign', 'react-sign', 'magnitude-aware-sign', 'residual-sign'],
  ...['residual-sign-kernel', 'dorefa', 'ste-tern', 'ste-heaviside', 'none', 'int8'],
];
