// The Keras classes that have a counterpart here.
import type { Layer } from '@bitplane/model';
import type { LayerSource } from '../layer-source';
import { importActivation, importRelu } from './activation';
import { importBatchNormalization } from './batch-normalization';
import { importBinaryConv2D } from './binary-conv2d';
import { importGlobalAveragePooling2D } from './global-average-pooling2d';
import { importMaxPooling2D } from './max-pooling2d';
import { importOutputScale } from './output-scale';
import { importPRelu } from './prelu';
import { importQuantizedConv2D } from './quantized-conv2d';
import { importRescaling } from './rescaling';

/** Layers that do together what one layer of this class does; none for one that does nothing at inference. The last has its name. */
export type ImportClass = (source: LayerSource) => Layer[];

export const KERAS_CLASSES: ReadonlyMap<string, ImportClass> = new Map<string, ImportClass>([
  ['Rescaling', importRescaling],
  ['QuantizedConv2D', importQuantizedConv2D],
  ['BinaryConv2D', importBinaryConv2D],
  ['BatchNormalization', importBatchNormalization],
  ['Activation', importActivation],
  ['ReLU', importRelu],
  ['PReLU', importPRelu],
  ['MaxPooling2D', importMaxPooling2D],
  ['GlobalAveragePooling2D', importGlobalAveragePooling2D],
  ['OutputScale', importOutputScale],
  ['Dropout', () => []],
]);
