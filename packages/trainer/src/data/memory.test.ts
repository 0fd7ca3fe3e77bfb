// A run on ranks, on more images than they may take memory.
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { RECIPES } from '../recipes';
import { onRanks, start, TRAINER } from '../test-support/ranks';

const SIDE = 96;
const IMAGE_NBYTES = SIDE * SIDE * 3;
const MANY = 24_000;
const FEW = 800;
const MAX_GROWTH = 150 * 2 ** 20;

/** IDX files of black images, in which the disk has nothing to store. */
function writeImages(folder: string, counts: Readonly<Record<'train' | 't10k', number>>): string {
  mkdirSync(folder);
  for (const [set, count] of Object.entries(counts)) {
    writeIdx(join(folder, `${set}-images-idx4-ubyte`), [count, SIDE, SIDE, 3]);
    writeIdx(join(folder, `${set}-labels-idx1-ubyte`), [count], (i) => i % 2);
  }
  return folder;
}

function writeIdx(path: string, extents: readonly number[], value?: (i: number) => number): void {
  const head = Buffer.alloc(4 + 4 * extents.length);
  head.writeUInt32BE(0x0800 + extents.length);
  extents.forEach((extent, i) => head.writeUInt32BE(extent, 4 + 4 * i));
  const size = extents.reduce((product, extent) => product * extent, 1);
  const file = openSync(path, 'w');
  writeSync(file, head);
  if (value === undefined) ftruncateSync(file, head.length + size);
  else
    writeSync(
      file,
      Uint8Array.from({ length: size }, (_, i) => value(i)),
    );
  closeSync(file);
}

/** A network that looks at a few pixels, and notes the max memory of each process in a file beside it. */
function smallNetwork(folder: string): string {
  const file = join(folder, 'small.js');
  writeFileSync(
    file,
    `const { appendFileSync, readFileSync } = require('node:fs');
exports.default = ({ inputShape, numClasses }, { tf }) => {
  process.on('exit', () => {
    const [, kilobytes] = /VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    appendFileSync(__dirname + '/memory', kilobytes + '\\n');
  });
  return tf.sequential({ layers: [
    tf.layers.rescaling({ scale: 1 / 256, inputShape }),
    tf.layers.conv2d({ filters: numClasses, kernelSize: 3, strides: 48 }),
    tf.layers.globalAveragePooling2d({}),
  ] });
};`,
  );
  return file;
}

/** With a mean image, and without scaled crops, which would take most of the time. */
function writeRecipe(folder: string): string {
  const { quickstart } = RECIPES;
  const augmentation = { ...quickstart.augmentation, flip: false };
  const file = join(folder, 'recipe.json');
  writeFileSync(file, JSON.stringify({ ...quickstart, name: 'mean-image', augmentation, meanImage: true }));
  return file;
}

/** Max memory of each rank in an epoch that ends with a validation, bytes. */
async function memoryOf(images: number): Promise<number[]> {
  const folder = temporaryFolder();
  const data = writeImages(join(folder, 'images'), { train: images, t10k: 10 });
  const common = ['--data', data, '--network', smallNetwork(folder), '--recipe', writeRecipe(folder)];
  const options = ['--distributed', '2', '--validation', String(images / 4), '--out', join(folder, 'run')];
  const { code, stdout, stderr } = await start(process.execPath, [TRAINER, 'train', ...common, ...options], {
    BITPLANE_DECODED: join(folder, 'decoded'),
  }).ended;
  if (code !== 0) throw new Error(`exit code ${code}:\n${stdout}${stderr}`);
  const lines = readFileSync(join(folder, 'memory'), 'utf8').trim().split('\n');
  return lines.map((kilobytes) => 1024 * Number(kilobytes));
}

onRanks(
  'the memory of a rank does not grow with the number of images',
  async () => {
    if (!existsSync('/proc/self/status')) return;
    const [few, many] = [await memoryOf(FEW), await memoryOf(MANY)];
    expect([few.length, many.length]).toEqual([2, 2]);
    expect(MANY * IMAGE_NBYTES).toBeGreaterThan(4 * MAX_GROWTH);
    expect(Math.max(...many) - Math.max(...few)).toBeLessThan(MAX_GROWTH);
  },
  600_000,
);
