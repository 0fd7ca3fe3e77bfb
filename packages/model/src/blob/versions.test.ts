// Which version a file has, and what readers say of one that it should not have.
import type { Layer, Model } from '../graph';
import { errorCode } from '../test-support/build';
import { MODEL_FORMAT, VERSION_OFFSET } from './constants';
import { seal, viewOf } from './envelope';
import { readModel } from './read';
import { writeModel } from './write';

const table: Layer = {
  ...{ kind: 'byte-table', name: 'table', inputs: ['input'], element: 'float32', perChannel: false },
  table: Float32Array.from({ length: 256 }, (_, u) => u / 255),
};
const sums: Layer = {
  ...{ kind: 'int8-conv2d', name: 'sums', inputs: ['input'], filters: 1, groups: 1 },
  window: { size: [1, 1], stride: [1, 1], dilation: [1, 1], padding: { top: 0, left: 0, bottom: 0, right: 0 } },
  weights: Int8Array.of(1),
  zeroPoints: Uint8Array.of(0),
};
const network = (...layers: Layer[]): Model => ({ name: 'm', input: { height: 1, width: 1, channels: 1 }, layers });

const withVersion = (file: Uint8Array, version: number): Uint8Array => {
  viewOf(file).setUint32(VERSION_OFFSET, version, true);
  return seal(file, MODEL_FORMAT);
};

test.each([
  ['kinds of version 2', 2, 3, network(sums)],
  ['a kind of version 3', 3, 2, network(table)],
])('a file with %s has version %i, and as version %i it is rejected', (_, version, other, model) => {
  const file = writeModel(model);
  expect(viewOf(file).getUint32(VERSION_OFFSET, true)).toBe(version);
  expect(readModel(file)).toEqual(model);
  const rejected = () => readModel(withVersion(file, other), 'm.bpm');
  expect(rejected).toThrow(
    `m.bpm: offset 8: expected version ${version}, the first that has all kinds of its layers, got ${other}`,
  );
  expect(errorCode(rejected)).toBe('E_FILE');
});
