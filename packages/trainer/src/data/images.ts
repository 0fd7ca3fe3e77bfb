// Batches of labelled images, as a network takes them.
import * as tf from '@tensorflow/tfjs';
import { imageNbytes, pickImages, type ImageShape, type LabelledImages } from '@bitplane/data';
import { randomFor, shuffledIndices } from '@bitplane/model';
import { makeAugmenter, planAugmentation, type AugmentationSettings } from './augmentation';
import { mixUp, type Mix } from './mixup';
import { ONE_MEMBER, shareOf, type Member } from './share';

/** A batch as tensors: images [n, height, width, channels] of 0 … 255, labels [n] int32. Owned by the caller. */
export interface Batch {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor1D;
  /** Of images that are mixed; null: these are not. */
  readonly mix: Mix | null;
  /** 0 … 1: which part of the whole batch these images are; 0: they do not count. */
  readonly share: number;
}

/** Changes made to the images of one epoch. */
export interface EpochAugmentation {
  readonly settings: AugmentationSettings;
  readonly seed: number;
  readonly epoch: number;
}

/** The order in which an epoch shows the images. */
export const epochOrder = (count: number, seed: number, epoch: number): Uint32Array =>
  shuffledIndices(count, randomFor(seed, epoch));

/**
 * Of the images with these indices those of one member of a team (default: all), as they are or augmented: an image's
 * changes depend on the seed, the epoch and its index, and a mix on the next image of the whole batch too.
 */
export function makeBatch(
  set: LabelledImages,
  batch: Uint32Array,
  augmentation?: EpochAugmentation,
  member: Member = ONE_MEMBER,
): Batch {
  const { indices, next, share } = shareOf(batch, member);
  const values = new Float32Array(indices.length * imageNbytes(set));
  const labels = Int32Array.from(indices, (index) => set.labels[index]);
  if (augmentation === undefined) copyImages(set, indices, values);
  else augmentImages(set, indices, values, augmentation);
  return {
    images: tf.tensor4d(values, [indices.length, set.height, set.width, set.channels]),
    labels: tf.tensor1d(labels, 'int32'),
    mix: augmentation === undefined ? null : mixImages(values, { set, indices, next }, augmentation),
    share,
  };
}

function copyImages(set: LabelledImages, indices: Uint32Array, values: Float32Array): void {
  const image = new Uint8Array(imageNbytes(set));
  indices.forEach((index, i) => {
    set.read(index, image);
    values.set(image, i * image.length);
  });
}

function augmentImages(
  set: LabelledImages,
  indices: Uint32Array,
  values: Float32Array,
  { settings, seed, epoch }: EpochAugmentation,
): void {
  const image = new Uint8Array(imageNbytes(set));
  const augment = makeAugmenter(set);
  indices.forEach((index, i) => {
    const plan = planAugmentation(settings, set, randomFor(seed, epoch, index));
    set.read(index, image);
    augment(image, values.subarray(i * image.length, (i + 1) * image.length), plan);
  });
}

function mixImages(
  values: Float32Array,
  { set, indices, next }: { set: LabelledImages; indices: Uint32Array; next: number },
  augmentation: EpochAugmentation,
): Mix | null {
  const { settings, seed, epoch } = augmentation;
  if (settings.mixup === 0) return null;
  const follower = { values: new Float32Array(imageNbytes(set)), label: set.labels[next] };
  augmentImages(set, Uint32Array.of(next), follower.values, augmentation);
  const labels = Int32Array.from(indices, (index) => set.labels[index]);
  return mixUp(values, { labels, indices, follower }, { alpha: settings.mixup, seed, epoch });
}

/** Pixels of the images that a network looks at together: 250 of 32 × 32. Larger ones would take more memory. */
const MAX_PIXELS = 250 * 32 * 32;

/** The first `count` indices, in batches for looking at images of this shape. */
export function* batchesForLooking({ height, width }: ImageShape, count: number): Generator<Uint32Array> {
  const size = Math.max(1, Math.floor(MAX_PIXELS / (height * width)));
  for (let start = 0; start < count; start += size) {
    yield Uint32Array.from({ length: Math.min(size, count - start) }, (_, i) => start + i);
  }
}

/** Splits off `held` images, chosen by the seed: [the rest, the held-out ones]. */
export function splitImages(set: LabelledImages, held: number, seed: number): [LabelledImages, LabelledImages] {
  const order = shuffledIndices(set.count, randomFor(seed));
  return [pickImages(set, order.subarray(held)), pickImages(set, order.subarray(0, held))];
}
