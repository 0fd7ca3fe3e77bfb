import { forward, tensor, values } from '../test-support/build';

test('the bit is 1 below zero alone: 0, −0 and subnormals above are +1', () => {
  const x = [-1, -Number.MIN_VALUE, -0, 0, Number.MIN_VALUE, 1, -Infinity, Infinity];
  expect(values(forward({ kind: 'sign' }, tensor('float64', [1, 1, 8], x)))).toEqual([1, 1, 0, 0, 0, 0, 1, 0]);
});

test('takes sums as they are', () => {
  expect(values(forward({ kind: 'sign' }, tensor('int32', [1, 3, 1], [-1, 0, 1])))).toEqual([1, 0, 0]);
});

test('rejects NaN with layer and place', () => {
  expect(() => forward({ kind: 'sign' }, tensor('float32', [1, 1, 2], [1, NaN]))).toThrow(
    "layer 'layer' (sign): input[1]: expected a number, got NaN",
  );
});
