import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@bitplane/cli';
import { errorLike, temporaryFolder } from '@bitplane/cli/test-support';
import { makeGolden, randomImages, randomModel, wholeWindow, writeGolden, writeModel } from '@bitplane/model';
import type { BinaryConv2D, Golden, Model } from '@bitplane/model';
import { runConverter } from './commands';
import { exportOnnx } from './exporters/onnx';
import { referenceTopology, writeLayersModel } from './test-support/layers-model-files';
import { verify, type VerifyOptions } from './verify';

jest.setTimeout(60_000);

/** int8-conv2d, threshold, binary-conv2d … and a float head. */
const model = firstModel((kinds) => kinds.has('binary-conv2d') && !kinds.has('float-conv2d'));
const golden = makeGolden(model, randomImages(model, 3, 1));

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, 'golden'));
});

function firstModel(isWanted: (kinds: ReadonlySet<string>) => boolean): Model {
  let seed = 0;
  while (!isWanted(new Set(randomModel(seed).layers.map(({ kind }) => kind)))) seed++;
  return randomModel(seed);
}

/** What the export would have written, with one part exchanged. */
function writeExport(changes: { readonly golden?: Golden; readonly onnx?: Uint8Array; readonly model?: Model } = {}) {
  writeFileSync(join(folder, 'model.bpm'), writeModel(changes.model ?? model));
  writeFileSync(join(folder, 'model.onnx'), changes.onnx ?? exportOnnx(changes.model ?? model));
  writeFileSync(join(folder, 'golden/golden.bpv'), writeGolden(changes.golden ?? golden));
}

async function verifyFolder(options: Partial<VerifyOptions> = {}) {
  const lines: string[] = [];
  const reports = await verify({
    export: folder,
    architectures: ['host'],
    print: (line) => lines.push(line),
    ...options,
  });
  return { reports, text: lines.join('\n') };
}

test('finds that all implementations of an export agree, and says what it left out', async () => {
  writeExport();
  const { reports, text } = await verifyFolder();
  for (const { pair, images, difference, skipped } of reports) {
    expect(difference).toBeNull();
    expect(text).toContain(pair);
    if (skipped === null) expect(images).toBe(3);
    else expect(text).toContain(`skipped ${pair}: ${skipped}`);
  }
  expect(reports.slice(0, 3).map(({ pair }) => pair)).toEqual([
    'reference = golden vectors',
    'ONNX layers = reference',
    'ONNX logits ≈ reference',
  ]);
});

test('compares layers, and no logits, where signs are taken of convolved floats', async () => {
  const window = wholeWindow({ height: 1, width: 1, channels: 1 });
  const place = { window, groups: 1, filters: 2 };
  const table = Float32Array.from({ length: 256 }, (_, u) => u / 255 - 0.5);
  const floats: Model = {
    name: 'floats',
    input: { height: 3, width: 3, channels: 1 },
    layers: [
      { kind: 'byte-table', name: 'table', inputs: ['input'], element: 'float32', perChannel: false, table },
      { kind: 'float-conv2d', name: 'stem', inputs: ['table'], ...place, weights: Float32Array.of(1, -2), bias: null },
      { kind: 'sign', name: 'signs', inputs: ['stem'] },
      {
        ...{ kind: 'binary-conv2d', name: 'sums', inputs: ['signs'], ...place, padValue: 0 },
        weights: { type: 'signs', values: Uint8Array.of(0, 1, 1, 0), mask: null },
      },
      { kind: 'affine', name: 'scores', inputs: ['sums'], element: 'float32', scale: null, offset: null },
    ],
  };
  writeExport({ model: floats, golden: makeGolden(floats, randomImages(floats, 2, 1)) });
  const { reports } = await verifyFolder();
  expect(reports.map(({ difference }) => difference)).toEqual(reports.map(() => null));
  const skippedOf = (name: string) => reports.find(({ pair }) => pair === name)?.skipped;
  expect(skippedOf('ONNX layers = reference')).toBeNull();
  expect(skippedOf('ONNX logits ≈ reference')).toMatch(/convolution of floats/);
});

test('names the layer, image and element of a golden bit that is wrong', async () => {
  const layer = golden.tensors.findIndex(({ element }) => element === 'bits');
  const images = structuredClone(golden.images);
  images[2][layer].data[5] ^= 1;
  writeExport({ golden: { ...golden, images } });
  await expect(verifyFolder()).rejects.toMatchObject({ code: 'E_MISMATCH' });
  const { name, width, channels } = golden.tensors[layer];
  const [row, column] = [Math.floor(5 / (width * channels)), Math.floor(5 / channels) % width];
  const pixel = `row ${row}, column ${column}, channel ${5 % channels}`;
  await expect(verifyFolder()).rejects.toThrow(
    `reference = golden vectors: image 2, layer '${name}', element 5 (${pixel}): expected`,
  );
});

