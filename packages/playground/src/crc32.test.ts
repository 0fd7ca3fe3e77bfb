import { crc32 as crc32OfNode } from 'node:zlib';
import { crc32 } from './crc32';

test('is that of zlib, in one go and in pieces', () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, k) => (k * k) >> 3);
  expect(crc32(bytes)).toBe(crc32OfNode(bytes));
  expect(crc32(bytes.subarray(300), crc32(bytes.subarray(0, 300)))).toBe(crc32OfNode(bytes));
  expect(crc32(new Uint8Array())).toBe(0);
});
