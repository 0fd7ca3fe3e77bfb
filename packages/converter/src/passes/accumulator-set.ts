// The exact set of accumulators for which an element's next bit is +1.
import { joinNeighbours, splitAtChange, type Interval } from './integer-set';
import type { ScalarStep } from './scalar-chain';

/**
 * { acc in the range : steps(acc) ≥ 0 } as sorted, disjoint intervals with gaps between them. Each step is monotone but for a bend at 0, and
 * rounding keeps monotone functions monotone; so the range is cut where the input of a bending step changes its sign, and
 * each piece is bisected. Covers every integer, both parities.
 */
export function positiveAccumulators(steps: readonly ScalarStep[], range: Interval): Interval[] {
  let pieces: Interval[] = [range];
  for (const [index, step] of steps.entries()) {
    if (!step.bendsAtZero) continue;
    const before = compose(steps.slice(0, index));
    pieces = pieces.flatMap((piece) => splitAtChange(piece, (acc) => before(acc) >= 0));
  }
  const isPositive = (acc: number) => chain(acc) >= 0;
  const chain = compose(steps);
  return joinNeighbours(
    pieces.flatMap((piece) => splitAtChange(piece, isPositive)).filter(({ lower }) => isPositive(lower)),
  );
}

const compose =
  (steps: readonly ScalarStep[]) =>
  (x: number): number =>
    steps.reduce((value, step) => step.apply(value), x);
