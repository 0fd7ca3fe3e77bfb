import { seededRandom } from '@bitplane/model';
import { compress, decompress, messageNbytes } from './one-bit';

const drawn = (count: number, seed: number): Float32Array => {
  const { uniform } = seededRandom(seed);
  return Float32Array.from({ length: count }, () => uniform() - 0.4);
};

test('a column becomes the means of its two signs, zero being positive, and bits in words', () => {
  const values = Float32Array.of(3, -1, 0, -2, 0.5, 0.25);
  const message = compress(values, [4, 2]);
  expect(message).toHaveLength(32);
  expect([...new Float32Array(message.buffer, 0, 2)]).toEqual([1.5, -1.5]);
  expect([...message.subarray(8, 16)]).toEqual([0b1010, 0, 0, 0, 0, 0, 0, 0]);
  expect([...new Float32Array(message.buffer, 16, 2)]).toEqual([0.375, 0]);
  expect([...values]).toEqual([1.5, 0.5, -1.5, -0.5, 0.125, -0.125]);
  const restored = new Float32Array(6);
  decompress(message, [4, 2], restored);
  expect([...restored]).toEqual([1.5, -1.5, 1.5, -1.5, 0.375, 0.375]);
});

test.each([[[64]], [[65, 1, 63]], [[576, 576, 27]], [[]]])(
  'columns of %j numbers take the bytes as computed',
  (lengths) => {
    const size = lengths.reduce((sum, length) => sum + length, 0);
    const message = compress(drawn(size, 1), lengths);
    expect(message).toHaveLength(lengths.reduce((sum, length) => sum + 8 + 8 * Math.ceil(length / 64), 0));
    expect(message).toHaveLength(messageNbytes(lengths));
  },
);

test('with the error added to the next numbers, what is sent and the error are what there was', () => {
  const lengths = [130, 70];
  const [total, sent] = [new Float64Array(200), new Float64Array(200)];
  let error = new Float32Array(200);
  const received = new Float32Array(200);
  const steps = 50;
  for (let step = 0; step < steps; step++) {
    const values = drawn(200, step);
    values.forEach((value, i) => (total[i] += value));
    const withError = values.map((value, i) => value + error[i]);
    decompress(compress(withError, lengths), lengths, received);
    received.forEach((value, i) => (sent[i] += value));
    error = withError;
  }
  // Each step rounds a sum and a difference of numbers below 4 to float32: 2 · 2 · 2⁻²⁴ each.
  total.forEach((value, i) => expect(Math.abs(value - sent[i] - error[i])).toBeLessThan(steps * 2 * 2 * 2 ** -24));
  expect(Math.max(...error.map(Math.abs))).toBeGreaterThan(0.01);
});

test('a message whose padding is not zero is rejected', () => {
  const message = compress(drawn(10, 1), [10]);
  message[9] |= 0x80;
  expect(() => decompress(message, [10], new Float32Array(10))).toThrow(/padding|zeros/);
});
