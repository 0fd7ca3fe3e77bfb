// Batch norms whose thresholds lie among the values that they are given.
import type { Random } from '../random';
import { append, type Draft } from './draft';
import { randomPoolWindow } from './random-window';

/** A value that channel c can take before the norm, to the last bit. */
export type ReachableValue = (channel: number) => number;

/**
 * Appends what comes between a layer and the next sign: max-pool and batch norm in either order, or one of them, or
 * nothing.
 */
export function appendPoolAndNorm(draft: Draft, reachable: ReachableValue): void {
  const steps = draft.random.pick([['pool', 'norm'], ['norm', 'pool'], ['norm'], ['norm'], ['pool'], []]);
  for (const step of steps) {
    if (step === 'norm') appendBatchNorm(draft, reachable);
    else append(draft, { kind: 'max-pool', window: randomPoolWindow(draft.random, draft.type) });
  }
}

/**
 * Gammas of both signs and some zeros. In a third of the channels beta is 0 and the mean a reachable value, so that
 * γ'·x + β' is exactly 0 there: the tie that a rounding in the wrong place breaks.
 */
function appendBatchNorm(draft: Draft, reachable: ReachableValue): void {
  const { random, type } = draft;
  const norms = Array.from({ length: type.channels }, (_, c) => randomChannel(random, reachable(c)));
  const per = (parameter: 'gamma' | 'beta' | 'mean' | 'variance') =>
    Float64Array.from(norms, (norm) => norm[parameter]);
  append(draft, {
    kind: 'batch-norm',
    gamma: per('gamma'),
    beta: per('beta'),
    mean: per('mean'),
    variance: per('variance'),
    epsilon: 1e-3,
  });
}

function randomChannel(random: Random, reachable: number) {
  const isTie = random.chance(1 / 3);
  return {
    gamma: random.chance(0.1) ? 0 : Math.fround(random.bell()),
    beta: isTie ? 0 : Math.fround(0.3 * random.bell()),
    mean: isTie ? reachable : Math.fround(reachable),
    variance: Math.fround(0.01 + 5 * random.uniform()),
  };
}
