// Whole runs of a tiny network on the committed slice of real images.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { loadBackend, type Backend } from './backend';
import { evaluate } from './evaluate';
import { loadModel } from './model-files';
import { RECIPES } from './recipes';
import { thrownBy } from './test-support/thrown-by';
import { train, type TrainOptions } from './train';
import type { History } from './training/history';

jest.setTimeout(60_000);

const TINY = `exports.default = ({ seed }, { tf, layers }) => tf.sequential({ layers: [
  tf.layers.rescaling({ scale: 1 / 256, inputShape: [32, 32, 3] }),
  new layers.QuantizedConv2D({ filters: 8, kernelSize: 3, strides: 4, kernelInitializer: tf.initializers.glorotUniform({ seed }) }),
  tf.layers.batchNormalization({ momentum: 0.9 }),
  new layers.BinaryConv2D({ filters: 10, kernelSize: 3, kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 1 }) }),
  tf.layers.globalAveragePooling2d({}),
  new layers.OutputScale({ initialScale: 0.05 }),
] });`;
const DATA = join(workspaceRoot(), 'test/data/cifar10-slice');

let folder: string;
let network: string;
let backend: Backend;

beforeAll(async () => {
  backend = await loadBackend();
  folder = temporaryFolder();
  network = join(folder, 'tiny.js');
  writeFileSync(network, TINY);
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterAll(() => jest.restoreAllMocks());

const run = (out: string, options: Partial<TrainOptions> = {}): Promise<void> =>
  train({ network, recipe: 'quickstart', data: DATA, limit: 200, out: join(folder, out), ...options }, backend);

const weights = (out: string): string => readFileSync(join(folder, out, 'weights.bin')).toString('hex');

/** Sends the process a signal at the n-th turn of the event loop: between two steps, as a user's Ctrl-C arrives. */
function interruptAfter(turns: number, signal: 'SIGINT' | 'SIGTERM'): void {
  setImmediate(() => (turns > 0 ? interruptAfter(turns - 1, signal) : process.emit(signal)));
}

test('a run leaves model, history, curves, record and checkpoint, and can be evaluated', async () => {
  await run('whole', { epochs: 2, validation: 50 });
  expect(readdirSync(join(folder, 'whole')).sort()).toEqual([
    '.run.lock',
    'checkpoint',
    'curves.html',
    'curves.svg',
    'history.json',
    'model.json',
    'run.json',
    'tensorboard',
    'weights.bin',
  ]);
  const history = JSON.parse(readFileSync(join(folder, 'whole/history.json'), 'utf8')) as History;
  expect(history.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(history.epochs[1].validationAccuracy).toBeGreaterThanOrEqual(0);
  expect(history.points).toHaveLength(2 * 3);
  const [{ layers }] = history.epochs;
  expect(layers).toHaveLength(1);
  expect(layers[0]).toMatchObject({ channels: 8 });
  for (const share of ['flipRatio', 'flipRatioPerStep', 'weightsPlus', 'activationsPlus'] as const) {
    expect(layers[0][share]).toBeGreaterThan(0);
    expect(layers[0][share]).toBeLessThan(1);
  }
  expect(readFileSync(join(folder, 'whole/curves.svg'), 'utf8')).toMatch(/^<svg[^]*held-out images[^]*<\/svg>$/);
  expect(JSON.parse(readFileSync(join(folder, 'whole/run.json'), 'utf8'))).toMatchObject({
    schema: 'bitplane-run/2',
    settings: { recipe: { name: 'quickstart (changed: epochs)', epochs: 2 }, seed: 1, limit: 200 },
    data: { name: 'CIFAR-10 slice', trainingImages: 150 },
  });
  const { images, correct } = await evaluate({ network, model: join(folder, 'whole'), data: DATA, limit: 120 });
  expect(images).toBe(120);
  expect(correct).toBeLessThanOrEqual(120);
});

test('the same seed gives the same weights, another one others', async () => {
  await run('seed-1', { epochs: 1 });
  await run('seed-1-again', { epochs: 1 });
  await run('seed-2', { epochs: 1, seed: 2 });
  expect(weights('seed-1-again')).toBe(weights('seed-1'));
  expect(weights('seed-2')).not.toBe(weights('seed-1'));
});

test.each([
  ['SIGINT', 'reference'],
  ['SIGTERM', 'quickstart'],
] as const)(
  '%s in the middle of an epoch, then --resume: the weights of an uninterrupted run, recipe %s',
  async (signal, recipe) => {
    await run(`straight-${recipe}`, { epochs: 3, recipe });
    interruptAfter(5, signal);
    const error = await thrownBy(() => run(`broken-${recipe}`, { epochs: 3, recipe }));
    expect(error).toMatchObject({ code: 'E_INTERRUPTED', message: expect.stringContaining('--resume') as string });
    expect(existsSync(join(folder, `broken-${recipe}`, 'model.json'))).toBe(false);
    const { position } = JSON.parse(
      readFileSync(join(folder, `broken-${recipe}`, 'checkpoint/checkpoint.json'), 'utf8'),
    ) as {
      position: { epoch: number; stepInEpoch: number };
    };
    expect(position.stepInEpoch).toBeGreaterThan(0);
    await train({ network, out: join(folder, `broken-${recipe}`), data: DATA, resume: true }, backend);
    expect(weights(`broken-${recipe}`)).toBe(weights(`straight-${recipe}`));
  },
);

test('a run that stops after an epoch continues with the schedule of all epochs, to the bit', async () => {
  const epochs = 3;
  await run('all-epochs', { epochs });
  await run('epoch-by-epoch', { epochs, untilEpoch: 1 });
  expect(existsSync(join(folder, 'epoch-by-epoch/model.json'))).toBe(false);
  for (const untilEpoch of [1, 4]) {
    expect(await thrownBy(() => run('epoch-by-epoch', { resume: true, untilEpoch }))).toMatchObject({
      code: 'E_USAGE',
      message: `expected --until-epoch after epoch 1, where the run is, up to 3, where it ends, got ${untilEpoch}`,
    });
  }
  await run('epoch-by-epoch', { resume: true, untilEpoch: 2 });
  await run('epoch-by-epoch', { resume: true, untilEpoch: 3 });
  expect(weights('epoch-by-epoch')).toBe(weights('all-epochs'));
});

test('an unfinished run is neither overwritten nor mixed with other settings unasked', async () => {
  interruptAfter(2, 'SIGINT');
  await thrownBy(() => run('unfinished', { epochs: 3 }));
  expect(await thrownBy(() => run('unfinished', { epochs: 3 }))).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringMatching(/--resume.*--overwrite/) as string,
  });
  expect(await thrownBy(() => run('unfinished', { epochs: 4, resume: true }))).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringMatching(/epochs 3, got 4/) as string,
  });
  await run('unfinished', { epochs: 1, overwrite: true });
  expect(await thrownBy(() => run('unfinished', { resume: true }))).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringMatching(/is finished: .*--overwrite/) as string,
  });
});

