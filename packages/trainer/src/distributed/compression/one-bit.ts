// One bit for each number, and what that leaves out.
import { packBits, packedRowNbytes, signBit, unpackBits } from '@bitplane/model';

/** Two float32 numbers before the signs of a column. */
const MEANS_NBYTES = 8;

const columnNbytes = (length: number): number => MEANS_NBYTES + packedRowNbytes(length);

/** Bytes of a message with columns of these lengths: 8 + 8·⌈length/64⌉ for each. */
export const messageNbytes = (lengths: readonly number[]): number =>
  lengths.reduce((sum, length) => sum + columnNbytes(length), 0);

/**
 * One bit a number: for each column the mean of its numbers ≥ 0 and that of its numbers < 0 as float32, then its signs
 * in the bit order of docs/bits.md, padded to whole 64-bit words. Of all pairs of values for two given sets of numbers,
 * their means are the nearest in squares. values: the columns, one after the other; each number becomes what the
 * message lacks of it, x − decompressed(x).
 *
 * Seide et al., "1-Bit Stochastic Gradient Descent and its Application to Data-Parallel Distributed Training of Speech
 * DNNs", Interspeech 2014, with a threshold of 0.
 */
export function compress(values: Float32Array, lengths: readonly number[]): Uint8Array {
  const message = new Uint8Array(messageNbytes(lengths));
  forEachColumn(lengths, ({ begin, length, at }) => {
    const column = values.subarray(begin, begin + length);
    const bits = bitsOf(column);
    const means = new Float32Array(message.buffer, at, 2);
    means.set(meansOf(column, bits));
    message.set(packBits(bits, length), at + MEANS_NBYTES);
    for (let i = 0; i < length; i++) column[i] -= means[bits[i]];
  });
  return message;
}

/** values ← what a message says: for each number the mean of those with its sign, in the same column. */
export function decompress(message: Uint8Array, lengths: readonly number[], values: Float32Array): void {
  forEachColumn(lengths, ({ begin, length, at }) => {
    const means = new Float32Array(message.buffer, message.byteOffset + at, 2);
    const bits = unpackBits(message.subarray(at + MEANS_NBYTES, at + columnNbytes(length)), length);
    for (let i = 0; i < length; i++) values[begin + i] = means[bits[i]];
  });
}

interface ColumnPlace {
  /** Among the numbers. */
  readonly begin: number;
  readonly length: number;
  /** In the message, a multiple of 8. */
  readonly at: number;
}

function forEachColumn(lengths: readonly number[], visit: (place: ColumnPlace) => void): void {
  let [begin, at] = [0, 0];
  for (const length of lengths) {
    visit({ begin, length, at });
    begin += length;
    at += columnNbytes(length);
  }
}

function bitsOf(column: Float32Array): Uint8Array {
  const bits = new Uint8Array(column.length);
  // Looked up once: an import from another package is a getter.
  const bitOf = signBit;
  for (let i = 0; i < column.length; i++) bits[i] = bitOf(column[i]);
  return bits;
}

/**
 * The mean of the numbers with bit 0, and of those with bit 1; 0 where there are none. Their sums come from that of all
 * numbers and that of their absolute values, Σ₀ = (Σx + Σ|x|)/2 and Σ₁ = (Σx − Σ|x|)/2: signs are random, and a branch
 * on each would be mispredicted every second time.
 */
function meansOf(column: Float32Array, bits: Uint8Array): [number, number] {
  let [sum, sumOfAbsolutes, negative] = [0, 0, 0];
  for (let i = 0; i < column.length; i++) {
    sum += column[i];
    sumOfAbsolutes += Math.abs(column[i]);
    negative += bits[i];
  }
  const mean = (total: number, count: number): number => total / 2 / Math.max(1, count);
  return [mean(sum + sumOfAbsolutes, column.length - negative), mean(sum - sumOfAbsolutes, negative)];
}
