import { crc32 } from 'node:zlib';
import type { Model } from '../graph';
import { randomModel } from '../random-model/random-model';
import { errorCode, windowOf } from '../test-support/build';
import { MODEL_FORMAT } from './constants';
import { seal, viewOf } from './envelope';
import { readModel } from './read';
import { writeModel } from './write';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

test.each(SEEDS)('random model %i is read as it was written', (seed) => {
  const model = randomModel(seed);
  const file = writeModel(model);
  expect(readModel(file)).toEqual(model);
  expect(writeModel(readModel(file))).toEqual(file);
});

test('a Buffer in the middle of another is read alike', () => {
  const file = writeModel(randomModel(1));
  const buffer = Buffer.concat([Buffer.of(1, 2, 3), file]).subarray(3);
  expect(readModel(buffer)).toEqual(randomModel(1));
});

/** int8-conv2d (1 filter of 1×1) → affine (offset 0.5): small enough to know every offset. */
const SMALL: Model = {
  name: 'small',
  input: { height: 1, width: 2, channels: 1 },
  layers: [
    {
      kind: 'int8-conv2d',
      name: 'a',
      inputs: ['input'],
      filters: 1,
      window: windowOf([1, 1]),
      groups: 1,
      weights: Int8Array.of(-3),
      zeroPoints: Uint8Array.of(128),
    },
    { kind: 'affine', name: 'b', inputs: ['a'], element: 'float32', scale: null, offset: Float32Array.of(0.5) },
  ],
};

// 64 header, 6 · 24 section table; strings at 256, tensors at 320, layers at 384, weights at 640, zero points at 704,
// offset at 768.
const [STRINGS, TENSORS, LAYERS, WEIGHTS, ZERO_POINTS, OFFSET] = [256, 320, 384, 640, 704, 768];
const SECOND_LAYER = LAYERS + 128;

