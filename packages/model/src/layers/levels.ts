// A quantizer of activations whose levels are found by comparison, before the passes: any staircase of any steps.
import { zeros, type TensorOf } from '../tensor';
import { requireInput, requireInteger, requireLength, reject } from './require';
import { noMacs, type LayerBase, type LayerKind } from './layer-kind';

/**
 * numbers [h, w, C] → bits [h, w, planes·C]. The level of x is the number of its channel's bounds that are ≤ x, 0 … T.
 * In the code `thermometer` plane p = 0 … T − 1 is +1 where level > p; in `binary`, for T = 2^n − 1, plane p = 0 … n −
 * 1 is +1 where bit n − 1 − p of the level is 1: the most significant one first, as in residual-sign. With
 * `constantPlane` one more plane is always +1: what a quantizer's offset is multiplied by, so that zero padding pads it
 * as well. Plane p is channels p·C … p·C + C − 1. NaN is an error (E_VALUE).
 */
export interface Levels extends LayerBase {
  readonly kind: 'levels';
  readonly code: LevelCode;
  /** T */
  readonly numBounds: number;
  /** [T], or [T, channels] when perChannel; ascending in each channel, +∞ for one that no number reaches. */
  readonly bounds: Float64Array;
  readonly perChannel: boolean;
  readonly constantPlane: boolean;
}

export type LevelCode = 'thermometer' | 'binary';

const MAX_BOUNDS = 255;

const numCodePlanes = ({ code, numBounds }: Levels): number =>
  code === 'thermometer' ? numBounds : Math.log2(numBounds + 1);

/** All planes, the constant one included. */
export const numLevelPlanes = (layer: Levels): number => numCodePlanes(layer) + (layer.constantPlane ? 1 : 0);

/** The bounds of one channel, in order. */
export function boundsOf({ bounds, numBounds, perChannel }: Levels, channel: number): Float64Array {
  if (!perChannel) return bounds;
  return Float64Array.from({ length: numBounds }, (_, t) => bounds[(t * bounds.length) / numBounds + channel]);
}

/** Whether that plane is +1 for a number of that level. */
export function isPlaneSet(layer: Levels, plane: number, level: number): boolean {
  const planes = numCodePlanes(layer);
  if (plane >= planes) return true;
  return layer.code === 'thermometer' ? level > plane : ((level >> (planes - 1 - plane)) & 1) === 1;
}

export const levels: LayerKind<Levels> = {
  kind: 'levels',

  outputType(layer, inputs) {
    const input = requireInput(layer, inputs, ['int32', 'float32', 'float64']);
    const { numBounds, bounds, perChannel, code } = layer;
    requireInteger(layer, 'numBounds', numBounds, 1);
    if (numBounds > MAX_BOUNDS)
      reject(layer, { attribute: 'numBounds', expected: `at most ${MAX_BOUNDS}`, got: numBounds });
    if (code === 'binary' && !Number.isInteger(Math.log2(numBounds + 1)))
      reject(layer, { attribute: 'numBounds', expected: '2^n − 1 in a binary code', got: numBounds });
    requireLength(layer, 'bounds', bounds, numBounds * (perChannel ? input.channels : 1));
    requireAscending(layer, bounds.length / numBounds);
    return { ...input, element: 'bits', channels: numLevelPlanes(layer) * input.channels };
  },

  cost: ({ bounds }) => noMacs({ other: 32 * bounds.length }),

  forward(layer, inputs) {
    const input = inputs[0] as TensorOf<'float64'>;
    const output = zeros('bits', this.outputType(layer, inputs));
    const { channels } = input;
    const planes = numLevelPlanes(layer);
    const bounds = Array.from({ length: channels }, (_, c) => boundsOf(layer, c));
    for (let k = 0; k < input.data.length; k++) {
      const x = input.data[k];
      if (Number.isNaN(x)) reject(layer, { attribute: `input[${k}]`, expected: 'a number', got: x, code: 'E_VALUE' });
      const c = k % channels;
      const level = bounds[c].filter((bound) => bound <= x).length;
      const pixel = Math.floor(k / channels) * output.channels;
      for (let plane = 0; plane < planes; plane++)
        output.data[pixel + plane * channels + c] = isPlaneSet(layer, plane, level) ? 0 : 1;
    }
    return output;
  },

  // They follow from the activations.
  numParameters: () => 0,

  unfinished: {
    expected: 'levels to be replaced by thresholds or signs',
    got: 'some left over',
    next: 'please report it',
  },

  detail: (layer) => `${numLevelPlanes(layer)} planes`,
};

function requireAscending(layer: Levels, width: number): void {
  const { bounds } = layer;
  const index = bounds.findIndex((bound, k) => Number.isNaN(bound) || (k >= width && bound < bounds[k - width]));
  if (index < 0) return;
  const expected = 'a number that is not below the one before';
  reject(layer, { attribute: `bounds[${index}]`, expected, got: bounds[index], code: 'E_VALUE' });
}
