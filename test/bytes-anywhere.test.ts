// A network whose convolutions of bytes are not at the image alone, by the command lines of trainer, converter and
// runtime: trained, exported with its twins, and the same numbers from the trainer's weights, the interpreter,
// onnxruntime and C.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { readModel, type Layer, type Model } from '@bitplane/model';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { runDoor } from './test-support/command-line';

const SLICE = join(workspaceRoot(), 'test/data/cifar10-slice');

/**
 * QuickNet's stem, of an 8-bit, a depthwise and a pointwise convolution, whose signs a binary one reads; and
 * MobileNet's head, with a shortcut around its depthwise convolution.
 */
const BYTES = `exports.default = (_, { tf, layers }) => {
  const norm = () => tf.layers.batchNormalization({ momentum: 0.9 });
  const relu = () => tf.layers.reLU({});
  const through = (x, ...all) => all.reduce((y, layer) => layer.apply(y), x);
  const bytes = () => new layers.QuantizedActivation();
  const pointwise = (name, filters) => new layers.QuantizedConv2D({ name, filters, kernelSize: 1 });
  const depthwise = (name, args) => new layers.QuantizedDepthwiseConv2D({ name, kernelSize: 3, ...args });

  const images = tf.input({ shape: [32, 32, 3] });
  const first = new layers.QuantizedConv2D({ name: 'stem', filters: 8, kernelSize: 3, strides: 2 });
  let x = through(images, tf.layers.rescaling({ scale: 1 / 128, offset: -1 }), first, norm(), relu(), bytes());
  x = through(x, depthwise('blur', { strides: 2, depthMultiplier: 2 }), norm(), bytes());
  x = through(x, pointwise('mix', 64), norm(), new layers.BinaryConv2D({ filters: 64, kernelSize: 3 }), norm());
  x = through(x, relu(), new layers.QuantizedActivation({ name: 'halfway' }));
  const y = through(x, depthwise('head', {}), norm(), relu());
  x = through([x, y], tf.layers.add(), bytes(), pointwise('wide', 96), norm(), relu());
  const outputs = through(x, tf.layers.globalAveragePooling2d({}), new layers.QuantizedDense({ units: 10 }));
  return tf.model({ inputs: images, outputs });
};`;

let folder: string;
let model: Model;
const exported = (name: string): string => join(folder, 'export', name);

jest.setTimeout(300_000);

async function run(...[door, args]: Parameters<typeof runDoor>): Promise<string> {
  const { exitCode, stdout, stderr } = await runDoor(door, args);
  if (exitCode !== 0) throw new Error(`${door} ${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`);
  return stdout;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bitplane-bytes-'));
  const network = join(folder, 'bytes.js');
  writeFileSync(network, BYTES);
  const [trained, out] = [join(folder, 'train'), join(folder, 'export')];
  const data = ['--data', SLICE, '--limit', '128', '--recipe', 'quickstart', '--epochs', '1'];
  await run('trainer', ['train', '--network', network, '--out', trained, ...data]);
  await run('converter', ['export', '--network', network, '--model', trained, '--out', out, '--twins']);
  model = readModel(readFileSync(exported('model.bpm')));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('all five are convolutions of bytes, one with thresholds after it', () => {
  const named = new Map(model.layers.map((layer) => [layer.name, layer]));
  const source = ({ inputs }: Layer): string => named.get(inputs[0])?.kind ?? 'image';
  const sums = model.layers.filter(({ kind }) => kind === 'int8-conv2d');
  expect(sums.map((layer) => [layer.name, source(layer)])).toEqual([
    ['stem/sums', 'image'],
    ['blur/sums', 'quantize'],
    ['mix/sums', 'quantize'],
    ['head/sums', 'quantize'],
    ['wide/sums', 'quantize'],
  ]);
  expect(model.layers.filter(({ inputs }) => inputs.includes('mix/sums')).map(({ kind }) => kind)).toEqual([
    'threshold',
  ]);
  expect(model.layers.map(({ kind }) => kind)).not.toContain('float-conv2d');
});

test('trained network, interpreter, ONNX file and C program agree to the bit', async () => {
  const network = ['--network', join(folder, 'bytes.js'), '--model', join(folder, 'train')];
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
