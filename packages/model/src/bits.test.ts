import { numRowWords, packBits, packedRowNbytes, packWords, unpackBits } from './bits';

test('the example of docs/bits.md', () => {
  expect([...packBits(Uint8Array.of(0, 1, 1, 0, 1), 5)]).toEqual([0x16, 0, 0, 0, 0, 0, 0, 0]);
});

test('packs 65 columns into two words, the last one in bit 0 of the second', () => {
  const packed = packBits(new Uint8Array(65).fill(1, 64), 65);
  expect([...packed]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
});

test('each row starts at a word of its own', () => {
  const packed = packBits(Uint8Array.of(1, 0, 1), 1);
  expect([...packed.filter((_, k) => k % 8 === 0)]).toEqual([1, 0, 1]);
  expect([...packed.filter((_, k) => k % 8 !== 0)]).toEqual(new Array(21).fill(0));
});

test.each([1, 7, 8, 9, 63, 64, 65, 127, 128, 129])('unpacks what it packed: 3 rows of %i', (columns) => {
  const bits = Uint8Array.from({ length: 3 * columns }, (_, k) => ((k * k + k) % 3) & 1);
  const packed = packBits(bits, columns);
  expect(packed).toHaveLength(3 * packedRowNbytes(columns));
  expect(unpackBits(packed, columns)).toEqual(bits);
});

test('no rows pack into no bytes', () => {
  expect(packBits(new Uint8Array(0), 5)).toHaveLength(0);
});

test.each([
  [5, 0, 0x20],
  [5, 7, 0x01],
  [8, 1, 0x80],
  [65, 8, 0x02],
])('rejects a set padding bit after %i columns, in byte %i', (columns, byte, value) => {
  const packed = packBits(new Uint8Array(columns), columns);
  packed[byte] = value;
  expect(() => unpackBits(packed, columns)).toThrow(`expected zeros after column ${columns} of each row`);
});

test('rejects parts of rows', () => {
  expect(() => packBits(new Uint8Array(7), 2)).toThrow('expected whole rows of 2, got 7 elements');
  expect(() => unpackBits(new Uint8Array(12), 64)).toThrow('expected whole rows of 8, got 12 elements');
});

test.each([1, 31, 32, 33, 64, 65, 100])('words of 3 rows of %i have the bits of the packed bytes', (columns) => {
  const bits = Uint8Array.from({ length: 3 * columns }, (_, k) => ((k * k + k) % 3) & 1);
  const words = packWords(bits, columns);
  expect(words).toHaveLength(3 * numRowWords(columns));
  const bitOf = (row: number, j: number) => (words[row * numRowWords(columns) + (j >> 5)] >>> (j & 31)) & 1;
  const unpacked = Array.from({ length: 3 * 32 * numRowWords(columns) }, (_, k) => {
    const [row, j] = [Math.floor(k / (32 * numRowWords(columns))), k % (32 * numRowWords(columns))];
    return j < columns ? bitOf(row, j) - bits[row * columns + j] : bitOf(row, j);
  });
  expect(new Set(unpacked)).toEqual(new Set([0]));
});
