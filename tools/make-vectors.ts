// Writes test/vectors: random models with golden vectors, which Jest and the C tests read. `npx tsx
// tools/make-vectors.ts` A commit that changes the files says why they changed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { makeGolden, randomImages, randomModel, writeGolden, writeModel } from '@bitplane/model';

/**
 * Chosen so that together they hold: every kind; rows of 1, 63, 64, 65 and 129 bits; groups that do not start at a
 * word, depthwise ones too; each pad value, with masks and without; strides and dilations; thresholds of every form and
 * of 1 to 4 planes, some beyond 16 bits; 1 to 4 planes of activations and up to 16 pairs; concats and shuffles of bits
 * that do not end at a word, and a concat of a tensor with itself; padded pools; convolutions of floats with one pixel,
 * with groups, depthwise, padded and dilated, with a bias and without; tables to bytes and to floats, per channel and
 * shared; 8-bit convolutions after other layers; subnormal scales; heads from one layer to four.
 */
const SEEDS = [1, 20, 75, 77, 165, 166, 181, 189, 200, 208, 285, 289, 317, 345];
const NUM_IMAGES = 3;

export const vectorsFolder = (): string => join(workspaceRoot(), 'test/vectors');

/** The bytes of each file by its path in the folder. */
export function vectorFiles(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const seed of SEEDS) {
    const model = randomModel(seed);
    files.set(`${model.name}/model.bpm`, writeModel(model));
    files.set(`${model.name}/golden.bpv`, writeGolden(makeGolden(model, randomImages(model, NUM_IMAGES, seed))));
  }
  return files;
}

function main(): void {
  const files = vectorFiles();
  for (const [path, bytes] of files) {
    const file = join(vectorsFolder(), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  console.log(`wrote ${files.size} files below ${vectorsFolder()}`);
}

if (require.main === module) main();
