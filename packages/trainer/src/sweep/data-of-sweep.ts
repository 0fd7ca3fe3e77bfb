// The images of a sweep, read once before its first run: which they are, and whether enough can be held out.
import { dataFolder, describeDataset, readDataset } from '@bitplane/data';
import type { Settings } from '../training/settings';
import { preparePlan } from '../training/preparation';
import type { TrainOptions } from '../train';

export interface SweepData {
  readonly name: string;
  readonly sha256: string;
  readonly trainingImages: number;
  /** 0: none. */
  readonly validationImages: number;
  /** What a run's `validation` is: images to split off. */
  readonly split: number;
}

type Asked = Pick<TrainOptions, 'data' | 'imageSize' | 'splitSeed' | 'strict'> & Omit<Settings, 'validation'>;

/**
 * validation: how many training images are held out; a function of their number is asked only where the data set has no
 * validation images of its own. Throws what readDataset and preparePlan throw.
 */
export async function readSweepData(
  { data: folder, imageSize, splitSeed, strict, ...settings }: Asked,
  validation: number | ((trainingImages: number) => number),
): Promise<SweepData> {
  const path = dataFolder(folder);
  const data = await readDataset(path, { imageSize, splitSeed, strict });
  console.log(describeDataset(data, path).join('\n'));
  const count = Math.min(settings.limit ?? data.train.count, data.train.count);
  const split = typeof validation === 'number' ? validation : data.validation === null ? validation(count) : 0;
  const plan = preparePlan({ ...settings, validation: split }, data);
  return {
    ...{ name: data.name, sha256: data.sha256, split },
    trainingImages: plan.train.count,
    validationImages: plan.validation?.count ?? 0,
  };
}
