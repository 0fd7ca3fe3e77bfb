// Images are read again as they were for training: to measure accuracy, or to continue a run.
import { BitplaneError, type DataRecord } from '@bitplane/model';
import type { ReadOptions } from './dataset';

/** What a run says about how it read its images; null for what it does not say. */
export interface Reading {
  readonly imageSize: number | null;
  readonly splitSeed: number | null;
}

export const readingOf = ({ image, splitSeed }: Pick<DataRecord, 'image' | 'splitSeed'>): Reading => ({
  imageSize: image.height,
  splitSeed,
});

/** The options of that reading. Throws E_USAGE where others are asked for, since they would give other images. */
export function readAgain({ imageSize, splitSeed }: Reading, asked: Partial<ReadOptions>): Partial<ReadOptions> {
  if (imageSize !== null && asked.imageSize !== undefined && asked.imageSize !== imageSize) {
    throw new BitplaneError(
      'E_USAGE',
      `expected --image-size ${imageSize}, the size that the network was trained on, got ${asked.imageSize}: leave the option out`,
    );
  }
  if (splitSeed !== null && asked.splitSeed !== undefined && asked.splitSeed !== splitSeed) {
    throw new BitplaneError(
      'E_USAGE',
      `expected --split-seed ${splitSeed}, which drew the run's test images, got ${asked.splitSeed}: images that the network was trained on ` +
        'would be counted as test images; leave the option out',
    );
  }
  return { ...asked, imageSize: imageSize ?? asked.imageSize, splitSeed: splitSeed ?? asked.splitSeed };
}
