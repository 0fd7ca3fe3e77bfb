// A network with channel shuffles by the command lines of trainer, converter and runtime: trained, exported with its
// twins, and the same numbers from the trainer's weights, the interpreter, onnxruntime and C.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { readModel, inferTypes } from '@bitplane/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { runDoor } from './test-support/command-line';

const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');

/**
 * Shuffles before signs, of 48 channels in threes and of 96 in twos, and one whose numbers a shortcut and a mean read.
 */
const SHUFFLED = `exports.default = (_, { tf, layers }) => {
  const conv = (filters, groups) => new layers.BinaryConv2D({ filters, groups, kernelSize: 3 });
  const norm = () => tf.layers.batchNormalization({ momentum: 0.9 });
  const through = (x, ...all) => all.reduce((y, layer) => layer.apply(y), x);
  const images = tf.input({ shape: [32, 32, 3] });
  const first = new layers.QuantizedConv2D({ filters: 48, kernelSize: 3, strides: 4 });
  let x = through(images, tf.layers.rescaling({ scale: 1 / 256 }), first, norm());
  x = through(x, new layers.ChannelShuffle({ groups: 3 }), conv(96, 3), norm());
  x = through(x, new layers.ChannelShuffle({ groups: 2, name: 'mixed' }));
  const y = through(x, conv(96, 2), norm(), tf.layers.prelu({ sharedAxes: [1, 2] }));
  const sum = through([x, y], tf.layers.add(), new layers.ChannelShuffle({ groups: 32, name: 'last' }));
  const outputs = through(sum, tf.layers.globalAveragePooling2d({}), new layers.QuantizedDense({ units: 10 }));
  return tf.model({ inputs: images, outputs });
};`;

let folder: string;
const exported = (name: string): string => join(folder, 'export', name);

jest.setTimeout(300_000);

async function run(...[door, args]: Parameters<typeof runDoor>): Promise<string> {
  const { exitCode, stdout, stderr } = await runDoor(door, args);
  if (exitCode !== 0) throw new Error(`${door} ${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`);
  return stdout;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-shuffle-'));
  const network = join(folder, 'shuffled.js');
  writeFileSync(network, SHUFFLED);
  const [trained, out] = [join(folder, 'train'), join(folder, 'export')];
  const data = ['--data', SLICE, '--limit', '128', '--recipe', 'quickstart', '--epochs', '1'];
  await run('trainer', ['train', '--network', network, '--out', trained, ...data]);
  await run('converter', ['export', '--network', network, '--model', trained, '--out', out, '--twins']);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the shuffles are in the exported file', () => {
  const model = readModel(readFileSync(exported('model.bpm')));
  const types = inferTypes(model);
  const shuffles = model.layers.filter(({ kind }) => kind === 'channel-shuffle');
  expect(shuffles.map((layer) => ('groups' in layer ? layer.groups : 0))).toEqual([3, 2, 32]);
  expect(shuffles.map(({ name }) => types.get(name)?.element)).toEqual(['bits', 'float32', 'float32']);
});

test('trained network, interpreter, ONNX file and C program agree to the bit', async () => {
  const network = ['--network', join(folder, 'shuffled.js'), '--model', join(folder, 'train')];
  const places = ['--out', join(folder, 'export'), '--architectures', 'host'];
  const said = await run('converter', ['verify', ...network, ...places]);
  for (const pair of [
    '≈ imported network, layer by layer',
    'on the source ≈ reference',
    'trained network = export',
    'ONNX layers',
    'C program, best kernels',
    'C program, portable kernels',
  ])
    expect(said).toContain(pair);
  expect(said).not.toContain('skipped');
});

test.each(['twin-float.onnx', 'twin-int8.onnx'])('%s runs', async (name) => {
  const session = await InferenceSession.create(exported(name));
  const { logits } = await session.run({ input: new Tensor('uint8', new Uint8Array(3072).fill(99), [1, 32, 32, 3]) });
  expect(logits.dims).toEqual([1, 10]);
  expect([...(logits.data as Float32Array)].every(Number.isFinite)).toBe(true);
  await session.release();
});
