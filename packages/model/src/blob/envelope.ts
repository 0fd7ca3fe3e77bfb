// The start of .bpm and .bpv files: magic, version, checksum, size.
import { crc32 } from 'node:zlib';
import { BitplaneError } from '../errors';
import { CHECKSUM_OFFSET, HEADER_NBYTES, SIZE_OFFSET, VERSION_OFFSET, type FileFormat } from './constants';

const FOUR_ZEROS = new Uint8Array(4);

/** CRC-32 (IEEE 802.3) of a whole file, its own four bytes counted as zero. */
function checksumOf(file: Uint8Array): number {
  const before = crc32(file.subarray(0, CHECKSUM_OFFSET));
  return crc32(file.subarray(CHECKSUM_OFFSET + 4), crc32(FOUR_ZEROS, before));
}

/** Fills in magic, size and checksum of a file that is complete otherwise, its version included. */
export function seal(file: Uint8Array, { magic }: FileFormat): Uint8Array {
  const view = viewOf(file);
  file.set(magic);
  view.setBigUint64(SIZE_OFFSET, BigInt(file.length), true);
  view.setUint32(CHECKSUM_OFFSET, checksumOf(file), true);
  return file;
}

/**
 * Checks the first 24 bytes, in the order of docs/format.md. Throws E_FILE, or E_CHECKSUM for damage that only the
 * checksum shows.
 */
export function openEnvelope(file: Uint8Array, { extension, magic, versions }: FileFormat, fileName: string): DataView {
  if (file.length < HEADER_NBYTES) {
    throw fileError(fileName, 0, `expected a header of ${HEADER_NBYTES} bytes, got a file of ${file.length}`);
  }
  const view = viewOf(file);
  const index = magic.findIndex((byte, k) => file[k] !== byte);
  if (index >= 0) {
    throw fileError(
      fileName,
      index,
      `expected the mark of a ${extension} file, got byte 0x${file[index].toString(16)}`,
    );
  }
  const fileVersion = view.getUint32(VERSION_OFFSET, true);
  if (!versions.includes(fileVersion)) {
    const got =
      fileVersion > Math.max(...versions)
        ? `the newer version ${fileVersion}; update Bitplane, or export again with this one`
        : `the older version ${fileVersion}; export again with this Bitplane`;
    throw fileError(fileName, VERSION_OFFSET, `expected version ${versions.join(' or ')}, got ${got}`);
  }
  const size = view.getBigUint64(SIZE_OFFSET, true);
  if (size !== BigInt(file.length)) {
    throw fileError(fileName, SIZE_OFFSET, `expected ${size} bytes, got a file of ${file.length}; copy it again`);
  }
  const stored = view.getUint32(CHECKSUM_OFFSET, true);
  const actual = checksumOf(file);
  if (stored !== actual) {
    const message = `${fileName}: offset ${CHECKSUM_OFFSET}: expected checksum ${hex(stored)}, got ${hex(actual)}; copy the file again`;
    throw new BitplaneError('E_CHECKSUM', message);
  }
  return view;
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const fileError = (fileName: string, offset: number, reason: string): BitplaneError =>
  new BitplaneError('E_FILE', `${fileName}: offset ${offset}: ${reason}`);

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
