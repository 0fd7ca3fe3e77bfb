// Whether the programs compute the same: times of different computations would mean nothing.
//
// Programs round sums differently. Now and then that turns a sign over; through the statistics of the next batch norm
// the whole batch then moves, more signs turn, and 18 binary convolutions later the gradients of one and the same
// program with and without its native operations have nothing in common. Where no sign turns, programs that compute
// the same agree in five digits. So small batches are tried, in which turned signs are rare, and one that agrees
// is enough: none would if a layer, a gradient or the optimizer differed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import { TRIALS } from './network-step';
import { readGradient } from './twin/files';
import { inTurn, type Worker } from './worker';

/** Steps of a trial: Adam's moments are then in the losses too. */
const STEPS = 3;
/** Of a gradient, relativeDistance: a forgotten factor is off by half and more, programs that agree by 0.0005. */
const GRADIENT_TOLERANCE = 0.01;
/**
 * Of the largest gradient in the layer, and in the network: a smaller one may be roundings alone, as that of a bias
 * which the next batch norm cancels.
 */
const ROUNDINGS = { ofLayer: 3e-2, ofNetwork: 3e-5 };
/**
 * Of a loss in a trial. After Adam's first step, whose length is that of the rate however small a gradient is, the
 * weights whose gradients are sums of roundings differ.
 */
const LOSS_TOLERANCE = 0.02;

interface Where {
  readonly folder: string;
  /** Names of the trained weights by position. */
  readonly weights: ReadonlyMap<number, string>;
}

/** What differs most between two programs in a trial. */
export interface Difference {
  /** In tolerances: more than 1 is too much. */
  readonly tolerances: number;
  readonly text: string;
}

/** What a program gave in a trial: the loss before each step, and the gradients of the first one by position. */
export interface TrialResult {
  readonly losses: readonly number[];
  readonly gradients: ReadonlyMap<number, Float32Array>;
}

/**
 * Each program against the first, in trials until one agrees. Throws E_MISMATCH for a program that agrees in none, with
 * what differs most in the one that comes closest.
 */
export async function requireSameTrials([first, ...others]: readonly Worker[], where: Where): Promise<void> {
  const closest = new Map<Worker, Difference>();
  const isOpen = (worker: Worker): boolean => (closest.get(worker)?.tolerances ?? Infinity) > 1;
  for (let index = 0; index < TRIALS && others.some(isOpen); index++) {
    const open = others.filter(isOpen);
    const [expected, ...results] = await inTurn([first, ...open], (worker) => runTrial(worker, index, where));
    open.forEach((worker, i) => {
      const difference = compareTrials(expected, results[i], where.weights);
      if (difference.tolerances < (closest.get(worker)?.tolerances ?? Infinity)) closest.set(worker, difference);
    });
  }
  for (const worker of others.filter(isOpen)) {
    throw new BitplaneError(
      'E_MISMATCH',
      `expected the same losses and gradients of the same weights and images in ${first.name} and ${worker.name}, got ` +
        `${closest.get(worker)?.text ?? 'numbers that are not finite'} in the closest of ${TRIALS} trials: ` +
        'the times would mean nothing',
    );
  }
}

async function runTrial(worker: Worker, index: number, { folder, weights }: Where): Promise<TrialResult> {
  const own = join(folder, `${worker.name} ${index}`);
  mkdirSync(own);
  const losses = await worker.ask<number[]>({ do: 'trial', index, count: STEPS, folder: own });
  return { losses, gradients: new Map([...weights.keys()].map((weight) => [weight, readGradient(own, weight)])) };
}

/** weights: the names of those that have a gradient. */
export function compareTrials(a: TrialResult, b: TrialResult, weights: ReadonlyMap<number, string>): Difference {
  const sizes = [...weights].map(
    ([weight, name]) => [layerOf(name), rootMeanSquare(a.gradients.get(weight)!)] as const,
  );
  const floorOf = (name: string): number =>
    Math.max(
      ...sizes.map(([layer, size]) => size * (layer === layerOf(name) ? ROUNDINGS.ofLayer : ROUNDINGS.ofNetwork)),
    );
  const losses = a.losses.map((loss, step): Difference => {
    const text = `losses of ${loss} and ${b.losses[step]} before step ${step + 1}`;
    return { tolerances: inTolerances(Math.abs(loss - b.losses[step]), LOSS_TOLERANCE), text };
  });
  const gradients = [...weights].map(([weight, name]): Difference => {
    const distance = relativeDistance(a.gradients.get(weight)!, b.gradients.get(weight)!, floorOf(name));
    const text = `gradients of ${name} that are ${percent(distance)} apart`;
    return { tolerances: inTolerances(distance, GRADIENT_TOLERANCE), text };
  });
  return [...losses, ...gradients].reduce((most, each) => (each.tolerances > most.tolerances ? each : most));
}

/** "conv2" of "conv2/kernel". */
const layerOf = (weight: string): string => weight.slice(0, weight.lastIndexOf('/'));

/** Infinitely many where a program did not give numbers. */
const inTolerances = (difference: number, tolerance: number): number =>
  Number.isNaN(difference) ? Infinity : difference / tolerance;

/** rms(a − b) / max(rms(a), floor), over the elements of a tensor. */
const relativeDistance = (a: Float32Array, b: Float32Array, floor: number): number =>
  rootMeanSquare(a.map((value, i) => value - b[i])) / Math.max(rootMeanSquare(a), floor);

const rootMeanSquare = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

const percent = (share: number): string => `${(100 * share).toPrecision(3)} %`;

/** Of the batch that is measured, whose signs do turn: as far as means over other images of the same network vary. */
const BATCH_TOLERANCE = 0.05;

/** losses: of each program before its first step, by its name. Throws E_MISMATCH where they are far apart. */
export function requireSameLoss(losses: Readonly<Record<string, number>>): void {
  const [first] = Object.values(losses);
  if (Object.values(losses).every((loss) => Math.abs(loss - first) <= BATCH_TOLERANCE * first)) return;
  const got = Object.entries(losses).map(([name, loss]) => `${loss} in ${name}`);
  throw new BitplaneError(
    'E_MISMATCH',
    `expected the same loss of the same weights and images, got ${got.join(', ')}: the times would mean nothing`,
  );
}
