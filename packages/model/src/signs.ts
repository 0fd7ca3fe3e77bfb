// From numbers to stored signs (docs/bits.md section 1).

/** The stored bit: 1, that is −1, for x < 0; 0 for x ≥ 0, and so for 0 and −0. NaN must have been rejected before. */
export const signBit = (x: number): 0 | 1 => (x < 0 ? 1 : 0);

/** One stored bit for each number. */
export const signBits = (values: ArrayLike<number>): Uint8Array => Uint8Array.from(values, signBit);

/** +1 or −1 for each stored bit. */
export const signValues = (bits: Uint8Array): Float64Array => Float64Array.from(bits, (bit) => 1 - 2 * bit);