test('the file is laid out as docs/format.md says', () => {
  const file = writeModel(SMALL);
  const view = viewOf(file);
  const numbers = (offset: number, count: number) =>
    Array.from({ length: count }, (_, k) => view.getUint32(offset + 4 * k, true));
  const none = 0xffffffff;

  expect(Buffer.from(file.subarray(0, 8)).toString('latin1')).toBe('\x89BPM\r\n\x1a\n');
  expect(numbers(16, 12)).toEqual([OFFSET + 4, 0, 6, 3, 2, 0, 0, 0, 0, 0, 0, 0]);
  expect(numbers(64, 36)).toEqual([
    ...[1, 0, STRINGS, 0, 10, 0],
    ...[2, 0, TENSORS, 0, 48, 0],
    ...[3, 0, LAYERS, 0, 256, 0],
    ...[5, 0, WEIGHTS, 0, 1, 0],
    ...[4, 0, ZERO_POINTS, 0, 1, 0],
    ...[8, 0, OFFSET, 0, 4, 0],
  ]);
  expect(Buffer.from(file.subarray(STRINGS, STRINGS + 10)).toString()).toBe('small\0a\0b\0');
  expect(numbers(TENSORS, 12)).toEqual([0, 1, 2, 1, 2, 1, 2, 1, 3, 1, 2, 1]);
  expect(numbers(LAYERS, 32)).toEqual([
    ...[1, 6, 1, 0, none, 1],
    ...[1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
    ...[3, 4, none, none, none, none, none, none, none, none],
  ]);
  expect(numbers(SECOND_LAYER, 32)).toEqual([
    ...[5, 8, 1, 1, none, 2],
    ...new Array<number>(16).fill(0),
    ...[none, 5, none, none, none, none, none, none, none, none],
  ]);
  expect([view.getInt8(WEIGHTS), view.getUint8(ZERO_POINTS), view.getFloat32(OFFSET, true)]).toEqual([-3, 128, 0.5]);

  const zeroed = file.slice();
  zeroed.fill(0, 12, 16);
  expect(view.getUint32(12, true)).toBe(crc32(zeroed));
});

/**
 * The small file with one number changed; the checksum is made right again unless the change is in the checksum itself.
 */
function damaged(offset: number, value: number): Uint8Array {
  const file = writeModel(SMALL);
  viewOf(file).setUint32(offset, value, true);
  return offset < 24 ? file : seal(file, MODEL_FORMAT);
}

test.each([
  [0, 0, 'offset 0: expected the mark of a .bpm file, got byte 0x0'],
  [4, 0x010a1a0a, 'offset 4: expected the mark of a .bpm file, got byte 0xa'],
  [8, 4, 'offset 8: expected version 2 or 3, got the newer version 4; update Bitplane, or export again with this one'],
  [8, 1, 'offset 8: expected version 2 or 3, got the older version 1; export again with this Bitplane'],
  [16, 9, `offset 16: expected 9 bytes, got a file of ${OFFSET + 4}; copy it again`],
  [24, 3, 'offset 24: expected 4 sections or more, with a table inside the file, got 3'],
  [24, 1000, 'offset 24: expected 4 sections or more, with a table inside the file, got 1000'],
  [28, 4, `offset ${TENSORS}: expected 4 tensors, 2 or more, got 48 bytes of them`],
  [32, 1, `offset ${LAYERS}: expected 2 layers of 128 bytes, got 1 in 256 bytes`],
  [36, 10, 'offset 36: expected a name inside the 10 bytes of names, got offset 10'],
  [40, 1, 'offset 40: expected zero between sections, got 1'],
  [64, 2, 'offset 64: expected section 0 to hold strings and a zero, got type 2'],
  [68, 1, 'offset 64: expected section 0 to hold strings and a zero'],
  [64 + 72, 1, 'offset 136: expected section 3 to hold parameters and a zero, got type 1'],
  [64 + 72, 10, 'offset 136: expected section 3 to hold parameters and a zero, got type 10'],
  [64 + 80, WEIGHTS + 4, 'offset 136: expected section 3 at a multiple of 64, at 640 or later, got it at 644'],
  [64 + 80, LAYERS, 'offset 136: expected section 3 at a multiple of 64, at 640 or later, got it at 384'],
  [64 + 84, 1, 'offset 144: expected section 3 inside the file, got 1 bytes at 4294967936'],
  [64 + 88, 1000, 'offset 144: expected section 3 inside the file, got 1000 bytes at 640'],
  [WEIGHTS + 8, 1, `offset ${WEIGHTS + 8}: expected zero between sections, got 1`],
  [STRINGS + 6, 0x620080, `offset ${LAYERS + 4}: expected a name in UTF-8, got other bytes`],
  [TENSORS, 4, `offset ${TENSORS}: expected an element type of 0 to 3, got 4`],
  [TENSORS + 20, 2, `offset ${TENSORS + 16}: expected tensor 'a' to be int32 1×2×1, got int32 2×2×1`],
  [LAYERS, 0, `offset ${LAYERS}: expected a known kind of layer, got code 0`],
  [LAYERS, 999, `offset ${LAYERS}: expected a known kind of layer, got code 999`],
  [LAYERS, 9, `offset ${LAYERS}: expected layer 'a' (sign) to be float32 → bits, got uint8 → int32`],
  [LAYERS + 4, 10, `offset ${LAYERS + 4}: expected a name inside the 10 bytes of names, got offset 10`],
  [
    LAYERS + 8,
    2,
    `offset ${LAYERS + 8}: expected layer 'a' to read earlier tensors and make tensor 1, got 2, 0, 4294967295, 1`,
  ],
  [LAYERS + 12, 1, `expected layer 'a' to read earlier tensors and make tensor 1, got 1, 1, 4294967295, 1`],
  [LAYERS + 16, 0, `expected layer 'a' to read earlier tensors and make tensor 1, got 1, 0, 0, 1`],
  [LAYERS + 20, 2, `expected layer 'a' to read earlier tensors and make tensor 1, got 1, 0, 4294967295, 2`],
  [LAYERS + 24, 2, `offset ${WEIGHTS}: expected section 0 of layer 'a' to be 2 bytes of int8, got 1 of int8`],
  [LAYERS + 64, 0, `offset ${LAYERS}: expected the groups of layer 'a' to divide its 1 channels, got 0`],
  [LAYERS + 68, 1, `offset ${LAYERS + 68}: expected attribute 11 of layer 'a' to be 0, got 1`],
  [LAYERS + 88, 2, `offset ${LAYERS}: expected parameters in a section from 3 to 5, got 2`],
  [LAYERS + 88, 6, `offset ${LAYERS}: expected parameters in a section from 3 to 5, got 6`],
  [LAYERS + 88, 4, `offset ${ZERO_POINTS}: expected section 0 of layer 'a' to be 1 bytes of int8, got 1 of uint8`],
  [LAYERS + 88, 0xffffffff, `offset ${LAYERS}: expected section 0 of layer 'a' to be 1 bytes of int8, got none`],
  [LAYERS + 96, 3, `offset ${LAYERS + 96}: expected section 2 of layer 'a' to be absent, got int8`],
])('rejects a file whose number at %i is %i', (offset, value, message) => {
  const file = damaged(offset, value);
  expect(() => readModel(file, 'm.bpm')).toThrow(message);
  expect(() => readModel(file, 'm.bpm')).toThrow('m.bpm: offset ');
  expect(errorCode(() => readModel(file))).toBe('E_FILE');
});

test('rejects a set padding bit, which a kernel that counts would take for a weight', () => {
  const model = randomModel(2);
  const file = writeModel(model);
  const section = SEEDS.map((k) => 64 + 24 * k).find((row) => viewOf(file).getUint32(row, true) === 9)!;
  const offset = viewOf(file).getUint32(section + 8, true);
  file[offset + 7] |= 0x80;
  expect(() => readModel(seal(file, MODEL_FORMAT), 'm.bpm')).toThrow(
    `m.bpm: offset ${offset}: expected zeros after bit`,
  );
});

test('rejects what is too short to be a file', () => {
  expect(() => readModel(new Uint8Array(63), 'm.bpm')).toThrow(
    'm.bpm: offset 0: expected a header of 64 bytes, got a file of 63',
  );
});

test('every flipped byte is noticed', () => {
  const file = writeModel(SMALL);
  for (let offset = 0; offset < file.length; offset++) {
    const copy = file.slice();
    copy[offset] ^= 0x10;
    const expected = offset < 12 || (offset >= 16 && offset < 24) ? 'E_FILE' : 'E_CHECKSUM';
    expect({ offset, code: errorCode(() => readModel(copy)) }).toEqual({ offset, code: expected });
  }
});

test('every cut is noticed', () => {
  const file = writeModel(SMALL);
  for (let length = 0; length < file.length; length++) {
    expect(errorCode(() => readModel(file.subarray(0, length)))).toBe('E_FILE');
  }
});

test('a layer that a sound file spells out but that cannot be is rejected by its kind', () => {
  expect(() => readModel(damaged(LAYERS + 32, 0))).toThrow(
    "layer 'a' (int8-conv2d): stride[0]: expected an integer of 1",
  );
});

test('rejects a side that is too long to walk along', () => {
  const wide = damaged(TENSORS + 8, 65536);
  expect(() => readModel(wide)).toThrow("'small': expected at most 65535 rows and columns, got 1×65536×1");
});
