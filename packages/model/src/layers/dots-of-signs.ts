// Sums of signs times signs, 32 products in a word.
import { numRowWords, packWords } from '../bits';
import type { Dots } from './convolution';

export interface PackedWeights {
  /** Both: [filters, taps, words of channels / groups] */
  readonly signs: Uint32Array;
  readonly mask: Uint32Array | null;
  /** Weights that are there: [filters] */
  readonly numPresent: Int32Array;
  /** Σ w over the channels of a tap: [filters, taps] */
  readonly tapSums: Int32Array;
}

/** bits and mask: [filters, taps, channels / groups], one byte each, as SignWeights has them. */
export function packWeights(
  bits: Uint8Array,
  mask: Uint8Array | null,
  { filters, taps }: { readonly filters: number; readonly taps: number },
): PackedWeights {
  const channels = bits.length / (filters * taps);
  const packed = { signs: packWords(bits, channels), mask: mask && packWords(mask, channels) };
  const numPresent = new Int32Array(filters);
  const tapSums = new Int32Array(filters * taps);
  const tapWords = numRowWords(channels);
  for (let tap = 0; tap < tapSums.length; tap++) {
    const [start, end] = [tap * tapWords, (tap + 1) * tapWords];
    const present = packed.mask === null ? channels : numOnes(packed.mask, start, end);
    numPresent[Math.floor(tap / taps)] += present;
    tapSums[tap] = present - 2 * numOnes(packed.signs, start, end);
  }
  return { ...packed, numPresent, tapSums };
}

/**
 * Σ a·w = K − 2·popcount((a XOR w) AND mask), K the number of weights that are there. Padded taps are +1 in the patch,
 * as 0 is stored for that; since they should be padValue, (padValue − 1)·Σ w of each is added.
 */
export function dotsOfSigns({ signs, mask, numPresent, tapSums }: PackedWeights, padValue: number): Dots<Uint32Array> {
  const taps = tapSums.length / numPresent.length;
  return (sums, patch, first, outside) => {
    for (let f = 0; f < sums.length; f++) {
      const filter = first + f;
      const start = filter * patch.length;
      const differing =
        mask === null ? numDiffering(patch, signs, start) : numDifferingPresent(patch, signs, mask, start);
      sums[f] = numPresent[filter] - 2 * differing;
      for (const tap of outside) sums[f] += (padValue - 1) * tapSums[filter * taps + tap];
    }
  };
}

/**
 * popcount(row XOR words), the words read from `start` on. Three at once, as a full adder: of three bits, `ones` is the
 * lower and `twos` the upper bit of their sum.
 */
function numDiffering(row: Uint32Array, words: Uint32Array, start: number): number {
  let count = 0;
  let k = 0;
  for (; k + 3 <= row.length; k += 3) {
    const a = row[k] ^ words[start + k];
    const b = row[k + 1] ^ words[start + k + 1];
    const c = row[k + 2] ^ words[start + k + 2];
    const ones = a ^ b ^ c;
    const twos = (a & b) | ((a ^ b) & c);
    count += popcount(ones) + 2 * popcount(twos);
  }
  for (; k < row.length; k++) count += popcount(row[k] ^ words[start + k]);
  return count;
}

/** popcount((row XOR words) AND mask), words and mask read from `start` on. */
function numDifferingPresent(row: Uint32Array, words: Uint32Array, mask: Uint32Array, start: number): number {
  let count = 0;
  for (let k = 0; k < row.length; k++) count += popcount((row[k] ^ words[start + k]) & mask[start + k]);
  return count;
}

function numOnes(words: Uint32Array, start: number, end: number): number {
  let count = 0;
  for (let k = start; k < end; k++) count += popcount(words[k]);
  return count;
}

/**
 * The number of ones in 32 bits: sums of neighbouring fields of 1, 2 and 4 bits, then of the four bytes.
 * Source: Warren, Hacker's Delight, section 5-1.
 */
function popcount(word: number): number {
  const pairs = (word - ((word >>> 1) & 0x55555555)) | 0;
  const nibbles = ((pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)) | 0;
  const bytes = (nibbles + (nibbles >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bytes, 0x01010101) >>> 24;
}
