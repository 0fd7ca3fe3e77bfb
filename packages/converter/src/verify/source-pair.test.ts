// Networks of other tools: exported, then verified against their own runtimes, as a user types it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { makeGolden, readGolden, readModel, writeGolden, writeModel } from '@bitplane/model';
import type { BinaryConv2D, Model, TensorOf } from '@bitplane/model';
import { runConverter } from '../commands';
import { Net } from '../test-support/onnx-net';
import { pythonCommand, testWithPython } from '../test-support/python';
import type { PairReport } from './pair';

jest.setTimeout(60_000);

let folder: string;
let said: jest.SpyInstance;

beforeEach(() => {
  folder = temporaryFolder();
  said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => said.mockRestore());

const inFolder = (name: string): string => join(folder, name);
const saidText = (): string => said.mock.calls.flat().join('\n');

/** Float stem, a norm, signs by `signsOf`, ±1 weights, a pool, scores. */
function writeNetwork(
  signsOf: (net: Net, x: string) => string,
  stem = (net: Net) => net.stem(4),
  end = (net: Net, scores: string) => net.node('Softmax', [scores]),
): string {
  const net = new Net();
  const weights = net.constant([6, 4, 3, 3], net.numbers(216).map(Math.sign));
  const sums = net.node('Conv', [signsOf(net, stem(net)), weights], { pads: [1, 1, 1, 1] });
  const pooled = net.node('MaxPool', [sums], { kernel_shape: [2, 2], strides: [2, 2] });
  writeFileSync(inFolder('network.onnx'), net.toBytes(end(net, net.scores(pooled, 6 * 16))));
  return inFolder('network.onnx');
}

const exported = (model: string): Promise<void> =>
  runConverter(['export', '--model', model, '--input', 'u8/255', '--out', inFolder('export')]);

async function verified(model: string, ...more: string[]): Promise<(name: RegExp) => PairReport> {
  const json = inFolder('verify.json');
  const options = ['--model', model, '--input', 'u8/255', '--out', inFolder('export'), '--architectures', 'host'];
  await runConverter(['verify', ...options, '--json', json, ...more]);
  const { schema, pairs } = JSON.parse(readFileSync(json, 'utf8')) as { schema: string; pairs: PairReport[] };
  expect(schema).toBe('bitplane-converter-verify/1');
  return (name) => pairs.find(({ pair }) => name.test(pair))!;
}

test('an ONNX file in onnxruntime: layer by layer under their names, and the scores', async () => {
  const model = writeNetwork((net, x) => net.signs(x));
  await exported(model);
  const pair = await verified(model, '--count', '2');
  const layers = pair(/^onnxruntime ≈ imported network/).layers;
  expect(layers.map(({ kind, wrong }) => [kind, wrong])).toEqual([
    ['float-conv2d', null],
    ['sign', null],
    ['affine', null],
    ['max-pool', null],
    ['float-conv2d', null],
  ]);
  const [stem, signs, sums] = layers;
  expect(stem).toMatchObject({ layer: 'node0', values: 2 * 4 * 64 });
  expect(stem.largestDifference).toBeLessThan(stem.bound);
  expect(signs).toMatchObject({ values: 2 * 4 * 64, equal: 2 * 4 * 64, ties: 0 });
  expect(sums).toMatchObject({ bound: 0, equal: 2 * 6 * 64 });
  expect(pair(/on the source ≈ reference/)).toMatchObject({ images: 2, difference: null, note: null });
  expect(saidText()).toMatch(/│ node0 +│ float-conv2d +│ +512 │.*│ onnxruntime on the source ≈ reference +│ +2 │/s);
});

test('names the ties of a sign that is 0 at 0, and the images whose scores they change', async () => {
  // Of one channel minus another: 0 in one pixel of 256, and exactly.
  const difference = (net: Net) =>
    net.node('Conv', ['x', net.constant([4, 3, 1, 1], [1, -1, 0, 0, 1, -1, 1, 0, -1, 0, 1, 0])]);
  const model = writeNetwork(
    (net, x) => net.node('Sign', [x]),
    difference,
    (_, scores) => scores,
  );
  await exported(model);
  const pair = await verified(model);
  const layers = pair(/^onnxruntime ≈ imported network/);
  const ties = layers.layers.find(({ kind }) => kind === 'sign')!.ties;
  expect(ties).toBeGreaterThan(0);
  expect(layers).toMatchObject({
    difference: null,
    note: expect.stringMatching(`^${ties} numbers? exactly on a threshold`) as string,
  });
  const sums = layers.layers.find(({ kind }) => kind === 'affine')!;
  expect(sums).toMatchObject({ wrong: null, first: { layer: sums.layer } });
  expect(pair(/on the source/).note).toMatch(
    /^scores of images? \d.* differ, \d in the class: a number on a threshold/,
  );
  expect(saidText()).toContain('note onnxruntime on the source ≈ reference: scores of image');
});

test('names layer, row, column and channel where an export is corrupt', async () => {
  const model = writeNetwork((net, x) => net.signs(x));
  await exported(model);
  const layer = corruptExport(({ values }, { values: other }) => {
    values.set(other);
    values[3 * 36] ^= 1;
  });
  const verifying = expect(verified(model)).rejects;
  await verifying.toEqual(
    errorLike(
      'E_MISMATCH',
      new RegExp(
        `imported network ≈ export, layer by layer: image 0, layer '${layer}', element \\d+ \\(row \\d, column \\d, channel 3\\)`,
      ),
    ),
  );
  const { pairs } = JSON.parse(readFileSync(inFolder('verify.json'), 'utf8')) as { pairs: PairReport[] };
  const { place, layers } = pairs.find(({ pair }) => pair.startsWith('imported network'))!;
  expect(place).toMatchObject({ image: 0, layer, channel: 3 });
  // Each layer is computed from what the imported network has: those after it are right.
  expect(layers.filter(({ wrong }) => wrong !== null).map((report) => report.layer)).toEqual([layer]);
  expect(pairs.find(({ pair }) => pair.includes('on the source'))!.difference).toMatch(/^image \d, layer/);
});

/** Changes the weights of the export's binary convolution, and all that follows from them. Returns its name. */
function corruptExport(change: (to: { values: Uint8Array }, from: { values: Uint8Array }) => void): string {
  const [modelFile, goldenFile] = [inFolder('export/model.bpm'), inFolder('export/golden/golden.bpv')];
  const model = readModel(readFileSync(modelFile), modelFile);
  const images = readGolden(readFileSync(goldenFile), goldenFile).images.map(([image]) => image as TensorOf<'uint8'>);
  const layer = model.layers.find((each): each is BinaryConv2D => each.kind === 'binary-conv2d')!;
  const from = layer.weights as { values: Uint8Array; mask: null };
  const values = new Uint8Array(from.values.length);
  change({ values }, from);
  const changed: BinaryConv2D = { ...layer, weights: { type: 'signs', values, mask: null } };
  const corrupt: Model = { ...model, layers: model.layers.map((each) => (each === layer ? changed : each)) };
  writeFileSync(modelFile, writeModel(corrupt));
  writeFileSync(goldenFile, writeGolden(makeGolden(corrupt, images)));
  return layer.name;
}

describe('a source that runs in Python', () => {
  const writeQonnx = (): string => writeNetwork((net, x) => net.node('BipolarQuant', [x, net.scalar(1)]));

  test('is skipped by name, with what to do, where there is none or its packages are missing', async () => {
    const model = writeQonnx();
    await exported(model);
    const none = await verified(model, '--python', inFolder('no-python'));
    expect(none(/^source ≈ reference$/).skipped).toMatch(/no-python ENOENT/);
    // -S: without any packages.
    const bare = inFolder('bare-python');
    writeFileSync(bare, '#!/bin/sh\nexec python3 -S "$@"\n', { mode: 0o755 });
    const without = await verified(model, '--python', bare);
    expect(without(/^source ≈ reference$/).skipped).toMatch(
      /No module named .*: run "npm run setup -- --only brevitas", or install qonnx for .*--python/,
    );
    expect(saidText()).toContain('skipped source ≈ reference: ');
  });

  testWithPython('QONNX in qonnx', async () => {
    const { PYTHONPATH } = pythonCommand('').env;
    const python = inFolder('python-with-qonnx');
    writeFileSync(python, `#!/bin/sh\nPYTHONPATH='${PYTHONPATH}' exec python3 "$@"\n`, { mode: 0o755 });
    const model = writeQonnx();
    await exported(model);
    const pair = await verified(model, '--python', python);
    expect(pair(/^qonnx.* ≈ imported network/)).toMatchObject({ images: 4, difference: null });
    expect(pair(/^qonnx.* on the source/)).toMatchObject({ images: 4, difference: null });
  });
});
