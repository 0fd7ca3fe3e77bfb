// Starting from a network of the zoo, on real photos of three classes: what is kept, what is frozen, what is rejected.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { imageNbytes, readCifar10, type LabelledImages } from '@bitplane/data';
import { writePixels } from '@bitplane/data/test-support';
import { loadBackend, type Backend } from './backend';
import { runTrainer } from './commands';
import { evaluate } from './evaluate';
import { readSavedModel } from './model-files';
import { modelSafetensors } from './model-safetensors';
import { train, type TrainOptions } from './train';

jest.setTimeout(120_000);

const CLASSES = ['airplane', 'automobile', 'frog'];
const ZOO = 'zoo/reference-2bit';
/** With layers of other names. */
const OTHER = `exports.default = ({ inputShape, numClasses }, { tf, layers }) => tf.sequential({ layers: [
  tf.layers.rescaling({ name: 'rescale', scale: 1 / 256, inputShape }),
  new layers.QuantizedConv2D({ name: 'first', filters: 64, kernelSize: 3 }),
  tf.layers.globalAveragePooling2d({ name: 'average' }),
  new layers.QuantizedDense({ name: 'dense', units: numClasses }),
] });`;

let folder: string;
let photos: string;
let backend: Backend;
let printed: string[];

beforeAll(async () => {
  backend = await loadBackend();
  folder = temporaryFolder();
  photos = join(folder, 'photos');
  const { train: training, test: tests, classes } = await readCifar10(join(workspaceRoot(), 'test/data/cifar10-slice'));
  await writeClassesOf(join(photos, 'train'), training, classes);
  await writeClassesOf(join(photos, 'test'), tests, classes);
});

async function writeClassesOf(root: string, images: LabelledImages, names: readonly string[]): Promise<void> {
  const { width, height, labels, count } = images;
  const pixels = new Uint8Array(imageNbytes(images));
  for (let i = 0; i < count; i++) {
    const name = names[labels[i]];
    if (!CLASSES.includes(name)) continue;
    images.read(i, pixels);
    await writePixels(join(root, name, `${i}.png`), pixels, width, height);
  }
}

beforeEach(() => {
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const run = (out: string, options: Partial<TrainOptions> = {}): Promise<void> =>
  train({ network: 'reference-2bit', data: photos, out: join(folder, out), ...options }, backend);

const start = (out: string, options: Partial<TrainOptions> = {}): Promise<void> =>
  run(out, { recipe: 'quickstart', epochs: 1, batchSize: 12, from: ZOO, ...options });

const correct = async (out: string): Promise<number> =>
  (await evaluate({ network: 'reference-2bit', model: join(folder, out), data: photos })).correct;

/** Name → values, of a folder's network. */
const weightsIn = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readSavedModel(path).weights.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('base64')]),
  );

const HEAD = ['conv4/kernel', 'conv4/bias', 'prelu4/alpha', 'scale/scale'];

