import { forward, tensor, values } from '../test-support/build';

const BYTES = tensor('uint8', [1, 2, 2], [0, 0, 255, 128]);

test('each channel has its zero point, all have one scale', () => {
  const layer = { kind: 'normalize', zeroPoints: Uint8Array.of(0, 128), scale: 1 / 256 } as const;
  expect(values(forward(layer, BYTES))).toEqual([0, -0.5, 255 / 256, 0]);
});

test.each([0, -1, NaN, Infinity])('rejects the scale %d', (scale) => {
  const layer = { kind: 'normalize', zeroPoints: new Uint8Array(2), scale } as const;
  expect(() => forward(layer, BYTES)).toThrow(`scale: expected a finite number above 0, got ${scale}`);
});

test('rejects zero points for another number of channels', () => {
  const layer = { kind: 'normalize', zeroPoints: new Uint8Array(3), scale: 1 } as const;
  expect(() => forward(layer, BYTES)).toThrow('zeroPoints: expected 2 elements, got 3');
});
