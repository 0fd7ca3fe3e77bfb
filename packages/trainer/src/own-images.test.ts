// Runs on photos: what a run says about its images, and that everybody who comes after reads them alike.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { writeClasses } from '@bitplane/data/test-support';
import type { DataRecord } from '@bitplane/model';
import { loadBackend, type Backend } from './backend';
import { runTrainer } from './commands';
import { evaluate, type EvaluateOptions } from './evaluate';
import { train, type TrainOptions } from './train';
import { exportRun } from './zoo/export-run';

jest.setTimeout(60_000);

const TINY = `exports.default = ({ inputShape = [32, 32, 3], numClasses = 10 }, { tf, layers }) => tf.sequential({ layers: [
  tf.layers.rescaling({ scale: 1 / 256, inputShape: [...inputShape] }),
  new layers.QuantizedConv2D({ filters: 4, kernelSize: 3, strides: 2 }),
  tf.layers.batchNormalization({}),
  new layers.BinaryConv2D({ filters: numClasses, kernelSize: 3 }),
  tf.layers.globalAveragePooling2d({}),
  new layers.OutputScale({}),
] });`;

let folder: string;
let network: string;
let backend: Backend;
let printed: string[];
let warned: string[];

beforeAll(async () => {
  backend = await loadBackend();
  folder = temporaryFolder();
  network = join(folder, 'tiny.js');
  writeFileSync(network, TINY);
  await writeClasses(join(folder, 'photos'), ['cats', 'dogs'], 30);
  for (const [set, count] of [
    ['train', 6],
    ['val', 3],
    ['test', 2],
  ] as const) {
    await writeClasses(join(folder, `sorted/${set}`), ['cats', 'dogs'], count);
  }
});

beforeEach(() => {
  [printed, warned] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => warned.push(String(text)) > 0);
});
afterEach(() => jest.restoreAllMocks());

const run = (out: string, options: Partial<TrainOptions> = {}): Promise<void> =>
  train({ network, data: join(folder, 'photos'), out: join(folder, out), ...options }, backend);

const start = (out: string, options: Partial<TrainOptions> = {}): Promise<void> =>
  run(out, { recipe: 'quickstart', epochs: 2, batchSize: 16, imageSize: 12, splitSeed: 7, ...options });

const ask = (model: string, options: Partial<EvaluateOptions> = {}) =>
  evaluate({ network, model: join(folder, model), data: join(folder, 'photos'), ...options });

const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));

test('run.json and model.json say how the images were read; evaluate reads them so', async () => {
  await start('read');
  const { data } = json('read/run.json') as { data: DataRecord };
  expect(data).toMatchObject({
    ...{ name: 'photos', classes: ['cats', 'dogs'], image: { height: 12, width: 12, channels: 3 }, splitSeed: 7 },
    ...{ validationImages: 0 },
  });
  expect(data.trainingImages + data.testImages).toBe(60);
  expect(await ask('read/model.json')).toEqual(await ask('read'));
  expect(json('read/model.json')).toMatchObject({ userDefinedMetadata: { bitplane: data } });
  expect(printed[0]).toBe(
    `data: 2 classes (cats, dogs); ${data.trainingImages} for training, ${data.testImages} for testing, drawn with split seed 7`,
  );
  warned = [];
  expect(await ask('read')).toMatchObject({ images: data.testImages });
  expect(warned).toEqual([]);
  await expect(ask('read', { splitSeed: 1 })).rejects.toMatchObject({ code: 'E_USAGE' });
  await expect(ask('read', { imageSize: 32 })).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('the bytes that summary counts are those of the exported file, names of classes and all', async () => {
  await start('counted');
  const exported = exportRun(join(folder, 'counted'), { name: 'reference', folder: join(folder, 'counted-export') });
  printed = [];
  await runTrainer(['summary', '--model', join(folder, 'counted/model.json')]);
  const total = printed
    .join('\n')
    .split('\n')
    .find((line) => line.startsWith('│ model.bpm'))!;
  const [, together] = total.match(/([\d,]+) │$/)!;
  expect(Number(together.replace(',', ''))).toBe(statSync(exported.model).size);
});

test('a network that says nothing about its images is evaluated at the size of its input, with a sentence', async () => {
  await start('old', { splitSeed: 1 });
  const { data } = json('old/run.json') as { data: DataRecord };
  const model = json('old/model.json') as Record<string, unknown>;
  delete model.userDefinedMetadata;
  writeFileSync(join(folder, 'old/model.json'), JSON.stringify(model));
  expect(await ask('old')).toMatchObject({ images: data.testImages });
  expect(warned.join('')).toMatch(/does not record which images it was trained on.*split seed 1/);
});

test('a run goes on with the reading that it began with, and with no other', async () => {
  jest.spyOn(console, 'log').mockImplementation((line: string) => {
    if (line.startsWith('Training')) setImmediate(() => process.emit('SIGINT'));
  });
  await expect(start('broken', { epochs: 6 })).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
  await expect(run('broken', { resume: true, splitSeed: 8 })).rejects.toMatchObject({
    message: expect.stringMatching(/--split-seed 7/) as string,
  });
  await expect(run('broken', { resume: true, imageSize: 32 })).rejects.toMatchObject({
    message: expect.stringMatching(/--image-size 12/) as string,
  });
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await run('broken', { resume: true });
  expect(json('broken/run.json')).toMatchObject({ data: { splitSeed: 7, image: { height: 12 } } });
});

test("a folder's own validation set is looked at after each epoch", async () => {
  const sorted = { data: join(folder, 'sorted'), splitSeed: undefined };
  await start('sorted-run', sorted);
  const record = json('sorted-run/run.json');
  expect(record).toMatchObject({ data: { trainingImages: 12, validationImages: 6, testImages: 4, splitSeed: null } });
  expect((record as { result: { validationAccuracy: number } }).result.validationAccuracy).toBeGreaterThanOrEqual(0);
  await expect(start('both', { ...sorted, validation: 3 })).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringMatching(/no --validation, since sorted has a validation set/) as string,
  });
});
