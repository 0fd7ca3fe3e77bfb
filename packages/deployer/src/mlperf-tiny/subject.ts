// What is measured: a model, what it must give, and the images on which it is right or wrong.
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cifar10Folder, readWhole, userPath } from '@bitplane/cli';
import { imageNbytes, TEST_FILE } from '@bitplane/data';
import { BitplaneError, makeGolden, readModel, writeGolden, zeros, type Model } from '@bitplane/model';
import { readExport, type ExportedFiles } from '../board/files';
import { labelledImages } from '../labelled-images';

export interface SubjectOptions {
  /** A .bpm file, or a folder with model.bpm. */
  readonly model?: string;
  /** As for push; CIFAR-10's test images if not given. */
  readonly data?: string;
}

export interface Subject {
  readonly exported: ExportedFiles;
  readonly model: Model;
  /** Records of labelled images of the model's size. */
  readonly images: Uint8Array;
  readonly numImages: number;
}

/** Images whose results the reference interpreter works out where no golden vectors lie beside the model. */
const NUM_GOLDEN = 2;

/** Throws E_MISSING_FILE, E_FILE, E_SHAPE for images of another size than the model's input. */
export async function readSubject({ model: given, data }: SubjectOptions): Promise<Subject> {
  const found = findModel(given);
  const model = readModel(found.model);
  const images = data === undefined ? cifar10Test() : await labelledImages({ data }, found.modelFile);
  const { height, width, channels } = model.input;
  const nbytes = 1 + imageNbytes(model.input);
  if (images.length === 0 || images.length % nbytes !== 0) {
    throw new BitplaneError(
      'E_SHAPE',
      `${data === undefined ? TEST_FILE : `--data ${data}`}: expected images of ${height}×${width}×${channels}, as ${found.modelFile} takes them, which are records of ${nbytes} bytes, got ${images.length} bytes: give other images with --data, or a network for 32×32×3 with --model`,
    );
  }
  const exported = { ...found, golden: found.golden ?? goldenOf(model, images) };
  return { exported, model, images, numImages: images.length / nbytes };
}

/** golden: null where there is none for that model. */
function findModel(given?: string): Omit<ExportedFiles, 'golden'> & { readonly golden: Buffer | null } {
  if (given === undefined) return readExport('reference');
  const path = userPath(given);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const modelFile = isFolder ? join(path, 'model.bpm') : path;
  if (!existsSync(modelFile)) {
    throw new BitplaneError(
      'E_MISSING_FILE',
      `--model: expected a .bpm file or a folder with model.bpm, found nothing at ${modelFile}: make one with "npx nx run converter:export", or take one of zoo/`,
    );
  }
  const goldenFile = ['golden/golden.bpv', 'golden.bpv'].map((name) => join(dirname(modelFile), name)).find(existsSync);
  const golden = isFolder && goldenFile !== undefined ? readWhole(goldenFile) : null;
  return { modelFile, model: readWhole(modelFile), golden };
}

function goldenOf(model: Model, records: Uint8Array): Buffer {
  const nbytes = 1 + imageNbytes(model.input);
  const numImages = Math.min(NUM_GOLDEN, records.length / nbytes);
  console.log(`golden: worked out by the reference interpreter for ${numImages} test images`);
  const images = Array.from({ length: numImages }, (_, k) => imageOf(records.subarray(k * nbytes, (k + 1) * nbytes)));
  return Buffer.from(writeGolden(makeGolden(model, images)));

  /** A record has a plane per channel, an image rows of pixels. */
  function imageOf(record: Uint8Array) {
    const image = zeros('uint8', model.input);
    const { height, width, channels } = model.input;
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < height * width; i++) image.data[i * channels + c] = record[1 + c * height * width + i];
    }
    return image;
  }
}

function cifar10Test(): Buffer {
  const path = join(cifar10Folder(), TEST_FILE);
  if (existsSync(path)) return readWhole(path);
  throw new BitplaneError(
    'E_MISSING_FILE',
    `expected CIFAR-10's ${TEST_FILE}, on which the benchmark measures accuracy, found none in ${cifar10Folder()}: run "npm run setup" to fetch it, or give it with --data`,
  );
}
