// How often a network is right.
import * as tf from '@tensorflow/tfjs';
import type { LabelledImages } from '@bitplane/data';
import { batchesForLooking, makeBatch } from '../data/images';
import { countCorrect } from './step';

/** Number of correct predictions of a network on images as they are; `onBatch` gets the number of images done. */
export function countRightAnswers(
  model: tf.LayersModel,
  images: LabelledImages,
  onBatch?: (done: number) => void,
): number {
  let correct = 0;
  let done = 0;
  for (const indices of batchesForLooking(images, images.count)) {
    correct += tf.tidy(() => {
      const batch = makeBatch(images, indices);
      return countCorrect(model.predict(batch.images) as tf.Tensor2D, batch.labels).dataSync()[0];
    });
    done += indices.length;
    onBatch?.(done);
  }
  return correct;
}
