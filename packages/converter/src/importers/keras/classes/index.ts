// The Keras classes that have a counterpart here.
import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { importActivation, importRelu } from './activation';
import { importAdd } from './add';
import { importAveragePooling2D } from './average-pooling2d';
import { importBatchNormalization } from './batch-normalization';
import { importBinaryConv2D } from './binary-conv2d';
import { importBinaryDense } from './binary-dense';
import { importBinaryDepthwiseConv2D } from './binary-depthwise-conv2d';
import { importChannelShuffle } from './channel-shuffle';
import { importConcatenate } from './concatenate';
import { CONVOLUTION_KEYS } from './convolution';
import { DENSE_KEYS } from './dense';
import { importGlobalAveragePooling2D } from './global-average-pooling2d';
import { importLearnedShift } from './learned-shift';
import { importMaxPooling2D } from './max-pooling2d';
import { importOutputScale } from './output-scale';
import { POOLING_KEYS } from './pooling';
import { importPRelu } from './prelu';
import { importQuantizedConv2D } from './quantized-conv2d';
import { importQuantizedDense } from './quantized-dense';
import { importRescaling } from './rescaling';

export interface KerasClass {
  /**
   * Layers that do together what one layer of this class does; none for one that moves no number. The last has its
   * name.
   */
  readonly importLayer: (source: LayerSource) => Layer[];
  /** Attributes that it may have beside those of every layer; any other one is a mistake. */
  readonly keys: readonly string[];
  /** Adds the pads of a ZeroPadding2D before it to its own. */
  readonly takesZeroPads?: true;
  /** After training it does nothing. */
  readonly isTrainingOnly?: true;
}

/** After it Keras sees one row of numbers: which class it is matters to what reads it. */
export const FLATTEN = 'Flatten';

/** Its zeros become the padding of the convolutions that read them. */
export const ZERO_PADDING = 'ZeroPadding2D';

/** What an image, a tensor of bytes, has to go through first. */
export const RESCALING = 'Rescaling';

const nothing = (): Layer[] => [];

const trainingOnly = (...keys: readonly string[]): KerasClass => ({
  importLayer: nothing,
  keys,
  isTrainingOnly: true,
});

export const KERAS_CLASSES: ReadonlyMap<string, KerasClass> = new Map<string, KerasClass>([
  [RESCALING, { importLayer: importRescaling, keys: ['scale', 'offset'] }],
  [
    'QuantizedConv2D',
    {
      importLayer: importQuantizedConv2D,
      keys: [...CONVOLUTION_KEYS, 'filters', 'groups', 'kernel_bits'],
      takesZeroPads: true,
    },
  ],
  ['QuantizedDense', { importLayer: importQuantizedDense, keys: [...DENSE_KEYS, 'kernel_bits'] }],
  [
    'BinaryConv2D',
    {
      importLayer: importBinaryConv2D,
      keys: [...CONVOLUTION_KEYS, 'filters', 'groups', 'pad_value', 'input_quantizer', 'kernel_quantizer'],
      takesZeroPads: true,
    },
  ],
  [
    'BinaryDepthwiseConv2D',
    {
      importLayer: importBinaryDepthwiseConv2D,
      keys: [...CONVOLUTION_KEYS, 'depth_multiplier', 'pad_value', 'input_quantizer', 'depthwise_quantizer'],
      takesZeroPads: true,
    },
  ],
  ['BinaryDense', { importLayer: importBinaryDense, keys: [...DENSE_KEYS, 'input_quantizer', 'kernel_quantizer'] }],
  [
    'BatchNormalization',
    { importLayer: importBatchNormalization, keys: ['axis', 'epsilon', 'momentum', 'center', 'scale'] },
  ],
  ['LearnedShift', { importLayer: importLearnedShift, keys: [] }],
  ['OutputScale', { importLayer: importOutputScale, keys: [] }],
  ['Activation', { importLayer: importActivation, keys: ['activation'] }],
  ['ReLU', { importLayer: importRelu, keys: ['max_value', 'negative_slope', 'threshold'] }],
  ['PReLU', { importLayer: importPRelu, keys: ['shared_axes'] }],
  ['MaxPooling2D', { importLayer: importMaxPooling2D, keys: POOLING_KEYS }],
  ['AveragePooling2D', { importLayer: importAveragePooling2D, keys: POOLING_KEYS }],
  ['GlobalAveragePooling2D', { importLayer: importGlobalAveragePooling2D, keys: ['data_format', 'keepdims'] }],
  ['Add', { importLayer: importAdd, keys: [] }],
  ['Concatenate', { importLayer: importConcatenate, keys: ['axis'] }],
  ['ChannelShuffle', { importLayer: importChannelShuffle, keys: ['groups'] }],
  [FLATTEN, { importLayer: nothing, keys: ['data_format'] }],
  [ZERO_PADDING, { importLayer: nothing, keys: ['padding', 'data_format'], takesZeroPads: true }],
  ['Dropout', trainingOnly('rate', 'noise_shape', 'seed')],
  ['SpatialDropout2D', trainingOnly('rate', 'noise_shape', 'seed', 'data_format')],
  ['GaussianDropout', trainingOnly('rate', 'seed')],
  ['AlphaDropout', trainingOnly('rate', 'noise_shape', 'seed')],
  ['GaussianNoise', trainingOnly('stddev', 'seed')],
]);
