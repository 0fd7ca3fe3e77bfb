// Convolution of signs by signs.
import { numRowWords, packWords } from '../bits';
import { signBits } from '../signs';
import { zeros, type TensorOf } from '../tensor';
import { convolutionMacs, convolutionShape, convolve } from './convolution';
import { dotsOfSigns, packWeights } from './dots-of-signs';
import { oncePerLayer } from './once-per-layer';
import { requireBits, requireFinite, requireInput, requireLength, reject } from './require';
import type { LayerBase, LayerKind } from './layer-kind';
import type { Window } from './window';

/** Latent float weights and the quantizer that makes signs of them: what training leaves. */
export interface LatentWeights {
  readonly type: 'latent';
  readonly quantizer: 'sign';
  /** [filters, rows, columns, channels / groups] */
  readonly values: Float32Array;
}

/**
 * Signs, one byte each, 1 means −1. A mask makes a ternary plane of them: 1 where the weight is there, 0 where it
 * contributes nothing and its sign is stored as 0.
 */
export interface SignWeights {
  readonly type: 'signs';
  /** [filters, rows, columns, channels / groups] */
  readonly values: Uint8Array;
  /** As the values; null: every weight is there. */
  readonly mask: Uint8Array | null;
}

/**
 * acc[i,j,o] = Σ a·w[o] over ±1, or over {−1, 0, +1} with a mask: bits → int32. A padded tap contributes padValue·w;
 * with padValue 0 nothing, exactly.
 */
export interface BinaryConv2D extends LayerBase {
  readonly kind: 'binary-conv2d';
  readonly filters: number;
  readonly window: Window;
  readonly groups: number;
  readonly padValue: 0 | 1 | -1;
  readonly weights: LatentWeights | SignWeights;
}

export const binaryConv2D: LayerKind<BinaryConv2D> = {
  kind: 'binary-conv2d',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['bits']);
    const shape = convolutionShape(layer, input, layer.weights.values);
    if (![0, 1, -1].includes(layer.padValue)) {
      reject(layer, { attribute: 'padValue', expected: '0, 1 or -1', got: layer.padValue });
    }
    requireWeights(layer);
    return { ...shape, element: 'int32' };
  },

  cost(layer, inputs) {
    return {
      binaryMacs: convolutionMacs(layer, inputs[0], this.outputType(layer, inputs)),
      integerMacs: 0,
      weightBits: { binary: storedBits(layer.weights), int8: 0, other: 0 },
    };
  },

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'bits'>;
    const output = zeros('int32', this.outputType(layer, inputs));
    const groupChannels = input.channels / layer.groups;
    const values = packWords(input.data, groupChannels);
    const packed = { ...input, channels: layer.groups * numRowWords(groupChannels) };
    const patch = new Uint32Array(numTaps(layer) * numRowWords(groupChannels));
    convolve(layer, { input: packed, values, patch, dots: dotsOfSigns(packedWeights(layer), layer.padValue) }, output);
    return output;
  },

  // A tap outside the image contributes 0 or ±1, which lies within.
  accumulatorRange(layer, filter) {
    const upper = numPresent(layer, filter);
    return { lower: upper === 0 ? 0 : -upper, upper };
  },

  numParameters: ({ weights }) => weights.values.length,

  extraCost({ padValue, window, weights }) {
    if (weights.type === 'signs' && weights.mask !== null)
      return {
        why: 'has weights of −1, 0 and +1: a second plane of bits, its mask, is counted as well',
        change: 'use weights of −1 and +1',
      };
    if (padValue !== 0 || Object.values(window.padding).every((pixels) => pixels === 0)) return null;
    return {
      why: 'is padded with 0, so that border taps have three values: a set of limits per border pattern',
      change: 'pad with +1 or −1 (padValue), or not at all',
    };
  },

  detail: ({ weights }) => (weights.type === 'signs' && weights.mask !== null ? 'with a mask' : null),
};

/** The weights of a filter that contribute: all, except where a mask leaves some out. */
function numPresent({ weights, filters }: BinaryConv2D, filter: number): number {
  const length = weights.values.length / filters;
  if (weights.type === 'latent' || weights.mask === null) return length;
  return weights.mask.subarray(filter * length, (filter + 1) * length).reduce((sum, bit) => sum + bit, 0);
}

function requireWeights(layer: BinaryConv2D): void {
  const { weights } = layer;
  if (weights.type === 'signs') return requireSigns(layer, weights);
  if (weights.quantizer !== 'sign')
    reject(layer, { attribute: 'quantizer', expected: "'sign'", got: weights.quantizer });
  requireFinite(layer, 'weights', weights.values);
}

function requireSigns(layer: BinaryConv2D, { values, mask }: SignWeights): void {
  requireBits(layer, 'weights', values);
  if (mask === null) return;
  requireLength(layer, 'mask', mask, values.length);
  requireBits(layer, 'mask', mask);
  const index = values.findIndex((bit, k) => bit > mask[k]);
  if (index < 0) return;
  const expected = '0, since its mask says that it is not there';
  reject(layer, { attribute: `weights[${index}]`, expected, got: values[index], code: 'E_VALUE' });
}

const storedBits = (weights: BinaryConv2D['weights']): number =>
  weights.values.length + (weights.type === 'signs' && weights.mask !== null ? weights.mask.length : 0);

/** The weights as stored signs; latent ones go through their quantizer. */
export const weightBits = ({ weights }: BinaryConv2D): Uint8Array =>
  weights.type === 'signs' ? weights.values : signBits(weights.values);

const numTaps = ({ window: { size } }: BinaryConv2D): number => size[0] * size[1];

const packedWeights = oncePerLayer((layer: BinaryConv2D) => {
  const mask = layer.weights.type === 'signs' ? layer.weights.mask : null;
  return packWeights(weightBits(layer), mask, { filters: layer.filters, taps: numTaps(layer) });
});
