// TensorFlow's checkpoint: an index of tensors, and files of their bytes.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { BitplaneError } from '@bitplane/model';
import type { Weight } from '../keras/network';
import { isFile, readFile } from '../read-file';
import { realPathInside } from '../real-path-inside';
import { maskedCrc32c } from './crc32c';
import { decodeMessage, type BundleEntry } from './messages';
import { reject } from './reject';
import { readSortedTable } from './sorted-table';

const INDEX = join('variables', 'variables.index');
/** That of ten thousand variables has a megabyte. */
const MAX_INDEX_NBYTES = 2 ** 26;
const MAX_TEXT_NBYTES = 2 ** 26;
const MAX_SHARDS = 1000;
/** Bytes read, as a multiple of those that are there: an index may refer to the same ones again and again. */
const MAX_READS = 2;
const [FLOAT, STRING, LITTLE_ENDIAN] = [1, 7, 0];
const FLOAT_NBYTES = 4;

export class TensorBundle {
  private readonly entries: ReadonlyMap<string, Uint8Array>;
  private readonly index: string;
  private readonly numShards: number;
  private nbytesRead = 0;

  /** Throws E_MISSING_FILE for a folder without index, E_FILE for a damaged one. */
  constructor(private readonly folder: string) {
    this.index = join(folder, INDEX);
    if (!isFile(this.index))
      throw new BitplaneError(
        'E_MISSING_FILE',
        `${folder}: expected the weights' index in ${INDEX}, found no such file: copy the whole folder again`,
      );
    this.entries = readSortedTable(this.index, readFile(this.index, this.index, MAX_INDEX_NBYTES));
    const header = decodeMessage('BundleHeader', this.index, this.entries.get('') ?? new Uint8Array());
    if (header.endianness !== LITTLE_ENDIAN) reject(this.index, 'little-endian weights', 'big-endian ones', SAVE_AGAIN);
    if (header.numShards < 1 || header.numShards > MAX_SHARDS)
      reject(this.index, `1 to ${MAX_SHARDS} files of weights`, header.numShards);
    this.numShards = header.numShards;
  }

  /** The index, and the files of bytes in their order. Throws as `weight` does for those that are not there. */
  files(): string[] {
    return [this.index, ...Array.from({ length: this.numShards }, (_, shard) => this.locate(this.shardName(shard)))];
  }

  /** A variable of float32; undefined where there is no such key. Throws E_FILE for any other, and for damage. */
  weight(key: string): Weight | undefined {
    const entry = this.entry(key);
    if (entry === undefined) return undefined;
    const where = `${this.index}: ${key}`;
    const shape = (entry.shape?.dim ?? []).map(({ size }) => size);
    const length = shape.reduce((product, size) => product * size, 1);
    if (entry.dtype !== FLOAT) reject(where, 'float32 weights', `TensorFlow's type ${entry.dtype}`, SAVE_AGAIN);
    if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || entry.size !== length * FLOAT_NBYTES)
      reject(where, `the bytes of float32 [${shape.join()}]`, `${entry.size} bytes`);
    const bytes = this.bytes(where, entry);
    if (maskedCrc32c(bytes) !== entry.crc32c)
      reject(where, 'weights with the checksum of their bytes', 'others: the file is damaged');
    return { shape, values: new Float32Array(bytes.buffer, 0, length) };
  }

  /** A single string. Throws E_FILE where it is not there. */
  text(key: string): Uint8Array {
    const where = `${this.index}: ${key}`;
    const entry = this.entry(key);
    if (entry?.dtype !== STRING || entry.size > MAX_TEXT_NBYTES) return reject(where, 'a string', 'none, or too long');
    const bytes = this.bytes(where, entry);
    // Its length as a varint, a checksum of that, and the string.
    const lengthNbytes = bytes.findIndex((byte) => byte < 0x80) + 1;
    return bytes.subarray(lengthNbytes + 4);
  }

  private entry(key: string): BundleEntry | undefined {
    const bytes = key === '' ? undefined : this.entries.get(key);
    return bytes === undefined ? undefined : decodeMessage('BundleEntry', `${this.index}: ${key}`, bytes);
  }

  private bytes(where: string, { shardId, offset, size, slices }: BundleEntry): Uint8Array {
    if (slices.length > 0) reject(where, 'a variable in one piece', `${slices.length} pieces`, SAVE_AGAIN);
    if (shardId < 0 || shardId >= this.numShards)
      reject(where, `one of ${this.numShards} files of weights`, `number ${shardId}`);
    const name = this.shardName(shardId);
    const file = openSync(this.locate(name), 'r');
    try {
      const there = fstatSync(file).size;
      if (!(offset >= 0 && size >= 0 && offset + size <= there))
        reject(where, `bytes of the ${there} in ${name}`, `${size} at ${offset}`);
      this.nbytesRead += size;
      if (this.nbytesRead > MAX_READS * there * this.numShards)
        reject(this.index, 'variables with bytes of their own', 'variables that share them');
      const bytes = new Uint8Array(size);
      readSync(file, bytes, 0, size, offset);
      return bytes;
    } finally {
      closeSync(file);
    }
  }

  private shardName(shard: number): string {
    const [number, total] = [shard, this.numShards].map((value) => String(value).padStart(5, '0'));
    return join('variables', `variables.data-${number}-of-${total}`);
  }

  private locate(name: string): string {
    const path = realPathInside(this.folder, name);
    if (path === 'outside') return reject(join(this.folder, name), 'weights in the folder', 'a link that leaves it');
    if (path !== null && isFile(path.real)) return path.real;
    throw new BitplaneError(
      'E_MISSING_FILE',
      `${this.folder}: expected weights in ${name}, found no such file: copy the whole folder again`,
    );
  }
}

const SAVE_AGAIN = 'load it in Python with tf.keras.models.load_model and save it with model.save("network.h5")';
