// Writes TensorFlow's checkpoints, sound or not.
import { maskedCrc32c } from '../importers/saved-model/crc32c';
import { encodeMessage } from '../importers/saved-model/messages';
import type { WeightEntry } from './layers-model-files';

/** A checkpoint: an index of tensors and a file of their bytes. */
export class BundleDraft {
  readonly entries = new Map<string, Uint8Array>();
  private readonly parts: Buffer[] = [];

  addFloats(key: string, { shape, values }: Pick<WeightEntry, 'shape' | 'values'>): void {
    this.add(key, Buffer.from(values.buffer, values.byteOffset, values.byteLength), 1, shape);
  }

  addText(key: string, text: Uint8Array): void {
    this.add(key, Buffer.concat([varint(text.length), Buffer.alloc(4), text]), 7, []);
  }

  add(key: string, bytes: Buffer, dtype: number, shape: readonly number[]): void {
    const offset = Buffer.concat(this.parts).length;
    this.parts.push(bytes);
    const dim = shape.map((size) => ({ size }));
    this.addEntry(key, { dtype, shape: { dim }, offset, size: bytes.length, crc32c: maskedCrc32c(bytes) });
  }

  addEntry(key: string, entry: object): void {
    this.entries.set(key, encodeMessage('BundleEntry', entry));
  }

  finish(header: object = { numShards: 1 }): { index: Buffer; data: Buffer } {
    const entries = [...this.entries].sort(([a], [b]) => (a < b ? -1 : 1));
    const index = sortedTable([['', encodeMessage('BundleHeader', header)], ...entries]);
    return { index, data: Buffer.concat(this.parts) };
  }
}

const RESTART_INTERVAL = 16;
const ENTRIES_OF_A_BLOCK = 20;

export type TableEntry = readonly [string, Uint8Array];

/** LevelDB's format, in several blocks. */
export function sortedTable(entries: readonly TableEntry[]): Buffer {
  const parts: Buffer[] = [];
  const index: TableEntry[] = [];
  let end = 0;
  const put = (block: Buffer): Buffer => {
    const handle = Buffer.concat([varint(end), varint(block.length)]);
    parts.push(block, trailer(block));
    end += block.length + TRAILER_NBYTES;
    return handle;
  };
  for (let first = 0; first < entries.length; first += ENTRIES_OF_A_BLOCK) {
    const some = entries.slice(first, first + ENTRIES_OF_A_BLOCK);
    index.push([some.at(-1)![0], put(tableBlock(some))]);
  }
  const handles = Buffer.concat([put(tableBlock([])), put(tableBlock(index))]);
  const footer = Buffer.concat([handles, Buffer.alloc(40 - handles.length), Buffer.from('57fb808b247547db', 'hex')]);
  return Buffer.concat([...parts, footer]);
}

const TRAILER_NBYTES = 5;

/** What follows a block: that it is not compressed, and its checksum. */
function trailer(block: Buffer): Buffer {
  const bytes = Buffer.alloc(TRAILER_NBYTES);
  bytes.writeUInt32LE(maskedCrc32c(Buffer.concat([block, Buffer.alloc(1)])), 1);
  return bytes;
}

function tableBlock(entries: readonly TableEntry[]): Buffer {
  const parts: Buffer[] = [];
  const restarts: number[] = [];
  let before = Buffer.alloc(0);
  entries.forEach(([key, value], k) => {
    const own = Buffer.from(key);
    const shared = k % RESTART_INTERVAL === 0 ? 0 : commonStart(before, own);
    if (k % RESTART_INTERVAL === 0) restarts.push(Buffer.concat(parts).length);
    parts.push(
      varint(shared),
      varint(own.length - shared),
      varint(value.length),
      own.subarray(shared),
      Buffer.from(value),
    );
    before = own;
  });
  return Buffer.concat([...parts, Buffer.from(Uint32Array.from([...restarts, restarts.length]).buffer)]);
}

function commonStart(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  for (let k = 0; k < length; k++) if (a[k] !== b[k]) return k;
  return length;
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}
