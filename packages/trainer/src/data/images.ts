// Labelled images in memory, and the batches that a network takes.
import * as tf from '@tensorflow/tfjs';
import { randomFor, shuffledIndices } from '../random';
import { augment, planAugmentation, type AugmentationSettings, type ImageShape } from './augmentation';

export interface LabelledImages extends ImageShape {
  readonly count: number;
  /** [count, height, width, channels] */
  readonly pixels: Uint8Array;
  /** [count] */
  readonly labels: Uint8Array;
}

/** A batch as tensors: images [n, height, width, channels] of 0 … 255, labels [n] int32. Owned by the caller. */
export interface Batch {
  readonly images: tf.Tensor4D;
  readonly labels: tf.Tensor1D;
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

/** The images with these indices, as they are or augmented: each image's changes depend on the seed, the epoch and its index alone. */
export function makeBatch(set: LabelledImages, indices: Uint32Array, augmentation?: EpochAugmentation): Batch {
  const size = set.height * set.width * set.channels;
  const values = new Float32Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  indices.forEach((index, i) => {
    const source = set.pixels.subarray(index * size, (index + 1) * size);
    labels[i] = set.labels[index];
    if (augmentation === undefined) {
      values.set(source, i * size);
      return;
    }
    const { settings, seed, epoch } = augmentation;
    const plan = planAugmentation(settings, set, randomFor(seed, epoch, index));
    augment(source, values.subarray(i * size, (i + 1) * size), set, plan);
  });
  return {
    images: tf.tensor4d(values, [indices.length, set.height, set.width, set.channels]),
    labels: tf.tensor1d(labels, 'int32'),
  };
}

/** Images start … end − 1, without a copy. */
export function sliceImages(set: LabelledImages, start: number, end: number): LabelledImages {
  const size = set.height * set.width * set.channels;
  const last = Math.min(end, set.count);
  return {
    ...set,
    count: last - start,
    pixels: set.pixels.subarray(start * size, last * size),
    labels: set.labels.subarray(start, last),
  };
}

/** Splits off `held` images, chosen by the seed: [the rest, the held-out ones]. */
export function splitImages(set: LabelledImages, held: number, seed: number): [LabelledImages, LabelledImages] {
  const order = shuffledIndices(set.count, randomFor(seed));
  return [pickImages(set, order.subarray(held)), pickImages(set, order.subarray(0, held))];
}

function pickImages(set: LabelledImages, indices: Uint32Array): LabelledImages {
  const size = set.height * set.width * set.channels;
  const pixels = new Uint8Array(indices.length * size);
  indices.forEach((index, i) => pixels.set(set.pixels.subarray(index * size, (index + 1) * size), i * size));
  return { ...set, count: indices.length, pixels, labels: Uint8Array.from(indices, (index) => set.labels[index]) };
}
