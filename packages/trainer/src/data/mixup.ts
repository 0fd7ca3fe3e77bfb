// Mixed images: Zhang et al., "mixup", arXiv:1710.09412.
import { randomFor, type KeyedRandom } from '@bitplane/model';

/** Of each image of a batch: how much of it is left, and the label of the image that has the rest. */
export interface Mix {
  /** λ, 0.5 … 1 */
  readonly shares: Float32Array;
  readonly partnerLabels: Int32Array;
}

/** Keeps the draws apart from those of augmentation.ts, which have the same place in the run. */
const STREAM = 0x6d69_7875;

export interface MixupPlace {
  /** α of Beta(α, α), in 0 … 1. */
  readonly alpha: number;
  readonly seed: number;
  readonly epoch: number;
}

export interface Unmixed {
  /** [n] */
  readonly labels: Int32Array;
  /** [n] */
  readonly indices: Uint32Array;
  /** What the last image is mixed with, as it was. */
  readonly follower: { readonly values: Float32Array; readonly label: number };
}

/**
 * Mixes each image with the next one, the last with its follower: x ← λ·x + (1 − λ)·next, and the labels in the same
 * shares. λ is drawn from Beta(α, α) for each image by its place in the run, and taken from the larger half, so that
 * `labels` stay the better labels. values: [n, size], changed in place.
 */
export function mixUp(
  values: Float32Array,
  { labels, indices, follower }: Unmixed,
  { alpha, seed, epoch }: MixupPlace,
): Mix {
  const count = indices.length;
  const size = values.length / count;
  const shares = new Float32Array(count);
  const partnerLabels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const share = symmetricBeta(alpha, randomFor(seed, epoch, indices[i], STREAM));
    const isLast = i + 1 === count;
    const next = isLast ? follower.values : values.subarray((i + 1) * size, (i + 2) * size);
    shares[i] = Math.max(share, 1 - share);
    partnerLabels[i] = isLast ? follower.label : labels[i + 1];
    mixInto(values.subarray(i * size, (i + 1) * size), next, shares[i]);
  }
  return { shares, partnerLabels };
}

/** image ← next + (image − next)·share; for every element of an epoch, so that nothing else is in the loop. */
function mixInto(image: Float32Array, next: Float32Array, share: number): void {
  for (let k = 0; k < image.length; k++) image[k] = next[k] + (image[k] - next[k]) * share;
}

/**
 * One draw of Beta(α, α), 0 < α ≤ 1: Jöhnk's method (Devroye, "Non-Uniform KeyedRandom Variate Generation", 1986,
 * section IX.3.5).
 */
function symmetricBeta(alpha: number, random: KeyedRandom): number {
  for (;;) {
    const x = random() ** (1 / alpha);
    const y = random() ** (1 / alpha);
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}
