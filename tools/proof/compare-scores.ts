// Scores of a converted network beside those of the source's own runtime.
import { inferTypes, run, type Model, type TensorOf } from '@bitplane/model';
import type { Source } from './sources';

/**
 * Both compute the same network, each with roundings of its own; where none moves a number over a threshold, scores
 * differ by some roundings of float32, relative to the largest. 1e-4 is a thousand of them.
 */
export const SLACK = 1e-4;

export interface ScoreComparison {
  readonly images: number;
  readonly equalClasses: number;
  /** Of the images within the slack, relative to the largest score. */
  readonly largestDifference: number;
  /** Images beyond the slack, in which numbers lie on a threshold but for their rounding. */
  readonly tied: readonly { readonly image: number; readonly difference: number; readonly numbers: number }[];
  /** Images beyond the slack without such numbers: a fault. */
  readonly different: readonly number[];
}

/**
 * Why the two are not one network; null where they are. A large network has such numbers in many images, not in most.
 */
export function faultOf({ images, equalClasses, tied, different }: ScoreComparison): string | null {
  if (different.length > 0) return `scores of images ${different.join(', ')} differ, with no number on a threshold`;
  if (2 * tied.length > images) return `scores of ${tied.length} of ${images} images differ`;
  if (equalClasses < images - tied.length) return `classes of ${images - equalClasses} images differ`;
  return null;
}

/** model: what was exported. scores: of its C program. */
export function compareScores(source: Source, model: Model, scores: readonly Float32Array[]): ScoreComparison {
  const pairs = source.scores.map((expected, image) => {
    const got = finished(scores[image], source.finish);
    const difference = largestDifference(expected, got);
    const isClose = difference <= SLACK;
    const numbers = isClose ? 0 : numbersOnThresholds(model, source.images[image]);
    return { image, difference, isClose, numbers, isSameClass: argMax(expected) === argMax(got) };
  });
  const beyond = pairs.filter(({ isClose }) => !isClose);
  return {
    images: pairs.length,
    equalClasses: pairs.filter(({ isSameClass }) => isSameClass).length,
    largestDifference: Math.max(0, ...pairs.filter(({ isClose }) => isClose).map(({ difference }) => difference)),
    tied: beyond
      .filter(({ numbers }) => numbers > 0)
      .map(({ image, difference, numbers }) => ({ image, difference, numbers })),
    different: beyond.filter(({ numbers }) => numbers === 0).map(({ image }) => image),
  };
}

function finished(scores: Float32Array, finish: Source['finish']): Float32Array {
  if (finish === null) return scores;
  const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const powers = Array.from(scores, (score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return Float32Array.from(powers, (power) => power / sum);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  const scale = a.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  return a.reduce((most, score, k) => Math.max(most, Math.abs(score - b[k])), 0) / (scale || 1);
}

const argMax = (scores: Float32Array): number =>
  scores.reduce((best, score, k) => (score > scores[best] ? k : best), 0);

/** Some roundings of float32, of the largest number of its layer at most. */
const ROUNDINGS = 2 ** -21;

/** Numbers that a sign reads and that are within their rounding of 0: another order of sums may move them over it. */
function numbersOnThresholds(model: Model, image: TensorOf<'uint8'>): number {
  const types = inferTypes(model);
  const read = new Set(model.layers.filter(({ kind }) => kind === 'sign').map(({ inputs }) => inputs[0]));
  let count = 0;
  run(model, image, ({ name }, { data }) => {
    if (!read.has(name) || types.get(name)?.element === 'int32') return;
    const numbers = Array.from(data, Number);
    const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    count += numbers.filter((number) => Math.abs(number) <= ROUNDINGS * largest).length;
  });
  return count;
}
