// Grey images of another size than CIFAR-10's, from training to the board: everybody reads them alike and knows the
// classes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onBoardProgram } from '@bitplane/cli';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { readReport } from '@bitplane/deployer';
import { runCommand, runDoor, type Outcome } from './test-support/command-line';

const [SIDE, TRAINING, TESTING] = [12, 80, 30];
const CLASSES = ['0', '1', '2'];
const NETWORK = `exports.default = ({ inputShape = [32, 32, 3], numClasses = 10 }, { tf, layers }) => tf.sequential({ layers: [
  tf.layers.rescaling({ scale: 1 / 256, inputShape: [...inputShape] }),
  new layers.QuantizedConv2D({ filters: 8, kernelSize: 3, strides: 2 }),
  tf.layers.batchNormalization({}),
  new layers.BinaryConv2D({ filters: numClasses, kernelSize: 3 }),
  tf.layers.globalAveragePooling2d({}),
  new layers.OutputScale({}),
] });`;

let folder: string;

jest.setTimeout(300_000);

beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'tiny.js'), NETWORK);
  writeSet('train', TRAINING);
  writeSet('t10k', TESTING);
  const options = ['--recipe', 'quickstart', '--batch-size', '16', '--network', join(folder, 'tiny.js')];
  await succeed('trainer', ['train', ...options, '--data', folder, '--out', join(folder, 'train')]);
  await succeed('converter', ['export', '--network', 'tiny', '--model', join(folder, 'train'), '--out', exported()]);
});

const exported = (...names: string[]): string => join(folder, 'export', ...names);

/** IDX files: the brighter an image, the higher its label. */
function writeSet(name: string, count: number): void {
  const idx = (extents: readonly number[], data: Uint8Array): Buffer => {
    const head = Buffer.from([0, 0, 8, extents.length, ...extents.flatMap((extent) => [0, 0, 0, extent])]);
    return Buffer.concat([head, data]);
  };
  const labels = Uint8Array.from({ length: count }, (_, k) => k % CLASSES.length);
  const pixels = Uint8Array.from({ length: count * SIDE * SIDE }, (_, i) => {
    const image = Math.floor(i / (SIDE * SIDE));
    return 90 * labels[image] + ((7 * i + 3 * image) % 60);
  });
  writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx([count, SIDE, SIDE], pixels));
  writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idx([count], labels));
}

async function succeed(door: Parameters<typeof runDoor>[0], args: readonly string[]): Promise<Outcome> {
  const outcome = await runDoor(door, args);
  if (outcome.exitCode === 0) return outcome;
  throw new Error(`${door} ${args[0]} ended with ${outcome.exitCode}: ${outcome.stdout}${outcome.stderr}`);
}

async function evaluate(...args: string[]): Promise<number> {
  const model = ['--network', join(folder, 'tiny.js'), '--model', join(folder, 'train'), '--data', folder];
  const { stdout } = await succeed('trainer', ['evaluate', ...model, ...args]);
  return Number(/^accuracy: [\d.]+ % \((\d+) of 30\)$/.exec(stdout.trim().split('\n').at(-1)!)?.[1]);
}

test('TensorFlow.js, the C runtime and a board count the same right answers, near ties apart', async () => {
  const [ours, inC] = [await evaluate(), await evaluate('--runtime', 'c', '--exported', exported('model.bpm'))];
  expect(Math.abs(ours - inC)).toBeLessThanOrEqual(2);
  expect(await evaluate('--runtime', 'c')).toBe(inC);
  const out = join(folder, 'report.json');
  const measured = ['--program', onBoardProgram(), '--export', exported(), '--repeats', '3', '--out', out];
  await succeed('deployer', ['push', ...measured, '--data', folder]);
  expect(readReport(out)).toMatchObject({ accuracy: { images: TESTING, correct: inC }, model: { classes: CLASSES } });
});

test('the names of classes stand in the report of the export, in the file and beside each answer', async () => {
  const report = JSON.parse(readFileSync(exported('report.json'), 'utf8')) as { data: unknown };
  expect(report.data).toMatchObject({ classes: CLASSES, image: { height: SIDE, width: SIDE, channels: 1 } });
  writeFileSync(join(folder, 'black.raw'), Buffer.alloc(SIDE * SIDE));
  const args = ['run', '--model', exported('model.bpm'), '--input', join(folder, 'black.raw')];
  const answer = JSON.parse((await runCommand(onBoardProgram(), args)).stdout) as { class: number; name: string };
  expect(answer.name).toBe(CLASSES[answer.class]);
});