test('a finished run is replaced only when asked for, and stays until the next one in its folder is finished', async () => {
  await run('twice', { epochs: 1 });
  const before = weights('twice');
  expect(await thrownBy(() => run('twice', { epochs: 1 }))).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringMatching(/contains a finished run: .*--overwrite.*--out/) as string,
  });
  interruptAfter(2, 'SIGINT');
  await thrownBy(() => run('twice', { epochs: 1, seed: 5, overwrite: true }));
  expect(weights('twice')).toBe(before);
  await train({ network, out: join(folder, 'twice'), data: DATA, resume: true }, backend);
  expect(weights('twice')).not.toBe(before);
});

test('a student learns from a teacher, and resumes with it', async () => {
  await run('teacher', { epochs: 1 });
  const distillation = { teacher: join(folder, 'teacher'), temperature: 4, weight: 0.5 };
  const set = [`distillation=${JSON.stringify(distillation)}`];
  await run('student', { epochs: 2, seed: 2, set });
  await run('alone', { epochs: 2, seed: 2 });
  expect(weights('student')).not.toBe(weights('alone'));
  interruptAfter(3, 'SIGINT');
  await thrownBy(() => run('interrupted-student', { epochs: 2, seed: 2, set }));
  await train({ network, out: join(folder, 'interrupted-student'), data: DATA, resume: true }, backend);
  expect(weights('interrupted-student')).toBe(weights('student'));
  const missing = [`distillation=${JSON.stringify({ ...distillation, teacher: join(folder, 'none') })}`];
  expect(await thrownBy(() => run('taught', { set: missing }))).toMatchObject({ code: 'E_MISSING_FILE' });
});

test('a checkpoint holds the whole recipe: a run goes on when its recipe file is gone', async () => {
  const recipe = join(folder, 'mine.json');
  writeFileSync(recipe, JSON.stringify({ ...RECIPES.quickstart, name: 'mine', epochs: 3 }));
  await run('file', { recipe });
  interruptAfter(4, 'SIGINT');
  await thrownBy(() => run('file-gone', { recipe }));
  rmSync(recipe);
  expect(
    await thrownBy(() => run('file-gone', { recipe: undefined, resume: true, set: ['labelSmoothing=0.1'] })),
  ).toMatchObject({ code: 'E_USAGE', message: expect.stringMatching(/labelSmoothing 0, got 0.1/) as string });
  await train({ network, out: join(folder, 'file-gone'), data: DATA, resume: true }, backend);
  expect(weights('file-gone')).toBe(weights('file'));
});

test.each(['reference-cntk', 'bop'])('recipe %s trains, and resumes to the bit', async (recipe) => {
  await run(`whole-${recipe}`, { epochs: 2, recipe });
  interruptAfter(3, 'SIGINT');
  await thrownBy(() => run(`halved-${recipe}`, { epochs: 2, recipe }));
  await train({ network, out: join(folder, `halved-${recipe}`), data: DATA, resume: true }, backend);
  expect(weights(`halved-${recipe}`)).toBe(weights(`whole-${recipe}`));
  await evaluate({ network, model: join(folder, `whole-${recipe}`), data: DATA, limit: 50 });
});

