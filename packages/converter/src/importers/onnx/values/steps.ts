// Step functions of a layer's numbers.
import type { Grid, Real, Steps } from './activation';
import { nextFloat32 } from './float32-order';

/** x ↦ values[how many bounds of its channel are ≤ x] */
export interface StepFunction {
  /** [1 or channels] ascending lists of one length */
  readonly bounds: readonly Float64Array[];
  readonly values: Float64Array;
  readonly grid: Grid | null;
}

export function stepValue(
  { bounds, values }: Pick<StepFunction, 'bounds' | 'values'>,
  x: number,
  channel: number,
): number {
  const list = bounds[bounds.length === 1 ? 0 : channel];
  let level = 0;
  while (level < list.length && list[level] <= x) level++;
  return values[level];
}

/** The function of a layer's numbers, without steps that no number takes. */
export function makeSteps(of: Real, { bounds, values, grid }: StepFunction): Steps {
  const behind = behindClips(of, bounds);
  const kept: number[] = [];
  let lowest = values[0];
  for (let t = 0; t < values.length - 1; t++) {
    const isEverywhere = (bound: number): boolean => behind.bounds.every((list) => list[t] === bound);
    const isPassed = t + 1 < values.length - 1 && behind.bounds.every((list) => list[t] === list[t + 1]);
    if (isEverywhere(Infinity) || isPassed) continue;
    if (isEverywhere(-Infinity)) lowest = values[t + 1];
    else if (values[t + 1] !== (kept.length === 0 ? lowest : values[kept.at(-1)! + 1])) kept.push(t);
  }
  const left = Float64Array.from([lowest, ...kept.map((t) => values[t + 1])]);
  return {
    type: 'steps',
    of: behind.of,
    bounds: behind.bounds.map((list) => Float64Array.from(kept, (t) => list[t])),
    values: left,
    grid: grid && regrid(grid, kept, left),
  };
}

/** Of a quantizer's levels those that are left, under their new numbers; null where these are no grid any more. */
function regrid(grid: Grid, kept: readonly number[], values: Float64Array): Grid | null {
  const [first, count] = [kept[0] ?? 0, kept.length];
  if (count === 0 || kept.some((t, k) => t !== first + k)) return null;
  const unit = (values[count] - values[0]) / count;
  const lowest = grid.lowest + first;
  const origin = Math.round(lowest - values[0] / unit);
  const isGrid = values.every((value, k) => Math.abs(value - unit * (lowest + k - origin)) <= CLOSE * Math.abs(unit));
  return isGrid ? { ...grid, lowest, highest: lowest + count, unit, origin } : null;
}

/** Of a step: float32 numbers of a grid lie nearer to their places. */
const CLOSE = 1e-4;

/**
 * What the layers read that only keep numbers between two bounds: clamp(x, lower, upper) ≥ b says x ≥ b where lower < b
 * ≤ upper, always or never elsewhere. So no clamp has to be computed before a sign or a quantizer.
 */
function behindClips(of: Real, bounds: readonly Float64Array[]): Pick<Steps, 'of' | 'bounds'> {
  if (of.clip === undefined) return { of, bounds };
  const { lower, upper } = of.clip;
  const moved = bounds.map((list) =>
    list.map((bound) => (bound > upper ? Infinity : bound <= lower ? -Infinity : bound)),
  );
  return behindClips(of.clip.of, moved);
}

/**
 * Of three levels without the middle one where a single number has it, as 0 has in ONNX's Sign: that number goes to the
 * level above. Returns the same steps where there is none. Of more levels all stay: sums of integers are often that
 * number.
 */
export function withoutPoint(steps: Steps): Steps {
  const { bounds, values } = steps;
  const hasPoint = values.length === 3 && bounds.every(([below, above]) => above === nextFloat32(below));
  if (!hasPoint) return steps;
  return makeSteps(steps.of, {
    bounds: bounds.map(([bound]) => Float64Array.of(bound)),
    values: Float64Array.of(values[0], values[2]),
    grid: null,
  });
}
