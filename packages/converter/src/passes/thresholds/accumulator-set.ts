// The exact sets of accumulators for which an element's next bits are +1.
import { boundsOf, isPlaneSet, numLevelPlanes, signBit, type Levels, type ScalarStep } from '@bitplane/model';
import { joinNeighbours, splitAtChange, type Interval } from './integer-set';

/** { acc in the range : steps(acc) ≥ 0 }: the one plane of `positivePlanes`. */
export const positiveAccumulators = (steps: readonly ScalarStep[], range: Interval): Interval[] =>
  positivePlanes(steps, [0], range)[0];

/**
 * For each scale one plane of the residual sign of steps(acc): r_1 = steps(acc), plane p is +1 where r_p ≥ 0, r_{p+1} =
 * r_p − s_p·b_p. A plane is given as sorted, disjoint intervals with gaps between them. Each step is monotone but for a
 * bend at 0, and rounding keeps monotone functions monotone; so the range is cut where the input of a bending step
 * changes its sign, and each piece is bisected; where the signs of a plane change, the pieces are cut again. Covers
 * every integer, both parities.
 */
export function positivePlanes(steps: readonly ScalarStep[], scales: ArrayLike<number>, range: Interval): Interval[][] {
  let pieces = monotonePieces(steps, range);
  let rest = compose(steps);
  return Array.from(scales, (scale) => {
    const residual = rest;
    const isPositive = (acc: number): boolean => signBit(residual(acc)) === 0;
    pieces = pieces.flatMap((piece) => splitAtChange(piece, isPositive));
    rest = (acc) => residual(acc) - (isPositive(acc) ? scale : -scale);
    return joinNeighbours(pieces.filter(({ lower }) => isPositive(lower)));
  });
}

/** The planes of `levels` of steps(acc), for one channel, by the same cuts: at every bound. */
export function levelPlanes(
  steps: readonly ScalarStep[],
  levels: Levels,
  { channel, range }: ChannelSums,
): Interval[][] {
  const value = compose(steps);
  const bounds = boundsOf(levels, channel);
  let pieces = monotonePieces(steps, range);
  for (const bound of bounds) pieces = pieces.flatMap((piece) => splitAtChange(piece, (acc) => bound <= value(acc)));
  return Array.from({ length: numLevelPlanes(levels) }, (_, plane) =>
    joinNeighbours(
      pieces.filter(({ lower }) => {
        const x = value(lower);
        return isPlaneSet(levels, plane, bounds.filter((bound) => bound <= x).length);
      }),
    ),
  );
}

export interface ChannelSums {
  readonly channel: number;
  readonly range: Interval;
}

/** The range, cut where the input of a bending step changes its sign: on each piece the steps rise or fall. */
function monotonePieces(steps: readonly ScalarStep[], range: Interval): Interval[] {
  let pieces: Interval[] = [range];
  for (const [index, step] of steps.entries()) {
    if (!step.bendsAtZero) continue;
    const before = compose(steps.slice(0, index));
    pieces = pieces.flatMap((piece) => splitAtChange(piece, (acc) => before(acc) >= 0));
  }
  return pieces;
}

const compose =
  (steps: readonly ScalarStep[]) =>
  (x: number): number =>
    steps.reduce((value, step) => step.apply(value), x);
