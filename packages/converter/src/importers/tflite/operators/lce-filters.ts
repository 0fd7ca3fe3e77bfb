// Filters packed as Larq Compute Engine does it: words of 32 channels, the first one in the least significant bit, 1
// for −1.
import type { Pair, Shape } from '@bitplane/model';
import type { OperatorSource } from '../operator-source';

export interface PackedFilters {
  readonly filters: number;
  readonly size: Pair;
  readonly groups: number;
  /** [filters, rows, columns, channels / groups]: 1 for −1. */
  readonly signs: Uint8Array;
}

const WORD_BITS = 32;

/** Input 1, int32 [filters, rows, columns, words of a group]. Groups of channels are whole words. */
export function unpackFilters(source: OperatorSource, { channels }: Shape): PackedFilters {
  const { dims, type, stored } = source.constant(1, 'filters');
  const [filters, rows, columns, words] = dims;
  const numWords = Math.ceil(channels / WORD_BITS);
  const groups = numWords / words;
  const isWhole = groups === 1 || (channels % (WORD_BITS * groups) === 0 && filters % groups === 0);
  if (type !== 'INT32' || dims.length !== 4 || dims.some((size) => size < 1) || !Number.isInteger(groups) || !isWhole) {
    const expected = `INT32 filters [filters, rows, columns, ${numWords} or a divisor for groups]`;
    source.reject(expected, `${type} [${dims.join()}] on ${channels} channels`, undefined, 'E_SHAPE');
  }
  const declared = source.flexInteger('channels_in');
  if (declared !== channels) source.reject(`channels_in ${channels}, as its input has`, declared, undefined, 'E_SHAPE');
  const signs = unpackWords(stored, words, channels / groups);
  if (signs === null) source.reject(`zeros after channel ${channels / groups} of each filter's words`, 'others');
  return { filters, size: [rows, columns], groups, signs };
}

/**
 * stored: rows of `words`, which hold `channels` bits each. Null where a bit after these is set, which would count in
 * every sum.
 */
function unpackWords(stored: ArrayLike<number>, words: number, channels: number): Uint8Array | null {
  const rows = stored.length / words;
  const signs = new Uint8Array(rows * channels);
  for (let row = 0; row < rows; row++) {
    for (let bit = 0; bit < words * WORD_BITS; bit++) {
      const sign = (stored[row * words + Math.floor(bit / WORD_BITS)] >>> (bit % WORD_BITS)) & 1;
      if (bit < channels) signs[row * channels + bit] = sign;
      else if (sign === 1) return null;
    }
  }
  return signs;
}
