import { forward, tensor, values } from '../test-support/build';

/** Two planes: +1 from −5 to 5; +1 from −9 to −6 and from 1 to 9. */
const layer = {
  kind: 'multi-threshold',
  perElement: false,
  planes: 2,
  intervals: 2,
  lower: Int32Array.of(-5, 1, -9, 1),
  upper: Int32Array.of(5, 0, -6, 9),
} as const;

test('an element of a plane is +1 inside any of its intervals, planes side by side', () => {
  const output = forward(layer, tensor('int32', [1, 8, 1], [-10, -9, -6, -5, 0, 1, 9, 10]));
  expect(output).toMatchObject({ element: 'bits', channels: 2 });
  const plane = (p: number) => values(output).filter((_, k) => k % 2 === p);
  expect(plane(0)).toEqual([1, 1, 1, 0, 0, 0, 1, 1]);
  expect(plane(1)).toEqual([1, 0, 0, 1, 1, 0, 0, 1]);
});

test('bounds per element belong to one pixel', () => {
  const each = { ...layer, perElement: true, lower: Int32Array.of(0, 5, 7, 9), planes: 1 } as const;
  const output = forward({ ...each, upper: Int32Array.of(0, 5, 7, 9) }, tensor('int32', [2, 1, 1], [7, 7]));
  expect(values(output)).toEqual([0, 1]);
});

test.each([
  [{ planes: 5 }, 'planes: expected 1 to 4, got 5'],
  [{ intervals: 0 }, 'intervals: expected 1 to 16, got 0'],
  [{ upper: new Int32Array(3) }, 'upper: expected 4 elements, got 3'],
])('%o is rejected', (change, message) => {
  expect(() => forward({ ...layer, ...change }, tensor('int32', [1, 1, 1], [0]))).toThrow(message);
});
