import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@bitplane/cli/test-support';
import type { Model } from '@bitplane/model';
import { importNetwork, type NetworkOptions } from './importers';
import { encodeModelProto } from './importers/onnx/proto/encode';
import { recordSource } from './source-record';
import { referenceTopology, writeLayersModel } from './test-support/layers-model-files';
import { Net } from './test-support/onnx-net';

const sha256 = (...parts: readonly Uint8Array[]): string =>
  createHash('sha256').update(Buffer.concat(parts)).digest('hex');

const recordOf = (path: string, options: NetworkOptions = {}) =>
  recordSource(path, importNetwork(path, options).model, options);

/** A file whose first weights lie in another one beside it. */
function writeOnnx(folder: string): { path: string; model: Uint8Array; weights: Uint8Array } {
  const net = new Net();
  const message = net.toMessage(net.scores(net.stem(), 4 * 64));
  const [first, ...rest] = message.graph.initializer as { rawData: Uint8Array }[];
  const { rawData: weights, ...tensor } = first;
  const external = { ...tensor, dataLocation: 1, externalData: [{ key: 'location', value: 'weights.bin' }] };
  const model = encodeModelProto({ ...message, graph: { ...message.graph, initializer: [external, ...rest] } });
  const path = join(folder, 'network.onnx');
  writeFileSync(path, model);
  writeFileSync(join(folder, 'weights.bin'), weights);
  return { path, model, weights };
}

test('the hash is that of all files that hold the network', () => {
  const { path, model, weights } = writeOnnx(temporaryFolder());
  const record = recordOf(path, { input: 'u8/255' });
  expect(record).toMatchObject({ file: 'network.onnx', format: 'onnx', sha256: sha256(model, weights), license: null });
});

test('preprocessing is the formula of the options, else what the network does to bytes', () => {
  const { path } = writeOnnx(temporaryFolder());
  const formulaOf = (options: NetworkOptions) => recordOf(path, options).preprocessing;
  expect(formulaOf({ input: 'u8/127.5-1' })).toBe('u8/127.5-1');
  expect(formulaOf({ inputMean: [0.5], inputStd: [0.25, 0.5, 0.25] })).toBe('(u8/255 - 0.5) / [0.25, 0.5, 0.25]');
  const folder = join(temporaryFolder(), 'train');
  mkdirSync(folder);
  writeLayersModel(folder, referenceTopology(5, 40));
  expect(recordOf(folder)).toMatchObject({ file: 'train', format: 'layers-model' });
  expect(recordOf(folder).preprocessing).toMatch(/^(u8|\(u8 - \d+\)) \* 0\.\d+$/);
  const table = { kind: 'byte-table', name: 't', inputs: ['input'], element: 'float64', perChannel: false } as const;
  const values = Float64Array.from({ length: 256 }, (_, u) => u / 255);
  const tabled: Model = {
    ...{ name: 'm', input: { height: 1, width: 1, channels: 1 } },
    layers: [{ ...table, table: values }],
  };
  expect(recordSource(path, tabled, {}).preprocessing).toBe('a table of 256 numbers, from 0 for 0 to 1 for 255');
});
