import { seededRandom } from '../random';
import { randomFloats } from '../random-model/random-values';
import { randomPoolWindow } from '../random-model/random-window';
import type { Tensor } from '../tensor';
import { forward, tensor, values, windowOf } from '../test-support/build';
import { wholeWindow } from './window';

const mean = (input: Tensor, element: 'float32' | 'float64', window = wholeWindow(input)): number[] =>
  values(forward({ kind: 'average-pool', element, window }, input));

test('float32 is summed in row-major order, one rounding each', () => {
  const [big, small] = [2 ** 24, 1];
  expect(mean(tensor('float32', [2, 2, 1], [big, small, small, 0]), 'float32')).toEqual([big / 4]);
  expect(mean(tensor('float32', [2, 2, 1], [small, small, big, 0]), 'float32')).toEqual([(big + 2) / 4]);
});

test('int32 is summed exactly, then rounded once', () => {
  const x = tensor('int32', [2, 2, 1], [2 ** 24, 1, 1, 1]);
  expect(mean(x, 'float32')).toEqual([(2 ** 24 + 4) / 4]);
});

test('sums of int32 may leave int32', () => {
  const x = tensor('int32', [1, 3, 1], [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1]);
  expect(mean(x, 'float64')).toEqual([2 ** 31 - 1]);
});

test('each channel has its own mean, rounded once more by the division', () => {
  const x = tensor('float32', [1, 3, 2], [1, 10, 1, 20, 0, 30]);
  expect(mean(x, 'float32')).toEqual([Math.fround(2 / 3), 20]);
});

test('a window at the border is divided by its taps inside alone', () => {
  const x = tensor('float32', [2, 2, 1], [1, 2, 3, 4]);
  const window = windowOf([2, 2], { stride: [2, 2], padding: { top: 1, left: 1, bottom: 1, right: 1 } });
  expect(mean(x, 'float32', window)).toEqual([1, 2, 3, 4]);
  expect(mean(x, 'float32', windowOf([2, 1], { padding: { bottom: 1 } }))).toEqual([2, 3, 3, 4]);
});

test('a sum begins with +0, so that the mean of −0 is +0', () => {
  expect(Object.is(mean(tensor('float32', [1, 2, 1], [-0, -0]), 'float32')[0], 0)).toBe(true);
});

test('subnormal means are not flushed', () => {
  const least = 2 ** -149;
  expect(mean(tensor('float32', [1, 2, 1], [least, 3 * least]), 'float32')).toEqual([2 * least]);
});

test('windows of any form: the mean of the pixels that a second loop finds', () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = seededRandom(seed);
    const [height, width, channels] = [random.integer(1, 7), random.integer(1, 7), random.integer(1, 3)];
    const window = randomPoolWindow(random, { height, width, channels });
    const x = tensor('float32', [height, width, channels], randomFloats(random, height * width * channels));
    const pooled = forward({ kind: 'average-pool', element: 'float32', window }, x);
    for (let k = 0; k < pooled.data.length; k++) {
      const [i, j, c] = [
        Math.floor(k / channels / pooled.width),
        Math.floor(k / channels) % pooled.width,
        k % channels,
      ];
      let [sum, count] = [0, 0];
      for (let pixel = 0; pixel < height * width; pixel++) {
        const row = Math.floor(pixel / width) - i * window.stride[0] + window.padding.top;
        const column = (pixel % width) - j * window.stride[1] + window.padding.left;
        const [u, v] = [row / window.dilation[0], column / window.dilation[1]];
        if (!Number.isInteger(u) || !Number.isInteger(v) || u < 0 || v < 0) continue;
        if (u >= window.size[0] || v >= window.size[1]) continue;
        sum = Math.fround(sum + x.data[pixel * channels + c]);
        count++;
      }
      expect({ seed, k, mean: pooled.data[k] }).toEqual({ seed, k, mean: Math.fround(sum / count) });
    }
  }
});
