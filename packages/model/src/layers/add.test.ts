import { errorCode, forward, MIN_FLOAT32, tensor, values } from '../test-support/build';

const FLOAT32 = { kind: 'add', element: 'float32' } as const;
const row = (...x: number[]) => tensor('float32', [1, x.length, 1], x);

test('float32 sums are rounded once, to even at a tie', () => {
  expect(values(forward(FLOAT32, row(2 ** 24, 2 ** 24, -1.5), row(1, 3, 2)))).toEqual([2 ** 24, 2 ** 24 + 4, 0.5]);
});

test('float64 sums are not rounded to float32', () => {
  const sum = forward({ kind: 'add', element: 'float64' }, row(2 ** 24), tensor('float64', [1, 1, 1], [2 ** -20]));
  expect([sum.element, ...values(sum)]).toEqual(['float64', 2 ** 24 + 2 ** -20]);
});

test('signs of zero: only −0 + −0 is −0', () => {
  expect(values(forward(FLOAT32, row(-0, -0, 1), row(-0, 0, -1)))).toEqual([-0, 0, 0]);
});

test('subnormal sums are not flushed', () => {
  expect(values(forward(FLOAT32, row(MIN_FLOAT32), row(2 * MIN_FLOAT32)))).toEqual([3 * MIN_FLOAT32]);
});

test.each([
  [[row(1)], 'E_LAYER', 'inputs: expected two inputs, got 1'],
  [[row(1), row(1), row(1)], 'E_LAYER', 'inputs: expected two inputs, got 3'],
  [[row(1), row(1, 2)], 'E_SHAPE', 'inputs: expected two of one shape, got 1×1×1 and 1×2×1'],
  [[row(1), tensor('int32', [1, 1, 1], [1])], 'E_LAYER', "input 'input-2': expected float32, got int32"],
])('rejects inputs that do not fit: %#', (inputs, code, message) => {
  expect(() => forward(FLOAT32, ...inputs)).toThrow(`layer 'layer' (add): ${message}`);
  expect(errorCode(() => forward(FLOAT32, ...inputs))).toBe(code);
});
