// The Keras classes that have a counterpart here.
import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { importActivation, importLeakyRelu, importRelu, importSoftmax } from './activation';
import { importAdd } from './add';
import { importAverage } from './average';
import { importAveragePooling2D } from './average-pooling2d';
import { importBatchNormalization } from './batch-normalization';
import { importBinaryConv2D } from './binary-conv2d';
import { importBinaryDense } from './binary-dense';
import { importBinaryDepthwiseConv2D } from './binary-depthwise-conv2d';
import { importChannelShuffle } from './channel-shuffle';
import { importConcatenate } from './concatenate';
import { CONVOLUTION_KEYS } from './convolution';
import { DENSE_KEYS } from './dense';
import { importConv2D, importDepthwiseConv2D, importSeparableConv2D } from './float-convolutions';
import { importDense } from './float-dense';
import { importGlobalAveragePooling2D } from './global-average-pooling2d';
import { importGlobalMaxPooling2D } from './global-max-pooling2d';
import { importQuantConv2D, importQuantDepthwiseConv2D, importQuantSeparableConv2D } from './larq-convolutions';
import { importQuantDense } from './larq-dense';
import { takesBits, takesZeroPads } from './larq-operation';
import { importLearnedShift } from './learned-shift';
import { importMaxPooling2D } from './max-pooling2d';
import { importNormalization } from './normalization';
import { importOutputScale } from './output-scale';
import { readsZerosAsSigns } from './padding';
import { POOLING_KEYS } from './pooling';
import { importPRelu } from './prelu';
import { importQuantizedActivation } from './quantized-activation';
import { importQuantizedConv2D } from './quantized-conv2d';
import { importQuantizedDense } from './quantized-dense';
import { importQuantizedDepthwiseConv2D } from './quantized-depthwise-conv2d';
import { importRescaling } from './rescaling';
import { importPermute, viewAfterPermute, viewAfterReshape, type View } from './reshape';
import { importSign } from './sign';
import { importUpSampling2D } from './up-sampling2d';

type Takes = (source: LayerSource) => boolean;

