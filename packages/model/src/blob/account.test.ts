import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomModel } from '../random-model/random-model';
import type { Model } from '../graph';
import { windowOf } from '../test-support/build';
import { modelBytes, paddingAdvice } from './account';
import { readModel } from './read';
import { writeModel } from './write';

const ZOO = ['reference', 'reference-plus', 'reference-2bit', 'resnet-20', 'reference-cntk-schedule'];
const inZoo = (name: string): Buffer => readFileSync(join(__dirname, '../../../../zoo', name, 'model.bpm'));

/** One 3×3 layer of signs, from `channels` to `filters`. */
const networkOf = (channels: number, filters: number): Model => ({
  name: 'net',
  input: { height: 4, width: 4, channels: 1 },
  layers: [
    {
      ...{
        kind: 'int8-conv2d',
        name: 'first',
        inputs: ['input'],
        filters: channels,
        window: windowOf([1, 1]),
        groups: 1,
      },
      weights: new Int8Array(channels),
      zeroPoints: Uint8Array.of(0),
    },
    {
      ...{ kind: 'threshold', name: 'threshold', inputs: ['first'], perElement: false },
      ...{ lower: new Int32Array(channels), upper: null, flip: new Uint8Array(channels) },
    },
    {
      ...{ kind: 'binary-conv2d', name: 'conv', inputs: ['threshold'], filters, window: windowOf([3, 3]), groups: 1 },
      padValue: 0,
      weights: { type: 'signs', values: new Uint8Array(9 * channels * filters), mask: null },
    },
  ],
});

function expectWhole(model: Model, nbytes: number): void {
  const { file, layers, weights, thresholds, numbers, padding, header, names, records, alignment } = modelBytes(model);
  expect(file).toBe(nbytes);
  expect(weights + thresholds + numbers + padding + header + names + records + alignment).toBe(nbytes);
  for (const part of ['weights', 'thresholds', 'numbers', 'padding'] as const) {
    expect(layers.reduce((sum, layer) => sum + layer[part], 0)).toBe({ weights, thresholds, numbers, padding }[part]);
  }
}

test.each(ZOO)('the account of %s adds up to its file', (name) => {
  const bytes = inZoo(name);
  expectWhole(readModel(bytes, name), bytes.length);
});

test('accounts of random models add up to their files', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const model = randomModel(seed);
    expectWhole(model, writeModel(model).length);
  }
});

test('class names are names', () => {
  const plain = networkOf(64, 2);
  const named = { ...plain, classes: ['cat', 'dog'] };
  expectWhole(named, writeModel(named).length);
  expect(modelBytes(named).names - modelBytes(plain).names).toBe('classes\0cat\0dog\0'.length);
});

test('32 channels take the bytes of 64, and half of them are named padding', () => {
  const conv = ({ layers }: Model) =>
    modelBytes(networkOf(32, 64)).layers.find(({ layer }) => layer.name === layers[2].name)!;
  expect(conv(networkOf(32, 64))).toMatchObject({ weights: (9 * 32 * 64) / 8, padding: (9 * 32 * 64) / 8 });
  const { layers } = modelBytes(networkOf(64, 64));
  expect(layers[2]).toMatchObject({ weights: (9 * 64 * 64) / 8, padding: 0 });
});

test('advice names channels and layers where padding is much of the file, and is silent where it is not', () => {
  expect(paddingAdvice(networkOf(32, 64))).toEqual([
    'padding: 2.3 kB in threshold, conv: 32 channels are stored as 64 bits; ' +
      'up to 64 take the same bytes in these layers, so prefer multiples of 64',
  ]);
  expect(paddingAdvice(networkOf(64, 64))).toEqual([]);
  expect(paddingAdvice(readModel(inZoo('resnet-20'))).length).toBeGreaterThan(0);
});
