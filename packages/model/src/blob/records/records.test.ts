// Every kind of layer that version 2 added, in one small network with branches, whole and damaged.
import type { Layer, Model } from '../../graph';
import { wholeWindow, type Window } from '../../layers/window';
import { randomImages } from '../../random-model/random-images';
import { run } from '../../interpreter';
import { errorCode, windowOf } from '../../test-support/build';
import { LAYER_RECORD_NUMBERS, MODEL_FORMAT, NUM_ATTRIBUTES, SECTION_ROW_NBYTES } from '../constants';
import { seal, viewOf } from '../envelope';
import { readModel } from '../read';
import { writeModel } from '../write';

const SHAPE = { height: 2, width: 2, channels: 1 };
const PAIR = windowOf([1, 2]);
const ONE = windowOf([1, 1]);

const int8Conv: Layer = {
  ...{ kind: 'int8-conv2d', name: 'int8', inputs: ['input'], filters: 2, window: ONE, groups: 1 },
  weights: Int8Array.of(1, -3),
  zeroPoints: Uint8Array.of(128),
};
const binaryConv: Layer = {
  ...{ kind: 'binary-conv2d', name: 'binary', inputs: ['planes'], filters: 4, window: PAIR, groups: 2, padValue: 1 },
  weights: {
    type: 'signs',
    values: Uint8Array.of(1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1),
    mask: Uint8Array.of(1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1),
  },
};

const MODEL: Model = {
  name: 'branches',
  input: SHAPE,
  layers: [
    int8Conv,
    {
      kind: 'affine',
      name: 'real',
      inputs: ['int8'],
      element: 'float32',
      scale: null,
      offset: Float32Array.of(0.5, 2),
    },
    { kind: 'residual-sign', name: 'planes', inputs: ['real'], element: 'float32', scales: Float32Array.of(30, 9) },
    binaryConv,
    {
      ...{ kind: 'plane-sum', name: 'sum', inputs: ['binary'], element: 'float32', planes: 2 },
      scales: Float32Array.of(30, 1, 9, -1),
    },
    { kind: 'max-pool', name: 'pool', inputs: ['real'], window: PAIR },
    { kind: 'add', name: 'shortcut', inputs: ['sum', 'pool'], element: 'float32' },
    { kind: 'sign', name: 'sign', inputs: ['shortcut'] },
    { kind: 'sign', name: 'sign-2', inputs: ['pool'] },
    { kind: 'concat', name: 'joined', inputs: ['sign-2', 'sign'] },
    {
      ...{ kind: 'binary-conv2d', name: 'last', inputs: ['joined'], filters: 1, window: ONE, groups: 1, padValue: 0 },
      weights: { type: 'signs', values: Uint8Array.of(1, 0, 0, 1), mask: null },
    },
    { kind: 'average-pool', name: 'mean', inputs: ['last'], element: 'float32', window: windowOf([2, 1]) },
    {
      ...{ kind: 'int8-dense', name: 'dense', inputs: ['mean'], element: 'float32', filters: 2 },
      weights: Int8Array.of(127, -127),
      scale: Float32Array.of(0.5, 0.25),
      offset: Float32Array.of(1, -1),
    },
  ],
};

test('is read as it was written', () => {
  const file = writeModel(MODEL);
  expect(readModel(file)).toEqual(MODEL);
  expect(writeModel(readModel(file))).toEqual(file);
  const image = randomImages(MODEL, 1, 1)[0];
  expect(run(readModel(file), image)).toEqual(run(MODEL, image));
});

test('optional parts may be absent', () => {
  const layers = MODEL.layers.map((layer) => (layer.kind === 'int8-dense' ? { ...layer, offset: null } : layer));
  expect(readModel(writeModel({ ...MODEL, layers })).layers.at(-1)).toEqual(layers.at(-1));
});

const FILE = writeModel(MODEL);
const LAYERS_ROW = 64 + 2 * SECTION_ROW_NBYTES;
const ATTRIBUTE = 6;
const SECTION = ATTRIBUTE + NUM_ATTRIBUTES;

/** Where number `index` of the record of layer `name` stands. */
function placeOf(name: string, index: number): number {
  const layer = MODEL.layers.findIndex((other) => other.name === name);
  return viewOf(FILE).getUint32(LAYERS_ROW + 8, true) + 4 * (LAYER_RECORD_NUMBERS * layer + index);
}

/** Where the array in the layer's section `slot` begins. */
function sectionOf(name: string, slot: number): number {
  const section = viewOf(FILE).getUint32(placeOf(name, SECTION + slot), true);
  return viewOf(FILE).getUint32(64 + section * SECTION_ROW_NBYTES + 8, true);
}

function damaged(offset: number, value: number): Uint8Array {
  const file = FILE.slice();
  viewOf(file).setUint32(offset, value, true);
  return seal(file, MODEL_FORMAT);
}

/** The bits of a float32. */
const bitsOf = (x: number): number => viewOf(new Uint8Array(Float32Array.of(x).buffer)).getUint32(0, true);

