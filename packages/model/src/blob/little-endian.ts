/** u32 numbers as bytes. */
export function littleEndian(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * numbers.length);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, k) => view.setUint32(4 * k, number, true));
  return bytes;
}
