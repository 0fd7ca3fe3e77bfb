// A sorted table of LevelDB's format, in which TensorFlow keeps the index of a checkpoint: blocks of entries, a block
// of where they are, and a footer that says where that is.
import { BitplaneError } from '@bitplane/model';
import { protobuf } from '../protobuf/protobuf';
import { maskedCrc32c } from './crc32c';
import { reject } from './reject';

const FOOTER_NBYTES = 48;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');
/** After each block: how it is compressed, and a checksum. */
const TRAILER_NBYTES = 5;
const UNCOMPRESSED = 0;

/** Entries share the starts of their keys, so that a small file could spell out gigabytes. */
const MAX_KEYS_NBYTES = 2 ** 25;

interface Block {
  readonly start: number;
  readonly end: number;
}

/** All entries, key → value. Throws E_FILE for a file that is none, damaged or compressed. */
export function readSortedTable(file: string, bytes: Buffer): ReadonlyMap<string, Uint8Array> {
  const footer = bytes.length - FOOTER_NBYTES;
  if (footer < 0 || !bytes.subarray(-MAGIC.length).equals(MAGIC))
    reject(file, 'the index of a checkpoint', bytes.length === 0 ? 'an empty file' : 'another file, or half of one');
  return new Reader(file, bytes).table(footer);
}

class Reader {
  private keysNbytes = 0;

  constructor(
    private readonly file: string,
    private readonly bytes: Buffer,
  ) {}

  table(footer: number): Map<string, Uint8Array> {
    return this.reading(() => {
      const handles = new protobuf.Reader(this.bytes.subarray(footer));
      this.handle(handles, footer); // of entries about entries, of which TensorFlow has none
      const index = this.handle(handles, footer);
      const entries = new Map<string, Uint8Array>();
      let end = 0;
      for (const [, handle] of this.entries(index)) {
        const block = this.handle(new protobuf.Reader(handle), footer);
        if (block.start < end) reject(this.file, 'blocks one after the other', `one at ${block.start} before ${end}`);
        ({ end } = block);
        for (const [key, value] of this.entries(block)) entries.set(key, value);
      }
      return entries;
    });
  }

  private handle(reader: protobuf.Reader, limit: number): Block {
    const [start, nbytes] = [Number(reader.uint64()), Number(reader.uint64())];
    if (!(start + nbytes + TRAILER_NBYTES <= limit))
      reject(this.file, `a block in its ${limit} bytes`, `${nbytes} at ${start}`);
    return { start, end: start + nbytes };
  }

  /** Each entry says how much of the key before it its own starts with; places to start from follow the last one. */
  private *entries({ start, end }: Block): Generator<[string, Uint8Array]> {
    const block = this.bytes.subarray(start, end);
    const [compression, checksum] = [this.bytes[end], this.bytes.readUInt32LE(end + 1)];
    if (compression !== UNCOMPRESSED)
      reject(this.file, 'blocks as TensorFlow writes them', `one with compression ${compression}`);
    if (checksum !== maskedCrc32c(this.bytes.subarray(start, end + 1)))
      reject(this.file, 'a block with the checksum of its bytes', 'another: the file is damaged');
    const numRestarts = block.length < 4 ? NaN : block.readUInt32LE(block.length - 4);
    const entriesEnd = block.length - 4 * (numRestarts + 1);
    if (!(entriesEnd >= 0)) reject(this.file, 'a block of entries', `one of ${block.length} bytes`);
    const reader = new protobuf.Reader(block.subarray(0, entriesEnd));
    let key = Buffer.alloc(0);
    while (reader.pos < entriesEnd) {
      const [shared, own, valueNbytes] = [reader.uint32(), reader.uint32(), reader.uint32()];
      this.keysNbytes += shared + own;
      if (shared > key.length || this.keysNbytes > MAX_KEYS_NBYTES)
        reject(this.file, `keys of at most ${MAX_KEYS_NBYTES} bytes together`, 'more');
      const [keyStart, valueStart] = [reader.pos, reader.pos + own];
      reader.skip(own + valueNbytes);
      key = Buffer.concat([key.subarray(0, shared), block.subarray(keyStart, valueStart)]);
      yield [key.toString(), block.subarray(valueStart, reader.pos)];
    }
  }

  /** protobufjs reads the numbers, and throws errors of its own where they lead out of the bytes. */
  private reading<Value>(read: () => Value): Value {
    try {
      return read();
    } catch (cause) {
      if (cause instanceof BitplaneError) throw cause;
      return reject(this.file, 'entries inside their block', `a damaged file (${(cause as Error).message})`);
    }
  }
}
