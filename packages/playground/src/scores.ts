// What scores say of the classes.

export interface ClassScore {
  readonly index: number;
  readonly name: string;
  readonly score: number;
  /** softmax of the scores */
  readonly probability: number;
}

/** p[k] = exp(s[k] − max s) / Σ exp(s[j] − max s) */
export function softmax(scores: ArrayLike<number>): number[] {
  const values = Array.from(scores);
  const max = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = values.map((score) => Math.exp(score - max));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** A share from 0 to 1 in words. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The highest scores, the highest one first; of equal ones the lower class. Classes without a name have a number. */
export function rank(scores: ArrayLike<number>, names: readonly string[], max: number): ClassScore[] {
  const probabilities = softmax(scores);
  return Array.from(scores, (score, index) => ({
    ...{ index, score, probability: probabilities[index] },
    name: names[index] ?? `class ${index}`,
  }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, max);
}
