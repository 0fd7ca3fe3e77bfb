// What a run goes through: which images, how many epochs of them, in batches of which size.
import type { LabelledImages } from '@bitplane/data';
import type { Recipe } from '../recipes';

export interface TrainingPlan {
  readonly epochs: number;
  /** Stops after this epoch, as if interrupted: schedules are those of all epochs. Left out: goes to the end. */
  readonly untilEpoch?: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly augmentation: Recipe['augmentation'];
  readonly train: LabelledImages;
  readonly numClasses: number;
  /** Held-out images; null: none. */
  readonly validation: LabelledImages | null;
}

export const stepsPerEpoch = ({ train, batchSize }: Pick<TrainingPlan, 'train' | 'batchSize'>): number =>
  Math.ceil(train.count / batchSize);
