// A table of a flatbuffer: its fields by the numbers that they have in the schema.
import type { CheckedBytes } from './checked-bytes';

/** The vtable begins with two sizes of two bytes each. */
const FIRST_FIELD = 4;
const FIELD_NBYTES = 2;
const OFFSET_NBYTES = 4;

/**
 * A field that is absent has its default, and a vector no elements. All methods throw E_FILE for what lies outside of
 * the file.
 */
export class Table {
  constructor(
    private readonly bytes: CheckedBytes,
    private readonly position: number,
  ) {}

  static root(bytes: CheckedBytes): Table {
    return new Table(bytes, bytes.__indirect(0));
  }

  has(field: number): boolean {
    return this.at(field) !== null;
  }

  int8(field: number, absent = 0): number {
    return this.read(field, absent, (at) => this.bytes.readInt8(at));
  }

  int32(field: number, absent = 0): number {
    return this.read(field, absent, (at) => this.bytes.readInt32(at));
  }

  uint32(field: number, absent = 0): number {
    return this.read(field, absent, (at) => this.bytes.readUint32(at));
  }

  uint64(field: number, absent = 0): number {
    return this.read(field, absent, (at) => this.bytes.readSize(at));
  }

  float32(field: number, absent = 0): number {
    return this.read(field, absent, (at) => this.bytes.readFloat32(at));
  }

  boolean(field: number): boolean {
    return this.int8(field) !== 0;
  }

  table(field: number): Table | null {
    return this.read<Table | null>(field, null, (at) => new Table(this.bytes, this.bytes.__indirect(at)));
  }

  tables(field: number): Table[] {
    return this.vector(field, OFFSET_NBYTES, (at) => new Table(this.bytes, this.bytes.__indirect(at)));
  }

  int32s(field: number): number[] {
    return this.vector(field, 4, (at) => this.bytes.readInt32(at));
  }

  float32s(field: number): number[] {
    return this.vector(field, 4, (at) => this.bytes.readFloat32(at));
  }

  /** Numbers above 2^53 are rounded. */
  int64s(field: number): number[] {
    return this.vector(field, 8, (at) => Number(this.bytes.readInt64(at)));
  }

  /** A view of the file. */
  uint8s(field: number): Uint8Array {
    const at = this.at(field);
    return at === null ? new Uint8Array(0) : this.bytes.slice(this.bytes.__vector(at), this.bytes.__vector_len(at));
  }

  private at(field: number): number | null {
    const offset = this.bytes.__offset(this.position, FIRST_FIELD + FIELD_NBYTES * field);
    return offset === 0 ? null : this.position + offset;
  }

  private read<Value>(field: number, absent: Value, readAt: (position: number) => Value): Value {
    const at = this.at(field);
    return at === null ? absent : readAt(at);
  }

  private vector<Value>(field: number, nbytes: number, readAt: (position: number) => Value): Value[] {
    const at = this.at(field);
    if (at === null) return [];
    const [start, length] = [this.bytes.__vector(at), this.bytes.__vector_len(at)];
    // Before any element is made: a file may claim any number of them.
    this.bytes.slice(start, nbytes * length);
    return Array.from({ length }, (_, index) => readAt(start + nbytes * index));
  }
}
