// Kinds of version 3 in one small network, written, read and damaged.
import type { Layer, Model } from '../../graph';
import { run } from '../../interpreter';
import { randomImages } from '../../random-model/random-images';
import { windowOf } from '../../test-support/build';
import { LAYER_RECORD_NUMBERS, MODEL_FORMAT, NUM_ATTRIBUTES, SECTION_ROW_NBYTES } from '../constants';
import { seal, viewOf } from '../envelope';
import { readModel } from '../read';
import { writeModel } from '../write';

const LAYERS: readonly Layer[] = [
  {
    ...{ kind: 'byte-table', name: 'flip', inputs: ['input'], element: 'uint8', perChannel: false },
    table: Uint8Array.from({ length: 256 }, (_, u) => 255 - u),
  },
  {
    ...{ kind: 'byte-table', name: 'floats', inputs: ['flip'], element: 'float32', perChannel: true },
    table: Float32Array.from({ length: 512 }, (_, k) => (k % 256) / (k < 256 ? 255 : 100) - 0.5),
  },
  {
    ...{ kind: 'float-conv2d', name: 'conv', inputs: ['floats'], filters: 2, groups: 2, window: windowOf([1, 2]) },
    weights: Float32Array.of(1, -2, 0.5, 3),
    bias: Float32Array.of(-1, 0.25),
  },
  { kind: 'clip', name: 'clip', inputs: ['conv'], element: 'float32', minimum: -1, maximum: 1 },
  { kind: 'upsample', name: 'large', inputs: ['clip'], factors: [2, 3] },
  {
    ...{ kind: 'quantize', name: 'bytes', inputs: ['large'], element: 'float32' },
    scale: Float32Array.of(0.01, 0.02),
    zeroPoints: Uint8Array.of(128, 0),
  },
  {
    ...{ kind: 'int8-conv2d', name: 'sums', inputs: ['bytes'], filters: 1, groups: 1, window: windowOf([1, 1]) },
    weights: Int8Array.of(3, -4),
    zeroPoints: Uint8Array.of(128, 0),
  },
];
const MODEL: Model = { name: 'floats', input: { height: 2, width: 2, channels: 2 }, layers: LAYERS };
const FILE = writeModel(MODEL);

test('is read as it was written', () => {
  expect(readModel(FILE)).toEqual(MODEL);
  expect(writeModel(readModel(FILE))).toEqual(FILE);
  const image = randomImages(MODEL, 1, 1)[0];
  expect(run(readModel(FILE), image)).toEqual(run(MODEL, image));
});

test('the bias may be absent', () => {
  const layers = LAYERS.map((layer) => (layer.kind === 'float-conv2d' ? { ...layer, bias: null } : layer));
  expect(readModel(writeModel({ ...MODEL, layers })).layers).toEqual(layers);
});

function placeOf(name: string, index: number): number {
  const layer = LAYERS.findIndex((other) => other.name === name);
  return viewOf(FILE).getUint32(64 + 2 * SECTION_ROW_NBYTES + 8, true) + 4 * (LAYER_RECORD_NUMBERS * layer + index);
}

/** Where the array in the layer's section `slot` begins. */
function sectionOf(name: string, slot: number): number {
  const section = viewOf(FILE).getUint32(placeOf(name, 6 + NUM_ATTRIBUTES + slot), true);
  return viewOf(FILE).getUint32(64 + section * SECTION_ROW_NBYTES + 8, true);
}

function damaged(offset: number, value: number): Uint8Array {
  const file = FILE.slice();
  viewOf(file).setUint32(offset, value, true);
  return seal(file, MODEL_FORMAT);
}

test.each([
  ['flip', 6, 1, "expected section 0 of layer 'flip' to be 512 bytes of uint8, got 256 of uint8"],
  ['floats', 6, 2, "expected section 0 of layer 'floats' to be 1024 bytes of float32, got 2048 of float32"],
  ['conv', 16, 1, "expected section 0 of layer 'conv' to be 32 bytes of float32, got 16 of float32"],
  ['conv', 23, 4, "expected section 1 of layer 'conv' to be 8 bytes of float32, got 2048 of float32"],
  ['clip', 6, 1, "expected attribute 0 of layer 'clip' to be 0, got 1"],
  ['large', 6, 0, "layer 'large' (upsample): factors[0]: expected an integer of 1 or more, got 0"],
  ['large', 7, 2, "expected tensor 'large' to be float32 4×2×2, got float32 4×3×2"],
  ['bytes', 23, 0xffffffff, "expected section 1 of layer 'bytes' to be 2 bytes of uint8, got none"],
] as const)("rejects a file whose layer '%s' has at number %i the number %i", (name, index, value, message) => {
  expect(() => readModel(damaged(placeOf(name, index), value), 'm.bpm')).toThrow(message);
});

test.each([
  ['floats', 0, 0x7fc00000, 'table[0]: expected a finite number, got NaN'],
  ['conv', 0, 0x7f800000, 'weights[0]: expected a finite number, got Infinity'],
  ['conv', 1, 0xff800000, 'bias[0]: expected a finite number, got -Infinity'],
  ['clip', 0, 0x40000000, 'maximum: expected at least the minimum, 2, got 1'],
  ['bytes', 0, 0, 'scale[0]: expected a number above 0, got 0'],
] as const)(
  "rejects a file whose layer '%s' holds wrong parameters in section %i: %#",
  (name, slot, value, message) => {
    expect(() => readModel(damaged(sectionOf(name, slot), value), 'm.bpm')).toThrow(message);
  },
);
