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
import { importConcatenate } from './concatenate';
import { importGlobalAveragePooling2D } from './global-average-pooling2d';
import { importLearnedShift } from './learned-shift';
import { importMaxPooling2D } from './max-pooling2d';
import { importOutputScale } from './output-scale';
import { importPRelu } from './prelu';
import { importQuantizedConv2D } from './quantized-conv2d';
import { importQuantizedDense } from './quantized-dense';
import { importRescaling } from './rescaling';

/** Layers that do together what one layer of this class does; none for one that moves no number. The last has its name. */
export type ImportClass = (source: LayerSource) => Layer[];

/** After it Keras sees one row of numbers: which class it is matters to what reads it. */
export const FLATTEN = 'Flatten';

export const KERAS_CLASSES: ReadonlyMap<string, ImportClass> = new Map<string, ImportClass>([
  ['Rescaling', importRescaling],
  ['QuantizedConv2D', importQuantizedConv2D],
  ['QuantizedDense', importQuantizedDense],
  ['BinaryConv2D', importBinaryConv2D],
  ['BinaryDepthwiseConv2D', importBinaryDepthwiseConv2D],
  ['BinaryDense', importBinaryDense],
  ['BatchNormalization', importBatchNormalization],
  ['LearnedShift', importLearnedShift],
  ['OutputScale', importOutputScale],
  ['Activation', importActivation],
  ['ReLU', importRelu],
  ['PReLU', importPRelu],
  ['MaxPooling2D', importMaxPooling2D],
  ['AveragePooling2D', importAveragePooling2D],
  ['GlobalAveragePooling2D', importGlobalAveragePooling2D],
  ['Add', importAdd],
  ['Concatenate', importConcatenate],
  [FLATTEN, () => []],
  ['Dropout', () => []],
]);

/** Classes that compute with float weights or float images: what a runtime can do in their place. */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['Dense', 'QuantizedDense or BinaryDense'],
  ['Conv2D', 'QuantizedConv2D on the image, else BinaryConv2D'],
  ['DepthwiseConv2D', 'BinaryDepthwiseConv2D'],
  ['SeparableConv2D', 'BinaryDepthwiseConv2D and BinaryConv2D'],
  ['MeanImage', 'Rescaling with an offset for each channel, since bytes take no mean for each pixel'],
]);
