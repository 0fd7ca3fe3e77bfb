// The command `evaluate`: how often a trained network is right on the test images.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { networkName, outFolder, userPath, writePiecewise } from '@bitplane/cli';
import {
  dataFolder,
  describeExport,
  readTestImages,
  recordsOf,
  sliceImages,
  type LabelledImages,
  type ReadOptions,
  type Trained,
} from '@bitplane/data';
import { BitplaneError } from '@bitplane/model';
import { evaluateInRuntime } from './c-runtime';
import { hasModel, readTrainedData } from './model-files';
import { loadNetwork } from './networks';
import { countRightAnswers } from './training/accuracy';
import { exportRun } from './zoo/export-run';

export interface EvaluateOptions extends Partial<ReadOptions> {
  readonly network: string;
  /** Folder with model.json and weights.bin; default: out/<network>/train. */
  readonly model?: string;
  readonly data?: string;
  /** Only this many test images, the first ones. */
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

/** By TensorFlow.js. Throws what loadNetwork and readTestImages throw. */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const folder = modelFolder(options);
  const model = await loadNetwork(options.network, folder);
  const images = await testImages(options, describeTrained(model, folder));
  return { images: images.count, correct: countRightAnswers(model, images) };
}

/**
 * By the C runtime. Throws E_MISSING_FILE for what is not there, and what exportRun, readTestImages and
 * evaluateInRuntime throw.
 */
export async function evaluateExported(options: ExportedOptions): Promise<Evaluation> {
  const folder = mkdtempSync(join(tmpdir(), 'bitplane-evaluate-'));
  try {
    const model = options.exported === undefined ? exportTrained(options, folder) : userPath(options.exported);
    const data = await recordsFile(options, { model, folder });
    return evaluateInRuntime({ model, data, limit: options.limit });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function exportTrained(options: EvaluateOptions, folder: string): string {
  const source = modelFolder(options);
  if (hasModel(source))
    return exportRun(source, { name: networkName(options.network), folder: join(folder, 'export') }).model;
  throw new BitplaneError(
    'E_MISSING_FILE',
    `no trained network in ${source}: run "npx nx run trainer:train" first, or give --model DIR or --exported FILE`,
  );
}

/** The file that the program on boards reads: the user's own, or made from a folder of images. */
async function recordsFile(
  options: EvaluateOptions,
  { model, folder }: { model: string; folder: string },
): Promise<string> {
  const given = dataFolder(options.data);
  if (statSync(given, { throwIfNoEntry: false })?.isFile()) return given;
  if (!existsSync(model)) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `no exported network at ${model}: make it with "npx nx run converter:export"`,
    );
  }
  const file = join(folder, 'test-images.bin');
  const images = await testImages(options, describeExport(model));
  await writePiecewise(file, (append) => {
    for (const record of recordsOf(images)) append(record);
  });
  return file;
}

async function testImages(options: EvaluateOptions, trained: Trained): Promise<LabelledImages> {
  const { images, notes } = await readTestImages(dataFolder(options.data), trained, options);
  for (const note of notes) process.stderr.write(`${note}\n`);
  return sliceImages(images, 0, options.limit ?? images.count);
}

function describeTrained(model: tf.LayersModel, folder: string): Trained {
  const [, height, width, channels] = model.inputs[0].shape as number[];
  const record = readTrainedData(folder);
  const numScores = model.outputs[0].shape.at(-1) ?? 0;
  return { input: { height, width, channels }, numScores, classes: record?.classes ?? null, record };
}

/** `accuracy: 51.20 % (5120 of 10000)`: read by other programs, so it stays as it is. */
export const evaluationLine = ({ images, correct }: Evaluation): string =>
  `accuracy: ${((100 * correct) / images).toFixed(2)} % (${correct} of ${images})`;

/**
 * Where a trained network is. --model may name the folder's model.json, the path that `train` ends with, as for the
 * converter.
 */
export function modelFolder({ network, model }: Pick<EvaluateOptions, 'network' | 'model'>): string {
  if (model === undefined) return outFolder(networkName(network), 'train');
  const path = userPath(model);
  return basename(path) === 'model.json' ? dirname(path) : path;
}
