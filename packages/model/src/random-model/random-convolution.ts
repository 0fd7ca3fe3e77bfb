// Convolutions with odd attributes.
import type { BinaryConv2D } from '../layers/binary-conv2d';
import { append, type Draft } from './draft';
import { randomSigns } from './random-values';
import { randomConvolutionWindow, randomSameWindow } from './random-window';

export const CHANNELS = [1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 65, 96, 127, 128, 129];

interface Wanted {
  /** Rounded up to a multiple of the groups. */
  readonly filters: number;
}

/** Returns about the standard deviation of the sums. */
export function appendInt8Conv2D(draft: Draft, wanted: Wanted): number {
  const { random, type } = draft;
  const { filters, groups } = chooseGroups(draft, wanted);
  const window = randomConvolutionWindow(random, type);
  const length = (window.size[0] * window.size[1] * type.channels) / groups;
  const largest = random.pick([1, 7, 127]);
  append(draft, {
    kind: 'int8-conv2d',
    filters,
    window,
    groups,
    weights: Int8Array.from({ length: filters * length }, () => random.integer(-largest, largest)),
    zeroPoints: Uint8Array.from({ length: type.channels }, () =>
      random.pick([0, 0, 1, 128, 255, random.integer(0, 255)]),
    ),
  });
  return 100 * largest * Math.sqrt(length);
}

/** Returns about the standard deviation of the sums. */
export function appendBinaryConv2D(draft: Draft, wanted: Wanted): number {
  const window = randomConvolutionWindow(draft.random, draft.type);
  return appendSigns(draft, { ...chooseGroups(draft, wanted), window });
}

/**
 * Appends one whose output is as large as its input, with this many filters. Returns about the standard deviation of
 * the sums.
 */
export const appendSameBinaryConv2D = (draft: Draft, filters: number, groups = 1): number =>
  appendSigns(draft, { filters, groups, window: randomSameWindow(draft.random) });

function appendSigns(draft: Draft, geometry: Pick<BinaryConv2D, 'filters' | 'groups' | 'window'>): number {
  const { random, type } = draft;
  const { filters, groups, window } = geometry;
  const length = (window.size[0] * window.size[1] * type.channels) / groups;
  const weights = randomSigns(random, filters * length);
  append(draft, { kind: 'binary-conv2d', ...geometry, padValue: random.pick([0, 0, 1, -1]), weights });
  return Math.sqrt(length);
}

/** Groups that divide the channels, and as many filters as wanted, or a few more, that they divide too. */
export function chooseGroups({ random, type }: Draft, { filters }: Wanted): { filters: number; groups: number } {
  const divisors = [2, 3, 4, 5, 32, type.channels].filter((groups) => type.channels % groups === 0);
  const groups = random.chance(0.3) ? random.pick([1, ...divisors]) : 1;
  return { filters: Math.ceil(filters / groups) * groups, groups };
}
