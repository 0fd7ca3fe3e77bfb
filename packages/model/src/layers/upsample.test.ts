import { forward, tensor, values } from '../test-support/build';

test('each pixel becomes a block of its kind', () => {
  const x = tensor('bits', [1, 2, 2], [0, 1, 1, 1]);
  const y = forward({ kind: 'upsample', factors: [2, 3] }, x);
  const row = [0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1];
  expect([y.element, y.height, y.width, values(y)]).toEqual(['bits', 2, 6, [...row, ...row]]);
});

test('factors of 1 change nothing', () => {
  const x = tensor('float32', [2, 1, 1], [1.5, -2]);
  expect(forward({ kind: 'upsample', factors: [1, 1] }, x)).toEqual(x);
});

test('rejects a factor of 0', () => {
  const x = tensor('float32', [1, 1, 1], [1]);
  expect(() => forward({ kind: 'upsample', factors: [1, 0] }, x)).toThrow(
    'factors[1]: expected an integer of 1 or more',
  );
});
