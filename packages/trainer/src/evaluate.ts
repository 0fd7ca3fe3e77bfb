// The command `evaluate`: how often a trained network is right on the test images.
import { outFolder, userPath } from '@bitplane/model';
import { dataFolder, readCifar10 } from './data/cifar10';
import { sliceImages } from './data/images';
import { loadModel } from './model-files';
import { networkName } from './networks';
import { countRightAnswers } from './training/accuracy';

export interface EvaluateOptions {
  readonly network: string;
  /** Folder with model.json and weights.bin; default: out/<network>/train. */
  readonly model?: string;
  readonly data?: string;
  /** Only the first so many test images. */
  readonly limit?: number;
}

export interface Evaluation {
  readonly images: number;
  readonly correct: number;
}

/** Throws what loadModel and readCifar10 throw. */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const model = await loadModel(modelFolder(options));
  const { test } = readCifar10(dataFolder(options.data));
  const images = sliceImages(test, 0, options.limit ?? test.count);
  return { images: images.count, correct: countRightAnswers(model, images) };
}

/** `accuracy: 51.20 % (5120 of 10000)`: read by other programs, so it stays as it is. */
export const evaluationLine = ({ images, correct }: Evaluation): string =>
  `accuracy: ${((100 * correct) / images).toFixed(2)} % (${correct} of ${images})`;

/** Where a trained network is. */
export const modelFolder = ({ network, model }: Pick<EvaluateOptions, 'network' | 'model'>): string =>
  model === undefined ? outFolder(networkName(network), 'train') : userPath(model);
