// From accumulators to signs by comparison with integers.
import { numElements, zeros, type TensorOf } from '../tensor';
import { requireBits, requireInput, requireLength } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * int32 → bits. An element is +1 iff (lower ≤ acc ≤ upper) XOR flip; without `upper` iff (acc ≥ lower) XOR flip.
 * Arrays: [channels], or [height, width, channels] when perElement. Covers acc ≥ t, acc ≤ t, an interval, its
 * complement and constants.
 */
export interface Threshold extends LayerBase {
  readonly kind: 'threshold';
  readonly perElement: boolean;
  readonly lower: Int32Array;
  readonly upper: Int32Array | null;
  /** 0 or 1 */
  readonly flip: Uint8Array;
}

export const threshold: LayerKind<Threshold> = {
  kind: 'threshold',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['int32']);
    const { lower, upper, flip, perElement } = layer;
    const length = perElement ? numElements(input) : input.channels;
    requireLength(layer, 'lower', lower, length);
    if (upper !== null) requireLength(layer, 'upper', upper, length);
    requireLength(layer, 'flip', flip, length);
    requireBits(layer, 'flip', flip);
    return { ...input, element: 'bits' };
  },

  cost(layer) {
    const numBounds = layer.lower.length + (layer.upper?.length ?? 0);
    return noMacs({ other: numBounds * (boundsFitInt16(layer) ? 16 : 32) + layer.flip.length });
  },

  extraCost: ({ perElement }) =>
    perElement
      ? {
          why: 'has a threshold per element, since a PReLU before it has a slope per element',
          change: 'share slopes over rows and columns (PReLU with shared_axes [1, 2])',
        }
      : null,

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'int32'>;
    const output = zeros('bits', this.outputType(layer, inputs));
    const { lower, upper, flip } = layer;
    for (let k = 0; k < output.data.length; k++) {
      const e = k % lower.length;
      const isInside = input.data[k] >= lower[e] && (upper === null || input.data[k] <= upper[e]);
      output.data[k] = isInside ? flip[e] : 1 - flip[e];
    }
    return output;
  },
};

/** Whether all bounds can be stored in 16 bits, as docs/format.md then requires. */
export const boundsFitInt16 = ({ lower, upper }: Pick<Threshold, 'lower' | 'upper'>): boolean =>
  [lower, upper ?? lower].every((bounds) => bounds.every((bound) => bound >= -32768 && bound <= 32767));