test.each([
  ['mean', ATTRIBUTE, 0, 'size[0]: expected an integer of 1 or more, got 0'],
  ['mean', ATTRIBUTE, 1, "layer 'dense' (int8-dense): weights: expected 4 elements, got 2"],
  ['mean', ATTRIBUTE + 10, 1, "expected attribute 10 of layer 'mean' to be 0, got 1"],
  [
    'pool',
    ATTRIBUTE + 6,
    2,
    'padding: expected a tap of every window inside the image, got taps from -2 to -2 on 2 rows',
  ],
  ['sign', ATTRIBUTE, 1, "expected attribute 0 of layer 'sign' to be 0, got 1"],
  ['sign', SECTION, 3, "expected section 0 of layer 'sign' to be absent, got int8"],
  ['planes', ATTRIBUTE, 3, "expected section 0 of layer 'planes' to be 12 bytes of float32, got 8 of float32"],
  ['planes', ATTRIBUTE, 0, "expected section 0 of layer 'planes' to be 0 bytes of float32, got 8 of float32"],
  ['planes', SECTION + 1, 5, "expected section 1 of layer 'planes' to be absent, got float32"],
  ['sum', ATTRIBUTE, 3, 'planes: expected a divisor of 4 channels, at most 16, got 3'],
  ['sum', ATTRIBUTE, 4, "layer 'shortcut' (add): inputs: expected two of one shape, got 2×1×1 and 2×1×2"],
  ['dense', SECTION, 4, "expected section 0 of layer 'dense' to be 2 bytes of int8, got 1 of uint8"],
  ['dense', SECTION, 0xffffffff, "expected section 0 of layer 'dense' to be 2 bytes of int8, got none"],
  ['dense', SECTION + 1, 0xffffffff, "expected section 1 of layer 'dense' to be 8 bytes of float32, got none"],
  ['binary', SECTION + 1, 3, "expected section 1 of layer 'binary' to be 64 bytes of bits, got 2 of int8"],
  ['last', SECTION + 1, 3, "expected section 1 of layer 'last' to be 8 bytes of bits, got 2 of int8"],
  ['shortcut', 2, 1, "expected layer 'shortcut' to read earlier tensors and make tensor 7, got 1, 5, 6, 7"],
  ['shortcut', 4, 7, "expected layer 'shortcut' to read earlier tensors and make tensor 7, got 2, 5, 7, 7"],
  ['shortcut', 4, 1, "expected layer 'shortcut' (add) to be float32 → float32, got float32, int32 → float32"],
  ['shortcut', 4, 2, "layer 'shortcut' (add): inputs: expected two of one shape, got 2×1×2 and 2×2×2"],
  ['joined', 3, 7, "layer 'joined' (concat): inputs: expected two of one element type, got float32 and bits"],
  ['pool', 2, 2, "expected layer 'pool' to read earlier tensors and make tensor 6, got 2, 2, 4294967295, 6"],
  ['pool', 2, 3, "expected layer 'pool' to read earlier tensors and make tensor 6, got 3, 2, 4294967295, 6"],
] as const)("rejects a file whose layer '%s' has %i at number %i", (name, index, value, message) => {
  expect(() => readModel(damaged(placeOf(name, index), value), 'm.bpm')).toThrow(message);
});

test('a layer that no later one reads is read, though no writer makes one', () => {
  const model = readModel(damaged(placeOf('joined', 3), 8));
  expect(model.layers.filter(({ inputs }) => inputs.includes('sign-2'))).toEqual([]);
  expect(() => writeModel(model)).toThrow("layer 'sign-2' (sign): expected a later layer to read it");
});

test.each([
  ['planes', 0, bitsOf(0), 'scales[0]: expected a number above 0, got 0'],
  ['planes', 0, bitsOf(-1), 'scales[0]: expected a number above 0, got -1'],
  ['planes', 0, bitsOf(Infinity), 'scales[0]: expected a finite number, got Infinity'],
  ['sum', 0, bitsOf(NaN), 'scales[0]: expected a finite number, got NaN'],
  ['dense', 0, 0x80, 'weights[0]: expected −127…127, got -128'],
  ['dense', 1, bitsOf(NaN), 'scale[0]: expected a finite number, got NaN'],
  ['dense', 2, bitsOf(-Infinity), 'offset[0]: expected a finite number, got -Infinity'],
  ['binary', 1, 0b10, 'weights[0]: expected 0, since its mask says that it is not there, got 1'],
  ['binary', 1, 0b100, "expected zeros after bit 2 of each row of layer 'binary', got others"],
] as const)(
  "rejects a file whose layer '%s' holds wrong parameters in section %i: %#",
  (name, slot, value, message) => {
    const file = damaged(sectionOf(name, slot), value);
    expect(() => readModel(file, 'm.bpm')).toThrow(message);
    expect(['E_FILE', 'E_VALUE']).toContain(errorCode(() => readModel(file)));
  },
);

test('rejects two inputs of a kind that reads one', () => {
  const file = damaged(placeOf('pool', 2), 2);
  viewOf(file).setUint32(placeOf('pool', 4), 2, true);
  expect(() => readModel(seal(file, MODEL_FORMAT))).toThrow(
    "layer 'pool' (max-pool): inputs: expected one input, got 2",
  );
});

test('a window over the whole image is stored as its size', () => {
  const window: Window = wholeWindow({ height: 2, width: 1, channels: 1 });
  const layers = MODEL.layers.map((layer) => (layer.kind === 'average-pool' ? { ...layer, window } : layer));
  expect(writeModel({ ...MODEL, layers })).toEqual(FILE);
});
