import type { Threshold } from './threshold';
import { boundsFitInt16 } from './threshold';
import { forward, named, tensor, values } from '../test-support/build';

test.each([
  { form: 'at least 2', bounds: [2, null], flip: 0, expected: [1, 1, 0, 0] },
  { form: 'at most 1', bounds: [2, null], flip: 1, expected: [0, 0, 1, 1] },
  { form: 'an interval', bounds: [1, 2], flip: 0, expected: [1, 0, 0, 1] },
  { form: 'the complement of an interval', bounds: [1, 2], flip: 1, expected: [0, 1, 1, 0] },
  { form: 'always +1', bounds: [-(2 ** 31), null], flip: 0, expected: [0, 0, 0, 0] },
  { form: 'never +1', bounds: [-(2 ** 31), null], flip: 1, expected: [1, 1, 1, 1] },
  { form: 'the empty interval', bounds: [2, 1], flip: 0, expected: [1, 1, 1, 1] },
] as const)('$form', ({ bounds: [lower, upper], flip, expected }) => {
  const layer = {
    kind: 'threshold',
    perElement: false,
    lower: Int32Array.of(lower),
    upper: upper === null ? null : Int32Array.of(upper),
    flip: Uint8Array.of(flip),
  } as const;
  expect(values(forward(layer, tensor('int32', [1, 4, 1], [0, 1, 2, 3])))).toEqual(expected);
});

test('bounds per element belong to one pixel', () => {
  const lower = Int32Array.of(1, 2, 3, 4);
  const layer = { kind: 'threshold', perElement: true, lower, upper: null, flip: Uint8Array.of(0, 0, 1, 1) } as const;
  expect(values(forward(layer, tensor('int32', [2, 1, 2], [1, 1, 3, 3])))).toEqual([0, 1, 1, 0]);
});

test('bounds per channel repeat over the pixels', () => {
  const lower = Int32Array.of(1, 2);
  const layer = { kind: 'threshold', perElement: false, lower, upper: null, flip: new Uint8Array(2) } as const;
  expect(values(forward(layer, tensor('int32', [2, 1, 2], [1, 1, 0, 2])))).toEqual([0, 1, 1, 0]);
});

test.each([
  [-32768, 32767, true],
  [-32769, 0, false],
  [0, 32768, false],
])('bounds %i and %i fit int16: %s', (lower, upper, fits) => {
  const layer = named({
    kind: 'threshold',
    perElement: false,
    lower: Int32Array.of(lower),
    upper: Int32Array.of(upper),
    flip: new Uint8Array(1),
  });
  expect(boundsFitInt16(layer as Threshold)).toBe(fits);
});

test('rejects a flip that is no bit and arrays of another length', () => {
  const x = tensor('int32', [1, 1, 2], [0, 0]);
  const layer = { kind: 'threshold', perElement: false, lower: new Int32Array(2), upper: null } as const;
  expect(() => forward({ ...layer, flip: Uint8Array.of(0, 2) }, x)).toThrow('flip[1]: expected 0 or 1, got 2');
  expect(() => forward({ ...layer, flip: new Uint8Array(3) }, x)).toThrow('flip: expected 2 elements, got 3');
});