test('nothing to resume, a damaged checkpoint, another network: one clear error each', async () => {
  expect(await thrownBy(() => run('nothing', { resume: true }))).toMatchObject({ code: 'E_MISSING_FILE' });
  interruptAfter(2, 'SIGINT');
  await thrownBy(() => run('damaged', { epochs: 3 }));
  const checkpoint = join(folder, 'damaged/checkpoint');
  const variables = readdirSync(checkpoint).find((file) => file.startsWith('variables-')) ?? '';
  const bytes = readFileSync(join(checkpoint, variables));
  bytes[0] ^= 1;
  writeFileSync(join(checkpoint, variables), bytes);
  expect(await thrownBy(() => run('damaged', { resume: true }))).toMatchObject({
    code: 'E_FILE',
    message: expect.stringContaining('damaged') as string,
  });
  writeFileSync(join(checkpoint, 'checkpoint.json'), '{"schema":');
  expect(await thrownBy(() => run('damaged', { resume: true }))).toMatchObject({ code: 'E_FILE' });
});

test('holding out every image is rejected', async () => {
  expect(await thrownBy(() => run('held', { validation: 200 }))).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('200 training images') as string,
  });
});

test('a network for other images is rejected with both shapes', async () => {
  const other = join(folder, 'other.js');
  writeFileSync(
    other,
    'exports.default = (start, { tf }) => tf.sequential({ layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 10 })] });',
  );
  expect(await thrownBy(() => run('other', { network: other }))).toMatchObject({
    code: 'E_SHAPE',
    message: expect.stringMatching(/32×32×3.*28×28×1.*inputShape/) as string,
  });
});

test('a run does not go on with other images', async () => {
  interruptAfter(2, 'SIGINT');
  await thrownBy(() => run('images', { epochs: 3 }));
  const path = join(folder, 'images/checkpoint/checkpoint.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"sha256": "\w{12}/, '"sha256": "000000000000'));
  expect(await thrownBy(() => run('images', { resume: true }))).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringMatching(/trains on CIFAR-10 slice \(0{12}…\).*the same --data/) as string,
  });
});

test('a trained network without its checkpoint is not replaced unasked either', async () => {
  await run('bare-model', { epochs: 1 });
  rmSync(join(folder, 'bare-model/checkpoint'), { recursive: true });
  expect(await thrownBy(() => run('bare-model', { epochs: 1 }))).toMatchObject({ code: 'E_USAGE' });
  await run('bare-model', { epochs: 1, overwrite: true });
});

test('layers in nested models are trained, watched, clipped, saved and loaded like all others', async () => {
  const nested = join(folder, 'nested.js');
  const block = 'new layers.BinaryConv2D({ name: "conv", filters: 10, kernelSize: 3, inputShape: [8, 8, 10] })';
  const functional = `(() => { const x = tf.input({ shape: [8, 8, 10] }); return tf.model({ name: "b", inputs: x, outputs: ${block}.apply(x) }); })()`;
  writeFileSync(
    nested,
    TINY.replace('filters: 8', 'filters: 10').replace(
      '  tf.layers.globalAveragePooling2d',
      `tf.sequential({ name: "a", layers: [${block}] }), ${functional}, tf.layers.globalAveragePooling2d`,
    ),
  );
  await run('nested', { network: nested, epochs: 1 });
  const history = JSON.parse(readFileSync(join(folder, 'nested/history.json'), 'utf8')) as History;
  expect(history.epochs[0].layers.map(({ channels }) => channels)).toEqual([10, 10, 10]);
  const loaded = await loadModel(join(folder, 'nested'));
  const kernels = loaded.weights.filter(({ originalName }) => originalName === 'conv/kernel');
  const values = kernels.map((kernel) => [...kernel.read().dataSync<'float32'>()]);
  expect(values).toHaveLength(2);
  expect(values[0]).not.toEqual(values[1]);
  const saved = readFileSync(join(folder, 'nested/weights.bin')).toString('hex');
  for (const each of values) expect(saved).toContain(Buffer.from(Float32Array.from(each).buffer).toString('hex'));
  await evaluate({ network: nested, model: join(folder, 'nested'), data: DATA, limit: 20 });
});

test('a batch norm without scale or center is rejected: TensorFlow.js cannot train it', async () => {
  const bare = join(folder, 'bare.js');
  writeFileSync(bare, TINY.replace('{ momentum: 0.9 }', '{ name: "norm", scale: false }'));
  expect(await thrownBy(() => run('bare', { network: bare }))).toMatchObject({
    code: 'E_LAYER',
    message: expect.stringMatching(/^norm: .* got scale false, center true/) as string,
  });
});

test('a folder that cannot be written is rejected before the first step', async () => {
  expect(await thrownBy(() => run('tiny.js'))).toMatchObject({
    code: 'E_FILE',
    message: expect.stringContaining('choose another --out') as string,
  });
  expect(await thrownBy(() => run('tiny.js/below'))).toMatchObject({ code: 'E_FILE' });
});
