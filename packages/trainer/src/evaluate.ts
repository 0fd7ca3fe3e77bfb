// The command `evaluate`: how often a trained network is right on the test images.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BitplaneError, outFolder, userPath } from '@bitplane/model';
import { evaluateInRuntime } from './c-runtime';
import { dataFolder, readDataset, type ReadOptions } from './data';
import { reportSkipped } from './data/skipped';
import { sliceImages } from './data/images';
import { hasModel } from './model-files';
import { loadNetwork, networkName } from './networks';
import { countRightAnswers } from './training/accuracy';
import { exportRun } from './zoo/export-run';

export interface EvaluateOptions extends Partial<ReadOptions> {
  readonly network: string;
  /** Folder with model.json and weights.bin; default: out/<network>/train. */
  readonly model?: string;
  readonly data?: string;
  /** Only the first so many test images. */
  readonly limit?: number;
}

export interface ExportedOptions extends EvaluateOptions {
  /** A .bpm file; without it the network is exported. */
  readonly exported?: string;
}

export interface Evaluation {
  readonly images: number;
  readonly correct: number;
}

/** By TensorFlow.js. Throws what loadNetwork and readDataset throw. */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const model = await loadNetwork(options.network, modelFolder(options));
  const { test, skipped } = await readDataset(dataFolder(options.data), options);
  reportSkipped(skipped);
  const images = sliceImages(test, 0, options.limit ?? test.count);
  return { images: images.count, correct: countRightAnswers(model, images) };
}

/** By the C runtime. Throws E_MISSING_FILE for what is not there, and what exportRun and evaluateInRuntime throw. */
export function evaluateExported(options: ExportedOptions): Evaluation {
  if (options.exported !== undefined) {
    return evaluateInRuntime({ model: userPath(options.exported), data: testFile(options), limit: options.limit });
  }
  const source = modelFolder(options);
  if (!hasModel(source)) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `no trained network in ${source}: run "npx nx run trainer:train" first, or give --model DIR or --exported FILE`,
    );
  }
  const data = testFile(options);
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-evaluate-'));
  try {
    const { model } = exportRun(source, { name: networkName(options.network), folder });
    return evaluateInRuntime({ model, data, limit: options.limit });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The records that the program on boards reads. */
function testFile(options: Pick<EvaluateOptions, 'data'>): string {
  const file = join(dataFolder(options.data), 'test_batch.bin');
  if (existsSync(file)) return file;
  throw new BitplaneError(
    'E_MISSING_FILE',
    `no ${file}: the C runtime reads CIFAR-10 only; run "npm run setup" to fetch it, or give a folder that has it with --data`,
  );
}

/** `accuracy: 51.20 % (5120 of 10000)`: read by other programs, so it stays as it is. */
export const evaluationLine = ({ images, correct }: Evaluation): string =>
  `accuracy: ${((100 * correct) / images).toFixed(2)} % (${correct} of ${images})`;

/** Where a trained network is. */
export const modelFolder = ({ network, model }: Pick<EvaluateOptions, 'network' | 'model'>): string =>
  model === undefined ? outFolder(networkName(network), 'train') : userPath(model);
