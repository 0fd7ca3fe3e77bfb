// The operators that have a counterpart here.
import type { OperatorSource } from '../operator-source';
import type { Constant } from '../values/constant';
import type { Value } from '../values/value';
import { clipStep, importActivation, importLeakyRelu, importPRelu, reluStep } from './activation';
import { ADD, DIV, importArithmetic, MUL, SUB } from './arithmetic';
import { importConcatenation } from './concatenation';
import { importConv2D, importDepthwiseConv2D, importFullyConnected } from './convolutions';
import { importLceBconv2d } from './lce-bconv2d';
import { importLceDequantize, importLceQuantize } from './lce-quantize';
import { importPad } from './pad';
import { importAveragePool2D, importLceBMaxPool2d, importMaxPool2D, importMean } from './pooling';
import { importDequantize, importQuantize } from './quantize';
import { importReshape, importTranspose } from './reshape';
import { importResizeNearestNeighbor } from './resize';
import { importSoftmax } from './softmax';

export type ImportOperator = (source: OperatorSource) => Value | Constant;

export const OPERATORS: ReadonlyMap<string, ImportOperator> = new Map<string, ImportOperator>([
  ['LceQuantize', importLceQuantize],
  ['LceDequantize', importLceDequantize],
  ['LceBconv2d', importLceBconv2d],
  ['LceBMaxPool2d', importLceBMaxPool2d],
  ['CONV_2D', importConv2D],
  ['DEPTHWISE_CONV_2D', importDepthwiseConv2D],
  ['FULLY_CONNECTED', importFullyConnected],
  ['ADD', importArithmetic(ADD)],
  ['SUB', importArithmetic(SUB)],
  ['MUL', importArithmetic(MUL)],
  ['DIV', importArithmetic(DIV)],
  ['CONCATENATION', importConcatenation],
  ['MAX_POOL_2D', importMaxPool2D],
  ['AVERAGE_POOL_2D', importAveragePool2D],
  ['MEAN', importMean],
  ['RELU', importActivation(reluStep)],
  ['RELU6', importActivation(clipStep(0, 6))],
  ['RELU_N1_TO_1', importActivation(clipStep(-1, 1))],
  ['RELU_0_TO_1', importActivation(clipStep(0, 1))],
  ['LEAKY_RELU', importLeakyRelu],
  ['PRELU', importPRelu],
  ['PAD', importPad],
  ['PADV2', importPad],
  ['RESHAPE', importReshape],
  ['SQUEEZE', importReshape],
  ['EXPAND_DIMS', importReshape],
  ['TRANSPOSE', importTranspose],
  ['RESIZE_NEAREST_NEIGHBOR', importResizeNearestNeighbor],
  ['QUANTIZE', importQuantize],
  ['DEQUANTIZE', importDequantize],
  ['SOFTMAX', importSoftmax],
  ['LOG_SOFTMAX', importSoftmax],
]);