test('names the layer in which an ONNX file begins to differ', async () => {
  const layers = model.layers.map((layer) => (layer.kind === 'binary-conv2d' ? withOtherWeights(layer) : layer));
  const { name } = model.layers.find(({ kind }) => kind === 'binary-conv2d')!;
  writeExport({ onnx: exportOnnx({ ...model, layers }) });
  await expect(verifyFolder()).rejects.toThrow(`ONNX layers = reference: image 0, layer '${name}'`);
  await expect(verifyFolder({ limit: 1 })).rejects.toThrow(`ONNX logits ≈ reference: image 0, layer '${name}'`);
});

function withOtherWeights(layer: BinaryConv2D): BinaryConv2D {
  const values = (layer.weights.values as Uint8Array).map((bit) => 1 - bit);
  return { ...layer, weights: { type: 'signs', values, mask: null } };
}

test('compares an export with the trained network that it was made from, and this in TensorFlow.js', async () => {
  const trained = join(folder, 'trained');
  mkdirSync(trained);
  const out = join(folder, 'export');
  const options = ['--limit', '1', '--architectures', 'host'];
  const verifyBoth = () => runConverter(['verify', '--network', 'small', '--model', trained, '--out', out, ...options]);
  writeLayersModel(trained, referenceTopology(1, 8));
  const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await runConverter(['export', '--network', 'small', '--model', trained, '--out', out]);
    await verifyBoth();
    const text = said.mock.calls.flat().join('\n');
    for (const pair of ['layer by layer', 'on the source ≈ reference'])
      expect(text).toMatch(new RegExp(`│ TensorFlow.js .*${pair} .*│ agrees`));
    expect(text).toMatch(/│ trained network = export .*│ agrees/);
    writeLayersModel(trained, referenceTopology(2, 8));
    await expect(verifyBoth()).rejects.toMatchObject({
      code: 'E_MISMATCH',
      message: expect.stringMatching(/trained network = export: image 0, layer 'conv1/) as string,
    });
  } finally {
    said.mockRestore();
  }
});

test('runs the C program on the machines that are named, and says what is wrong with a name', async () => {
  writeExport();
  await expect(verifyFolder({ architectures: ['aarch46'] })).rejects.toEqual(
    errorLike('E_USAGE', /--architectures to list some of host, aarch64, .*did you mean "aarch64"/),
  );
  const path = process.env.PATH;
  process.env.PATH = folder;
  try {
    await expect(verifyFolder({ architectures: ['host', 'riscv64'] })).rejects.toEqual(
      errorLike(
        'E_MISSING_FILE',
        /--architectures riscv64: no (program at .*cmake --build|qemu-riscv64-static on PATH)/,
      ),
    );
    const { text } = await verifyFolder({ architectures: undefined });
    expect(text).toMatch(/skipped C program on riscv64 = golden vectors and reference: no /);
  } finally {
    process.env.PATH = path;
  }
});

test('names a missing file and the command that makes it', async () => {
  writeExport();
  rmSync(join(folder, 'model.onnx'));
  await expect(verifyFolder()).rejects.toMatchObject({ code: 'E_MISSING_FILE' });
  await expect(verifyFolder()).rejects.toThrow(/no file .*model\.onnx; make it with npx nx run converter:export/);
});

test('rejects golden vectors that were made from another model', async () => {
  writeExport({ golden: { ...golden, modelChecksum: 1 } });
  await expect(verifyFolder()).rejects.toMatchObject({ code: 'E_FILE' });
  await expect(verifyFolder()).rejects.toThrow(/golden\.bpv: expected vectors made from .*model\.bpm/);
});

describe('with CIFAR-10 images', () => {
  const slice = join(workspaceRoot(), 'test/data/cifar10-slice/test_batch.bin');
  const photographs: Model = {
    name: 'photographs',
    input: { height: 32, width: 32, channels: 3 },
    layers: [
      {
        kind: 'int8-conv2d',
        name: 'conv',
        inputs: ['input'],
        filters: 2,
        window: {
          size: [3, 3],
          stride: [4, 4],
          dilation: [1, 1],
          padding: { top: 0, left: 0, bottom: 0, right: 0 },
        },
        groups: 1,
        weights: Int8Array.from({ length: 54 }, (_, i) => i - 27),
        zeroPoints: new Uint8Array(3),
      },
      {
        kind: 'average-pool',
        name: 'average',
        inputs: ['conv'],
        element: 'float32',
        window: wholeWindow({ height: 8, width: 8, channels: 2 }),
      },
    ],
  };

  test('compares the logits of as many as the limit allows, besides the golden ones', async () => {
    const goldenPhotographs = makeGolden(photographs, randomImages(photographs, 3, 1));
    writeExport({ model: photographs, golden: goldenPhotographs });
    const { reports } = await verifyFolder({ images: slice, limit: 2 });
    expect(reports.find(({ pair }) => pair === 'ONNX logits ≈ reference')).toMatchObject({ images: 4 });
  });

  test('rejects a file that is none of theirs, and a model of other images', async () => {
    writeExport({ model: photographs, golden: makeGolden(photographs, randomImages(photographs, 1, 1)) });
    const foreign = join(folder, 'model.bpm');
    await expect(verifyFolder({ images: foreign })).rejects.toMatchObject({ code: 'E_FILE' });
    writeExport();
    await expect(verifyFolder({ images: slice })).rejects.toMatchObject({ code: 'E_SHAPE' });
  });
});
