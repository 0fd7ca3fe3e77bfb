// Small versions of the trainer's networks without branches.
import { LayersModelDraft } from '../layers-model-files';
import {
  binaryConv,
  binaryDense,
  firstConv,
  flatten,
  globalAverage,
  norm,
  outputScale,
  pool,
  quantizedDense,
  relu,
  rescale,
  shift,
  slopes,
  type ConvolutionOptions,
  type Part,
} from './parts';

const draft = (seed: number, size: number, parts: readonly Part[]): LayersModelDraft =>
  parts.reduce((model, part) => model.add(...part), new LayersModelDraft(seed, size));

/** Channel-wise slopes and shifts, approx-sign; all between two convolutions becomes thresholds. */
export const referencePlus = (seed: number): LayersModelDraft =>
  draft(seed, 16, [
    rescale,
    firstConv('conv1', 8),
    relu('relu1'),
    pool('Max', 'pool1', 3),
    norm('norm1', 8),
    shift('shift2', 8),
    binaryConv('conv2', [8, 12]),
    slopes('prelu2', 12),
    pool('Max', 'pool2', 3),
    norm('norm2', 12),
    shift('shift3', 12),
    binaryConv('conv3', [12, 10], { size: 1 }),
    slopes('prelu3', 10),
    globalAverage,
    outputScale,
  ]);

/** Larq's tutorial: batch norms after pools, a hidden and a last binary dense layer. */
export const binaryNet = (seed: number): LayersModelDraft =>
  draft(seed, 12, [
    rescale,
    firstConv('conv1', 8, { bias: false }),
    norm('norm1', 8),
    binaryConv('conv2', [8, 16], { bias: false }),
    pool('Max', 'pool2', 2),
    norm('norm2', 16),
    binaryConv('conv3', [16, 12], { bias: false }),
    norm('norm3', 12),
    flatten('flatten'),
    binaryDense('dense4', [6 * 6 * 12, 24]),
    norm('norm4', 24),
    binaryDense('dense5', [24, 10]),
    norm('norm5', 10),
  ]);

/** Binary convolutions in pairs, a pool after each pair, 8-bit classifier on the numbers of the last one. */
export const vggSmall = (seed: number): LayersModelDraft =>
  draft(seed, 12, [
    rescale,
    firstConv('conv1', 8, { bias: false }),
    norm('norm1', 8),
    binaryConv('conv2', [8, 8], { bias: false }),
    pool('Max', 'pool2', 2),
    norm('norm2', 8),
    binaryConv('conv3', [8, 12], { bias: false }),
    norm('norm3', 12),
    binaryConv('conv4', [12, 12], { bias: false }),
    pool('Max', 'pool4', 2),
    norm('norm4', 12),
    flatten('flatten'),
    ['Dropout', { name: 'dropout', rate: 0.5 }],
    quantizedDense('dense', [3 * 3 * 12, 10]),
  ]);

const TWO_BITS: ConvolutionOptions = {
  more: {
    input_quantizer: { name: 'residual-sign', bits: 2 },
    kernel_quantizer: { name: 'residual-sign-kernel', bits: 2 },
  },
  weights: { input_scale: [2] },
};

/** reference-plus with two bits an activation and two a weight. */
export const twoBit = (seed: number): LayersModelDraft =>
  draft(seed, 16, [
    rescale,
    firstConv('conv1', 8),
    relu('relu1'),
    pool('Max', 'pool1', 3),
    norm('norm1', 8),
    shift('shift2', 8),
    binaryConv('conv2', [8, 12], TWO_BITS),
    slopes('prelu2', 12),
    pool('Max', 'pool2', 3),
    norm('norm2', 12),
    shift('shift3', 12),
    binaryConv('conv3', [12, 10], { ...TWO_BITS, size: 1 }),
    slopes('prelu3', 10),
    globalAverage,
    outputScale,
  ]);

/** Weights that are not all there: ternary, a number of bits for each, one of 0 and 1; an input of one scaled bit. */
export const sparse = (seed: number): LayersModelDraft =>
  draft(seed, 10, [
    rescale,
    firstConv('conv1', 8),
    norm('norm1', 8),
    binaryConv('conv2', [8, 8], { more: { kernel_quantizer: { name: 'ste-tern', threshold: 0.4 }, pad_value: -1 } }),
    norm('norm2', 8),
    binaryConv('conv3', [8, 4], {
      more: { input_quantizer: 'react-sign', kernel_quantizer: { name: 'bit-map', bits: [1, 3, 2, 1] } },
      weights: { input_shift: [8] },
    }),
    slopes('prelu3', 4),
    binaryConv('conv4', [4, 6], {
      more: {
        input_quantizer: { name: 'residual-sign', bits: 1, scale: 'learned' },
        kernel_quantizer: 'ste-heaviside',
      },
      weights: { input_scale: [1] },
    }),
    slopes('prelu4', 6),
    binaryConv('conv5', [6, 10], { size: 1, more: { kernel_quantizer: 'magnitude-aware-sign' } }),
    globalAverage,
    outputScale,
  ]);
