// Thresholds: constant where all sums of a channel are on one side, and movable by what sums lost.
import type { MultiThreshold, SumRange, TensorOf, Threshold } from '@bitplane/model';
import type { ChannelRule, Constants, Keep, Kept, Place } from '../channel-rule';
import { tie } from './same-channels';
import { select } from './select';

export const thresholdRule: ChannelRule<Threshold> = {
  kind: 'threshold',

  constants({ lower, upper, flip }, { ranges }) {
    const bits = Array.from(lower, (bound, k) => {
      const isInside = covers({ lower: bound, upper: upper?.[k] ?? Infinity }, ranges[k % ranges.length]);
      if (isInside === null) return null;
      return (isInside ? flip[k] : 1 - flip[k]) as 0 | 1;
    });
    return agreed(bits, ranges.length);
  },

  spread: (_, keep) => tie(keep),

  slice({ lower, upper, ...layer }, kept, { inputs }) {
    const bounds = (values: Int32Array) => movedBounds(values, inputs[0].channels, kept);
    return {
      layer: {
        ...layer,
        lower: bounds(lower),
        upper: upper && bounds(upper),
        flip: select(layer.flip, inputs[0].channels, kept.output),
      },
      moved: null,
    };
  },
};

export const multiThresholdRule: ChannelRule<MultiThreshold> = {
  kind: 'multi-threshold',

  constants(layer, { ranges }) {
    const { lower, upper, planes, intervals } = layer;
    const length = lower.length / (planes * intervals);
    const elementBit = (plane: number, element: number): 0 | 1 | null => {
      const sides = Array.from({ length: intervals }, (_, t) => {
        const k = (plane * intervals + t) * length + element;
        return covers({ lower: lower[k], upper: upper[k] }, ranges[element % ranges.length]);
      });
      if (sides.includes(true)) return 0;
      return sides.includes(null) ? null : 1;
    };
    return Array.from({ length: planes }, (_, plane) =>
      agreed(
        Array.from({ length }, (__, element) => elementBit(plane, element)),
        ranges.length,
      ),
    ).flat();
  },

  /** A channel's planes stay together. */
  spread({ planes }, { inputs: [input], output }: Keep) {
    for (let c = 0; c < input.length; c++) {
      const all = Array.from({ length: planes }, (_, plane) => plane * input.length + c);
      if (input[c] === 0 && all.every((k) => output[k] === 0)) continue;
      for (const k of all) output[k] = 1;
      input[c] = 1;
    }
  },

  slice(layer, kept, { inputs }: Place) {
    const ofInput = { ...kept, output: kept.inputs[0] };
    const bounds = (values: Int32Array) => movedBounds(values, inputs[0].channels, ofInput);
    return { layer: { ...layer, lower: bounds(layer.lower), upper: bounds(layer.upper) }, moved: null };
  },
};

/** True where all of the range is in the interval, false where none is. */
function covers(interval: SumRange, range: SumRange): boolean | null {
  if (interval.lower <= range.lower && range.upper <= interval.upper) return true;
  const apart = interval.upper < range.lower || range.upper < interval.lower || interval.upper < interval.lower;
  return apart ? false : null;
}

/** Of each channel the bit of all its elements, where that is one. */
const agreed = (bits: readonly (0 | 1 | null)[], channels: number): Constants =>
  Array.from({ length: channels }, (_, c) => {
    const isSame = bits.every((bit, k) => k % channels !== c || bit === bits[c]);
    return isSame ? bits[c] : null;
  });

/** bounds: [..., channels]; those that stay, less what the sums lost there. */
function movedBounds(bounds: Int32Array, channels: number, { output, moved }: Kept): Int32Array {
  const kept = select(bounds, channels, output);
  return moved === null ? kept : kept.map((bound, k) => bound - lossAt(moved, k));
}

/** Bounds that repeat per channel meet losses that are the same for every pixel. */
const lossAt = ({ data }: TensorOf<'int32'>, k: number): number => data[k % data.length];
