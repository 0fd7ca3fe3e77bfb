// Sound networks, of which hostile files are made.
import { wholeWindow, type Layer, type Model } from '@bitplane/model';

const window = wholeWindow({ height: 1, width: 1, channels: 1 });

const OF_BOTH_VERSIONS: readonly Layer[] = [
  {
    ...{ kind: 'int8-conv2d', name: 'bytes', inputs: ['input'], filters: 2, window, groups: 1 },
    ...{ weights: Int8Array.of(1, -2, 3, 4, -5, 127), zeroPoints: Uint8Array.of(0, 9, 255) },
  },
  {
    ...{ kind: 'threshold', name: 'signs', inputs: ['bytes'], perElement: false },
    ...{ lower: Int32Array.of(-50, 1), upper: Int32Array.of(70, 400), flip: Uint8Array.of(0, 1) },
  },
  {
    ...{ kind: 'bit-max-pool', name: 'pool', inputs: ['signs'], window, minimum: Uint8Array.of(0, 1) },
  },
  {
    ...{ kind: 'binary-conv2d', name: 'counts', inputs: ['pool'], filters: 2, window, groups: 1, padValue: 0 },
    weights: { type: 'signs', values: Uint8Array.of(0, 1, 0, 0), mask: Uint8Array.of(1, 1, 0, 1) },
  },
  {
    ...{ kind: 'affine', name: 'scaled', inputs: ['counts'], element: 'float32' },
    ...{ scale: Float32Array.of(0.5, -2), offset: Float32Array.of(1, 2) },
  },
];

const OF_VERSION_3: readonly Layer[] = [
  {
    ...{ kind: 'float-conv2d', name: 'mixed', inputs: ['scaled'], filters: 2, window, groups: 1 },
    ...{ weights: Float32Array.of(1, -1, 0.5, 2), bias: Float32Array.of(3, 4) },
  },
  { kind: 'clip', name: 'clipped', inputs: ['mixed'], element: 'float32', minimum: -1, maximum: 1 },
  { kind: 'add', name: 'sum', inputs: ['clipped', 'scaled'], element: 'float32' },
  { kind: 'upsample', name: 'larger', inputs: ['sum'], factors: [2, 1] },
  { kind: 'channel-shuffle', name: 'shuffled', inputs: ['larger'], groups: 2 },
  {
    ...{ kind: 'quantize', name: 'requantized', inputs: ['shuffled'], element: 'float32' },
    ...{ scale: Float32Array.of(1, 2), zeroPoints: Uint8Array.of(1, 2) },
  },
  {
    ...{ kind: 'byte-table', name: 'table', inputs: ['requantized'], element: 'float32', perChannel: true },
    table: Float32Array.from({ length: 512 }, (_, k) => k / 8),
  },
];

const input = { height: 2, width: 2, channels: 3 };
const classes = ['cat', 'dog'];

export const SOUND_2: Model = { name: 'two', input, classes, layers: OF_BOTH_VERSIONS };
export const SOUND_3: Model = { name: 'three', input, classes, layers: [...OF_BOTH_VERSIONS, ...OF_VERSION_3] };
