// Weights as .safetensors: what the format's own library reads and writes, damaged files, and a network in one file.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { temporaryFolder } from '@bitplane/cli/test-support';
import type { DataRecord } from '@bitplane/model';
import { loadBackend } from './backend';
import { loadModel, readSavedModel, readTrainedData, saveModel } from './model-files';
import { modelSafetensors } from './model-safetensors';
import { buildNetwork } from './networks';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from './safetensors';
import { runPython, testWithPython } from './test-support/python';
import { thrownBy } from './test-support/thrown-by';

const tensor = (name: string, shape: number[], values: number[]): NamedTensor => ({
  ...{ name, shape },
  bytes: Buffer.from(Float32Array.from(values).buffer),
});
const TENSORS = [
  tensor('conv/kernel', [2, 1, 3], [0, -0, 1.5, -2.25, 1e-40, Infinity]),
  tensor('größe', [1], [0.1]),
  tensor('empty', [0, 4], []),
  tensor('scalar', [], [7]),
];
const METADATA = { format: 'test', words: 'a "quoted" line\nand another' };
const FILE = encodeSafetensors({ tensors: TENSORS, metadata: METADATA });

const byName = (tensors: readonly NamedTensor[]) =>
  Object.fromEntries(tensors.map(({ name, shape, bytes }) => [name, [[...shape], Buffer.from(bytes).toString('hex')]]));

let folder: string;

beforeAll(async () => {
  await loadBackend();
  folder = temporaryFolder();
});

test('what was written is read; the values start at a multiple of eight', () => {
  const read = decodeSafetensors(FILE, 'file');
  expect(byName(read.tensors)).toEqual(byName(TENSORS));
  expect(read.metadata).toEqual(METADATA);
  expect(Number(FILE.readBigUInt64LE()) % 8).toBe(0);
});

testWithPython("the format's own library reads our file, and we read its", () => {
  const [ours, theirs] = ['ours.safetensors', 'theirs.safetensors'].map((name) => join(folder, name));
  writeFileSync(ours, FILE);
  const said: unknown = JSON.parse(runPython('safetensors_files.py', ours, theirs));
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  expect(said).toEqual({
    tensors: Object.fromEntries(TENSORS.map(({ name, shape, bytes }) => [name, ['float32', shape, digest(bytes)]])),
    metadata: METADATA,
  });
  const read = decodeSafetensors(readFileSync(theirs), theirs);
  expect(byName(read.tensors)).toEqual(byName(TENSORS));
  expect(read.metadata).toEqual(METADATA);
});

/** A file whose header is this JSON, before 8 bytes of values. */
function withHeader(header: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(8)]);
}

test.each([
  ['no length', Buffer.from('short'), /got 5 bytes/],
  ['a header beyond the end', FILE.subarray(0, 40), /a header of \d+ bytes in a file of 40/],
  ['a length beyond all memory', Buffer.alloc(16, 0xff), /a header of 18446744073709551615 bytes/],
  ['missing values', FILE.subarray(0, -1), /tensor scalar of 4 bytes at 28 … 32 of 31/],
  ['no JSON', withHeader('{"a"'), /a header that does not describe it/],
  ['other numbers', withHeader('{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}'), /expected dtype F32/],
  [
    'a shape of other size',
    withHeader('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}'),
    /tensor a of 12 bytes/,
  ],
  ['a negative size', withHeader('{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}'), /does not describe it/],
  ['metadata of numbers', withHeader('{"__metadata__":{"a":1}}'), /does not describe it/],
])('a file with %s is an error that names it', async (_, file, message) => {
  const error = await thrownBy(() => Promise.resolve().then(() => decodeSafetensors(file, 'weights.safetensors')));
  expect(error).toMatchObject({ code: 'E_FILE', message: expect.stringMatching(message) as string });
  expect(error).toMatchObject({
    message: expect.stringMatching(/^weights\.safetensors: .*: copy it again$/) as string,
  });
});

describe('a network in one file', () => {
  const DATA: DataRecord = {
    ...{ name: 'photos', sha256: 'a'.repeat(64), classes: ['cats', 'dogs'], splitSeed: 1 },
    ...{ image: { height: 32, width: 32, channels: 3 }, trainingImages: 4, validationImages: 0, testImages: 2 },
  };
  const inOneFile = (model: tf.LayersModel, data?: DataRecord): Buffer => {
    const path = temporaryFolder();
    saveModel(model, path, data);
    return modelSafetensors(readSavedModel(path));
  };
  const images = () => tf.randomUniform([3, 32, 32, 3], 0, 256, 'float32', 5).floor();
  const scores = (model: tf.LayersModel): number[] => [...(model.predict(images()) as tf.Tensor).dataSync()];

  test.each(['reference-2bit', 'resnet-20'])('%s comes back with its scores and its images', async (name) => {
    const model = buildNetwork(name, { seed: 1, initialSlopes: 0.25, initialOutputScale: 0.05 });
    const path = temporaryFolder();
    writeFileSync(join(path, 'model.safetensors'), inOneFile(model, DATA));
    expect(scores(await loadModel(path))).toEqual(scores(model));
    expect(readTrainedData(path)).toEqual(DATA);
  });

  test('weights of one name are numbered, and find their places again', async () => {
    const inner = () =>
      tf.sequential({ layers: [tf.layers.dense({ name: 'same', units: 3, inputShape: [3], useBias: false })] });
    const model = tf.sequential({ layers: [inner(), inner()] });
    model.setWeights([tf.fill([3, 3], 2), tf.eye(3)]);
    const path = temporaryFolder();
    const file = inOneFile(model);
    writeFileSync(join(path, 'model.safetensors'), file);
    expect(decodeSafetensors(file, '').tensors.map(({ name }) => name)).toEqual(['same/kernel', 'same/kernel#2']);
    const again = await loadModel(path);
    expect(again.getWeights().map((weight) => [...weight.dataSync()])).toEqual(
      model.getWeights().map((weight) => [...weight.dataSync()]),
    );
  });

  test("somebody else's file is an error", async () => {
    const path = temporaryFolder();
    writeFileSync(join(path, 'model.safetensors'), FILE);
    expect(await thrownBy(() => loadModel(path))).toMatchObject({
      code: 'E_FILE',
      message: expect.stringMatching(/expected format bitplane-layers-model\/1 .*trainer:publish/) as string,
    });
  });
});
