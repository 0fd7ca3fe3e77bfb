// From accumulators to several planes of signs by comparison with integers.
import { numElements, zeros, type TensorOf } from '../tensor';
import { requireInput, requireLength, reject } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';
import { boundsFitInt16 } from './threshold';

/**
 * int32 [h, w, C] → bits [h, w, planes·C]. Element e of plane p is +1 iff lower ≤ acc_e ≤ upper for one of its
 * intervals; plane p is channels p·C … p·C + C − 1. Arrays: [planes, intervals, C], or [planes, intervals, h, w, C]
 * when perElement. An interval with lower > upper is empty. Covers every function from integers to codes: what
 * `residual-sign` makes of sums, and signs of chains that bend more than once, which a `threshold` cannot say.
 */
export interface MultiThreshold extends LayerBase {
  readonly kind: 'multi-threshold';
  readonly perElement: boolean;
  /** 1 to 4 */
  readonly planes: number;
  /** Of an element of a plane, 1 to 16. */
  readonly intervals: number;
  readonly lower: Int32Array;
  readonly upper: Int32Array;
}

export const MAX_PLANES = 4;
export const MAX_INTERVALS = 16;

export const multiThreshold: LayerKind<MultiThreshold> = {
  kind: 'multi-threshold',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['int32']);
    requireCount(layer, 'planes', MAX_PLANES);
    requireCount(layer, 'intervals', MAX_INTERVALS);
    const { planes, intervals, lower, upper, perElement } = layer;
    const length = planes * intervals * (perElement ? numElements(input) : input.channels);
    requireLength(layer, 'lower', lower, length);
    requireLength(layer, 'upper', upper, length);
    return { ...input, element: 'bits', channels: planes * input.channels };
  },

  cost: (layer) => noMacs({ other: (layer.lower.length + layer.upper.length) * (boundsFitInt16(layer) ? 16 : 32) }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'int32'>;
    const output = zeros('bits', this.outputType(layer, inputs));
    const { channels } = input;
    const { planes, intervals, lower, upper } = layer;
    const length = lower.length / (planes * intervals);
    for (let k = 0; k < input.data.length; k++) {
      for (let plane = 0; plane < planes; plane++) {
        const first = plane * intervals * length + (k % length);
        const isInside = Array.from({ length: intervals }, (_, t) => first + t * length).some(
          (e) => input.data[k] >= lower[e] && input.data[k] <= upper[e],
        );
        const pixel = Math.floor(k / channels);
        output.data[pixel * output.channels + plane * channels + (k % channels)] = isInside ? 0 : 1;
      }
    }
    return output;
  },

  extraCost: ({ perElement }) =>
    perElement
      ? {
          why: 'has intervals per element, since a PReLU before it has a slope per element',
          change: 'share slopes over rows and columns (PReLU with shared_axes [1, 2])',
        }
      : null,

  detail: ({ planes, intervals }) => `${planes} planes of up to ${intervals} intervals`,
};

function requireCount(layer: MultiThreshold, attribute: 'planes' | 'intervals', most: number): void {
  const got = layer[attribute];
  if (Number.isInteger(got) && got >= 1 && got <= most) return;
  reject(layer, { attribute, expected: `1 to ${most}`, got });
}
