// The bytes of a flatbuffer with a check of every read: the library itself makes zeros of what lies outside.
import { ByteBuffer } from 'flatbuffers';

/**
 * Tables may share what they refer to, but a file that is read more often than this was made to take time and memory.
 */
const MAX_READS_PER_BYTE = 16;
/** Small files share more: a vtable or an empty buffer that all refer to. */
const MIN_READS = 1 << 20;

export class CheckedBytes extends ByteBuffer {
  private nbytesRead = 0;

  /** fail: throws the error of a damaged file, with what is wrong with it. */
  constructor(
    bytes: Uint8Array,
    readonly fail: (got: string) => never,
  ) {
    super(bytes);
  }

  override readUint8(offset: number): number {
    this.check(offset, 1);
    return super.readUint8(offset);
  }

  override readUint16(offset: number): number {
    this.check(offset, 2);
    return super.readUint16(offset);
  }

  /** Every wider number is read by this one. */
  override readInt32(offset: number): number {
    this.check(offset, 4);
    return super.readInt32(offset);
  }

  /** A view of the bytes, not a copy. */
  slice(offset: number, nbytes: number): Uint8Array {
    this.check(offset, nbytes);
    return this.bytes().subarray(offset, offset + nbytes);
  }

  /** An unsigned 64-bit number; one above 2^53 is rounded, and too large for anything that it may mean. */
  readSize(offset: number): number {
    return Number(this.readUint64(offset));
  }

  private check(offset: number, nbytes: number): void {
    if (offset < 0 || nbytes < 0 || offset + nbytes > this.capacity()) {
      this.fail(`one that refers to ${nbytes} bytes at ${offset}, of ${this.capacity()}`);
    }
    this.nbytesRead += nbytes;
    if (this.nbytesRead > Math.max(MIN_READS, MAX_READS_PER_BYTE * this.capacity())) {
      this.fail('one whose parts refer to the same bytes again and again');
    }
  }
}
