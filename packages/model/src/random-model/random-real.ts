// Layers of float32: what comes between sums and signs that no threshold replaces.
import type { Random } from '../random';
import { append, type Draft } from './draft';
import { randomFloats } from './random-values';
import { randomPoolWindow } from './random-window';

/** Scale, offset or both of each channel. */
export function appendAffine(draft: Draft): void {
  const { random, type } = draft;
  const parts = random.pick(['scale', 'offset', 'both']);
  append(draft, {
    kind: 'affine',
    element: 'float32',
    scale: parts === 'offset' ? null : randomFloats(random, type.channels),
    offset: parts === 'scale' ? null : randomFloats(random, type.channels),
  });
}

/**
 * Makes real numbers of about −4 to 4 from sums with this standard deviation. In half of all cases the scales are
 * powers of two and the offsets nothing, so that zeros of both signs and ties are met.
 */
export function appendNormalisation(draft: Draft, deviation: number): void {
  const { random, type } = draft;
  const isExact = random.chance(0.5);
  const power = 2 ** -Math.round(Math.log2(deviation));
  const scale = isExact
    ? Float32Array.from({ length: type.channels }, () => random.pick([-power, power]))
    : randomFloats(random, type.channels).map((value) => value / deviation);
  const offset = isExact ? null : randomFloats(random, type.channels);
  append(draft, { kind: 'affine', element: 'float32', scale, offset });
}

export function appendRectifier(draft: Draft): void {
  const { random, type } = draft;
  if (random.chance(0.2)) return append(draft, { kind: 'relu' });
  if (random.chance(0.25)) return appendClip(draft);
  const perElement = random.chance(0.5);
  const length = perElement ? type.height * type.width * type.channels : type.channels;
  append(draft, { kind: 'prelu', element: 'float32', slopes: randomFloats(random, length), perElement });
}

/** HardTanh, ReLU6 or other bounds. */
function appendClip(draft: Draft): void {
  const { random } = draft;
  const [minimum, maximum] = random.pick([
    [-1, 1],
    [0, 6],
    [-0, 0],
    [Math.fround(random.uniform() - 2), Math.fround(2 * random.uniform())],
  ]);
  append(draft, { kind: 'clip', element: 'float32', minimum, maximum });
}

/** Max-pool or average-pool with any window. */
export function appendRealPool(draft: Draft): void {
  const window = randomPoolWindow(draft.random, draft.type);
  if (draft.random.chance(0.5)) append(draft, { kind: 'max-pool', window });
  else append(draft, { kind: 'average-pool', element: 'float32', window });
}

/** 1 to 4 falling scales for numbers of about −4 to 4; halves and quarters, so that nothing may be left over. */
export const randomScales = (random: Random): Float32Array =>
  Float32Array.from(
    { length: random.integer(1, 4) },
    (_, p) => 2 ** -p * (random.chance(0.5) ? 1 : 0.5 + random.uniform()),
  );