test('an epoch from the zoo is right about more photos than an epoch from random weights', async () => {
  const settings = { batchSize: 6, set: ['optimizer.peakRate=4e-3'] };
  await start('from-zoo', settings);
  await start('from-random', { ...settings, from: undefined });
  expect(printed).toContain(
    `Starting from ${ZOO}: kept 26 of 30 weights (225,094 numbers); new for 3 classes: ${HEAD.join(', ')}`,
  );
  const [fromZoo, fromRandom] = [await correct('from-zoo'), await correct('from-random')];
  // 47 and 51 of 60 with two seeds, from random weights 33 and 35.
  expect(fromZoo).toBeGreaterThan(fromRandom + 5);
  const record: unknown = JSON.parse(readFileSync(join(folder, 'from-zoo/run.json'), 'utf8'));
  expect(record).toMatchObject({
    settings: { from: { folder: ZOO, freeze: false, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
  });
});

test('the network is the one of the source, by the command line too', async () => {
  const out = join(folder, 'by-command');
  const options = ['--recipe', 'quickstart', '--epochs', '1', '--limit', '24', '--out', out];
  await runTrainer(['train', '--from', join(workspaceRoot(), ZOO), '--data', photos, ...options]);
  expect(printed.join('\n')).toMatch(/^Training reference-2bit with recipe quickstart/m);
  expect(printed.join('\n')).toMatch(/kept 26 of 30 weights/);
});

test('--freeze leaves every weight but those of the head, batch norms and scales included, and resumes to the bit', async () => {
  await start('frozen', { freeze: true, epochs: 2 });
  expect(printed).toContain(
    'Frozen: conv1, norm1, shift2, conv2, prelu2, norm2, shift3, conv3, prelu3, norm3, shift4; their batch norms keep their statistics',
  );
  const [before, after] = [weightsIn(join(workspaceRoot(), ZOO)), weightsIn(join(folder, 'frozen'))];
  const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
  expect(changed.sort()).toEqual([...HEAD, 'conv4/input_scale'].sort());

  await start('frozen-in-parts', { freeze: true, epochs: 2, untilEpoch: 1 });
  await run('frozen-in-parts', { resume: true });
  expect(weightsIn(join(folder, 'frozen-in-parts'))).toEqual(after);
  await expect(run('frozen', { overwrite: true, freeze: true })).rejects.toMatchObject({
    message: expect.stringMatching(/expected --from with --freeze/) as string,
  });
});

test('a run, or a model.safetensors, of the same classes gives all of its weights', async () => {
  await start('first');
  const file = join(folder, 'in-one-file');
  mkdirSync(file);
  writeFileSync(join(file, 'model.safetensors'), modelSafetensors(readSavedModel(join(folder, 'first'))));
  for (const [k, from] of [join(folder, 'first/model.json'), file].entries()) {
    await start(`second-${k}`, { from });
    expect(printed.join('\n')).toContain('kept all 30 weights (225,487 numbers), since');
    printed = [];
  }
  expect(weightsIn(join(folder, 'second-0'))).toEqual(weightsIn(join(folder, 'second-1')));
});

describe('what cannot be started from is said before anything is written', () => {
  const failing = async (options: Partial<TrainOptions>, code: string, message: RegExp): Promise<void> => {
    const failure = { code, message: expect.stringMatching(message) as string };
    await expect(start('nothing', options)).rejects.toMatchObject(failure);
  };

  test('another shape', () =>
    failing(
      { network: 'resnet-20' },
      'E_SHAPE',
      /reference-2bit\/model\.json: expected conv1\/kernel of shape \[3, 3, 3, 16\], got \[3, 3, 3, 64\]: .*--network/,
    ));

  test('another topology', async () => {
    const network = join(folder, 'other.js');
    writeFileSync(network, OTHER);
    await failing({ network }, 'E_SHAPE', /found no weight first\/kernel: give the --network and recipe/);
  });

  test('folders without weights', async () => {
    const empty = temporaryFolder();
    await failing({ from: empty }, 'E_MISSING_FILE', /found neither: give --from the folder of a finished run/);
    mkdirSync(join(empty, 'checkpoint'));
    await failing({ from: empty }, 'E_MISSING_FILE', /its run has not finished; continue it with --resume/);
    writeFileSync(join(empty, 'card.json'), '{}');
    await failing({ from: empty }, 'E_MISSING_FILE', /these have their weights: .*zoo\/reference-2bit/);
  });
});

test('a resumed run keeps what it started from', async () => {
  await start('kept', { epochs: 2, untilEpoch: 1 });
  await expect(run('kept', { resume: true, from: 'zoo/resnet-20' })).rejects.toMatchObject({
    message: expect.stringMatching(/has --from zoo\/reference-2bit, got zoo\/resnet-20/) as string,
  });
  await expect(run('kept', { resume: true, freeze: true })).rejects.toMatchObject({ code: 'E_USAGE' });
});
