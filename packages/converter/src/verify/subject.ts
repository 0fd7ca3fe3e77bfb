// What is verified: the files of one export, and images.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readWhole } from '@bitplane/cli';
import { BitplaneError, readGolden, readModel } from '@bitplane/model';
import type { Golden, Model, TensorOf } from '@bitplane/model';
import { readCifar10Images } from './cifar10-images';

export interface Subject {
  readonly model: Model;
  readonly modelFile: string;
  readonly golden: Golden;
  readonly goldenFile: string;
  readonly onnx: Uint8Array;
  readonly goldenImages: readonly TensorOf<'uint8'>[];
  /** Those of the golden vectors, then those of the file. */
  readonly images: readonly TensorOf<'uint8'>[];
}

export interface SubjectOptions {
  /** The folder that `converter:export` wrote. */
  readonly export: string;
  /** A CIFAR-10 binary file with further images. */
  readonly images?: string;
  /**
   * Max number of golden images, and of images of the file; default 100: the interpreter takes milliseconds for a small
   * image, and up to seconds for a large one.
   */
  readonly limit?: number;
}

const DEFAULT_LIMIT = 100;

/** Throws E_MISSING_FILE, and E_FILE or E_CHECKSUM for a file that is not what it should be. */
export function readSubject({ export: folder, images, limit = DEFAULT_LIMIT }: SubjectOptions): Subject {
  const [modelFile, goldenFile, onnxFile] = ['model.bpm', 'golden/golden.bpv', 'model.onnx'].map((file) =>
    requireFile(join(folder, file)),
  );
  const model = readModel(readWhole(modelFile), modelFile);
  const golden = readGolden(readWhole(goldenFile), goldenFile);
  const goldenImages = golden.images.slice(0, limit).map(([image]) => image as TensorOf<'uint8'>);
  const further = images === undefined ? [] : readCifar10Images(images, model.input, limit);
  return {
    ...{ model, modelFile, golden, goldenFile, goldenImages },
    onnx: readWhole(onnxFile),
    images: [...goldenImages, ...further],
  };
}

function requireFile(path: string): string {
  if (existsSync(path)) return path;
  const next = existsSync(join(dirname(path), 'model.json'))
    ? 'the folder holds a trained network: give that with --model, and the export with --out'
    : 'make it with npx nx run converter:export';
  throw new BitplaneError('E_MISSING_FILE', `expected an exported network, found no file ${path}; ${next}`);
}
