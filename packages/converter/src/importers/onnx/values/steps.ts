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
 * Without levels that a single number has, as 0 has one in ONNX's Sign: that number goes to the level above. Returns
 * the same steps where there is none.
 */
export function withoutPoints(steps: Steps): Steps {
  const { bounds, values } = steps;
  const isPoint = (t: number): boolean => bounds.every((list) => list[t + 1] === nextFloat32(list[t]));
  const point = Array.from({ length: Math.max(0, values.length - 2) }, (_, t) => t).find(isPoint);
  if (point === undefined) return steps;
  const drop = (list: Float64Array, place: number): Float64Array => list.filter((_, k) => k !== place);
  return withoutPoints(
    makeSteps(steps.of, {
      bounds: bounds.map((list) => drop(list, point + 1)),
      values: drop(values, point + 1),
      grid: null,
    }),
  );
}
