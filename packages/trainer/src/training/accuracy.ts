// How often a network is right.
import * as tf from '@tensorflow/tfjs';
import type { LabelledImages } from '@bitplane/data';
import { makeBatch } from '../data/images';
import { countCorrect } from './step';

const BATCH_SIZE = 250;

/** Number of correct predictions of a network on images as they are; `onBatch` gets the number of images done. */
export function countRightAnswers(
  model: tf.LayersModel,
  images: LabelledImages,
  onBatch?: (done: number) => void,
): number {
  let correct = 0;
  for (let start = 0; start < images.count; start += BATCH_SIZE) {
    const end = Math.min(start + BATCH_SIZE, images.count);
    const indices = Uint32Array.from({ length: end - start }, (_, i) => start + i);
    correct += tf.tidy(() => {
      const batch = makeBatch(images, indices);
      return countCorrect(model.predict(batch.images) as tf.Tensor2D, batch.labels).dataSync()[0];
    });
    onBatch?.(end);
  }
  return correct;
}
