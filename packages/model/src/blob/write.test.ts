import type { Layer, Model } from '../graph';
import { randomFloatModel } from '../random-model/random-float-model';
import { errorCode, windowOf } from '../test-support/build';
import { SECTION_CODES } from './constants';
import { viewOf } from './envelope';
import { readModel } from './read';
import { writeModel } from './write';

const CONV: Layer = {
  kind: 'int8-conv2d',
  name: 'conv',
  inputs: ['input'],
  filters: 1,
  window: windowOf([1, 1]),
  groups: 1,
  weights: Int8Array.of(1),
  zeroPoints: Uint8Array.of(0),
};
const model = (...layers: Layer[]): Model => ({
  name: 'net',
  input: { height: 1, width: 1, channels: 1 },
  layers: [CONV, ...layers],
});
const threshold = (lower: number, upper: number | null): Layer => ({
  kind: 'threshold',
  name: 'bits',
  inputs: ['conv'],
  perElement: false,
  lower: Int32Array.of(lower),
  upper: upper === null ? null : Int32Array.of(upper),
  flip: Uint8Array.of(0),
});

test('rejects kinds of a model whose passes are not done, by name and with what to do', () => {
  expect(() => writeModel(randomFloatModel(1))).toThrow(
    /layer 'normalize-1': expected a kind that .bpm files hold \(int8-conv2d, .*\), got normalize; run the converter's passes first/,
  );
});

test.each([
  [
    { kind: 'relu', name: 'r', inputs: ['conv'] },
    "layer 'r' (relu): .bpm files hold float32 → float32, got int32 → int32",
  ],
  [
    { kind: 'average-pool', name: 'p', inputs: ['conv'], element: 'float64', window: windowOf([1, 1]) },
    "layer 'p' (average-pool): .bpm files hold int32 or float32 → float32, got int32 → float64; run the converter's passes first",
  ],
] as [Layer, string][])('rejects element types that a runtime does not have: %#', (layer, message) => {
  expect(() => writeModel(model(layer))).toThrow(message);
  expect(errorCode(() => writeModel(model(layer)))).toBe('E_LAYER');
});

test.each([
  [-32768, 32767, 'int16'],
  [-32769, 32767, 'int32'],
  [0, 32768, 'int32'],
  [32767, null, 'int16'],
] as const)('bounds %i and %s are stored as %s', (lower, upper, type) => {
  const net = model(threshold(lower, upper));
  const file = writeModel(net);
  expect(viewOf(file).getUint32(64 + 5 * 24, true)).toBe(SECTION_CODES[type]);
  expect(readModel(file)).toEqual(net);
});

test('latent weights are stored as their signs', () => {
  const binary = {
    kind: 'binary-conv2d',
    name: 'binary',
    inputs: ['bits'],
    filters: 2,
    window: windowOf([1, 1]),
    groups: 1,
    padValue: -1,
  } as const;
  const latent = { type: 'latent', quantizer: 'sign', values: Float32Array.of(-0, -0.5) } as const;
  const signs = { type: 'signs', values: Uint8Array.of(0, 1), mask: null } as const;
  const written = writeModel(model(threshold(0, null), { ...binary, weights: latent }));
  expect(readModel(written)).toEqual(model(threshold(0, null), { ...binary, weights: signs }));
});

test('names may hold any characters but the zero byte', () => {
  const named = (name: string): Model => ({ ...model(), name });
  for (const name of ['', 'blåbær', '\uFEFF网络', '🙂']) expect(readModel(writeModel(named(name))).name).toBe(name);
  expect(() => writeModel(named('a\0b'))).toThrow('name "a\\u0000b": expected no zero byte; rename the layer');
});
