// Random small models as the converter's passes leave them: every kind that a .bpm file holds, with odd attributes.
import type { Model } from '../graph';
import { wholeWindow } from '../layers/window';
import { append, finish, startDraft, type Draft } from './draft';
import { appendThreshold } from './random-threshold';
import { randomBits, randomFloats } from './random-values';
import { randomConvolutionWindow, randomPoolWindow } from './random-window';

const CHANNELS = [1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 65, 96, 127, 128, 129];

/**
 * Equal seeds give equal models: int8-conv2d, 0 to 4 blocks of threshold, perhaps bit-max-pool, binary-conv2d, then a
 * float32 head.
 */
export function randomModel(seed: number): Model {
  const draft = startDraft(seed);
  const input = draft.type;
  const numBlocks = draft.random.integer(0, 4);
  let deviation = appendInt8Conv2D(draft, numBlocks === 0);
  for (let block = 1; block <= numBlocks; block++) {
    appendThreshold(draft, deviation);
    if (draft.random.chance(0.4)) appendBitMaxPool(draft);
    deviation = appendBinaryConv2D(draft, block === numBlocks);
  }
  appendHead(draft);
  return finish(draft, `random-${seed}`, input);
}

/** Filters of a convolution, a multiple of its groups; few where the head follows. */
function chooseFilters({ random, type }: Draft, isLast: boolean): { filters: number; groups: number } {
  const divisors = [2, 3, 4, 5, 32, type.channels].filter((groups) => type.channels % groups === 0);
  const groups = random.chance(0.3) ? random.pick([1, ...divisors]) : 1;
  const filters = isLast ? random.integer(1, 12) : random.pick(CHANNELS);
  return { filters: Math.ceil(filters / groups) * groups, groups };
}

/** Returns about the standard deviation of the sums. */
function appendInt8Conv2D(draft: Draft, isLast: boolean): number {
  const { random, type } = draft;
  const { filters, groups } = chooseFilters(draft, isLast);
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

function appendBitMaxPool(draft: Draft): void {
  const { random, type } = draft;
  const window = randomPoolWindow(random, type);
  append(draft, { kind: 'bit-max-pool', window, minimum: randomBits(random, type.channels) });
}

/** Returns about the standard deviation of the sums. */
function appendBinaryConv2D(draft: Draft, isLast: boolean): number {
  const { random, type } = draft;
  const { filters, groups } = chooseFilters(draft, isLast);
  const window = randomConvolutionWindow(random, type);
  const length = (window.size[0] * window.size[1] * type.channels) / groups;
  append(draft, {
    kind: 'binary-conv2d',
    filters,
    window,
    groups,
    padValue: random.pick([0, 0, 1, -1]),
    weights: { type: 'signs', values: randomBits(random, filters * length), mask: null },
  });
  return Math.sqrt(length);
}

/** Affine → PReLU or ReLU → average-pool → affine, or fewer; at least what makes float32 of the sums. */
function appendHead(draft: Draft): void {
  const { random } = draft;
  const beginsWithPool = random.chance(0.2);
  if (!beginsWithPool) {
    appendAffine(draft);
    if (random.chance(0.6)) appendRectifier(draft);
  }
  if (beginsWithPool || random.chance(0.7))
    append(draft, { kind: 'average-pool', element: 'float32', window: wholeWindow(draft.type) });
  if (random.chance(0.7)) appendAffine(draft);
}

function appendAffine(draft: Draft): void {
  const { random, type } = draft;
  const parts = random.pick(['scale', 'offset', 'both']);
  append(draft, {
    kind: 'affine',
    element: 'float32',
    scale: parts === 'offset' ? null : randomFloats(random, type.channels),
    offset: parts === 'scale' ? null : randomFloats(random, type.channels),
  });
}

function appendRectifier(draft: Draft): void {
  const { random, type } = draft;
  if (random.chance(0.2)) return append(draft, { kind: 'relu' });
  const perElement = random.chance(0.5);
  const length = perElement ? type.height * type.width * type.channels : type.channels;
  append(draft, { kind: 'prelu', element: 'float32', slopes: randomFloats(random, length), perElement });
}
