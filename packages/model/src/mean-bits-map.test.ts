import { meanBitsMap } from './mean-bits-map';

const mean = (map: Float32Array): number => map.reduce((sum, bits) => sum + bits, 0) / map.length;

test.each([1, 1.4, 2.75, 3.999, 4])('the map has a mean of %f, made of the two integers around it', (wanted) => {
  for (const numElements of [1, 7, 1152]) {
    const map = meanBitsMap(numElements, wanted, 5);
    expect(Math.abs(mean(map) - wanted)).toBeLessThanOrEqual(0.5 / numElements);
    for (const bits of map) expect([Math.floor(wanted), Math.ceil(wanted)]).toContain(bits);
  }
});

test('a seed has one map, and another seed another', () => {
  expect(meanBitsMap(100, 1.5, 1)).toEqual(meanBitsMap(100, 1.5, 1));
  expect(meanBitsMap(100, 1.5, 1)).not.toEqual(meanBitsMap(100, 1.5, 2));
});
