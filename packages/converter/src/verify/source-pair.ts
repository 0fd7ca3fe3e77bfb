// The trained network in its source's own runtime against the reference.
import { importerNamed, importerOf, sourceOptions, type NetworkOptions } from '../importers';
import { Comparison, skippedPair, type PairReport } from './pair';
import type { ReferenceLogits } from './reference';

/**
 * Both compute the same network, each with roundings of its own. Where these move no number over a threshold, scores
 * differ by some roundings of float32, of the largest one: 1e-4 is a thousand.
 */
const SLACK = 1e-4;

/** Scores of all images within the slack. Null for a source without a runtime here. */
export async function compareSource(
  path: string,
  options: NetworkOptions,
  references: readonly ReferenceLogits[],
): Promise<PairReport | null> {
  const { format } = options;
  const { openRuntime } = format === undefined ? importerOf(path) : importerNamed(format);
  if (openRuntime === undefined) return null;
  const runtime = await openRuntime(path, sourceOptions(options));
  if (typeof runtime === 'string') return skippedPair('source ≈ reference', runtime);
  const comparison = new Comparison(`${runtime.name} on the source ≈ reference`);
  const different: string[] = [];
  try {
    for (const [index, { image, logits }] of references.entries()) {
      const scores = await runtime.scores(image);
      comparison.addImage();
      comparison.addTensor(scores.length);
      const largest = largestDifference(scores, runtime.finish(logits));
      if (largest > SLACK) different.push(`image ${index} by ${largest.toPrecision(2)}`);
    }
  } finally {
    await runtime.close();
  }
  if (different.length === 0) return comparison.report(null);
  const share = `${different.length} of ${references.length} images`;
  const which = different.slice(0, 3).join(', ');
  return comparison.report(
    `scores of ${share} differ by more than ${SLACK} of the largest (${which}): a number within one rounding of a threshold`,
  );
}

/** Relative to the largest score, or to 1. */
function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let [difference, scale] = [0, 1];
  for (let k = 0; k < a.length; k++) {
    difference = Math.max(difference, Math.abs(a[k] - b[k]));
    scale = Math.max(scale, Math.abs(a[k]));
  }
  return difference / scale;
}
