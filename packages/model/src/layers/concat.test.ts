import { errorCode, forward, tensor, values } from '../test-support/build';

test('each pixel has the channels of the first input, then those of the second', () => {
  const a = tensor('float32', [1, 2, 2], [1, 2, 3, 4]);
  const b = tensor('float32', [1, 2, 1], [-5, -0]);
  const joined = forward({ kind: 'concat' }, a, b);
  expect([joined.element, joined.channels, ...values(joined)]).toEqual(['float32', 3, 1, 2, -5, 3, 4, -0]);
});

test('bits that do not end at a word join without a gap', () => {
  const bits = (channels: number, first: number) =>
    tensor(
      'bits',
      [2, 1, channels],
      Array.from({ length: 2 * channels }, (_, k) => (first + k) % 2),
    );
  const joined = forward({ kind: 'concat' }, bits(63, 0), bits(2, 1));
  expect([joined.element, joined.channels]).toEqual(['bits', 65]);
  expect([61, 62, 63, 64, 65].map((k) => joined.data[k])).toEqual([1, 0, 1, 0, 1]);
});

test.each([
  [tensor('bits', [1, 1, 1], [0]), 'E_LAYER', 'inputs: expected two of one element type, got float32 and bits'],
  [tensor('float32', [2, 1, 1], [0, 0]), 'E_SHAPE', 'inputs: expected two of one height and width, got 1×1 and 2×1'],
  [tensor('int32', [1, 1, 1], [0]), 'E_LAYER', "input 'input-2': expected bits or float32 or float64, got int32"],
])('rejects a second input that does not fit: %#', (second, code, message) => {
  const rejected = () => forward({ kind: 'concat' }, tensor('float32', [1, 1, 1], [0]), second);
  expect(rejected).toThrow(`layer 'layer' (concat): ${message}`);
  expect(errorCode(rejected)).toBe(code);
});
