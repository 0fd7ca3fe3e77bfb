// The file as others see it: its version, what ONNX's own checker says, metadata, batches, weights in two bits.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import { kindOf, randomImages, randomModel, type Model } from '@bitplane/model';
import { Tensor as OrtTensor } from 'onnxruntime-node';
import { decodeModelProto } from '../importers/onnx/proto/schema';
import { layerMetadata, sourceMetadata } from '../onnx/metadata';
import { applyPasses } from '../passes';
import type { SourceRecord } from '../source-record';
import { importDraft } from '../test-support/import-draft';
import { NETWORKS } from '../test-support/networks';
import { runPython, testWithPython } from '../test-support/python';
import { openSession } from '../verify/onnx-session';
import { referenceTensors } from '../verify/reference';
import { exportOnnx, ONNX_INPUT, ONNX_OUTPUT, type OnnxOptions } from './onnx';

jest.setTimeout(300_000);

const SOURCE: SourceRecord = {
  ...{ file: 'network.onnx', format: 'onnx', sha256: 'ab12', preprocessing: 'u8/255', license: 'Apache-2.0' },
};

const networkOf = (seed: number): { imported: Model; model: Model } => {
  const [, draftOf] = NETWORKS[seed % NETWORKS.length];
  const imported = importDraft(draftOf(seed));
  return { imported, model: applyPasses(imported) };
};

const annotated = ({ imported, model }: { imported: Model; model: Model }): OnnxOptions => ({
  layers: layerMetadata(imported, model),
  metadata: sourceMetadata(model, SOURCE),
});

const STORAGES = [['packed bits', false] as const, ['INT2', true] as const];

testWithPython('onnx.checker takes every network, shapes and types included', () => {
  const folder = temporaryFolder();
  const files = NETWORKS.flatMap((_, seed) =>
    STORAGES.map(([, int2]) => {
      const network = networkOf(seed);
      const file = join(folder, `${seed}-${int2}.onnx`);
      writeFileSync(file, exportOnnx(network.model, { ...annotated(network), int2 }));
      return file;
    }),
  );
  const random = Array.from({ length: 60 }, (_, seed) => {
    const file = join(folder, `random-${seed}.onnx`);
    writeFileSync(file, exportOnnx(randomModel(seed), { int2: seed % 2 === 1 }));
    return file;
  });
  const lines = runPython('check_onnx.py', ...files, ...random)
    .trim()
    .split('\n');
  expect(lines).toEqual([...files, ...random].map(() => 'valid'));
  return Promise.resolve();
});

test.each(STORAGES)('gives each image of a batch its own scores, weights as %s', async (_, int2) => {
  const seed = Array.from({ length: 60 }, (__, k) => k).find((k) =>
    randomModel(k).layers.every(({ kind }) => kind !== 'float-conv2d'),
  )!;
  const model = randomModel(seed);
  const { height, width, channels } = model.input;
  const images = randomImages(model, 64, 7);
  const last = model.layers.at(-1)!.name;
  const expected = images.map((image) => [...referenceTensors(model, image).get(last)!.data].map((x) => x + 0));
  const session = await openSession(exportOnnx(model, { int2 }));
  for (const size of [1, 5, 64]) {
    const batch = Uint8Array.from(images.slice(0, size).flatMap(({ data }) => [...data]));
    const outputs = await session.run({ [ONNX_INPUT]: new OrtTensor('uint8', batch, [size, height, width, channels]) });
    const { data, dims } = outputs[ONNX_OUTPUT];
    expect(dims).toEqual([size, expected[0].length]);
    expect([...(data as Float32Array)].map((x) => x + 0)).toEqual(expected.slice(0, size).flat());
  }
  await session.release();
});

test.each(NETWORKS.map(([name], seed) => [name, seed] as const))(
  'a %s has the same scores with weights in two bits',
  async (_, seed) => {
    const { model } = networkOf(seed);
    const { height, width, channels } = model.input;
    const [image] = randomImages(model, 1, seed);
    const scores = await Promise.all(
      STORAGES.map(async ([, int2]) => {
        const session = await openSession(exportOnnx(model, { int2 }));
        const outputs = await session.run({
          [ONNX_INPUT]: new OrtTensor('uint8', image.data, [1, height, width, channels]),
        });
        await session.release();
        return [...(outputs[ONNX_OUTPUT].data as Float32Array)];
      }),
    );
    expect(scores[1]).toEqual(scores[0]);
  },
);

interface Annotated {
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
}
const metadataOf = (holder: unknown): Record<string, string> =>
  Object.fromEntries((holder as Annotated).metadataProps.map(({ key, value }) => [key, value]));

test('the node that makes a layer has its name, and says what it costs and was made of', () => {
  const network = networkOf(0);
  const { graph } = decodeModelProto(exportOnnx(network.model, annotated(network)));
  const folded = network.model.layers.flatMap((layer) => {
    const node = graph!.node.find(({ name }) => name === layer.name)!;
    expect(node.output).toEqual([`${layer.name}:out`]);
    const { kind, bits, products, bytes, folded_from: from } = metadataOf(node);
    expect(kind).toBe(layer.kind);
    expect([bits, products, bytes].every((number) => /^\d+$/.test(number))).toBe(true);
    if (layer.kind === 'binary-conv2d') expect([bits, Number(products) > 0]).toEqual(['1', true]);
    if (kindOf(layer).accumulatorRange === undefined && layer.kind !== 'float-conv2d') expect(products).toBe('0');
    return from === '' ? [] : from.split(', ');
  });
  expect(folded.sort()).toEqual(network.imported.layers.map(({ name }) => name).sort());
});

test('the model says what it is called and where it comes from, under the keys of GGUF', () => {
  const network = networkOf(0);
  const model = { ...network.model, classes: ['cat', 'dog'] };
  const file = decodeModelProto(exportOnnx(model, annotated({ ...network, model })));
  expect(file.irVersion).toBe(10);
  expect(file.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 25]]);
  expect(metadataOf(file)).toMatchObject({
    'general.architecture': 'bitplane',
    'general.name': model.name,
    'general.license': 'Apache-2.0',
    'general.source.hash': 'sha256:ab12',
    'general.source.file': 'network.onnx',
    classes: '["cat","dog"]',
    preprocessing: 'u8/255',
  });
  const unlicensed = sourceMetadata(model, { ...SOURCE, license: null });
  expect(Object.keys(unlicensed)).not.toContain('general.license');
});

test('weights in two bits take a quarter of a byte each', () => {
  const { model } = networkOf(0);
  const { graph, irVersion } = decodeModelProto(exportOnnx(model, { int2: true }));
  expect(irVersion).toBe(13);
  const stored = graph!.initializer.filter(({ dataType }) => dataType === 26);
  expect(stored.length).toBe(model.layers.filter(({ kind }) => kind === 'binary-conv2d').length);
  for (const { dims, rawData } of stored)
    expect(rawData).toHaveLength(Math.ceil(dims.reduce((product, dim) => product * dim, 1) / 4));
});
