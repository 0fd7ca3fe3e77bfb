// What networks do to their scores at the end: importers leave it out, since it keeps the order of the scores.
import { largestMagnitude } from '../../onnx/ops/largest-magnitude';

export interface Finish {
  readonly apply: (scores: ArrayLike<number>) => ArrayLike<number>;
  /** How far two results may lie apart whose scores lie `error` apart from these. */
  readonly error: (error: number, scores: ArrayLike<number>) => number;
}

/** Roundings of float32, of numbers up to `magnitude`. */
const rounded = (n: number, magnitude: number): number => n * 2 ** -24 * magnitude;

function logSoftmax(scores: ArrayLike<number>): number[] {
  const numbers = Array.from(scores);
  const largest = Math.max(...numbers);
  const sum = numbers.reduce((total, score) => total + Math.exp(score - largest), 0);
  return numbers.map((score) => score - largest - Math.log(sum));
}

const NOTHING: Finish = { apply: (scores) => scores, error: (error) => error };

/**
 * Softmax moves a share p by at most 2·p·(1 − p) ≤ 1/2 of what the scores move. Its own roundings: 64 is more than the
 * few units of an exponential, and those of its argument, which a share outweighs: p·|log p| < 1/2.
 */
const SOFTMAX: Finish = {
  apply: (scores) => logSoftmax(scores).map(Math.exp),
  error: (error, { length }) => 0.5 * error + rounded(64 + length, 1),
};

/** Each score moves by the error, and so does the logarithm of the sum; both are as large as the scores. */
const LOG_SOFTMAX: Finish = {
  apply: logSoftmax,
  error: (error, scores) => 2 * error + rounded(64 + scores.length, 1 + 2 * largestMagnitude(scores)),
};

const SIGMOID: Finish = {
  apply: (scores) => Array.from(scores, (score) => 1 / (1 + Math.exp(-score))),
  error: (error) => 0.25 * error + rounded(64, 1),
};

const FINISHES: Readonly<Record<string, Finish>> = {
  ...{ softmax: SOFTMAX, log_softmax: LOG_SOFTMAX, sigmoid: SIGMOID },
  ...{ Softmax: SOFTMAX, LogSoftmax: LOG_SOFTMAX, SOFTMAX, LOG_SOFTMAX },
};

/** By the name that the source has for it; any other does nothing that an importer leaves out. */
export const finishNamed = (name: string | null | undefined): Finish => FINISHES[name ?? ''] ?? NOTHING;

/** With shares that are rounded to 8 bits: half a step, and one of arithmetic in fixed point. */
export const inSteps = (finish: Finish, step: number): Finish =>
  finish === NOTHING ? NOTHING : { ...finish, error: (error, scores) => finish.error(error, scores) + 1.5 * step };
