// The reference network's export with its twins, and its shape from seeded weights, which other engines of signs can
// have. How well a network was trained does not matter to its speed.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder, makeFolder, outFolder, workspaceRoot } from '@bitplane/cli';
import { referenceShape } from '../bench-growth/networks';
import { writeNetwork } from '../bench-growth/write-network';
import { runDoor } from '../doors';
import type { NetworkFiles } from './engines';

const FILES = ['model.bpm', 'golden/golden.bpv', 'twin-float.onnx', 'twin-int8.onnx', 'twin-int8.tflite'];
const MADE = 'bench-peers-network';
const SIDE = 32;
const FILTERS = 64;
/** Of a record of CIFAR-10. */
const NUM_PIXELS = 32 * 32;
const NUM_CHANNELS = 3;

/**
 * Resolves to the files: the quickstart's export if it has twins, else one that is made now, from an epoch on a few
 * hundred images.
 */
export async function referenceFiles(): Promise<NetworkFiles> {
  const made = buildFolder(MADE);
  const folders = [outFolder('reference', 'export'), join(made, 'export')];
  let folder = folders.find((each) => FILES.every((file) => existsSync(join(each, file))));
  if (folder === undefined) {
    folder = folders[1];
    const data = join(workspaceRoot(), 'test/data/cifar10-slice');
    const train = join(made, 'train');
    const quick = ['--recipe', 'quickstart', '--epochs', '1'];
    // What an interrupted bench has left.
    await runDoor('trainer', ['train', ...quick, '--data', data, '--out', train, '--overwrite']);
    await runDoor('converter', ['export', '--model', train, '--out', folder, '--twins']);
  }
  makeFolder(made);
  const pixels = Uint8Array.from({ length: NUM_PIXELS * NUM_CHANNELS }, (_, k) => (k * 37) & 255);
  const planes = pixels.map((_, k) => pixels[(k % NUM_PIXELS) * NUM_CHANNELS + Math.floor(k / NUM_PIXELS)]);
  const files = { folder, made, pixels: join(made, 'image.raw'), record: join(made, 'image.bin') };
  writeFileSync(files.pixels, pixels);
  writeFileSync(files.record, Uint8Array.of(0, ...planes));
  return files;
}

export const shapeFiles = (): NetworkFiles => writeNetwork(referenceShape(SIDE, FILTERS), buildFolder(`${MADE}-shape`));