export interface KerasClass {
  /**
   * Layers that do together what one layer of this class does; none for one that moves no number. The last has its
   * name.
   */
  readonly importLayer: (source: LayerSource) => Layer[];
  /** Attributes that it may have beside those of every layer; any other one is a mistake. */
  readonly keys: readonly string[];
  /** Whether it adds the pads of a ZeroPadding2D before it to its own; for any other they are added as numbers. */
  readonly takesZeroPads?: Takes;
  /** Whether it reads signs as signs; for any other they are made numbers of. */
  readonly takesBits?: Takes;
  /** Its attribute `activation` may be any that is known. */
  readonly hasActivation?: true;
  /** Keras sees a row of numbers after it. */
  readonly makesRow?: Takes;
  /** How Keras sees its output, where that is not as its input. */
  readonly view?: (source: LayerSource) => View;
  /** Whether it reads channels in groups. */
  readonly takesGroups?: true;
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

const always: Takes = () => true;

/** Unless it keeps rows and columns of one pixel. */
const unlessKept: Takes = (source) => source.attribute('keepdims') !== true;

const trainingOnly = (...keys: readonly string[]): KerasClass => ({
  importLayer: nothing,
  keys,
  isTrainingOnly: true,
  takesZeroPads: always,
  takesBits: always,
});

const NORM_KEYS: readonly string[] = [
  ...['axis', 'epsilon', 'momentum', 'center', 'scale', 'renorm', 'renorm_clipping', 'renorm_momentum'],
  ...['synchronized', 'fused', 'virtual_batch_size', 'adjustment'],
];
const GLOBAL_KEYS: readonly string[] = ['data_format', 'keepdims'];
const DEPTHWISE_KEYS: readonly string[] = [...CONVOLUTION_KEYS, 'depth_multiplier', 'groups'];
const LARQ_KEYS: readonly string[] = [
  ...['pad_values', 'input_quantizer', 'kernel_quantizer', 'depthwise_quantizer', 'pointwise_quantizer'],
];

type ImportLayer = KerasClass['importLayer'];

const floats = (importLayer: ImportLayer) => ({ importLayer, hasActivation: true }) as const;

const larq = (importLayer: ImportLayer) => ({ importLayer, takesZeroPads, takesBits, hasActivation: true }) as const;

export const KERAS_CLASSES: ReadonlyMap<string, KerasClass> = new Map<string, KerasClass>([
  [RESCALING, { importLayer: importRescaling, keys: ['scale', 'offset'] }],
  [
    'QuantizedConv2D',
    {
      importLayer: importQuantizedConv2D,
      keys: [...CONVOLUTION_KEYS, 'filters', 'groups', 'kernel_bits'],
      takesZeroPads: always,
    },
  ],
  [
    'QuantizedDepthwiseConv2D',
    {
      importLayer: importQuantizedDepthwiseConv2D,
      keys: [...CONVOLUTION_KEYS, 'depth_multiplier', 'kernel_bits'],
      takesZeroPads: always,
    },
  ],
  ['QuantizedActivation', { importLayer: importQuantizedActivation, keys: [] }],
  ['QuantizedDense', { importLayer: importQuantizedDense, keys: [...DENSE_KEYS, 'kernel_bits'] }],
  [
    'BinaryConv2D',
    {
      importLayer: importBinaryConv2D,
      keys: [...CONVOLUTION_KEYS, 'filters', 'groups', 'pad_value', 'input_quantizer', 'kernel_quantizer'],
      takesZeroPads: readsZerosAsSigns,
    },
  ],
  [
    'BinaryDepthwiseConv2D',
    {
      importLayer: importBinaryDepthwiseConv2D,
      keys: [...CONVOLUTION_KEYS, 'depth_multiplier', 'pad_value', 'input_quantizer', 'depthwise_quantizer'],
      takesZeroPads: readsZerosAsSigns,
    },
  ],
  ['BinaryDense', { importLayer: importBinaryDense, keys: [...DENSE_KEYS, 'input_quantizer', 'kernel_quantizer'] }],
  ['BatchNormalization', { importLayer: importBatchNormalization, keys: NORM_KEYS }],
  ['SyncBatchNormalization', { importLayer: importBatchNormalization, keys: NORM_KEYS }],
  ['Normalization', { importLayer: importNormalization, keys: ['axis', 'mean', 'variance', 'invert'] }],
  ['Conv2D', { ...floats(importConv2D), keys: [...CONVOLUTION_KEYS, 'filters', 'groups'], takesZeroPads: always }],
  ['DepthwiseConv2D', { ...floats(importDepthwiseConv2D), keys: DEPTHWISE_KEYS, takesZeroPads: always }],
  [
    'SeparableConv2D',
    { ...floats(importSeparableConv2D), keys: [...DEPTHWISE_KEYS, 'filters'], takesZeroPads: always },
  ],
  ['Dense', { ...floats(importDense), keys: [...DENSE_KEYS, 'quantization_config'] }],
  ['QuantConv2D', { ...larq(importQuantConv2D), keys: [...CONVOLUTION_KEYS, 'filters', 'groups', ...LARQ_KEYS] }],
  ['QuantDepthwiseConv2D', { ...larq(importQuantDepthwiseConv2D), keys: [...DEPTHWISE_KEYS, ...LARQ_KEYS] }],
  ['QuantSeparableConv2D', { ...larq(importQuantSeparableConv2D), keys: [...DEPTHWISE_KEYS, 'filters', ...LARQ_KEYS] }],
  ['QuantDense', { ...larq(importQuantDense), keys: [...DENSE_KEYS, ...LARQ_KEYS] }],
  ...['SteSign', 'ApproxSign', 'SwishSign'].map((name): [string, KerasClass] => [
    name,
    { importLayer: importSign, keys: ['clip_value', 'beta', 'metrics'] },
  ]),
  ['LearnedShift', { importLayer: importLearnedShift, keys: [] }],
  ['OutputScale', { importLayer: importOutputScale, keys: [] }],
  ['Activation', { importLayer: importActivation, keys: ['activation'], hasActivation: true }],
  ['ReLU', { importLayer: importRelu, keys: ['max_value', 'negative_slope', 'threshold'] }],
  ['LeakyReLU', { importLayer: importLeakyRelu, keys: ['alpha', 'negative_slope'] }],
  ['Softmax', { importLayer: importSoftmax, keys: ['axis'] }],
  ['PReLU', { importLayer: importPRelu, keys: ['shared_axes'] }],
  ['MaxPooling2D', { importLayer: importMaxPooling2D, keys: POOLING_KEYS, takesBits: always }],
  ['AveragePooling2D', { importLayer: importAveragePooling2D, keys: POOLING_KEYS }],
  ['GlobalAveragePooling2D', { importLayer: importGlobalAveragePooling2D, keys: GLOBAL_KEYS, makesRow: unlessKept }],
  [
    'GlobalMaxPooling2D',
    { importLayer: importGlobalMaxPooling2D, keys: GLOBAL_KEYS, takesBits: always, makesRow: unlessKept },
  ],
  [
    'UpSampling2D',
    { importLayer: importUpSampling2D, keys: ['size', 'data_format', 'interpolation'], takesBits: always },
  ],
  [
    'Reshape',
    {
      importLayer: nothing,
      keys: ['target_shape'],
      takesGroups: true,
      takesBits: always,
      view: viewAfterReshape,
    },
  ],
  ['Permute', { importLayer: importPermute, keys: ['dims'], takesGroups: true, view: viewAfterPermute }],
  ['Add', { importLayer: importAdd, keys: [] }],
  ['Average', { importLayer: importAverage, keys: [] }],
  ['Concatenate', { importLayer: importConcatenate, keys: ['axis'] }],
  ['ChannelShuffle', { importLayer: importChannelShuffle, keys: ['groups'] }],
  [FLATTEN, { importLayer: nothing, keys: ['data_format'], takesBits: always, makesRow: always }],
  [ZERO_PADDING, { importLayer: nothing, keys: ['padding', 'data_format'], takesZeroPads: always, takesBits: always }],
  ['Dropout', trainingOnly('rate', 'noise_shape', 'seed')],
  ['SpatialDropout2D', trainingOnly('rate', 'noise_shape', 'seed', 'data_format')],
  ['GaussianDropout', trainingOnly('rate', 'seed')],
  ['AlphaDropout', trainingOnly('rate', 'noise_shape', 'seed')],
  ['GaussianNoise', trainingOnly('stddev', 'seed')],
]);
